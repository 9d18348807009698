//! The law of delay: its decision table, row by row, and what holds for whatever happens.

use dockline_domain::country::Country;
use dockline_domain::dates::{Window, add_days};
use dockline_domain::delay::{
    Answer, At, Choice, Days, Decision, Duty, Facts, Ground, Kind, NoNotice, Notice, Regime, State,
    Until, Why, Zones, due, standing,
};
use dockline_domain::promise::{Cause, told_when_ordering};
use dockline_domain::transit::{Transit, arrival};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use jiff::tz::{TimeZone, offset};
use proptest::prelude::*;

/// A day as the table writes it: `12-18` is of 2026, up to `11` of 2027.
fn day(text: &str) -> Date {
    let year = match text.len() {
        10 => "",
        _ if text >= "11-01" => "2026-",
        _ => "2027-",
    };
    format!("{year}{text}").parse().unwrap()
}

/// What happened to a backorder, in the words of the table.
#[derive(Debug, Clone)]
struct Case {
    regime: Regime,
    due: Date,
    seq: i64,
    notices: Vec<Notice>,
    answers: Vec<Answer>,
    hand_over: Option<At>,
    arrived: Option<At>,
    decided: Option<Decision>,
    needed_by: Option<Date>,
    expected: Option<Date>,
}

fn told(regime: Regime, due: &str) -> Case {
    Case {
        regime,
        due: day(due),
        seq: 0,
        notices: Vec::new(),
        answers: Vec::new(),
        hand_over: None,
        arrived: None,
        decided: None,
        needed_by: None,
        expected: None,
    }
}

/// T = 2026-12-18 in the United States.
fn us() -> Case {
    told(Regime::Us, "12-18")
}

impl Case {
    fn at(&mut self, on: &str) -> At {
        self.seq += 1;
        At {
            seq: self.seq,
            day: day(on),
        }
    }

    /// A notice until a day.
    fn notice(self, until: &str, on: &str) -> Self {
        self.ask(until, None, on)
    }

    fn ask(mut self, until: &str, further: Option<&str>, on: &str) -> Self {
        let at = self.at(on);
        let until = Until::Day {
            last: day(until),
            further: further.map(day),
            reason: None,
        };
        self.notices.push(Notice { at, until });
        self
    }

    /// A notice without a day.
    fn undated(mut self, on: &str) -> Self {
        let at = self.at(on);
        let until = unknown();
        self.notices.push(Notice { at, until });
        self
    }

    fn answer(mut self, choice: Choice, on: &str) -> Self {
        let at = self.at(on);
        self.answers.push(Answer { at, choice });
        self
    }

    fn yes(self, until: &str, on: &str) -> Self {
        let until = Some(day(until));
        self.answer(Choice::Wait { until }, on)
    }

    fn yes_whenever(self, on: &str) -> Self {
        self.answer(Choice::Wait { until: None }, on)
    }

    fn last_date(self, last: &str, on: &str) -> Self {
        let last_date = day(last);
        self.answer(Choice::LastDate { last_date }, on)
    }

    fn cancel(self, on: &str) -> Self {
        self.answer(Choice::Cancel, on)
    }

    fn handed_over(mut self, on: &str) -> Self {
        self.hand_over = Some(self.at(on));
        self
    }

    fn delivered(mut self, on: &str) -> Self {
        self.arrived = Some(self.at(on));
        self
    }

    fn given_up(mut self, on: &str) -> Self {
        let at = self.at(on);
        self.decided = Some(Decision { at, by_shop: true });
        self
    }

    fn supply(mut self, on: &str) -> Self {
        self.expected = Some(day(on));
        self
    }

    /// What had happened by the end of a day.
    fn so_far(mut self, today: Date) -> Self {
        self.notices.retain(|notice| notice.at.day <= today);
        self.answers.retain(|answer| answer.at.day <= today);
        self.hand_over = self.hand_over.filter(|at| at.day <= today);
        self
    }

