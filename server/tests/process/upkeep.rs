//! What operators run beside a server.

use super::{Server, run, shop, sqlite};
use std::process::Output;

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

#[test]
fn what_is_no_database_is_not_whole() {
    let folder = tempfile::tempdir().unwrap();
    let nothing = sqlite(folder.path());
    assert!(!run(&nothing, &["verify"]).status.success());
    assert!(!run(&nothing, &["backup", "copy.db"]).status.success());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}
