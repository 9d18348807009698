//! `/o/{token}`: one order, for anyone who has its link.

use super::address;
use super::request::{PageRequest, pairs, value};
use super::{secret_page, see_other};
use crate::desk::ShopDesk;
use crate::state::AppState;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::Response;
use dockline_app::actions::{CancelInput, Desk as _, FieldMessage, LineInput, field_message};
use dockline_app::page::{self, DetailsForm, OrderMessage, OrderStep, ProblemKind};
use dockline_domain::address::Destination;
use dockline_domain::by::By;
use dockline_domain::dates::parse_date;
use dockline_domain::id::Sku;
use dockline_domain::order::{Person, Quantity};
use dockline_engine::ExecuteError;
use dockline_engine::command::{ChangeDetails, ChangeVariant, Context};
use dockline_view::OrderView;
use dockline_words::present::{Problem, problem_text};
use dockline_words::{Lang, link};
use http::StatusCode;

/// The page of an order.
pub async fn show(
    State(state): State<AppState>,
    Path(token): Path<String>,
    request: PageRequest,
) -> Response {
    let view = match state.engine.order(&token).await {
        Ok(view) => view,
        Err(error) => return request.unanswered(None, &error),
    };
    let step = match (request.query("cancel"), request.query("change")) {
        (Some(_), _) => OrderStep::Cancel,
        (None, Some("details")) => OrderStep::Details(Box::new(details_form(&view))),
        (None, Some("variant")) => variant_step(&state, &token).await,
        _ => OrderStep::None,
    };
    let message = match (request.query("placed"), request.query("done")) {
        (Some(_), _) => Some(OrderMessage::Placed),
        (None, None) if request.query("found").is_some() => Some(OrderMessage::Found),
        (None, Some("cancelled")) => {
            let units = request.query("units").and_then(|units| units.parse().ok());
            units
                .filter(|units| *units > 0)
                .map(OrderMessage::Cancelled)
        }
        (None, Some("details")) => Some(OrderMessage::DetailsChanged),
        (None, Some("variant")) => Some(OrderMessage::VariantChanged),
        _ => None,
    };
    let mut response = sent(StatusCode::OK, &view, &step, message.as_ref(), &request);
    request.remember_language(response.headers_mut());
    response
}

async fn variant_step(state: &AppState, token: &str) -> OrderStep {
    OrderStep::Variant(
        state
            .engine
            .variant_choices(token)
            .await
            .unwrap_or_default(),
    )
}

/// The address of the page with the step that is open.
fn own_path(view: &OrderView, step: &OrderStep) -> String {
    let step = match step {
        OrderStep::None => "",
        OrderStep::Cancel => "?cancel=1",
        OrderStep::Details(_) => "?change=details",
        OrderStep::Variant(_) => "?change=variant",
    };
    format!("{}{step}", link::order(&view.token))
}

/// The link is a secret: the page's address is told to nobody.
fn sent(
    status: StatusCode,
    view: &OrderView,
    step: &OrderStep,
    message: Option<&OrderMessage>,
    request: &PageRequest,
) -> Response {
    let context = request.context_at(own_path(view, step));
    secret_page(status, page::order(&context, view, step, message))
}

/// Something of the order is to be changed.
pub async fn send(
    State(state): State<AppState>,
    Path(token): Path<String>,
    request: PageRequest,
    body: Bytes,
) -> Response {
    let view = match state.engine.order(&token).await {
        Ok(view) => view,
        Err(error) => return request.unanswered(None, &error),
    };
    let fields = pairs(&body);
    match value(&fields, "action") {
        Some("cancel") => cancel(&state, &view, &fields, &request).await,
        Some("country") => other_country(&view, &fields, &request),
        Some("details") => change_details(&state, &view, &fields, &request).await,
        Some("variant") => change_variant(&state, &view, &fields, &request).await,
        _ => request.problem(Some(&view.shop), ProblemKind::BadRequest),
    }
}

fn done(view: &OrderView, what: &str) -> Response {
    see_other(&format!("{}?done={what}", link::order(&view.token)))
}

