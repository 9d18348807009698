//! What the law of delay says, in the words of a shop's people.

use crate::{Dates, Words};
use dockline_domain::delay::{Cancellation, Channel, Choice, Duty, Ground, Kind, Regime, State};
use dockline_view::Became;
use jiff::civil::Date;

/// Whose law it is, with its source.
pub fn regime_name(say: &Words, regime: Regime) -> String {
    say.say(match regime {
        Regime::None => "delay-regime-none",
        Regime::Us => "delay-regime-us",
        Regime::UsCa => "delay-regime-us-ca",
        Regime::Eu => "delay-regime-eu",
        Regime::Uk => "delay-regime-uk",
    })
}

/// What a notice is by law.
pub fn notice_name(say: &Words, kind: Kind) -> String {
    say.say(match kind {
        Kind::Short => "notice-short",
        Kind::Long => "notice-long",
        Kind::Indefinite => "notice-indefinite",
        Kind::Renewed => "notice-renewed",
    })
}

/// How people were told, or answered.
pub fn channel_name(say: &Words, channel: Channel) -> String {
    say.say(match channel {
        Channel::Phone => "channel-phoned",
        Channel::Mail => "channel-mailed",
        Channel::Letter => "channel-posted",
        Channel::Link => "channel-linked",
    })
}

/// What people answered.
pub fn choice_text(say: &Words, dates: Dates, choice: Choice) -> String {
    match choice {
        Choice::Wait { until: Some(day) } => on(say, dates, "answer-wait-until", day),
        Choice::Wait { until: None } => say.say("answer-wait"),
        Choice::Cancel => say.say("answer-cancel"),
        Choice::LastDate { last_date } => on(say, dates, "answer-last-date", last_date),
    }
}

/// Where the law stands about some units, and what became of them.
pub fn law_text(say: &Words, dates: Dates, state: State, became: Became) -> String {
    match state {
        State::NoLaw => say.say("delay-regime-none"),
        State::OnTime => say.say("delay-on-time"),
        State::Deemed { until } => on(say, dates, "delay-deemed", until),
        State::Asked { answer_by } => on(say, dates, "delay-asked", answer_by),
        State::Consented { until } => on(say, dates, "delay-consented", until),
        State::Open => say.say("delay-open"),
        State::Late {
            since,
            may_end: false,
        } => on(say, dates, "delay-late", since),
        State::Late {
            since,
            may_end: true,
        } => on(say, dates, "delay-late-may-end", since),
        State::Shipped => say.say("delay-shipped"),
        State::Cancelled(ended) if became == Became::Left => {
            on(say, dates, "delay-left-after", ended.on)
        }
        State::Cancelled(Cancellation {
            ground,
            on: day,
            renewed_missing,
            ..
        }) => {
            let id = match ground {
                Ground::ByShopper => "delay-by-shopper",
                Ground::Unanswered => "delay-unanswered",
                Ground::Passed if renewed_missing => "delay-passed-untold",
                Ground::Passed => "delay-passed",
                Ground::ByShop => "delay-by-shop",
                Ground::NotOffered => "delay-not-offered",
            };
            on(say, dates, id, day)
        }
    }
}

/// What the shop has to do about units of which this became.
pub fn duty_text(say: &Words, dates: Dates, became: Became, duty: Duty) -> String {
    let id = match (duty, became) {
        (Duty::Offer { .. }, _) => "delay-offer",
        (Duty::Renew { .. }, _) => "delay-renew",
        (Duty::Refund { .. }, Became::Waiting) => "delay-end-and-refund",
        // Somebody has cancelled them already.
        (Duty::Refund { .. }, Became::Left | Became::Cancelled) => "delay-refund",
    };
    on(say, dates, id, duty.by())
}

fn on(say: &Words, dates: Dates, id: &str, day: Date) -> String {
    say.fill(id, [("day", dates.day(day).into())])
}
