//! Notices of delay: what people were told by law, and what they answered.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use dockline_domain::by::By;
use dockline_domain::dates::parse_date;
use dockline_domain::delay::{Channel, Giving, Until, Why};
use dockline_domain::id::{OrderId, Sku};
use dockline_domain::input::{Invalid, optional_text};
use dockline_domain::limits;
use dockline_engine::ReadError;
use dockline_engine::command::{
    AnswerNotice, Answered, GiveNotice, GivenNotice as GivenNoticeRow, NoticeGiven,
};
use dockline_view::{DelayView, NoticeView, OrderView};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;

use super::auth::Merchant;
use super::input::{Form, JsonRequest, Loose};
use super::params::{KeyHeader, MatchHeader};
use super::problem::Problem;
use super::schema::Failures;
use super::{Api, fields, orders};
use crate::etag;

/// A notice of delay.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DelayNotice)]
pub struct NoticeBody {
    /// Its number in the order.
    number: u32,
    /// The first backorder it is about; null where the order has changed since and it is about none.
    backorder: Option<String>,
    sku: String,
    /// `short`, `long`, `indefinite` or `renewed`.
    kind: &'static str,
    /// The last day on which it was to ship, as it had been told; 30 days after the order where none
    /// was.
    #[schema(value_type = String, format = Date)]
    t: Date,
    /// Until when it asks to wait; null where nobody can say.
    #[schema(value_type = Option<String>, format = Date)]
    r: Option<Date>,
    /// A later day that may be agreed to at once.
    #[schema(value_type = Option<String>, format = Date)]
    further: Option<Date>,
    /// Why it is late.
    reason: Option<String>,
    /// `mail`, `phone` or `letter`.
    channel: &'static str,
    /// `given`; `planned` while a mail with it waits to be sent; `failed` where that does not
    /// arrive. One that is not given counts for nothing.
    state: &'static str,
    /// When it was given, or written.
    #[schema(value_type = String, format = DateTime)]
    given_at: Timestamp,
    /// Until when an answer counts; null where it counts until it ships.
    #[schema(value_type = Option<String>, format = Date)]
    answer_by: Option<Date>,
    /// The last answer; null while there is none.
    #[schema(value_type = Option<NoticeAnswerBody>)]
    answer: Option<NoticeAnswerBody>,
}

/// What was answered.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NoticeAnswer)]
pub struct NoticeAnswerBody {
    /// `wait`, `cancel` or `last_date`.
    answer: &'static str,
    /// The day it names.
    #[schema(value_type = Option<String>, format = Date)]
    until: Option<Date>,
    /// `mail`, `phone`, `letter` or `link`.
    channel: &'static str,
    #[schema(value_type = String, format = DateTime)]
    answered_at: Timestamp,
}

impl NoticeBody {
    /// The notices of an order, in the order in which they were given.
    pub fn of(order: &OrderView) -> Vec<Self> {
        let all = order.notices.iter();
        all.map(|notice| Self::new(order.noticed(notice.number), notice))
            .collect()
    }

    fn new(line: Option<&DelayView>, notice: &NoticeView) -> Self {
        Self {
            number: notice.number,
            backorder: line.map(|line| line.backorder.to_string()),
            sku: notice.sku.to_string(),
            kind: notice.kind.name(),
            t: notice.told,
            r: notice.until.last(),
            further: notice.until.further(),
            reason: notice.until.reason().map(|why| why.as_str().to_owned()),
            channel: notice.channel.name(),
            state: notice.giving.name(),
            given_at: notice.at,
            answer_by: notice.answer_by,
            answer: notice.answer.as_ref().map(|answer| NoticeAnswerBody {
                answer: answer.choice.name(),
                until: answer.choice.day(),
                channel: answer.channel.name(),
                answered_at: answer.at,
            }),
        }
    }
}

/// What people were told of a delay.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DelayNoticeRequest)]
pub struct NoticeRequest {
    /// Of which line of the order.
    #[schema(value_type = fields::Sku, required = true)]
    sku: Option<Loose<String>>,
    /// Until when they were asked to wait; left out or null where nobody can say, and then a reason
    /// is needed.
    #[schema(value_type = Option<fields::LocalDate>)]
    until: Option<Loose<String>>,
    /// A later day that they were asked to agree to at once.
    #[schema(value_type = Option<fields::LocalDate>)]
    further: Option<Loose<String>>,
    /// Why it is late; an empty one counts as missing.
    #[schema(value_type = Option<fields::OptionalText>)]
    reason: Option<Loose<String>>,
    /// How they were told; by mail when nothing is said. Where mails reach people, a mail is written
    /// and sent then, and counts when the mail server has taken it.
    #[schema(value_type = Option<fields::NoticeChannel>)]
    channel: Option<Loose<String>>,
}

impl NoticeRequest {
    fn check(self, order: OrderId, if_version: Option<i64>) -> Result<GiveNotice, Problem> {
        let mut form = Form::default();
        let sku = form.must_parse("/sku", self.sku, Sku::parse);
        let channel = form.may_parse("/channel", self.channel, Channel::parse);
        let reason = form.may_parse("/reason", self.reason, |text| {
            let text = optional_text(Some(text), limits::TEXT_CHARS_MAX)?;
            text.map(|text| Why::parse(&text)).transpose()
        });
        let last = form.may_parse("/until", self.until, parse_date);
        let further = form.may_parse("/further", self.further, parse_date);
        let until = match (last, reason.flatten()) {
            (Some(last), reason) => Some(Until::Day {
                last,
                further,
                reason,
            }),
            (None, Some(reason)) if further.is_none() => Some(Until::Unknown { reason }),
            (None, Some(_)) => {
                form.0.add("/further", "must be left out without until");
                None
            }
            (None, None) => {
                if form.0.is_empty() {
                    form.0.add("/reason", "must be given without until");
                }
                None
            }
        };
        form.finish(sku.zip(until).map(|(sku, until)| GiveNotice {
            order,
            sku,
            until,
            channel: channel.unwrap_or(Channel::Mail),
            if_version,
        }))
    }
}

