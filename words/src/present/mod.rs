//! Plain values into ready strings of one language.

mod badge;
mod bank;
mod calendar;
mod card;
mod checkout;
mod console;
mod date_moves;
mod delay;
mod errors;
pub(crate) mod mail;
mod mails;
mod news;
mod notice;
mod offer;
mod order;
mod order_head;
mod order_story;
mod payment;
mod progress;
mod reason;
mod refusal;
mod storefront;
mod structured;
#[cfg(test)]
mod tests;
mod variant_change;
mod webhooks;
mod withdrawal;

pub use badge::{product_badge, product_price, product_unit_price, variant_badge};
pub use bank::bank_reason;
pub use calendar::{
    CalendarEntry, Certainty, has_dates_to_come, offer_entry, offer_headline, order_entries,
};
pub use card::{cart_arrival, cart_ways, live_card, money_text};
pub use checkout::{arrival_changed, price_changed, times_changed};
pub use console::{
    Done, NotDone, Wrong, WrongChange, WrongClock, WrongCount, WrongDate, WrongFile, WrongMail,
    WrongMoney, WrongOrder, WrongParcel, WrongPassword, WrongPlace, WrongText, WrongWebhook,
    WrongWithdrawal, coming_sentence, place_sentences,
};
pub use delay::{channel_name, choice_text, duty_text, law_text, notice_name, regime_name};
pub use errors::{Problem, problem_text};
pub use mails::{mail_kind_name, mail_state_text, try_text};
pub use news::{NewsItem, ProductNews, product_news};
pub use notice::{notice_sentences, own_choice_text, why_text};
pub use offer::Offer;
pub use order::{
    is_order_late, live_order, order_state_word, order_word, placed_text, written_order,
};
pub use order_head::cart_parts;
pub(crate) use payment::refund_text;
pub use payment::{charge_word, refund_word};
pub use progress::{stage_name, supply_progress};
pub use reason::reason_text;
pub use refusal::refusal_text;
pub use storefront::{
    HowPart, OwnText, how_backorders_work, legal_page_name, payment_text, unit_price_text, vat_text,
};
pub use structured::{OpenGraph, open_graph, product_json_ld};
pub use variant_change::what_variant_change_means;
pub use webhooks::{webhook_state_text, webhook_try_text};
pub use withdrawal::{withdrawal_moment, withdrawal_state_text};

use dockline_domain::catalogue::{OptionValue, options_text};

/// The first letter large: for phrases such as "tomorrow" where a line begins with them.
pub fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}

/// What a variant is called in a sentence, such as "Ridge Tent 2, Moss green".
pub fn order_line_name(title: &str, options: &[OptionValue]) -> String {
    let options = options_text(options);
    if options.is_empty() {
        title.to_owned()
    } else {
        format!("{title}, {options}")
    }
}
