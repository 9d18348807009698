//! What a shopper changes of a placed order: where it goes, by when it is needed, which variant it
//! waits for.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Response};
use dockline_domain::by::By;
use dockline_domain::dates::parse_date;
use dockline_domain::id::{OrderId, Sku};
use dockline_domain::limits;
use dockline_domain::order::{Person, Quantity};
use dockline_domain::wish::PlaceAfter;
use dockline_engine::command::{ChangeDetails, ChangeVariant};
use dockline_view::VariantChoice;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;

use super::address::{AddressRequest, destination};
use super::input::{Form, JsonRequest, Loose, present};
use super::orders::{PRIVATE, view};
use super::params::KeyHeader;
use super::problem::Problem;
use super::product_body::options;
use super::schema::{Failures, MoneyBody, WindowBody};
use super::{Api, fields};

/// Details to change; what is left out stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(min_properties = 1)]
pub struct DetailsRequest {
    /// Who gets it.
    #[schema(value_type = Option<fields::ShortText>)]
    name: Option<Loose<String>>,
    /// Where it goes: a text as it is written on the parcel, or its parts; null takes it back.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<fields::OrderAddress>)]
    #[expect(
        clippy::option_option,
        reason = "absent, null and an address say three things"
    )]
    address: Option<Option<Loose<AddressRequest>>>,
    /// Useless after this local date; null says that it is needed whenever it comes.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<fields::ComingDate>)]
    #[expect(
        clippy::option_option,
        reason = "absent, null and a date say three things"
    )]
    needed_by: Option<Option<Loose<String>>>,
}

impl DetailsRequest {
    fn check(self, order: OrderId) -> Result<ChangeDetails, Problem> {
        let mut form = Form::default();
        let name = form.may_parse("/name", self.name, Person::name);
        let address = self
            .address
            .map(|sent| sent.and_then(|sent| destination(&mut form, Some(sent))));
        let needed_by = self
            .needed_by
            .map(|sent| form.may_parse("/needed_by", sent, parse_date));
        if name.is_none() && address.is_none() && needed_by.is_none() && form.0.is_empty() {
            form.0
                .add("", "must have at least one of name, address and needed_by");
        }
        form.finish(Some(ChangeDetails {
            order,
            name,
            address,
            needed_by,
            if_version: None,
        }))
    }
}

/// Changes the details of an order until it is packed, and answers the order as it is then.
#[utoipa::path(
    post, path = "/api/v1/orders/{token}/details", tag = "shoppers",
    params(("token" = String, Path), KeyHeader), request_body = DetailsRequest,
    responses((status = 200, body = super::order_body::OrderBody), Failures)
)]
pub async fn details(
    State(api): State<Arc<Api>>,
    Path(token): Path<String>,
    request: JsonRequest,
) -> Result<Response, Problem> {
    let order = api.engine.order(&token).await?;
    let command = request.body::<DetailsRequest>()?.check(order.id)?;
    api.engine
        .execute(&order.shop.id, request.context(&By::Shopper), command)
        .await?;
    view(&api, &token).await
}

/// Units that are to wait for another variant of their product.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = VariantChange)]
pub struct VariantRequest {
    /// What they wait for now.
    #[schema(value_type = fields::Sku, required = true)]
    from: Option<Loose<String>>,
    /// What they are to wait for.
    #[schema(value_type = fields::Sku, required = true)]
    to: Option<Loose<String>>,
    #[schema(value_type = fields::OrderedQuantity, required = true)]
    quantity: Option<Loose<i64>>,
}

impl VariantRequest {
    fn check(self, order: OrderId) -> Result<ChangeVariant, Problem> {
        let mut form = Form::default();
        let from = form.must_parse("/from", self.from, Sku::parse);
        let to = form.must_parse("/to", self.to, Sku::parse);
        let units = form.must_count(
            "/quantity",
            self.quantity.as_ref(),
            1..=limits::QUANTITY_MAX,
        );
        let quantity = units.and_then(|units| Quantity::new(units).ok());
        form.finish((|| {
            Some(ChangeVariant {
                order,
                from: from?,
                to: to?,
                quantity: quantity?,
            })
        })())
    }
}

/// Lets units wait for another variant of the same product. They keep their place in line when the
/// same supply brings both variants and nobody after them has to wait longer for it. Answers the
/// order as it is then.
#[utoipa::path(
    post, path = "/api/v1/orders/{token}/variant", tag = "shoppers",
    params(("token" = String, Path), KeyHeader), request_body = VariantRequest,
    responses((status = 200, body = super::order_body::OrderBody), Failures)
)]
pub async fn variant(
    State(api): State<Arc<Api>>,
    Path(token): Path<String>,
    request: JsonRequest,
) -> Result<Response, Problem> {
    let order = api.engine.order(&token).await?;
    let command = request.body::<VariantRequest>()?.check(order.id)?;
    api.engine
        .execute(&order.shop.id, request.context(&By::Shopper), command)
        .await?;
    view(&api, &token).await
}

/// The variants that units of an order may wait for.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = VariantChoices)]
pub struct VariantChoicesBody {
    items: Vec<VariantChoiceBody>,
}

/// What would come of waiting for another variant.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = VariantChoice)]
pub struct VariantChoiceBody {
    from: String,
    /// Units that wait.
    quantity: u32,
    to: String,
    #[serde(serialize_with = "options::serialize")]
    #[schema(value_type = BTreeMap<String, String>)]
    options: Vec<dockline_domain::catalogue::OptionValue>,
    /// Its price now.
    price: MoneyBody,
    /// Whether all of the units can wait for it.
    possible: bool,
    /// Whether they would keep their place in line; null when it is not possible.
    keeps_place: Option<bool>,
    /// Their place in the other line.
    position: Option<u32>,
    /// When they would be expected to ship.
    expected: Option<WindowBody>,
    /// Why it is not possible.
    reason: Option<String>,
}

impl From<VariantChoice> for VariantChoiceBody {
    fn from(choice: VariantChoice) -> Self {
        let change = choice.change.as_ref().ok();
        Self {
            from: choice.from.into(),
            quantity: choice.quantity,
            to: choice.to.into(),
            options: choice.options,
            price: choice.price.into(),
            possible: change.is_some(),
            keeps_place: change.map(|change| change.place == PlaceAfter::Kept),
            position: change.map(|change| change.position),
            expected: change
                .and_then(|change| change.expected)
                .map(WindowBody::from),
            reason: choice.change.err().map(|refused| refused.to_string()),
        }
    }
}

/// What would come of waiting for another variant: asked before it is done.
#[utoipa::path(
    get, path = "/api/v1/orders/{token}/variants", tag = "shoppers", params(("token" = String, Path)),
    responses((status = 200, body = VariantChoicesBody), Failures)
)]
pub async fn choices(
    State(api): State<Arc<Api>>,
    Path(token): Path<String>,
) -> Result<Response, Problem> {
    api.engine.order(&token).await?;
    let found = api.engine.variant_choices(&token).await?;
    let items = found.into_iter().map(VariantChoiceBody::from).collect();
    Ok((
        [(CACHE_CONTROL, PRIVATE)],
        Json(VariantChoicesBody { items }),
    )
        .into_response())
}
