//! What was told about an order and what happened to it, as the shop's people read it.

use super::order::moment;
use super::table::{Column, table};
use super::{ConsoleContext, person};
use dockline_domain::delay::Why;
use dockline_domain::id::Sku;
use dockline_domain::message::Returned;
use dockline_domain::money::Money;
use dockline_domain::payment::charge::Tried;
use dockline_domain::payment::failure::Failure;
use dockline_domain::payment::refund::Tried as Giving;
use dockline_domain::promise::Cause;
use dockline_domain::reason::Reason;
use dockline_domain::wish::PlaceAfter;
use dockline_view::console::{OrderStory, StoryEvent, StoryKind};
use dockline_view::{BackorderView, OrderView, PromiseView};
use dockline_words::present::{
    bank_reason, channel_name, choice_text, notice_name, order_line_name, reason_text, why_text,
};
use dockline_words::{Words, local_date, money};
use leptos::prelude::*;

/// Every date that was told, the old ones struck through.
pub(super) fn promises(console: &ConsoleContext<'_>, view: &OrderView) -> AnyView {
    let say = console.words();
    let columns = [
        Column::head(say.say("col-told")),
        Column::text(say.say("col-goods")),
        Column::text(say.say("col-promise")),
        Column::text(say.say("col-because")),
    ];
    let rows = view.lines.iter().flat_map(|line| {
        let name = order_line_name(&line.title, &line.options);
        tellings(&line.backorders)
            .into_iter()
            .map(move |telling| promise_cells(console, &telling, &name))
    });
    table(say.say("story-promises"), &columns, rows)
}

/// What was told once, for this many units.
struct Telling<'a> {
    units: u32,
    promise: &'a PromiseView,
    holds: bool,
}

/// What was told of a line. Units that were split afterwards were told it together: that is one
/// telling.
fn tellings(backorders: &[BackorderView]) -> Vec<Telling<'_>> {
    let mut found: Vec<Telling<'_>> = Vec::new();
    for backorder in backorders {
        for (index, promise) in backorder.promises.iter().enumerate() {
            let holds = index + 1 == backorder.promises.len();
            match found
                .iter_mut()
                .find(|other| other.promise == promise && other.holds == holds)
            {
                Some(same) => same.units += backorder.quantity,
                None => found.push(Telling {
                    units: backorder.quantity,
                    promise,
                    holds,
                }),
            }
        }
    }
    found
}

fn promise_cells(console: &ConsoleContext<'_>, telling: &Telling<'_>, name: &str) -> [AnyView; 4] {
    let say = console.words();
    let &Telling {
        units,
        promise,
        holds,
    } = telling;
    let window = promise.window.map_or_else(
        || say.say("no-date-yet-short"),
        |window| console.dates().window(window),
    );
    let window = if holds {
        view! { <strong class="date">{window}</strong> }.into_any()
    } else {
        view! { <s class="date"><span class="visually-hidden">{say.say("date-before")} " "</span>{window}</s> }.into_any()
    };
    let units = dockline_words::number(console.ctx.lang, i64::from(units));
    let cause = promise.cause.map(|cause| {
        say.say(match cause {
            Cause::Supply => "cause-supply",
            Cause::Line => "cause-line",
            Cause::Wish => "story-cause-wish",
            Cause::Here => "cause-here",
            Cause::Hold => "cause-hold",
        })
    });
    let because = promise.reason.clone().or(cause);
    [
        view! { <span class="date">{moment(console, console.dates(), promise.told_at)}</span> }.into_any(),
        view! { <span class="date">{units} " × "</span> <span dir="auto">{name.to_owned()}</span> }.into_any(),
        window,
        view! { <span dir="auto">{because}</span> <span class="table__aside" dir="auto">{promise.basis.clone()}</span> }.into_any(),
    ]
}

/// What happened, the newest first.
pub(super) fn events(console: &ConsoleContext<'_>, story: &OrderStory) -> AnyView {
    let event = |event: &StoryEvent| {
        view! {
            <li>
                <time class="quiet date" datetime=event.at.to_string()>{moment(console, console.dates(), event.at)}</time>
                <span>{told(console, &story.order, &event.kind)} " " <span class="table__aside" dir="auto">{person(console, event.user.as_ref(), &event.by)}</span></span>
            </li>
        }
    };
    view! { <ol class="events story__events" role="list">{story.events.iter().rev().map(event).collect_view()}</ol> }.into_any()
}

