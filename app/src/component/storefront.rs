//! What a shop says of itself: beside prices, above its pages, below them.

use super::icon::icon;
use dockline_domain::facts::{Facts, Party};
use dockline_domain::storefront::{LegalPage, Storefront};
use dockline_domain::withdrawal;
use dockline_view::Shop;
use dockline_words::present::{legal_page_name, vat_text};
use dockline_words::{PageContext, link};
use leptos::prelude::*;

/// What a kilogram, litre or metre costs, below a price.
pub fn unit_price(text: Option<String>) -> Option<AnyView> {
    text.map(|text| view! { <p class="unit-price quiet">{text}</p> }.into_any())
}

/// What prices hold, beside them. It names the page on shipping where there is one.
pub fn vat_note(ctx: &PageContext, shop: &Shop) -> Option<AnyView> {
    let text = vat_text(ctx.lang, shop)?;
    let storefront = &shop.profile.storefront;
    let details = storefront
        .pages
        .contains_key(&LegalPage::Shipping)
        .then(|| {
            let href = link::legal(&shop.slug, LegalPage::Shipping);
            view! { " · " <a href=href>{legal_page_name(ctx.lang, LegalPage::Shipping)}</a> }
        });
    let lang = (text.lang != ctx.lang).then(|| text.lang.tag());
    Some(
        view! { <p class="vat-note quiet"><span lang=lang>{text.text}</span>{details}</p> }
            .into_any(),
    )
}

/// The shop's notice, on the days on which it stands.
pub fn shop_notice(ctx: &PageContext, shop: &Shop) -> Option<AnyView> {
    let notice = shop.profile.storefront.notice_on(shop.day)?;
    let (lang, text) = notice.texts.in_language(ctx.lang)?;
    let label = ctx.words().say("shop-notice");
    Some(
        view! {
            <aside class="shop-notice" aria-label=label>
                <p class="shop-notice__text" lang=(lang != ctx.lang).then(|| lang.tag()) dir="auto">{text.to_owned()}</p>
            </aside>
        }
        .into_any(),
    )
}

/// Where no money moves, every page says so.
pub fn played_payments(ctx: &PageContext, shop: &Shop) -> Option<AnyView> {
    let say = ctx.words();
    shop.payments_played.then(|| {
        view! {
            <aside class="shop-notice" aria-label=say.say("pay-title")>
                <p class="shop-notice__text">{say.say("pay-test")}</p>
            </aside>
        }
        .into_any()
    })
}

/// The legal pages that there are, in the order of a footer.
pub fn legal_links(ctx: &PageContext, shop: &Shop) -> AnyView {
    let how = view! { <li><a href=link::how_backorders_work(&shop.slug)>{ctx.words().say("how-title")}</a></li> };
    let find =
        view! { <li><a href=link::find(&shop.slug)>{ctx.words().say("find-title")}</a></li> };
    // Reachable from every page (Directive 2011/83/EU art. 11a(1)).
    let withdraw = withdrawal::is_offered(&shop.rules.orders).then(|| {
        view! { <li><a class="site-footer__withdraw" href=link::withdraw(&shop.slug)>{ctx.words().say("withdraw-function")}</a></li> }
    });
    let there = |page: &LegalPage| shop.profile.storefront.pages.contains_key(page);
    let links = LegalPage::ALL.into_iter().filter(there).map(|page| {
        view! { <li><a href=link::legal(&shop.slug, page)>{legal_page_name(ctx.lang, page)}</a></li> }
    });
    view! {
        <nav class="site-footer__links" aria-label=ctx.words().say("footer-navigation")>
            <ul role="list">{withdraw} {how} {find} {links.collect_view()}</ul>
        </nav>
    }
    .into_any()
}

/// Whom to write to and to call.
pub fn contact(storefront: &Storefront) -> AnyView {
    let contact = &storefront.contact;
    let email = contact.email.as_ref().map(|email| {
        view! { <a href=format!("mailto:{email}")>{email.to_string()}</a> }
    });
    let phone = contact.phone.as_ref().map(|phone| {
        let number: String = phone
            .chars()
            .filter(|one| one.is_ascii_digit() || *one == '+')
            .collect();
        view! { <a href=format!("tel:{number}") dir="ltr">{phone.clone()}</a> }
    });
    let both = email.is_some() && phone.is_some();
    (email.is_some() || phone.is_some())
        .then(|| view! { <p class="site-footer__contact">{email} {both.then_some(" · ")} {phone}</p> })
        .into_any()
}

/// The notice on the legal guarantee, as the official picture.
pub fn guarantee(ctx: &PageContext, shop: &Shop) -> Option<AnyView> {
    let notice = shop.profile.storefront.guarantee_notice.as_ref()?;
    let (lang, media) = notice.picture(ctx.lang)?;
    let say = ctx.words();
    let text = notice.texts.in_language(ctx.lang);
    let alt = text.map_or_else(|| say.say("guarantee-title"), |(_, text)| text.to_owned());
    Some(
        view! {
            <section class="guarantee" aria-labelledby="guarantee-title">
                <h2 id="guarantee-title">{icon("check")} " " {say.say("guarantee-title")}</h2>
                <img class="guarantee__picture" src=link::media(&shop.slug, media) alt=alt lang=lang.tag() loading="lazy" decoding="async" width="480" height="320" />
            </section>
        }
        .into_any(),
    )
}

/// What has to be said of a product before it is bought, open on its page: who makes it, who answers
/// for it, what to be warned of.
pub fn safety(ctx: &PageContext, facts: &Facts) -> Option<AnyView> {
    let say = ctx.words();
    let party = |title: &str, party: &Party| {
        let email = party.email.as_ref().map(|email| {
            view! { <br /> <a href=format!("mailto:{email}")>{email.to_string()}</a> }
        });
        let url = party.url.as_ref().map(|url| {
            view! { <br /> <a href=url.clone() rel="nofollow noopener">{url.clone()}</a> }
        });
        view! {
            <div>
                <dt>{say.say(title)}</dt>
                <dd dir="auto"><span class="lines">{format!("{}\n{}", party.name, party.address)}</span> {email} {url}</dd>
            </div>
        }
    };
    let maker = facts.maker.as_ref().map(|one| party("safety-maker", one));
    let responsible = facts
        .responsible_person
        .as_ref()
        .map(|one| party("safety-responsible", one));
    let warnings = facts.warnings.in_language(ctx.lang).map(|(lang, text)| {
        let lang = (lang != ctx.lang).then(|| lang.tag());
        view! { <div><dt>{say.say("safety-warnings")}</dt> <dd class="lines" lang=lang dir="auto">{text.to_owned()}</dd></div> }
    });
    (!facts.is_empty()).then(|| {
        view! {
            <section class="product__safety" aria-labelledby="safety-title">
                <h2 id="safety-title">{say.say("safety-title")}</h2>
                <dl class="safety">{warnings} {maker} {responsible}</dl>
            </section>
        }
        .into_any()
    })
}
