//! A request of each kind that is right, with every field that it may have.

use reqwest::Method;
use serde_json::{Value, json};

/// A picture that was put into the shop before: its name follows from its content.
const PICTURE: &str = "med_4c4b6a3be1314ab86138bef4314dde02";

/// A request that is right, with every field that it may have.
pub(super) struct Sample {
    pub(super) method: Method,
    /// As the document names it.
    pub(super) route: &'static str,
    /// As it is asked for, without `/api/v1`.
    pub(super) path: String,
    pub(super) query: &'static str,
    pub(super) body: Option<Value>,
}

/// Requests without a body, which have parameters.
pub(super) fn questions() -> [Sample; 11] {
    let get = |route, path: &str, query| Sample {
        method: Method::GET,
        route,
        path: path.to_owned(),
        query,
        body: None,
    };
    [
        get(
            "/shops/{shop}/availability/{sku}",
            "/shops/demo/availability/TENT",
            "",
        ),
        get(
            "/shops/{shop}/availability",
            "/shops/demo/availability",
            "sku=TENT",
        ),
        get("/products", "/products", ""),
        get("/purchase-orders", "/purchase-orders", ""),
        get("/shipments", "/shipments", ""),
        get("/backorders", "/backorders", "sku=TENT"),
        get("/waitlist", "/waitlist", "sku=TENT"),
        get("/charges", "/charges", ""),
        get("/refunds", "/refunds", ""),
        get("/money", "/money", ""),
        get("/messages", "/messages", ""),
    ]
}

pub(super) fn policy() -> Value {
    json!({ "backorder": { "beyond": { "quantity": 5, "lead_days_min": 0, "lead_days_max": 365 } }, "kind": "standard",
        "per_customer": 2, "discontinued": false })
}

