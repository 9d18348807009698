//! The receipt of a withdrawal: what was declared, and when. It says nothing about any order.

use super::order::legal_links;
use super::{Block, Mail};
use crate::present::withdrawal_moment;
use crate::{Lang, words};
use dockline_view::{Shop, WithdrawalView};

/// A withdrawal was received. A durable medium (Directive 2011/83/EU art. 11a(4)).
pub fn withdrawal_received(
    view: &WithdrawalView,
    shop: &Shop,
    lang: Lang,
    public_url: &str,
) -> Mail {
    let say = words(lang);
    let at = withdrawal_moment(lang, shop, view.declared_at);
    let name = shop.profile.name.clone();
    let heading = say.say("mail-withdrawal-received");
    let facts = [
        (say.say("withdraw-received-at"), at.clone()),
        (say.say("fact-name"), view.name.clone()),
        (say.say("withdrawal-contract"), view.contract.clone()),
        (say.say("fact-email"), view.email.clone()),
    ];
    let why = say.fill("mail-why-withdrawal", [("shop", name.as_str().into())]);
    Mail {
        lang,
        from: name,
        subject: heading.clone(),
        preview: at,
        blocks: vec![
            Block::Heading(heading),
            Block::Text(say.say("withdraw-received-text-receipt")),
            Block::Facts(facts.into()),
            Block::Text(say.say("withdraw-statement")),
            Block::Text(say.say("withdraw-after")),
            Block::Note(why),
            Block::Links(legal_links(shop, lang, public_url)),
        ],
        unsubscribe: None,
    }
}
