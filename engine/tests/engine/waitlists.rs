//! Mails to people on waitlists: asked once, told oldest first, as many as there are units.

use crate::on_both;
use crate::world::{World, line, order, sku};
use dockline_domain::email::Email;
use dockline_domain::message::{MailRule, MessageKind, MessageState, Outcome, Unsent};
use dockline_domain::order::Ship;
use dockline_domain::shop::RulesChange;
use dockline_engine::command::{AnswerWaitlist, ChangeShop, EndMails, JoinWaitlist};
use dockline_engine::{MessageFilter, TriedMail};
use dockline_view::PlaceView;
use jiff::SignedDuration;
use std::time::Duration;

impl World {
    async fn sends(&self, mail: MailRule) {
        let change = RulesChange {
            mail: Some(mail),
            ..RulesChange::default()
        };
        self.run(ChangeShop {
            change,
            ..ChangeShop::default()
        })
        .await
        .unwrap();
        let shop = self.engine.shop("demo").await.unwrap();
        self.engine
            .set_mail_sent(&shop, true, Some("smtp"))
            .await
            .unwrap();
    }

    async fn waits(&self, who: &str) {
        let join = JoinWaitlist {
            sku: sku("TENT"),
            email: Email::parse(&format!("{who}@example.com")).unwrap(),
            locale: "en".into(),
        };
        self.run(join).await.unwrap();
        // They come one after the other.
        let now = self.clock.now();
        self.clock.set(now + SignedDuration::from_secs(1));
    }

    async fn writes(&self) {
        let shop = self.engine.shop("demo").await.unwrap();
        self.engine.write_to_waitlists(&shop).await.unwrap();
    }

    /// To whom mails of a kind wait to be sent, with what comes of each.
    async fn come_to(&self, kind: MessageKind, outcome: Outcome) -> Vec<PlaceView> {
        let long = Duration::from_mins(1);
        let shop = self.engine.shop("demo").await.unwrap();
        let mut to = Vec::new();
        for mail in self.engine.claim_mails(&shop, 100, long).await.unwrap() {
            let tried = TriedMail {
                outcome: None,
                reply: None,
                written: None,
            };
            if mail.kind != kind {
                self.engine
                    .settle_mail(&shop.id, &mail.id, tried)
                    .await
                    .unwrap();
                continue;
            }
            to.push(
                self.engine
                    .place_of(&shop.id, mail.person.as_ref().unwrap())
                    .await
                    .unwrap(),
            );
            let tried = TriedMail {
                outcome: Some(outcome),
                ..tried
            };
            assert!(
                self.engine
                    .settle_mail(&shop.id, &mail.id, tried)
                    .await
                    .unwrap()
            );
        }
        to
    }

    async fn all_confirm(&self) {
        for place in self
            .come_to(MessageKind::WaitlistConfirm, Outcome::Sent)
            .await
        {
            let yes = AnswerWaitlist {
                token: place.token,
                wants: true,
            };
            assert!(self.run(yes).await.unwrap());
        }
    }

    async fn are_told(&self, outcome: Outcome) -> Vec<String> {
        self.writes().await;
        let told = self.come_to(MessageKind::WaitlistBack, outcome).await;
        told.into_iter().map(|place| place.email).collect()
    }
}

