//! The line in the console: who is let go first.

use crate::app::TestApp;
use crate::console_dock::{send, shop};
use crate::on_both;
use dockline_domain::access::Role;
use serde_json::{Value, json};

on_both! {
    async fn a_priority_that_somebody_else_has_changed_is_told(app: TestApp) {
        shop(&app).await;
        let placed = app.shopper().placed("TENT", 2).await;
        let (ann, bob) = (
            app.staff("demo", Role::Owner).await,
            app.staff("demo", Role::Operations).await,
        );
        let id = format!(
            "bo_{}_1",
            placed["order"].as_str().unwrap().trim_start_matches("ord_")
        );
        let form = |seen, priority, reason| {
            [
                ("backorder", id.as_str()),
                ("seen", seen),
                ("priority", priority),
                ("reason", reason),
            ]
        };
        ann.post("/console/line", &form("0", "5", "A hospital"))
            .await
            .expect(303);
        let told = bob
            .post("/console/line", &form("0", "2", "Asked on the phone"))
            .await
            .expect(412);
        let told = told
            .shows("Somebody gave it priority 5 while you were writing; your 2")
            .shows("value=\"Asked on the phone\"");
        let told = told.shows("priority +5").shows("A hospital");
        assert_eq!(told.hidden("seen"), "5");
        bob.post("/console/line", &form("5", "2", "Asked on the phone"))
            .await
            .expect(303);

        let merchant = app.merchant().await;
        let set = |seen| json!({ "priority": 1, "reason": "x", "if_priority": seen });
        let path = format!("/backorders/{id}/priority");
        assert_eq!(
            merchant
                .post(&path, &set(json!(5)))
                .await
                .expect(412)
                .problem(),
            "outdated"
        );
        assert_eq!(
            merchant
                .post(&path, &set(json!("2")))
                .await
                .expect(422)
                .wrong(),
            ["/if_priority"]
        );
        merchant.post(&path, &set(json!(2))).await.expect(200);
    }

    async fn who_is_let_go_first_is_on_record(app: TestApp) {
        shop(&app).await;
        let shopper = app.shopper();
        let (first, second) = (
            shopper.placed("TENT", 2).await,
            shopper.placed("TENT", 1).await,
        );
        let ann = app.staff("demo", Role::Operations).await;
        let line = ann.get("/console/line?sku=TENT").await.expect(200);
        let id = |placed: &Value| {
            let order = placed["order"]
                .as_str()
                .unwrap()
                .trim_start_matches("ord_")
                .to_owned();
            format!("bo_{order}_1")
        };
        assert!(line.text.contains(&id(&first)));
        let form = |reason: &'static str| {
            [
                ("backorder", id(&second)),
                ("seen", "0".to_owned()),
                ("priority", "5".to_owned()),
                ("reason", reason.to_owned()),
            ]
        };
        let owned =
            |form: [(&str, String); 4]| form.map(|(name, value)| (name.to_owned(), value)).to_vec();
        send(&ann, "/console/line", &owned(form("")))
            .await
            .expect(422)
            .shows("Fill this in");
        let changed = send(&ann, "/console/line", &owned(form("Replaces a broken one")))
            .await
            .expect(303);
        let path = changed
            .header("location")
            .split('#')
            .next()
            .unwrap()
            .to_owned();
        ann.get(&path)
            .await
            .shows("The priority is changed")
            .shows("priority +5");
        let overtaken = format!("/console/line?sku=TENT&why={}", id(&first));
        ann.get(&overtaken)
            .await
            .shows("1 unit is ahead")
            .shows("Replaces a broken one");
    }
}
