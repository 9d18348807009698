//! The page of an order.

use super::shell::{Head, document};
use super::{PageContext, link};
use crate::component::connection::connection;
use crate::component::live::{order_place, region};
use crate::component::order_form::field_id;
use crate::present::{is_cancellable, live_order, order_line_name};
use crate::view::LiveView;
use crate::words::{Dates, local_date};
use dockline_domain::order::Ship;
use dockline_engine::view::{OrderLineView, OrderView};
use leptos::prelude::*;

/// What has just happened to the order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrderMessage {
    /// It was placed.
    Placed,
    /// What was asked for was cancelled.
    Cancelled,
    /// Something could not be done: a ready sentence.
    Failed(String),
}

/// The page of an order; `cancelling` shows the step before cancelling.
pub fn order(ctx: &PageContext, view: &OrderView, cancelling: bool, message: Option<&OrderMessage>) -> String {
    let say = ctx.words();
    let live = live_order(view, ctx.lang);
    let title = say.fill("order-number", [("number", view.number.to_string().into())]);
    let head = Head { title: title.clone(), private: true, ..Head::default() };
    document(ctx, Some(&view.shop), head, || {
        let content = view! {
            {order_place(&live)}
            {facts(ctx, view)}
            {live.cancellable.then(|| actions(ctx, view, cancelling))}
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

fn actions(ctx: &PageContext, view: &OrderView, cancelling: bool) -> AnyView {
    let content = if cancelling { cancel_step(ctx, view) } else { cancel_link(ctx, view) };
    view! { <section class="order__actions" aria-label=ctx.words().say("order-actions") data-when="cancellable">{content}</section> }
        .into_any()
}

fn message_line(ctx: &PageContext, message: &OrderMessage) -> AnyView {
    let (tone, icon, text) = match message {
        OrderMessage::Placed => ("notice tone-stock", "check", ctx.words().say("message-placed")),
        OrderMessage::Cancelled => ("notice tone-stock", "check", ctx.words().say("message-cancelled")),
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
    view! {
        <section class="order__facts" aria-label=say.say("order-facts")>
            <dl class="facts">
                {fact(say.say("fact-placed"), placed)}
                {fact(say.say("fact-name"), view.person.name.clone())}
                {fact(say.say("fact-email"), view.person.email.clone())}
                {fact(say.say("fact-shipping"), ship)}
                {needed}
            </dl>
            <p class="quiet">{say.say("order-keep-link")}</p>
        </section>
    }
    .into_any()
}

fn fact(name: String, value: String) -> AnyView {
    view! { <div><dt>{name}</dt> " " <dd dir="auto">{value}</dd></div> }.into_any()
}

fn cancel_link(ctx: &PageContext, view: &OrderView) -> AnyView {
    let href = format!("{}?cancel=1#cancel", link::order(&view.token));
    view! {
        <p class="order__cancel">
            <a class="button button--quiet" href=href>{ctx.words().say("cancel-order")}</a>
            " "
            <span class="quiet">{ctx.words().say("cancel-free")}</span>
        </p>
    }
    .into_any()
}

/// The step before cancelling: what, how many, and one button.
fn cancel_step(ctx: &PageContext, view: &OrderView) -> AnyView {
    let say = ctx.words();
    let fields = view.lines.iter().filter_map(|line| cancel_field(ctx, line));
    view! {
        <form class="panel order__cancel-step" id="cancel" method="post" action=link::order(&view.token)>
            <h2>{say.say("cancel-title")}</h2>
            <p>{say.say("cancel-text")}</p>
            {fields.collect_view()}
            <p class="button-row">
                <button class="button button--danger" type="submit" name="action" value="cancel">{say.say("cancel-button")}</button>
                <a class="button button--quiet" href=link::order(&view.token)>{say.say("cancel-keep")}</a>
            </p>
        </form>
    }
    .into_any()
}

fn cancel_field(ctx: &PageContext, line: &OrderLineView) -> Option<AnyView> {
    let open: u32 = line.backorders.iter().filter(|b| is_cancellable(&b.state)).map(|b| b.quantity).sum();
    let name = order_line_name(&line.title, &line.options);
    let field = format!("quantity:{}", line.sku);
    (open > 0).then(|| {
        let id = format!("cancel-{}", field_id(line.sku.as_str()));
        view! {
            <div class="field field--row">
                <label for=id.clone()>
                    <span dir="auto">{name}</span>
                    " "
                    <span class="quiet">{ctx.words().fill("of-units", [("count", open.into())])}</span>
                </label>
                <input class="input input--short" id=id type="number" inputmode="numeric" name=field min="0" max=open.to_string() value=open.to_string() />
            </div>
        }
        .into_any()
    })
}