pub(super) fn samples(
    (order, id): (&str, &str),
    shipment: &str,
    (backorder, receipt, charge, refund, webhook): (&str, &str, &str, &str, &str),
) -> Vec<Sample> {
    let lines = json!([{ "sku": "TENT", "quantity": 1 }]);
    let address = "1 Way";
    let post = |route, path: &str, body| Sample {
        method: Method::POST,
        route,
        path: path.to_owned(),
        query: "",
        body: Some(body),
    };
    let write = |method, route, path: &str, body| Sample {
        method,
        route,
        path: path.to_owned(),
        query: "",
        body: Some(body),
    };
    let policy = policy();
    let of_order = |end: &str| format!("/orders/{order}/{end}");
    vec![
        post(
            "/shops/{shop}/orders",
            "/shops/demo/orders",
            json!({ "email": "ada@example.com", "name": "Ada", "locale": "de", "lines": lines,
            "ship": "as_available", "needed_by": "2026-12-24", "address": address,
            "expected_total": { "minor": 1_000, "currency": "EUR" } }),
        ),
        post(
            "/shops/{shop}/quote",
            "/shops/demo/quote",
            json!({ "lines": lines, "address": address }),
        ),
        post(
            "/orders/{token}/cancel",
            &of_order("cancel"),
            json!({ "lines": [{ "sku": "WAIT", "quantity": 1 }] }),
        ),
        post(
            "/orders/{token}/details",
            &of_order("details"),
            json!({ "name": "Ada", "address": address, "needed_by": "2026-12-24" }),
        ),
        post(
            "/orders/{token}/variant",
            &of_order("variant"),
            json!({ "from": "WAIT", "to": "OTHER", "quantity": 1 }),
        ),
        post(
            "/orders/{token}/answers",
            &of_order("answers"),
            json!({ "notice": 1, "answer": "last_date", "last_date": "2026-12-24" }),
        ),
        post(
            "/shops/{shop}/waitlist",
            "/shops/demo/waitlist",
            json!({ "sku": "TENT", "email": "ada@example.com", "locale": "en" }),
        ),
        post(
            "/shops/{shop}/withdrawals",
            "/shops/demo/withdrawals",
            json!({ "name": "Ada", "contract": "1043", "email": "ada@example.com", "locale": "en" }),
        ),
        post(
            "/waitlist/told",
            "/waitlist/told",
            json!({ "sku": "TENT", "before": "2026-11-23T10:00:00Z" }),
        ),
        write(
            Method::PATCH,
            "/shop",
            "/shop",
            json!({ "handling_days": 1, "cross_dock_days": 0, "working_days": "1111100",
            "holidays": "DE-BY", "closed_days": [{ "from": "2026-12-28", "to": "2026-12-31", "note": "a word" }], "cut_off": "14:00",
            "transit": [{ "countries": ["DE"], "carrier": "Post", "min_days": 0, "max_days": 60 }],
            "confirmation_days": 14, "low_stock_units": 5, "policy": policy, "shipping": { "minor": 490, "free_from_minor": 5_000 },
            "countries": ["DE"], "address": "optional", "order_prefix": "FJ-", "per_customer": 9_999, "per_order": 9_999,
            "orders_per_network_hour": 100_000, "unusual_share": 50, "place_counts": "at_once", "mail": "off",
            "verify_minutes": 30, "payment_hold_hours": 72, "pay_within_days": 14, "refund_limit_minor": 500,
            "delay_law": "off", "delay_regime_unknown": "none", "notice_wait_minutes": 30,
            "contact": { "email": "shop@acme.example", "phone": "+49 30 1234567" }, "prices_include_vat": true,
            "vat_note": { "en": "no VAT", "de": "ohne USt." },
            "notice": { "texts": { "en": "Closed", "de": "Zu" }, "from": "2026-12-24", "to": "2026-12-31" },
            "guarantee_notice": { "media": PICTURE, "media_by_language": { "en": PICTURE, "de": PICTURE },
            "texts": { "en": "Two years", "de": "Zwei Jahre" } } }),
        ),
        write(
            Method::PUT,
            "/shop/pages/{kind}",
            "/shop/pages/imprint",
            json!({ "texts": { "en": "<p>Acme</p>", "de": "<p>Acme</p>" } }),
        ),
        write(
            Method::PUT,
            "/products/{handle}",
            "/products/mat",
            json!({ "title": "Mat", "description": "<p>Soft</p>", "vendor": "Mill",
            "tags": ["new"], "image": "/demo/mat.svg", "policy": policy,
            "maker": { "name": "Mill", "address": "Weg 1\n1 Ort", "email": "a@mill.example", "url": "https://mill.example" },
            "responsible_person": { "name": "Mill EU", "address": "Weg 2", "email": "eu@mill.example", "url": "https://mill.example/eu" },
            "texts": { "en": { "warnings": "Hot" }, "de": { "warnings": "Heiß" } }, "off_sale": false, "release_on": "2026-12-14",
            "variants": [{ "sku": "MAT", "off_sale": false, "release_on": "2026-12-21",
            "price": { "minor": 1_000, "currency": "EUR" }, "options": { "Size": "M" }, "policy": "deny", "image": "/demo/mat.svg",
            "gtin": "4006381333931", "content": { "amount": 250, "unit": "g" } }] }),
        ),
        post(
            "/products/{handle}/rename",
            "/products/other/rename",
            json!({ "handle": "another" }),
        ),
        post(
            "/variants/{sku}/rename",
            "/variants/OTHER/rename",
            json!({ "sku": "OTHER" }),
        ),
        post(
            "/stock",
            "/stock",
            json!({ "sku": "MAT", "location": "main", "on_hand": 5, "reason": "counted" }),
        ),
        post(
            "/stock",
            "/stock",
            json!({ "sku": "MAT", "location": "main", "adjust": 1, "reason": "found" }),
        ),
        post(
            "/stock/transfers",
            "/stock/transfers",
            json!({ "from": "main", "to": "annex", "lines": [{ "sku": "TENT", "quantity": 1 }] }),
        ),
        post(
            "/purchase-orders",
            "/purchase-orders",
            json!({ "reference": "PO-9", "supplier": "Mill", "lines": [{ "sku": "MAT", "quantity": 1,
            "expected": { "earliest": "2026-12-20", "latest": "2026-12-22" } }],
            "expected": { "earliest": "2026-12-14", "latest": "2026-12-16" }, "stage": "planned", "basis": "a word" }),
        ),
        write(
            Method::PATCH,
            "/purchase-orders/{reference}",
            "/purchase-orders/PO-1",
            json!({ "expected": { "earliest": "2026-12-14",
            "latest": "2026-12-16" }, "stage": "ordered", "basis": "a word", "reason": "none",
            "lines": [{ "line": 1, "sku": "OTHER", "quantity": 1_000, "expected": { "earliest": "2026-12-20", "latest": "2026-12-22" } }] }),
        ),
        post(
            "/purchase-orders/{reference}/split",
            "/purchase-orders/PO-3/split",
            json!({ "reference": "PO-3b", "lines": [{ "line": 1, "sku": "OTHER", "quantity": 1 }],
            "expected": { "earliest": "2026-12-20", "latest": "2026-12-22" }, "basis": "a word", "reason": "a word" }),
        ),
        post(
            "/purchase-orders/{reference}/milestones",
            "/purchase-orders/PO-3/milestones",
            json!({ "stage": "ordered",
            "at": "2026-11-23T10:00:00Z", "note": "a word", "public": true }),
        ),
        post(
            "/purchase-orders/{reference}/what-if",
            "/purchase-orders/PO-1/what-if",
            json!({ "slip_days": 14 }),
        ),
        post(
            "/receipts",
            "/receipts",
            json!({ "purchase_order": "PO-2", "location": "main", "delivery_note": "DN", "lines": [{ "sku": "WAIT", "line": 1,
            "quantity": 1, "discrepancy": "", "more_to_come": true, "if_open": 1_000 }] }),
        ),
        post(
            "/receipts/{receipt}/correct",
            &format!("/receipts/{receipt}/correct"),
            json!({ "lines": [{ "sku": "OTHER", "quantity": 1 }], "reason": "a word" }),
        ),
        post(
            "/backorders/{id}/priority",
            &format!("/backorders/{backorder}/priority"),
            json!({ "priority": 10, "reason": "a word",
            "if_priority": 0 }),
        ),
        post(
            "/orders/{order}/hold",
            &format!("/orders/{id}/hold"),
            json!({ "reason": "a word" }),
        ),
        post(
            "/orders/{order}/notices",
            &format!("/orders/{id}/notices"),
            json!({ "sku": "WAIT", "until": "2026-12-24", "further": "2027-01-24", "reason": "a word", "channel": "phone" }),
        ),
        post(
            "/shipments/{shipment}/deliver",
            &format!("/shipments/{shipment}/deliver"),
            json!({ "at": "2026-11-23T10:00:00Z" }),
        ),
        post(
            "/shipments/{shipment}/hand-over",
            &format!("/shipments/{shipment}/hand-over"),
            json!({ "carrier": "DHL", "tracking": "1" }),
        ),
        write(
            Method::POST,
            "/shipments/{shipment}/pack",
            &format!("/shipments/{shipment}/pack"),
            json!({}),
        ),
        post(
            "/charges/{charge}/mark-paid",
            &format!("/charges/{charge}/mark-paid"),
            json!({ "minor": 5, "day": "2026-11-20", "note": "line 4" }),
        ),
        post(
            "/charges/{charge}/correct",
            &format!("/charges/{charge}/correct"),
            json!({ "minor": 5, "reason": "a word" }),
        ),
        post(
            "/charges/{charge}/waive",
            &format!("/charges/{charge}/waive"),
            json!({ "reason": "a word" }),
        ),
        post(
            "/orders/{order}/refunds",
            &format!("/orders/{id}/refunds"),
            json!({ "amount": { "minor": 5, "currency": "EUR" }, "lines": [{ "sku": "WAIT", "quantity": 1 }], "reason": "a word" }),
        ),
        post(
            "/refunds/{refund}/mark-sent",
            &format!("/refunds/{refund}/mark-sent"),
            json!({ "day": "2026-11-20", "note": "line 4" }),
        ),
        write(
            Method::PUT,
            "/payments/gateway",
            "/payments/gateway",
            // Nobody plays Stripe here, so that no key is tried: what is wrong in the form is said before.
            json!({ "kind": "stripe", "transfer": { "payee": "Acme", "iban": "DE89 3704 0044 0532 0130 00", "bic": "COBADEFFXXX",
            "texts": { "en": "Thank you", "de": "Danke" } }, "key": "rk_test_51AbcdefghijklmnopQR", "hook_secret": "whsec_AbcdefghijklmnopQR" }),
        ),
        post(
            "/webhooks",
            "/webhooks",
            json!({ "url": "https://hooks.example/all", "types": ["order.placed"] }),
        ),
        write(
            Method::PATCH,
            "/webhooks/{webhook}",
            &format!("/webhooks/{webhook}"),
            json!({ "url": "https://hooks.example/all", "types": ["order.placed"], "state": "off" }),
        ),
        post(
            "/webhooks/{webhook}/replay",
            &format!("/webhooks/{webhook}/replay"),
            json!({ "message": "evt_01kb7h2q8m0000000000000001", "from": "2026-11-22T00:00:00Z", "to": "2026-11-23T00:00:00Z",
            "failed": true }),
        ),
        post(
            "/mail/events",
            "/mail/events",
            json!({ "message": "msg_01kb7h2q8m0000000000000001", "kind": "bounce", "permanent": true, "at": "2026-11-23T10:00:00Z" }),
        ),
        post(
            "/clock/advance",
            "/clock/advance",
            json!({ "to": "2026-12-01T00:00:00Z" }),
        ),
    ]
}
