//! Properties of the rules of availability and placement, over random supply, policies and
//! sequences of orders.

#![expect(
    clippy::unwrap_used,
    reason = "a test stops at the first thing that is not as it should be"
)]

mod calendar;
mod delay;

use dockline_domain::availability::{
    After, Availability, Part, Source, Status, Today, VariantSupply, split,
};
use dockline_domain::dates::{Window, add_days};
use dockline_domain::id::{PurchaseOrderReference, Sku};
use dockline_domain::order::{OrderLine, PlacedLine, Quantity, Ship, place};
use dockline_domain::policy::{BackorderRule, LeadTime, Policy, SellingKind};
use dockline_domain::promise::{Expected, expected};
use dockline_domain::shop::ShopRules;
use dockline_domain::stock::Counters;
use dockline_domain::supply::{Inbound, Stage};
use dockline_domain::wish::{PlaceAfter, resume};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use proptest::prelude::*;
use std::collections::BTreeMap;

const TODAY: Date = date(2026, 11, 23);

static UTC: TimeZone = TimeZone::UTC;

fn today(rules: &ShopRules) -> Today<'_> {
    Today {
        rules,
        date: TODAY,
        past_cut_off: false,
        zone: &UTC,
    }
}

fn sku() -> Sku {
    Sku::parse("A").unwrap()
}

fn inbound(
    number: usize,
    open: u32,
    expected: Option<(i32, i32)>,
    overdue_committed: Option<u32>,
) -> Inbound {
    let window = |(from, length)| {
        Window::new(add_days(TODAY, from), add_days(TODAY, from + length)).unwrap()
    };
    Inbound {
        purchase_order: PurchaseOrderReference::parse(&format!("PO-{number}")).unwrap(),
        line: 1,
        open,
        expected: expected.map(window),
        stage: Stage::Ordered,
        confirmed_at: Timestamp::from_second(1_795_000_000).unwrap(),
        overdue_committed,
    }
}

fn dated_or_not() -> impl Strategy<Value = Option<(i32, i32)>> {
    prop::option::weighted(
        0.85,
        (-3i32..60, 0i32..15).prop_map(|(from, length)| (from, length.max(-from))),
    )
}

fn supplies() -> impl Strategy<Value = Vec<Inbound>> {
    prop::collection::vec(
        (
            0u32..12,
            dated_or_not(),
            prop::option::weighted(0.2, 0u32..12),
        ),
        0..6,
    )
    .prop_map(|lines| {
        lines
            .into_iter()
            .enumerate()
            .map(|(n, (open, expected, overdue))| {
                inbound(
                    n,
                    open,
                    overdue.map_or(expected, |_| Some((-9, 4))),
                    overdue,
                )
            })
            .collect()
    })
}

fn policies() -> impl Strategy<Value = Policy> {
    let beyond = (1u32..9, 0u16..30, 0u16..10).prop_map(|(quantity, min, more)| {
        BackorderRule::Beyond(LeadTime {
            quantity,
            lead_days_min: min,
            lead_days_max: min + more,
        })
    });
    let rule = prop_oneof![
        Just(BackorderRule::Deny),
        Just(BackorderRule::Supply),
        Just(BackorderRule::Supply),
        beyond
    ];
    let kind = prop_oneof![
        Just(SellingKind::Standard),
        Just(SellingKind::Preorder),
        Just(SellingKind::MadeToOrder)
    ];
    (rule, kind).prop_map(|(backorder, kind)| Policy {
        backorder,
        kind,
        ..Policy::default()
    })
}

fn variant() -> impl Strategy<Value = VariantSupply> {
    let release = prop::option::weighted(0.3, -5i32..40);
    let parts = (0u32..10, 0u32..20, supplies(), policies(), release);
    parts.prop_map(|(on_hand, queued, inbound, policy, release)| {
        let mut supply = VariantSupply::new(
            Counters {
                on_hand,
                queued,
                ..Counters::default()
            },
            inbound,
            policy,
        );
        supply.release_on = release.map(|days| add_days(TODAY, days));
        supply.counters.queued = queued.min(most_that_may_be_promised(&supply));
        supply.settle_overdue();
        supply
    })
}