fn told(console: &ConsoleContext<'_>, view: &OrderView, kind: &StoryKind) -> String {
    let say = console.words();
    let name = |sku: &Sku| {
        view.goods(sku).map_or_else(
            || sku.to_string(),
            |(title, options)| order_line_name(title, options),
        )
    };
    let units = |id: &str, sku: &Sku, units: u32| {
        say.fill(id, [("count", units.into()), ("name", name(sku).into())])
    };
    match kind {
        StoryKind::Placed => say.say("story-placed"),
        StoryKind::Allocated { sku, quantity } => units("story-allocated", sku, *quantity),
        StoryKind::TakenBack { sku, quantity } => units("story-taken-back", sku, *quantity),
        StoryKind::Cancelled { lines, reason } => {
            let goods = lines.iter();
            let goods = goods.map(|(sku, quantity)| units("story-units", sku, *quantity));
            told_cancelled(say, &goods.collect::<Vec<_>>(), reason)
        }
        StoryKind::Held { reason } => {
            say.fill("held-because", [("reason", reason.as_str().into())])
        }
        StoryKind::Resumed { place } => say.say(match place {
            Some(PlaceAfter::EndOfLine) => "story-resumed-end-of-line",
            Some(PlaceAfter::Kept) | None => "story-resumed",
        }),
        StoryKind::Packed => say.say("story-packed"),
        StoryKind::Reopened => say.say("story-reopened"),
        StoryKind::HandedOver { carrier, tracking } => {
            let number = tracking.as_deref().unwrap_or("–").into();
            let values = [("carrier", carrier.as_str().into()), ("tracking", number)];
            say.fill("story-handed-over", values)
        }
        StoryKind::Delivered { at } => {
            let day = console.dates().day(local_date(*at, &console.shop.zone));
            say.fill("story-delivered", [("day", day.into())])
        }
        StoryKind::DetailsChanged => say.say("story-details"),
        StoryKind::ChargeDue { .. }
        | StoryKind::ChargeChanged { .. }
        | StoryKind::MoneyArrived { .. }
        | StoryKind::MethodVerified
        | StoryKind::ChargeTried(_)
        | StoryKind::ChargePaid
        | StoryKind::ChargeCancelled
        | StoryKind::ChargeExtended { .. }
        | StoryKind::MoneyCorrected { .. }
        | StoryKind::AmountWaived { .. } => told_money(console, view, kind),
        StoryKind::RefundDue { .. }
        | StoryKind::RefundTried(_)
        | StoryKind::RefundSent { .. }
        | StoryKind::RefundFailed { .. } => told_refund(console, view, kind),
        StoryKind::NoticeGiven { sku, .. } => told_notice(console, &name(sku), kind),
        StoryKind::NoticeMailed { .. } | StoryKind::MailReturned(_) => say.say(told_mail(kind)),
        StoryKind::WithdrawalDeclared => say.say("story-withdrawal-declared"),
        StoryKind::WithdrawalMoved(step) => say.say(super::withdrawal::told_step(*step)),
        StoryKind::NoticeAnswered { .. } => told_notice(console, "", kind),
        StoryKind::VariantChanged {
            from, to, quantity, ..
        } => told_variant(say, *quantity, name(from), name(to)),
        StoryKind::PriorityChanged {
            sku,
            from,
            to,
            reason,
        } => told_priority(say, name(sku), (*from, *to), reason),
    }
}

fn told_cancelled(say: &Words, goods: &[String], reason: &Reason) -> String {
    let values = [
        ("goods", goods.join(", ").into()),
        ("reason", reason_text(say, reason).into()),
    ];
    say.fill("story-cancelled", values)
}

