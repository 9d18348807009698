//! What cannot be a reference, a token or a cursor is told so before a database is asked:
//! PostgreSQL keeps no text with a NUL in it.

use crate::app::{TestApp, answer, order_of};
use crate::on_both;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use dockline_domain::access::Role;
use reqwest::Method;
use serde_json::json;

async fn status(app: &TestApp, method: Method, path: &str) -> u16 {
    app.request(method, path)
        .send()
        .await
        .unwrap()
        .status()
        .as_u16()
}

on_both! {
    async fn a_control_character_in_an_address_names_nothing(app: TestApp) {
        app.merchant().await.product("tent", &["TENT"]).await;
        for (path, told) in [
            ("/api/v1/orders/%00", 404),
            ("/api/v1/orders/%00/variants", 404),
            ("/api/v1/shops/demo/availability/%00", 404),
            ("/o/%00", 404),
            ("/o/%00/calendar.ics", 404),
            ("/s/demo?q=%00", 200),
            ("/s/demo?q=te%00nt", 200),
            ("/s/demo?cursor=%00", 404),
            ("/s/demo?cursor=x%00%0Ax", 404),
            ("/app/live?topic=order:%00", 204),
            ("/app/live?shop=demo&topic=sku:1:%00", 204),
        ] {
            assert_eq!(status(&app, Method::GET, path).await, told, "{path}");
        }
        for path in ["/api/v1/orders/%00/cancel", "/o/%00"] {
            assert_eq!(status(&app, Method::POST, path).await, 404, "{path}");
        }
        let found = app
            .request(Method::GET, "/s/demo?q=te%00nt")
            .send()
            .await
            .unwrap()
            .text()
            .await
            .unwrap();
        assert!(
            found.contains("/s/demo/p/tent"),
            "what is left of a search is looked for"
        );
    }

    async fn a_control_character_in_what_a_merchant_sends_names_nothing(app: TestApp) {
        let merchant = app.merchant().await;
        merchant.product("tent", &["TENT"]).await;
        for (method, path, body) in [
            (Method::GET, "/purchase-orders/a%00", json!({})),
            (
                Method::PATCH,
                "/purchase-orders/a%00",
                json!({ "stage": "customs" }),
            ),
            (
                Method::POST,
                "/purchase-orders/a%00/milestones",
                json!({ "stage": "customs" }),
            ),
            (
                Method::POST,
                "/purchase-orders/a%00/what-if",
                json!({ "slip_days": 1 }),
            ),
            (Method::GET, "/receipts/a%00", json!({})),
            (Method::POST, "/shipments/a%00/pack", json!({})),
        ] {
            answer(merchant.request(method, path).json(&body))
                .await
                .expect(404);
        }
        let described = json!({ "title": "Tent", "description": "<p>a\u{0}b</p>",
            "variants": [{ "sku": "TENT", "price": { "minor": 1_000, "currency": "EUR" } }] });
        merchant.put("/products/tent", &described).await.expect(200);
        for (number, order) in ["https://x.example/po/%00", "PO\u{0}1", "_:a\u{0}"]
            .into_iter()
            .enumerate()
        {
            let event = json!({
                "@context": "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",
                "eventID": format!("urn:uuid:{number}"), "type": "ObjectEvent", "action": "OBSERVE", "bizStep": "shipping", "epcList": [],
                "eventTime": "2026-11-22T10:00:00+01:00", "eventTimeZoneOffset": "+01:00",
                "bizTransactionList": [{ "type": "po", "bizTransaction": order }]
            });
            let captured = merchant
                .post("/epcis/capture", &event)
                .await
                .expect(200)
                .body;
            assert_eq!(captured["ignored"], 1, "{captured}");
        }
        let event = json!({
            "@context": "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",
            "eventID": "_:a\u{0}", "type": "ObjectEvent", "action": "OBSERVE", "bizStep": "shipping", "epcList": [],
            "eventTime": "2026-11-22T10:00:00+01:00", "eventTimeZoneOffset": "+01:00"
        });
        assert_eq!(
            merchant
                .post("/epcis/capture", &event)
                .await
                .expect(422)
                .wrong(),
            ["/eventID"]
        );
    }

    async fn a_control_character_in_the_console_finds_nothing(app: TestApp) {
        app.merchant().await.product("tent", &["TENT"]).await;
        let ann = app.staff("demo", Role::Owner).await;
        for (path, told) in [
            ("/console/orders?q=%00", 200),
            ("/console/orders?q=a%00b", 200),
            ("/console/orders?q=a%00%40b", 200),
            ("/console/orders?cursor=%00", 404),
            ("/console/orders/%00", 404),
            ("/console/supply/%00", 404),
            ("/console/supply/%00/what-if?days=1", 404),
            ("/console/supply?cursor=%00.x", 404),
            ("/console/supply?show=all&cursor=%00", 404),
            ("/console/dock?q=%00", 200),
            ("/console/dock?q=a%00b", 200),
            ("/console/dock/receive/%00", 404),
            ("/console/dock/receipts/%00", 404),
            ("/console/dock/shipments?q=%00", 200),
            ("/console/dock/shipments?cursor=%00", 404),
            ("/console/dock/shipments/%00", 404),
            ("/console/line?sku=%00", 404),
            ("/console/line?sku=TENT&cursor=%00", 404),
        ] {
            assert_eq!(ann.get(path).await.status, told, "{path}");
        }
    }

    async fn a_cursor_that_a_list_did_not_give_is_refused(app: TestApp) {
        let merchant = app.merchant().await;
        merchant.product("a", &["A"]).await;
        merchant.product("b", &["B"]).await;
        for reference in ["PO-1", "PO-2"] {
            merchant
                .supply(reference, "A", 10, "2026-12-14", "2026-12-18")
                .await;
        }
        merchant.stock("B", 10).await;
        for sku in ["A", "A", "B", "B"] {
            app.shopper().order(&order_of(sku, 1)).await.expect(201);
        }
        for email in ["ada@example.com", "bob@example.com"] {
            let wish = json!({ "sku": "A", "email": email });
            answer(
                app.request(Method::POST, "/api/v1/shops/demo/waitlist")
                    .json(&wish),
            )
            .await
            .expect(202);
        }
        let lists = [
            "/products?",
            "/purchase-orders?",
            "/shipments?",
            "/backorders?sku=A&",
            "/waitlist?sku=A&",
        ];
        let mut given = Vec::new();
        for list in lists {
            let first = merchant
                .get(&format!("{list}limit=1"))
                .await
                .expect(200)
                .body;
            let cursor = first["next_cursor"]
                .as_str()
                .unwrap_or_else(|| panic!("{list} has one page"))
                .to_owned();
            let next = merchant
                .get(&format!("{list}limit=1&cursor={cursor}"))
                .await
                .expect(200)
                .body;
            assert_eq!(next["items"].as_array().unwrap().len(), 1, "{list}");
            assert_ne!(next["items"], first["items"], "{list}");
            given.push(cursor);
        }
        for (number, list) in lists.into_iter().enumerate() {
            let others = given
                .iter()
                .enumerate()
                .filter(|(other, _)| *other != number)
                .map(|(_, cursor)| cursor.clone());
            let invented = [
                "\0",
                "",
                "x",
                "\u{0}\u{0}\u{0}",
                "po_a\u{0}",
                "1.2",
                "1.2.3.4",
                "a\u{0}\na",
            ]
            .map(|text| URL_SAFE_NO_PAD.encode(text));
            for cursor in
                others
                    .chain(invented)
                    .chain(["AA".to_owned(), "AAAA".to_owned(), "?".to_owned()])
            {
                let refused = merchant
                    .get(&format!("{list}cursor={cursor}"))
                    .await
                    .expect(422);
                assert_eq!(refused.wrong(), ["cursor"], "{list}{cursor}");
            }
        }
    }
}
