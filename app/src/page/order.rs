//! The page of an order.

use super::order_steps::{OrderStep, actions};
use super::shell::{Head, document};
use super::{PageContext, link};
use crate::component::connection::connection;
use crate::component::live::{order_place, region};
use crate::present::{is_after_needed_by, live_order};
use crate::view::LiveView;
use crate::words::{Dates, local_date};
use dockline_domain::order::Ship;
use dockline_engine::view::OrderView;
use leptos::prelude::*;

/// What has just happened to the order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrderMessage {
    /// It was placed.
    Placed,
    /// What was asked for was cancelled.
    Cancelled,
    /// Name, address or date was changed.
    DetailsChanged,
    /// Units wait for another variant.
    VariantChanged,
    /// Something could not be done: a ready sentence.
    Failed(String),
}

/// The page of an order, with the step that is open.
pub fn order(ctx: &PageContext, view: &OrderView, step: &OrderStep, message: Option<&OrderMessage>) -> String {
    let say = ctx.words();
    let live = live_order(view, ctx.lang);
    let title = say.fill("order-number", [("number", view.number.to_string().into())]);
    let head = Head { title: title.clone(), private: true, ..Head::default() };
    document(ctx, Some(&view.shop), head, || {
        let actions = live.cancellable.then(|| actions(ctx, view, step));
        // A step that is open comes first: nobody looks for it under a long order.
        let (first, last) = if *step == OrderStep::None { (None, actions) } else { (actions, None) };
        let content = view! {
            {first}
            {order_place(&live)}
            {facts(ctx, view)}
            {last}
        }
        .into_any();
        view! {
            <div class="page order">
                <div class="section-head">
                    <h1>{title}</h1>
                    {connection(say)}
                </div>
                {message.map(|message| message_line(ctx, message))}
                {region(LiveView::order_topic(&live.token), live.version, content)}
            </div>
        }
        .into_any()
    })
}

fn message_line(ctx: &PageContext, message: &OrderMessage) -> AnyView {
    let (tone, icon, text) = match message {
        OrderMessage::Placed => ("notice tone-stock", "check", ctx.words().say("message-placed")),
        OrderMessage::Cancelled => ("notice tone-stock", "check", ctx.words().say("message-cancelled")),
        OrderMessage::DetailsChanged => ("notice tone-stock", "check", ctx.words().say("message-details-changed")),
        OrderMessage::VariantChanged => ("notice tone-stock", "check", ctx.words().say("message-variant-changed")),
        OrderMessage::Failed(text) => ("notice tone-attention", "alert", text.clone()),
    };
    view! { <p class=tone role="status">{crate::component::icon::icon(icon)} <span>{text}</span></p> }.into_any()
}

fn facts(ctx: &PageContext, view: &OrderView) -> AnyView {
    let say = ctx.words();
    let dates = Dates::new(ctx.lang, view.shop.day);
    let placed = dates.day(local_date(view.placed_at, &view.shop.zone));
    let ship = say.say(match view.ship {
        Ship::AsAvailable => "ship-as-available",
        Ship::Complete => "ship-complete",
    });
    let needed = view.needed_by.map(|date| fact(say.say("needed-by"), dates.day(date)));
    let too_late = is_after_needed_by(view).then(|| view! { <p class="notice tone-attention">{say.say("needed-by-missed")}</p> });
    view! {
        <section class="order__facts" aria-label=say.say("order-facts")>
            <dl class="facts">
                {fact(say.say("fact-placed"), placed)}
                {fact(say.say("fact-name"), view.person.name.clone())}
                {fact(say.say("fact-email"), view.person.email.clone())}
                {view.address.clone().map(|address| fact(say.say("fact-address"), address))}
                {fact(say.say("fact-shipping"), ship)}
                {needed}
            </dl>
            {too_late}
            <p class="quiet">{say.say("order-keep-link")}</p>
            <p><a href=link::order_calendar(&view.token, ctx.lang) type="text/calendar">{say.say("calendar-follow")}</a></p>
        </section>
    }
    .into_any()
}

fn fact(name: String, value: String) -> AnyView {
    view! { <div><dt>{name}</dt> " " <dd dir="auto">{value}</dd></div> }.into_any()
}