    fn facts(&self) -> Facts<'_> {
        Facts {
            regime: self.regime,
            due: self.due,
            notices: &self.notices,
            answers: &self.answers,
            hand_over: self.hand_over,
            arrived: self.arrived,
            decided: self.decided,
            needed_by: self.needed_by,
            expected: self.expected,
        }
    }

    /// Where it stands at the end of a day, as the table writes it.
    fn on(&self, today: &str) -> String {
        let state = standing(&self.facts(), day(today)).state;
        match state {
            State::NoLaw => "no law".to_owned(),
            State::OnTime => "on time".to_owned(),
            State::Deemed { until } => format!("deemed {until}"),
            State::Asked { answer_by } => format!("asked {answer_by}"),
            State::Consented { until } => format!("consented {until}"),
            State::Open => "open".to_owned(),
            State::Late { since, may_end } => {
                format!("late {since}{}", if may_end { ", may end" } else { "" })
            }
            State::Shipped => "shipped".to_owned(),
            State::Cancelled(ended) => {
                let ground = match ended.ground {
                    Ground::ByShopper => 1,
                    Ground::Unanswered => 2,
                    Ground::Passed => 3,
                    Ground::ByShop => 4,
                    Ground::NotOffered => 5,
                };
                format!("c{ground} {}, by {}", ended.on, ended.refund_by)
            }
        }
    }

    fn duty(&self, today: &str) -> Option<Duty> {
        standing(&self.facts(), day(today)).duty
    }
}

fn unknown() -> Until {
    Until::Unknown {
        reason: Why::parse("the mill has stopped").unwrap(),
    }
}

fn until(last: &str) -> Until {
    Until::Day {
        last: day(last),
        further: None,
        reason: None,
    }
}

/// Rows of the table of which something is decided elsewhere, or not yet.
const ELSEWHERE: &[(u32, &str)] = &[
    (
        4,
        "that hand-over is refused and the parcel opened again: not there yet",
    ),
    (32, "shops give no credit"),
    (
        40,
        "what is given back is a sum of money; of the units see `engine`",
    ),
    (42, "one notice for several lines is a mail"),
    (44, "the statement is a mail, and goes with the gateway"),
    (45, "there are no coupons"),
    (
        47,
        "no product says that it is excluded: its order is under no regime",
    ),
    (
        56,
        "a page that takes a withdrawal; it answers the same to everybody",
    ),
];

#[test]
fn every_row_of_the_table_is_decided_or_said_to_be_elsewhere() {
    let (_, tests) = include_str!("delay.rs")
        .split_once("fn rows_1_to_4")
        .unwrap();
    for row in 1..=57 {
        let decided = [
            format!("\"{row}\""),
            format!("\"{row}:"),
            format!("and {row}\""),
        ];
        let is_decided = decided.iter().any(|label| tests.contains(label));
        let elsewhere = ELSEWHERE.iter().any(|(one, _)| *one == row);
        assert!(is_decided || elsewhere, "{row}");
    }
}

#[test]
fn rows_1_to_4_something_is_offered_by_the_day_told_or_the_law_cancels() {
    assert_eq!(us().handed_over("12-18").on("12-18"), "shipped", "1");
    assert_eq!(us().on("12-18"), "on time", "2");
    let today = Some(Duty::Offer { by: day("12-18") });
    assert_eq!(us().duty("12-18"), today, "2");
    assert_eq!(
        us().supply("12-17").duty("12-18"),
        today,
        "2: it has not left"
    );
    assert_eq!(us().supply("12-17").duty("12-17"), None, "2");
    assert_eq!(us().duty("12-10"), today, "nobody knows when it comes");
    assert_eq!(us().on("12-19"), "c5 2026-12-19, by 2026-12-29", "3");
    let late_carrier = us().handed_over("12-19");
    assert_eq!(
        late_carrier.on("12-19"),
        "c5 2026-12-19, by 2026-12-29",
        "4"
    );
}

