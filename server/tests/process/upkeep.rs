//! What operators run beside a server.

use super::{Server, program, run, shop, sqlite};
use dockline_adapters::gateway::simulator::Simulator;
use dockline_domain::id::ShopId;
use dockline_stripe_double::{Double, KEY};
use serde_json::{Value, json};
use std::io::Write as _;
use std::process::{Output, Stdio};
use std::time::Duration;

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

#[tokio::test]
async fn a_database_is_copied_and_looked_at_while_it_is_served() {
    let folder = tempfile::tempdir().unwrap();
    let database = sqlite(folder.path());
    let server = Server::start(&database).await;
    shop(&database, &server, 1, 1).await;
    let copy = folder.path().join("copy.db");
    let back_up = || run(&database, &["backup", copy.to_str().unwrap()]);

    let made = back_up();
    assert!(made.status.success(), "{}", said(&made));
    let again = back_up();
    assert!(!again.status.success() && said(&again).contains("copy.db is there already"));
    for url in [database.clone(), format!("sqlite://{}", copy.display())] {
        let looked = run(&url, &["verify"]);
        assert!(looked.status.success(), "{}", said(&looked));
        assert!(said(&looked).starts_with("1 shops, "), "{}", said(&looked));
    }
}

#[tokio::test]
async fn what_the_simulated_gateway_keeps_is_copied_beside_and_has_its_name_when_it_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let database = sqlite(folder.path());
    let server = Server::start(&database).await;
    shop(&database, &server, 1, 1).await;
    let bank = Simulator::beside(&database, "http://shop.example");
    let shop = ShopId::parse("shop_01m9c08b250000015w1n77w5wg").unwrap();
    assert_eq!(bank.taken(&shop).await.unwrap().len(), 0);
    let there = |name: &str| folder.path().join(name).exists();
    let back_up = |name: &str| {
        let copy = folder.path().join(name);
        run(&database, &["backup", copy.to_str().unwrap()])
    };

    let made = back_up("copy.db");
    assert!(made.status.success(), "{}", said(&made));
    assert!(there("copy.db.simulator") && !there("copy.db.simulator.part"));
    let copied = format!("sqlite://{}", folder.path().join("copy.db").display());
    let copied = Simulator::beside(&copied, "http://shop.example");
    assert_eq!(copied.taken(&shop).await.unwrap().len(), 0);

    // A run was broken off.
    std::fs::write(folder.path().join("late.db.simulator.part"), "half").unwrap();
    assert!(!back_up("late.db").status.success());
    assert!(!there("late.db.simulator"));
}

#[test]
fn what_is_no_database_is_not_whole() {
    let folder = tempfile::tempdir().unwrap();
    let nothing = sqlite(folder.path());
    assert!(!run(&nothing, &["verify"]).status.success());
    assert!(!run(&nothing, &["backup", "copy.db"]).status.success());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn a_running_server_asks_for_money_once_a_gateway_is_set_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let database = sqlite(folder.path());
    let server = Server::start(&database).await;
    let key = shop(&database, &server, 5, 1).await;
    let set = |more: &[&str]| {
        let mut args = vec!["gateway", "set", "--shop", "demo", "--kind"];
        args.extend(more);
        run(&database, &args)
    };
    let wrong = set(&["manual", "--iban", "DE88 3704 0044 0532 0130 00"]);
    assert!(
        !wrong.status.success() && said(&wrong).contains("--iban"),
        "{}",
        said(&wrong)
    );
    assert!(!set(&["cash"]).status.success());
    let done = set(&[
        "manual",
        "--payee",
        "Acme",
        "--iban",
        "DE89370400440532013000",
    ]);
    assert!(done.status.success(), "{}", said(&done));
    let order = json!({ "email": "ada@example.com", "name": "Ada", "lines": [{ "sku": "TENT", "quantity": 1 }] });
    let client = reqwest::Client::new();
    let placed = client
        .post(format!("{}/api/v1/shops/demo/orders", server.url))
        .json(&order);
    assert_eq!(placed.send().await.unwrap().status(), 201);
    let charges = async || {
        let asked = client
            .get(format!("{}/api/v1/charges", server.url))
            .bearer_auth(&key);
        let body: Value = asked.send().await.unwrap().json().await.unwrap();
        body["items"].as_array().map_or(0, Vec::len)
    };
    let due = async {
        while charges().await == 0 {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), due)
        .await
        .expect("a charge falls due");
    assert!(
        run(&database, &["gateway", "disable", "--shop", "demo"])
            .status
            .success()
    );
}

/// Runs a command to which something is said by the standard input.
async fn told(database: &str, args: Vec<String>, stripe: String, input: &str) -> Output {
    let (database, input) = (database.to_owned(), input.to_owned());
    let running = tokio::task::spawn_blocking(move || {
        let mut process = program(&database)
            .args(args)
            .env("DOCKLINE_STRIPE_URL", stripe)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let _ = process.stdin.take().unwrap().write_all(input.as_bytes());
        process.wait_with_output().unwrap()
    });
    running.await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_of_stripe_is_given_by_the_standard_input_and_never_said() {
    let folder = tempfile::tempdir().unwrap();
    let database = sqlite(folder.path());
    let server = Server::start(&database).await;
    shop(&database, &server, 5, 1).await;
    let double = Double::start().await;
    let set = async |options: &[&str], input: &str| {
        let args = ["gateway", "set", "--shop", "demo", "--kind", "stripe"];
        let args = args.iter().chain(options).map(|text| (*text).to_owned());
        let done = told(&database, args.collect(), double.url.clone(), input).await;
        let said = said(&done);
        for secret in [KEY, "canary"] {
            assert!(!said.contains(secret), "{said}");
        }
        (done.status.success(), said)
    };
    let both = ["--key-stdin", "--hook-secret-stdin"];
    for (options, input, why) in [
        (&both[..0], "", "no key of Stripe"),
        (&both[..1], "", "--key-stdin must be"),
        (
            &both[..1],
            "rk_test_51canarycanarycanary\n",
            "does not know this key",
        ),
        (
            &both[..1],
            "rk_live_51canarycanarycanary\n",
            "no other address",
        ),
        (
            &both[..2],
            &format!("{KEY}\ncanary\n"),
            "--hook-secret-stdin must be",
        ),
    ] {
        let (is_done, said) = set(options, input).await;
        assert!(!is_done && said.contains(why), "{said}");
        assert_eq!(said.trim_end().lines().count(), 1, "{said}");
    }
    let (is_done, said) = set(&both, &format!("{KEY}\nwhsec_canarycanarycanary\n")).await;
    assert!(
        is_done && said.contains("(test)") && said.contains("/hooks/demo/1"),
        "{said}"
    );
    let elsewhere = run(
        &database,
        &["verify", "--stripe-url", "http://stripe.example"],
    );
    assert!(!elsewhere.status.success());
}
