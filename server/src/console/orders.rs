//! `/console/orders`: the search of orders, and the whole story of one.

use super::delay;
use super::staff::{Answer, Staff};
use crate::pages::address;
use crate::pages::request::{pairs, value};
use crate::pages::see_other;
use crate::state::AppState;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::Response;
use dockline_app::page::ProblemKind;
use dockline_app::page::console::{
    self, OrderAction, OrderEdit, OrderPage, OrderProblem, OrdersPage,
};
use dockline_domain::access::Permission;
use dockline_domain::backorder::Actor;
use dockline_domain::id::Sku;
use dockline_domain::input::short_text;
use dockline_domain::limits;
use dockline_domain::order::{OrderLine, Quantity};
use dockline_domain::reason::Reason;
use dockline_engine::command::{CancelOrder, ChangeDetails, Context, HoldOrder, ResumeOrder};
use dockline_engine::{ExecuteError, ReadError};
use dockline_view::Shop;
use dockline_view::console::OrderStory;
use dockline_words::link::console as link;
use http::StatusCode;

/// What the button says that shows the fields of another country.
const COUNTRY: &str = "country";
/// Orders on one page.
const ORDERS_PER_PAGE: i64 = 50;
/// Longest search, in characters.
const SEARCH_CHARS_MAX: usize = 100;

/// The orders that a search finds, or the newest.
pub(super) async fn list(State(state): State<AppState>, staff: Staff) -> Answer {
    let search = staff.page.search(SEARCH_CHARS_MAX);
    let found = staff.answered(
        state
            .engine
            .find_orders(
                &staff.shop,
                &search,
                staff.page.query("cursor"),
                ORDERS_PER_PAGE,
            )
            .await,
    )?;
    let purchase_order = match state.engine.purchase_order(&staff.shop, &search).await {
        Ok((order, _)) => Some(order.reference),
        Err(ReadError::NotFound { .. }) => None,
        Err(error) => return Err(staff.unanswered(&error)),
    };
    let page = OrdersPage {
        search,
        found,
        purchase_order,
    };
    Ok(staff.sent(StatusCode::OK, console::orders(&staff.console(), &page)))
}

/// The whole story of one order, by its number or id.
pub(super) async fn show(
    State(state): State<AppState>,
    Path(order): Path<String>,
    staff: Staff,
) -> Answer {
    let story = staff.answered(state.engine.order_story(&staff.shop, &order).await)?;
    let done = OrderAction::ALL
        .into_iter()
        .find(|action| staff.page.query("done") == Some(action.name()));
    let edit = OrderEdit {
        address: address::form(&staff.shop, address::of_order(&story.order), COUNTRY),
        ..OrderEdit::default()
    };
    let of = OrderPage {
        story,
        edit,
        problem: None,
        done,
    };
    Ok(page(&staff, StatusCode::OK, &of))
}

fn page(staff: &Staff, status: StatusCode, page: &OrderPage) -> Response {
    staff.sent(status, console::order(&staff.console(), page))
}

/// Something of an order is to be changed.
pub(super) async fn send(
    State(state): State<AppState>,
    Path(order): Path<String>,
    staff: Staff,
    body: Bytes,
) -> Answer {
    staff.may(Permission::ChangeOrders)?;
    let story = staff.answered(state.engine.order_story(&staff.shop, &order).await)?;
    let fields = pairs(&body);
    if value(&fields, "action") == Some(COUNTRY) {
        let edit = OrderEdit {
            is_open: true,
            ..edit(OrderAction::Address, &fields, &staff.shop)
        };
        let of = OrderPage {
            story,
            edit,
            problem: None,
            done: None,
        };
        return Ok(page(&staff, StatusCode::OK, &of));
    }
    let action = OrderAction::ALL
        .into_iter()
        .find(|action| value(&fields, "action") == Some(action.name()));
    let Some(action) = action else {
        return Err(staff.problem(ProblemKind::BadRequest));
    };
    let mut edit = edit(action, &fields, &staff.shop);
    // A page that shows no version was made by an earlier program: then nothing is known of what was
    // seen.
    let seen = value(&fields, "version").and_then(|text| text.parse().ok());
    let seen = Some(seen.unwrap_or(-1));
    let context = staff.once(std::iter::once(&body[..]));
    let problem = match change(&state, &staff, &story, &mut edit, seen, context).await {
        Ok(()) => {
            return Ok(see_other(&format!(
                "{}?done={}",
                link::order(story.order.number),
                action.name()
            )));
        }
        Err(Some(problem)) => problem,
        Err(None) => return Err(staff.problem(ProblemKind::Internal)),
    };
    let status = match &problem {
        OrderProblem::Changed | OrderProblem::NotPossible | OrderProblem::Refused(_) => {
            StatusCode::CONFLICT
        }
        OrderProblem::NothingChosen
        | OrderProblem::Quantity
        | OrderProblem::Reason
        | OrderProblem::Address
        | OrderProblem::Notice
        | OrderProblem::Answer => StatusCode::UNPROCESSABLE_ENTITY,
        OrderProblem::Busy | OrderProblem::OutcomeUnknown => StatusCode::SERVICE_UNAVAILABLE,
    };
    // What is there now, beside what was written.
    let of = OrderPage {
        story: staff.answered(state.engine.order_story(&staff.shop, &order).await)?,
        edit,
        problem: Some(problem),
        done: None,
    };
    Ok(page(&staff, status, &of))
}

