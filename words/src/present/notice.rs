//! What a notice of delay says, in the words that the law asks for.

use super::{capitalised, order_line_name};
use crate::{Dates, Words};
use dockline_domain::dates::add_days;
use dockline_domain::delay::{Choice, Kind, Regime, Why};
use dockline_view::{DelayView, NoticeView, OrderView};

/// The sentences of a notice, one after the other: to be sent as they are, and what its page shows.
/// The last sentence of a mail is the link, which is not among them. Of a notice that is about
/// nothing any more, they say what was told.
pub fn notice_sentences(
    say: &Words,
    dates: Dates,
    view: &OrderView,
    (delay, notice): (Option<&DelayView>, &NoticeView),
) -> Vec<String> {
    let day = |id: &str, day| say.fill(id, [("day", dates.day(day).into())]);
    let mut all = of_delay(say, dates, view, (delay, notice));
    let Some(delay) = delay else {
        return all;
    };
    match delay.regime {
        Regime::Us | Regime::UsCa => all.extend(of_silence(say, dates, delay, notice)),
        Regime::None | Regime::Eu | Regime::Uk => all.push(say.say("notice-says-europe")),
    }
    let further = notice.until.further();
    all.extend(further.map(|last| day("notice-says-further", last)));
    all
}

/// Why something is late: in somebody's words, or that nobody knows a date yet.
pub fn why_text(say: &Words, why: &Why) -> String {
    if why.is_no_date() {
        say.say("why-no-date")
    } else {
        why.as_str().to_owned()
    }
}

/// What is late, until when, and why. Nobody is reminded of a day that they were not told.
fn of_delay(
    say: &Words,
    dates: Dates,
    view: &OrderView,
    (delay, notice): (Option<&DelayView>, &NoticeView),
) -> Vec<String> {
    let name = view.goods(&notice.sku).map_or_else(
        || notice.sku.to_string(),
        |(title, options)| order_line_name(title, options),
    );
    let name = match delay {
        Some(delay) => {
            let units = [("count", delay.units.into()), ("name", name.into())];
            say.fill("story-units", units)
        }
        None => name,
    };
    let told = delay.and_then(|delay| delay.told);
    let reason = notice.until.reason().map(|why| why_text(say, why));
    let mut values = vec![("name", name.into())];
    values.extend(told.map(|told| ("due", dates.day(told).into())));
    let Some(last) = notice.until.last() else {
        values.push(("reason", reason.unwrap_or_else(|| "–".into()).into()));
        let id = match told {
            Some(_) => "notice-says-no-day",
            None => "notice-says-no-day-untold",
        };
        return vec![
            capitalised(&say.fill_all(id, values)),
            say.say("notice-says-cancel-any-time"),
        ];
    };
    values.push(("day", dates.day(last).into()));
    let id = match told {
        Some(_) => "notice-says-day",
        None => "notice-says-day-untold",
    };
    let says = capitalised(&say.fill_all(id, values));
    let why = reason.map(|why| say.fill("notice-says-why", [("reason", why.into())]));
    [says].into_iter().chain(why).collect()
}

/// What silence means in the United States, and what comes back.
fn of_silence(say: &Words, dates: Dates, delay: &DelayView, notice: &NoticeView) -> Vec<String> {
    let silence = match notice.kind {
        Kind::Short => notice.until.last().map(|day| ("notice-says-short", day)),
        Kind::Long | Kind::Indefinite => {
            Some(("notice-says-long", add_days(delay.due, Kind::DAYS)))
        }
        Kind::Renewed => notice.answer_by.map(|day| ("notice-says-renewed", day)),
    };
    let silence = silence.map(|(id, day)| say.fill(id, [("day", dates.day(day).into())]));
    let refund = match delay.regime {
        Regime::UsCa => "notice-says-refund-week",
        Regime::None | Regime::Us | Regime::Eu | Regime::Uk => "notice-says-refund",
    };
    silence.into_iter().chain([say.say(refund)]).collect()
}

