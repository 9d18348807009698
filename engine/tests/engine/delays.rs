//! The law of delay: what it asks of a shop that keeps it, what people were told, and what they
//! answered.

use crate::on_both;
use crate::world::{World, line, order, reference, sku, window};
use dockline_domain::address::{AddressDraft, Destination};
use dockline_domain::delay::{
    Channel, Choice, DelayLaw, DelayRulesChange, Duty, Ground, Kind, NoNotice, Regime, State,
    Until, Why,
};
use dockline_domain::order::Ship;
use dockline_domain::refusal::Refusal;
use dockline_domain::shop::RulesChange;
use dockline_engine::ExecuteError;
use dockline_engine::command::{
    AnswerNotice, Answered, ChangePurchaseOrder, ChangeShop, GiveNotice, HoldOrder, PlacedOrder,
};
use dockline_view::DelayView;
use dockline_view::console::Delays;
use jiff::civil::{Date, date};

impl World {
    async fn keeps_law(&self, law: DelayLaw) {
        let change = RulesChange {
            delay: DelayRulesChange {
                law: Some(law),
                otherwise: None,
            },
            ..RulesChange::default()
        };
        let command = ChangeShop {
            change,
            ..ChangeShop::default()
        };
        self.run(command).await.unwrap();
    }

    /// An order of some units that goes to a state of the United States.
    async fn ordered_to(&self, region: &str, zip: &str, units: u32) -> PlacedOrder {
        let draft = AddressDraft {
            lines: vec!["1 Main Street".into()],
            postal_code: Some(zip.into()),
            city: Some("Springfield".into()),
            region: Some(region.into()),
            country: Some("US".into()),
            phone: None,
        };
        let mut order = order(vec![line("TENT", units)], Ship::AsAvailable);
        order.destination = Some(Destination::Parts(draft.check().unwrap()));
        self.run(order).await.unwrap()
    }

    async fn slips(&self, to: Date) {
        let change = ChangePurchaseOrder {
            reference: reference("PO-1"),
            lines: None,
            expected: Some(Some(window(to, to))),
            stage: None,
            basis: Some("mill".into()),
            reason: Some("the mill is late".into()),
            if_version: None,
        };
        self.run(change).await.unwrap();
        self.engine.promises_revised(&self.shop).await.unwrap();
    }

    /// A tent that leaves by 18 December, for a shop that keeps the law.
    async fn sells_tents(&self) {
        self.keeps_law(DelayLaw::Today).await;
        self.product("tent", &["TENT"]).await;
        let dates = window(date(2026, 12, 16), date(2026, 12, 18));
        self.supply("PO-1", "TENT", 100, Some(dates)).await;
    }

    async fn law(&self, placed: &PlacedOrder) -> Vec<DelayView> {
        self.engine.order(&placed.token).await.unwrap().delays
    }

    async fn delays(&self) -> Delays {
        let shop = self.engine.shop("demo").await.unwrap();
        self.engine.attention(&shop).await.unwrap().delays
    }

    async fn is(self, at: &str) -> Self {
        self.clock.set(World::at(at));
        let world = self.restart().await;
        world.engine.promises_revised(&world.shop).await.unwrap();
        world
    }
}

fn told(placed: &PlacedOrder, until: Until) -> GiveNotice {
    GiveNotice {
        order: placed.order.clone(),
        sku: sku("TENT"),
        until,
        channel: Channel::Phone,
        if_version: None,
    }
}

fn until(last: Date) -> Until {
    Until::Day {
        last,
        further: None,
        reason: None,
    }
}

fn unknown() -> Until {
    let reason = Why::parse("the mill has stopped").unwrap();
    Until::Unknown { reason }
}

fn answer(placed: &PlacedOrder, notice: u32, answer: Answered) -> AnswerNotice {
    AnswerNotice {
        order: placed.order.clone(),
        notice,
        answer,
        channel: Channel::Link,
        if_version: None,
    }
}

fn refused<T: std::fmt::Debug>(result: Result<T, ExecuteError>) -> Refusal {
    match result {
        Err(ExecuteError::Conflict(refused)) => refused,
        other => panic!("{other:?}"),
    }
}

const DUE: Date = date(2026, 12, 18);

