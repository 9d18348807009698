//! The law of delay: what it asks of a shop that keeps it, what people were told, and what they
//! answered.

use crate::on_both;
use crate::world::{World, line, order, reference, sku, window};
use dockline_domain::address::{AddressDraft, Destination};
use dockline_domain::backorder::Actor;
use dockline_domain::delay::{
    Channel, Choice, DelayLaw, DelayRulesChange, Duty, Ground, Kind, NoNotice, Regime, State,
    Until, Why,
};
use dockline_domain::id::ShipmentId;
use dockline_domain::order::Ship;
use dockline_domain::refusal::Refusal;
use dockline_domain::shop::RulesChange;
use dockline_domain::transit::Transit;
use dockline_engine::ExecuteError;
use dockline_engine::command::{
    AnswerNotice, Answered, CancelOrder, ChangeDetails, ChangePurchaseOrder, ChangeShop,
    DeliverShipment, GiveNotice, HandOverShipment, HoldOrder, PackShipment, PlacedOrder,
};
use dockline_view::console::Delays;
use dockline_view::{Became, DelayView, OrderView};
use jiff::civil::{Date, date};

impl World {
    async fn keeps_law(&self, law: DelayLaw) {
        let change = RulesChange {
            delay: DelayRulesChange {
                law: Some(law),
                ..DelayRulesChange::default()
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
        let mut order = order(vec![line("TENT", units)], Ship::AsAvailable);
        order.destination = Some(address("US", Some(region), zip));
        self.run(order).await.unwrap()
    }

    /// An order of a unit that goes to Germany, where parcels are on their way for up to three days.
    async fn ordered_to_germany(&self, needed_by: Option<Date>) -> PlacedOrder {
        let days = Transit::new(&["DE".to_owned()], None, 1, 3).unwrap();
        let change = RulesChange {
            transit: Some(vec![days]),
            ..RulesChange::default()
        };
        let command = ChangeShop {
            change,
            ..ChangeShop::default()
        };
        self.run(command).await.unwrap();
        let mut order = order(vec![line("TENT", 1)], Ship::AsAvailable);
        order.destination = Some(address("DE", None, "26133"));
        order.needed_by = needed_by;
        self.run(order).await.unwrap()
    }

    async fn seen(&self, placed: &PlacedOrder) -> OrderView {
        self.engine.order(&placed.token).await.unwrap()
    }

    /// The parcel of an order leaves.
    async fn leaves(&self, placed: &PlacedOrder) {
        let shipment = ShipmentId::of(&placed.order, 1);
        let pack = PackShipment {
            shipment: shipment.clone(),
            if_version: None,
        };
        self.run(pack).await.unwrap();
        let hand_over = HandOverShipment {
            shipment,
            carrier: "Post".into(),
            tracking: None,
            if_version: None,
        };
        self.run(hand_over).await.unwrap();
    }

    async fn ends(&self, placed: &PlacedOrder, units: u32, by: Actor) {
        let cancel = CancelOrder {
            order: placed.order.clone(),
            lines: vec![line("TENT", units)],
            by,
            reason: "asked".into(),
            if_version: None,
        };
        self.run(cancel).await.unwrap();
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

pub(crate) fn address(country: &str, region: Option<&str>, zip: &str) -> Destination {
    let draft = AddressDraft {
        lines: vec!["1 Main Street".into()],
        postal_code: Some(zip.into()),
        city: Some("Springfield".into()),
        region: region.map(Into::into),
        country: Some(country.into()),
        phone: None,
    };
    Destination::Parts(draft.check().unwrap())
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

pub(crate) fn refused<T: std::fmt::Debug>(result: Result<T, ExecuteError>) -> Refusal {
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

    async fn an_order_to_nowhere_is_under_the_law_that_the_shop_chose(world: World) {
        world.sells_tents().await;
        world.place("TENT", 1).await.unwrap();
        world.slips(date(2027, 1, 8)).await;
        assert_eq!(world.delays().await.notices, 0);
        let change = RulesChange {
            delay: DelayRulesChange {
                otherwise: Some(Regime::Us),
                ..DelayRulesChange::default()
            },
            ..RulesChange::default()
        };
        let command = ChangeShop {
            change,
            ..ChangeShop::default()
        };
        world.run(command).await.unwrap();
        let delays = world.delays().await;
        assert_eq!((delays.notices, delays.first_by), (1, Some(DUE)));
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
        // The same answer again is not kept.
        let version = world.seen(&ada).await.version;
        world.run(answer(&ada, 1, Answered::Wait)).await.unwrap();
        assert_eq!(world.seen(&ada).await.version, version);
        let last_date = world.run(answer(&ada, 1, Answered::LastDate(date(2027, 3, 1)))).await;
        assert!(matches!(last_date, Err(ExecuteError::Invalid(_))), "the law here has none: {last_date:?}");
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

    async fn an_order_without_a_date_keeps_its_thirty_days_whatever_is_told_later(world: World) {
        world.keeps_law(DelayLaw::Today).await;
        world.product("tent", &["TENT"]).await;
        world.supply("PO-1", "TENT", 100, None).await;
        let ada = world.ordered_to("NY", "10001", 1).await;
        let ben = world.ordered_to("NY", "10001", 1).await;
        let world = world.is("2026-12-12T12:00:00Z").await;
        let given = world.run(told(&ada, unknown())).await.unwrap();
        let asked = State::Asked { answer_by: date(2027, 1, 22) };
        let thirty_days = date(2026, 12, 23);
        assert_eq!(world.law(&ada).await[0].state, asked);
        world.slips(date(2027, 2, 10)).await;
        let law = world.law(&ada).await;
        assert_eq!((law[0].told, law[0].due, law[0].state), (None, thirty_days, asked));
        assert_eq!(law[0].notices.len(), 1);
        let offer = Duty::Offer { by: thirty_days };
        assert_eq!(world.law(&ben).await[0].duty, Some(offer));
        let world = world.is("2026-12-18T12:00:00Z").await;
        let due = world.delays().await.due.items;
        let due: Vec<_> = due.iter().map(|one| (one.number, one.told, one.duty)).collect();
        assert_eq!(due, [(ben.number, thirty_days, offer)]);
        let shop = world.engine.shop("demo").await.unwrap();
        let what_if = world.engine.what_if(&shop, &reference("PO-1"), 1).await.unwrap();
        assert_eq!(what_if.by_law.unwrap().first_by, Some(thirty_days));
        // The link of the notice still answers it.
        let (order, number) = world.engine.notice(&given.notices[0].token).await.unwrap();
        assert!(order.noticed(number).unwrap().waits);
        world.run(answer(&ada, 1, Answered::Wait)).await.unwrap();
        assert_eq!(world.law(&ada).await[0].state, State::Open);
    }

    async fn a_notice_is_of_what_is_late_and_its_answer_ends_nothing_else(world: World) {
        world.keeps_law(DelayLaw::Today).await;
        world.product("tent", &["TENT"]).await;
        world.stock("TENT", 2).await;
        let dates = window(date(2026, 12, 16), date(2026, 12, 18));
        world.supply("PO-1", "TENT", 100, Some(dates)).await;
        let here = world.ordered_to("NY", "10001", 1).await;
        assert_eq!(
            refused(world.run(told(&here, until(date(2027, 1, 10)))).await),
            Refusal::Notice(NoNotice::InTime)
        );
        world.cancel(&here).await.unwrap();
        let ada = world.ordered_to("NY", "10001", 5).await;
        world.slips(date(2027, 1, 8)).await;
        let given = world.run(told(&ada, until(date(2027, 1, 10)))).await.unwrap();
        assert_eq!(given.notices.len(), 1);
        let law = world.law(&ada).await;
        let all: Vec<_> = law.iter().map(|one| (one.units, one.notices.len())).collect();
        assert_eq!(all, [(2, 0), (3, 1)]);
        // Those that were here have not left on their last day.
        let last = law[0].due;
        let world = world.is(&format!("{last}T12:00:00Z")).await;
        let given = world.run(told(&ada, until(date(2026, 12, 20)))).await.unwrap();
        assert_eq!(given.notices.iter().map(|one| one.number).collect::<Vec<_>>(), [2]);
        assert_eq!(world.counters("TENT").await, (2, 2, 3));
        world.run(answer(&ada, 2, Answered::Cancel)).await.unwrap();
        assert_eq!(world.counters("TENT").await, (2, 2, 1), "the two of the parcel, which go to the line");
        let law = world.law(&ada).await;
        let ended: Vec<_> = law
            .iter()
            .filter(|one| one.became == Became::Cancelled)
            .map(|one| (one.units, one.due))
            .collect();
        assert_eq!(ended, [(2, last)]);
    }

    async fn a_notice_that_the_shops_own_day_makes_void_is_not_asked_for(world: World) {
        world.sells_tents().await;
        let ada = world.ordered_to("NY", "10001", 1).await;
        world.slips(date(2027, 1, 8)).await;
        // Nine in Berlin on the day after; ten in the evening before in Honolulu.
        let world = world.is("2026-12-19T08:00:00Z").await;
        let law = world.law(&ada).await;
        assert_eq!((law[0].state, law[0].duty), (State::OnTime, None));
        assert_eq!(world.delays().await.notices, 0);
        assert_eq!(
            refused(world.run(told(&ada, until(date(2027, 1, 10)))).await),
            Refusal::Notice(NoNotice::Ended)
        );
    }

    async fn what_has_left_or_was_cancelled_is_not_to_be_cancelled_again(world: World) {
        world.sells_tents().await;
        let punctual = world.ordered_to("NY", "10001", 1).await;
        let late = world.ordered_to("NY", "10001", 1).await;
        let given_up = world.ordered_to("NY", "10001", 1).await;
        let parts = world.ordered_to("NY", "10001", 3).await;
        world.ends(&parts, 1, Actor::Shopper).await;
        world.receive("PO-1", &[("TENT", 2)]).await.unwrap();
        world.leaves(&punctual).await;
        let world = world.is("2026-12-01T12:00:00Z").await;
        world.ends(&parts, 1, Actor::Merchant).await;
        let ended = |law: &DelayView| match law.state {
            State::Cancelled(ended) => Some((ended.ground, ended.on)),
            _ => None,
        };
        let law = world.law(&parts).await;
        let mut grounds: Vec<_> = law.iter().filter_map(ended).collect();
        grounds.sort_by_key(|(_, on)| *on);
        assert_eq!(
            grounds,
            [(Ground::ByShopper, date(2026, 11, 23)), (Ground::ByShop, date(2026, 12, 1))]
        );
        let world = world.is("2026-12-21T12:00:00Z").await;
        let law = world.law(&punctual).await;
        assert_eq!((law[0].state, law[0].duty), (State::Shipped, None));
        world.leaves(&late).await;
        world.ends(&given_up, 1, Actor::Merchant).await;
        let by_law = Some((Ground::NotOffered, date(2026, 12, 19)));
        let law = world.law(&late).await;
        assert_eq!((ended(&law[0]), law[0].became, law[0].duty), (by_law, Became::Left, None));
        let shipment = ShipmentId::of(&late.order, 1);
        let deliver = DeliverShipment {
            shipment,
            at: None,
            if_version: None,
        };
        world.run(deliver).await.unwrap();
        let law = world.law(&late).await;
        assert_eq!((ended(&law[0]), law[0].became, law[0].duty), (by_law, Became::Left, None));
        let law = world.law(&given_up).await;
        assert_eq!((ended(&law[0]), law[0].became), (by_law, Became::Cancelled));
    }

    async fn in_europe_a_day_of_shipping_is_counted_to_the_door(world: World) {
        world.sells_tents().await;
        let ada = world.ordered_to_germany(None).await;
        let law = world.law(&ada).await;
        assert_eq!((law[0].told, law[0].due), (Some(DUE), date(2026, 12, 23)));
        // It arrives on the 28th, after Christmas: later than told, though it ships by then.
        world.slips(date(2026, 12, 22)).await;
        assert_eq!(world.law(&ada).await[0].duty, Some(Duty::Offer { by: date(2026, 12, 23) }));
        world.run(told(&ada, until(date(2026, 12, 22)))).await.unwrap();
        let wait = world.run(answer(&ada, 1, Answered::Wait)).await.unwrap();
        assert_eq!(wait.choice, Choice::Wait { until: Some(date(2026, 12, 22)) });
        let law = world.law(&ada).await;
        assert_eq!((law[0].state, law[0].duty), (State::Consented { until: date(2026, 12, 28) }, None));
        for (last, is_right) in [(22, false), (23, true)] {
            let last = answer(&ada, 1, Answered::LastDate(date(2026, 12, last)));
            assert_eq!(world.run(last).await.is_ok(), is_right);
        }
        // Nobody answers for ever.
        for days in 0..48 {
            let last = date(2027, 3, 1).saturating_add(jiff::ToSpan::days(days));
            world.run(answer(&ada, 1, Answered::LastDate(last))).await.unwrap();
        }
        let often = world.run(answer(&ada, 1, Answered::Wait)).await;
        assert!(matches!(often, Err(ExecuteError::Invalid(_))), "{often:?}");
    }

    async fn a_day_that_was_set_after_ordering_gives_no_right_to_end_at_once(world: World) {
        world.sells_tents().await;
        let before = world.ordered_to_germany(Some(date(2026, 12, 23))).await;
        let after = world.ordered_to_germany(None).await;
        let set = ChangeDetails {
            if_version: None,
            order: after.order.clone(),
            name: None,
            address: None,
            needed_by: Some(Some(date(2026, 12, 23))),
        };
        world.run(set).await.unwrap();
        world.slips(date(2027, 1, 8)).await;
        let world = world.is("2026-12-25T12:00:00Z").await;
        let since = date(2026, 12, 24);
        for (order, may_end) in [(&before, true), (&after, false)] {
            assert_eq!(world.law(order).await[0].state, State::Late { since, may_end });
        }
    }

    async fn a_notice_stays_on_record_and_its_page_opens_whatever_becomes_of_its_line(world: World) {
        world.sells_tents().await;
        let ada = world.ordered_to("NY", "10001", 1).await;
        world.slips(date(2027, 1, 8)).await;
        let given = world.run(told(&ada, until(date(2027, 1, 10)))).await.unwrap();
        let page = async || world.engine.notice(&given.notices[0].token).await.unwrap();
        let (order, number) = page().await;
        assert!(order.noticed(number).is_some());
        // Where the law is another one, nothing is asked.
        let moved = ChangeDetails {
            if_version: None,
            order: ada.order.clone(),
            name: None,
            address: Some(Some(address("CH", None, "8001"))),
            needed_by: None,
        };
        world.run(moved).await.unwrap();
        for law in [DelayLaw::Today, DelayLaw::Off] {
            world.keeps_law(law).await;
            let (order, number) = page().await;
            assert!(order.delays.is_empty() && order.noticed(number).is_none());
            let notice = &order.notices[0];
            assert_eq!((notice.number, notice.told, notice.kind), (1, DUE, Kind::Short));
            assert_eq!(
                refused(world.run(answer(&ada, 1, Answered::Wait)).await),
                Refusal::Notice(NoNotice::NoLaw)
            );
        }
    }

    async fn a_notice_is_about_what_waits_and_not_about_what_has_left(world: World) {
        world.keeps_law(DelayLaw::Today).await;
        world.product("tent", &["TENT"]).await;
        world.stock("TENT", 5).await;
        let ada = world.ordered_to("NY", "10001", 5).await;
        world.broke("TENT", 2).await;
        world.run(told(&ada, unknown())).await.unwrap();
        world.leaves(&ada).await;
        let order = world.seen(&ada).await;
        let noticed: Vec<_> = order
            .delays
            .iter()
            .map(|one| (one.units, one.became, one.notices.len()))
            .collect();
        assert_eq!(noticed, [(2, Became::Left, 1), (3, Became::Waiting, 1)]);
        let asked = order.noticed(1).unwrap();
        assert_eq!((asked.units, asked.waits), (3, true));
    }
}
