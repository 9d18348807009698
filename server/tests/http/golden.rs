//! What a released program answered about its database is what this one answers about it: nothing
//! that was promised, sold or linked is lost.

use crate::app::TestApp;
use crate::golden_databases::{self, Golden};
use reqwest::Method;
use serde_json::Value;

/// Fields that say when they were asked for.
const OF_THE_MOMENT: &[&str] = &["as_of"];

/// The largest whole number that JavaScript holds exactly.
const NUMBER_MAX: i64 = (1 << 53) - 1;

/// Everything that was told is told again; there may be more.
fn holds(path: &str, now: &Value, before: &Value) {
    match (now, before) {
        (Value::Object(now), Value::Object(before)) => {
            for (name, value) in before
                .iter()
                .filter(|(name, _)| !OF_THE_MOMENT.contains(&name.as_str()))
            {
                let again = now
                    .get(name)
                    .unwrap_or_else(|| panic!("{path}/{name} is gone"));
                holds(&format!("{path}/{name}"), again, value);
            }
        }
        (Value::Array(now), Value::Array(before)) => {
            assert_eq!(now.len(), before.len(), "{path}");
            for (at, (now, before)) in now.iter().zip(before).enumerate() {
                holds(&format!("{path}/{at}"), now, before);
            }
        }
        // A version says which state was read, and a restart reads a later one. Digests that no
        // script can hold exactly are not kept.
        _ if path.ends_with("/version") => {
            let number = |value: &Value| {
                value
                    .as_i64()
                    .unwrap_or_else(|| panic!("{path} is {value}"))
            };
            assert!(
                number(before) > NUMBER_MAX || number(now) >= number(before),
                "{path} went from {before} to {now}"
            );
        }
        _ => assert_eq!(now, before, "{path}"),
    }
}

async fn answers_the_same(
    Golden {
        release,
        database,
        told,
    }: Golden,
) {
    let app = TestApp::of_release(
        database,
        told["made"].as_str().unwrap(),
        told["public_url"].as_str().unwrap(),
    )
    .await;
    let mut asked = 0;
    for (shop, key) in told["keys"].as_object().unwrap() {
        let key = key.as_str().unwrap();
        for (path, before) in told[shop].as_object().unwrap() {
            // The links of orders and what is public are asked for without the key.
            let public = path.starts_with("/api/v1/shops/") || path.starts_with("/api/v1/orders/");
            let request = app.request(Method::GET, path);
            let request = if public {
                request
            } else {
                request.bearer_auth(key)
            };
            let now = crate::app::answer(request).await.expect(200).body;
            holds(&format!("{release} {path}"), &now, before);
            asked += 1;
        }
    }
    assert!(asked > 100, "{asked} answers of {release} were compared");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_released_program_answered_is_answered_again() {
    for golden in golden_databases::all() {
        answers_the_same(golden).await;
    }
}
