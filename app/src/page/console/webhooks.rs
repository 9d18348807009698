//! Webhooks: programs that are told what happens, what became of each message, and what can be done
//! about one of them.

use super::table::{Column, table};
use super::{ConsoleContext, Section, Sent, frame, proof};
use crate::component::console_field::{Input, done, error_line, input, problems};
use crate::component::order_form::{field_id, key_field};
use dockline_domain::access::Permission;
use dockline_domain::webhook::{DeliveryState, EndpointState, EventType, Types};
use dockline_view::{EndpointView, TryView};
use dockline_words::link::console as link;
use dockline_words::local_date;
use dockline_words::present::{webhook_state_text, webhook_try_text};
use jiff::Timestamp;
use leptos::prelude::*;

/// The type that means all of them.
const EVERYTHING: &str = "*";

/// Every webhook, and the form for another one.
pub struct WebhooksPage {
    /// Each with its address as this person may see it.
    pub endpoints: Vec<(EndpointView, String)>,
    /// Whether one was just deleted.
    pub is_deleted: bool,
    /// What is wrong with a new one.
    pub sent: Sent,
}

/// One webhook.
pub struct WebhookPage {
    pub endpoint: EndpointView,
    /// Its address as this person may see it.
    pub url: String,
    /// Each try, the newest first.
    pub tries: Vec<TryView>,
    pub next_cursor: Option<String>,
    /// What was done about it.
    pub done: Option<WebhookDone>,
    /// Its secret, right after it was made.
    pub secret: Option<String>,
    /// What is wrong with what somebody wanted to do about it.
    pub sent: Sent,
}

/// What was done about a webhook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WebhookDone {
    /// It answered a ping.
    Pinged,
    /// It is another.
    Changed,
    /// It is off.
    Off,
    /// So many messages are sent again.
    Replayed(u64),
}

impl WebhookDone {
    /// The name in addresses.
    pub fn name(self) -> String {
        match self {
            Self::Pinged => "pinged".to_owned(),
            Self::Changed => "changed".to_owned(),
            Self::Off => "off".to_owned(),
            Self::Replayed(count) => format!("replayed-{count}"),
        }
    }

    /// What a name says.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "pinged" => Some(Self::Pinged),
            "changed" => Some(Self::Changed),
            "off" => Some(Self::Off),
            _ => Some(Self::Replayed(
                name.strip_prefix("replayed-")?.parse().ok()?,
            )),
        }
    }
}

/// What can be done about a webhook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WebhookAction {
    /// It is asked whether it is there.
    Ping,
    /// It gets another secret.
    Rotate,
    /// It is told again.
    On,
    /// It is told no longer.
    Off,
    /// It gets another address, or is told something else.
    Change,
    /// One message is sent again.
    ReplayOne,
    /// All that was given up is.
    ReplayFailed,
    /// All of a time is.
    ReplayRange,
    /// It is forgotten.
    Delete,
}

impl WebhookAction {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Ping,
        Self::Rotate,
        Self::On,
        Self::Off,
        Self::Change,
        Self::ReplayOne,
        Self::ReplayFailed,
        Self::ReplayRange,
        Self::Delete,
    ];

    /// The name in forms.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ping => "ping",
            Self::Rotate => "rotate",
            Self::On => "on",
            Self::Off => "off",
            Self::Change => "change",
            Self::ReplayOne => "replay-one",
            Self::ReplayFailed => "replay-failed",
            Self::ReplayRange => "replay-range",
            Self::Delete => "delete",
        }
    }
}

fn moment(console: &ConsoleContext<'_>, at: Timestamp) -> String {
    let zone = &console.shop.zone;
    let day = console.dates().day(local_date(at, zone));
    let time = zone.to_datetime(at).time();
    format!("{day}, {:02}:{:02}", time.hour(), time.minute())
}

/// Every webhook, and the form for another one.
pub fn webhooks_page(console: &ConsoleContext<'_>, page: &WebhooksPage) -> String {
    let say = console.words();
    frame(
        console,
        Section::Webhooks,
        &say.say("console-webhooks"),
        || {
            let new = console
                .may(Permission::ManageWebhooks)
                .then(|| new_form(console, &page.sent));
            view! {
                <p class="lede">{say.say("webhooks-lead")}</p>
                {done(page.is_deleted.then(|| say.say("webhook-done-deleted")))}
                {problems(say, &page.sent)}
                {listed(console, &page.endpoints)}
                {new}
            }
            .into_any()
        },
    )
}