/// What became of a mail; nothing about anything else.
fn told_mail(kind: &StoryKind) -> &'static str {
    match kind {
        StoryKind::NoticeMailed { bounced: true, .. } => "story-notice-bounced",
        StoryKind::NoticeMailed { answered: true, .. } => "story-notice-arrived",
        StoryKind::NoticeMailed { given: true, .. } => "story-notice-mailed",
        StoryKind::MailReturned(Returned::Bounce { .. }) => "story-mail-bounced",
        StoryKind::MailReturned(Returned::Complaint) => "story-mail-complaint",
        _ => "story-notice-not-mailed",
    }
}

/// What happened to the money of an order; nothing about anything else.
fn told_money(console: &ConsoleContext<'_>, view: &OrderView, kind: &StoryKind) -> String {
    let say = console.words();
    let price = |minor: i64| {
        let amount = Money {
            minor,
            currency: view.total.currency,
        };
        money(console.ctx.lang, amount)
    };
    let priced = |id: &str, minor: i64| say.fill(id, [("price", price(minor).into())]);
    match kind {
        StoryKind::ChargeDue { minor } => priced("story-charge-due", *minor),
        StoryKind::ChargeChanged { minor } if *minor < 0 => priced("story-charge-less", -minor),
        StoryKind::ChargeChanged { minor } => priced("story-charge-more", *minor),
        StoryKind::MoneyArrived { minor, day, note } => {
            let mut values = vec![
                ("price", price(*minor).into()),
                ("day", console.dates().day(*day).into()),
            ];
            let id = if let Some(note) = note {
                values.push(("note", note.as_str().into()));
                "story-money-arrived-note"
            } else {
                "story-money-arrived"
            };
            say.fill_all(id, values)
        }
        StoryKind::MethodVerified => say.say("story-method-verified"),
        StoryKind::ChargeTried(Tried::Captured { minor }) => priced("story-money-captured", *minor),
        StoryKind::ChargeTried(Tried::Contradicts { took: Some(took) }) => {
            let price = money(console.ctx.lang, *took);
            say.fill("story-charge-contradicts-took", [("price", price.into())])
        }
        StoryKind::ChargeExtended { until } => {
            let until = super::money::last_moment(console, *until);
            say.fill("story-charge-extended", [("until", until.into())])
        }
        StoryKind::MoneyCorrected { minor, reason } => say.fill(
            "story-money-corrected",
            [
                ("price", price(*minor).into()),
                ("reason", reason.as_str().into()),
            ],
        ),
        StoryKind::ChargeTried(what) => told_try(say, what),
        StoryKind::ChargePaid => say.say("story-charge-paid"),
        StoryKind::ChargeCancelled => say.say("story-charge-cancelled"),
        StoryKind::AmountWaived { minor, reason } => say.fill(
            "story-amount-waived",
            [
                ("price", price(*minor).into()),
                ("reason", reason.as_str().into()),
            ],
        ),
        _ => String::new(),
    }
}

/// What happened to money that goes back; nothing about anything else.
fn told_refund(console: &ConsoleContext<'_>, view: &OrderView, kind: &StoryKind) -> String {
    let say = console.words();
    let price = |minor: i64| {
        let amount = Money {
            minor,
            currency: view.total.currency,
        };
        ("price", money(console.ctx.lang, amount).into())
    };
    match kind {
        StoryKind::RefundDue {
            minor,
            reason: Some(reason),
            ..
        } => say.fill(
            "story-refund-due-reason",
            [price(*minor), ("reason", reason.as_str().into())],
        ),
        StoryKind::RefundDue { minor, by_hand, .. } => {
            let id = if *by_hand {
                "story-refund-due-by-hand"
            } else {
                "story-refund-due"
            };
            say.fill(id, [price(*minor)])
        }
        StoryKind::RefundSent { minor, day, note } => {
            let day = day.map(|day| ("day", console.dates().day(day).into()));
            let note = note.as_ref().map(|note| ("note", note.as_str().into()));
            let id = match (&day, &note) {
                (Some(_), Some(_)) => "story-refund-sent-note",
                (Some(_), None) => "story-refund-sent-day",
                (None, _) => "story-refund-sent",
            };
            let values = [Some(price(*minor)), day, note];
            say.fill_all(id, values.into_iter().flatten().collect())
        }
        StoryKind::RefundFailed { minor, code } => {
            let code = bank_reason(say, code);
            say.fill(
                "story-refund-failed",
                [price(*minor), ("code", code.into())],
            )
        }
        StoryKind::RefundTried(what) => told_giving(console, what),
        _ => String::new(),
    }
}