#[test]
fn rows_5_to_10_silence_is_consent_to_thirty_days_and_no_longer() {
    let short = us().notice("01-10", "12-10");
    assert_eq!(short.on("12-19"), "deemed 2027-01-10", "5");
    assert_eq!(
        short.clone().handed_over("01-10").on("01-10"),
        "shipped",
        "6"
    );
    assert_eq!(short.on("01-11"), "c3 2027-01-11, by 2027-01-20", "7");
    let ended = standing(&short.facts(), day("01-11")).state;
    assert!(
        matches!(ended, State::Cancelled(ended) if ended.renewed_missing),
        "7"
    );
    let thirty = us().notice("01-17", "12-18");
    assert_eq!(thirty.on("01-17"), "deemed 2027-01-17", "8");
    let longer = us().notice("01-18", "12-18");
    assert_eq!(Kind::of(day("12-18"), 0, &until("01-18")), Kind::Long, "9");
    assert_eq!(longer.on("01-17"), "asked 2027-01-17", "9");
    assert_eq!(longer.on("01-18"), "c2 2027-01-18, by 2027-01-27", "10");
}

#[test]
fn rows_11_to_17_a_long_or_undated_notice_needs_a_yes() {
    let long = us().notice("01-25", "12-15");
    let yes = long.clone().yes("01-25", "01-17");
    assert_eq!(yes.on("01-20"), "consented 2027-01-25", "11");
    assert_eq!(long.handed_over("01-17").on("01-17"), "shipped", "12");
    let undated = us().undated("12-12");
    assert_eq!(undated.on("01-18"), "c2 2027-01-18, by 2027-01-27", "13");
    let open = undated.yes_whenever("12-20");
    assert_eq!(open.on("2027-06-01"), "open", "14");
    assert_eq!(open.duty("2027-06-01"), None, "14");
    assert_eq!(
        open.cancel("03-01").on("03-01"),
        "c1 2027-03-01, by 2027-03-10",
        "15"
    );
    assert!(Why::parse(" ").is_err() && Why::parse("").is_err(), "16");
    let late = us().notice("01-10", "12-19");
    assert_eq!(late.on("12-19"), "c5 2026-12-19, by 2026-12-29", "17");
}

#[test]
fn rows_18_to_24_no_silence_renews_consent() {
    let short = us().notice("01-10", "12-10");
    assert_eq!(
        short.clone().cancel("12-12").on("12-12"),
        "c1 2026-12-12, by 2026-12-22",
        "18"
    );
    let too_late = short.clone().handed_over("12-11").cancel("12-12");
    assert_eq!(too_late.on("12-12"), "shipped", "19");
    let renewed = us().notice("01-05", "12-10").notice("01-20", "01-04");
    assert_eq!(renewed.on("01-05"), "deemed 2027-01-05", "20");
    assert_eq!(renewed.duty("01-05"), None, "20");
    assert_eq!(renewed.on("01-06"), "c3 2027-01-06, by 2027-01-15", "21");
    assert_eq!(
        renewed.clone().yes("01-20", "01-05").on("01-06"),
        "consented 2027-01-20",
        "22"
    );
    assert_eq!(renewed.handed_over("01-05").on("01-06"), "shipped", "23");
    let after = short.notice("01-20", "01-11");
    assert_eq!(after.on("01-11"), "c3 2027-01-11, by 2027-01-20", "24");
}

#[test]
fn rows_25_to_30_a_yes_moves_the_day_and_better_news_moves_nothing() {
    let further = us()
        .ask("01-05", Some("02-01"), "12-10")
        .yes("02-01", "12-11");
    assert_eq!(further.on("01-20"), "consented 2027-02-01", "25");
    assert_eq!(further.clone().supply("02-01").duty("01-05"), None, "25");
    assert_eq!(further.on("02-02"), "c3 2027-02-02, by 2027-02-11", "26");
    let open = us().notice("01-05", "12-10").yes_whenever("12-11");
    assert_eq!(
        (open.on("03-01").as_str(), open.duty("03-01")),
        ("open", None),
        "27"
    );
    let thrice = us()
        .notice("01-05", "12-10")
        .notice("01-20", "01-03")
        .yes("01-20", "01-04")
        .notice("02-10", "01-19");
    assert_eq!(thrice.on("01-21"), "c3 2027-01-21, by 2027-02-01", "28");
    let better = us().notice("01-10", "12-10").supply("12-29");
    assert_eq!(
        (better.on("12-30").as_str(), better.duty("12-30")),
        ("deemed 2027-01-10", None),
        "29"
    );
    assert_eq!(unknown().further(), None, "30: there is no such notice");
}