fn listed(console: &ConsoleContext<'_>, endpoints: &[(EndpointView, String)]) -> AnyView {
    let say = console.words();
    if endpoints.is_empty() {
        return view! { <p class="empty">{say.say("webhooks-none")}</p> }.into_any();
    }
    let columns = [
        Column::head(say.say("webhook-column")),
        Column::text(say.say("webhook-types")),
        Column::text(say.say("webhook-state")),
        Column::number(say.say("webhook-waiting")),
        Column::number(say.say("webhook-failed")),
    ];
    let rows = endpoints.iter().map(|(endpoint, url)| {
        [
            view! { <a href=link::webhook(&endpoint.id) dir="ltr">{url.clone()}</a> }.into_any(),
            view! { {types_text(console, &endpoint.types)} }.into_any(),
            view! { {webhook_state_text(say, endpoint.state)} }.into_any(),
            view! { {endpoint.waiting.to_string()} }.into_any(),
            view! { {endpoint.failed.to_string()} }.into_any(),
        ]
    });
    table(say.say("console-webhooks"), &columns, rows)
}

fn types_text(console: &ConsoleContext<'_>, types: &Types) -> String {
    match types {
        Types::All => console.words().say("webhook-types-all"),
        Types::Only(_) => types.names().join(", "),
    }
}

fn url_field(console: &ConsoleContext<'_>, value: String, sent: &Sent) -> AnyView {
    let say = console.words();
    let field = Input {
        name: "url",
        label: say.say("webhook-url"),
        hint: say.say("webhook-url-hint"),
        kind: "url",
        value,
        required: true,
        ..Input::default()
    };
    input(&field, sent)
}

/// What it is told: everything, or some of it.
fn types_field(console: &ConsoleContext<'_>, types: Option<&Types>, sent: &Sent) -> AnyView {
    let say = console.words();
    let came_back = sent.is_wrong();
    let is_chosen = |name: &str| {
        if came_back {
            let mut fields = sent.fields.iter();
            fields.any(|(field, value)| field == "types" && value == name)
        } else {
            types.is_some_and(|types| types.names().contains(&name))
        }
    };
    let choice = |name: &'static str, text: String| {
        view! {
            <li><label class="radio"><input type="checkbox" name="types" value=name checked=is_chosen(name) /> " " <span>{text}</span></label></li>
        }
    };
    let some = EventType::subscribable().map(|one| choice(one.name(), one.name().to_owned()));
    let id = field_id("types");
    view! {
        <fieldset class="field" id=id.clone() aria-describedby=format!("{id}-error")>
            <legend>{say.say("webhook-types")}</legend>
            <ul role="list">{choice(EVERYTHING, say.say("webhook-types-all"))}</ul>
            <p class="quiet">{say.say("webhook-types-or")}</p>
            <ul role="list">{some.collect_view()}</ul>
            {error_line(&id, sent.error("types").map(str::to_owned))}
        </fieldset>
    }
    .into_any()
}

fn new_form(console: &ConsoleContext<'_>, sent: &Sent) -> AnyView {
    let say = console.words();
    view! {
        <section class="story" aria-labelledby="new-title">
            <h2 id="new-title">{say.say("webhook-new")}</h2>
            <form class="form" method="post" action=link::WEBHOOKS>
                {proof(console)} {key_field()}
                {url_field(console, String::new(), sent)}
                {types_field(console, None, sent)}
                <p><button class="button button--primary" type="submit">{say.say("webhook-create")}</button></p>
            </form>
        </section>
    }
    .into_any()
}

/// One webhook: what it is told, what can be done about it, and each try.
pub fn webhook_page(console: &ConsoleContext<'_>, page: &WebhookPage) -> String {
    let say = console.words();
    frame(console, Section::Webhooks, &page.url, || {
        let notice = page.done.map(|what| match what {
            WebhookDone::Pinged => say.say("webhook-done-pinged"),
            WebhookDone::Changed => say.say("webhook-done-changed"),
            WebhookDone::Off => say.say("webhook-done-off"),
            WebhookDone::Replayed(count) => {
                say.fill("webhook-done-replayed", [("count", count.into())])
            }
        });
        let forms = console.may(Permission::ManageWebhooks).then(|| {
            view! { {actions(console, page)} {replay_form(console, page)} {change_form(console, page)} }
        });
        view! {
            <p class="breadcrumb"><a href=link::WEBHOOKS>{say.say("console-webhooks")}</a></p>
            {done(notice)}
            {problems(say, &page.sent)}
            {secret(console, page)}
            {facts(console, &page.endpoint)}
            {forms}
            {log(console, page)}
        }
        .into_any()
    })
}

