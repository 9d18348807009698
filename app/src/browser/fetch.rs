//! Asking the server: JSON to a server function.

use super::json;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{FormData, RequestInit, Response, UrlSearchParams};

/// Why there is no answer.
pub enum Failure {
    /// The server says why: an [`crate::actions::ActionError`].
    Refused(JsValue),
    /// The network, or an answer that makes no sense.
    Lost,
}

/// Calls a server function. It takes its one argument by the name `input`.
pub async fn call(path: &str, input: JsValue) -> Result<JsValue, Failure> {
    let body = json::write(&json::object(["input"], &[input]));
    let (ok, answer) = send(path, &body).await.map_err(|_| Failure::Lost)?;
    match (ok, answer.is_undefined()) {
        (true, false) => Ok(answer),
        (false, false) => Err(Failure::Refused(answer)),
        (_, true) => Err(Failure::Lost),
    }
}

/// The text of a page; nothing where there is none.
pub async fn page(address: &str) -> Option<String> {
    let response = JsFuture::from(super::window().fetch_with_str(address));
    let response: Response = response.await.ok()?.dyn_into().ok()?;
    if !response.ok() {
        return None;
    }
    JsFuture::from(response.text().ok()?)
        .await
        .ok()?
        .as_string()
}

/// What came of a form.
pub enum Sent {
    /// The page it led to.
    LedTo(String),
    /// The page that was answered.
    Page(String),
}

/// Sends a form as a browser does.
pub async fn form(address: &str, values: &FormData) -> Result<Sent, Failure> {
    let lost = |_: JsValue| Failure::Lost;
    let values = UrlSearchParams::new_with_str_sequence_sequence(values);
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_body(values.map_err(lost)?.as_ref());
    let response = JsFuture::from(super::window().fetch_with_str_and_init(address, &init));
    let response: Response = response.await.map_err(lost)?.dyn_into().map_err(lost)?;
    if response.redirected() {
        return Ok(Sent::LedTo(response.url()));
    }
    let text = JsFuture::from(response.text().map_err(lost)?).await;
    let text = text.map_err(lost)?.as_string();
    text.map(Sent::Page).ok_or(Failure::Lost)
}

async fn send(path: &str, body: &str) -> Result<(bool, JsValue), JsValue> {
    let headers = web_sys::Headers::new()?;
    headers.set("content-type", "application/json")?;
    headers.set("accept", "application/json")?;
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_headers(&headers);
    init.set_body(&JsValue::from_str(body));
    let response: Response = JsFuture::from(super::window().fetch_with_str_and_init(path, &init))
        .await?
        .dyn_into()?;
    let text = JsFuture::from(response.text()?)
        .await?
        .as_string()
        .unwrap_or_default();
    Ok((response.ok(), json::read(&text)))
}