#[test]
fn rows_31_to_38_days_are_dates() {
    let undated = Case {
        due: due(None, day("11-23")),
        ..us()
    };
    assert_eq!(undated.due, day("12-23"), "31");
    assert_eq!(
        undated.on("12-24"),
        "c5 2026-12-24, by 2027-01-04",
        "31 and 43"
    );
    let end_of_january = day("2027-01-31");
    assert_eq!(
        Kind::of(end_of_january, 0, &until("03-02")),
        Kind::Short,
        "33"
    );
    assert_eq!(
        Kind::of(end_of_january, 0, &until("03-03")),
        Kind::Long,
        "33"
    );
    let window = Window::new(day("12-14"), day("12-18")).unwrap();
    assert_eq!(due(Some(window.latest()), day("11-23")), day("12-18"), "34");
    let march = told(Regime::Us, "2027-02-26").notice("03-28", "02-20");
    assert_eq!(march.on("03-01"), "deemed 2027-03-28", "35");
    assert_eq!(march.on("03-29"), "c3 2027-03-29, by 2027-04-07", "36");
    let longer = told(Regime::Us, "2027-02-26").notice("03-29", "02-20");
    assert_eq!(longer.on("03-29"), "c2 2027-03-29, by 2027-04-07", "37");
    let november = told(Regime::Us, "2027-11-30").notice("2027-12-30", "2027-11-30");
    assert_eq!(
        november.on("2027-12-31"),
        "c3 2027-12-31, by 2028-01-11",
        "38"
    );
}

#[test]
fn row_39_each_side_has_the_longer_day() {
    let zone = |hours| TimeZone::fixed(offset(hours));
    let (los_angeles, new_york, honolulu) = (zone(-8), zone(-5), zone(-10));
    let zones = Zones {
        shop: &los_angeles,
        first: &new_york,
        last: &honolulu,
    };
    let at = |text: &str| text.parse::<Timestamp>().unwrap();
    let given = at("2026-12-18T21:30:00-08:00");
    assert_eq!(zones.offered(given), day("12-18"));
    assert!(zones.is_late_for_people(given), "39");
    assert_eq!(
        zones.days(at("2026-12-18T20:59:59-08:00")).begun,
        day("12-18")
    );
    assert_eq!(zones.days(given).begun, day("12-19"));
    // It is still the 18th in Honolulu.
    assert_eq!(
        zones.answered(at("2026-12-19T01:59:00-08:00")),
        day("12-18")
    );
    assert_eq!(
        zones.answered(at("2026-12-19T02:00:00-08:00")),
        day("12-19")
    );
}

#[test]
fn rows_41_to_49_each_line_has_its_own_answer() {
    let a = us().notice("01-05", "12-10").cancel("12-11");
    let b = told(Regime::Us, "01-08").notice("01-25", "12-10");
    assert_eq!(a.on("01-09"), "c1 2026-12-11, by 2026-12-22", "41");
    assert_eq!(b.on("01-09"), "deemed 2027-01-25", "41");
    assert_eq!(
        us().given_up("12-10").on("12-10"),
        "c4 2026-12-10, by 2026-12-21",
        "46"
    );
    let seeds = told(Regime::None, "12-18");
    assert_eq!(
        (seeds.on("12-19").as_str(), seeds.duty("12-19")),
        ("no law", None),
        "47"
    );
    let first = Window::new(day("12-14"), day("12-18")).ok();
    let wish = Window::new(day("01-11"), day("01-15")).ok();
    let now = told_when_ordering([(first, None), (wish, Some(Cause::Wish))]).unwrap();
    assert_eq!(due(Some(now.latest()), day("11-23")), day("01-15"), "48");
    let california = told(Regime::UsCa, "12-18");
    assert_eq!(
        california.facts().offer(&unknown(), day("12-18")),
        Err(NoNotice::NeedsDay),
        "49"
    );
    assert_eq!(california.on("12-19"), "c5 2026-12-19, by 2026-12-26", "49");
}

