//! Mails to people on waitlists: whether the address is theirs, and that something can be had.

use super::order::{in_shop, legal_links};
use super::{Block, Link, Mail};
use crate::present::order_line_name;
use crate::{Dates, Lang, Words, link, words};
use dockline_domain::dates::Window;
use dockline_view::PlaceView;

fn name_of(place: &PlaceView) -> String {
    order_line_name(&place.title, &place.options)
}

/// A mail with what stands in every one of them at its end.
fn mail(
    (say, lang): (&Words, Lang),
    (place, public_url): (&PlaceView, &str),
    subject: String,
    (preview, mut blocks): (String, Vec<Block>),
    unsubscribe: Option<String>,
) -> Mail {
    let shop = place.shop();
    let name = shop.profile.name.clone();
    blocks.push(Block::Note(
        say.fill("mail-why-waitlist", [("shop", name.as_str().into())]),
    ));
    let mut links = legal_links(shop, lang, public_url);
    links.extend(unsubscribe.iter().map(|href| Link {
        text: say.say("mail-unsubscribe"),
        href: href.clone(),
    }));
    blocks.push(Block::Links(links));
    Mail {
        lang,
        from: name,
        subject,
        preview,
        blocks,
        unsubscribe,
    }
}

/// Whether the address is of whoever asked for it: nobody is written to before they have said so.
pub fn waitlist_confirm(place: &PlaceView, lang: Lang, public_url: &str) -> Mail {
    let say = words(lang);
    let name = name_of(place);
    let lead = say.fill(
        "mail-waitlist-confirm-lead",
        [("name", name.as_str().into())],
    );
    let page = in_shop(public_url, &link::waitlist(&place.token), lang);
    let blocks = vec![
        Block::Heading(lead.clone()),
        Block::Text(say.say("mail-waitlist-confirm-text")),
        Block::Choice(Link {
            text: say.say("mail-waitlist-confirm-page"),
            href: page,
        }),
        Block::Note(say.say("mail-waitlist-confirm-not")),
    ];
    let subject = say.fill("mail-waitlist-confirm", [("name", name.into())]);
    mail(
        (say, lang),
        (place, public_url),
        subject,
        (lead, blocks),
        None,
    )
}

/// Something can be had again; none where it cannot any more.
pub fn waitlist_back(place: &PlaceView, lang: Lang, public_url: &str) -> Option<Mail> {
    let say = words(lang);
    let name = name_of(place);
    let shop = place.shop();
    let when = when(say, lang, place)?;
    let handle = &place.snapshot.handle;
    let page = link::product(&shop.slug, handle, Some(&place.snapshot.sku), 1);
    let heading = say.fill("mail-waitlist-back-lead", [("name", name.as_str().into())]);
    let blocks = vec![
        Block::Heading(heading),
        Block::Text(when.clone()),
        Block::Text(say.say("mail-waitlist-back-text")),
        Block::Choice(Link {
            text: say.say("mail-waitlist-back-page"),
            href: in_shop(public_url, &page, lang),
        }),
    ];
    let subject = say.fill("mail-waitlist-back", [("name", name.into())]);
    let leave = in_shop(public_url, &link::preferences(&place.leave_token), lang);
    let said = (when, blocks);
    Some(mail(
        (say, lang),
        (place, public_url),
        subject,
        said,
        Some(leave),
    ))
}

/// When it ships, to somebody who orders now; none where it cannot be had, or not as they asked for.
fn when(say: &Words, lang: Lang, place: &PlaceView) -> Option<String> {
    let answer = place.snapshot.availability(1);
    let first = answer.parts.first().filter(|_| answer.available)?;
    if answer.in_stock > 0 {
        return Some(say.say("mail-waitlist-back-here"));
    }
    if !place.wants_any {
        return None;
    }
    let dates = Dates::written_down(lang, place.shop().day);
    let window = first.ship_earliest.zip(first.ship_latest);
    let window = window.and_then(|(from, to)| Window::new(from, to).ok());
    Some(match window {
        Some(window) => say.fill(
            "mail-waitlist-back-dated",
            [("when", dates.window(window).into())],
        ),
        None => say.say("mail-waitlist-back-undated"),
    })
}
