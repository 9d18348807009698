//! What others have a schema for, held against it: feeds for agents, and what the widget's npm
//! package declares.

use crate::app::TestApp;
use crate::feeds::{read, variant};
use jsonschema::Validator;
use serde_json::{Value, json};

const UCP: [&str; 2] = [
    include_str!("schema/ucp-variant-2026-04-08.json"),
    include_str!("schema/ucp-variant-2026-08-25.json"),
];

/// The fields of a line, as `spec/2026-04-17/json-schema/schema.feed.json` of the Agentic Commerce
/// Protocol has them: no object takes any other.
fn acp() -> Value {
    let object = |required: &[&str], fields: Value| json!({ "type": "object", "required": required, "properties": fields, "additionalProperties": false });
    let list = |items: &Value| json!({ "type": "array", "items": items });
    let (text, uri) = (
        json!({ "type": "string" }),
        json!({ "type": "string", "format": "uri" }),
    );
    let description = json!({ "type": "object", "minProperties": 1, "additionalProperties": false,
        "properties": { "plain": text, "html": text, "markdown": text } });
    let price = object(
        &["amount", "currency"],
        json!({ "amount": { "type": "integer", "minimum": 0 }, "currency": { "type": "string", "pattern": "^[A-Z]{3}$" } }),
    );
    let whole = json!({ "type": "integer" });
    let media = list(&object(
        &["type", "url"],
        json!({ "type": text, "url": uri, "alt_text": text, "width": whole, "height": whole }),
    ));
    let named = |name: &str| {
        list(&object(
            &[name, "value"],
            json!({ name: text, "value": text }),
        ))
    };
    let seller = object(
        &[],
        json!({ "name": text, "links": list(&object(&["type", "url"], json!({ "type": text, "title": text, "url": uri }))) }),
    );
    let availability = object(
        &[],
        json!({ "available": { "type": "boolean" }, "status": text }),
    );
    let variant = object(
        &["id", "title"],
        json!({ "id": text, "title": text, "description": description, "url": uri, "barcodes": named("type"), "price": price, "list_price": price,
            "availability": availability, "condition": list(&text), "variant_options": named("name"), "media": media, "seller": seller }),
    );
    object(
        &["id", "variants"],
        json!({ "id": text, "title": text, "description": description, "url": uri, "media": media,
            "variants": { "type": "array", "minItems": 1, "items": variant } }),
    )
}

fn validator(schema: &Value) -> Validator {
    jsonschema::options()
        .should_validate_formats(true)
        .build(schema)
        .unwrap()
}

/// The lines of a feed of a shop that sells what has everything, what has nothing, what waits and
/// what cannot be had.
async fn lines(app: &TestApp, path: &str) -> Vec<Value> {
    let sent = read(app, path).await;
    assert_eq!(
        (sent.status, sent.header("content-type")),
        (200, "application/jsonl; charset=utf-8")
    );
    sent.text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

async fn shop() -> TestApp {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    let full = json!({ "options": { "Size": "M", "Colour": "Moss" }, "gtin": "4006381333931", "image": "/demo/a.svg" });
    let body = json!({ "title": "Tent", "description": "<p>Light</p>", "image": "/demo/tent.svg",
        "variants": [variant("FULL", &full), variant("GONE", &json!({ "options": { "Size": "L", "Colour": "Moss" }, "policy": "discontinued" }))] });
    merchant.put("/products/tent", &body).await.expect(201);
    merchant
        .put(
            "/products/bare",
            &json!({ "title": "Bare", "variants": [variant("BARE", &json!({}))] }),
        )
        .await
        .expect(201);
    merchant.product("stocked", &["STOCKED"]).await;
    merchant.stock("STOCKED", 3).await;
    merchant
        .supply("PO-1", "FULL", 10, "2026-12-14", "2026-12-16")
        .await;
    app
}

#[tokio::test]
async fn each_line_for_agents_is_what_the_schema_of_ucp_asks_for() {
    let app = shop().await;
    let variants = lines(&app, "/s/demo/feeds/ucp.jsonl").await;
    assert_eq!(variants.len(), 4);
    for schema in UCP {
        let validator = validator(&serde_json::from_str(schema).unwrap());
        for variant in &variants {
            let problems: Vec<String> = validator
                .iter_errors(variant)
                .map(|error| error.to_string())
                .collect();
            assert!(problems.is_empty(), "{problems:?} in {variant}");
            let mut less = variant.clone();
            less.as_object_mut().unwrap().remove("description");
            assert!(
                !validator.is_valid(&less),
                "the schema asks for a description"
            );
        }
    }
    let full = variants
        .iter()
        .find(|variant| variant["sku"] == "FULL")
        .unwrap();
    assert_eq!(
        full["options"],
        json!([{ "name": "Colour", "label": "Moss" }, { "name": "Size", "label": "M" }])
    );
    assert_eq!(full["selected_options"], full["options"]);
    assert_eq!(
        full["barcodes"],
        json!([{ "type": "GTIN", "value": "4006381333931" }])
    );
    assert_eq!(full["media"][0]["url"], "https://shop.example/demo/a.svg");
    assert_eq!(
        full["description"]["plain"],
        "Backorder — ships 14–16 December. Light"
    );
}

#[tokio::test]
async fn each_line_for_agents_is_what_the_schema_of_acp_asks_for() {
    let app = shop().await;
    let products = lines(&app, "/s/demo/feeds/acp.jsonl").await;
    assert_eq!(products.len(), 3);
    let validator = validator(&acp());
    for product in &products {
        let problems: Vec<String> = validator
            .iter_errors(product)
            .map(|error| error.to_string())
            .collect();
        assert!(problems.is_empty(), "{problems:?} in {product}");
        let mut more = product.clone();
        more["variants"][0]["fulfillable_on"] = json!("now");
        assert!(!validator.is_valid(&more), "the schema takes no date");
    }
}

#[test]
fn what_the_package_of_the_widget_declares_is_a_custom_elements_manifest() {
    let validator = validator(
        &serde_json::from_str(include_str!("schema/custom-elements-manifest.json")).unwrap(),
    );
    let manifest: Value =
        serde_json::from_str(include_str!("../../../embed/custom-elements.json")).unwrap();
    let problems: Vec<String> = validator
        .iter_errors(&manifest)
        .map(|error| format!("{error} at {}", error.instance_path()))
        .collect();
    assert!(problems.is_empty(), "{problems:?}");
    let mut less = manifest.clone();
    less["modules"][0]["declarations"][0]
        .as_object_mut()
        .unwrap()
        .remove("name");
    assert!(
        !validator.is_valid(&less),
        "the schema asks for the name of a class"
    );
}
