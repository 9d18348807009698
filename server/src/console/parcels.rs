//! `/console/dock/shipments`: parcels are packed and handed over.

use super::dock::{SCANNED_CHARS_MAX, remember, remembered, shipment_in};
use super::form::{Form, refusal, status};
use super::staff::{Answer, Staff};
use super::supply::notice;
use crate::pages::see_other;
use crate::state::AppState;
use axum::body::Bytes;
use axum::extract::{Path, State};
use dockline_app::page::ProblemKind;
use dockline_app::page::console::{self, ParcelsPage, Sent, ShipmentPage};
use dockline_domain::access::Permission;
use dockline_domain::id::ShipmentId;
use dockline_domain::shipment::ShipmentState;
use dockline_engine::command::{DeliverShipment, HandOverShipment, PackShipment};
use dockline_engine::{ExecuteError, ReadError};
use dockline_view::ShipmentView;
use dockline_words::link::console as link;
use dockline_words::present::{Done, Wrong as _, WrongParcel};
use http::{StatusCode, header};

/// Parcels on one page.
const PARCELS_PER_PAGE: i64 = 50;
/// The cookie that remembers the carrier who was used last.
const CARRIER_COOKIE: &str = "carrier";

/// The parcels to pack, or to hand over; a code that was scanned leads to its parcel.
pub(super) async fn list(State(state): State<AppState>, staff: Staff) -> Answer {
    let text = staff.page.search(SCANNED_CHARS_MAX);
    let named = match staff
        .page
        .query("state")
        .and_then(|name| ShipmentState::parse(name).ok())
    {
        Some(ShipmentState::Packed) => ShipmentState::Packed,
        _ => ShipmentState::Open,
    };
    let read = async {
        let found = if text.is_empty() {
            None
        } else {
            find(&state, &staff, &text).await?
        };
        if let Some(found) = found {
            return Ok(see_other(&link::shipment(&found)));
        }
        let page = state
            .engine
            .shipments(
                &staff.shop,
                Some(named),
                staff.page.query("cursor"),
                PARCELS_PER_PAGE,
            )
            .await?;
        let problem =
            (!text.is_empty()).then(|| WrongParcel::NotFound(text).text(staff.page.lang()));
        let page = ParcelsPage {
            state: named,
            parcels: page.items,
            next_cursor: page.next_cursor,
            problem,
            notice: notice(&staff),
        };
        Ok(staff.sent(StatusCode::OK, console::parcels(&staff.console(), &page)))
    };
    staff.answered(read.await)
}

/// The parcel that a code or an order's number names.
async fn find(
    state: &AppState,
    staff: &Staff,
    text: &str,
) -> Result<Option<ShipmentId>, ReadError> {
    if let Some(id) = shipment_in(text) {
        return match state.engine.shipment(&staff.shop, &id).await {
            Ok(shipment) => Ok(Some(shipment.id)),
            Err(ReadError::NotFound { .. }) => Ok(None),
            Err(error) => Err(error),
        };
    }
    match text.trim_start_matches('#').parse() {
        Ok(number) => state.engine.parcel_of_order(&staff.shop, number).await,
        Err(_) => Ok(None),
    }
}

/// One parcel.
pub(super) async fn show(
    State(state): State<AppState>,
    Path(id): Path<String>,
    staff: Staff,
) -> Answer {
    let parcel = staff.answered(read(&state, &staff, &id).await)?;
    page(&state, &staff, StatusCode::OK, parcel, Sent::default()).await
}

async fn read(state: &AppState, staff: &Staff, id: &str) -> Result<ShipmentView, ReadError> {
    let unknown = || ReadError::NotFound {
        what: "shipment",
        name: id.to_owned(),
    };
    let id = ShipmentId::parse(id).map_err(|_| unknown())?;
    state.engine.shipment(&staff.shop, &id).await
}

async fn page(
    state: &AppState,
    staff: &Staff,
    status: StatusCode,
    parcel: ShipmentView,
    sent: Sent,
) -> Answer {
    let next = staff.answered(state.engine.next_to_pack(&staff.shop, &parcel.id).await)?;
    let carrier = staff
        .page
        .remembered(CARRIER_COOKIE)
        .and_then(remembered)
        .unwrap_or_default();
    let page = ShipmentPage {
        parcel,
        next,
        carrier,
        notice: notice(staff),
        sent,
    };
    Ok(staff.form_page(status, &console::shipment(&staff.console(), &page)))
}

