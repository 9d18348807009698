//! The page of an order.

use super::order_steps::{OrderStep, actions, is_to_be_packed, step_link};
use super::shell::{Head, document};
use crate::Topic;
use crate::component::connection::connection;
use crate::component::icon::icon;
use crate::component::live::{order_place, region};
use dockline_domain::order::Ship;
use dockline_view::OrderView;
use dockline_words::present::{has_dates_to_come, live_order, placed_text};
use dockline_words::{Dates, PageContext, link, local_date};
use leptos::prelude::*;

/// What has just happened to the order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrderMessage {
    /// It was placed.
    Placed,
    /// It was found without its link.
    Found,
    /// This many units were cancelled.
    Cancelled(u32),
    /// Name, address or date was changed.
    DetailsChanged,
    /// Units wait for another variant.
    VariantChanged,
    /// Something could not be done: a ready sentence.
    Failed(String),
}

/// The page of an order, with the step that is open.
pub fn order(
    ctx: &PageContext,
    view: &OrderView,
    step: &OrderStep,
    message: Option<&OrderMessage>,
) -> String {
    let say = ctx.words();
    let live = live_order(view, ctx.lang);
    let title = say.fill("order-number", [("number", view.reference.clone().into())]);
    let is_placed = matches!(message, Some(OrderMessage::Placed));
    let head = Head {
        title: if is_placed {
            say.fill("order-thanks-title", [("order", title.clone().into())])
        } else {
            title.clone()
        },
        private: true,
        ..Head::default()
    };
    // The browser of the one who ordered keeps the link.
    let keep = matches!(message, Some(OrderMessage::Placed | OrderMessage::Found));
    let keep = keep.then(|| link::order(&view.token));
    document(ctx, Some(&view.shop), head, || {
        let actions = live.cancellable.then(|| actions(ctx, view, step));
        // A step that is open comes first: nobody looks for it under a long order.
        let (first, last) = if matches!(step, OrderStep::None) {
            (None, actions)
        } else {
            (actions, None)
        };
        let content = view! {
            {first}
            {order_place(&live)}
            {facts(ctx, view, is_to_be_packed(view))}
            {last}
        }
        .into_any();
        view! {
            <div class="page order" data-keep=keep data-name=view.reference.clone()>
                <div class="section-head">
                    <h1>{title}</h1>
                    {connection(say)}
                </div>
                {message.map(|message| message_line(ctx, view, message))}
                {asked(ctx, view)}
                {region(&Topic::Order(live.token.clone()), live.version, content)}
            </div>
        }
        .into_any()
    })
}

/// The way to the newest notice of delay of each line that is not answered yet.
fn asked(ctx: &PageContext, view: &OrderView) -> AnyView {
    let say = ctx.words();
    let waiting = view.delays.iter().filter(|delay| delay.waits);
    let newest = waiting.filter_map(|delay| delay.notices.last());
    let open = newest.filter(|notice| notice.answer.is_none());
    let links = open.filter_map(|notice| {
        let page = link::notice(notice.token.as_deref()?);
        Some(view! {
            <p class="notice tone-attention">
                {icon("alert")} <span>{say.say("order-notice")} " " <a href=page>{say.say("order-notice-answer")}</a></span>
            </p>
        })
    });
    links.collect_view().into_any()
}

fn message_line(ctx: &PageContext, view: &OrderView, message: &OrderMessage) -> AnyView {
    let (tone, icon, text) = match message {
        OrderMessage::Placed => ("notice tone-stock", "check", placed_text(ctx.words(), view)),
        OrderMessage::Found => (
            "notice tone-stock",
            "check",
            ctx.words().say("message-found"),
        ),
        OrderMessage::Cancelled(units) => (
            "notice tone-stock",
            "check",
            ctx.words()
                .fill("message-cancelled", [("count", (*units).into())]),
        ),
        OrderMessage::DetailsChanged => (
            "notice tone-stock",
            "check",
            ctx.words().say("message-details-changed"),
        ),
        OrderMessage::VariantChanged => (
            "notice tone-stock",
            "check",
            ctx.words().say("message-variant-changed"),
        ),
        OrderMessage::Failed(text) => ("notice tone-attention", "alert", text.clone()),
    };
    view! { <p class=tone role="status" tabindex="-1" autofocus>{crate::component::icon::icon(icon)} <span>{text}</span></p> }.into_any()
}

/// Where it goes; where nobody has said so, the way to say it.
fn address(ctx: &PageContext, view: &OrderView, changeable: bool) -> Option<AnyView> {
    let say = ctx.words();
    match &view.address {
        Some(address) => Some(fact(say.say("fact-address"), address.clone())),
        None => changeable.then(|| {
            let add = step_link(view, "change=details", "", say.say("address-add"));
            view! { <div><dt>{say.say("fact-address")}</dt> " " <dd>{say.say("address-none")} " " {add}</dd></div> }.into_any()
        }),
    }
}

fn facts(ctx: &PageContext, view: &OrderView, changeable: bool) -> AnyView {
    let say = ctx.words();
    let dates = Dates::new(ctx.lang, view.shop.day);
    let placed = dates.day(local_date(view.placed_at, &view.shop.zone));
    let ship = say.say(match view.ship {
        Ship::AsAvailable => "ship-as-available",
        Ship::Complete => "ship-complete",
    });
    let needed = view
        .needed_by
        .map(|date| fact(say.say("needed-by"), dates.day(date)));
    let follow = has_dates_to_come(view).then(|| {
        view! { <p><a href=link::order_calendar(&view.token, ctx.lang) type="text/calendar">{say.say("calendar-follow")}</a></p> }
    });
    view! {
        <section class="order__facts" aria-label=say.say("order-facts")>
            <dl class="facts">
                {fact(say.say("fact-placed"), placed)}
                {fact(say.say("fact-name"), view.person.name.clone())}
                {fact(say.say("fact-email"), view.person.email.to_string())}
                {address(ctx, view, changeable)}
                {fact(say.say("fact-shipping"), ship)}
                {needed}
            </dl>
            <p class="quiet">{say.say("order-keep-link")}</p>
            <p class="no-print"><button class="button button--quiet" type="button" hidden data-copy=link::order(&view.token) data-copied=say.say("order-link-copied") data-failed=say.say("order-link-not-copied")>{say.say("order-copy-link")}</button></p>
            {follow}
        </section>
    }
    .into_any()
}

fn fact(name: String, value: String) -> AnyView {
    view! { <div><dt>{name}</dt> " " <dd dir="auto">{value}</dd></div> }.into_any()
}
