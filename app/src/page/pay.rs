//! The way to a gateway and back, and the pages of the one that is only played.
//!
//! A form may not lead to another site (`form-action 'self'`), and neither may what it is answered
//! with. So the way there is a page of its own, with a link that the browser follows by itself.

use super::shell::{Head, document};
use dockline_view::{OrderView, Shop};
use dockline_words::{PageContext, link};
use leptos::prelude::*;

/// Why somebody goes to the gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ToPay {
    /// To name a card.
    Card,
    /// To answer their bank.
    Bank,
}

fn head(title: String) -> Head {
    Head {
        title,
        private: true,
        ..Head::default()
    }
}

/// The page between an order and its gateway.
pub fn to_pay(ctx: &PageContext, view: &OrderView, why: ToPay, url: &str) -> String {
    let say = ctx.words();
    let (text, label) = match why {
        ToPay::Card => ("pay-to-card-text", "pay-to-card-link"),
        ToPay::Bank => ("pay-to-bank-text", "pay-to-bank-link"),
    };
    let head = Head {
        goes_to: Some(url.to_owned()),
        ..head(say.say("pay-to-gateway"))
    };
    document(ctx, Some(&view.shop), head, || {
        view! {
            <div class="page narrow">
                <h1>{say.say("pay-to-gateway")}</h1>
                <p class="lede">{say.say(text)}</p>
                <p><a class="button button--primary" href=url.to_owned()>{say.say(label)}</a></p>
                <p><a href=link::order(&view.token)>{say.say("back-to-order")}</a></p>
            </div>
        }
        .into_any()
    })
}

/// The bank wants to hear from the shopper: they go there by a button, because money is asked for.
pub fn pay(ctx: &PageContext, view: &OrderView, text: String) -> String {
    let say = ctx.words();
    let title = say.say("pay-bank-title");
    document(ctx, Some(&view.shop), head(title.clone()), || {
        view! {
            <div class="page narrow">
                <h1>{title}</h1>
                <p class="lede">{text}</p>
                <form class="payment" method="post" action=link::pay(&view.token)>
                    <p><button class="button button--primary" type="submit">{say.say("pay-action-link")}</button></p>
                </form>
                <p><a href=link::pay_by_other(&view.token)>{say.say("pay-failed-link")}</a></p>
                <p><a href=link::order(&view.token)>{say.say("back-to-order")}</a></p>
            </div>
        }
        .into_any()
    })
}

/// The sentence for a word that says what a card will do.
fn card_message(word: &str) -> Option<&'static str> {
    Some(match word {
        "works" => "bank-card-works",
        "declined_once" => "bank-card-declined-once",
        "needs_bank" => "bank-card-needs-bank",
        "expires" => "bank-card-expires",
        "reissued" => "bank-card-reissued",
        "debit_fails" => "bank-card-debit-fails",
        "refund_pends" => "bank-card-refund-pends",
        "refund_fails" => "bank-card-refund-fails",
        "refund_returns" => "bank-card-refund-returns",
        _ => return None,
    })
}

fn bank(ctx: &PageContext, shop: Option<&Shop>, main: impl FnOnce() -> AnyView) -> String {
    let say = ctx.words();
    document(ctx, shop, head(say.say("bank-title")), || {
        view! {
            <div class="page narrow">
                <h1>{say.say("bank-title")}</h1>
                {main()}
            </div>
        }
        .into_any()
    })
}

/// The page of the played bank on which one of some cards is named; there are none when it is over.
pub fn bank_cards(ctx: &PageContext, path: &str, cards: &[&'static str]) -> String {
    let say = ctx.words();
    bank(ctx, None, || {
        if cards.is_empty() {
            return view! { <p class="lede">{say.say("bank-over")}</p> }.into_any();
        }
        let radios = cards.iter().enumerate().filter_map(|(at, word)| {
            let text = say.say(card_message(word)?);
            Some(view! { <label class="radio"><input type="radio" name="card" value=*word checked=at == 0 /> <span>{text}</span></label> })
        });
        view! {
            <p class="lede">{say.say("bank-text")}</p>
            <form class="payment" method="post" action=path.to_owned()>
                <fieldset class="radios">
                    <legend>{say.say("bank-cards")}</legend>
                    {radios.collect_view()}
                </fieldset>
                <p><button class="button button--primary" type="submit">{say.say("bank-save")}</button></p>
            </form>
        }
        .into_any()
    })
}

/// The page on which the owner of a card answers their bank.
pub fn bank_step(ctx: &PageContext, path: &str, price: String) -> String {
    let say = ctx.words();
    bank(ctx, None, || {
        view! {
            <p class="lede">{say.fill("bank-step-text", [("price", price.into())])}</p>
            <form class="payment" method="post" action=path.to_owned()>
                <p>
                    <button class="button button--primary" type="submit" name="answer" value="confirm">{say.say("bank-confirm")}</button>
                    " "
                    <button class="button" type="submit" name="answer" value="refuse">{say.say("bank-refuse")}</button>
                </p>
            </form>
        }
        .into_any()
    })
}
