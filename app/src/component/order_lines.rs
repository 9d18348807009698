//! The lines of an order and where each stands.

use super::icon::icon;
use super::promise_card::parts;
use super::stage_list::stage_list;
use dockline_words::shown::{
    ChargePanel, ChoiceView, EventView, GroupView, LateView, LineView, MethodPanel, MovedView,
    OrderLiveView, OrderWords, PartProgressView, PaymentPanel, Tone,
};
use leptos::prelude::*;

/// The sentence that answers "where is it?", and everything under it.
pub fn order_summary(order: &OrderLiveView) -> AnyView {
    let words = &order.words;
    let window = order.window.clone().map(|window| {
        view! { <p class="promise__date"><span class="promise__lead">{order.lead.clone()}</span> " " <time datetime=window.from>{window.text}</time></p> }
    });
    let plain = (order.window.is_none() && order.parts.is_empty()).then(
        || view! { <p class="promise__date promise__date--words">{order.sentence.clone()}</p> },
    );
    view! {
        <div class="order__live">
            <div class=format!("promise tone-{}", order.tone.name())>
                <p class="promise__status">{icon(order.tone.icon())} <span>{order.status_text.clone()}</span></p>
                {window}
                {plain}
                {(!order.parts.is_empty()).then(|| parts(&order.parts))}
                {order.arrive_text.clone().map(|text| view! { <p class="promise__fact">{icon("supply")} <span>{text}</span></p> })}
            </div>
            {order.warning_text.clone().map(|text| view! { <p class="note tone-attention">{icon("alert")} <span>{text}</span></p> })}
            <ul class="order__lines" role="list">{order.lines.iter().map(|line| order_line(line, words)).collect_view()}</ul>
            {order.shipping_text.clone().map(|text| view! { <p class="order__shipping"><span>{words.shipping.clone()}</span> " " <span>{text}</span></p> })}
            <p class="order__total"><span>{words.total.clone()}</span> <strong>{order.total_text.clone()}</strong></p>
            {order.payment.as_ref().map(payment)}
            <h2>{words.history.clone()}</h2>
            <ol class="events" role="list">{order.events.iter().map(|one| event(one, words)).collect_view()}</ol>
        </div>
    }
    .into_any()
}

/// What is to be paid, with what a transfer needs.
fn payment(panel: &PaymentPanel) -> AnyView {
    let own = panel
        .own_text
        .clone()
        .map(|(lang, text)| view! { <p class="payment__own" lang=lang dir="auto">{text}</p> });
    view! {
        <section class="payment" aria-labelledby="payment-title">
            <h2 id="payment-title">{panel.title.clone()}</h2>
            {panel.method.as_ref().map(method)}
            {panel.charges.iter().map(charge).collect_view()}
            {own}
            {panel.rest_text.clone().map(|text| view! { <p class="quiet">{text}</p> })}
        </section>
    }
    .into_any()
}

/// The card that is charged, and what can be done about it.
fn method(method: &MethodPanel) -> AnyView {
    let class = method.is_urgent.then_some("button button--primary");
    let link = method
        .link
        .clone()
        .map(|(href, label)| view! { <p><a class=class href=href>{label}</a></p> });
    view! {
        <div class=format!("payment__charge tone-{}", method.tone.name())>
            {icon(method.tone.icon())}
            <div><p>{method.text.clone()}</p> {link}</div>
        </div>
    }
    .into_any()
}

fn charge(charge: &ChargePanel) -> AnyView {
    let texts = charge
        .texts
        .iter()
        .map(|text| view! { <p>{text.clone()}</p> });
    let rows = charge.rows.iter().map(|(name, value)| {
        view! { <div><dt>{name.clone()}</dt> " " <dd dir="auto">{value.clone()}</dd></div> }
    });
    let rows = (!charge.rows.is_empty())
        .then(|| view! { <dl class="facts payment__facts">{rows.collect_view()}</dl> });
    view! {
        <div class=format!("payment__charge tone-{}", charge.tone.name())>
            {icon(charge.tone.icon())}
            <div>{texts.collect_view()} {rows}</div>
        </div>
    }
    .into_any()
}

