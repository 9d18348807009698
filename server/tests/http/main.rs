//! The REST interface from the outside: a server on a fresh database, and clients that know nothing
//! but its address.

#![expect(
    clippy::unwrap_used,
    reason = "a test stops at the first thing that is not as it should be"
)]
#![expect(
    clippy::too_many_lines,
    reason = "a test tells its story from beginning to end"
)]

mod app;
mod attack;
mod availability;
mod books;
mod cards;
mod catalogue_import;
mod checkout;
mod console;
mod console_access;
mod console_dock;
mod console_line;
mod console_parcels;
mod console_supply;
mod contract;
mod contract_fields;
mod database;
#[path = "../../../engine/tests/engine/databases.rs"]
mod databases;
mod early_goods;
mod embed;
mod epcis;
mod errors;
mod feeds;
mod finding;
mod golden;
#[path = "../../../engine/tests/golden/databases.rs"]
mod golden_databases;
mod golden_mails;
mod input;
mod isolation;
mod limits;
mod live;
mod mails;
mod milestones;
mod nodes;
mod notices;
mod notices_by_mail;
mod one_truth;
mod order_changes;
mod orders;
mod pages;
mod payment_mails;
mod payments;
mod products;
mod purchase_orders;
mod receipts;
mod receiver;
mod refunds;
mod refusals;
mod rehearsal;
mod renaming;
mod returned_mails;
mod schemas;
mod shipments;
mod shop;
#[path = "../../../adapters/src/mail/tests/server.rs"]
mod smtp_server;
mod stock;
mod storefront;
mod stripe;
mod waitlist;
mod waitlist_mails;
mod webhooks;
mod what_if;
mod withdrawals;

/// Makes two tests of one: one on each kind of database.
macro_rules! on_both {
    ($($(#[$attribute:meta])* async fn $name:ident($app:ident: TestApp $(,)?) $body:block)*) => {$(
        mod $name {
            use super::*;

            async fn rule($app: TestApp) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                rule(TestApp::on(crate::databases::sqlite()).await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                rule(TestApp::on(crate::databases::postgres()).await).await;
            }
        }
    )*};
}
pub(crate) use on_both;
