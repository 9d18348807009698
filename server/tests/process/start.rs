//! A start that cannot succeed ends with one clear line and a status that is not zero.

use super::{Server, free_port, run, sqlite};

fn refuses(output: &std::process::Output, words: &[&str]) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success(), "it started");
    assert_eq!(said.trim().lines().count(), 1, "{said}");
    for word in words {
        assert!(said.contains(word), "{word} is missing in: {said}");
    }
}

#[test]
fn a_wrong_variable_is_named_with_its_value_and_what_is_allowed() {
    let folder = tempfile::tempdir().unwrap();
    let database = sqlite(folder.path());
    refuses(
        &run(&database, &["serve", "--addr", "nowhere"]),
        &["DOCKLINE_ADDR", "nowhere", "127.0.0.1:3000"],
    );
    refuses(
        &run(&database, &["serve", "--rate-limit", "some"]),
        &["DOCKLINE_RATE_LIMIT", "some", "off"],
    );
    refuses(
        &run(&database, &["serve", "--trusted-proxies", "proxy.example"]),
        &["DOCKLINE_TRUSTED_PROXIES", "proxy.example", "10.0.0.0/8"],
    );
    refuses(
        &run(&database, &["serve", "--streams-per-address", "0"]),
        &["DOCKLINE_STREAMS_PER_ADDRESS=0", "from 1 to"],
    );
    refuses(
        &run(&database, &["serve", "--connections", "none"]),
        &["DOCKLINE_CONNECTIONS=none", "from 1 to"],
    );
    refuses(
        &run(&database, &["serve", "--metrics-addr", "9090"]),
        &["DOCKLINE_METRICS_ADDR", "9090"],
    );
    refuses(
        &run("mysql://x", &["serve"]),
        &["DOCKLINE_DATABASE_URL", "mysql://x", "sqlite"],
    );
}

#[test]
fn a_port_in_use_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let addr = taken.local_addr().unwrap().to_string();
    refuses(
        &run(&sqlite(folder.path()), &["serve", "--addr", &addr]),
        &["DOCKLINE_ADDR", &addr, "in use"],
    );
}

#[test]
fn a_database_that_cannot_be_opened_is_named() {
    let addr = format!("127.0.0.1:{}", free_port());
    refuses(
        &run("sqlite:///no/such/folder/x.db", &["serve", "--addr", &addr]),
        &["database"],
    );
    refuses(
        &run(
            "postgres://nobody:secret@127.0.0.1:1/x",
            &["serve", "--addr", &addr],
        ),
        &["database"],
    );
    let said = String::from_utf8_lossy(
        &run(
            "postgres://nobody:secret@127.0.0.1:1/x",
            &["serve", "--addr", &addr],
        )
        .stderr,
    )
    .into_owned();
    assert!(!said.contains("secret"), "{said}");
}

#[tokio::test]
async fn counters_are_read_at_an_address_of_their_own() {
    let folder = tempfile::tempdir().unwrap();
    let metrics = format!("127.0.0.1:{}", free_port());
    let server = Server::start_with(&sqlite(folder.path()), &["--metrics-addr", &metrics]).await;
    let get = async |url: String| {
        let response = reqwest::get(url).await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    };
    let (status, counters) = get(format!("http://{metrics}/metrics")).await;
    assert!(
        status == 200 && counters.contains("dockline_readiness_total "),
        "{counters}"
    );
    assert_eq!(get(format!("http://{metrics}/")).await.0, 404);
    assert_eq!(get(format!("http://{metrics}/healthz")).await.0, 404);
    assert_eq!(get(format!("{}/metrics", server.url)).await.0, 404);
}

#[test]
fn a_database_that_others_can_open_is_told() {
    use std::io::{BufRead as _, BufReader};
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let database = sqlite(folder.path());
    assert!(run(&database, &["migrate"]).status.success());
    let file = folder.path().join("test.db");
    let set =
        |mode| std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
    let said_at_start = || {
        let addr = format!("127.0.0.1:{}", free_port());
        let mut server = super::program(&database);
        server
            .args(["serve", "--addr", &addr])
            .env("DOCKLINE_LOG", "info")
            .stdout(std::process::Stdio::piped());
        let mut server = server.spawn().unwrap();
        let mut lines = BufReader::new(server.stdout.take().unwrap())
            .lines()
            .map(Result::unwrap);
        let said: Vec<String> = lines
            .by_ref()
            .take_while(|line| !line.contains("serving"))
            .collect();
        server.kill().unwrap();
        server.wait().unwrap();
        said.join("\n")
    };
    set(0o644);
    let told = said_at_start();
    assert!(
        told.contains("test.db has mode 644") && told.contains("chmod 600"),
        "{told}"
    );
    set(0o600);
    let told = said_at_start();
    assert!(!told.contains("mode"), "{told}");
}

#[test]
fn a_shop_is_made_once() {
    let folder = tempfile::tempdir().unwrap();
    let create = [
        "shop",
        "create",
        "one",
        "--name",
        "One",
        "--currency",
        "EUR",
        "--timezone",
        "Europe/Berlin",
    ];
    assert!(run(&sqlite(folder.path()), &create).status.success());
    refuses(&run(&sqlite(folder.path()), &create), &["one", "exists"]);
    let wrong = [
        "shop",
        "create",
        "two",
        "--name",
        "Two",
        "--currency",
        "euro",
        "--timezone",
        "Europe/Berlin",
    ];
    refuses(&run(&sqlite(folder.path()), &wrong), &["--currency", "EUR"]);
    let wrong = [
        "shop",
        "create",
        "two",
        "--name",
        "Two",
        "--currency",
        "EUR",
        "--timezone",
        "Mars/Olympus",
    ];
    refuses(
        &run(&sqlite(folder.path()), &wrong),
        &["time_zone", "Europe/Berlin"],
    );
}