fn order(supply: &mut VariantSupply, units: u32, rules: &ShopRules) -> Option<PlacedLine> {
    let mut supplies = BTreeMap::from([(sku(), supply.clone())]);
    let lines = [OrderLine {
        sku: sku(),
        quantity: Quantity::new(units).unwrap(),
    }];
    let placed = place(
        &lines,
        Ship::AsAvailable,
        &mut supplies,
        &BTreeMap::new(),
        today(rules),
    )
    .ok()?;
    *supply = supplies.remove(&sku()).unwrap();
    placed.into_iter().next()
}

fn most_that_may_be_promised(supply: &VariantSupply) -> u32 {
    let inbound: u32 = supply.inbound().iter().map(Inbound::counted).sum();
    let beyond = match supply.policy.backorder {
        BackorderRule::Deny => return supply.counters.on_hand,
        BackorderRule::Supply => 0,
        BackorderRule::Beyond(lead) => lead.quantity,
    };
    supply.counters.on_hand + inbound + beyond
}

/// The last promised day of a line; no date counts as later than any.
fn last_day(line: &PlacedLine) -> Date {
    line.promised.map_or(Date::MAX, Window::latest)
}

fn units(answer: &Availability) -> u32 {
    answer.parts.iter().map(|part| part.quantity).sum()
}

