//! The log-in.

use crate::component::icon::icon;
use crate::page::shell::{Head, document};
use dockline_domain::limits;
use dockline_words::PageContext;
use dockline_words::link::console as link;
use leptos::prelude::*;

/// The log-in form, with what was written.
#[derive(Debug, Clone, Default)]
pub struct LoginForm {
    /// The shop's slug; `None` when the server has only one.
    pub shop: Option<String>,
    /// The mail address.
    pub email: String,
    /// The page of the console that comes after it.
    pub next: String,
    /// Why it did not succeed.
    pub error: Option<LoginError>,
    /// What everybody may log in with.
    pub demo: Option<DemoLogin>,
}

/// What everybody may log in with: a demo shop has no secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoLogin {
    /// The shop's slug.
    pub shop: String,
    /// That of a rehearsal in which they may log in as well.
    pub rehearsal: Option<String>,
    /// The mail address.
    pub email: String,
    pub password: String,
}

/// Why a log-in did not succeed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoginError {
    /// Shop, mail address or password is wrong.
    Wrong,
    /// Too many attempts.
    TooMany {
        /// How long to wait.
        minutes: u64,
    },
    /// Too many people at once.
    Busy,
    /// Our fault.
    Internal,
}

/// The page of the log-in.
pub fn login(ctx: &PageContext, form: &LoginForm) -> String {
    let say = ctx.words();
    let title = say.say("login-title");
    let head = Head {
        title: title.clone(),
        private: true,
        console: true,
        ..Head::default()
    };
    let action = link::login(&form.next);
    document(ctx, None, head, || {
        view! {
            <div class="page narrow login">
                <h1>{title}</h1>
                {form.demo.as_ref().map(|demo| demo_note(ctx, demo))}
                {form.error.map(|error| error_note(ctx, error))}
                <form class="panel login__form" method="post" action=action>
                    <input type="hidden" name="next" value=form.next.clone() />
                    {form.shop.as_ref().map(|shop| shop_field(ctx, shop))}
                    <div class="field">
                        <label for="email">{say.say("field-email")}</label>
                        <input class="input" id="email" name="email" type="email" autocomplete="username" required maxlength=limits::EMAIL_BYTES_MAX.to_string() value=form.email.clone() />
                    </div>
                    <div class="field">
                        <label for="password">{say.say("field-password")}</label>
                        <input class="input" id="password" name="password" type="password" autocomplete="current-password" required maxlength=limits::PASSWORD_BYTES_MAX.to_string() />
                    </div>
                    <button class="button button--primary" type="submit">{say.say("login-button")}</button>
                </form>
            </div>
        }
        .into_any()
    })
}

fn shop_field(ctx: &PageContext, shop: &str) -> AnyView {
    let say = ctx.words();
    view! {
        <div class="field">
            <label for="shop">{say.say("field-shop")}</label>
            <p class="field__hint" id="shop-hint">{say.say("field-shop-hint")}</p>
            <input class="input" id="shop" name="shop" type="text" autocomplete="organization" autocapitalize="none" spellcheck="false" required maxlength=limits::HANDLE_BYTES_MAX.to_string() value=shop.to_owned() aria-describedby="shop-hint" />
        </div>
    }
    .into_any()
}

fn error_note(ctx: &PageContext, error: LoginError) -> AnyView {
    let say = ctx.words();
    let text = match error {
        LoginError::Wrong => say.say("login-wrong"),
        LoginError::TooMany { minutes } => say.fill("login-too-many", [("count", minutes.into())]),
        LoginError::Busy => say.say("login-busy"),
        LoginError::Internal => say.say("login-internal"),
    };
    view! { <p class="notice tone-attention" role="alert">{icon("alert")} <span>{text}</span></p> }
        .into_any()
}

fn demo_note(ctx: &PageContext, demo: &DemoLogin) -> AnyView {
    let say = ctx.words();
    view! {
        <div class="notice tone-wait">
            {icon("note")}
            <div>
                <p>{say.say("login-demo")}</p>
                <dl class="facts login__demo">
                    {demo.rehearsal.as_ref().map(|rehearsal| view! { <div><dt>{say.say("field-shop")}</dt> <dd><code>{demo.shop.clone()}</code> ", " <code>{rehearsal.clone()}</code></dd></div> })}
                    <div><dt>{say.say("field-email")}</dt> <dd><code>{demo.email.clone()}</code></dd></div>
                    <div><dt>{say.say("field-password")}</dt> <dd><code>{demo.password.clone()}</code></dd></div>
                </dl>
            </div>
        </div>
    }
    .into_any()
}