on_both! {
    async fn as_many_are_told_as_there_are_units_and_the_others_a_day_later(world: World) {
        world.sends(MailRule::On).await;
        world.product("tent", &["TENT"]).await;
        for who in ["ada", "ben", "eve", "kim"] {
            world.waits(who).await;
        }
        assert!(world.are_told(Outcome::Sent).await.is_empty());
        world.all_confirm().await;
        assert!(world.are_told(Outcome::Sent).await.is_empty(), "there is none");
        world.stock("TENT", 2).await;
        assert_eq!(world.are_told(Outcome::Sent).await, ["ada@example.com", "ben@example.com"]);
        // More that come meanwhile are theirs to look at first.
        world.stock("TENT", 9).await;
        assert!(world.are_told(Outcome::Sent).await.is_empty());
        let now = world.clock.now();
        world.clock.set(now + SignedDuration::from_hours(24));
        assert_eq!(world.are_told(Outcome::Sent).await, ["eve@example.com", "kim@example.com"]);
        world.clock.set(world.clock.now() + SignedDuration::from_hours(24));
        assert!(world.are_told(Outcome::Sent).await.is_empty(), "each is told once");
    }

    async fn who_was_not_told_because_it_was_sold_out_waits_on(world: World) {
        world.sends(MailRule::On).await;
        world.product("tent", &["TENT"]).await;
        world.waits("ada").await;
        world.all_confirm().await;
        world.stock("TENT", 1).await;
        let skipped = Outcome::Skipped(Unsent::SoldOut);
        assert_eq!(world.are_told(skipped).await, ["ada@example.com"]);
        let shop = world.engine.shop("demo").await.unwrap();
        assert_eq!(world.engine.waitlist(&shop, "TENT", None, 10).await.unwrap().people, 1);
        assert_eq!(world.are_told(Outcome::Sent).await, ["ada@example.com"]);
        assert_eq!(world.engine.waitlist(&shop, "TENT", None, 10).await.unwrap().people, 0);
    }

    async fn who_asks_again_a_day_later_waits_again_behind_all_others(world: World) {
        world.sends(MailRule::On).await;
        world.product("tent", &["TENT"]).await;
        world.waits("ada").await;
        world.all_confirm().await;
        world.stock("TENT", 1).await;
        assert_eq!(world.are_told(Outcome::Sent).await, ["ada@example.com"]);
        let shop = world.engine.shop("demo").await.unwrap();
        let people = async || world.engine.waitlist(&shop, "TENT", None, 10).await.unwrap().people;
        world.waits("ada").await;
        assert_eq!(people().await, 0, "they have just been told");
        world.waits("ben").await;
        world.all_confirm().await;
        world.clock.set(world.clock.now() + SignedDuration::from_hours(24));
        // They need not say once more that it is them.
        world.waits("ada").await;
        assert_eq!(people().await, 2);
        assert_eq!(world.are_told(Outcome::Sent).await, ["ben@example.com"]);
        world.clock.set(world.clock.now() + SignedDuration::from_hours(24));
        assert_eq!(world.are_told(Outcome::Sent).await, ["ada@example.com"]);
    }

    async fn many_are_told_at_once_where_there_are_many_units(world: World) {
        world.sends(MailRule::On).await;
        world.product("tent", &["TENT"]).await;
        for number in 0..230 {
            world.waits(&format!("p{number}")).await;
        }
        for _ in 0..3 {
            world.all_confirm().await;
        }
        world.stock("TENT", 210).await;
        world.writes().await;
        let shop = world.engine.shop("demo").await.unwrap();
        assert_eq!(world.engine.waitlist(&shop, "TENT", None, 10).await.unwrap().people, 20);
        world.writes().await;
        assert_eq!(world.engine.waitlist(&shop, "TENT", None, 10).await.unwrap().people, 20);
    }

    async fn who_was_to_be_told_when_mails_were_turned_off_waits_on(world: World) {
        world.sends(MailRule::On).await;
        world.product("tent", &["TENT"]).await;
        world.waits("ada").await;
        world.all_confirm().await;
        world.stock("TENT", 1).await;
        world.writes().await;
        let shop = world.engine.shop("demo").await.unwrap();
        let people = async || world.engine.waitlist(&shop, "TENT", None, 10).await.unwrap().people;
        assert_eq!(people().await, 0);
        world.sends(MailRule::Off).await;
        assert_eq!(people().await, 1);
        world.sends(MailRule::On).await;
        assert_eq!(world.are_told(Outcome::Sent).await, ["ada@example.com"]);
    }

    async fn who_was_about_to_be_written_to_when_mails_were_turned_off_waits_on(world: World) {
        world.sends(MailRule::On).await;
        world.product("tent", &["TENT"]).await;
        world.waits("ada").await;
        world.all_confirm().await;
        world.stock("TENT", 1).await;
        world.writes().await;
        let shop = world.engine.shop("demo").await.unwrap();
        let taken = world.engine.claim_mails(&shop, 100, Duration::from_mins(1)).await.unwrap();
        world.sends(MailRule::Off).await;
        let not_begun = TriedMail { outcome: None, reply: None, written: None };
        for mail in &taken {
            assert!(world.engine.settle_mail(&shop.id, &mail.id, not_begun.clone()).await.unwrap());
        }
        assert_eq!(world.engine.waitlist(&shop, "TENT", None, 10).await.unwrap().people, 1);
        world.sends(MailRule::On).await;
        assert_eq!(world.are_told(Outcome::Sent).await, ["ada@example.com"]);
    }

    async fn a_courtesy_whose_sender_is_gone_is_not_sent_again(world: World) {
        world.sends(MailRule::On).await;
        world.product("tent", &["TENT"]).await;
        world.waits("ada").await;
        world.all_confirm().await;
        world.stock("TENT", 1).await;
        world.writes().await;
        let shop = world.engine.shop("demo").await.unwrap();
        let claim = async || world.engine.claim_mails(&shop, 100, Duration::ZERO).await.unwrap();
        assert_eq!(claim().await.iter().filter(|mail| mail.kind == MessageKind::WaitlistBack).count(), 1);
        let filter = MessageFilter { kind: Some(MessageKind::WaitlistBack), ..MessageFilter::default() };
        let mail = loop {
            // Once the lease has ended, by the clock of the database.
            assert!(claim().await.iter().all(|mail| mail.kind != MessageKind::WaitlistBack));
            let mails = world.engine.messages(&shop, &filter, None, 10).await.unwrap().items;
            if mails[0].state != MessageState::Planned {
                break mails[0].clone();
            }
        };
        assert_eq!((mail.state, mail.due_at), (MessageState::Uncertain, None));
    }

    async fn a_courtesy_that_may_have_arrived_is_not_sent_again(world: World) {
        world.sends(MailRule::On).await;
        world.product("tent", &["TENT"]).await;
        world.waits("ada").await;
        world.all_confirm().await;
        world.stock("TENT", 1).await;
        assert_eq!(world.are_told(Outcome::Uncertain).await.len(), 1);
        let shop = world.engine.shop("demo").await.unwrap();
        let filter = MessageFilter { kind: Some(MessageKind::WaitlistBack), ..MessageFilter::default() };
        let mails = world.engine.messages(&shop, &filter, None, 10).await.unwrap().items;
        assert_eq!((mails[0].state, mails[0].due_at), (MessageState::Uncertain, None));
    }

    async fn who_came_before_anybody_was_asked_is_asked_once_and_only_when_it_can_be_had(world: World) {
        world.product("tent", &["TENT"]).await;
        for who in ["ada", "ben"] {
            world.waits(who).await;
        }
        world.sends(MailRule::On).await;
        world.writes().await;
        assert!(world.come_to(MessageKind::WaitlistConfirm, Outcome::Sent).await.is_empty());
        world.stock("TENT", 5).await;
        for asked in [2, 0] {
            world.writes().await;
            assert_eq!(world.come_to(MessageKind::WaitlistConfirm, Outcome::Sent).await.len(), asked);
        }
        assert!(world.are_told(Outcome::Sent).await.is_empty(), "nobody has said that it is them");
    }

    async fn who_could_have_ordered_waits_for_stock(world: World) {
        world.sends(MailRule::On).await;
        world.product("tent", &["TENT"]).await;
        world.waits("ada").await;
        let dates = crate::world::window(jiff::civil::date(2026, 12, 14), jiff::civil::date(2026, 12, 18));
        world.supply("PO-1", "TENT", 1, Some(dates)).await;
        world.waits("ben").await;
        world.all_confirm().await;
        // Nothing could be ordered when Ada asked: a date will do.
        assert_eq!(world.are_told(Outcome::Sent).await, ["ada@example.com"]);
        world.clock.set(world.clock.now() + SignedDuration::from_hours(25));
        assert!(world.are_told(Outcome::Sent).await.is_empty());
        world.receive("PO-1", &[("TENT", 1)]).await.unwrap();
        assert_eq!(world.are_told(Outcome::Sent).await, ["ben@example.com"]);
    }

    async fn ending_mails_ends_all_of_the_address_and_of_nobody_else(world: World) {
        world.sends(MailRule::On).await;
        world.product("tent", &["TENT", "TARP"]).await;
        for who in ["ada", "ben"] {
            world.waits(who).await;
        }
        let join = JoinWaitlist {
            sku: sku("TARP"),
            email: Email::parse("ada@example.com").unwrap(),
            locale: "en".into(),
        };
        world.run(join).await.unwrap();
        let places = world.come_to(MessageKind::WaitlistConfirm, Outcome::Sent).await;
        let ada = places.iter().find(|place| place.email == "ada@example.com").unwrap();
        // The secret of one page does nothing on the other.
        let end = |token: &str| EndMails { token: token.to_owned() };
        assert_eq!(world.run(end(&ada.token)).await.unwrap(), 0);
        let confirm = AnswerWaitlist { token: ada.leave_token.clone(), wants: true };
        assert!(!world.run(confirm).await.unwrap());
        assert_eq!(world.run(end(&ada.leave_token)).await.unwrap(), 2);
        assert_eq!(world.run(end(&ada.leave_token)).await.unwrap(), 0);
        let shop = world.engine.shop("demo").await.unwrap();
        let left = async |sku| world.engine.waitlist(&shop, sku, None, 10).await.unwrap().people;
        assert_eq!((left("TENT").await, left("TARP").await), (1, 0));
        let bought = order(vec![line("TENT", 1)], Ship::AsAvailable);
        assert!(world.run(bought).await.is_err(), "there is none");
    }

    async fn one_address_is_asked_only_so_often(world: World) {
        world.sends(MailRule::On).await;
        let skus: Vec<String> = (0..8).map(|number| format!("T-{number}")).collect();
        let names: Vec<&str> = skus.iter().map(String::as_str).collect();
        world.product("tent", &names).await;
        for name in &names {
            let join = JoinWaitlist {
                sku: sku(name),
                email: Email::parse("ada@example.com").unwrap(),
                locale: "en".into(),
            };
            world.run(join).await.unwrap();
        }
        assert_eq!(world.come_to(MessageKind::WaitlistConfirm, Outcome::Sent).await.len(), 5);
    }
}
