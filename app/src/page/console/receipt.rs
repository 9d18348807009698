//! Dock, third screen: what to do with what arrived. It is made to be printed.

use super::shipment::{PickLine, leaves_from, parcel_code, pick_lines, state_badge};
use super::{ConsoleContext, Section, Sent, frame, name_of, proof};
use crate::component::console_field::{Input, done, input, problems};
use crate::component::icon::icon;
use crate::component::order_form::key_field;
use dockline_domain::access::Permission;
use dockline_domain::id::{ShipmentId, Sku};
use dockline_domain::shipment::ShipmentState;
use dockline_view::{AllocatedUnits, ReceiptLineView, ReceiptView};
use dockline_words::link::console as link;
use dockline_words::{Names, number as number_text};
use leptos::prelude::*;
use std::collections::HashMap;

/// Parcels that one page shows: a delivery may go to thousands.
pub const PARCELS_SHOWN: usize = 100;

/// What is to be done with the goods of a receipt.
pub struct ReceiptPage {
    /// The receipt: what goes straight to people in line stands sorted for packing, by order, then
    /// SKU.
    pub receipt: ReceiptView,
    /// Which page of its parcels is shown, from 0.
    pub page: usize,
    /// Where the parcels shown are by now.
    pub states: HashMap<ShipmentId, ShipmentState>,
    /// The numbers of their orders, as people read them.
    pub references: HashMap<ShipmentId, String>,
    /// What the variants are called.
    pub names: Names,
    /// What has just been done.
    pub notice: Option<String>,
    /// A correction that came back.
    pub sent: Sent,
}

/// What is to be done with the goods of a receipt.
pub fn receipt(console: &ConsoleContext<'_>, page: &ReceiptPage) -> String {
    let say = console.words();
    let title = say.fill(
        "pick-title",
        [("reference", page.receipt.purchase_order.to_string().into())],
    );
    frame(console, Section::Dock, &title, || {
        let print = (!page.receipt.allocations.is_empty())
            .then(|| view! { <p class="quiet no-print">{say.say("pick-print")}</p> });
        view! {
            <p class="breadcrumb"><a href=link::DOCK>{say.say("console-dock")}</a></p>
            <div class="page-actions no-print">
                <a class="button" href=link::DOCK>{say.say("dock-next-delivery")}</a>
                <a class="button" href=link::PARCELS_OPEN>{say.say("dock-to-parcels")}</a>
            </div>
            {done(page.notice.clone())}
            <p class="lede">{summary(console, &page.receipt)}</p>
            {print}
            {straight(console, page)}
            {put_away(console, page)}
            {corrected(console, page)}
            {console.may(Permission::WorkDock).then(|| correct_form(console, page))}
        }
        .into_any()
    })
}

/// What was counted at first, where that was wrong.
fn corrected(console: &ConsoleContext<'_>, page: &ReceiptPage) -> Option<AnyView> {
    let say = console.words();
    let entry = |line: &ReceiptLineView| {
        let first = line.first_counted?;
        let values = [
            ("name", name_of(&page.names, &line.sku).into()),
            (
                "first",
                number_text(console.ctx.lang, i64::from(first)).into(),
            ),
            (
                "now",
                number_text(console.ctx.lang, i64::from(line.quantity)).into(),
            ),
        ];
        let reason = line
            .correction
            .clone()
            .map(|reason| view! { <span class="events__note" dir="auto">{reason}</span> });
        Some(
            view! { <li><span dir="auto">{say.fill("pick-corrected", values)}</span> {reason}</li> },
        )
    };
    let entries: Vec<_> = page.receipt.lines.iter().filter_map(entry).collect();
    (!entries.is_empty()).then(|| {
        view! {
            <section class="section" aria-labelledby="corrected-title">
                <h2 id="corrected-title">{say.say("pick-corrected-title")}</h2>
                <ul class="events" role="list">{entries}</ul>
            </section>
        }
        .into_any()
    })
}

