//! `/w/{token}` and `/u/{token}`: what somebody says about mails that they get because they asked to
//! hear of something. Each has one form; opening it changes nothing.

use super::shell::{Head, document};
use crate::component::icon::icon;
use dockline_view::{PlaceView, Shop};
use dockline_words::present::order_line_name;
use dockline_words::{PageContext, link};
use leptos::prelude::*;

/// What is said about what was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WaitlistTold {
    /// Too much at once, or nobody knows.
    Again,
}

fn head(title: &str) -> Head {
    Head {
        title: title.to_owned(),
        private: true,
        ..Head::default()
    }
}

/// The page of a place on a waitlist: whether the address is theirs, and how to leave.
pub fn waitlist(
    ctx: &PageContext,
    token: &str,
    place: &PlaceView,
    told: Option<WaitlistTold>,
) -> String {
    let say = ctx.words();
    let name = order_line_name(&place.title, &place.options);
    let title = say.say("waitlist-page");
    let text = match (place.confirmed, place.told) {
        (true, true) => "waitlist-told",
        (true, false) => "waitlist-confirmed",
        (false, _) => "waitlist-unconfirmed",
    };
    let text = say.fill(text, [("name", name.into())]);
    document(ctx, Some(place.shop()), head(&title), || {
        let told = told.map(|WaitlistTold::Again| {
            view! { <p class="notice tone-attention" role="alert" tabindex="-1" autofocus>{icon("alert")} <span>{say.say("wrong-outcome-unknown")}</span></p> }
        });
        let (sign, tone) = if place.confirmed {
            (Some(icon("check")), "notice tone-stock")
        } else {
            (None, "lede")
        };
        let confirm = (!place.confirmed).then(|| {
            view! { <button class="button" type="submit" name="answer" value="confirm">{say.say("waitlist-confirm-button")}</button> " " }
        });
        view! {
            <div class="page narrow">
                <h1>{title.clone()}</h1>
                {told}
                <p class=tone>{sign} <span dir="auto">{text}</span></p>
                <form class="panel" method="post" action=link::waitlist(token)>
                    <p>{confirm}<button class="button button--plain" type="submit" name="answer" value="leave">{say.say("waitlist-leave-button")}</button></p>
                    <p class="quiet">{say.say("waitlist-leave-text")}</p>
                </form>
            </div>
        }
        .into_any()
    })
}

/// The page on which mails are ended.
pub fn preferences(ctx: &PageContext, token: &str, shop: &Shop) -> String {
    let say = ctx.words();
    let title = say.say("preferences-title");
    let name = shop.profile.name.clone();
    document(ctx, Some(shop), head(&title), || {
        view! {
            <div class="page narrow">
                <h1>{title.clone()}</h1>
                <p class="lede">{say.fill("preferences-text", [("shop", name.into())])}</p>
                <form class="panel" method="post" action=link::preferences(token)>
                    <p><button class="button" type="submit">{say.say("preferences-button")}</button></p>
                    <p class="quiet">{say.say("preferences-always")}</p>
                </form>
            </div>
        }
        .into_any()
    })
}

/// Nobody writes any more: what was asked for, and what whoever comes by an old link is told.
pub fn no_mails(ctx: &PageContext) -> String {
    let say = ctx.words();
    let title = say.say("preferences-title");
    document(ctx, None, head(&title), || {
        view! {
            <div class="page narrow">
                <h1>{title.clone()}</h1>
                <p class="notice tone-stock" role="status" tabindex="-1" autofocus>{icon("check")} <span>{say.say("preferences-done")}</span></p>
                <p class="quiet">{say.say("preferences-always")}</p>
            </div>
        }
        .into_any()
    })
}