#[test]
fn rows_50_to_57_in_europe_nothing_ends_by_itself() {
    let germany = told(Regime::Eu, "12-23");
    let three_days = [Transit::new(&["DE".to_owned()], None, 1, 3).unwrap()];
    let ships = Window::day(day("12-18"));
    let arrives = arrival(&three_days, Some("DE"), None, ships).unwrap();
    assert_eq!(arrives.window.latest(), day("12-23"), "50");
    assert_eq!(germany.on("12-24"), "late 2026-12-24", "50");
    let last = germany.clone().last_date("01-08", "12-24");
    assert_eq!(last.on("01-08"), "consented 2027-01-08", "51");
    assert_eq!(last.clone().delivered("01-08").on("01-09"), "shipped", "51");
    assert_eq!(last.on("01-09"), "late 2027-01-09, may end", "51");
    let essential = Case {
        needed_by: Some(day("12-23")),
        ..germany.clone()
    };
    assert_eq!(essential.on("12-24"), "late 2026-12-24, may end", "52");
    assert_eq!(due(None, day("11-23")), day("12-23"), "53");
    let silent = germany.clone().notice("01-10", "12-20");
    assert_eq!(silent.on("01-11"), "late 2026-12-24", "54");
    assert_eq!(
        germany.cancel("12-01").on("12-01"),
        "c1 2026-12-01, by 2026-12-15",
        "55"
    );
    let kingdom = told(Regime::Uk, "12-23").given_up("12-10");
    assert_eq!(kingdom.on("12-10"), "c4 2026-12-10, by 2026-12-15", "57");
}

#[test]
fn the_country_says_whose_law_it_is() {
    let of = |country: &str, region| {
        let country = Country::parse(country).unwrap();
        Regime::of(Some((country, region)), Regime::None)
    };
    assert_eq!(of("US", Some("NY")), Regime::Us);
    assert_eq!(of("US", Some("CA")), Regime::UsCa);
    assert_eq!(of("DE", None), Regime::Eu);
    assert_eq!(of("NO", Some("CA")), Regime::Eu);
    assert_eq!(of("GB", None), Regime::Uk);
    assert_eq!(of("CH", None), Regime::None);
    assert_eq!(Regime::of(None, Regime::Us), Regime::Us);
}

#[test]
fn a_notice_is_for_what_is_late_and_waits() {
    let today = day("12-10");
    let offer = |case: &Case, until: &Until| case.facts().offer(until, today);
    assert_eq!(offer(&us(), &until("01-17")), Ok(Kind::Short));
    assert_eq!(offer(&us(), &until("12-18")), Err(NoNotice::NotLater));
    assert_eq!(offer(&us(), &until("12-01")), Err(NoNotice::NotLater));
    assert_eq!(
        offer(&us().handed_over("12-09"), &unknown()),
        Err(NoNotice::Shipped)
    );
    assert_eq!(
        offer(&us().cancel("12-09"), &unknown()),
        Err(NoNotice::Ended)
    );
    let none = told(Regime::None, "12-18");
    assert_eq!(offer(&none, &unknown()), Err(NoNotice::NoLaw));
    let short = us().notice("01-05", "12-09");
    assert_eq!(offer(&short, &until("01-05")), Err(NoNotice::NotLater));
    assert_eq!(offer(&short, &until("01-06")), Ok(Kind::Renewed));
    let further = Until::Day {
        last: day("01-05"),
        further: Some(day("01-05")),
        reason: None,
    };
    assert_eq!(offer(&us(), &further), Err(NoNotice::FurtherNotLater));
}