/// Says what really came: what is not there goes back into the line.
fn correct_form(console: &ConsoleContext<'_>, page: &ReceiptPage) -> AnyView {
    let say = console.words();
    let is_open = !page.sent.fields.is_empty();
    let units = |(sku, counted): (&Sku, u32)| {
        let name = format!("came:{sku}");
        let field = Input {
            name: &name,
            label: name_of(&page.names, sku),
            kind: "number",
            value: counted.to_string(),
            width: "input--short",
            required: true,
            ..Input::default()
        };
        view! {
            <input type="hidden" name=format!("counted:{sku}") value=counted.to_string() />
            {input(&field, &page.sent)}
        }
        .into_any()
    };
    let reason = Input {
        name: "reason",
        label: say.say("correct-reason"),
        hint: say.say("correct-reason-hint"),
        required: true,
        ..Input::default()
    };
    view! {
        <details class="panel no-print" id="correct" open=is_open>
            <summary>{say.say("correct-title")}</summary>
            <form class="form" method="post" action=link::receipt(&page.receipt.id)>
                {proof(console)}
                {key_field()}
                {problems(say, &page.sent)}
                <p>{say.say("correct-text")}</p>
                {page.receipt.counted().into_iter().map(units).collect_view()}
                {input(&reason, &page.sent)}
                <p><button class="button button--danger" type="submit">{say.say("correct-button")}</button></p>
            </form>
        </details>
    }
    .into_any()
}

/// The allocations of a receipt, parcel by parcel.
fn parcels(receipt: &ReceiptView) -> impl Iterator<Item = &[AllocatedUnits]> {
    receipt
        .allocations
        .chunk_by(|a, b| a.shipment == b.shipment)
}

/// The parcels of one page, from 0, of a receipt.
pub fn shown_parcels(
    receipt: &ReceiptView,
    page: usize,
) -> impl Iterator<Item = &[AllocatedUnits]> {
    parcels(receipt)
        .skip(page.saturating_mul(PARCELS_SHOWN))
        .take(PARCELS_SHOWN)
}

fn summary(console: &ConsoleContext<'_>, receipt: &ReceiptView) -> String {
    let say = console.words();
    let to_orders: u64 = receipt
        .allocations
        .iter()
        .map(|one| u64::from(one.quantity))
        .sum();
    let to_shelf: u64 = receipt
        .lines
        .iter()
        .map(|line| u64::from(line.put_away))
        .sum();
    let orders = u32::try_from(parcels(receipt).count()).unwrap_or(u32::MAX);
    let units = |count: u64| say.fill("units", [("count", count.into())]);
    match (to_orders, to_shelf) {
        (0, 0) => say.say("pick-summary-nothing"),
        (0, shelf) => say.fill("pick-summary-shelf", [("shelf", units(shelf).into())]),
        (given, 0) => say.fill(
            "pick-summary-orders",
            [("units", units(given).into()), ("count", orders.into())],
        ),
        (given, shelf) => say.fill(
            "pick-summary",
            [
                ("units", units(given).into()),
                ("count", orders.into()),
                ("shelf", units(shelf).into()),
            ],
        ),
    }
}

fn straight(console: &ConsoleContext<'_>, page: &ReceiptPage) -> Option<AnyView> {
    let say = console.words();
    (!page.receipt.allocations.is_empty()).then(|| {
        let first = shown_parcels(&page.receipt, page.page).position(|units| is_open(page, units));
        let blocks = shown_parcels(&page.receipt, page.page)
            .enumerate()
            .map(|(index, units)| parcel(console, page, units, Some(index) == first));
        view! {
            <section class="parcels-frame" aria-labelledby="straight-title">
                <h2 id="straight-title">{say.say("pick-straight")}</h2>
                {range(console, page)}
                <ol class="parcels" role="list">{blocks.collect_view()}</ol>
                {pages(console, page)}
            </section>
        }
        .into_any()
    })
}