on_both! {
    async fn a_shop_without_the_rule_asks_for_nothing(world: World) {
        world.sells_tents().await;
        world.keeps_law(DelayLaw::Off).await;
        let placed = world.ordered_to("NY", "10001", 1).await;
        world.slips(date(2027, 1, 8)).await;
        assert!(world.law(&placed).await.is_empty());
        assert_eq!(world.delays().await.notices, 0);
        assert_eq!(
            refused(world.run(told(&placed, unknown())).await),
            Refusal::Notice(NoNotice::NoLaw)
        );
    }

    async fn a_slip_needs_a_notice_of_each_order_it_makes_late(world: World) {
        world.sells_tents().await;
        let ada = world.ordered_to("NY", "10001", 2).await;
        let ben = world.ordered_to("CA", "95011", 1).await;
        // Whose law it is, nobody knows.
        world.place("TENT", 1).await.unwrap();
        assert!(world.delays().await.due.items.is_empty());
        world.slips(date(2027, 1, 8)).await;
        let delays = world.delays().await;
        assert_eq!((delays.notices, delays.first_by, delays.ended), (2, Some(DUE), 0));
        let due = delays.due.items.iter();
        let due: Vec<_> = due.map(|one| (one.number, one.units, one.regime, one.duty)).collect();
        let offer = Duty::Offer { by: DUE };
        assert_eq!(due, [(ada.number, 2, Regime::Us, offer), (ben.number, 1, Regime::UsCa, offer)]);
        let given = world.run(told(&ada, until(date(2027, 1, 10)))).await.unwrap();
        let given = &given.notices[0];
        assert_eq!((given.number, given.kind), (1, Kind::Short));
        let (order, number) = world.engine.notice(&given.token).await.unwrap();
        assert_eq!((order.id, number), (ada.order.clone(), 1));
        // The secret of an order opens no notice, and the other way round.
        assert!(world.engine.notice(&ada.token).await.is_err());
        assert!(world.engine.order(&given.token).await.is_err());
        assert_eq!(
            refused(world.run(told(&ben, unknown())).await),
            Refusal::Notice(NoNotice::NeedsDay)
        );
        assert_eq!(world.delays().await.notices, 1);
        let law = world.law(&ada).await;
        assert_eq!(law[0].state, State::Deemed { until: date(2027, 1, 10) });
        let notice = &law[0].notices[0];
        assert_eq!((notice.number, notice.kind, notice.channel), (1, Kind::Short, Channel::Phone));
        assert_eq!(notice.answer_by, Some(date(2027, 1, 10)));
    }

    async fn what_a_slip_would_ask_for_is_told_before_it_is_said(world: World) {
        world.sells_tents().await;
        world.ordered_to("NY", "10001", 2).await;
        world.ordered_to("CA", "95011", 1).await;
        world.place("TENT", 1).await.unwrap();
        let shop = world.engine.shop("demo").await.unwrap();
        let asked = async |days| {
            let what_if = world.engine.what_if(&shop, &reference("PO-1"), days).await.unwrap();
            let law = what_if.by_law.unwrap();
            (what_if.backorders, law.notices, law.first_by)
        };
        assert_eq!(asked(20).await, (3, 2, Some(DUE)));
        assert_eq!(asked(-3).await, (3, 0, None));
        world.keeps_law(DelayLaw::Off).await;
        let what_if = world.engine.what_if(&shop, &reference("PO-1"), 20).await.unwrap();
        assert_eq!((what_if.notices_due, what_if.by_law), (3, None));
    }

    async fn nothing_told_by_the_day_is_ended_by_law_and_a_late_yes_revives_nothing(world: World) {
        world.sells_tents().await;
        let ada = world.ordered_to("NY", "10001", 1).await;
        let ben = world.ordered_to("NY", "10001", 1).await;
        world.slips(date(2027, 2, 8)).await;
        world.run(told(&ben, unknown())).await.unwrap();
        let world = world.is("2026-12-21T12:00:00Z").await;
        let law = world.law(&ada).await;
        let State::Cancelled(ended) = law[0].state else {
            panic!("{law:?}");
        };
        assert_eq!((ended.ground, ended.on), (Ground::NotOffered, date(2026, 12, 19)));
        assert_eq!(law[0].duty, Some(Duty::Refund { by: date(2026, 12, 29) }));
        let delays = world.delays().await;
        assert_eq!((delays.notices, delays.ended), (0, 1));
        assert_eq!(
            refused(world.run(told(&ada, unknown())).await),
            Refusal::Notice(NoNotice::Ended)
        );
        // Nothing was cancelled by itself.
        assert_eq!(world.counters("TENT").await.2, 2);
        assert_eq!(world.law(&ben).await[0].state, State::Asked { answer_by: date(2027, 1, 17) });
        let world = world.is("2027-01-18T12:00:00Z").await;
        let late = world.run(answer(&ben, 1, Answered::Wait)).await;
        assert_eq!(refused(late), Refusal::TooLate);
    }

    async fn an_answer_is_recorded_and_a_cancellation_cancels(world: World) {
        world.sells_tents().await;
        let ada = world.ordered_to("NY", "10001", 2).await;
        let ben = world.ordered_to("NY", "10001", 3).await;
        world.slips(date(2027, 2, 8)).await;
        for one in [&ada, &ben] {
            world.run(told(one, unknown())).await.unwrap();
        }
        let waits = world.run(answer(&ada, 1, Answered::Wait)).await.unwrap();
        assert_eq!(waits.choice, Choice::Wait { until: None });
        let law = world.law(&ada).await;
        assert_eq!(law[0].state, State::Open);
        let given = law[0].notices[0].answer.as_ref().unwrap();
        assert_eq!((given.choice, given.channel), (waits.choice, Channel::Link));
        world.run(answer(&ben, 1, Answered::Cancel)).await.unwrap();
        assert_eq!(world.counters("TENT").await.2, 2);
        let again = world.run(answer(&ben, 1, Answered::Cancel)).await;
        assert_eq!(refused(again), Refusal::TooLate);
        let ended = world.law(&ben).await;
        assert!(matches!(ended[0].state, State::Cancelled(ended) if ended.ground == Ground::ByShopper));
        // The same answer again is not kept, and nobody answers for ever.
        world.run(answer(&ada, 1, Answered::Wait)).await.unwrap();
        for days in 0..49 {
            let last = date(2027, 3, 1).saturating_add(jiff::ToSpan::days(days));
            world.run(answer(&ada, 1, Answered::LastDate(last))).await.unwrap();
        }
        let often = world.run(answer(&ada, 1, Answered::Wait)).await;
        assert!(matches!(often, Err(ExecuteError::Invalid(_))), "{often:?}");
        let unknown = world.run(answer(&ada, 9, Answered::Wait)).await;
        assert!(matches!(unknown, Err(ExecuteError::NotFound { what: "notice", .. })), "{unknown:?}");
        let no_further = world.run(answer(&ada, 1, Answered::WaitFurther)).await;
        assert!(matches!(no_further, Err(ExecuteError::Invalid(_))), "{no_further:?}");
    }

    async fn parts_that_go_different_ways_have_the_same_notices(world: World) {
        world.sells_tents().await;
        let ada = world.ordered_to("NY", "10001", 5).await;
        world.slips(date(2027, 1, 8)).await;
        world.run(told(&ada, until(date(2027, 1, 10)))).await.unwrap();
        world.receive("PO-1", &[("TENT", 2)]).await.unwrap();
        let law = world.law(&ada).await;
        let all: Vec<_> = law.iter().map(|one| (one.units, one.notices.len(), one.state)).collect();
        assert_eq!(all, [(5, 1, State::Deemed { until: date(2027, 1, 10) })]);
    }

    async fn what_is_stopped_has_no_date_by_law_either(world: World) {
        world.sells_tents().await;
        let ada = world.ordered_to("NY", "10001", 1).await;
        assert_eq!(world.delays().await.notices, 0);
        let hold = HoldOrder {
            order: ada.order.clone(),
            reason: "asked".into(),
            if_version: None,
        };
        world.run(hold).await.unwrap();
        assert_eq!(world.delays().await.notices, 1);
        assert_eq!(world.law(&ada).await[0].duty, Some(Duty::Offer { by: DUE }));
    }

    async fn what_is_here_and_not_handed_over_on_the_last_day_needs_a_notice(world: World) {
        world.sells_tents().await;
        let ada = world.ordered_to("NY", "10001", 1).await;
        world.receive("PO-1", &[("TENT", 1)]).await.unwrap();
        let world = world.is("2026-12-17T12:00:00Z").await;
        assert_eq!(world.delays().await.notices, 0);
        let world = world.is("2026-12-18T12:00:00Z").await;
        assert_eq!(world.delays().await.notices, 1);
        assert_eq!(world.law(&ada).await[0].duty, Some(Duty::Offer { by: DUE }));
    }
}
