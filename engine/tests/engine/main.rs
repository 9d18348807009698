//! The engine on both databases. Each test states a rule and runs twice.

#![expect(
    clippy::unwrap_used,
    reason = "a test stops at the first thing that is not as it should be"
)]
#![expect(
    clippy::too_many_lines,
    reason = "a test tells its story from beginning to end"
)]

mod books;
mod calendar;
mod cards;
mod catalogue;
mod coming;
mod console;
mod corrections;
mod databases;
mod days;
mod delays;
mod finding;
mod followers;
mod golden;
#[path = "../golden/databases.rs"]
mod golden_databases;
mod holding;
mod idempotency;
mod isolation;
mod keys;
mod law;
mod lead_times;
mod line;
mod log;
mod mails;
mod nodes;
mod order_lines;
mod orders;
mod payments;
mod products;
mod promises;
mod readiness;
mod receipts;
mod refunds;
mod rehearsal;
mod releases;
mod reports;
mod restore;
mod returned_mails;
mod search;
mod shipments;
mod shop_rules;
mod simulation;
mod storefront;
mod story;
mod stripe;
mod supply;
mod transfers;
mod upkeep;
mod users;
mod waitlists;
mod webhooks;
mod what_if;
mod wishes;
mod withdrawals;
mod world;
mod writers;

/// Makes two tests of one: on SQLite and on PostgreSQL.
macro_rules! on_both {
    ($($(#[$attribute:meta])* async fn $name:ident($world:ident: World $(,)?) $body:block)*) => {$(
        mod $name {
            use super::*;

            async fn rule($world: World) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                rule(World::new(crate::databases::sqlite()).await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                rule(World::new(crate::databases::postgres()).await).await;
            }
        }
    )*};
}
pub(crate) use on_both;
