//! Which scope of a key each address of a merchant demands. This table is all there is of it:
//! requests are held against it, and the `OpenAPI` document says what stands here.

use axum::extract::MatchedPath;
use axum::http::Method;
use axum::http::request::Parts;
use dockline_domain::scope::{Scope, Scopes};
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::{OpenApi, SecurityRequirement};

/// The name of the key in the document's security schemes.
pub(super) const SCHEME: &str = "key";

/// Looking changes nothing; what-if only asks.
const DEMANDED: &[(Method, &str, Scope)] = &[
    (Method::GET, "/api/v1/shop", Scope::Read),
    (Method::PATCH, "/api/v1/shop", Scope::Settings),
    (Method::GET, "/api/v1/shop/pages/{kind}", Scope::Read),
    (Method::PUT, "/api/v1/shop/pages/{kind}", Scope::Settings),
    (Method::POST, "/api/v1/media", Scope::Catalogue),
    (Method::GET, "/api/v1/products", Scope::Read),
    (Method::GET, "/api/v1/products/{handle}", Scope::Read),
    (Method::PUT, "/api/v1/products/{handle}", Scope::Catalogue),
    (
        Method::POST,
        "/api/v1/products/{handle}/rename",
        Scope::Catalogue,
    ),
    (
        Method::POST,
        "/api/v1/variants/{sku}/rename",
        Scope::Catalogue,
    ),
    (Method::POST, "/api/v1/catalogue/import", Scope::Catalogue),
    (Method::POST, "/api/v1/stock", Scope::Dock),
    (Method::POST, "/api/v1/stock/import", Scope::Dock),
    (Method::POST, "/api/v1/stock/transfers", Scope::Dock),
    (Method::GET, "/api/v1/purchase-orders", Scope::Read),
    (Method::POST, "/api/v1/purchase-orders", Scope::Supply),
    (
        Method::GET,
        "/api/v1/purchase-orders/{reference}",
        Scope::Read,
    ),
    (
        Method::PATCH,
        "/api/v1/purchase-orders/{reference}",
        Scope::Supply,
    ),
    (
        Method::POST,
        "/api/v1/purchase-orders/{reference}/milestones",
        Scope::Supply,
    ),
    (
        Method::POST,
        "/api/v1/purchase-orders/{reference}/split",
        Scope::Supply,
    ),
    (
        Method::POST,
        "/api/v1/purchase-orders/{reference}/what-if",
        Scope::Read,
    ),
    (Method::POST, "/api/v1/milestones/import", Scope::Supply),
    (Method::POST, "/api/v1/epcis/capture", Scope::Supply),
    (Method::POST, "/api/v1/receipts", Scope::Dock),
    (Method::GET, "/api/v1/receipts/{receipt}", Scope::Read),
    (
        Method::POST,
        "/api/v1/receipts/{receipt}/correct",
        Scope::Dock,
    ),
    (Method::GET, "/api/v1/shipments", Scope::Read),
    (Method::GET, "/api/v1/shipments/{shipment}", Scope::Read),
    (
        Method::POST,
        "/api/v1/shipments/{shipment}/pack",
        Scope::Dock,
    ),
    (
        Method::POST,
        "/api/v1/shipments/{shipment}/hand-over",
        Scope::Dock,
    ),
    (
        Method::POST,
        "/api/v1/shipments/{shipment}/deliver",
        Scope::Dock,
    ),
    (Method::GET, "/api/v1/messages", Scope::Read),
    (Method::GET, "/api/v1/messages/{message}", Scope::Read),
    (
        Method::POST,
        "/api/v1/messages/{message}/retry",
        Scope::Mail,
    ),
    (Method::POST, "/api/v1/messages/{message}/seen", Scope::Mail),
    (Method::POST, "/api/v1/mail/events", Scope::Mail),
    (Method::GET, "/api/v1/webhooks", Scope::Read),
    (Method::POST, "/api/v1/webhooks", Scope::Webhooks),
    (Method::PATCH, "/api/v1/webhooks/{webhook}", Scope::Webhooks),
    (
        Method::DELETE,
        "/api/v1/webhooks/{webhook}",
        Scope::Webhooks,
    ),
    (
        Method::POST,
        "/api/v1/webhooks/{webhook}/rotate",
        Scope::Webhooks,
    ),
    (
        Method::POST,
        "/api/v1/webhooks/{webhook}/ping",
        Scope::Webhooks,
    ),
    (
        Method::POST,
        "/api/v1/webhooks/{webhook}/replay",
        Scope::Webhooks,
    ),
    (
        Method::GET,
        "/api/v1/webhooks/{webhook}/attempts",
        Scope::Read,
    ),
    (Method::POST, "/api/v1/orders/{order}/hold", Scope::Orders),
    (Method::POST, "/api/v1/orders/{order}/resume", Scope::Orders),
    (
        Method::POST,
        "/api/v1/orders/{order}/notices",
        Scope::Orders,
    ),
    (Method::GET, "/api/v1/orders/{order}/evidence", Scope::Read),
    (Method::GET, "/api/v1/payments/gateway", Scope::Read),
    (Method::PUT, "/api/v1/payments/gateway", Scope::Settings),
    (Method::GET, "/api/v1/charges", Scope::Read),
    (
        Method::POST,
        "/api/v1/charges/{charge}/mark-paid",
        Scope::Money,
    ),
    (Method::POST, "/api/v1/charges/{charge}/waive", Scope::Money),
    (
        Method::POST,
        "/api/v1/charges/{charge}/extend",
        Scope::Money,
    ),
    (
        Method::POST,
        "/api/v1/charges/{charge}/correct",
        Scope::Money,
    ),
    (Method::POST, "/api/v1/charges/{charge}/retry", Scope::Money),
    (
        Method::POST,
        "/api/v1/charges/{charge}/cancel",
        Scope::Money,
    ),
    (Method::GET, "/api/v1/refunds", Scope::Read),
    (Method::GET, "/api/v1/orders/{order}/refunds", Scope::Read),
    (Method::POST, "/api/v1/orders/{order}/refunds", Scope::Money),
    (
        Method::POST,
        "/api/v1/refunds/{refund}/mark-sent",
        Scope::Money,
    ),
    (Method::POST, "/api/v1/refunds/{refund}/retry", Scope::Money),
    (Method::GET, "/api/v1/money", Scope::Read),
    (Method::POST, "/api/v1/money/reconcile", Scope::Money),
    (Method::GET, "/api/v1/backorders", Scope::Read),
    (
        Method::POST,
        "/api/v1/backorders/{id}/priority",
        Scope::Orders,
    ),
    (Method::GET, "/api/v1/waitlist", Scope::Read),
    (Method::POST, "/api/v1/waitlist/told", Scope::Orders),
    (Method::POST, "/api/v1/clock/advance", Scope::Settings),
];

