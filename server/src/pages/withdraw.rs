//! `/s/{shop}/withdraw`: the withdrawal function (Directive 2011/83/EU art. 11a). Somebody writes
//! their statement, sees it, and confirms it; only that declares anything. Whether there is such an
//! order is told to nobody.

use super::request::{PageRequest, pairs, value};
use super::{Answer, private_page};
use crate::client::{Client, wider};
use crate::counted::{Counted, TooMany};
use crate::state::AppState;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::Response;
use dockline_app::page::{self, ProblemKind, WithdrawForm, WithdrawStep};
use dockline_domain::by::By;
use dockline_domain::email::Email;
use dockline_domain::limits;
use dockline_domain::withdrawal;
use dockline_engine::ExecuteError;
use dockline_engine::command::{Context, DeclareWithdrawal};
use dockline_view::Shop;
use dockline_words::link;
use dockline_words::present::Problem;
use http::StatusCode;
use std::net::IpAddr;
use std::time::Instant;

/// Withdrawals of one network within an hour.
const OF_NETWORK_MAX: u32 = 20;

/// Counts a withdrawal of a network: each may have a mail sent to any address. The same again
/// counts once.
pub(crate) fn counted(
    counted: &Counted,
    shop: &Shop,
    client: IpAddr,
    command: &DeclareWithdrawal,
) -> Result<(), TooMany> {
    let who = ("withdraw", &shop.id, wider(client));
    let what = (&command.name, &command.contract, command.email.as_str());
    counted.count(who, what, OF_NETWORK_MAX, Instant::now())
}

/// The form. A link may name the contract.
pub async fn show(
    State(state): State<AppState>,
    Path(shop): Path<String>,
    request: PageRequest,
) -> Answer {
    let shop = request.shop(&state, &shop).await?;
    let contract = request.query("contract").unwrap_or("");
    let form = WithdrawForm {
        contract: contract.chars().take(limits::TEXT_CHARS_MAX).collect(),
        ..WithdrawForm::default()
    };
    let mut response = sent(&request, &shop, StatusCode::OK, &form);
    request.remember_language(response.headers_mut());
    Ok(response)
}

/// The form was sent: to be looked at, to be changed once more, or confirmed.
pub async fn send(
    State(state): State<AppState>,
    Path(shop): Path<String>,
    Client(client): Client,
    request: PageRequest,
    body: Bytes,
) -> Answer {
    let shop = request.shop(&state, &shop).await?;
    let fields = pairs(&body);
    let field = |name: &str| value(&fields, name).unwrap_or("").trim().to_owned();
    let mut form = WithdrawForm {
        name: field("name"),
        contract: field("contract"),
        email: field("email"),
        ..WithdrawForm::default()
    };
    let step = field("step");
    if step == "change" {
        return Ok(sent(&request, &shop, StatusCode::OK, &form));
    }
    let Some(command) = read(&mut form, &request) else {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(sent(&request, &shop, status, &form));
    };
    if step != "confirm" {
        form.step = WithdrawStep::Confirmation;
        return Ok(sent(&request, &shop, StatusCode::OK, &form));
    }
    if counted(&state.counted, &shop, client, &command).is_err() {
        form.step = WithdrawStep::TooMany;
        let status = StatusCode::TOO_MANY_REQUESTS;
        return Ok(sent(&request, &shop, status, &form));
    }
    let by = Context::by(By::Shopper);
    let status = match state.engine.execute(&shop.id, by, command).await {
        Ok(declared) => {
            form.step = WithdrawStep::Received {
                at: declared.at,
                is_mailed: declared.is_mailed && shop.mail_sent,
            };
            StatusCode::OK
        }
        Err(ExecuteError::Busy | ExecuteError::Away | ExecuteError::OutcomeUnknown) => {
            form.step = WithdrawStep::Busy;
            StatusCode::SERVICE_UNAVAILABLE
        }
        Err(_) => return Err(request.problem(Some(&shop), ProblemKind::Internal)),
    };
    Ok(sent(&request, &shop, status, &form))
}

/// What is declared; none where something is wrong with what was written, which the form then says.
fn read(form: &mut WithdrawForm, request: &PageRequest) -> Option<DeclareWithdrawal> {
    let name = withdrawal::name(&form.name);
    let contract = withdrawal::contract(&form.contract);
    let email = Email::parse(&form.email);
    let wrong = [
        (name.is_err(), "name", Problem::Name),
        (contract.is_err(), "contract", Problem::Contract),
        (email.is_err(), "email", Problem::Email),
    ];
    let wrong = wrong.into_iter().filter(|(is_wrong, ..)| *is_wrong);
    form.problems = wrong.map(|(_, field, problem)| (field, problem)).collect();
    Some(DeclareWithdrawal {
        name: name.ok()?,
        contract: contract.ok()?,
        email: email.ok()?,
        locale: request.lang().tag().to_owned(),
    })
}

fn sent(request: &PageRequest, shop: &Shop, status: StatusCode, form: &WithdrawForm) -> Response {
    let context = request.context_at(link::withdraw(&shop.slug));
    private_page(status, page::withdraw(&context, shop, form))
}