/// The next step of a parcel.
pub(super) async fn send(
    State(state): State<AppState>,
    Path(id): Path<String>,
    staff: Staff,
    body: Bytes,
) -> Answer {
    staff.may(Permission::WorkDock)?;
    let parcel = staff.answered(read(&state, &staff, &id).await)?;
    let form = Form::new(&staff, &body);
    match form.text("action") {
        "pack" => pack(&state, &staff, parcel, form).await,
        "go_on" if asks_for_tracking(&form) => {
            page(&state, &staff, StatusCode::OK, parcel, form.sent).await
        }
        "deliver" => deliver(&state, &staff, parcel, form).await,
        "hand_over" | "go_on" => hand_over(&state, &staff, parcel, form).await,
        _ => Err(staff.problem(ProblemKind::BadRequest)),
    }
}

/// The version whose content was shown: other content is another parcel.
fn version(form: &Form<'_>) -> i64 {
    form.text("version").parse().unwrap_or(0)
}

async fn pack(state: &AppState, staff: &Staff, parcel: ShipmentView, form: Form<'_>) -> Answer {
    let command = PackShipment {
        shipment: parcel.id.clone(),
        if_version: Some(version(&form)),
    };
    match state
        .engine
        .execute(&staff.shop.id, form.context(), command)
        .await
    {
        Ok(_) => Ok(see_other(&format!(
            "{}?done={}",
            link::shipment(&parcel.id),
            Done::Packed(parcel.order_reference.clone()).query()
        ))),
        Err(error) => refused(state, staff, &parcel, form, &error).await,
    }
}

/// It has arrived: today, as far as anybody here knows.
async fn deliver(state: &AppState, staff: &Staff, parcel: ShipmentView, form: Form<'_>) -> Answer {
    let command = DeliverShipment {
        shipment: parcel.id.clone(),
        at: None,
        if_version: Some(version(&form)),
    };
    let engine = &state.engine;
    match engine
        .execute(&staff.shop.id, form.context(), command)
        .await
    {
        Ok(_) => Ok(see_other(&format!(
            "{}?done={}",
            link::shipment(&parcel.id),
            Done::Delivered(parcel.order_reference.clone()).query()
        ))),
        Err(error) => refused(state, staff, &parcel, form, &error).await,
    }
}

/// The Enter key in a carrier just written leads to the tracking number; only where that was asked
/// for already does it hand over.
fn asks_for_tracking(form: &Form<'_>) -> bool {
    let carrier = form.text("carrier");
    !carrier.is_empty() && carrier != form.text("carrier_shown") && form.text("tracking").is_empty()
}

async fn hand_over(
    state: &AppState,
    staff: &Staff,
    parcel: ShipmentView,
    mut form: Form<'_>,
) -> Answer {
    let (carrier, tracking) = (form.required("carrier"), form.optional("tracking"));
    let (Some(carrier), false) = (carrier, form.sent.is_wrong()) else {
        return page(
            state,
            staff,
            StatusCode::UNPROCESSABLE_ENTITY,
            parcel,
            form.sent,
        )
        .await;
    };
    let cookie = staff
        .page
        .set_cookie(CARRIER_COOKIE, &remember(&carrier), link::TODAY, 365);
    let command = HandOverShipment {
        shipment: parcel.id.clone(),
        carrier,
        tracking,
        if_version: Some(version(&form)),
    };
    match state
        .engine
        .execute(&staff.shop.id, form.context(), command)
        .await
    {
        Ok(_) => {
            let done = Done::HandedOver(parcel.order_reference.clone()).query();
            // Nothing is to be looked for: the next parcel, or the list when that was the last.
            let mut response = match state.engine.next_to_pack(&staff.shop, &parcel.id).await {
                Ok(Some(next)) => see_other(&format!("{}?done={done}", link::shipment(&next.id))),
                Ok(None) | Err(_) => see_other(&format!("{}&done={done}", link::PARCELS_OPEN)),
            };
            response.headers_mut().append(header::SET_COOKIE, cookie);
            Ok(response)
        }
        Err(error) => refused(state, staff, &parcel, form, &error).await,
    }
}

/// The parcel as it is now, with what was written.
async fn refused(
    state: &AppState,
    staff: &Staff,
    parcel: &ShipmentView,
    mut form: Form<'_>,
    error: &ExecuteError,
) -> Answer {
    match error {
        ExecuteError::Outdated { .. } => form.refuse(&WrongParcel::Changed),
        other => form.refuse(&refusal(other)),
    }
    let parcel = staff.answered(read(state, staff, parcel.id.as_str()).await)?;
    page(state, staff, status(error), parcel, form.sent).await
}
