//! Connections. A handler that answers nothing ends its connection.

use crate::state::{Answer, Asked};
use crate::{Double, Fault, TestCard};
use http::header::{AUTHORIZATION, CONTENT_TYPE, LOCATION};
use http::{HeaderMap, Method, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use percent_encoding::percent_decode_str;
use std::io;
use tokio::net::TcpListener;

type Answered = Result<Response<Full<Bytes>>, io::Error>;

pub(crate) async fn run(listener: TcpListener, double: Double) {
    while let Ok((stream, _)) = listener.accept().await {
        let double = double.clone();
        tokio::spawn(async move {
            let service = service_fn(move |request| {
                let double = double.clone();
                async move { answer(&double, request).await }
            });
            let _ = http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}

/// Pairs of a form or of a query.
fn pairs(text: &str) -> Vec<(String, String)> {
    let decode = |part: &str| {
        let spaced = part.replace('+', " ");
        percent_decode_str(&spaced).decode_utf8_lossy().into_owned()
    };
    text.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(value))
        })
        .collect()
}

fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    let value = headers.get(name)?.to_str().ok()?;
    Some(value.to_owned())
}

async fn answer(double: &Double, request: Request<Incoming>) -> Answered {
    let (parts, body) = request.into_parts();
    let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
    let body = String::from_utf8_lossy(&body).into_owned();
    let path = parts.uri.path().to_owned();
    if !path.starts_with("/v1/") {
        return Ok(page(double, &parts.method, &path, &pairs(&body)));
    }
    let bearer = header(&parts.headers, AUTHORIZATION.as_str()).unwrap_or_default();
    let form = match parts.method {
        Method::GET => pairs(parts.uri.query().unwrap_or_default()),
        _ => pairs(&body),
    };
    let asked = Asked {
        is_post: parts.method == Method::POST,
        path,
        secret: bearer.trim_start_matches("Bearer ").to_owned(),
        version: header(&parts.headers, "stripe-version"),
        key: header(&parts.headers, "idempotency-key"),
        form,
    };
    let answer = double.state().answer(&asked);
    match answer {
        Answer::Json(status, body, is_replayed) => {
            let status = StatusCode::from_u16(status).map_err(io::Error::other)?;
            let response = Response::builder()
                .status(status)
                .header(CONTENT_TYPE, "application/json")
                .header("request-id", "req_double");
            let response = if is_replayed {
                response.header("idempotent-replayed", "true")
            } else {
                response
            };
            response
                .body(Full::new(Bytes::from(body.to_string())))
                .map_err(io::Error::other)
        }
        Answer::Lost(Fault::Silent) => std::future::pending().await,
        Answer::Lost(_) => Err(io::Error::other("lost on the way")),
    }
}

fn html(status: StatusCode, text: &str) -> Response<Full<Bytes>> {
    let page =
        format!("<!doctype html><html lang=\"en\"><title>Stripe, played</title>{text}</html>");
    let mut response = Response::new(Full::new(Bytes::from(page)));
    *response.status_mut() = status;
    let media_type = http::HeaderValue::from_static("text/html; charset=utf-8");
    response.headers_mut().insert(CONTENT_TYPE, media_type);
    response
}

fn to(url: &str) -> Response<Full<Bytes>> {
    let mut response = html(StatusCode::SEE_OTHER, "");
    if let Ok(url) = url.parse() {
        response.headers_mut().insert(LOCATION, url);
    }
    response
}

/// The pages of Stripe and of a bank, on which somebody chooses what is to happen.
fn page(
    double: &Double,
    method: &Method,
    path: &str,
    form: &[(String, String)],
) -> Response<Full<Bytes>> {
    let value = |name: &str| {
        let pair = form.iter().find(|(one, _)| one == name);
        pair.map(|(_, value)| value.as_str())
    };
    let over = || html(StatusCode::GONE, "<p>This page is over.</p>");
    if let Some(session) = path.strip_prefix("/c/pay/") {
        let Some(back) = double.state().text_of(session, "success_url") else {
            return over();
        };
        if *method == Method::POST {
            let card = value("card").and_then(TestCard::parse);
            return match card {
                Some(card) if double.save_card(session, card) => to(&back),
                _ => over(),
            };
        }
        let cards = TestCard::ALL.map(|card| {
            let name = card.name();
            format!("<p><button name=card value={name}>{name}</button></p>")
        });
        return html(
            StatusCode::OK,
            &format!(
                "<h1>Save a card</h1><form method=post>{}</form>",
                cards.concat()
            ),
        );
    }
    if let Some(intent) = path.strip_prefix("/3ds/") {
        let Some(back) = double.state().bank_return(intent) else {
            return over();
        };
        if *method == Method::POST {
            double.answer_bank(intent, value("answer") == Some("confirm"));
            return to(&back);
        }
        return html(
            StatusCode::OK,
            "<h1>Your bank</h1><form method=post><button name=answer value=confirm>Confirm</button> <button name=answer value=refuse>Refuse</button></form>",
        );
    }
    html(StatusCode::NOT_FOUND, "<p>Nothing is here.</p>")
}