fn demanded(method: &Method, path: &str) -> Option<Scope> {
    // What answers GET answers HEAD.
    let method = if *method == Method::HEAD {
        &Method::GET
    } else {
        method
    };
    DEMANDED
        .iter()
        .find(|(one, at, _)| one == method && *at == path)
        .map(|(.., scope)| *scope)
}

/// What a key with these scopes lacks for a request: the scope by name. An address that the table
/// does not have is for keys that may do everything.
pub(super) fn lacks(scopes: &Scopes, parts: &Parts) -> Option<&'static str> {
    let path = parts
        .extensions
        .get::<MatchedPath>()
        .map_or("", MatchedPath::as_str);
    match demanded(&parts.method, path) {
        Some(scope) => (!scopes.hold(scope)).then(|| scope.name()),
        None => (*scopes != Scopes::All).then_some("all"),
    }
}

/// Writes the table into the document.
pub(super) fn describe(document: &mut OpenApi) {
    for (path, item) in &mut document.paths.paths {
        for (method, operation) in operations(item) {
            let Some(scope) = demanded(&method, path) else {
                continue;
            };
            operation.security = Some(vec![SecurityRequirement::new(SCHEME, [scope.name()])]);
            let said = operation
                .description
                .take()
                .map_or_else(String::new, |said| format!("{said}\n\n"));
            operation.description =
                Some(format!("{said}The key needs the scope `{}`.", scope.name()));
        }
    }
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = (Method, &mut Operation)> {
    let PathItem {
        get,
        put,
        post,
        patch,
        delete,
        ..
    } = item;
    let all = [
        (Method::GET, get),
        (Method::PUT, put),
        (Method::POST, post),
        (Method::PATCH, patch),
        (Method::DELETE, delete),
    ];
    all.into_iter()
        .filter_map(|(method, operation)| operation.as_mut().map(|operation| (method, operation)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_that_takes_a_key_demands_a_scope_and_says_so() {
        let mut document = crate::api::openapi();
        let mut described = 0;
        for (path, item) in &mut document.paths.paths {
            for (method, operation) in operations(item) {
                let Some(security) = &operation.security else {
                    continue;
                };
                let scope = demanded(&method, path)
                    .unwrap_or_else(|| panic!("{method} {path} has no row in the table"));
                let said = serde_json::to_value(security).unwrap();
                assert_eq!(
                    said,
                    serde_json::json!([{ SCHEME: [scope.name()] }]),
                    "{method} {path}"
                );
                described += 1;
            }
        }
        assert_eq!(
            described,
            DEMANDED.len(),
            "each row of the table is an address"
        );
    }
}
