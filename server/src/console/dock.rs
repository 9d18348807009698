//! `/console/dock`: goods arrive. What has come, how many are there, and what to do with them.

use super::form::{Form, refusal, status};
use super::staff::{Answer, Staff};
use super::supply::notice;
use crate::names;
use crate::pages::see_other;
use crate::state::AppState;
use axum::body::Bytes;
use axum::extract::{Path, State};
use dockline_app::page::console::{
    self, CountLine, CountQuestion, DockPage, Found, ReceiptPage, ReceivePage, Sent, shown_parcels,
};
use dockline_domain::access::Permission;
use dockline_domain::barcode;
use dockline_domain::id::{LocationCode, PurchaseOrderReference, ReceiptId, ShipmentId, Sku};
use dockline_domain::limits;
use dockline_domain::refusal::Refusal;
use dockline_domain::supply::Stage;
use dockline_engine::command::{ReceiveGoods, ReceivedLine};
use dockline_engine::{ExecuteError, ReadError};
use dockline_view::{PurchaseOrder, SupplyFilter};
use dockline_words::link::console as link;
use dockline_words::present::{Wrong as _, WrongCount};
use http::{StatusCode, header};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Purchase orders that one screen offers.
const ORDERS_SHOWN: i64 = 12;
/// Docks that are named to somebody who wrote another.
const DOCKS_NAMED: usize = 5;
/// Longest text that is looked for, in characters: the code of a parcel is an address.
pub(super) const SCANNED_CHARS_MAX: usize = 500;
/// The cookie that remembers the dock where somebody works.
const DOCK_COOKIE: &str = "dock";
/// The dock of a shop that has none yet.
const FIRST_DOCK: &str = "main";

/// What has arrived? Where the answer is clear, the next screen comes at once.
pub(super) async fn show(State(state): State<AppState>, staff: Staff) -> Answer {
    let text = staff.page.search(SCANNED_CHARS_MAX);
    let read = async {
        if let Some(shipment) = shipment_in(&text)
            && let Ok(shipment) = state.engine.shipment(&staff.shop, &shipment).await
        {
            return Ok(see_other(&link::shipment(&shipment.id)));
        }
        let found = if text.is_empty() {
            None
        } else {
            Some(find(&state, &staff, text).await?)
        };
        if let Some(Found { orders, text, .. }) = &found
            && let [only] = orders.as_slice()
        {
            return Ok(see_other(&receive_path(only, text)));
        }
        let next = state
            .engine
            .supply(&staff.shop, SupplyFilter::Open, None, ORDERS_SHOWN)
            .await?
            .items;
        let orders = found.iter().flat_map(|found| &found.orders).chain(&next);
        let skus: Vec<Sku> = orders
            .flat_map(|order| order.lines.iter().map(|line| line.sku.clone()))
            .collect();
        let names = names::of_skus(&state.engine, &staff.shop, skus.iter()).await;
        let page = DockPage {
            found,
            next,
            names,
            notice: notice(&staff),
        };
        Ok(staff.sent(StatusCode::OK, console::dock(&staff.console(), &page)))
    };
    staff.answered(read.await)
}

/// The parcel that a code names: its id, or the address of its page.
pub(super) fn shipment_in(text: &str) -> Option<ShipmentId> {
    ShipmentId::parse(&text.rsplit('/').next()?.trim().to_ascii_lowercase())
        .ok()
        .filter(|id| id.parts().is_some())
}

async fn find(state: &AppState, staff: &Staff, text: String) -> Result<Found, ReadError> {
    let (lang, name) = (staff.page.lang(), text.clone());
    match state.engine.purchase_order(&staff.shop, &text).await {
        Ok((order, _)) if is_ended(&order) => {
            return Ok(Found {
                text,
                orders: Vec::new(),
                problem: Some(WrongCount::Ended(name).text(lang)),
            });
        }
        Ok((order, _)) => {
            return Ok(Found {
                text,
                orders: vec![order],
                problem: None,
            });
        }
        Err(ReadError::NotFound { .. }) => {}
        Err(error) => return Err(error),
    }
    let matching = async |text: &str| {
        let engine = &state.engine;
        engine
            .supply_matching(&staff.shop, text, ORDERS_SHOWN)
            .await
    };
    let mut orders = matching(&text).await?;
    // A scanner adds leading zeros, and what stands around the number of the item.
    if let Some(item) = barcode::scanned(&text).filter(|item| orders.is_empty() && *item != text) {
        orders = matching(&item).await?;
    }
    let problem = orders
        .is_empty()
        .then(|| WrongCount::NotFound(name).text(lang));
    Ok(Found {
        text,
        orders,
        problem,
    })
}

