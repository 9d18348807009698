//! Stripe's own library is content with the Stripe that is played.

use dockline_stripe_double::{API_VERSION, Double, KEY, sign};
use std::io::Write as _;
use std::process::{Command, Stdio};

/// Where `xtask/setup.sh tests` puts what Python needs, else what is there.
fn python() -> String {
    let own = "../target/schemathesis/bin/python";
    let is_there = std::path::Path::new(own).exists();
    if is_there { own } else { "python3" }.to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_library_of_stripe_takes_it_for_stripe() {
    let has_library = Command::new(python())
        .args(["-c", "import stripe"])
        .stderr(Stdio::null())
        .status();
    if !has_library.is_ok_and(|status| status.success()) {
        println!("skipped: Python has no library of Stripe's");
        return;
    }
    let body = r#"{"id":"evt_1","object":"event","type":"payment_intent.created","data":{"object":{"id":"pi_1","object":"payment_intent"}}}"#;
    let secret = "whsec_canary";
    let header = sign(&[secret], body.as_bytes(), 1_795_000_000);
    let double = Double::start().await;
    let mut library = Command::new(python())
        .args(["tests/library.py", &double.url, KEY, API_VERSION])
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = library.stdin.take().unwrap();
    writeln!(input, "{body}\n{header}\n{secret}").unwrap();
    drop(input);
    let status = tokio::task::spawn_blocking(move || library.wait());
    assert!(status.await.unwrap().unwrap().success());
}