/// What became of asking a gateway to give money back.
fn told_giving(console: &ConsoleContext<'_>, what: &Giving) -> String {
    let say = console.words();
    say.say(match what {
        Giving::Asked { .. } => "story-refund-asked",
        Giving::Pends => "story-refund-pends",
        Giving::Unknown => "story-refund-unknown",
        Giving::Refused => "story-refund-refused",
        Giving::Contradicts { sent } => {
            let price = money(console.ctx.lang, *sent);
            return say.fill("story-refund-contradicts", [("price", price.into())]);
        }
        Giving::Confirmed { day, note } => {
            let day = console.dates().day(*day);
            let note = note.as_deref().unwrap_or("–");
            return say.fill(
                "story-refund-confirmed",
                [("day", day.into()), ("note", note.into())],
            );
        }
        Giving::Retried => "story-refund-retried",
        Giving::Withdrawn => "story-refund-withdrawn",
    })
}

/// What became of asking a gateway.
fn told_try(say: &Words, what: &Tried) -> String {
    say.say(match what {
        Tried::Failed {
            code: Some(code), ..
        } => {
            let code = bank_reason(say, code);
            return say.fill("story-charge-failed-code", [("code", code.into())]);
        }
        Tried::Asked { .. } => "story-attempt-asked",
        Tried::Failed {
            failure: Failure::Authentication,
            ..
        } => "story-charge-action",
        Tried::Failed { .. } => "story-charge-failed",
        Tried::Captured { .. } => "story-charge-paid",
        Tried::Settles => "story-charge-settles",
        Tried::Unknown => "story-charge-unknown",
        Tried::LetGo => "story-charge-let-go",
        Tried::Refused => "story-charge-refused",
        Tried::Contradicts { .. } => "story-charge-contradicts",
        Tried::Retried => "story-charge-retried",
        Tried::TakenOver => "story-charge-taken-over",
    })
}

/// Units wait for another variant.
fn told_variant(say: &Words, units: u32, from: String, to: String) -> String {
    let values = [
        ("count", units.into()),
        ("from", from.into()),
        ("to", to.into()),
    ];
    say.fill("story-variant", values)
}

/// A notice of delay and its answer; nothing about anything else.
fn told_notice(console: &ConsoleContext<'_>, name: &str, kind: &StoryKind) -> String {
    let (say, dates) = (console.words(), console.dates());
    match kind {
        StoryKind::NoticeGiven {
            kind,
            until,
            reason,
            channel,
            by_mail,
            ..
        } => {
            let day = until.map(|day| dates.day(day));
            let day = day.unwrap_or_else(|| say.say("no-date-yet-short"));
            let values = vec![
                ("notice", notice_name(say, *kind).into()),
                ("name", name.into()),
                ("day", day.into()),
                ("reason", why(say, reason.as_deref()).into()),
                ("channel", channel_name(say, *channel).into()),
            ];
            let id = if *by_mail {
                "story-notice-planned"
            } else {
                "story-notice"
            };
            say.fill_all(id, values)
        }
        StoryKind::NoticeAnswered { choice, channel } => {
            let values = [
                ("answer", choice_text(say, dates, *choice).into()),
                ("channel", channel_name(say, *channel).into()),
            ];
            say.fill("story-answer", values)
        }
        _ => String::new(),
    }
}

/// Why a delay was told.
fn why(say: &Words, reason: Option<&str>) -> String {
    let why = reason.and_then(|reason| Why::parse(reason).ok());
    why.map_or_else(|| "–".to_owned(), |why| why_text(say, &why))
}

/// Who gave units another priority, and why.
fn told_priority(say: &Words, name: String, (from, to): (i32, i32), reason: &str) -> String {
    let values = [
        ("name", name.into()),
        ("from", from.to_string().into()),
        ("to", to.to_string().into()),
        ("reason", reason.into()),
    ];
    say.fill("story-priority", values)
}
