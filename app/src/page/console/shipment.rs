//! Dock, fourth screen: pack a parcel and hand it over.

use super::dock::scan_form;
use super::{ConsoleContext, Section, Sent, frame, proof};
use crate::component::console_field::{Input, done, input, problems};
use crate::component::icon::icon;
use crate::component::order_form::key_field;
use crate::component::qr::qr;
use dockline_domain::access::Permission;
use dockline_domain::id::{LocationCode, ShipmentId, Sku};
use dockline_domain::shipment::ShipmentState;
use dockline_view::{ShipmentLineView, ShipmentView};
use dockline_words::link::console as link;
use dockline_words::link::encoded;
use dockline_words::link::tracking_page;
use dockline_words::present::order_line_name;
use dockline_words::{Words, local_date, number};
use leptos::prelude::*;

/// Units of a variant to be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PickLine {
    pub(super) sku: Sku,
    pub(super) name: String,
    pub(super) quantity: u32,
    /// Where it is to be taken from, as a ready text.
    pub(super) place: Option<String>,
}

/// Where units leave from, in words: the dock or shelf, once that is known.
pub(super) fn leaves_from(say: &Words, location: Option<&LocationCode>) -> String {
    match location {
        Some(location) => say.fill("pick-at", [("location", location.to_string().into())]),
        None => say.say("pick-from-shelf"),
    }
}

/// What is to be taken, as a list to tick off, each line with its code.
pub(super) fn pick_lines(console: &ConsoleContext<'_>, lines: &[PickLine]) -> AnyView {
    let say = console.words();
    let line = |line: &PickLine| {
        view! {
            <li class="parcel__line">
                <span class="parcel__box" aria-hidden="true"></span>
                <span class="parcel__count">{number(console.ctx.lang, i64::from(line.quantity))}</span>
                <span>
                    <span dir="auto">{line.name.clone()}</span>
                    " "
                    <span class="quiet" dir="auto">{line.sku.to_string()}</span>
                    " "
                    <span class="quiet" dir="auto">{line.place.clone()}</span>
                </span>
                <span class="parcel__sku">{qr(line.sku.as_str(), say.fill("pick-code", [("what", line.sku.to_string().into())]))}</span>
            </li>
        }
    };
    view! { <ul class="parcel__lines" role="list">{lines.iter().map(line).collect_view()}</ul> }
        .into_any()
}

/// The code of a parcel, as a scanner and as people read it: it leads to the parcel's page.
pub(super) fn parcel_code(
    console: &ConsoleContext<'_>,
    shipment: &ShipmentId,
    title: String,
) -> AnyView {
    let address = console.ctx.absolute(&link::shipment(shipment));
    view! {
        <div class="parcel__code">
            {qr(&address, console.words().fill("pick-code", [("what", title.into())]))}
            <span class="parcel__id">{shipment.to_string()}</span>
        </div>
    }
    .into_any()
}

/// Where a parcel is, in a word.
pub(super) fn state_badge(say: &Words, state: ShipmentState, on_hold: bool) -> AnyView {
    badge(badge_of(state, on_hold), say)
}

/// The same of a parcel whose content is known: one that was opened again says so.
fn parcel_badge(say: &Words, parcel: &ShipmentView) -> AnyView {
    let on_hold = parcel.is_on_hold();
    let reopened = ("tone-attention", "alert", "parcel-reopened");
    badge(
        if parcel.awaits_payment && parcel.state == ShipmentState::Open && !on_hold {
            ("tone-attention", "clock", "parcel-unpaid")
        } else if parcel.is_reopened() && !on_hold {
            reopened
        } else {
            badge_of(parcel.state, on_hold)
        },
        say,
    )
}

