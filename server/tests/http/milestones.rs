//! Milestones of many purchase orders at once.

use crate::app::{Answer, Merchant, TestApp, answer};
use crate::on_both;
use reqwest::Method;
use serde_json::{Value, json};

const CSV: &str = "\
purchase_order,stage,at,note,public
PO-1,customs,2026-11-22,Hamburg,false
PO-9,in_transit,2026-11-20T08:00:00Z,,
PO-1,in_transit,2026-11-20T08:00:00Z,Left Porto,true
PO-2,lost,2026-11-20,,
PO-1,ordered,2026-11-23T09:00:00Z,,
PO-2,received,2026-11-20,,
";

async fn import(merchant: &Merchant<'_>, csv: &str) -> Answer {
    let request = merchant
        .request(Method::POST, "/milestones/import")
        .header("Content-Type", "text/csv");
    answer(request.body(csv.to_owned())).await
}

fn outcomes(report: &Value) -> Vec<(u64, &str)> {
    let rows = report["outcomes"].as_array().unwrap().iter();
    rows.map(|row| {
        (
            row["line"].as_u64().unwrap(),
            row["outcome"].as_str().unwrap(),
        )
    })
    .collect()
}

on_both! {
    async fn one_bad_row_does_not_lose_the_others_and_the_same_file_changes_nothing(app: TestApp) {
        let merchant = app.merchant().await;
        merchant.product("tent", &["TENT"]).await;
        for order in ["PO-1", "PO-2"] {
            merchant
                .supply(order, "TENT", 10, "2026-12-14", "2026-12-18")
                .await;
        }
        let report = import(&merchant, CSV).await.expect(200).body;
        assert_eq!(
            outcomes(&report),
            [
                (2, "recorded"),
                (3, "refused"),
                (4, "recorded"),
                (5, "refused"),
                (6, "refused"),
                (7, "refused")
            ]
        );
        assert_eq!(
            (&report["rows"], &report["recorded"], &report["refused"]),
            (&json!(6), &json!(2), &json!(4))
        );
        let reasons: Vec<&str> = report["outcomes"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|row| row["reason"].as_str())
            .collect();
        for (reason, words) in reasons.iter().zip([
            "PO-9 is not known",
            "stage must be one of",
            "cannot go to ordered",
            "counting them",
        ]) {
            assert!(reason.contains(words), "{reason}");
        }
        let order = merchant.get("/purchase-orders/PO-1").await.body;
        let milestones = json!([
            { "stage": "in_transit", "at": "2026-11-20T08:00:00Z", "note": "Left Porto", "public": true },
            { "stage": "customs", "at": "2026-11-21T23:00:00Z", "note": "Hamburg", "public": false }
        ]);
        assert_eq!(
            (&order["stage"], &order["milestones"]),
            (&json!("customs"), &milestones),
            "rows are taken by time"
        );

        let again = import(&merchant, CSV).await.expect(200).body;
        assert_eq!(
            (&again["unchanged"], &again["recorded"]),
            (&json!(2), &json!(0))
        );
        assert_eq!(merchant.get("/purchase-orders/PO-1").await.body, order);
    }
}

#[tokio::test]
async fn a_file_that_is_none_is_refused_with_the_reason() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    let refused = import(&merchant, "order,where\nPO-1,sea\n")
        .await
        .expect(422);
    assert!(
        refused.problem() == "invalid"
            && refused.body["detail"]
                .as_str()
                .unwrap()
                .contains("stage, at"),
        "{:?}",
        refused.body
    );
    assert_eq!(
        answer(
            merchant
                .request(Method::POST, "/milestones/import")
                .json(&json!([]))
        )
        .await
        .expect(415)
        .problem(),
        "unsupported-type"
    );
}

#[tokio::test]
async fn another_shops_key_does_not_move_the_order() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    merchant.product("tent", &["TENT"]).await;
    merchant
        .supply("PO-1", "TENT", 10, "2026-12-14", "2026-12-18")
        .await;
    app.open_shop("other").await;
    let stranger = app.merchant_of("other").await;
    let report = import(
        &stranger,
        "purchase_order,stage,at\nPO-1,cancelled,2026-11-20\n",
    )
    .await
    .expect(200)
    .body;
    assert_eq!(outcomes(&report), [(2, "refused")]);
    assert_eq!(
        merchant.get("/purchase-orders/PO-1").await.body["stage"],
        "ordered"
    );
}
