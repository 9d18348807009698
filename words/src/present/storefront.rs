//! What a shop says of itself, in words: its prices, its legal pages, and what its rules mean for
//! those who wait.

use crate::{Lang, Words, money, words};
use dockline_domain::catalogue::VariantDraft;
use dockline_domain::facts::Unit;
use dockline_domain::money::Money;
use dockline_domain::payment::gateway::GatewayKind;
use dockline_domain::policy::BackorderRule;
use dockline_domain::storefront::LegalPage;
use dockline_view::Shop;

/// A text and the language it is in, which need not be that of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnText {
    pub lang: Lang,
    pub text: String,
}

/// What prices hold (PAngV § 6(1), Directive 2011/83/EU art. 6(1)(e)): the shop's own words, or
/// ours by its rules; nothing where its merchant says nothing of it.
pub fn vat_text(lang: Lang, shop: &Shop) -> Option<OwnText> {
    let said = &shop.profile.storefront;
    if let Some((lang, text)) = said.vat_note.in_language(lang) {
        return Some(OwnText {
            lang,
            text: text.to_owned(),
        });
    }
    let includes = said.prices_include_vat?;
    let costs = shop.rules.shipping.minor > 0;
    let id = match (includes, costs) {
        (true, true) => "vat-and-shipping",
        (true, false) => "vat-free-shipping",
        (false, true) => "no-vat-and-shipping",
        (false, false) => "no-vat-free-shipping",
    };
    Some(OwnText {
        lang,
        text: words(lang).say(id),
    })
}

/// What a legal page is called.
pub fn legal_page_name(lang: Lang, page: LegalPage) -> String {
    words(lang).say(match page {
        LegalPage::Imprint => "legal-imprint",
        LegalPage::Terms => "legal-terms",
        LegalPage::Privacy => "legal-privacy",
        LegalPage::Withdrawal => "legal-withdrawal",
        LegalPage::Shipping => "legal-shipping",
        LegalPage::Accessibility => "legal-accessibility",
    })
}

/// How an order that is placed now is paid.
pub fn payment_text(say: &Words, shop: &Shop) -> String {
    say.say(match shop.gateway_kind {
        Some(GatewayKind::Manual) => "how-payment-transfer",
        Some(GatewayKind::Simulator | GatewayKind::Stripe) => "how-payment-card",
        None => "how-payment-none",
    })
}

/// A part of the page on how backorders work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HowPart {
    /// Its id in the page.
    pub id: &'static str,
    pub title: String,
    pub sentences: Vec<String>,
}

/// What a shop's rules mean for those who wait, part by part. Each sentence follows from a rule of
/// the shop or from what the program does in every shop.
pub fn how_backorders_work(lang: Lang, shop: &Shop) -> Vec<HowPart> {
    let say = words(lang);
    let part = |id, title: &str, sentences: Vec<String>| HowPart {
        id,
        title: say.say(title),
        sentences,
    };
    vec![
        part("date", "how-date", dates(lang, shop)),
        part(
            "place",
            "how-place",
            vec![
                say.say("how-place-order"),
                say.say("how-place-kept"),
                beyond(lang, shop),
            ],
        ),
        part("payment", "how-payment", vec![payment_text(say, shop)]),
        part(
            "parts",
            "how-parts",
            vec![say.say("how-parts-choice"), shipping(lang, shop)],
        ),
        part(
            "delay",
            "how-delay",
            vec![
                say.say("how-delay-told"),
                say.say("how-delay-overdue"),
                say.say("how-delay-look"),
            ],
        ),
        part(
            "cancel",
            "how-cancel",
            vec![say.say("how-cancel-free"), say.say("how-cancel-part")],
        ),
    ]
}

fn dates(lang: Lang, shop: &Shop) -> Vec<String> {
    let (say, rules) = (words(lang), &shop.rules);
    let days = |id: &str, days: u16| say.fill(id, [("days", u32::from(days).into())]);
    let mut sentences = vec![
        say.say("how-date-basis"),
        days("how-date-handling", rules.handling_days),
        working_days(lang, shop),
    ];
    if rules.holidays.is_some() {
        sentences.push(say.say("how-date-holidays"));
    }
    if let Some(cut_off) = rules.cut_off {
        let time = String::from(cut_off);
        sentences.push(say.fill("how-date-cut-off", [("time", time.into())]));
    }
    sentences.push(days("how-date-confirmed", rules.confirmation_days));
    sentences
}

fn working_days(lang: Lang, shop: &Shop) -> String {
    use jiff::civil::Weekday;
    let say = words(lang);
    let works = |day: &Weekday| shop.rules.working_days.contains(*day);
    let named: Vec<String> = Weekday::Monday
        .cycle_forward()
        .take(7)
        .filter(works)
        .map(|day| {
            say.say(match day {
                Weekday::Monday => "weekday-monday",
                Weekday::Tuesday => "weekday-tuesday",
                Weekday::Wednesday => "weekday-wednesday",
                Weekday::Thursday => "weekday-thursday",
                Weekday::Friday => "weekday-friday",
                Weekday::Saturday => "weekday-saturday",
                Weekday::Sunday => "weekday-sunday",
            })
        })
        .collect();
    say.fill("how-date-weekdays", [("days", named.join(", ").into())])
}

fn beyond(lang: Lang, shop: &Shop) -> String {
    words(lang).say(match shop.rules.policy.backorder {
        BackorderRule::Deny => "how-place-deny",
        BackorderRule::Supply => "how-place-supply",
        BackorderRule::Beyond(_) => "how-place-beyond",
    })
}

fn shipping(lang: Lang, shop: &Shop) -> String {
    let charge = shop.rules.shipping;
    let amount = |minor| {
        let currency = shop.profile.currency;
        money(lang, Money { minor, currency })
    };
    let say = words(lang);
    let price = amount(charge.minor);
    match charge.free_from_minor {
        _ if charge.minor == 0 => say.say("how-shipping-free"),
        Some(limit) => say.fill(
            "shipping-once-free-from",
            [("price", price.into()), ("limit", amount(limit).into())],
        ),
        None => say.fill("shipping-once", [("price", price.into())]),
    }
}

/// The price of a kilogram, litre or metre, where a variant says how much is in it.
pub fn unit_price_text(lang: Lang, variant: &VariantDraft) -> Option<String> {
    let (price, unit) = variant.content?.unit_price(variant.price)?;
    Some(unit_text(lang, price, unit))
}

/// What one of a unit costs.
pub(super) fn unit_text(lang: Lang, price: Money, unit: Unit) -> String {
    let say = words(lang);
    let unit = match unit {
        Unit::G | Unit::Ml | Unit::Cm => unit.name().to_owned(),
        Unit::Kg => say.say("unit-kg"),
        Unit::L => say.say("unit-l"),
        Unit::M => say.say("unit-m"),
        Unit::M2 => say.say("unit-m2"),
        Unit::Piece => say.say("unit-piece"),
    };
    let price = money(lang, price);
    say.fill(
        "unit-price",
        [("price", price.into()), ("unit", unit.into())],
    )
}