/// The secret, right after it was made.
fn secret(console: &ConsoleContext<'_>, page: &WebhookPage) -> Option<AnyView> {
    let say = console.words();
    page.secret.clone().map(|secret| {
        view! {
            <section class="notice tone-attention" aria-labelledby="secret-title">
                <h2 id="secret-title">{say.say("webhook-secret")}</h2>
                <p>{say.say("webhook-secret-text")}</p>
                <p><code dir="ltr">{secret}</code></p>
            </section>
        }
        .into_any()
    })
}

fn facts(console: &ConsoleContext<'_>, endpoint: &EndpointView) -> AnyView {
    let say = console.words();
    let row = |name: &str, value: String| {
        view! { <div><dt>{say.say(name)}</dt> " " <dd>{value}</dd></div> }
    };
    let told = |id: &str, at: Option<Timestamp>| {
        at.map(|at| {
            let text = say.fill(id, [("when", moment(console, at).into())]);
            view! { <p class="quiet">{text}</p> }
        })
    };
    let now = console.shop.time(console.ctx.now);
    let to_come = |at: Option<Timestamp>| at.filter(|at| *at > now);
    view! {
        <dl class="facts">
            {row("webhook-state", webhook_state_text(say, endpoint.state))}
            {row("webhook-types", types_text(console, &endpoint.types))}
            {row("webhook-since", moment(console, endpoint.created_at))}
            {row("webhook-waiting", endpoint.waiting.to_string())}
            {row("webhook-failed", endpoint.failed.to_string())}
        </dl>
        {told("webhook-failing", endpoint.failing_since)}
        {told("webhook-paused", to_come(endpoint.not_before))}
        {told("webhook-old-secret", to_come(endpoint.old_secret_until))}
    }
    .into_any()
}

/// A button that does one thing, with what it does.
fn button(
    console: &ConsoleContext<'_>,
    endpoint: &EndpointView,
    (action, name, text): (WebhookAction, &str, Option<&str>),
) -> AnyView {
    let say = console.words();
    view! {
        <form class="form" method="post" action=link::webhook(&endpoint.id)>
            {proof(console)} {key_field()}
            <p>
                <button class="button" type="submit" name="action" value=action.name()>{say.say(name)}</button>
                " " <span class="quiet">{text.map(|text| say.say(text))}</span>
            </p>
        </form>
    }
    .into_any()
}

fn actions(console: &ConsoleContext<'_>, page: &WebhookPage) -> AnyView {
    let say = console.words();
    let of = &page.endpoint;
    let is_off = matches!(of.state, EndpointState::Off(_));
    let switch = if is_off {
        (
            WebhookAction::On,
            "webhook-turn-on",
            Some("webhook-ping-text"),
        )
    } else {
        (
            WebhookAction::Off,
            "webhook-turn-off",
            Some("webhook-turn-off-text"),
        )
    };
    let ping = (
        WebhookAction::Ping,
        "webhook-ping",
        Some("webhook-ping-text"),
    );
    let rotate = (
        WebhookAction::Rotate,
        "webhook-rotate",
        Some("webhook-rotate-text"),
    );
    let delete = (
        WebhookAction::Delete,
        "webhook-delete",
        Some("webhook-delete-text"),
    );
    view! {
        <section class="story" aria-labelledby="actions-title">
            <h2 id="actions-title">{say.say("webhook-actions")}</h2>
            {(!is_off).then(|| button(console, of, ping))}
            {button(console, of, rotate)}
            {button(console, of, switch)}
            {button(console, of, delete)}
        </section>
    }
    .into_any()
}

