//! `/s/{shop}/withdraw`: somebody withdraws from a contract, in two steps. Nothing on these pages
//! says whether there is such an order.

use super::shell::{Head, document};
use crate::actions::{FieldMessage, field_message};
use crate::component::icon::icon;
use crate::component::order_form::{TextField, error_summary, text_field};
use crate::form::OrderFormState;
use dockline_domain::limits;
use dockline_domain::storefront::LegalPage;
use dockline_domain::withdrawal::labels_beside;
use dockline_view::Shop;
use dockline_words::present::{Problem, withdrawal_moment};
use dockline_words::{PageContext, link};
use jiff::Timestamp;
use leptos::prelude::*;

/// What was written, and where it stands.
#[derive(Debug, Clone, Default)]
pub struct WithdrawForm {
    /// Who withdraws.
    pub name: String,
    /// Which contract it is.
    pub contract: String,
    /// Where the receipt goes.
    pub email: String,
    /// What is wrong with what was written.
    pub problems: Vec<(&'static str, Problem)>,
    /// Where it stands.
    pub step: WithdrawStep,
}

/// Where a withdrawal stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WithdrawStep {
    /// It is to be written.
    #[default]
    Statement,
    /// It is written, and to be confirmed.
    Confirmation,
    /// It was received.
    Received {
        /// When.
        at: Timestamp,
        /// Whether the receipt is also sent by mail.
        is_mailed: bool,
    },
    /// Too many came from the network.
    TooMany,
    /// It could not be received at the moment.
    Busy,
}

/// The page of a withdrawal.
pub fn withdraw(ctx: &PageContext, shop: &Shop, form: &WithdrawForm) -> String {
    let say = ctx.words();
    let head = Head {
        title: say.say("withdraw-function"),
        private: true,
        ..Head::default()
    };
    document(ctx, Some(shop), head, || {
        let part = match form.step {
            WithdrawStep::Statement => statement(ctx, shop, form),
            WithdrawStep::Confirmation => confirmation(ctx, shop, form),
            WithdrawStep::Received { at, is_mailed } => received(ctx, shop, form, (at, is_mailed)),
            WithdrawStep::TooMany => again(ctx, shop, form, "withdraw-too-many"),
            WithdrawStep::Busy => again(ctx, shop, form, "withdraw-busy"),
        };
        view! { <div class="page narrow withdraw">{part}</div> }.into_any()
    })
}

/// Who withdraws, and from what.
fn statement(ctx: &PageContext, shop: &Shop, form: &WithdrawForm) -> AnyView {
    let say = ctx.words();
    let errors = form.problems.iter();
    let errors: Vec<FieldMessage> = errors
        .map(|(field, problem)| field_message(ctx.lang, field, problem))
        .collect();
    let state = OrderFormState {
        errors,
        ..OrderFormState::default()
    };
    let field = |name, id: &str, kind, autocomplete, value: &str, length_max| {
        let field = TextField {
            name,
            label: say.say(id),
            kind,
            autocomplete,
            value,
            length_max,
            required: true,
            focused: false,
        };
        text_field(&field, &state)
    };
    let name = shop.profile.name.as_str();
    let instructions = shop
        .profile
        .storefront
        .pages
        .contains_key(&LegalPage::Withdrawal)
        .then(|| {
            let href = link::legal(&shop.slug, LegalPage::Withdrawal);
            view! { <p><a href=href>{say.say("withdraw-instructions")}</a></p> }
        });
    view! {
        <h1>{say.say("withdraw-function")}</h1>
        <p class="lede" dir="auto">{say.fill("withdraw-text", [("shop", name.into())])}</p>
        {beside(ctx, shop)}
        <form class="form" method="post" action=link::withdraw(&shop.slug) novalidate>
            {error_summary(ctx, &state)}
            {field("name", "withdraw-name", "text", "name", &form.name, limits::TEXT_CHARS_MAX)}
            {field("contract", "withdraw-contract", "text", "off", &form.contract, limits::TEXT_CHARS_MAX)}
            {field("email", "withdraw-email", "email", "email", &form.email, limits::EMAIL_BYTES_MAX)}
            <p><button class="button button--primary" type="submit" name="step" value="statement">{say.say("withdraw-next")}</button></p>
        </form>
        {instructions}
    }
    .into_any()
}