/// Units that can still be cancelled.
fn open_units(view: &OrderView) -> u32 {
    let backorders = view.lines.iter().flat_map(|line| &line.backorders);
    backorders
        .filter(|one| one.state.may_be_cancelled())
        .map(|one| one.quantity)
        .sum()
}

async fn cancel(
    state: &AppState,
    view: &OrderView,
    fields: &[(String, String)],
    request: &PageRequest,
) -> Response {
    let chosen = fields.iter().filter_map(|(name, value)| {
        Some((
            name.strip_prefix("quantity:")?,
            value.trim().parse::<u32>().ok()?,
        ))
    });
    let chosen: Vec<(&str, u32)> = chosen.collect();
    let lines: Vec<LineInput> = chosen
        .iter()
        .filter(|(_, units)| *units > 0)
        .map(|(sku, units)| LineInput {
            sku: (*sku).to_owned(),
            quantity: *units,
        })
        .collect();
    if !chosen.is_empty() && lines.is_empty() {
        return see_other(&link::order(&view.token));
    }
    let wanted: u32 = lines
        .iter()
        .map(|line| line.quantity)
        .fold(0, u32::saturating_add);
    let units = if lines.is_empty() {
        open_units(view)
    } else {
        wanted
    };
    let input = CancelInput {
        token: view.token.clone(),
        lang: request.lang().tag().to_owned(),
        lines,
    };
    match ShopDesk::new(state, request.client()).cancel(input).await {
        Ok(()) => done(view, &format!("cancelled&units={units}")),
        Err(error) => sent(
            error.kind.status(),
            view,
            &OrderStep::None,
            Some(&OrderMessage::Failed(error.message)),
            request,
        ),
    }
}

/// The form as the order is.
fn details_form(view: &OrderView) -> DetailsForm {
    DetailsForm::of(
        view,
        address::form(&view.shop, address::of_order(view), "country"),
    )
}

/// What was written into it.
fn written(view: &OrderView, fields: &[(String, String)]) -> DetailsForm {
    let text = |name: &str| value(fields, name).unwrap_or_default().trim().to_owned();
    let draft = address::draft(fields, &view.shop);
    DetailsForm {
        name: text("name"),
        address: address::form(&view.shop, draft, "country"),
        needed_by: text("needed_by"),
        errors: Vec::new(),
    }
}

/// The form with the fields of another country.
fn other_country(view: &OrderView, fields: &[(String, String)], request: &PageRequest) -> Response {
    let step = OrderStep::Details(Box::new(written(view, fields)));
    sent(StatusCode::OK, view, &step, None, request)
}

/// The command that a form states, or the form with what is wrong with it.
fn details(
    view: &OrderView,
    fields: &[(String, String)],
    request: &PageRequest,
) -> Result<ChangeDetails, Box<DetailsForm>> {
    let lang = request.lang();
    let mut form = written(view, fields);
    let mut wrong = |field: &str, problem: Problem| {
        form.errors.push(field_message(lang, field, &problem));
    };
    let name = Person::name(&form.name)
        .map_err(|_| wrong("name", Problem::Name))
        .ok();
    let needed_by = Some(&form.needed_by)
        .filter(|text| !text.is_empty())
        .map(|text| parse_date(text))
        .transpose();
    let needed_by = needed_by.ok().filter(|date| {
        date.is_none_or(|date| date >= view.shop.day || Some(date) == view.needed_by)
    });
    if needed_by.is_none() {
        wrong("needed_by", Problem::NeededBy);
    }
    let address = address_of(view, fields, &form, lang);
    let address = address.map_err(|errors| form.errors.extend(errors)).ok();
    match (name, address, needed_by) {
        (Some(name), Some(address), Some(needed_by)) => {
            let needed_by = (needed_by != view.needed_by).then_some(needed_by);
            Ok(ChangeDetails {
                order: view.id.clone(),
                name: Some(name),
                address,
                needed_by,
                if_version: None,
            })
        }
        _ => Err(Box::new(form)),
    }
}