/// What was recorded: a notice for each day that had been told for units of the line.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GivenNotices)]
pub struct GivenNotices {
    notices: Vec<GivenNotice>,
}

/// A notice that was recorded.
#[derive(Debug, Serialize, ToSchema)]
pub struct GivenNotice {
    /// Its number in the order.
    number: u32,
    /// What it is by law: `short`, `long`, `indefinite` or `renewed`.
    kind: &'static str,
    /// `given`, or `planned` where a mail with it waits to be sent.
    state: &'static str,
    /// The page on which it is answered: for the mail that says it.
    url: String,
}

impl GivenNotices {
    fn new(given: NoticeGiven, public_url: &str) -> Self {
        let notice = |given: GivenNoticeRow| GivenNotice {
            number: given.number,
            kind: given.kind.name(),
            state: if given.by_mail {
                Giving::Planned
            } else {
                Giving::Given
            }
            .name(),
            url: format!("{public_url}/n/{}", given.token),
        };
        Self {
            notices: given.notices.into_iter().map(notice).collect(),
        }
    }
}

/// Records that people were told of a delay. Where mails reach people, one that is told by mail is
/// sent; otherwise somebody of the shop has told them.
#[utoipa::path(
    post, path = "/api/v1/orders/{order}/notices", tag = "merchants", security(("key" = [])),
    params(("order" = String, Path), KeyHeader, MatchHeader), request_body = NoticeRequest,
    responses((status = 201, body = GivenNotices), Failures)
)]
pub async fn give(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
    Path(order): Path<String>,
    headers: HeaderMap,
    request: JsonRequest,
) -> Result<Response, Problem> {
    let order =
        OrderId::parse(&order).map_err(|_| Problem::from(ReadError::not_found("order", &order)))?;
    let command = request
        .body::<NoticeRequest>()?
        .check(order, etag::if_version(&headers))?;
    let context = request.context(&merchant.by);
    let given = api
        .engine
        .execute(&merchant.shop.id, context, command)
        .await?;
    Ok((
        StatusCode::CREATED,
        Json(GivenNotices::new(given, &api.public_url)),
    )
        .into_response())
}

/// An answer to a notice of delay.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NoticeAnswerRequest)]
pub struct AnswerRequest {
    /// The number of the notice in the order.
    #[schema(value_type = fields::NoticeNumber, required = true)]
    notice: Option<Loose<i64>>,
    /// `wait` as long as the notice asks; `wait_further` until the later day that it asks for;
    /// `cancel`; or, in Europe and the United Kingdom, `last_date`, which sets the last day on which
    /// it may come.
    #[schema(value_type = fields::AnswerWord, required = true)]
    answer: Option<Loose<String>>,
    /// That day. It is needed with `last_date`, and means nothing with another answer.
    #[schema(value_type = Option<fields::LocalDate>)]
    last_date: Option<Loose<String>>,
}

impl AnswerRequest {
    fn check(self, order: OrderId) -> Result<AnswerNotice, Problem> {
        let mut form = Form::default();
        let notice = form.must_count("/notice", self.notice.as_ref(), 1..=fields::NOTICES_MAX);
        let last_date = form.may_parse("/last_date", self.last_date, parse_date);
        let answer = form.must_parse("/answer", self.answer, |text| match text {
            "wait" => Ok(Some(Answered::Wait)),
            "wait_further" => Ok(Some(Answered::WaitFurther)),
            "cancel" => Ok(Some(Answered::Cancel)),
            "last_date" => Ok(last_date.map(Answered::LastDate)),
            _ => Err(Invalid::new(
                "must be wait, wait_further, cancel or last_date",
            )),
        });
        if answer == Some(None) && form.0.is_empty() {
            form.0.add("/last_date", "must be given with last_date");
        }
        let answer = answer.flatten();
        form.finish(notice.zip(answer).map(|(notice, answer)| AnswerNotice {
            order,
            notice,
            answer,
            channel: Channel::Link,
            if_version: None,
        }))
    }
}

/// Answers a notice of delay, and answers the order as it is then. With `cancel` the units that the
/// notice is about are cancelled at once.
#[utoipa::path(
    post, path = "/api/v1/orders/{token}/answers", tag = "shoppers",
    params(("token" = String, Path), KeyHeader), request_body = AnswerRequest,
    responses((status = 200, body = super::order_body::OrderBody), Failures)
)]
pub async fn answer(
    State(api): State<Arc<Api>>,
    Path(token): Path<String>,
    request: JsonRequest,
) -> Result<Response, Problem> {
    let order = api.engine.order(&token).await?;
    let command = request.body::<AnswerRequest>()?.check(order.id)?;
    let context = request.context(&By::Shopper);
    api.engine.execute(&order.shop.id, context, command).await?;
    orders::view(&api, &token).await
}
