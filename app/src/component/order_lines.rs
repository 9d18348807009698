//! The lines of an order and where each stands.

use super::date_history::date_history;
use super::icon::icon;
use super::stage_list::stage_list;
use dockline_words::shown::{EventView, GroupView, LineView, MovedView, OrderLiveView, OrderWords};
use leptos::prelude::*;

/// The sentence that answers "where is it?", and everything under it.
pub fn order_summary(order: &OrderLiveView) -> AnyView {
    let words = &order.words;
    let window = order.window.clone().map(|window| {
        view! { <p class="promise__date"><span class="promise__lead">{order.lead.clone()}</span> " " <time datetime=window.from>{window.text}</time></p> }
    });
    let plain = order.window.is_none().then(
        || view! { <p class="promise__date promise__date--words">{order.sentence.clone()}</p> },
    );
    view! {
        <div class="order__live">
            <div class=format!("promise tone-{}", order.tone.name())>
                <p class="promise__status">{icon(order.tone.icon())} <span>{order.status_text.clone()}</span></p>
                {window}
                {plain}
            </div>
            {order.warning_text.clone().map(|text| view! { <p class="note tone-attention">{icon("alert")} <span>{text}</span></p> })}
            <ul class="order__lines" role="list">{order.lines.iter().map(|line| order_line(line, words)).collect_view()}</ul>
            {order.shipping_text.clone().map(|text| view! { <p class="order__shipping"><span>{words.shipping.clone()}</span> " " <span>{text}</span></p> })}
            <p class="order__total"><span>{words.total.clone()}</span> <strong>{order.total_text.clone()}</strong></p>
            <h2>{words.history.clone()}</h2>
            <ol class="events" role="list">{order.events.iter().map(event).collect_view()}</ol>
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
            {group.detail_text.clone().map(|text| view! { <p class="promise__fact">{icon("note")} <span>{text}</span></p> })}
            {stage_list(&group.progress)}
            {date_history(&words.promises, &group.promises)}
        </div>
    }
    .into_any()
}

fn moved(moved: &MovedView, words: &OrderWords) -> AnyView {
    let old = (!moved.old_text.is_empty()).then(|| {
        view! { <s class="moved__old"><span class="visually-hidden">{words.before.clone()} " "</span>{moved.old_text.clone()}</s> }
    });
    view! { <p class=format!("moved tone-{}", moved.tone.name())>{old} " " <span>{moved.text.clone()}</span></p> }.into_any()
}

fn event(event: &EventView) -> AnyView {
    view! { <li><time class="quiet" datetime=event.datetime.clone()>{event.date_text.clone()}</time> " " <span>{event.text.clone()}</span></li> }.into_any()
}
