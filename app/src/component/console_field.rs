//! Fields of the console's forms: a label, a hint, what was written, and what is wrong with it.

use super::icon::icon;
use super::order_form::field_id;
use crate::sent::Sent;
use dockline_domain::limits;
use dockline_words::Words;
use leptos::prelude::*;

/// A field with one line of input.
pub struct Input<'a> {
    /// Its name in the form.
    pub name: &'a str,
    /// What it asks for.
    pub label: String,
    /// What helps to answer; may be empty.
    pub hint: String,
    /// `text`, `date`, `number`, …
    pub kind: &'static str,
    /// What stands there before somebody writes.
    pub value: String,
    /// How wide: `""`, `input--short` or `input--medium`.
    pub width: &'static str,
    /// Whether it must not be left empty.
    pub required: bool,
    /// Whether typing begins here.
    pub autofocus: bool,
    /// The id of a list of suggestions.
    pub list: Option<&'static str>,
}

impl Default for Input<'_> {
    fn default() -> Self {
        Self {
            name: "",
            label: String::new(),
            hint: String::new(),
            kind: "text",
            value: String::new(),
            width: "",
            required: false,
            autofocus: false,
            list: None,
        }
    }
}

/// A field with one line of input.
pub fn input(field: &Input<'_>, sent: &Sent) -> AnyView {
    let id = field_id(field.name);
    let value = sent
        .value(field.name)
        .map_or_else(|| field.value.clone(), str::to_owned);
    let error = sent.error(field.name).map(str::to_owned);
    let begins = sent.begins_at(field.name, field.autofocus);
    let described = format!("{id}-hint {id}-error");
    let length_max = (field.kind == "text").then(|| limits::TEXT_CHARS_MAX.to_string());
    view! {
        <div class="field">
            <label for=id.clone()>{field.label.clone()}</label>
            {hint(&id, &field.hint)}
            <input
                class=format!("input {}", field.width)
                id=id.clone()
                name=field.name.to_owned()
                type=field.kind
                value=value
                maxlength=length_max
                required=field.required
                autofocus=begins
                list=field.list
                autocomplete="off"
                aria-describedby=described
                aria-invalid=error.is_some().then_some("true")
            />
            {error_line(&id, error)}
        </div>
    }
    .into_any()
}

fn hint(id: &str, text: &str) -> AnyView {
    view! { <p class="field__hint" id=format!("{id}-hint") hidden=text.is_empty()>{text.to_owned()}</p> }.into_any()
}

/// What is wrong with a field; its control points at it.
pub fn error_line(id: &str, error: Option<String>) -> AnyView {
    view! { <p class="field__error" id=format!("{id}-error")>{error}</p> }.into_any()
}

/// A field with a choice: values with their names.
pub fn select(
    name: &str,
    label: String,
    choices: &[(String, String)],
    chosen: &str,
    sent: &Sent,
) -> AnyView {
    let id = field_id(name);
    let chosen = sent.value(name).unwrap_or(chosen).to_owned();
    let error = sent.error(name).map(str::to_owned);
    let begins = sent.begins_at(name, false);
    let invalid = error.is_some().then_some("true");
    let options = choices.iter().map(|(value, text)| {
        let selected = *value == chosen;
        view! { <option value=value.clone() selected=selected>{text.clone()}</option> }
    });
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <select class="input input--medium" id=id.clone() name=name.to_owned() autofocus=begins aria-describedby=format!("{id}-error") aria-invalid=invalid>{options.collect_view()}</select>
            {error_line(&id, error)}
        </div>
    }
    .into_any()
}

/// Everything that is wrong with a form that came back, with links to the fields. Empty while
/// nothing is. Where no field is named it has the focus itself: a form may stand far below the top
/// of its page.
pub fn problems(say: &Words, sent: &Sent) -> AnyView {
    let links = sent.errors.iter().map(|error| {
        view! { <li><a href=format!("#{}", field_id(&error.field))>{error.message.clone()}</a></li> }
    });
    sent.is_wrong()
        .then(|| {
            view! {
                <div class="error-summary" role="alert" tabindex="-1" autofocus=sent.errors.is_empty()>
                    <p class="error-summary__title">{icon("alert")} <span>{say.say("errors-title")}</span></p>
                    <p>{sent.message.clone()}</p>
                    <ul role="list">{links.collect_view()}</ul>
                </div>
            }
        })
        .into_any()
}

/// What has just been done.
pub fn done(text: Option<String>) -> AnyView {
    text.map(|text| view! { <p class="notice tone-stock" role="status">{icon("check")} <span>{text}</span></p> }).into_any()
}