/// What somebody answered, said to themselves.
pub fn own_choice_text(say: &Words, dates: Dates, choice: Choice) -> String {
    let day = |id: &str, day| say.fill(id, [("day", dates.day(day).into())]);
    match choice {
        Choice::Wait { until: Some(until) } => day("answered-wait-until", until),
        Choice::Wait { until: None } => say.say("answered-wait"),
        Choice::Cancel => say.say("answered-cancel"),
        Choice::LastDate { last_date } => day("answered-last-date", last_date),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words;
    use dockline_domain::delay::{Channel, Giving, State, Until};
    use dockline_domain::id::{BackorderId, OrderId, Sku};
    use dockline_domain::lang::Lang;
    use dockline_view::Became;
    use jiff::civil::{Date, date};

    const DUE: Date = date(2026, 12, 18);

    fn says(lang: Lang, regime: Regime, kind: Kind, until: Until) -> Vec<String> {
        says_of(lang, (regime, Some(DUE)), kind, until)
    }

    fn says_of(
        lang: Lang,
        (regime, told): (Regime, Option<Date>),
        kind: Kind,
        until: Until,
    ) -> Vec<String> {
        let view = crate::present::tests::order("allocated");
        let order = OrderId::parse("ord_1").unwrap();
        let delay = DelayView {
            sku: Sku::parse("TENT").unwrap(),
            backorder: BackorderId::of(&order, 1),
            units: 2,
            regime,
            told,
            due: DUE,
            state: State::OnTime,
            duty: None,
            became: Became::Waiting,
            waits: true,
            notices: Vec::new(),
        };
        let notice = NoticeView {
            number: 1,
            sku: Sku::parse("TENT").unwrap(),
            told: DUE,
            kind,
            until,
            channel: Channel::Mail,
            giving: Giving::Given,
            by_mail: false,
            may_be_sent: false,
            at: jiff::Timestamp::UNIX_EPOCH,
            late_there: false,
            answer_by: Some(date(2026, 12, 29)),
            token: None,
            answer: None,
        };
        let dates = Dates::new(lang, date(2026, 12, 1));
        notice_sentences(words(lang), dates, &view, (Some(&delay), &notice))
    }

    fn day(last: Date) -> Until {
        Until::Day {
            last,
            further: None,
            reason: None,
        }
    }

    #[test]
    fn a_notice_says_what_silence_means() {
        let english = |kind, until| says(Lang::En, Regime::Us, kind, until)[1].clone();
        assert_eq!(
            english(Kind::Short, day(date(2026, 12, 30))),
            "If we do not hear from you before we ship and by 30 December, you agree to wait until 30 December."
        );
        assert_eq!(
            english(Kind::Long, day(date(2027, 1, 18))),
            "Your order is cancelled and refunded unless we ship by 17 January 2027 or you tell us by 17 January 2027 that you want to wait."
        );
        assert_eq!(
            english(Kind::Renewed, day(date(2026, 12, 31))),
            "If you do not tell us by 29 December that you want to wait, your order is cancelled and refunded."
        );
        let reason = Why::parse("Sturm in Porto").unwrap();
        let undated = Until::Unknown { reason };
        let german = says(Lang::De, Regime::Us, Kind::Indefinite, undated);
        assert!(german[0].ends_with("Wir können nicht sagen, wie lange es dauert: Sturm in Porto"));
        assert_eq!(
            german[1..3],
            [
                "Wenn Sie warten, können Sie bis zum Versand jederzeit stornieren.",
                "Ihre Bestellung wird storniert und erstattet, wenn wir nicht bis 17. Januar 2027 versenden oder Sie uns nicht bis 17. Januar 2027 sagen, dass Sie warten möchten."
            ]
        );
    }

    #[test]
    fn nobody_is_reminded_of_a_day_that_was_not_told() {
        let reason = || Why::parse("Sturm in Porto").unwrap();
        for lang in [Lang::En, Lang::De] {
            for until in [day(DUE), Until::Unknown { reason: reason() }] {
                let kind = Kind::of(DUE, 0, &until);
                let told = says(lang, Regime::Us, kind, until.clone());
                let untold = says_of(lang, (Regime::Us, None), kind, until);
                let dates = Dates::new(lang, date(2026, 12, 1));
                assert!(told[0].contains(&dates.day(DUE)), "{told:?}");
                let reminds = untold[0].contains("told") || untold[0].contains("genannt");
                assert!(!reminds, "{untold:?}");
            }
        }
        let undated = says_of(
            Lang::En,
            (Regime::Us, None),
            Kind::Indefinite,
            Until::Unknown { reason: reason() },
        );
        assert_eq!(
            undated[0],
            "We cannot say when 2 × TENT will ship: Sturm in Porto"
        );
    }

    #[test]
    fn a_notice_in_europe_says_that_silence_changes_nothing() {
        let europe = says(Lang::En, Regime::Eu, Kind::Short, day(date(2026, 12, 30)));
        assert_eq!(europe.len(), 2);
        assert!(europe[1].ends_with("As long as you say nothing, nothing changes."));
        let california = says(Lang::En, Regime::UsCa, Kind::Long, day(date(2027, 3, 1)));
        assert!(california[2].ends_with("it is on its way within a week."));
    }
}
