//! The promise card: status, date, what it rests on, place in line, money.

use super::icon::icon;
use dockline_words::shown::{CardView, FewerView, MovedView, NoteView, PartView, Tone, WindowView};
use leptos::prelude::*;

/// The card for one quantity of one variant.
pub fn promise_card(card: &CardView) -> AnyView {
    let tone = card.tone;
    view! {
        <div class=format!("promise tone-{}", tone.name()) part="card">
            <p class="promise__status" part="status">{icon(tone.icon())} <span>{card.status_text.clone()}</span></p>
            {card.fewer.clone().map(fewer)}
            {date(card)}
            {(!card.parts.is_empty()).then(|| parts(&card.parts))}
            {card.arrive_text.clone().map(|text| fact("supply", text))}
            {card.moved.as_ref().map(moved)}
            {card.basis_text.clone().map(|text| fact("ship", text))}
            {card.position_text.clone().map(|text| fact("line", text))}
            {card.money_text.clone().map(|text| fact("card", text))}
            {card.notes.iter().map(note).collect_view()}
        </div>
    }
    .into_any()
}

fn date(card: &CardView) -> Option<AnyView> {
    if let Some(WindowView { text, from, .. }) = card.window.clone() {
        let lead = card.lead.clone();
        return Some(
            view! { <p class="promise__date" part="date"><span class="promise__lead">{lead}</span> " " <time datetime=from>{text}</time></p> }
                .into_any(),
        );
    }
    let text = card.instead.clone()?;
    Some(view! { <p class="promise__date promise__date--words" part="date">{text}</p> }.into_any())
}

/// One row for the units that ship together.
pub fn parts(parts: &[PartView]) -> AnyView {
    let part = |part: &PartView| {
        view! {
            <li class=format!("promise__part tone-{}", part.tone.name())>
                {icon(part.tone.icon())}
                <span><span class="promise__lead">{part.lead.clone()}</span> " " {part_date(part)} {part.late_text.clone().map(|text| view! { " " <span class="promise__late">{text}</span> })}</span>
            </li>
        }
    };
    view! { <ul class="promise__parts" role="list" part="parts">{parts.iter().map(part).collect_view()}</ul> }.into_any()
}

fn part_date(part: &PartView) -> AnyView {
    let text = part.when.clone();
    if part.from.is_empty() {
        return view! { <span>{text}</span> }.into_any();
    }
    view! { <time datetime=part.from.clone()>{text}</time> }.into_any()
}

/// The date before, struck through, and how this one differs.
fn moved(moved: &MovedView) -> AnyView {
    let name = if moved.tone == Tone::Attention {
        "alert"
    } else {
        "note"
    };
    let old = (!moved.old_text.is_empty()).then(|| view! { <s>{moved.old_text.clone()}</s> " " });
    view! { <p class=format!("note tone-{}", moved.tone.name()) part="note">{icon(name)} <span>{old} {moved.text.clone()}</span></p> }
        .into_any()
}

fn fact(name: &'static str, text: String) -> AnyView {
    view! { <p class="promise__fact" part="fact">{icon(name)} <span>{text}</span></p> }.into_any()
}

fn fewer(fewer: FewerView) -> AnyView {
    view! { <p class="note tone-attention" part="note">{icon("alert")} <span>{fewer.text} " " <a href=fewer.href>{fewer.take_text}</a></span></p> }.into_any()
}

fn note(note: &NoteView) -> AnyView {
    view! { <p class=format!("note tone-{}", note.tone.name()) part="note">{icon(if note.tone == Tone::Attention { "alert" } else { "note" })} <span>{note.text.clone()}</span></p> }.into_any()
}
