//! Somebody's own account: another password, and the end of every session.

use super::{ConsoleContext, Sent, page, proof};
use crate::component::console_field::{done, error_line, problems};
use crate::component::order_form::field_id;
use dockline_domain::limits;
use dockline_words::link::console as link;
use leptos::prelude::*;

/// The page of the account.
#[derive(Debug, Clone, Default)]
pub struct AccountPage {
    /// How many sessions are open, with this one.
    pub sessions: usize,
    /// Everybody knows the password of a demo: it stays as it is.
    pub demo: bool,
    /// What is wrong with the form that came back, without the passwords in it.
    pub sent: Sent,
    /// The password was just changed.
    pub changed: bool,
}

/// The page: who it is, another password, and the way out of every browser.
pub fn account(console: &ConsoleContext<'_>, of: &AccountPage) -> String {
    let say = console.words();
    page(console, None, &say.say("account-title"), || {
        view! {
            {done(of.changed.then(|| say.say("account-done")))}
            <p class="lede" dir="auto">{console.user.email.clone()}</p>
            {if of.demo { view! { <p>{say.say("account-demo")}</p> }.into_any() } else { password(console, &of.sent) }}
            <h2>{say.say("account-sessions")}</h2>
            <p>{say.fill("account-sessions-text", [("count", of.sessions.into())])}</p>
            <form method="post" action=link::ACCOUNT>
                {proof(console)}
                <input type="hidden" name="action" value="leave" />
                <button class="button" type="submit">{say.say("account-leave")}</button>
            </form>
        }
        .into_any()
    })
}

fn password(console: &ConsoleContext<'_>, sent: &Sent) -> AnyView {
    let say = console.words();
    let text = say.fill(
        "account-password-text",
        [("min", limits::PASSWORD_CHARS_MIN.to_string().into())],
    );
    view! {
        <h2>{say.say("account-password")}</h2>
        <p>{text}</p>
        <div class="panel form">
            {problems(say, sent)}
            <form class="login__form" method="post" action=link::ACCOUNT>
                {proof(console)}
                <input type="hidden" name="action" value="password" />
                // A program that keeps passwords wants to know whose it is.
                <input type="hidden" name="username" autocomplete="username" value=console.user.email.clone() />
                {field("old_password", say.say("account-old"), "current-password", sent)}
                {field("new_password", say.say("account-new"), "new-password", sent)}
                {field("new_password_again", say.say("account-again"), "new-password", sent)}
                <button class="button button--primary" type="submit">{say.say("account-change")}</button>
            </form>
        </div>
    }
    .into_any()
}

/// A field for a password: what was written never comes back.
fn field(name: &str, label: String, complete: &'static str, sent: &Sent) -> AnyView {
    let id = field_id(name);
    let error = sent.error(name).map(str::to_owned);
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <input
                class="input input--medium"
                id=id.clone()
                name=name.to_owned()
                type="password"
                required
                maxlength=limits::PASSWORD_BYTES_MAX.to_string()
                autocomplete=complete
                autofocus=sent.begins_at(name, false)
                aria-describedby=format!("{id}-error")
                aria-invalid=error.is_some().then_some("true")
            />
            {error_line(&id, error)}
        </div>
    }
    .into_any()
}