fn is_ended(order: &PurchaseOrder) -> bool {
    matches!(order.stage, Stage::Received | Stage::Cancelled)
}

/// The count of an order; when a SKU was scanned, typing begins there.
fn receive_path(order: &PurchaseOrder, scanned: &str) -> String {
    let path = link::receive(&order.reference);
    let is_sku = order.lines.iter().any(|line| line.sku.as_str() == scanned);
    let scanned: String = form_urlencoded::byte_serialize(scanned.as_bytes()).collect();
    if is_sku {
        format!("{path}?sku={scanned}")
    } else {
        path
    }
}

/// How many are there?
pub(super) async fn count(
    State(state): State<AppState>,
    Path(reference): Path<String>,
    staff: Staff,
) -> Answer {
    staff.may(Permission::WorkDock)?;
    let found = state.engine.purchase_order(&staff.shop, &reference).await;
    let (order, _) = staff.answered(found)?;
    if is_ended(&order) {
        return Ok(see_other(&dock_path(&reference)));
    }
    count_page(
        &state,
        &staff,
        &order,
        StatusCode::OK,
        Sent::default(),
        &HashMap::new(),
    )
    .await
}

/// What is open of each SKU: nobody who counts sees which line a unit is of.
fn open_units(order: &PurchaseOrder) -> BTreeMap<&Sku, u32> {
    let mut open = BTreeMap::new();
    for line in &order.lines {
        *open.entry(&line.sku).or_default() += line.open().open();
    }
    open
}

fn dock_path(text: &str) -> String {
    let text: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
    format!("{}?q={text}", link::DOCK)
}

async fn count_page(
    state: &AppState,
    staff: &Staff,
    order: &PurchaseOrder,
    status: StatusCode,
    sent: Sent,
    questions: &HashMap<Sku, CountQuestion>,
) -> Answer {
    let locations = staff.answered(state.engine.locations(&staff.shop).await)?;
    let names = names::of_skus(
        &state.engine,
        &staff.shop,
        order.lines.iter().map(|line| &line.sku),
    )
    .await;
    let line = |(sku, open): (&Sku, u32)| CountLine {
        sku: sku.clone(),
        name: names.get(sku).cloned().unwrap_or_else(|| sku.to_string()),
        open,
        question: questions.get(sku).copied(),
    };
    let mut lines: Vec<CountLine> = open_units(order).into_iter().map(line).collect();
    lines.sort_by_key(|line| line.open == 0);
    let remembered = staff.page.remembered(DOCK_COOKIE).and_then(remembered);
    let location = remembered
        .or_else(|| locations.first().map(ToString::to_string))
        .unwrap_or_else(|| FIRST_DOCK.to_owned());
    let page = ReceivePage {
        reference: order.reference.clone(),
        supplier: order.supplier.clone(),
        lines,
        location,
        locations,
        scanned: staff.page.query("sku").and_then(|sku| Sku::parse(sku).ok()),
        sent,
    };
    Ok(staff.form_page(status, &console::receive(&staff.console(), &page)))
}

/// A value that a cookie keeps, written as in a query.
pub(super) fn remembered(cookie: &str) -> Option<String> {
    let (value, _) = form_urlencoded::parse(cookie.as_bytes()).next()?;
    (!value.is_empty()).then(|| value.into_owned())
}

/// The same, to be sent.
pub(super) fn remember(value: &str) -> String {
    form_urlencoded::byte_serialize(value.as_bytes()).collect()
}

/// What was counted. Questions that it raises come back beside the lines.
struct Count {
    lines: Vec<ReceivedLine>,
    questions: HashMap<Sku, CountQuestion>,
}