#[test]
fn what_was_told_before_an_agreement_renews_nothing() {
    let renew = Some(Duty::Renew { by: day("02-01") });
    let undated = us().undated("12-12");
    let agreed = undated.notice("02-01", "12-28").yes("02-01", "01-02");
    let long = us().notice("03-01", "12-12").notice("02-01", "12-28");
    let later = long.yes("02-01", "01-02");
    for case in [&agreed, &later] {
        let case = case.clone().supply("03-15");
        assert_eq!(case.on("01-05"), "consented 2027-02-01");
        assert_eq!(case.duty("01-05"), renew);
        assert_eq!(case.duty("02-01"), renew);
        let untold = standing(&case.facts(), day("02-02")).state;
        assert!(matches!(untold, State::Cancelled(ended) if ended.renewed_missing));
        let told = case.notice("03-20", "01-20");
        assert_eq!(told.duty("02-01"), None);
        let told = standing(&told.facts(), day("02-02")).state;
        assert!(matches!(told, State::Cancelled(ended) if !ended.renewed_missing));
    }
    let last = told(Regime::Eu, "12-23").undated("12-20");
    let last = last.last_date("01-08", "12-24").supply("03-15");
    assert_eq!(last.duty("12-28"), Some(Duty::Renew { by: day("01-08") }));
    assert_eq!(last.duty("01-09"), Some(Duty::Offer { by: day("01-08") }));
}

#[test]
fn what_the_shop_does_after_its_own_last_day_comes_too_late() {
    // In Berlin it is the 19th, in Honolulu still the 18th.
    let ends = |text: &str| Days {
        over: day(text),
        shop: add_days(day(text), 1),
        begun: add_days(day(text), 1),
    };
    let short = us().notice("01-10", "12-10");
    let agreed = short.clone().yes("02-01", "12-11");
    for (case, last) in [(us(), "12-18"), (short, "01-10"), (agreed, "02-01")] {
        let now = standing(&case.facts(), ends(last));
        assert!(!matches!(now.state, State::Cancelled(_)), "{now:?}");
        assert_eq!(now.duty, None, "{last}");
        let offered = case.facts().offer(&unknown(), ends(last));
        assert_eq!(offered, Err(NoNotice::Ended), "{last}");
        // Theirs counts until the day is over where they are.
        assert!(case.facts().may_answer(ends(last)));
    }
    let europe = told(Regime::Eu, "12-18");
    assert!(europe.facts().offer(&until("01-10"), ends("12-18")).is_ok());
}

#[test]
fn what_is_here_and_leaves_in_time_is_not_late() {
    let here = us().supply("12-11");
    let in_time = |case: &Case, today: &str| case.facts().is_in_time(day(today));
    assert!(in_time(&here, "12-10") && in_time(&here, "12-17"));
    assert!(!in_time(&here, "12-18"), "it has not left on the last day");
    assert!(!in_time(&us(), "12-10") && !in_time(&us().supply("12-19"), "12-10"));
    let agreed = us().notice("01-10", "12-10").supply("01-08");
    assert!(in_time(&agreed, "12-20") && !in_time(&agreed.supply("01-11"), "12-20"));
    assert!(!in_time(&us().undated("12-10").supply("12-11"), "12-10"));
}

#[test]
fn a_yes_says_what_it_comes_to() {
    let wait = |until: Option<&str>| Choice::Wait {
        until: until.map(day),
    };
    let further = us()
        .ask("01-05", Some("02-01"), "12-10")
        .yes("02-01", "12-11");
    let comes_to = |case: &Case, choice| case.facts().comes_to(choice, day("12-12"));
    assert_eq!(comes_to(&further, wait(Some("01-05"))), wait(Some("02-01")));
    assert_eq!(comes_to(&further, wait(Some("03-01"))), wait(Some("03-01")));
    let open = us().undated("12-10").yes_whenever("12-11");
    assert_eq!(comes_to(&open, wait(Some("01-05"))), wait(None));
    assert_eq!(comes_to(&open, Choice::Cancel), Choice::Cancel);
    let europe = told(Regime::Eu, "12-18").yes("02-01", "12-11");
    assert_eq!(comes_to(&europe, wait(Some("01-05"))), wait(Some("01-05")));
}

