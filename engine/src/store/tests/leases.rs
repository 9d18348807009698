//! Who may run a follower.

use super::databases::{self, TestDatabase};
use crate::store::{Database, followers};
use dockline_domain::id::ShopId;

const LONG_MS: i64 = 60_000;

async fn a_lease_is_one_nodes_until_it_ends(database: TestDatabase) {
    let database = Database::open(&database.url).await.unwrap();
    let mut session = Database::write(&database).await.unwrap();
    let shop = ShopId::parse("shop_1").unwrap();
    let (ann, ben) = (("promises", "ann"), ("promises", "ben"));
    assert!(
        followers::lease(&mut session, &shop, ann, 7, LONG_MS)
            .await
            .unwrap()
    );
    assert!(
        !followers::lease(&mut session, &shop, ben, 0, LONG_MS)
            .await
            .unwrap()
    );
    assert!(
        followers::advance(&mut session, &shop, ann, 9)
            .await
            .unwrap()
    );
    assert!(
        !followers::advance(&mut session, &shop, ben, 12)
            .await
            .unwrap()
    );
    assert!(
        !followers::advance(&mut session, &shop, ann, 8)
            .await
            .unwrap()
    );
    // It is renewed, this time for no time at all: then it has ended.
    assert!(
        followers::lease(&mut session, &shop, ann, 0, -1)
            .await
            .unwrap()
    );
    assert!(
        followers::lease(&mut session, &shop, ben, 0, LONG_MS)
            .await
            .unwrap()
    );
    assert!(
        !followers::advance(&mut session, &shop, ann, 12)
            .await
            .unwrap()
    );
    followers::release(&mut session, &shop, ann).await.unwrap();
    assert!(
        !followers::lease(&mut session, &shop, ann, 0, LONG_MS)
            .await
            .unwrap()
    );
    followers::release(&mut session, &shop, ben).await.unwrap();
    assert!(
        followers::lease(&mut session, &shop, ann, 0, LONG_MS)
            .await
            .unwrap()
    );
    let cursor = followers::cursor(&mut session, &shop, "promises")
        .await
        .unwrap();
    assert_eq!(cursor.unwrap().seq, 9);
    session.end().await.unwrap();
}

#[tokio::test]
async fn a_lease_is_one_nodes_until_it_ends_on_sqlite() {
    a_lease_is_one_nodes_until_it_ends(databases::sqlite()).await;
}

#[tokio::test]
async fn a_lease_is_one_nodes_until_it_ends_on_postgres() {
    a_lease_is_one_nodes_until_it_ends(databases::postgres()).await;
}