fn read_count(form: &mut Form<'_>, order: &PurchaseOrder) -> Count {
    let mut count = Count {
        lines: Vec::new(),
        questions: HashMap::new(),
    };
    let only_counted = form.sent.value("only_counted").is_some();
    let mut uncounted = Vec::new();
    for (sku, open_now) in open_units(order) {
        let field = format!("counted:{sku}");
        // What was open when the form was made: a form that is sent twice is read the same both
        // times.
        let seen = form.text(&format!("open:{sku}")).parse().ok();
        let open = seen.unwrap_or(open_now);
        match form.text(&field) {
            "" if open > 0 && !only_counted => uncounted.push(field),
            "" => {}
            text => match text
                .parse::<u32>()
                .ok()
                .filter(|units| *units <= limits::UNITS_MAX)
            {
                None => form.wrong(field, &WrongCount::Units(limits::UNITS_MAX)),
                Some(0) if open == 0 => {}
                Some(units) => {
                    let read = read_line(form, &mut count.questions, sku, units, open);
                    count.lines.extend(read.map(|counted| ReceivedLine {
                        if_open: seen,
                        ..counted
                    }));
                }
            },
        }
    }
    // The next line to count comes before the questions that the lines above raise.
    for field in uncounted {
        form.wrong(field, &WrongCount::Missing);
    }
    if count.lines.is_empty() && !form.sent.is_wrong() {
        form.refuse(&WrongCount::Nothing);
    }
    count
}

/// One line: fewer than open, none among them, is more to come or all there is; more needs a
/// reason. None with more to come is no count at all.
fn read_line(
    form: &mut Form<'_>,
    questions: &mut HashMap<Sku, CountQuestion>,
    sku: &Sku,
    units: u32,
    open: u32,
) -> Option<ReceivedLine> {
    let plain = ReceivedLine {
        line: None,
        sku: sku.clone(),
        quantity: units,
        discrepancy: None,
        more_to_come: false,
        if_open: None,
    };
    if units == open {
        return Some(plain);
    }
    let (rest, why) = (format!("rest:{sku}"), format!("why:{sku}"));
    questions.extend(question(units, open).map(|question| (sku.clone(), question)));
    let reason = form.optional(&why);
    let more_to_come = units < open && form.text(&rest) == "coming";
    if units < open && !more_to_come && form.text(&rest) != "all" {
        form.wrong(rest, &WrongCount::Rest);
        return None;
    }
    if reason.is_none() && !more_to_come && form.sent.error(&why).is_none() {
        form.wrong(why, &WrongCount::Why);
        return None;
    }
    (units > 0 || !more_to_come).then_some(ReceivedLine {
        discrepancy: reason,
        more_to_come,
        ..plain
    })
}

/// What a count raises when this many units are open.
fn question(units: u32, open: u32) -> Option<CountQuestion> {
    match units.cmp(&open) {
        Ordering::Less if units == 0 => Some(CountQuestion::None(open)),
        Ordering::Less => Some(CountQuestion::Fewer(open - units)),
        Ordering::Equal => None,
        Ordering::Greater => Some(CountQuestion::More(units - open)),
    }
}

fn read_receipt(
    form: &mut Form<'_>,
    reference: &PurchaseOrderReference,
    lines: Vec<ReceivedLine>,
    docks: &[LocationCode],
) -> Option<ReceiveGoods> {
    let location = LocationCode::parse(form.text("location"));
    let location = location
        .map_err(|_| form.wrong("location", &WrongCount::Dock))
        .ok();
    // A slip of the finger would open another dock, and the goods would be looked for in vain.
    if let Some(code) = location
        .as_ref()
        .filter(|code| !docks.is_empty() && !docks.contains(code))
        && form.text("new_dock") != code.as_str()
    {
        let known = docks
            .iter()
            .take(DOCKS_NAMED)
            .map(LocationCode::as_str)
            .collect::<Vec<_>>()
            .join(", ");
        form.wrong(
            "location",
            &WrongCount::DockUnknown {
                code: code.to_string(),
                known,
            },
        );
    }
    let delivery_note = form.optional("delivery_note");
    let command = ReceiveGoods {
        purchase_order: reference.clone(),
        location: location?,
        lines,
        delivery_note,
    };
    (!form.sent.is_wrong()).then_some(command)
}

/// Goods were counted: they are served to the line at once.
pub(super) async fn receive(
    State(state): State<AppState>,
    Path(reference): Path<String>,
    staff: Staff,
    body: Bytes,
) -> Answer {
    staff.may(Permission::WorkDock)?;
    let (order, _) = staff.answered(state.engine.purchase_order(&staff.shop, &reference).await)?;
    let mut form = Form::new(&staff, &body);
    let context = form.context();
    let count = read_count(&mut form, &order);
    let docks = staff.answered(state.engine.locations(&staff.shop).await)?;
    let Some(command) = read_receipt(&mut form, &order.reference, count.lines, &docks) else {
        return count_page(
            &state,
            &staff,
            &order,
            StatusCode::UNPROCESSABLE_ENTITY,
            form.sent,
            &count.questions,
        )
        .await;
    };
    let location = remember(command.location.as_str());
    match state.engine.execute(&staff.shop.id, context, command).await {
        Ok(received) => {
            let mut response = see_other(&link::receipt(&received.receipt));
            let cookie = staff
                .page
                .set_cookie(DOCK_COOKIE, &location, link::TODAY, 365);
            response.headers_mut().append(header::SET_COOKIE, cookie);
            Ok(response)
        }
        Err(error) => refused(&state, &staff, &order, form, &error).await,
    }
}

