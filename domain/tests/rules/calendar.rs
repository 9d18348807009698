//! Properties of the days on which parcels leave.

use super::{TODAY, today, variant};
use dockline_domain::availability::{Part, Source, Today};
use dockline_domain::calendar::{ClosedDays, Closure};
use dockline_domain::dates::{Window, WorkingDays, add_days};
use dockline_domain::holidays::Region;
use dockline_domain::shop::ShopRules;
use jiff::civil::{Date, Weekday};
use proptest::prelude::*;

fn closed_days() -> impl Strategy<Value = ClosedDays> {
    prop::collection::vec((1i32..20, 0i32..9), 0..6).prop_map(|gaps| {
        let mut day = add_days(TODAY, -10);
        let closures = gaps.into_iter().map(|(gap, length)| {
            let from = add_days(day, gap);
            day = add_days(from, length);
            Closure {
                from,
                to: day,
                note: None,
            }
        });
        ClosedDays::new(closures.collect()).unwrap()
    })
}

fn rules() -> impl Strategy<Value = ShopRules> {
    let working_days = prop::sample::select(vec!["1111100", "1111110", "0101000", "1111111"]);
    let region = prop::sample::select(vec![None, Some("DE"), Some("DE-BY"), Some("JP")]);
    let days = (0u16..4, 0u16..4);
    (working_days, region, closed_days(), days).prop_map(
        |(working_days, region, closed_days, (handling_days, cross_dock_days))| ShopRules {
            working_days: WorkingDays::parse(working_days).unwrap(),
            holidays: region.map(|code| Region::parse(code).unwrap()),
            closed_days,
            handling_days,
            cross_dock_days,
            ..ShopRules::default()
        },
    )
}

/// Any day of the season in which most is closed.
fn some_day() -> impl Strategy<Value = Date> {
    (0i32..70).prop_map(|days| add_days(TODAY, days))
}

fn on(rules: &ShopRules, date: Date, past_cut_off: bool) -> Today<'_> {
    Today {
        date,
        past_cut_off,
        ..today(rules)
    }
}

fn windows(parts: &[Part]) -> Vec<Option<Window>> {
    parts.iter().map(Part::window).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_window_never_begins_or_ends_on_a_closed_day(
        supply in variant(), rules in rules(), date in some_day(), past in any::<bool>(), quantity in 1u32..30, asked in 0i32..20,
    ) {
        let (today, days) = (on(&rules, date, past), rules.calendar());
        let mut parts = supply.availability(quantity, today).parts;
        parts.extend(supply.expected(0, quantity, add_days(date, -asked), today));
        for window in windows(&parts).into_iter().flatten() {
            prop_assert!(days.is_open(window.earliest()), "{window:?} begins on a closed day");
            prop_assert!(days.is_open(window.latest()), "{window:?} ends on a closed day");
            prop_assert!(window.earliest() >= date, "{window:?} begins before {date}");
        }
    }

    #[test]
    fn what_comes_later_never_leaves_earlier(rules in rules(), date in some_day(), later in 0i32..20, days in 0u16..9, more in 0u16..9) {
        let calendar = rules.calendar();
        let first = calendar.add(date, days);
        prop_assert!(first >= date && calendar.is_open(first));
        prop_assert!(calendar.add(add_days(date, later), days) >= first);
        prop_assert!(calendar.add(date, days + more) >= first);
    }

    #[test]
    fn more_closed_days_never_give_an_earlier_date(rules in rules(), date in some_day(), days in 0u16..9) {
        let open = ShopRules { holidays: None, closed_days: ClosedDays::default(), ..rules.clone() };
        prop_assert!(rules.calendar().add(date, days) >= open.calendar().add(date, days));
    }

    #[test]
    fn a_shop_that_sets_nothing_counts_its_weekdays(date in some_day(), days in 0u16..40) {
        let rules = ShopRules::default();
        let is_open = |date: Date| !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
        let mut left = i32::from(days);
        let mut then = date;
        while !is_open(then) || left > 0 {
            left -= i32::from(is_open(then));
            then = add_days(then, 1);
        }
        prop_assert_eq!(rules.calendar().add(date, days), then);
    }

    #[test]
    fn the_cut_off_makes_stock_leave_as_if_it_were_ordered_tomorrow_and_moves_nobody_in_line(
        supply in variant(), rules in rules(), date in some_day(), quantity in 1u32..30, asked in 0i32..20,
    ) {
        let (before, after) = (on(&rules, date, false), on(&rules, date, true));
        let parts = [before, after].map(|today| supply.availability(quantity, today).parts);
        let tomorrow = on(&rules, add_days(date, 1), false);
        for (now, then) in parts[0].iter().zip(&parts[1]) {
            prop_assert!(then.ship_latest >= now.ship_latest);
            if then.source == Source::Stock {
                prop_assert_eq!(then.ship_latest, Some(tomorrow.from_stock()));
            }
        }
        let placed_on = add_days(date, -asked);
        let expected = [before, after].map(|today| windows(&supply.expected(0, quantity, placed_on, today)));
        prop_assert_eq!(&expected[0], &expected[1]);
        prop_assert_eq!(supply.runs(placed_on, before), supply.runs(placed_on, after));
    }
}