fn order_line(line: &LineView, words: &OrderWords) -> AnyView {
    let picture = line.image.clone().map(|src| view! { <img src=src alt="" width="160" height="160" loading="lazy" decoding="async" /> });
    let options =
        (!line.options_text.is_empty()).then(|| view! { <span class="order-line__options" dir="auto">{line.options_text.clone()}</span> });
    let price = line.price_text.clone();
    let price = if line.is_cancelled {
        view! { <s>{price}</s> }.into_any()
    } else {
        price.into_any()
    };
    view! {
        <li class="order-line">
            <span class="picture order-line__picture">{picture}</span>
            <div class="order-line__body">
                <h2 class="order-line__title" dir="auto"><a href=line.href.clone()>{line.title.clone()}</a></h2>
                <p class="quiet">{options} " " <span class="order-line__price">{price}</span></p>
                {line.groups.iter().map(|group| order_group(group, words)).collect_view()}
            </div>
        </li>
    }
    .into_any()
}

fn order_group(group: &GroupView, words: &OrderWords) -> AnyView {
    view! {
        <div class=format!("order-group tone-{}", group.tone.name())>
            <p class="order-group__status">
                {icon(group.tone.icon())}
                <span><strong>{group.status_text.clone()}</strong> " " {group.when_text.clone()}</span>
            </p>
            {group.moved.as_ref().map(|move_| moved(move_, words))}
            {group.position_text.clone().map(|text| view! { <p class="promise__fact">{icon("line")} <span>{text}</span></p> })}
            {group.detail_text.clone().map(|text| view! { <p class="promise__fact">{icon("note")} <span>{text} {group.tracking.clone().map(|to| view! { " " <a href=to.href rel="noreferrer">{to.text}</a> })}</span></p> })}
            {group.late.as_ref().map(late)}
            {group.progress.iter().map(way).collect_view()}
        </div>
    }
    .into_any()
}

/// What a delay means, right under it.
fn late(late: &LateView) -> AnyView {
    let choice = |choice: &ChoiceView| {
        view! { <li><a href=choice.href.clone()>{choice.text.clone()}</a></li> }
    };
    view! {
        <div class="order-group__late">
            <p>{late.text.clone()}</p>
            <ul role="list">{late.choices.iter().map(choice).collect_view()}</ul>
        </div>
    }
    .into_any()
}

/// The way of some of the units.
fn way(way: &PartProgressView) -> AnyView {
    let title = (!way.title.is_empty())
        .then(|| view! { <h3 class="order-group__part">{way.title.clone()}</h3> });
    view! { {title} {stage_list(&way.progress)} }.into_any()
}

fn moved(moved: &MovedView, words: &OrderWords) -> AnyView {
    let old = (!moved.old_text.is_empty()).then(|| {
        view! { <s class="moved__old"><span class="visually-hidden">{words.before.clone()} " "</span>{moved.old_text.clone()}</s> }
    });
    view! { <p class=format!("moved tone-{}", moved.tone.name())>{old} " " <span>{moved.text.clone()}</span></p> }.into_any()
}

fn event(event: &EventView, words: &OrderWords) -> AnyView {
    let old = (!event.old_text.is_empty()).then(|| {
        view! { <s class="moved__old"><span class="visually-hidden">{words.before.clone()} " "</span>{event.old_text.clone()}</s> " " }
    });
    let source = event
        .source_text
        .clone()
        .map(|text| view! { " " <span class="events__source quiet" dir="auto">{text}</span> });
    let tone = (event.tone == Tone::Attention).then_some("events__late");
    view! {
        <li class=tone>
            <time class="quiet" datetime=event.datetime.clone()>{event.date_text.clone()}</time>
            " "
            <span>{old} <span>{event.text.clone()}</span> {source}</span>
        </li>
    }
    .into_any()
}