fn ask(supply: &VariantSupply, quantity: u32, rules: &ShopRules) -> Availability {
    supply.availability(quantity, today(rules))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_more_is_promised_than_supply_and_policy_allow(mut supply in variant(), orders in prop::collection::vec(1u32..6, 1..40)) {
        let rules = ShopRules::default();
        let (most, before) = (most_that_may_be_promised(&supply), supply.counters.queued);
        let promised: u32 = orders.into_iter().filter_map(|units| order(&mut supply, units, &rules)).map(|line| line.quantity.units()).sum();
        prop_assert!(promised <= most.saturating_sub(before), "{promised} promised of {most} while {before} waited");
        prop_assert!(supply.counters.allocated <= supply.counters.on_hand);
    }

    #[test]
    fn a_later_order_never_gets_an_earlier_promise(mut supply in variant(), orders in prop::collection::vec(1u32..6, 1..40)) {
        let rules = ShopRules::default();
        let mut before: Option<PlacedLine> = None;
        for line in orders.into_iter().filter_map(|units| order(&mut supply, units, &rules)) {
            let first = |line: &PlacedLine| line.parts.first().map_or(Date::MAX, |part| part.ship_latest.unwrap_or(Date::MAX));
            if let Some(before) = &before {
                prop_assert!(first(&line) >= last_day(before), "{before:?} then {line:?}");
            }
            before = Some(line);
        }
    }

    #[test]
    fn parts_sum_to_the_quantity_or_to_what_is_possible(supply in variant(), quantity in 1u32..60) {
        let rules = ShopRules::default();
        let answer = ask(&supply, quantity, &rules);
        let sum: u32 = answer.parts.iter().map(|part| part.quantity).sum();
        prop_assert_eq!(answer.available, sum == quantity);
        prop_assert_eq!(sum, quantity.min(answer.in_stock + answer.capacity_left));
        prop_assert!(answer.parts.iter().all(|part| part.quantity > 0));
        prop_assert_eq!(answer.position.is_some(), answer.parts.iter().any(|part| part.source != Source::Stock));
    }

    #[test]
    fn an_outlook_splits_a_quantity_as_availability_does(supply in variant(), quantity in 1u32..60) {
        let rules = ShopRules::default();
        let outlook = supply.outlook(today(&rules));
        let runs = split(outlook.runs.iter().map(|run| run.end), outlook.queued, quantity);
        let found: Vec<_> = runs.map(|(index, units)| (units, outlook.runs[index].window)).collect();
        let told: Vec<_> = ask(&supply, quantity, &rules).parts.iter().map(|part| (part.quantity, part.window())).collect();
        prop_assert_eq!(found, told);
    }

    #[test]
    fn what_is_said_to_be_possible_can_be_ordered(mut supply in variant(), quantity in 1u32..60) {
        let rules = ShopRules::default();
        let answer = ask(&supply, quantity, &rules);
        let placed = order(&mut supply, quantity, &rules);
        prop_assert_eq!(placed.is_some(), answer.available);
        if let Some(placed) = placed {
            prop_assert_eq!(placed.parts, answer.parts);
            prop_assert_eq!(placed.position, answer.position);
        }
    }

    #[test]
    fn more_supply_never_makes_a_date_later(supply in variant(), more in (1u32..12, dated_or_not()), waiting in 0u32..40, quantity in 1u32..6) {
        let rules = ShopRules::default();
        let today = today(&rules);
        let mut lines = supply.inbound().to_vec();
        lines.push(inbound(99, more.0, more.1, None));
        let richer = VariantSupply::new(supply.counters, lines, supply.policy);
        let last = |supply: &VariantSupply| {
            let parts = supply.expected(waiting, quantity, TODAY, today);
            let served: u32 = parts.iter().map(|part| part.quantity).sum();
            let confirmed = parts.iter().all(|part| !part.overdue);
            (served, confirmed, parts.last().map_or(Date::MAX, |part| part.ship_latest.unwrap_or(Date::MAX)))
        };
        let (old, new) = (last(&supply), last(&richer));
        prop_assert!(new.0 >= old.0);
        if old.0 == quantity && old.1 && new.1 {
            prop_assert!(new.2 <= old.2, "{old:?} became {new:?}");
        }
    }

    #[test]
    fn nothing_is_promised_before_its_release_and_those_who_wait_are_served_from_then(supply in variant(), quantity in 1u32..30, days in 0i32..60) {
        let rules = ShopRules::default();
        let answer = ask(&supply, quantity, &rules);
        let waits = supply.expected(0, supply.counters.queued, add_days(TODAY, -days), today(&rules));
        match supply.to_be_released(TODAY) {
            Some(release) => {
                let first = |part: &Part| part.ship_earliest.unwrap_or(Date::MAX);
                prop_assert!(answer.parts.iter().chain(&waits).all(|part| first(part) >= release));
                prop_assert_eq!((answer.in_stock, supply.free_on(TODAY)), (0, 0));
                prop_assert!(answer.parts.is_empty() || answer.status == Status::Preorder);
                let mut waiting = supply.clone();
                let placed = order(&mut waiting, quantity, &rules);
                prop_assert!(placed.is_none_or(|placed| placed.from_stock == 0 && placed.queued == quantity));
            }
            None => prop_assert!(answer.parts.iter().all(|part| part.source != Source::Release)),
        }
        let mut released = supply.clone();
        released.release_on = None;
        let free = ask(&released, quantity, &rules);
        prop_assert_eq!((free.available, units(&free)), (answer.available, units(&answer)), "a release takes no units away");
    }

    #[test]
    fn the_runs_of_a_line_say_of_each_unit_what_it_is_told_itself(supply in variant(), days in 1i32..60) {
        let rules = ShopRules::default();
        let today = today(&rules);
        let placed_on = add_days(TODAY, -days);
        let runs = supply.runs(placed_on, today);
        prop_assert!(runs.windows(2).all(|pair| pair[0].upto <= pair[1].after));
        for ahead in 0..supply.counters.queued {
            let part = supply.expected(ahead, 1, placed_on, today).into_iter().next();
            let run = runs.iter().find(|run| run.after <= u64::from(ahead) && u64::from(ahead) < run.upto);
            match part {
                Some(part) if part.source == Source::LeadTime && !part.overdue => match supply.to_be_released(TODAY) {
                    // They leave no earlier than that, whatever they were told.
                    Some(release) => prop_assert!(run.is_some_and(|run| run.ship_latest.is_some_and(|day| day >= release && Some(day) <= part.ship_latest))),
                    None => prop_assert!(run.is_none()),
                },
                Some(part) => prop_assert_eq!(run.map(|run| run.ship_latest), Some(part.ship_latest)),
                None => prop_assert_eq!(run.map(|run| run.ship_latest), Some(None)),
            }
        }
    }

    #[test]
    fn who_goes_on_takes_no_unit_of_which_others_were_told(supply in variant(), ahead in 0u32..20, quantity in 1u32..8) {
        let rules = ShopRules::default();
        let today = today(&rules);
        let queued = supply.counters.queued;
        let ahead = ahead.min(queued);
        let after = [After { units: queued - ahead, placed_on: TODAY }];
        let serves = |supply: &VariantSupply, unit: u32| {
            let part = supply.expected(unit, 1, TODAY, today).into_iter().next();
            part.map(|part| (part.source, part.purchase_order))
        };
        let moves = |then: &VariantSupply| {
            (ahead..queued).any(|unit| serves(then, unit + quantity) != serves(&supply, unit))
        };
        let mut then = supply.clone();
        let (place, kept) = resume(&mut then, (ahead, quantity), &after, today);
        match place {
            PlaceAfter::Kept => prop_assert!(!moves(&then), "{kept:?}"),
            PlaceAfter::EndOfLine => prop_assert!(moves(&supply) && kept.is_empty()),
        }
        // Overdue supply keeps no more than it has, and no more again than goes on.
        let counted = |supply: &VariantSupply| supply.inbound().iter().map(Inbound::counted).sum::<u32>();
        prop_assert!((counted(&supply)..=counted(&supply) + quantity).contains(&counted(&then)));
        // At the end it pushes nobody back, so it can always go on.
        let (last, _) = resume(&mut supply.clone(), (queued, quantity), &[], today);
        prop_assert_eq!(last, PlaceAfter::Kept);
    }

    #[test]
    fn availability_depends_on_the_state_alone(supply in variant(), orders in prop::collection::vec(1u32..6, 0..10), quantity in 1u32..20) {
        let rules = ShopRules::default();
        let mut changed = supply.clone();
        for units in orders {
            let _ = order(&mut changed, units, &rules);
        }
        let mut lines = supply.inbound().to_vec();
        lines.reverse();
        let mut from_scratch = VariantSupply::new(changed.counters, lines, supply.policy);
        from_scratch.release_on = supply.release_on;
        prop_assert_eq!(ask(&changed, quantity, &rules), ask(&from_scratch, quantity, &rules));
    }
}