#[test]
fn more_time_is_given_after_the_day_told_and_not_before() {
    let early = told(Regime::Eu, "12-23").last_date("12-05", "12-01");
    assert_eq!(early.on("12-06"), "on time");
    assert_eq!(early.on("12-24"), "late 2026-12-24");
}

#[test]
fn a_date_that_is_told_after_ordering_moves_nothing() {
    let window = |on: &str| Some(Window::day(day(on)));
    let told = |all: &[(Option<Window>, Option<Cause>)]| told_when_ordering(all.iter().copied());
    let supply = Some(Cause::Supply);
    assert_eq!(told(&[]), None);
    assert_eq!(told(&[(None, None), (window("02-10"), supply)]), None);
    let dated = [(window("12-18"), None), (window("02-10"), supply)];
    assert_eq!(told(&dated), window("12-18"));
    let wished = [
        (None, None),
        (window("01-15"), Some(Cause::Wish)),
        (window("02-10"), supply),
    ];
    assert_eq!(told(&wished), window("01-15"));
    let undated = [(window("12-18"), None), (None, Some(Cause::Wish))];
    assert_eq!(told(&undated), window("12-18"));
}

#[test]
fn an_answer_counts_as_long_as_the_law_waits_for_it() {
    let renewed = us().notice("01-05", "12-10").notice("01-20", "01-04");
    let by = |case: &Case, number| case.facts().answer_by(number);
    assert_eq!(by(&renewed, 0), Some(day("01-05")));
    assert_eq!(by(&renewed, 1), Some(day("01-05")));
    assert_eq!(by(&us().undated("12-10"), 0), Some(day("01-17")));
    assert_eq!(by(&us().notice("01-25", "12-10"), 0), Some(day("01-17")));
    assert_eq!(
        by(&told(Regime::Eu, "12-18").notice("01-25", "12-10"), 0),
        None
    );
    assert_eq!(by(&us(), 0), None);
    assert!(renewed.facts().may_answer(day("01-05")) && !renewed.facts().may_answer(day("01-06")));
}

fn some_day() -> impl Strategy<Value = Date> {
    (0i32..90).prop_map(|days| add_days(date(2026, 12, 1), days))
}

/// Any order of notices and answers, and perhaps a hand-over, each on the day of the one before it
/// or later.
fn story() -> impl Strategy<Value = Case> {
    let step = (0u8..6, 0i32..25, some_day());
    let regime = prop::sample::select(vec![Regime::Us, Regime::UsCa]);
    (regime, prop::collection::vec(step, 0..8)).prop_map(|(regime, steps)| {
        let mut case = Case { regime, ..us() };
        let mut today = date(2026, 12, 1);
        for (what, later, until) in steps {
            today = add_days(today, later);
            let (on, until) = (today.to_string(), until.to_string());
            case = match what {
                0 => case.notice(&until, &on),
                1 if regime == Regime::Us => case.undated(&on),
                2 => case.yes(&until, &on),
                3 => case.yes_whenever(&on),
                4 if case.hand_over.is_none() => case.handed_over(&on),
                _ => case,
            };
        }
        case
    })
}

