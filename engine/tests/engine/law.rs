//! The law of delay, kept by itself: only where mails go out, in time, and never against orders of
//! before.

use crate::delays::{address, refused};
use crate::on_both;
use crate::world::{World, line, order, reference, window};
use dockline_domain::delay::{DelayLaw, DelayRulesChange, Giving, Ground, Kind, Regime, State};
use dockline_domain::id::ShipmentId;
use dockline_domain::message::{MailRule, MessageKind, Outcome};
use dockline_domain::order::Ship;
use dockline_domain::refusal::Refusal;
use dockline_domain::shop::RulesChange;
use dockline_engine::command::{
    AnswerNotice, Answered, ChangePurchaseOrder, ChangeShop, HandOverShipment, NoteMailCheck,
    PackShipment, PlacedOrder, ShopChanged,
};
use dockline_engine::{ExecuteError, TriedMail};
use dockline_view::{ClaimedMail, DelayView, Happening, NoticeView};
use jiff::SignedDuration;
use jiff::civil::{Date, date};
use std::time::Duration;

const SETTINGS: &str = "smtp.shop.example";

fn rules(law: Option<DelayLaw>, mail: Option<MailRule>) -> ChangeShop {
    ChangeShop {
        change: RulesChange {
            mail,
            delay: DelayRulesChange {
                law,
                ..DelayRulesChange::default()
            },
            ..RulesChange::default()
        },
        ..ChangeShop::default()
    }
}

impl World {
    async fn sets(&self, law: DelayLaw) -> Result<ShopChanged, ExecuteError> {
        self.run(rules(Some(law), None)).await
    }

    /// Mails are sent, and it was looked whether they are.
    async fn sends_mails(&self) {
        self.run(rules(None, Some(MailRule::On))).await.unwrap();
        let shop = self.engine.shop("demo").await.unwrap();
        self.engine
            .set_mail_sent(&shop, true, Some(SETTINGS))
            .await
            .unwrap();
        let server = SETTINGS.to_owned();
        self.run(NoteMailCheck { server }).await.unwrap();
    }

    /// A tent that leaves by 18 December, in a shop that keeps the law by itself.
    async fn keeps_it_by_itself(&self) {
        self.sends_mails().await;
        self.sets(DelayLaw::Automatic).await.unwrap();
        self.tents().await;
    }

    async fn tents(&self) {
        self.product("tent", &["TENT"]).await;
        let dates = window(date(2026, 12, 16), date(2026, 12, 18));
        self.supply("PO-1", "TENT", 100, Some(dates)).await;
    }

    async fn bought(&self, region: &str, zip: &str) -> PlacedOrder {
        let mut order = order(vec![line("TENT", 2)], Ship::AsAvailable);
        order.destination = Some(address("US", Some(region), zip));
        self.run(order).await.unwrap()
    }

    async fn moves(&self, to: Option<Date>) {
        let change = ChangePurchaseOrder {
            reference: reference("PO-1"),
            lines: None,
            expected: Some(to.map(|to| window(to, to))),
            stage: None,
            basis: Some("mill".into()),
            reason: Some("the mill is late".into()),
            if_version: None,
        };
        self.run(change).await.unwrap();
        self.engine.promises_revised(&self.shop).await.unwrap();
    }

    async fn keeps_law_now(&self) {
        let shop = self.engine.shop("demo").await.unwrap();
        self.engine.keep_law(&shop).await.unwrap();
    }

    async fn becomes(self, at: &str) -> Self {
        self.clock.set(World::at(at));
        let world = self.restart().await;
        world.engine.promises_revised(&world.shop).await.unwrap();
        world.keeps_law_now().await;
        world
    }

    async fn line_of(&self, placed: &PlacedOrder) -> DelayView {
        let order = self.engine.order(&placed.token).await.unwrap();
        order.delays.into_iter().next().unwrap()
    }

