//! `/s/{shop}/find`: the way back to an order without its link, by its number, the mail address and
//! the postal code. `/s/{shop}/orders`: the links that a browser keeps.

use super::request::{PageRequest, pairs, value};
use super::{Answer, private_page, see_other};
use crate::client::{Client, wider};
use crate::state::AppState;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::Response;
use dockline_app::page::{self, FindForm, FindStep};
use dockline_domain::email::Email;
use dockline_domain::limits;
use dockline_domain::ordering::number_at_end;
use dockline_view::Shop;
use dockline_words::link;
use http::StatusCode;
use std::time::Instant;

/// Tries of one network in an hour, and those for one number.
const TRIES_OF_NETWORK_MAX: u32 = 30;
const TRIES_OF_NUMBER_MAX: u32 = 10;

/// The form.
pub async fn show(
    State(state): State<AppState>,
    Path(shop): Path<String>,
    request: PageRequest,
) -> Answer {
    let shop = request.shop(&state, &shop).await?;
    let form = FindForm::default();
    let mut response = sent(&request, &shop, StatusCode::OK, &form);
    request.remember_language(response.headers_mut());
    Ok(response)
}

/// The form was sent. Whether there is such an order is told to those alone who know all three: the
/// postal code is asked for whatever was written before.
pub async fn send(
    State(state): State<AppState>,
    Path(shop): Path<String>,
    Client(client): Client,
    request: PageRequest,
    body: Bytes,
) -> Answer {
    let shop = request.shop(&state, &shop).await?;
    let fields = pairs(&body);
    let field = |name: &str, chars_max: usize| {
        let text = value(&fields, name).unwrap_or("").trim();
        text.chars().take(chars_max).collect::<String>()
    };
    let mut form = FindForm {
        number: field("number", limits::REFERENCE_BYTES_MAX),
        email: field("email", limits::EMAIL_BYTES_MAX),
        postal_code: field("postal_code", limits::POSTAL_CODE_CHARS_MAX),
        step: FindStep::Number,
        ..FindForm::default()
    };
    let (wanted, email) = (number_at_end(&form.number), Email::parse(&form.email).ok());
    form.is_number_wrong = wanted.is_none();
    form.is_email_wrong = email.is_none();
    let (Some(wanted), Some(email)) = (wanted, email) else {
        return Ok(sent(
            &request,
            &shop,
            StatusCode::UNPROCESSABLE_ENTITY,
            &form,
        ));
    };
    form.step = FindStep::PostalCode;
    if value(&fields, "postal_code").is_none() {
        return Ok(sent(&request, &shop, StatusCode::OK, &form));
    }
    let now = Instant::now();
    let tried = (wanted, form.email.to_lowercase(), form.postal_code.clone());
    let network = ("find", wider(client));
    let by_network = state
        .counted
        .count(network, &tried, TRIES_OF_NETWORK_MAX, now);
    // A network that tried too often counts for no number any more: it would use up the tries of
    // others, and with ever new numbers drive everybody out of what is remembered.
    let tried = by_network.and_then(|()| {
        let number = ("find", &shop.id, wanted);
        state
            .counted
            .count(number, &tried, TRIES_OF_NUMBER_MAX, now)
    });
    if tried.is_err() {
        form.step = FindStep::TooMany;
        return Ok(sent(&request, &shop, StatusCode::TOO_MANY_REQUESTS, &form));
    }
    let found = state
        .engine
        .order_known_by(&shop, wanted, &email, &form.postal_code);
    let found = found
        .await
        .map_err(|error| request.unanswered(Some(&shop), &error))?;
    if let Some(token) = found {
        return Ok(see_other(&format!("{}?found=1", link::order(&token))));
    }
    form.step = FindStep::None;
    Ok(sent(&request, &shop, StatusCode::OK, &form))
}

/// The links that the browser keeps: a script of the page shows them.
pub async fn kept(
    State(state): State<AppState>,
    Path(shop): Path<String>,
    request: PageRequest,
) -> Answer {
    let shop = request.shop(&state, &shop).await?;
    let context = request.context_at(link::my_orders(&shop.slug));
    let mut response = private_page(StatusCode::OK, page::my_orders(&context, &shop));
    request.remember_language(response.headers_mut());
    Ok(response)
}

fn sent(request: &PageRequest, shop: &Shop, status: StatusCode, form: &FindForm) -> Response {
    let context = request.context_at(link::find(&shop.slug));
    private_page(status, page::find(&context, shop, form))
}
