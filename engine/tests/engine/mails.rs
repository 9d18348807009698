//! The outbox: each mail is planned once, taken by one node, and settled by the node that took it.

use crate::cards::{name, selling};
use crate::on_both;
use crate::promises::slip;
use crate::world::{World, receipt, received, window};
use dockline_adapters::gateway::simulator::CardWord;
use dockline_domain::backorder::Actor;
use dockline_domain::message::{MailRule, MessageKind, MessageState, Outcome};
use dockline_domain::shop::RulesChange;
use dockline_engine::command::{
    CancelOrder, ChangeShop, ErasePerson, Mend, MendMail, ReceivedLine, WrittenMail,
};
use dockline_engine::{Engine, MessageFilter, TriedMail};
use dockline_view::MessageView;
use jiff::civil::date;
use std::time::Duration;

const LONG: Duration = Duration::from_mins(1);

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
            told: Some("{}".into()),
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
    async fn a_date_that_moves_waits_half_an_hour_and_the_next_move_waits_no_longer(world: World) {
        turn(&world, MailRule::On).await;
        world.product("tent", &["TENT"]).await;
        let first = window(date(2026, 12, 14), date(2026, 12, 18));
        world.supply("PO-1", "TENT", 10, Some(first)).await;
        world.place("TENT", 2).await.unwrap();
        let mut due = Vec::new();
        for day in [20, 24] {
            let to = window(date(2026, 12, day), date(2026, 12, day));
            world.run(slip("PO-1", to, "storm")).await.unwrap();
            world.engine.promises_revised(&world.shop).await.unwrap();
            let newest = mails(&world).await.pop().unwrap();
            assert_eq!(newest.kind, MessageKind::Moved);
            due.push((newest.due_at.unwrap(), newest.planned_at));
        }
        let half_an_hour = jiff::SignedDuration::from_mins(30);
        assert_eq!(due[0].0.duration_since(due[0].1), half_an_hour);
        assert_eq!(due[1].0, due[0].0);
        // What has a date since it is here is told as well, of both parts.
        let one = ReceivedLine { more_to_come: true, ..received("TENT", 1) };
        let some = receipt("PO-1", vec![one]);
        world.run(some).await.unwrap();
        let kinds: Vec<_> = mails(&world).await.iter().map(|mail| mail.kind).collect();
        assert_eq!(kinds.len(), 4, "{kinds:?}");
    }

    async fn a_mail_that_is_planned_already_is_not_replaced_by_itself(world: World) {
        turn(&world, MailRule::On).await;
        let bank = selling(&world, 0).await;
        let dates = window(date(2026, 12, 14), date(2026, 12, 18));
        world.supply("PO-1", "TENT", 10, Some(dates)).await;
        let placed = world.place("TENT", 1).await.unwrap();
        name(&world, &bank, &placed, CardWord::Works).await;
        let mut world = world;
        // Each day tells of the same charge, once.
        for day in [11, 12] {
            world.clock.set(World::at(&format!("2026-12-{day}T12:00:00Z")));
            world = world.restart().await;
            let mut found = mails(&world).await;
            found.retain(|mail| mail.kind == MessageKind::ChargeComing);
            assert_eq!(states(&found), [(MessageKind::ChargeComing, MessageState::Planned)], "{day}");
        }
    }

    async fn whoever_was_erased_while_their_mail_was_sent_stays_erased(world: World) {
        turn(&world, MailRule::On).await;
        world.product("tent", &["TENT"]).await;
        world.stock("TENT", 5).await;
        let placed = world.place("TENT", 1).await.unwrap();
        let cancel = CancelOrder {
            order: placed.order,
            lines: Vec::new(),
            by: Actor::Merchant,
            reason: dockline_domain::reason::Reason::Erased,
            if_version: None,
        };
        world.run(cancel).await.unwrap();
        mails(&world).await;
        let taken = world.engine.claim_mails(&world.shop, 10, LONG).await.unwrap();
        world.run(ErasePerson { email: "ada@example.com".into() }).await.unwrap();
        for mail in &taken {
            let mut tried = kept();
            tried.reply = Some("250 taken for ada@example.com".into());
            assert!(world.engine.settle_mail(&world.shop.id, &mail.id, tried).await.unwrap());
        }
        assert_eq!(taken.len(), 2);
        for mail in mails(&world).await {
            assert_eq!((mail.state, &mail.recipient, &mail.content), (MessageState::Kept, &None, &None));
            let (_, tries) = world.engine.message(&world.shop, &mail.id).await.unwrap();
            assert_eq!(tries[0].reply, None);
        }
    }

    async fn a_mail_that_was_being_sent_when_mails_were_turned_off_is_not_tried_again(world: World) {
        turn(&world, MailRule::On).await;
        world.product("tent", &["TENT"]).await;
        world.stock("TENT", 9).await;
        for _ in 0..4 {
            world.place("TENT", 1).await.unwrap();
        }
        mails(&world).await;
        let taken = world.engine.claim_mails(&world.shop, 10, LONG).await.unwrap();
        turn(&world, MailRule::Off).await;
        let ends = [None, Some(Outcome::Failed), Some(Outcome::Uncertain), Some(Outcome::Sent)];
        for (mail, outcome) in taken.iter().zip(ends) {
            let tried = TriedMail { outcome, ..kept() };
            assert!(world.engine.settle_mail(&world.shop.id, &mail.id, tried).await.unwrap());
        }
        turn(&world, MailRule::On).await;
        let found = mails(&world).await;
        let states: Vec<_> = found.iter().map(|mail| mail.state).collect();
        let (skipped, sent) = (MessageState::Skipped, MessageState::Sent);
        assert_eq!(states, [skipped, skipped, MessageState::Uncertain, sent]);
        assert!(found.iter().all(|mail| mail.due_at.is_none()));
    }

    async fn a_mail_that_was_given_up_is_sent_again_or_dealt_with(world: World) {
        turn(&world, MailRule::On).await;
        world.product("tent", &["TENT"]).await;
        world.stock("TENT", 9).await;
        for _ in 0..2 {
            world.place("TENT", 1).await.unwrap();
        }
        mails(&world).await;
        let taken = world.engine.claim_mails(&world.shop, 10, LONG).await.unwrap();
        for mail in &taken {
            let tried = TriedMail { outcome: Some(Outcome::Refused), ..kept() };
            world.engine.settle_mail(&world.shop.id, &mail.id, tried).await.unwrap();
        }
        let parked = async || world.engine.attention(&world.shop).await.unwrap().parked_mails;
        assert_eq!(parked().await, 2);
        for (mail, how) in taken.iter().zip([Mend::Again, Mend::Seen]) {
            for is_parked in [true, false] {
                let mend = MendMail { id: mail.id.clone(), how };
                assert_eq!(world.run(mend).await.unwrap(), is_parked);
            }
        }
        assert_eq!(parked().await, 0);
        let found = mails(&world).await;
        let states: Vec<_> = found.iter().map(|mail| (mail.state, mail.reason, mail.due_at.is_some())).collect();
        let refused = Some(dockline_domain::message::Unsent::Refused);
        assert_eq!(states, [(MessageState::Planned, None, true), (MessageState::Skipped, refused, false)]);
    }

    async fn two_cancellations_that_wait_are_told_once(world: World) {
        turn(&world, MailRule::On).await;
        world.product("tent", &["TENT"]).await;
        world.stock("TENT", 5).await;
        let placed = world.place("TENT", 3).await.unwrap();
        for _ in 0..2 {
            let cancel = CancelOrder {
                order: placed.order.clone(),
                lines: vec![crate::world::line("TENT", 1)],
                by: Actor::Merchant,
                reason: dockline_domain::reason::Reason::Erased,
                if_version: None,
            };
            world.run(cancel).await.unwrap();
        }
        let found = mails(&world).await;
        let cancelled = found.iter().filter(|mail| mail.kind == MessageKind::Cancelled);
        let states: Vec<_> = cancelled.map(|mail| mail.state).collect();
        assert_eq!(states, [MessageState::Superseded, MessageState::Planned]);
    }

    async fn only_a_mail_that_tells_each_date_is_what_the_next_is_compared_with(world: World) {
        turn(&world, MailRule::On).await;
        world.product("tent", &["TENT"]).await;
        world.stock("TENT", 5).await;
        let placed = world.place("TENT", 2).await.unwrap();
        mails(&world).await;
        let told = async || {
            let told = world.engine.told_by_mail(&world.shop.id, &placed.order, None).await;
            told.unwrap().map(|told| told.0.len())
        };
        assert_eq!(told().await, None);
        let taken = world.engine.claim_mails(&world.shop, 10, LONG).await.unwrap();
        let tells = |told: Option<&str>| {
            let mut tried = kept();
            tried.written.as_mut().unwrap().told = told.map(str::to_owned);
            tried
        };
        let (shop, id) = (&world.shop.id, &taken[0].id);
        world.engine.settle_mail(shop, id, tells(Some("{\"1\":null}"))).await.unwrap();
        assert_eq!(told().await, Some(1));
        let cancel = CancelOrder {
            order: placed.order.clone(),
            lines: vec![crate::world::line("TENT", 1)],
            by: Actor::Merchant,
            reason: dockline_domain::reason::Reason::Erased,
            if_version: None,
        };
        world.run(cancel).await.unwrap();
        mails(&world).await;
        let later = world.engine.claim_mails(&world.shop, 10, LONG).await.unwrap();
        world.engine.settle_mail(shop, &later[0].id, tells(None)).await.unwrap();
        assert_eq!(told().await, Some(1));
    }
}