fn two_orders() -> VariantSupply {
    let of = |number, from: Date, to: Date| Inbound {
        expected: Some(Window::new(from, to).unwrap()),
        ..inbound(number, 100, None, None)
    };
    let lines = vec![
        of(2, date(2027, 1, 11), date(2027, 1, 12)),
        of(1, date(2026, 12, 10), date(2026, 12, 11)),
    ];
    VariantSupply::new(Counters::default(), lines, Policy::default())
}

#[test]
fn the_date_depends_on_the_place_in_line() {
    let rules = ShopRules::default();
    let mut supply = two_orders();
    supply.counters.queued = 99;
    let answer = ask(&supply, 2, &rules);
    let latest: Vec<_> = answer
        .parts
        .iter()
        .map(|part| part.ship_latest.unwrap())
        .collect();
    assert_eq!(latest, [date(2026, 12, 11), date(2027, 1, 12)]);
    assert_eq!(answer.position, Some(100));
    assert_eq!(answer.capacity_left, 101);
}

#[test]
fn an_overdue_order_keeps_who_waits_for_it_and_takes_nobody_new() {
    let rules = ShopRules::default();
    let mut supply = two_orders();
    supply.counters.queued = 30;
    assert_eq!(
        supply
            .mark_overdue(date(2026, 12, 12))
            .iter()
            .map(|change| change.committed)
            .collect::<Vec<_>>(),
        [30]
    );
    let answer = ask(&supply, 1, &rules);
    assert_eq!(answer.parts[0].ship_latest, Some(date(2027, 1, 12)));
    assert_eq!(answer.capacity_left, 100);
    assert!(supply.expected(0, 1, TODAY, today(&rules))[0].overdue);
}