    async fn notices(&self, placed: &PlacedOrder) -> Vec<NoticeView> {
        self.engine.order(&placed.token).await.unwrap().notices
    }

    async fn mails_of(&self, kind: MessageKind) -> Vec<ClaimedMail> {
        let shop = self.engine.shop("demo").await.unwrap();
        self.engine.mails_all_planned(&shop).await.unwrap();
        let long = Duration::from_mins(1);
        let mails = self.engine.claim_mails(&shop, 100, long).await.unwrap();
        mails.into_iter().filter(|mail| mail.kind == kind).collect()
    }

    /// What comes of each mail with a notice that waits.
    async fn notices_come_to(&self, outcome: Outcome) -> usize {
        let mails = self.mails_of(MessageKind::Notice).await;
        for mail in &mails {
            let tried = TriedMail {
                outcome: Some(outcome),
                reply: None,
                written: None,
            };
            assert!(
                self.engine
                    .settle_mail(&self.shop.id, &mail.id, tried)
                    .await
                    .unwrap()
            );
        }
        mails.len()
    }

    async fn queued(&self) -> u32 {
        self.counters("TENT").await.2
    }
}

on_both! {
    async fn it_is_set_only_where_mails_go_out_and_that_was_looked_at(world: World) {
        let set = async || world.sets(DelayLaw::Automatic).await;
        assert_eq!(refused(set().await), Refusal::MailsDoNotGoOut, "no mails");
        world.run(rules(None, Some(MailRule::On))).await.unwrap();
        assert_eq!(refused(set().await), Refusal::MailsDoNotGoOut, "they are only kept");
        let shop = world.engine.shop("demo").await.unwrap();
        world.engine.set_mail_sent(&shop, true, Some(SETTINGS)).await.unwrap();
        assert_eq!(refused(set().await), Refusal::MailsDoNotGoOut, "nobody looked");
        let server = "other.shop.example".to_owned();
        world.run(NoteMailCheck { server }).await.unwrap();
        assert_eq!(refused(set().await), Refusal::MailsDoNotGoOut, "with other settings");
        world.sends_mails().await;
        let rules = set().await.unwrap().rules;
        assert_eq!((rules.delay.law, rules.delay.since), (DelayLaw::Automatic, Some(world.shop.day)));
        // Other settings end it until somebody looks again.
        let shop = world.engine.shop("demo").await.unwrap();
        assert!(shop.law_is_automatic());
        world.engine.set_mail_sent(&shop, true, Some("new.shop.example")).await.unwrap();
        let shop = world.engine.shop("demo").await.unwrap();
        assert!(!shop.law_is_automatic());
        assert!(world.engine.attention(&shop).await.unwrap().delays.suspended);
    }

    async fn a_slip_is_told_by_mail_once_and_counts_when_it_was_taken(world: World) {
        world.keeps_it_by_itself().await;
        let ada = world.bought("NY", "10001").await;
        world.keeps_law_now().await;
        assert!(world.notices(&ada).await.is_empty());
        world.moves(Some(date(2027, 1, 8))).await;
        // It may move again: nothing is told for half an hour.
        world.keeps_law_now().await;
        assert!(world.notices(&ada).await.is_empty());
        let world = world.becomes("2026-11-23T13:00:00Z").await;
        world.keeps_law_now().await;
        let notices = world.notices(&ada).await;
        assert_eq!(notices.len(), 1);
        assert_eq!((notices[0].giving, notices[0].kind), (Giving::Planned, Kind::Short));
        // A notice that was not given counts for nothing.
        assert_eq!(world.line_of(&ada).await.state, State::OnTime);
        assert_eq!(world.notices_come_to(Outcome::Sent).await, 1);
        let line = world.line_of(&ada).await;
        assert_eq!(line.notices[0].giving, Giving::Given);
        assert_eq!(line.state, State::Deemed { until: line.notices[0].until.last().unwrap() });
        world.keeps_law_now().await;
        assert_eq!(world.notices(&ada).await.len(), 1);
    }

    async fn a_notice_that_does_not_arrive_is_no_offer(world: World) {
        world.keeps_it_by_itself().await;
        let ada = world.bought("NY", "10001").await;
        world.moves(Some(date(2027, 1, 8))).await;
        let world = world.becomes("2026-11-24T12:00:00Z").await;
        assert_eq!(world.notices_come_to(Outcome::Refused).await, 1);
        let line = world.line_of(&ada).await;
        assert_eq!((line.state, line.notices[0].giving), (State::OnTime, Giving::Failed));
        let shop = world.engine.shop("demo").await.unwrap();
        let attention = world.engine.attention(&shop).await.unwrap();
        assert_eq!((attention.parked_mails, attention.delays.notices), (1, 1));
        assert_eq!(attention.delays.due.items[0].not_given, Some(Giving::Failed));
        // It was not given in time, so the law ends it.
        let world = world.becomes("2026-12-21T12:00:00Z").await;
        let line = world.line_of(&ada).await;
        assert!(matches!(line.state, State::Cancelled(ended) if ended.ground == Ground::NotOffered));
        assert_eq!(world.queued().await, 0);
    }

    async fn whoever_answers_a_notice_has_got_it(world: World) {
        world.keeps_it_by_itself().await;
        let ada = world.bought("NY", "10001").await;
        world.moves(Some(date(2027, 1, 8))).await;
        let world = world.becomes("2026-11-24T12:00:00Z").await;
        world.notices_come_to(Outcome::Uncertain).await;
        assert_eq!(world.notices(&ada).await[0].giving, Giving::Planned);
        let answer = AnswerNotice {
            order: ada.order.clone(),
            notice: 1,
            answer: Answered::Wait,
            channel: dockline_domain::delay::Channel::Link,
            if_version: None,
        };
        world.run(answer).await.unwrap();
        let line = world.line_of(&ada).await;
        assert_eq!(line.notices[0].giving, Giving::Given);
        assert!(matches!(line.state, State::Consented { .. }), "{line:?}");
        // It is sent again, and is skipped: that takes nothing back.
        let skipped = Outcome::Skipped(dockline_domain::message::Unsent::NotNeeded);
        world.notices_come_to(skipped).await;
        assert_eq!(world.notices(&ada).await[0].giving, Giving::Given);
    }

    async fn where_there_is_no_date_the_last_morning_says_so_and_california_is_left_to_people(world: World) {
        world.keeps_it_by_itself().await;
        let ada = world.bought("NY", "10001").await;
        let ben = world.bought("CA", "95011").await;
        world.moves(None).await;
        let world = world.becomes("2026-12-17T12:00:00Z").await;
        assert!(world.notices(&ada).await.is_empty());
        let zone = world.shop.zone.clone();
        let nine = zone.to_timestamp(date(2026, 12, 18).at(9, 0, 0, 0)).unwrap();
        let world = world.becomes(&nine.to_string()).await;
        assert_eq!(world.notices(&ada).await[0].kind, Kind::Indefinite);
        assert!(world.notices(&ben).await.is_empty());
        world.notices_come_to(Outcome::Sent).await;
        let world = world.becomes("2026-12-21T12:00:00Z").await;
        // Nobody was offered anything in California: that is ended. In New York they have 30 days.
        assert!(matches!(world.line_of(&ben).await.state, State::Cancelled(ended) if ended.ground == Ground::NotOffered));
        assert_eq!(world.line_of(&ada).await.state, State::Asked { answer_by: date(2027, 1, 17) });
        assert_eq!(world.queued().await, 2);
        let world = world.becomes("2027-01-19T12:00:00Z").await;
        assert!(matches!(world.line_of(&ada).await.state, State::Cancelled(ended) if ended.ground == Ground::Unanswered));
        assert_eq!(world.queued().await, 0);
        assert_eq!(world.mails_of(MessageKind::Cancelled).await.len(), 2);
    }

    async fn what_was_late_when_the_rule_was_set_stands_in_today_and_is_never_cancelled(world: World) {
        world.sends_mails().await;
        world.sets(DelayLaw::Today).await.unwrap();
        world.tents().await;
        let ada = world.bought("NY", "10001").await;
        world.moves(Some(date(2027, 2, 8))).await;
        let world = world.becomes("2026-12-21T12:00:00Z").await;
        assert_eq!(world.queued().await, 2);
        world.sets(DelayLaw::Automatic).await.unwrap();
        for at in ["2026-12-21T13:00:00Z", "2026-12-23T12:00:00Z"] {
            world.clock.set(World::at(at));
            world.keeps_law_now().await;
        }
        assert_eq!(world.queued().await, 2);
        assert!(world.notices(&ada).await.is_empty());
        let shop = world.engine.shop("demo").await.unwrap();
        assert_eq!(world.engine.attention(&shop).await.unwrap().delays.ended, 1);
        // Nor is what another choice of the shop puts under a law that had ended it.
        world.place("TENT", 1).await.unwrap();
        let world = world.becomes("2027-02-20T12:00:00Z").await;
        let change = RulesChange {
            delay: DelayRulesChange { otherwise: Some(Regime::Us), ..DelayRulesChange::default() },
            ..RulesChange::default()
        };
        world.run(ChangeShop { change, ..ChangeShop::default() }).await.unwrap();
        world.keeps_law_now().await;
        assert_eq!(world.queued().await, 3);
    }

    async fn mails_that_are_turned_off_and_on_leave_no_notice_behind(world: World) {
        world.keeps_it_by_itself().await;
        let ada = world.bought("NY", "10001").await;
        world.moves(Some(date(2027, 1, 8))).await;
        let world = world.becomes("2026-11-24T12:00:00Z").await;
        assert_eq!(world.notices(&ada).await[0].giving, Giving::Planned);
        world.run(rules(None, Some(MailRule::Off))).await.unwrap();
        assert_eq!(world.notices(&ada).await[0].giving, Giving::Failed);
        let on = world.run(rules(None, Some(MailRule::On))).await.unwrap();
        assert_eq!(on.rules.delay.since, Some(date(2026, 11, 24)));
        world.keeps_law_now().await;
        assert_eq!(world.notices(&ada).await.len(), 2);
        assert_eq!(world.notices_come_to(Outcome::Sent).await, 1);
        assert!(matches!(world.line_of(&ada).await.state, State::Deemed { .. }));
    }

    async fn what_ended_while_no_mail_went_out_is_left_to_people_and_is_not_handed_over(world: World) {
        world.keeps_it_by_itself().await;
        let ada = world.bought("NY", "10001").await;
        let ben = world.bought("NY", "10001").await;
        world.receive("PO-1", &[("TENT", 2)]).await.unwrap();
        let shipment = ShipmentId::of(&ada.order, 1);
        world.run(PackShipment { shipment: shipment.clone(), if_version: None }).await.unwrap();
        let shop = world.engine.shop("demo").await.unwrap();
        world.engine.set_mail_sent(&shop, true, Some("new.shop.example")).await.unwrap();
        // Nobody looks for more than a week.
        let world = world.becomes("2026-12-30T12:00:00Z").await;
        assert_eq!(world.queued().await, 2);
        let hand_over = HandOverShipment {
            shipment,
            carrier: "Post".into(),
            tracking: None,
            if_version: None,
        };
        assert_eq!(refused(world.run(hand_over).await), Refusal::EndedByLaw);
        let server = "new.shop.example".to_owned();
        world.run(NoteMailCheck { server }).await.unwrap();
        let shop = world.engine.shop("demo").await.unwrap();
        assert!(shop.law_is_automatic());
        assert_eq!(shop.rules.delay.since, Some(date(2026, 12, 30)));
        world.keeps_law_now().await;
        assert_eq!(world.queued().await, 2);
        assert!(matches!(world.line_of(&ben).await.state, State::Cancelled(_)));
        assert_eq!(world.engine.attention(&shop).await.unwrap().delays.ended, 2);
    }

    async fn what_was_asked_about_is_ended_when_its_time_is_over(world: World) {
        world.keeps_it_by_itself().await;
        let ada = world.bought("NY", "10001").await;
        world.moves(Some(date(2027, 1, 8))).await;
        let world = world.becomes("2026-11-24T12:00:00Z").await;
        assert_eq!(world.notices_come_to(Outcome::Sent).await, 1);
        // A further notice, until a later day, moves no end by itself.
        world.moves(Some(date(2027, 2, 8))).await;
        let world = world.becomes("2026-11-25T12:00:00Z").await;
        assert_eq!(world.notices_come_to(Outcome::Sent).await, 1);
        let notices = world.notices(&ada).await;
        assert_eq!(notices.iter().map(|one| one.kind).collect::<Vec<_>>(), [Kind::Short, Kind::Renewed]);
        // A first notice until a day too far away for silence to be consent.
        let ben = world.bought("NY", "10001").await;
        assert!(world.notices(&ben).await.is_empty());
        let world = world.becomes("2027-01-10T12:00:00Z").await;
        assert_eq!(world.queued().await, 4);
        let world = world.becomes("2027-01-13T12:00:00Z").await;
        assert!(matches!(world.line_of(&ada).await.state, State::Cancelled(ended) if ended.ground == Ground::Passed));
        assert_eq!(world.queued().await, 2);
    }

    async fn a_long_notice_that_nobody_answers_ends_it_at_the_hour_that_is_listed(world: World) {
        world.keeps_it_by_itself().await;
        let ada = world.bought("NY", "10001").await;
        world.moves(Some(date(2027, 2, 8))).await;
        let world = world.becomes("2026-11-24T12:00:00Z").await;
        assert_eq!(world.notices_come_to(Outcome::Sent).await, 1);
        assert_eq!(world.notices(&ada).await[0].kind, Kind::Long);
        // The hour at which it does is known.
        let shop = world.engine.shop("demo").await.unwrap();
        let coming = world.engine.coming(&shop).await.unwrap();
        let ended = coming.iter().find(|one| one.what == Happening::EndedByLaw).unwrap().at;
        let before = ended.checked_sub(SignedDuration::from_hours(1)).unwrap();
        let world = world.becomes(&before.to_string()).await;
        assert_eq!(world.queued().await, 2);
        let world = world.becomes(&ended.to_string()).await;
        assert_eq!(world.queued().await, 0);
        let shop = world.engine.shop("demo").await.unwrap();
        let coming = world.engine.coming(&shop).await.unwrap();
        assert!(coming.iter().all(|one| one.what != Happening::EndedByLaw), "{coming:#?}");
    }

    async fn a_long_notice_ends_it_on_the_thirty_first_day(world: World) {
        world.keeps_it_by_itself().await;
        let ada = world.bought("NY", "10001").await;
        world.moves(Some(date(2027, 2, 8))).await;
        let world = world.becomes("2026-11-24T12:00:00Z").await;
        assert_eq!(world.notices_come_to(Outcome::Sent).await, 1);
        assert_eq!(world.notices(&ada).await[0].kind, Kind::Long);
        let world = world.becomes("2027-01-17T12:00:00Z").await;
        assert_eq!(world.queued().await, 2);
        let world = world.becomes("2027-01-19T12:00:00Z").await;
        assert_eq!(world.queued().await, 0);
    }

    async fn where_nobody_knows_whether_people_got_the_notice_somebody_looks(world: World) {
        world.keeps_it_by_itself().await;
        let ada = world.bought("NY", "10001").await;
        world.moves(Some(date(2027, 1, 8))).await;
        let world = world.becomes("2026-11-24T12:00:00Z").await;
        assert_eq!(world.notices_come_to(Outcome::Uncertain).await, 1);
        let world = world.becomes("2026-12-21T12:00:00Z").await;
        assert!(matches!(world.line_of(&ada).await.state, State::Cancelled(ended) if ended.ground == Ground::NotOffered));
        assert_eq!(world.queued().await, 2);
        let shop = world.engine.shop("demo").await.unwrap();
        assert_eq!(world.engine.attention(&shop).await.unwrap().delays.ended, 1);
    }

    async fn what_is_here_is_told_late_on_its_last_morning_and_not_at_midnight(world: World) {
        world.keeps_it_by_itself().await;
        let ada = world.bought("NY", "10001").await;
        world.receive("PO-1", &[("TENT", 100)]).await.unwrap();
        let zone = world.shop.zone.clone();
        let at = |hour| zone.to_timestamp(date(2026, 12, 18).at(hour, 0, 0, 0)).unwrap().to_string();
        let mut world = world;
        for hour in [0, 8] {
            world = world.becomes(&at(hour)).await;
            assert!(world.notices(&ada).await.is_empty(), "{hour}");
        }
        let world = world.becomes(&at(9)).await;
        assert_eq!(world.notices(&ada).await.len(), 1);
    }

    async fn a_clock_that_is_ahead_ends_nothing(world: World) {
        world.keeps_it_by_itself().await;
        world.bought("NY", "10001").await;
        let world = world.becomes("2026-11-24T12:00:00Z").await;
        world.moves(None).await;
        // The shop's day stays until the days of all have passed.
        world.clock.set(World::at("2026-12-21T12:00:00Z"));
        world.keeps_law_now().await;
        assert_eq!(world.queued().await, 2);
        let world = world.becomes("2026-12-21T12:00:00Z").await;
        assert_eq!(world.queued().await, 0);
    }

    async fn in_europe_people_are_told_and_nothing_ends_by_itself(world: World) {
        world.keeps_it_by_itself().await;
        let mut bought = order(vec![line("TENT", 2)], Ship::AsAvailable);
        bought.destination = Some(address("DE", None, "10115"));
        let ada = world.run(bought).await.unwrap();
        world.moves(Some(date(2027, 1, 8))).await;
        let world = world.becomes("2026-11-24T12:00:00Z").await;
        assert_eq!(world.notices_come_to(Outcome::Sent).await, 1);
        assert_eq!(world.line_of(&ada).await.regime, Regime::Eu);
        let world = world.becomes("2027-02-20T12:00:00Z").await;
        assert!(matches!(world.line_of(&ada).await.state, State::Late { .. }));
        assert_eq!(world.queued().await, 2);
    }

    async fn what_the_law_has_ended_is_not_handed_over(world: World) {
        world.keeps_it_by_itself().await;
        let ada = world.bought("NY", "10001").await;
        world.receive("PO-1", &[("TENT", 100)]).await.unwrap();
        let shipment = ShipmentId::of(&ada.order, 1);
        let pack = PackShipment { shipment: shipment.clone(), if_version: None };
        world.run(pack).await.unwrap();
        // Packed, and nobody came for it. The next day nobody has looked at it yet.
        world.clock.set(World::at("2026-12-21T12:00:00Z"));
        let world = world.restart().await;
        let hand_over = HandOverShipment {
            shipment,
            carrier: "Post".into(),
            tracking: None,
            if_version: None,
        };
        assert_eq!(refused(world.run(hand_over.clone()).await), Refusal::EndedByLaw);
        world.keeps_law_now().await;
        let order = world.engine.order(&ada.token).await.unwrap();
        assert_eq!(order.state, dockline_domain::backorder::OrderState::Cancelled);
        assert!(world.run(hand_over).await.is_err());
    }
}