/// Which of the orders are shown, when it is not all of them.
fn range(console: &ConsoleContext<'_>, page: &ReceiptPage) -> Option<AnyView> {
    let count = parcels(&page.receipt).count();
    (count > PARCELS_SHOWN).then(|| {
        let from = page.page * PARCELS_SHOWN + 1;
        let to = (from + PARCELS_SHOWN - 1).min(count);
        let text = |number: usize| {
            number_text(console.ctx.lang, i64::try_from(number).unwrap_or(i64::MAX))
        };
        let values = [
            ("from", text(from).into()),
            ("to", text(to).into()),
            ("count", text(count).into()),
        ];
        view! { <p class="quiet">{console.words().fill("pick-range", values)}</p> }.into_any()
    })
}

/// The ways to the pages before and after.
fn pages(console: &ConsoleContext<'_>, page: &ReceiptPage) -> Option<AnyView> {
    let say = console.words();
    let count = parcels(&page.receipt).count();
    let address = |page_number: usize| {
        format!(
            "{}?page={}",
            link::receipt(&page.receipt.id),
            page_number + 1
        )
    };
    let before = page.page.checked_sub(1).map(|before| {
        view! { <a class="button button--quiet" href=address(before) rel="prev">{say.say("pick-previous")}</a> }
    });
    let behind = ((page.page + 1) * PARCELS_SHOWN < count).then(|| {
        view! { <a class="button button--quiet" href=address(page.page + 1) rel="next">{say.say("pick-next")}</a> }
    });
    (count > PARCELS_SHOWN)
        .then(|| view! { <p class="page-actions no-print">{before} {behind}</p> }.into_any())
}

fn is_open(page: &ReceiptPage, units: &[AllocatedUnits]) -> bool {
    units.first().is_some_and(|one| {
        page.states
            .get(&one.shipment)
            .is_none_or(|state| *state == ShipmentState::Open)
    })
}

/// One order: what goes into its parcel, and the way to the packing table. The first that is not
/// packed yet has the focus.
fn parcel(
    console: &ConsoleContext<'_>,
    page: &ReceiptPage,
    units: &[AllocatedUnits],
    first: bool,
) -> AnyView {
    let say = console.words();
    let Some(AllocatedUnits {
        shipment,
        order_number,
        ..
    }) = units.first()
    else {
        return ().into_any();
    };
    let address = link::shipment(shipment);
    let reference = page.references.get(shipment).cloned();
    let reference = reference.unwrap_or_else(|| order_number.to_string());
    let title = say.fill("order-number", [("number", reference.into())]);
    let pack = (console.may(Permission::WorkDock) && is_open(page, units)).then(|| {
        view! { <a class="button no-print" href=address.clone() autofocus=first>{say.say("pick-pack")} <span class="visually-hidden">{title.clone()}</span></a> }
    });
    let lines: Vec<PickLine> = units
        .iter()
        .map(|one| PickLine {
            sku: one.sku.clone(),
            name: name_of(&page.names, &one.sku),
            quantity: one.quantity,
            place: Some(leaves_from(say, one.location.as_ref())),
        })
        .collect();
    view! {
        <li class="parcel">
            <div class="parcel__head">
                <h3><a href=address>{title.clone()}</a></h3>
                {page.states.get(shipment).map(|state| state_badge(say, *state, false))}
                {pack}
            </div>
            {pick_lines(console, &lines)}
            {parcel_code(console, shipment, title)}
        </li>
    }
    .into_any()
}

fn put_away(console: &ConsoleContext<'_>, page: &ReceiptPage) -> Option<AnyView> {
    let say = console.words();
    let lines: Vec<PickLine> = page
        .receipt
        .lines
        .iter()
        .filter(|line| line.put_away > 0)
        .map(|line| PickLine {
            sku: line.sku.clone(),
            name: name_of(&page.names, &line.sku),
            quantity: line.put_away,
            place: None,
        })
        .collect();
    (!lines.is_empty()).then(|| {
        view! {
            <section class="parcel" aria-labelledby="shelf-title">
                <div class="parcel__head">
                    <h2 id="shelf-title">{icon("shelf")} " " {say.say("pick-shelf")}</h2>
                    <span class="quiet" dir="auto">{say.fill("pick-at", [("location", page.receipt.location.to_string().into())])}</span>
                </div>
                {pick_lines(console, &lines)}
            </section>
        }
        .into_any()
    })
}