#[test]
fn who_leaves_an_overdue_order_makes_no_room_in_it() {
    let rules = ShopRules::default();
    let mut supply = two_orders();
    supply.counters.queued = 30;
    supply.mark_overdue(date(2026, 12, 12));
    supply.counters.queued = 20;
    assert_eq!(
        supply
            .settle_overdue()
            .iter()
            .map(|change| change.committed)
            .collect::<Vec<_>>(),
        [20]
    );
    assert_eq!(ask(&supply, 1, &rules).capacity_left, 100);
}

#[test]
fn nothing_to_be_had_because_a_date_has_passed_is_told_as_such() {
    let rules = ShopRules::default();
    let supply = VariantSupply::new(
        Counters::default(),
        vec![inbound(1, 50, Some((-5, 2)), Some(0))],
        Policy::default(),
    );
    let answer = ask(&supply, 1, &rules);
    assert_eq!(
        (answer.status, answer.available, answer.overdue),
        (Status::OutOfStock, false, true)
    );
}

#[test]
fn what_is_off_sale_takes_no_orders_and_keeps_who_waits() {
    let rules = ShopRules::default();
    let mut supply = two_orders();
    supply.counters.queued = 20;
    let told = supply.expected(0, 20, TODAY, today(&rules));
    supply.off_sale = true;
    let answer = ask(&supply, 1, &rules);
    assert_eq!(
        (
            answer.status,
            answer.available,
            answer.capacity_left,
            answer.in_stock
        ),
        (Status::OutOfStock, false, 0, 0)
    );
    assert_eq!(answer.parts, []);
    assert_eq!(supply.expected(0, 20, TODAY, today(&rules)), told);
    let order = inbound(1, 50, Some((-5, 2)), Some(0)).purchase_order;
    let later = supply.with_expected(&order, |_| Some(None));
    assert!(
        !ask(&later, 1, &rules).available,
        "another date sells nothing"
    );
}

#[test]
fn goods_that_come_early_wait_for_the_day_of_their_release() {
    let rules = ShopRules::default();
    let mut supply = two_orders();
    supply.counters.on_hand = 3;
    // 12 December 2026 is a Saturday.
    supply.release_on = Some(date(2026, 12, 12));
    let answer = ask(&supply, 2, &rules);
    assert_eq!(
        (answer.status, answer.position),
        (Status::Preorder, Some(1))
    );
    assert_eq!(answer.parts[0].source, Source::Release);
    assert_eq!(
        answer.parts[0].window(),
        Some(Window::day(date(2026, 12, 14)))
    );
    supply.policy.backorder = BackorderRule::Deny;
    let answer = ask(&supply, 4, &rules);
    assert_eq!(
        (answer.available, units(&answer), answer.capacity_left),
        (false, 3, 3)
    );
    let tomorrow = Today {
        date: date(2026, 12, 12),
        ..today(&rules)
    };
    let answer = supply.availability(2, tomorrow);
    assert_eq!((answer.status, answer.in_stock), (Status::LowStock, 3));
    let order = inbound(1, 50, None, None).purchase_order;
    let later = supply.with_expected(&order, |_| Some(None));
    assert_eq!(
        later.release_on, supply.release_on,
        "another date releases nothing"
    );
}

