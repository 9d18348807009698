//! The way of the goods as an ordered list.

use super::date_history::date_history;
use dockline_words::shown::{ProgressView, StageNote, StageState, StageView};
use leptos::prelude::*;

/// The stages, or what stands there when nothing is on the way.
pub fn stage_list(progress: &ProgressView) -> AnyView {
    if progress.stages.is_empty() {
        let text = progress.empty_text.clone();
        return (!text.is_empty())
            .then(|| view! { <p class="quiet">{text}</p> })
            .into_any();
    }
    view! {
        <div class="stages-frame">
            <ol class="stages" role="list">{progress.stages.iter().map(stage).collect_view()}</ol>
            {progress.confirmed_text.clone().map(|text| view! { <p class="stages__confirmed quiet">{text}</p> })}
            {date_history(&progress.history_title, &progress.history)}
        </div>
    }
    .into_any()
}

fn stage(stage: &StageView) -> AnyView {
    let current = (stage.state == StageState::Present).then_some("step");
    view! {
        <li class=format!("stage stage--{}", stage.state.name()) part="stage" aria-current=current>
            <span class="stage__name">{stage.name.clone()}</span>
            " "
            {date(stage)}
            {stage.notes.iter().map(note).collect_view()}
        </li>
    }
    .into_any()
}

/// A day for machines too, where there is one.
fn date(stage: &StageView) -> AnyView {
    let text = stage.date_text.clone();
    if stage.datetime.is_empty() {
        return view! { <span class="stage__date">{text}</span> }.into_any();
    }
    view! { <time class="stage__date" datetime=stage.datetime.clone()>{text}</time> }.into_any()
}

fn note(note: &StageNote) -> AnyView {
    view! { <p class="stage__note" dir="auto">{note.text.clone()}</p> }.into_any()
}