fn replay_form(console: &ConsoleContext<'_>, page: &WebhookPage) -> Option<AnyView> {
    let say = console.words();
    let of = &page.endpoint;
    let time = |name, label: &str| Input {
        name,
        label: say.say(label),
        kind: "datetime-local",
        width: "input--medium",
        required: true,
        ..Input::default()
    };
    (of.state == EndpointState::On).then(|| {
        let failed = (WebhookAction::ReplayFailed, "webhook-replay-failed", None);
        view! {
            <section class="story" aria-labelledby="replay-title">
                <h2 id="replay-title">{say.say("webhook-replay")}</h2>
                {button(console, of, failed)}
                <form class="form" method="post" action=link::webhook(&of.id)>
                    {proof(console)} {key_field()}
                    {input(&time("from", "webhook-from"), &page.sent)}
                    {input(&time("to", "webhook-to"), &page.sent)}
                    <p><button class="button" type="submit" name="action" value=WebhookAction::ReplayRange.name()>{say.say("webhook-replay-range")}</button></p>
                </form>
            </section>
        }
        .into_any()
    })
}

fn change_form(console: &ConsoleContext<'_>, page: &WebhookPage) -> AnyView {
    let say = console.words();
    let of = &page.endpoint;
    let is_open = page.sent.is_wrong() && page.sent.value("url").is_some();
    view! {
        <details class="more" open=is_open>
            <summary>{say.say("webhook-change")}</summary>
            <form class="form" method="post" action=link::webhook(&of.id)>
                {proof(console)} {key_field()}
                {url_field(console, page.url.clone(), &page.sent)}
                {types_field(console, Some(&of.types), &page.sent)}
                <p><button class="button" type="submit" name="action" value=WebhookAction::Change.name()>{say.say("webhook-save")}</button></p>
            </form>
        </details>
    }
    .into_any()
}

fn log(console: &ConsoleContext<'_>, page: &WebhookPage) -> AnyView {
    let say = console.words();
    let next = page.next_cursor.as_deref().map(|cursor| {
        let href = link::webhook_tries(&page.endpoint.id, cursor);
        view! { <p><a class="button" href=href rel="next">{say.say("orders-more")}</a></p> }
    });
    let content = if page.tries.is_empty() {
        view! { <p class="empty">{say.say("webhook-log-none")}</p> }.into_any()
    } else {
        let columns = [
            Column::head(say.say("webhook-event")),
            Column::text(say.say("webhook-when")),
            Column::number(say.say("webhook-try")),
            Column::text(say.say("webhook-result")),
            Column::text(say.say("webhook-answer")),
            Column::action(),
        ];
        let rows = page.tries.iter().map(|one| row(console, page, one));
        table(say.say("webhook-log"), &columns, rows)
    };
    view! {
        <section class="story" id="log" aria-labelledby="log-title">
            <h2 id="log-title">{say.say("webhook-log")}</h2>
            {content}
            {next}
        </section>
    }
    .into_any()
}

fn row(console: &ConsoleContext<'_>, page: &WebhookPage, one: &TryView) -> [AnyView; 6] {
    let say = console.words();
    let result = webhook_try_text(say, one.status, one.trouble);
    let again = one.due_at.filter(|_| one.ended_at.is_some());
    let again = again.map(|at| {
        let text = say.fill("webhook-again-at", [("when", moment(console, at).into())]);
        view! { <br /> <span class="quiet">{text}</span> }
    });
    let answer = one.answer.clone().map(|answer| {
        view! {
            <details class="more"><summary>{say.say("webhook-answer")}</summary><pre class="letter__text" dir="auto">{answer}</pre></details>
        }
    });
    let may = one.cause > 0
        && one.state != DeliveryState::Planned
        && page.endpoint.state == EndpointState::On
        && console.may(Permission::ManageWebhooks);
    let replay = may.then(|| {
        view! {
            <form method="post" action=link::webhook(&page.endpoint.id)>
                {proof(console)} {key_field()}
                <input type="hidden" name="message" value=one.delivery.to_string() />
                <button class="button" type="submit" name="action" value=WebhookAction::ReplayOne.name()>{say.say("webhook-replay")}</button>
            </form>
        }
    });
    [
        view! { <code dir="ltr">{one.event.name()}</code> <br /> <span class="quiet" dir="ltr">{one.delivery.to_string()}</span> }
            .into_any(),
        view! { <span class="date">{moment(console, one.began_at)}</span> }.into_any(),
        view! { {one.n.to_string()} }.into_any(),
        view! { {result} {again} }.into_any(),
        view! { {answer} }.into_any(),
        view! { {replay} }.into_any(),
    ]
}