/// Somebody else was faster, or the paper was counted before: the page shows what is open now, and
/// what was written.
async fn refused(
    state: &AppState,
    staff: &Staff,
    order: &PurchaseOrder,
    mut form: Form<'_>,
    error: &ExecuteError,
) -> Answer {
    let (now, _) = staff.answered(
        state
            .engine
            .purchase_order(&staff.shop, order.reference.as_str())
            .await,
    )?;
    match error {
        ExecuteError::Conflict(Refusal::SupplyCancelled(_)) => {
            return Ok(see_other(&dock_path(order.reference.as_str())));
        }
        ExecuteError::Conflict(Refusal::NoteReceived { .. }) => {
            form.wrong("delivery_note", &refusal(error));
        }
        ExecuteError::Invalid(_) | ExecuteError::Outdated { .. } => {
            form.refuse(&WrongCount::Changed);
            name_moved(&mut form, &now);
        }
        other => form.refuse(&refusal(other)),
    }
    let questions = questions_now(&form, &now);
    count_page(state, staff, &now, status(error), form.sent, &questions).await
}

/// The lines that somebody else has counted meanwhile.
fn name_moved(form: &mut Form<'_>, now: &PurchaseOrder) {
    for (sku, open) in open_units(now) {
        let seen = form.text(&format!("open:{sku}")).parse::<u32>().ok();
        let field = format!("counted:{sku}");
        if let Some(seen) = seen.filter(|seen| *seen != open)
            && !form.text(&field).is_empty()
        {
            form.wrong(field, &WrongCount::Moved { seen, open });
        }
    }
}

/// What the counts that were written raise by now.
fn questions_now(form: &Form<'_>, now: &PurchaseOrder) -> HashMap<Sku, CountQuestion> {
    let of = |(sku, open): (&Sku, u32)| {
        let units = form.text(&format!("counted:{sku}")).parse().ok()?;
        Some((sku.clone(), question(units, open)?))
    };
    open_units(now).into_iter().filter_map(of).collect()
}

/// What goes where.
pub(super) async fn receipt(
    State(state): State<AppState>,
    Path(id): Path<String>,
    staff: Staff,
) -> Answer {
    receipt_page(&state, &staff, &id, (StatusCode::OK, Sent::default())).await
}

/// What goes where, with a correction that came back.
pub(super) async fn receipt_page(
    state: &AppState,
    staff: &Staff,
    id: &str,
    (status, sent): (StatusCode, Sent),
) -> Answer {
    let Ok(id) = ReceiptId::parse(id) else {
        return Err(staff.problem(dockline_app::page::ProblemKind::NotFound));
    };
    let receipt = staff.answered(state.engine.receipt(&staff.shop, &id).await)?;
    let page = staff
        .page
        .query("page")
        .and_then(|page| page.parse::<usize>().ok())
        .map_or(0, |page| page.saturating_sub(1));
    let (mut states, mut references) = (HashMap::new(), HashMap::new());
    for units in shown_parcels(&receipt, page) {
        if let Some(first) = units.first()
            && let Ok(parcel) = state.engine.shipment(&staff.shop, &first.shipment).await
        {
            references.insert(parcel.id.clone(), parcel.order_reference);
            states.insert(parcel.id, parcel.state);
        }
    }
    let given = shown_parcels(&receipt, page)
        .flatten()
        .map(|units| &units.sku);
    let skus: BTreeSet<&Sku> = receipt
        .lines
        .iter()
        .map(|line| &line.sku)
        .chain(given)
        .collect();
    let names = names::of_skus(&state.engine, &staff.shop, skus.into_iter()).await;
    let page = ReceiptPage {
        receipt,
        page,
        states,
        references,
        names,
        notice: notice(staff),
        sent,
    };
    Ok(staff.form_page(status, &console::receipt(&staff.console(), &page)))
}
