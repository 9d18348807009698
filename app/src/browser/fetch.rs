//! Asking the server: JSON to a server function.

use crate::actions::ActionError;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{RequestInit, Response};

/// Why there is no answer.
pub enum Failure {
    /// The server says why.
    Refused(ActionError),
    /// The network, or an answer that is none.
    Lost,
}

/// Server functions take their one argument by name.
#[derive(Serialize)]
struct Arguments<'a, T> {
    input: &'a T,
}

/// Calls a server function.
pub async fn call<T: Serialize, R: DeserializeOwned>(path: &str, input: &T) -> Result<R, Failure> {
    let body = serde_json::to_string(&Arguments { input }).map_err(|_| Failure::Lost)?;
    let (ok, text) = send(path, &body).await.map_err(|_| Failure::Lost)?;
    if ok {
        return serde_json::from_str(&text).map_err(|_| Failure::Lost);
    }
    Err(serde_json::from_str(&text).map_or(Failure::Lost, Failure::Refused))
}

async fn send(path: &str, body: &str) -> Result<(bool, String), JsValue> {
    let headers = web_sys::Headers::new()?;
    headers.set("content-type", "application/json")?;
    headers.set("accept", "application/json")?;
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_headers(&headers);
    init.set_body(&JsValue::from_str(body));
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let response: Response = JsFuture::from(window.fetch_with_str_and_init(path, &init)).await?.dyn_into()?;
    let text = JsFuture::from(response.text()?).await?.as_string().unwrap_or_default();
    Ok((response.ok(), text))
}