#[test]
fn a_lead_time_that_has_passed_gives_way_to_dated_supply_and_is_overdue_itself() {
    let rules = ShopRules::default();
    let today = today(&rules);
    let lead = LeadTime {
        quantity: 20,
        lead_days_min: 10,
        lead_days_max: 15,
    };
    let policy = Policy {
        backorder: BackorderRule::Beyond(lead),
        ..Policy::default()
    };
    let supply = |inbound| {
        VariantSupply::new(
            Counters {
                queued: 12,
                ..Counters::default()
            },
            inbound,
            policy,
        )
    };
    let told = |supply: &VariantSupply, days_ago: i32| {
        supply.expected(0, 12, add_days(TODAY, -days_ago), today)
    };

    let running = told(&supply(vec![]), 12);
    assert_eq!((running.len(), running[0].overdue), (1, false));
    assert!(
        running[0].ship_earliest >= Some(TODAY) && running[0].ship_latest.is_some(),
        "{running:?}"
    );
    let passed = told(&supply(vec![]), 30);
    assert_eq!(
        passed
            .iter()
            .map(|part| (part.quantity, part.window(), part.overdue))
            .collect::<Vec<_>>(),
        [(12, None, true)]
    );

    let ten_are_coming = supply(vec![inbound(1, 10, Some((20, 2)), None)]);
    assert_eq!(told(&ten_are_coming, 1)[0].source, Source::LeadTime);
    let passed = told(&ten_are_coming, 30);
    let sources: Vec<_> = passed
        .iter()
        .map(|part| (part.quantity, part.source, part.window().is_some()))
        .collect();
    assert_eq!(
        sources,
        [(10, Source::Inbound, true), (2, Source::LeadTime, false)]
    );
    assert_eq!(
        expected(&passed[..1], 10, false),
        Expected::In(passed[0].window().unwrap())
    );
    assert_eq!(expected(&passed, 12, false), Expected::Overdue);
}

#[test]
fn a_date_nobody_confirmed_for_long_is_stale() {
    let rules = ShopRules::default();
    let mut old = inbound(1, 5, Some((10, 2)), None);
    old.confirmed_at = Timestamp::from_second(1_790_000_000).unwrap();
    let supply = VariantSupply::new(Counters::default(), vec![old], Policy::default());
    assert!(ask(&supply, 1, &rules).stale);
    let fresh = VariantSupply::new(
        Counters::default(),
        vec![inbound(1, 5, Some((10, 2)), None)],
        Policy::default(),
    );
    assert!(!ask(&fresh, 1, &rules).stale);
}

#[test]
fn the_days_since_a_confirmation_are_those_of_the_shops_calendar() {
    let rules = ShopRules::default();
    let mut supply = inbound(1, 5, Some((10, 2)), None);
    // In the evening of the day before in London; in Auckland that is the morning of the last day
    // which counts.
    let last_day = add_days(TODAY, -i32::from(rules.confirmation_days));
    supply.confirmed_at = TimeZone::UTC
        .to_timestamp(add_days(last_day, -1).at(20, 0, 0, 0))
        .unwrap();
    let supply = VariantSupply::new(Counters::default(), vec![supply], Policy::default());
    let is_stale = |zone: &TimeZone| {
        supply
            .availability(
                1,
                Today {
                    zone,
                    ..today(&rules)
                },
            )
            .stale
    };
    assert_eq!(
        (
            is_stale(&TimeZone::UTC),
            is_stale(&TimeZone::fixed(jiff::tz::offset(13)))
        ),
        (true, false)
    );
}

#[test]
fn what_is_in_stock_ships_after_the_handling_days_on_a_working_day() {
    let rules = ShopRules::default();
    let supply = VariantSupply::new(
        Counters {
            on_hand: 3,
            ..Counters::default()
        },
        vec![],
        Policy::default(),
    );
    let answer = ask(&supply, 1, &rules);
    assert_eq!(answer.status, Status::LowStock);
    assert_eq!(answer.parts[0].ship_earliest, Some(date(2026, 11, 24)));
}