/// Where it goes from now on; `None` leaves it as it is.
#[expect(
    clippy::option_option,
    reason = "as it is, nowhere and an address say three things"
)]
fn address_of(
    view: &OrderView,
    fields: &[(String, String)],
    form: &DetailsForm,
    lang: Lang,
) -> Result<Option<Option<Destination>>, Vec<FieldMessage>> {
    // A page from before addresses had parts.
    if let Some(text) = value(fields, "address") {
        let text = Some(text.trim()).filter(|text| !text.is_empty());
        let told = text.map(Destination::text_of).transpose();
        let wrong = |_| vec![field_message(lang, "line1", &Problem::Address)];
        return told.map(Some).map_err(wrong);
    }
    address::change(view, &form.address.draft, lang)
}

async fn change_details(
    state: &AppState,
    view: &OrderView,
    fields: &[(String, String)],
    request: &PageRequest,
) -> Response {
    let command = match details(view, fields, request) {
        Ok(command) => command,
        Err(form) => {
            return sent(
                StatusCode::UNPROCESSABLE_ENTITY,
                view,
                &OrderStep::Details(form),
                None,
                request,
            );
        }
    };
    match state
        .engine
        .execute(&view.shop.id, Context::by(By::Shopper), command)
        .await
    {
        Ok(_) => done(view, "details"),
        Err(error) => {
            // What was typed stays.
            let step = OrderStep::Details(Box::new(written(view, fields)));
            refused(&error, view, &step, Problem::NeededBy, request)
        }
    }
}

async fn change_variant(
    state: &AppState,
    view: &OrderView,
    fields: &[(String, String)],
    request: &PageRequest,
) -> Response {
    let sku = |name: &str| Sku::parse(value(fields, name)?).ok();
    let units = value(fields, "quantity").and_then(|text| text.trim().parse::<u32>().ok());
    if units == Some(0) {
        return see_other(&link::order(&view.token));
    }
    let quantity = units.and_then(|units| Quantity::new(units).ok());
    let (Some(from), Some(to), Some(quantity)) = (sku("from"), sku("to"), quantity) else {
        return request.problem(Some(&view.shop), ProblemKind::BadRequest);
    };
    let command = ChangeVariant {
        order: view.id.clone(),
        from,
        to,
        quantity,
    };
    match state
        .engine
        .execute(&view.shop.id, Context::by(By::Shopper), command)
        .await
    {
        Ok(_) => done(view, "variant"),
        Err(error) => refused(
            &error,
            view,
            &variant_step(state, &view.token).await,
            Problem::VariantGone,
            request,
        ),
    }
}

/// What was asked for could not be done: the page says why. `invalid` is what is said when the order
/// is no longer as it was when the form was read.
fn refused(
    error: &ExecuteError,
    view: &OrderView,
    step: &OrderStep,
    invalid: Problem,
    request: &PageRequest,
) -> Response {
    let (status, problem) = match error {
        ExecuteError::Busy | ExecuteError::Away => (StatusCode::SERVICE_UNAVAILABLE, Problem::Busy),
        ExecuteError::OutcomeUnknown => (StatusCode::SERVICE_UNAVAILABLE, Problem::OutcomeUnknown),
        ExecuteError::Internal => (StatusCode::INTERNAL_SERVER_ERROR, Problem::Internal),
        ExecuteError::Conflict(refused) => (StatusCode::CONFLICT, refused.into()),
        ExecuteError::Invalid(_) => (StatusCode::CONFLICT, invalid),
        ExecuteError::NotFound { .. } | ExecuteError::NotAvailable(_) => {
            (StatusCode::CONFLICT, Problem::NotFound)
        }
        ExecuteError::Outdated { .. } | ExecuteError::KeyReused => {
            (StatusCode::CONFLICT, Problem::KeyReused)
        }
    };
    sent(
        status,
        view,
        step,
        Some(&OrderMessage::Failed(problem_text(
            request.lang(),
            &problem,
        ))),
        request,
    )
}
