//! The outbox: each mail is planned once, taken by one node, and settled by the node that took it.

use crate::on_both;
use crate::promises::slip;
use crate::world::{World, window};
use dockline_domain::message::{MailRule, MessageKind, MessageState, Outcome};
use dockline_domain::shop::RulesChange;
use dockline_engine::command::{ChangeShop, WrittenMail};
use dockline_engine::{Engine, MessageFilter, TriedMail};
use dockline_view::MessageView;
use jiff::civil::date;
use std::time::Duration;

const LONG: Duration = Duration::from_secs(60);

async fn turn(world: &World, mail: MailRule) {
    let change = RulesChange {
        mail: Some(mail),
        ..RulesChange::default()
    };
    let change = ChangeShop {
        change,
        ..ChangeShop::default()
    };
    world.run(change).await.unwrap();
}

async fn mails(world: &World) -> Vec<MessageView> {
    let shop = world.engine.shop("demo").await.unwrap();
    world.engine.mails_all_planned(&shop).await.unwrap();
    let filter = MessageFilter::default();
    let page = world.engine.messages(&shop, &filter, None, 100).await;
    let mut mails = page.unwrap().items;
    mails.reverse();
    mails
}

fn states(mails: &[MessageView]) -> Vec<(MessageKind, MessageState)> {
    mails.iter().map(|mail| (mail.kind, mail.state)).collect()
}

fn kept() -> TriedMail {
    TriedMail {
        outcome: Some(Outcome::Kept),
        reply: None,
        written: Some(WrittenMail {
            recipient: "ada@example.com".into(),
            content: "{}".into(),
            told: "{}".into(),
        }),
    }
}

on_both! {
    async fn what_happens_is_planned_once_and_a_later_move_takes_the_place_of_one_that_waits(world: World) {
        turn(&world, MailRule::On).await;
        world.product("tent", &["TENT"]).await;
        let first = window(date(2026, 12, 14), date(2026, 12, 18));
        world.supply("PO-1", "TENT", 10, Some(first)).await;
        world.place("TENT", 2).await.unwrap();
        for day in [20, 24] {
            let to = window(date(2026, 12, day), date(2026, 12, day));
            world.run(slip("PO-1", to, "storm")).await.unwrap();
            world.engine.promises_revised(&world.shop).await.unwrap();
            mails(&world).await;
        }
        let (confirmation, moved) = (MessageKind::Confirmation, MessageKind::Moved);
        let planned = [
            (confirmation, MessageState::Planned),
            (moved, MessageState::Superseded),
            (moved, MessageState::Planned),
        ];
        assert_eq!(states(&mails(&world).await), planned);
        // Another engine on the database works through the log as well, and plans nothing twice.
        let other = Engine::open(&world.database.url, world.clock.clone()).await.unwrap();
        other.mails_all_planned(&world.shop).await.unwrap();
        assert_eq!(states(&mails(&world).await), planned);
        // What waits when mails are turned off is never sent.
        turn(&world, MailRule::Off).await;
        turn(&world, MailRule::On).await;
        let skipped = [MessageState::Skipped, MessageState::Superseded, MessageState::Skipped];
        assert_eq!(mails(&world).await.iter().map(|mail| mail.state).collect::<Vec<_>>(), skipped);
        let free = world.engine.claim_mails(&world.shop, 10, LONG).await;
        assert!(free.unwrap().is_empty());
    }

    async fn a_mail_is_one_node_s_until_its_lease_ends_and_only_that_node_settles_it(world: World) {
        turn(&world, MailRule::On).await;
        world.product("tent", &["TENT"]).await;
        world.stock("TENT", 5).await;
        world.place("TENT", 1).await.unwrap();
        mails(&world).await;
        let other = Engine::open(&world.database.url, world.clock.clone()).await.unwrap();
        let short = Duration::from_millis(300);
        let taken = world.engine.claim_mails(&world.shop, 10, short).await.unwrap();
        assert_eq!(taken.len(), 1);
        let free = other.claim_mails(&world.shop, 10, LONG).await;
        assert!(free.unwrap().is_empty());
        // The first node is silent: as if it had died while it sent the mail.
        let again = loop {
            let again = other.claim_mails(&world.shop, 10, LONG).await.unwrap();
            if !again.is_empty() {
                break again;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        };
        assert_eq!((again[0].id.clone(), again[0].attempt), (taken[0].id.clone(), 2));
        let (shop, id) = (&world.shop.id, &taken[0].id);
        assert!(!world.engine.settle_mail(shop, id, kept()).await.unwrap());
        assert!(other.settle_mail(shop, id, kept()).await.unwrap());
        let (mail, tries) = world.engine.message(&world.shop, id).await.unwrap();
        assert_eq!((mail.state, mail.due_at), (MessageState::Kept, None));
        let results: Vec<_> = tries.iter().map(|one| one.result.as_deref()).collect();
        assert_eq!(results, [None, Some("kept")]);
    }
}