fn ended(case: &Case, today: Date) -> Option<Ground> {
    match standing(&case.facts(), today).state {
        State::Cancelled(ended) => Some(ended.ground),
        _ => None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn nothing_is_past_the_day_told_without_an_offer_or_a_cancellation(case in story(), today in some_day()) {
        let offered = case.notices.iter().any(|notice| notice.at.day <= case.due);
        let left = case.hand_over.is_some_and(|at| at.day <= case.due);
        if today > case.due && !offered && !left && case.answers.iter().all(|one| one.at.day > case.due) {
            prop_assert_eq!(ended(&case, today), Some(Ground::NotOffered));
        }
    }

    #[test]
    fn what_has_ended_stays_so_whatever_is_told_or_answered_later(case in story(), today in some_day(), until in some_day()) {
        if let Some(ground) = ended(&case, today) {
            let (on, until) = (add_days(today, 1).to_string(), until.to_string());
            prop_assert_eq!(ended(&case, add_days(today, 200)), Some(ground));
            for later in [case.clone().yes_whenever(&on), case.clone().yes(&until, &on), case.clone().notice(&until, &on)] {
                prop_assert_eq!(ended(&later, add_days(today, 200)), Some(ground));
            }
        }
    }

    #[test]
    fn silence_to_a_further_notice_changes_nothing(case in story(), on in some_day(), until in some_day(), today in some_day()) {
        let first = case.notices.first().map(|notice| notice.at.day);
        let last = case.notices.iter().map(|one| one.at.day).chain(case.answers.iter().map(|one| one.at.day)).max();
        if first.is_some_and(|first| first <= case.due) && last.is_none_or(|last| last <= on) && case.hand_over.is_none() {
            let further = case.clone().notice(&until.to_string(), &on.to_string());
            let before = standing(&case.facts(), today).state;
            let after = standing(&further.facts(), today).state;
            match (before, after) {
                // Only whether it was given is told apart.
                (State::Cancelled(before), State::Cancelled(after)) => prop_assert_eq!((before.ground, before.on), (after.ground, after.on)),
                (before, after) => prop_assert_eq!(before, after),
            }
        }
    }

    #[test]
    fn nothing_is_asked_of_what_has_shipped(case in story(), today in some_day()) {
        let now = standing(&case.facts(), today);
        if now.state == State::Shipped {
            prop_assert_eq!(now.duty, None);
            prop_assert_eq!(case.facts().offer(&unknown(), today), Err(NoNotice::Shipped));
        }
    }

    #[test]
    fn every_refund_is_due_within_eleven_days(case in story(), today in some_day()) {
        if let State::Cancelled(ended) = standing(&case.facts(), today).state {
            prop_assert!(ended.refund_by > ended.on && ended.refund_by <= add_days(ended.on, 11));
            prop_assert!(ended.on <= today);
        }
    }

    #[test]
    fn an_open_duty_can_still_be_done(case in story(), over in some_day(), shop in 0i32..2, begun in 0i32..2) {
        let case = case.so_far(over);
        // An answer is to a notice: there is one before it.
        let first = case.notices.iter().map(|one| one.at.seq).min();
        prop_assume!(case.answers.iter().all(|one| first.is_some_and(|first| first < one.at.seq)));
        let shop = add_days(over, shop);
        let days = Days { over, shop, begun: shop.max(add_days(over, begun)) };
        if let Some(duty @ (Duty::Offer { .. } | Duty::Renew { .. })) = standing(&case.facts(), days).duty {
            prop_assert!(duty.by() >= shop);
            let far = add_days(shop, 400);
            let until = Until::Day { last: far, further: None, reason: None };
            prop_assert!(case.facts().offer(&until, days).is_ok());
            let done = standing(&case.notice(&far.to_string(), &shop.to_string()).facts(), days);
            prop_assert!(!matches!(done.state, State::Cancelled(_)), "{:?}", done);
            prop_assert_eq!(done.duty, None);
        }
    }

    #[test]
    fn what_is_late_and_was_told_nothing_since_it_was_agreed_on_needs_a_notice(case in story(), today in some_day()) {
        let case = case.so_far(today);
        let (State::Consented { until } | State::Deemed { until }) = standing(&case.facts(), today).state else {
            return Ok(());
        };
        let told = case.notices.first().filter(|one| one.until.last() == Some(until)).map(|one| one.at.seq);
        let answered = case.answers.iter().find(|one| one.choice.day() == Some(until)).map(|one| one.at.seq);
        let agreed = told.into_iter().chain(answered).min().unwrap();
        if case.notices.iter().all(|notice| notice.at.seq <= agreed) {
            prop_assert_eq!(standing(&case.facts(), today).duty, Some(Duty::Renew { by: until }));
        }
    }
}