/// The tone of a badge, its icon, and its word.
type Badge = (&'static str, &'static str, &'static str);

fn badge((tone, name, id): Badge, say: &Words) -> AnyView {
    view! { <span class=format!("badge {tone}")>{icon(name)} <span>{say.say(id)}</span></span> }
        .into_any()
}

fn badge_of(state: ShipmentState, on_hold: bool) -> Badge {
    match (state, on_hold) {
        (ShipmentState::Open, true) => ("tone-attention", "alert", "parcel-held"),
        (ShipmentState::Open, false) => ("tone-wait", "clock", "parcel-open"),
        (ShipmentState::Packed, _) => ("tone-stock", "check", "parcel-packed"),
        (ShipmentState::HandedOver, _) => ("tone-stock", "ship", "parcel-handed-over"),
        (ShipmentState::Cancelled, _) => ("tone-out", "none", "parcel-cancelled"),
    }
}

/// A list of parcels.
pub struct ParcelsPage {
    pub state: ShipmentState,
    pub parcels: Vec<ShipmentView>,
    /// Where the next page begins.
    pub next_cursor: Option<String>,
    /// What was scanned and not found, as a ready sentence.
    pub problem: Option<String>,
    /// What has just been done.
    pub notice: Option<String>,
}

/// The parcels that are to be packed, or to be handed over.
pub fn parcels(console: &ConsoleContext<'_>, page: &ParcelsPage) -> String {
    let say = console.words();
    let title = say.say("parcels");
    frame(console, Section::Dock, &title, || {
        let none = page.parcels.is_empty().then(|| {
            let id = match page.state {
                ShipmentState::Packed => "parcels-none-packed",
                ShipmentState::Open | ShipmentState::HandedOver | ShipmentState::Cancelled => {
                    "parcels-none-open"
                }
            };
            view! { <p class="empty">{say.say(id)}</p> }
        });
        let next = page.next_cursor.as_deref().map(|cursor| {
            let href = format!("/console/dock/shipments?state={}&cursor={}", page.state.name(), encoded(cursor));
            view! { <p><a class="button button--quiet" href=href rel="next">{say.say("more-rows")}</a></p> }
        });
        view! {
            {done(page.notice.clone())}
            <div class="page-actions">{scan_form(console, link::PARCELS, &say.say("parcels-scan"), &say.say("parcels-scan-hint"), page.problem.clone())} <a class="button" href=link::DOCK>{say.say("dock-next-delivery")}</a></div>
            {states(say, page.state)}
            {none}
            <ul class="cards" role="list">{page.parcels.iter().map(|parcel| parcel_card(console, parcel)).collect_view()}</ul>
            {next}
        }
        .into_any()
    })
}

fn states(say: &Words, chosen: ShipmentState) -> AnyView {
    let all = [
        (ShipmentState::Open, "parcels-open"),
        (ShipmentState::Packed, "parcels-packed"),
    ];
    let link = all.map(|(state, id)| {
        let current = (state == chosen).then_some("page");
        view! { <a class="choice" href=format!("/console/dock/shipments?state={}", state.name()) aria-current=current>{say.say(id)}</a> }
    });
    view! { <nav class="choices" aria-label=say.say("parcels-filter")>{link.collect_view()}</nav> }
        .into_any()
}

fn parcel_card(console: &ConsoleContext<'_>, parcel: &ShipmentView) -> AnyView {
    let say = console.words();
    let title = say.fill(
        "order-number",
        [("number", parcel.order_reference.as_str().into())],
    );
    let line = |line: &ShipmentLineView| {
        let units = number(console.ctx.lang, i64::from(line.quantity));
        view! { <li><span class="count">{units}</span> " " <span dir="auto">{order_line_name(&line.title, &line.options)}</span></li> }
    };
    view! {
        <li class="card">
            <h3 class="card__title"><a href=link::shipment(&parcel.id)>{title}</a></h3>
            <p class="quiet" dir="auto">{parcel.name.clone()}</p>
            {parcel_badge(say, parcel)}
            <ul class="card__lines" role="list">{parcel.lines.iter().map(line).collect_view()}</ul>
            <p class="card__go" aria-hidden="true">{icon("next")}</p>
        </li>
    }
    .into_any()
}

/// The page of one parcel.
pub struct ShipmentPage {
    pub parcel: ShipmentView,
    /// The parcel to pack after it.
    pub next: Option<ShipmentView>,
    /// The carrier that was used last.
    pub carrier: String,
    /// What has just been done.
    pub notice: Option<String>,
    /// The form, if it came back.
    pub sent: Sent,
}

/// One parcel: pack it, then hand it over.
pub fn shipment(console: &ConsoleContext<'_>, page: &ShipmentPage) -> String {
    let say = console.words();
    let parcel = &page.parcel;
    let title = say.fill(
        "order-number",
        [("number", parcel.order_reference.as_str().into())],
    );
    frame(console, Section::Dock, &title, || {
        let lines = parcel.lines.iter().map(|line| PickLine {
            sku: line.sku.clone(),
            name: order_line_name(&line.title, &line.options),
            quantity: line.quantity,
            place: Some(leaves_from(say, line.location.as_ref())),
        });
        let lines: Vec<PickLine> = lines.collect();
        view! {
            <p class="breadcrumb"><a href=link::PARCELS_OPEN>{say.say("parcels")}</a></p>
            <p class="under-title">{parcel_badge(say, parcel)}</p>
            {done(page.notice.clone())}
            {problems(say, &page.sent)}
            {held(say, parcel)}
            {no_address(say, parcel)}
            {reopened(say, parcel)}
            {unpaid(say, parcel)}
            <div class="parcel">
                {recipient(say, parcel)}
                {pick_lines(console, &lines)}
                {parcel_code(console, &parcel.id, title.clone())}
            </div>
            {carried(console, parcel)}
            {console.may(Permission::WorkDock).then(|| step(console, page))}
            {next(console, page)}
            <p class="no-print"><a href=link::order(parcel.order_number)>{say.say("parcel-story")}</a></p>
        }
        .into_any()
    })
}

fn held(say: &Words, parcel: &ShipmentView) -> Option<AnyView> {
    (parcel.state == ShipmentState::Open && parcel.is_on_hold())
        .then(|| view! { <p class="note tone-attention">{icon("alert")} <span>{say.say("parcel-held-text")}</span></p> }.into_any())
}

/// Nothing can leave without an address; packing it can begin.
fn no_address(say: &Words, parcel: &ShipmentView) -> Option<AnyView> {
    let is_here = matches!(parcel.state, ShipmentState::Open | ShipmentState::Packed);
    (is_here && parcel.address.is_none())
        .then(|| view! { <p class="note tone-attention">{icon("alert")} <span>{say.say("parcel-no-address")}</span></p> }.into_any())
}

fn reopened(say: &Words, parcel: &ShipmentView) -> Option<AnyView> {
    parcel
        .is_reopened()
        .then(|| view! { <p class="note tone-attention">{icon("alert")} <span>{say.say("parcel-reopened-text")}</span></p> }.into_any())
}

fn unpaid(say: &Words, parcel: &ShipmentView) -> Option<AnyView> {
    (parcel.state == ShipmentState::Open && parcel.awaits_payment)
        .then(|| view! { <p class="note tone-attention">{icon("clock")} <span>{say.say("parcel-unpaid-text")}</span></p> }.into_any())
}

fn recipient(say: &Words, parcel: &ShipmentView) -> AnyView {
    let address = parcel
        .address
        .clone()
        .map(|address| view! { <span class="parcel__address" dir="auto">{address}</span> });
    view! {
        <p class="parcel__to">
            <span class="quiet">{say.say("parcel-to")}</span>
            " "
            <strong dir="auto">{parcel.name.clone()}</strong>
            {address}
        </p>
    }
    .into_any()
}

fn carried(console: &ConsoleContext<'_>, parcel: &ShipmentView) -> Option<AnyView> {
    let say = console.words();
    let carrier = parcel.carrier.clone()?;
    let tracked = parcel
        .tracking
        .as_deref()
        .and_then(|tracking| tracking_page(&carrier, tracking));
    let tracked = tracked.map(|href| {
        view! { " " <a href=href rel="noreferrer">{say.say("tracking-follow")}</a> }
    });
    let arrived = parcel.delivered_at.map(|at| {
        let day = console.dates().day(local_date(at, &console.shop.zone));
        view! { <p>{say.fill("story-delivered", [("day", day.into())])}</p> }
    });
    let text = match parcel.tracking.clone() {
        Some(tracking) => say.fill(
            "carrier-tracking",
            [("carrier", carrier.into()), ("tracking", tracking.into())],
        ),
        None => say.fill("carrier", [("carrier", carrier.into())]),
    };
    Some(view! { <p dir="auto">{text} {tracked}</p> {arrived} }.into_any())
}

/// The next step of a parcel, if there is one. The form carries the version: what is packed is what
/// was shown.
fn step(console: &ConsoleContext<'_>, page: &ShipmentPage) -> Option<AnyView> {
    match page.parcel.state {
        ShipmentState::Open if page.parcel.awaits_payment => None,
        ShipmentState::Open if !page.parcel.is_on_hold() => Some(pack(console, page)),
        ShipmentState::Packed => Some(hand_over(console, page)),
        ShipmentState::HandedOver if page.parcel.delivered_at.is_none() => {
            Some(deliver(console, page))
        }
        ShipmentState::Open | ShipmentState::HandedOver | ShipmentState::Cancelled => None,
    }
}

/// The way on to the next parcel; when nothing is left to do here, typing begins there.
fn next(console: &ConsoleContext<'_>, page: &ShipmentPage) -> Option<AnyView> {
    let say = console.words();
    let parcel = page.next.as_ref()?;
    let is_done = matches!(
        page.parcel.state,
        ShipmentState::HandedOver | ShipmentState::Cancelled
    );
    let text = say.fill(
        "parcel-next",
        [("number", parcel.order_reference.as_str().into())],
    );
    Some(view! { <p class="no-print"><a class="button" href=link::shipment(&parcel.id) autofocus=is_done>{text}</a></p> }.into_any())
}

fn form_fields(page: &ShipmentPage) -> AnyView {
    view! {
        {key_field()}
        <input type="hidden" name="version" value=page.parcel.version.to_string() />
    }
    .into_any()
}

fn pack(console: &ConsoleContext<'_>, page: &ShipmentPage) -> AnyView {
    let say = console.words();
    view! {
        <form class="form no-print" method="post" action=link::shipment(&page.parcel.id)>
            {proof(console)}
            {form_fields(page)}
            <p class="quiet">{say.say("pack-text")}</p>
            <p><button class="button button--primary" type="submit" name="action" value="pack" autofocus>{say.say("pack-button")}</button></p>
        </form>
    }
    .into_any()
}

fn deliver(console: &ConsoleContext<'_>, page: &ShipmentPage) -> AnyView {
    let say = console.words();
    view! {
        <form class="form no-print" method="post" action=link::shipment(&page.parcel.id)>
            {proof(console)}
            {form_fields(page)}
            <p class="quiet">{say.say("deliver-text")}</p>
            <p><button class="button" type="submit" name="action" value="deliver">{say.say("deliver-button")}</button></p>
        </form>
    }
    .into_any()
}

fn hand_over(console: &ConsoleContext<'_>, page: &ShipmentPage) -> AnyView {
    let say = console.words();
    let shown = page
        .sent
        .value("carrier")
        .map_or_else(|| page.carrier.clone(), str::to_owned);
    let first = shown.is_empty();
    let carrier = Input {
        name: "carrier",
        label: say.say("field-carrier"),
        value: page.carrier.clone(),
        required: true,
        autofocus: first,
        ..Input::default()
    };
    let tracking = Input {
        name: "tracking",
        label: say.say("field-tracking"),
        hint: say.say("field-tracking-hint"),
        autofocus: !first,
        ..Input::default()
    };
    view! {
        <form class="form no-print" method="post" action=link::shipment(&page.parcel.id)>
            {proof(console)}
            {form_fields(page)}
            <button class="visually-hidden" type="submit" name="action" value="go_on" tabindex="-1" aria-hidden="true"></button>
            <input type="hidden" name="carrier_shown" value=shown />
            <h2>{say.say("hand-over-title")}</h2>
            <div class="field-pair">{input(&carrier, &page.sent)} {input(&tracking, &page.sent)}</div>
            <p class="quiet">{say.say("hand-over-text")}</p>
            <p><button class="button button--primary" type="submit" name="action" value="hand_over">{say.say("hand-over-button")}</button></p>
        </form>
    }
    .into_any()
}
