//! Long answers in pages: how many items, and where the next page begins.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::input::Params;
use super::problem::{Problem, bad_cursor};

/// Most items on a page of a list.
pub const PAGE_MAX: u32 = 200;
/// Items on a page when nothing is said.
const PAGE_DEFAULT: u32 = 50;

/// A part of a list.
pub struct Page {
    /// Most items, 1 to [`PAGE_MAX`].
    pub limit: i64,
    /// Where it begins; `None` at the beginning.
    pub cursor: Option<String>,
}

impl Page {
    /// Which page the query asks for.
    pub fn of(params: &Params) -> Result<Self, Problem> {
        let limit = params
            .number("limit", 1..=PAGE_MAX)?
            .unwrap_or(PAGE_DEFAULT);
        let cursor = params.one("cursor").map(|text| {
            let bytes = URL_SAFE_NO_PAD.decode(text).ok();
            bytes
                .and_then(|bytes| String::from_utf8(bytes).ok())
                .ok_or_else(bad_cursor)
        });
        Ok(Self {
            limit: limit.into(),
            cursor: cursor.transpose()?,
        })
    }
}

/// A cursor as it is given away.
pub fn opaque(cursor: String) -> String {
    URL_SAFE_NO_PAD.encode(cursor)
}