/// The prescribed words in languages that the pages do not have.
fn beside(ctx: &PageContext, shop: &Shop) -> Option<AnyView> {
    let labels: Vec<_> = labels_beside(&shop.rules.orders)
        .map(|labels| view! { <span lang=labels.lang>{labels.function}</span> " " })
        .collect();
    (!labels.is_empty()).then(|| {
        view! { <p class="quiet withdraw__beside">{ctx.words().say("withdraw-beside")} " " {labels}</p> }.into_any()
    })
}

/// What is declared, in the words that were written.
fn declared(ctx: &PageContext, form: &WithdrawForm, at: Option<String>) -> AnyView {
    let say = ctx.words();
    let fact = |name: String, value: String| view! { <div><dt>{name}</dt> " " <dd dir="auto">{value}</dd></div> };
    view! {
        <p class="withdraw__statement"><strong>{say.say("withdraw-statement")}</strong></p>
        <dl class="facts">
            {at.map(|at| fact(say.say("withdraw-received-at"), at))}
            {fact(say.say("fact-name"), form.name.clone())}
            {fact(say.say("withdrawal-contract"), form.contract.clone())}
            {fact(say.say("fact-email"), form.email.clone())}
        </dl>
    }
    .into_any()
}

fn kept(form: &WithdrawForm) -> AnyView {
    view! {
        <input type="hidden" name="name" value=form.name.clone() />
        <input type="hidden" name="contract" value=form.contract.clone() />
        <input type="hidden" name="email" value=form.email.clone() />
    }
    .into_any()
}

/// What was written, to be confirmed.
fn confirmation(ctx: &PageContext, shop: &Shop, form: &WithdrawForm) -> AnyView {
    let say = ctx.words();
    view! {
        <h1 tabindex="-1" autofocus>{say.say("withdraw-check")}</h1>
        <p>{say.say("withdraw-check-text")}</p>
        {declared(ctx, form, None)}
        {confirm_form(ctx, shop, form)}
    }
    .into_any()
}

fn confirm_form(ctx: &PageContext, shop: &Shop, form: &WithdrawForm) -> AnyView {
    let say = ctx.words();
    view! {
        <form class="form" method="post" action=link::withdraw(&shop.slug)>
            {kept(form)}
            <p>
                <button class="button button--primary" type="submit" name="step" value="confirm">{say.say("withdraw-confirm")}</button>
                " "
                <button class="button button--plain" type="submit" name="step" value="change">{say.say("withdraw-change")}</button>
            </p>
        </form>
    }
    .into_any()
}

/// It was not received, and can be sent again.
fn again(ctx: &PageContext, shop: &Shop, form: &WithdrawForm, why: &'static str) -> AnyView {
    let say = ctx.words();
    let contact = shop.profile.storefront.contact.email.as_ref();
    let contact = contact.map(|email| {
        view! { " " <a href=format!("mailto:{email}")>{email.to_string()}</a> }
    });
    view! {
        <h1>{say.say("withdraw-check")}</h1>
        <p class="notice tone-attention" role="alert" tabindex="-1" autofocus>{icon("alert")} <span>{say.say(why)} {contact}</span></p>
        {declared(ctx, form, None)}
        {confirm_form(ctx, shop, form)}
    }
    .into_any()
}

/// The receipt.
fn received(
    ctx: &PageContext,
    shop: &Shop,
    form: &WithdrawForm,
    (at, is_mailed): (Timestamp, bool),
) -> AnyView {
    let say = ctx.words();
    let text = say.by_mail("withdraw-received-text", is_mailed);
    view! {
        <h1>{say.say("withdraw-function")}</h1>
        <p class="notice tone-stock" role="status" tabindex="-1" autofocus>{icon("check")} <span>{say.say("withdraw-received")}</span></p>
        <p>{text}</p>
        {declared(ctx, form, Some(withdrawal_moment(ctx.lang, shop, at)))}
        <p>{say.say("withdraw-after")}</p>
    }
    .into_any()
}
