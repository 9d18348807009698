//! Values of the browser's own JSON: a reader of ours would be a fifth of the wasm.

use js_sys::{Array, JSON, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// An object with these fields.
pub fn object<const N: usize>(names: [&str; N], values: &[JsValue; N]) -> JsValue {
    from(&names, values)
}

/// Not once for each number of fields: the wasm would hold each.
fn from(names: &[&str], values: &[JsValue]) -> JsValue {
    let object = Object::new();
    for (name, value) in names.iter().zip(values) {
        let _ = Reflect::set(&object, &JsValue::from_str(name), value);
    }
    object.into()
}

/// The text of a value.
pub fn write(value: &JsValue) -> String {
    JSON::stringify(value).map(String::from).unwrap_or_default()
}

/// The value of a text; `undefined` for what is no JSON.
pub fn read(text: &str) -> JsValue {
    JSON::parse(text).unwrap_or(JsValue::UNDEFINED)
}

/// A field of an object; `undefined` where there is none.
pub fn field(value: &JsValue, name: &str) -> JsValue {
    Reflect::get(value, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

/// A text field; empty where there is none.
pub fn text(value: &JsValue, name: &str) -> String {
    field(value, name).as_string().unwrap_or_default()
}

/// The values of a list; none for anything else.
pub fn items(value: &JsValue) -> Vec<JsValue> {
    value
        .dyn_ref::<Array>()
        .map(Array::to_vec)
        .unwrap_or_default()
}