fn edit(action: OrderAction, fields: &[(String, String)], shop: &Shop) -> OrderEdit {
    let quantity = |(name, units): &(String, String)| {
        Some((
            name.strip_prefix("quantity:")?.to_owned(),
            units.trim().to_owned(),
        ))
    };
    OrderEdit {
        action,
        quantities: fields
            .iter()
            .filter_map(quantity)
            .take(limits::ORDER_LINES_MAX)
            .collect(),
        reason: value(fields, "reason").unwrap_or("").to_owned(),
        address: address::form(shop, address::draft(fields, shop), COUNTRY),
        delay: delay::written(fields),
        is_open: false,
        errors: Vec::new(),
    }
}

/// Does what a form states, bound to what was seen; or says what is wrong with it, `None` being our
/// fault.
async fn change(
    state: &AppState,
    staff: &Staff,
    story: &OrderStory,
    edit: &mut OrderEdit,
    if_version: Option<i64>,
    context: Context,
) -> Result<(), Option<OrderProblem>> {
    let (engine, shop, order) = (&state.engine, &staff.shop.id, story.order.id.clone());
    let reason =
        || short_text(&edit.reason, limits::TEXT_CHARS_MAX).map_err(|_| Some(OrderProblem::Reason));
    let done = match edit.action {
        OrderAction::Cancel => {
            let lines = chosen(edit).map_err(Some)?;
            let command = CancelOrder {
                order,
                lines,
                by: Actor::Merchant,
                reason: Reason::Given(reason()?),
                if_version,
            };
            engine.execute(shop, context, command).await.map(|_| ())
        }
        OrderAction::Hold => {
            let command = HoldOrder {
                order,
                reason: reason()?,
                if_version,
            };
            engine.execute(shop, context, command).await.map(|_| ())
        }
        OrderAction::Resume => {
            let command = ResumeOrder { order, if_version };
            engine.execute(shop, context, command).await.map(|_| ())
        }
        OrderAction::Address => {
            let lang = staff.page.lang();
            let to = address::change(&story.order, &edit.address.draft, lang);
            let to = to.map_err(|errors| {
                edit.errors = errors;
                Some(OrderProblem::Address)
            })?;
            let command = ChangeDetails {
                address: to,
                if_version,
                ..ChangeDetails::of(order)
            };
            engine.execute(shop, context, command).await.map(|_| ())
        }
        OrderAction::Notice => {
            let command = delay::notice(&edit.delay, order, if_version);
            let command = command.ok_or(Some(OrderProblem::Notice))?;
            let given = engine.execute(shop, context, command).await;
            given
                .map(|_| ())
                .map_err(|error| delay::named(error, OrderProblem::Notice))?;
            Ok(())
        }
        OrderAction::Answer => {
            let command = delay::answer(&edit.delay, order, if_version);
            let command = command.ok_or(Some(OrderProblem::Answer))?;
            let given = engine.execute(shop, context, command).await;
            given
                .map(|_| ())
                .map_err(|error| delay::named(error, OrderProblem::Answer))?;
            Ok(())
        }
    };
    done.map_err(|error| problem_of(&error))
}

/// The units to cancel.
fn chosen(edit: &OrderEdit) -> Result<Vec<OrderLine>, OrderProblem> {
    let mut lines = Vec::new();
    for (sku, units) in edit
        .quantities
        .iter()
        .filter(|(_, units)| !matches!(units.as_str(), "" | "0"))
    {
        let sku = Sku::parse(sku).map_err(|_| OrderProblem::Quantity)?;
        let quantity = units
            .parse()
            .ok()
            .and_then(|units| Quantity::new(units).ok())
            .ok_or(OrderProblem::Quantity)?;
        lines.push(OrderLine { sku, quantity });
    }
    if lines.is_empty() {
        Err(OrderProblem::NothingChosen)
    } else {
        Ok(lines)
    }
}

pub(super) fn problem_of(error: &ExecuteError) -> Option<OrderProblem> {
    match error {
        ExecuteError::Outdated { .. } => Some(OrderProblem::Changed),
        ExecuteError::Invalid(_) => Some(OrderProblem::Quantity),
        ExecuteError::Conflict(refused) => Some(OrderProblem::Refused(refused.clone())),
        ExecuteError::NotFound { .. } | ExecuteError::NotAvailable(_) => {
            Some(OrderProblem::NotPossible)
        }
        ExecuteError::Busy | ExecuteError::Away => Some(OrderProblem::Busy),
        ExecuteError::OutcomeUnknown => Some(OrderProblem::OutcomeUnknown),
        ExecuteError::KeyReused | ExecuteError::Internal => None,
    }
}
