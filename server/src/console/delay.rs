//! What people were told of a delay, and what they answered, as somebody of the shop writes it down.

use super::orders::problem_of;
use crate::pages::request::value;
use dockline_app::page::console::OrderProblem;
use dockline_domain::dates::parse_date;
use dockline_domain::delay::{Channel, Until, Why};
use dockline_domain::id::{OrderId, Sku};
use dockline_domain::limits;
use dockline_engine::ExecuteError;
use dockline_engine::command::{AnswerNotice, Answered, GiveNotice};
use jiff::civil::Date;

/// The fields of both forms.
const FIELDS: [&str; 9] = [
    "sku",
    "until",
    "further",
    "why",
    "notice-channel",
    "notice",
    "answer",
    "last_date",
    "answer-channel",
];

type Fields = [(String, String)];

/// What was written, to be shown again when something is wrong with it.
pub(super) fn written(fields: &Fields) -> Vec<(String, String)> {
    let known = FIELDS.into_iter().filter_map(|name| {
        let text = value(fields, name)?.trim();
        let text = text.chars().take(limits::TEXT_CHARS_MAX).collect();
        Some((name.to_owned(), text))
    });
    known.collect()
}

/// A field that was filled in; `None` when it is empty, and an error when it does not parse.
fn may<T, E>(
    fields: &Fields,
    name: &str,
    parse: impl Fn(&str) -> Result<T, E>,
) -> Result<Option<T>, E> {
    let text = value(fields, name).filter(|text| !text.is_empty());
    text.map(parse).transpose()
}

/// What people were told; none when something is missing or is no day.
pub(super) fn notice(
    fields: &Fields,
    order: OrderId,
    if_version: Option<i64>,
) -> Option<GiveNotice> {
    let day = |name| -> Option<Option<Date>> { may(fields, name, parse_date).ok() };
    let (last, further) = (day("until")?, day("further")?);
    let reason = may(fields, "why", Why::parse).ok()?;
    let until = match (last, reason) {
        (Some(last), reason) => Until::Day {
            last,
            further,
            reason,
        },
        (None, Some(reason)) if further.is_none() => Until::Unknown { reason },
        (None, _) => return None,
    };
    Some(GiveNotice {
        order,
        sku: may(fields, "sku", Sku::parse).ok()??,
        until,
        channel: may(fields, "notice-channel", Channel::parse).ok()??,
        if_version,
    })
}

/// What people answered; none when something is missing or is no day.
pub(super) fn answer(
    fields: &Fields,
    order: OrderId,
    if_version: Option<i64>,
) -> Option<AnswerNotice> {
    let last_date = may(fields, "last_date", parse_date).ok()?;
    let answer = match value(fields, "answer")? {
        "wait" => Answered::Wait,
        "wait_further" => Answered::WaitFurther,
        "cancel" => Answered::Cancel,
        "last_date" => Answered::LastDate(last_date?),
        _ => return None,
    };
    Some(AnswerNotice {
        order,
        notice: value(fields, "notice")?.parse().ok()?,
        answer,
        channel: may(fields, "answer-channel", Channel::parse).ok()??,
        if_version,
    })
}

/// What is wrong with fields is what is wrong with this form.
pub(super) fn named(error: ExecuteError, form: OrderProblem) -> Option<OrderProblem> {
    match error {
        ExecuteError::Invalid(_) => Some(form),
        other => problem_of(&other),
    }
}
