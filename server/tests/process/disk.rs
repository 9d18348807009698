//! A disk that is full.

use super::{Server, free_port, program, shop, sqlite};
use rustix::process::{Pid, Resource, Rlimit, prlimit};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A server that may be kept from writing: the signal for files that grow too large is ignored, so
/// that writing them is an error, as on a disk that is full.
async fn start(database: &str) -> Server {
    let addr = format!("127.0.0.1:{}", free_port());
    let serve = program(database);
    let mut command = Command::new("bash");
    command
        .envs(
            serve
                .get_envs()
                .filter_map(|(name, value)| Some((name, value?))),
        )
        .args(["-c", "trap '' XFSZ; exec \"$0\" serve --addr \"$1\""])
        .arg(serve.get_program())
        .arg(&addr)
        .stdin(Stdio::null())
        .stdout(Stdio::null());
    let server = Server {
        process: command.spawn().unwrap(),
        url: format!("http://{addr}"),
    };
    until_readiness_is(&server, 200).await;
    server
}

async fn readiness(server: &Server) -> Option<u16> {
    let asked = reqwest::get(format!("{}/readyz", server.url)).await;
    asked.ok().map(|answer| answer.status().as_u16())
}

async fn until_readiness_is(server: &Server, wanted: u16) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while readiness(server).await != Some(wanted) {
        assert!(Instant::now() < deadline, "it never was {wanted}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Lets files of the server grow up to so many bytes.
fn limit_files(server: &Server, bytes: Option<u64>) {
    let pid = Pid::from_raw(i32::try_from(server.process.id()).unwrap());
    let limit = Rlimit {
        current: bytes,
        maximum: None,
    };
    prlimit(pid, Resource::Fsize, limit).unwrap();
}

async fn order(server: &Server) -> u16 {
    let body = r#"{"email":"ada@example.com","name":"Ada","lines":[{"sku":"TENT","quantity":1}]}"#;
    let request = reqwest::Client::new()
        .post(format!("{}/api/v1/shops/demo/orders", server.url))
        .header("content-type", "application/json")
        .body(body);
    request.send().await.unwrap().status().as_u16()
}

#[tokio::test]
async fn a_full_disk_is_told_and_forgotten_when_there_is_room() {
    let folder = tempfile::tempdir().unwrap();
    let database = sqlite(folder.path());
    let server = start(&database).await;
    shop(&database, &server, 100, 1).await;
    assert_eq!(order(&server).await, 201);

    limit_files(&server, Some(1));
    until_readiness_is(&server, 503).await;
    assert!(order(&server).await >= 500);
    let page = reqwest::get(format!("{}/s/demo", server.url))
        .await
        .unwrap();
    assert_eq!(page.status(), 200, "what is there is shown");

    limit_files(&server, None);
    until_readiness_is(&server, 200).await;
    assert_eq!(order(&server).await, 201);
    assert!(super::run(&database, &["verify"]).status.success());
}
