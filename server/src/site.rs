//! The files of the site: style, glue, wasm. They are part of the program, compressed beforehand,
//! and named by their content.

use crate::encoding::{self, Coding};
use axum::body::Body;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use dockline_words::Assets;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use rust_embed::RustEmbed;
use sha2::Sha256;
use sha2::digest::Output;
use std::borrow::Cow;
use std::collections::HashMap;

#[derive(RustEmbed)]
#[folder = "../target/site"]
struct SiteFiles;

#[derive(RustEmbed)]
#[folder = "demo/pictures"]
struct Pictures;

/// Addresses of the site's files, as the pages name them.
#[derive(Debug, Default)]
pub struct Site {
    /// What pages link to.
    pub assets: Assets,
    /// What other people's pages link to.
    pub widget: Widget,
}

/// The present version of the widget; empty words when it was not built.
#[derive(Debug, Clone, Default)]
pub struct Widget {
    /// Such as `1.0.0`.
    pub version: String,
    /// The hash of its loader, as `integrity` attributes have it.
    pub integrity: String,
    /// The version that is still being written, if there is one: its files may become others.
    pub unreleased: String,
}

/// A file of the site, in the best form that the client takes.
pub struct Packed {
    /// Its bytes in that form.
    pub bytes: Cow<'static, [u8]>,
    /// The form, unless it is the file itself.
    coding: Option<Coding>,
    /// Names what it holds.
    pub tag: HeaderValue,
}

impl Packed {
    /// Looks a file up.
    pub fn find(path: &str, request: &HeaderMap) -> Option<Self> {
        let kept = |coding: Coding| SiteFiles::get(&format!("{path}{}", ending(coding)));
        let there: Vec<Coding> = [Coding::Brotli, Coding::Gzip]
            .into_iter()
            .filter(|coding| kept(*coding).is_some())
            .collect();
        let packed = encoding::chosen(request, &there)
            .and_then(|coding| Some((kept(coding)?, Some(coding))));
        let (file, coding) = packed.or_else(|| Some((SiteFiles::get(path)?, None)))?;
        let hash = Output::<Sha256>::from(file.metadata.sha256_hash());
        Some(Self {
            tag: HeaderValue::try_from(format!("\"{hash:.16x}\""))
                .expect("digits in quotes are a header value"),
            bytes: file.data,
            coding,
        })
    }

    /// The file as an answer.
    pub fn response(self, name: &str, caching: &'static str) -> Response {
        let mut response = Response::new(Body::from(self.bytes.into_owned()));
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static(content_type(name)),
        );
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        if let Some(coding) = self.coding {
            headers.insert(header::CONTENT_ENCODING, coding.header());
        }
        response
    }
}

/// What the name of a file in this form ends with.
fn ending(coding: Coding) -> &'static str {
    match coding {
        Coding::Brotli => ".br",
        Coding::Gzip => ".gz",
    }
}

/// For files that will never hold anything else.
pub const FOR_EVER: &str = "public, max-age=31536000, immutable";

impl Site {
    /// Reads the list of files that the build has made.
    pub fn load() -> Self {
        let manifest = SiteFiles::get("manifest.json").map(|file| file.data);
        let names: HashMap<String, String> = manifest
            .and_then(|json| serde_json::from_slice(&json).ok())
            .unwrap_or_default();
        if names.is_empty() {
            tracing::warn!(
                "the site's files are missing: pages have no style and do not move; build them with `cargo xtask site`"
            );
        }
        let address = |name: &str| {
            names
                .get(name)
                .map_or_else(String::new, |file| format!("/pkg/{file}"))
        };
        let word = |name: &str| names.get(name).cloned().unwrap_or_default();
        let widget = Widget {
            version: word("embed"),
            integrity: word("embed-integrity"),
            unreleased: word("embed-unreleased"),
        };
        let icon = Pictures::get("logo.svg").map(|_| "/demo/logo.svg".to_owned());
        let assets = Assets {
            css: address("css"),
            console_css: address("console_css"),
            console_js: address("console_js"),
            js: address("js"),
            wasm: address("wasm"),
            boot: address("boot"),
            icon,
        };
        Self { assets, widget }
    }
}

/// A file that pages of this server name, by what it holds.
pub async fn file(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let found = Packed::find(&format!("pkg/{name}"), &headers);
    found.map_or_else(
        || StatusCode::NOT_FOUND.into_response(),
        |file| file.response(&name, FOR_EVER),
    )
}

/// A picture of the demo shop. It may not run anything, whatever it holds.
pub async fn picture(Path(name): Path<String>) -> Response {
    let Some(file) = Pictures::get(&name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers = [
        (header::CONTENT_TYPE, content_type(&name)),
        (header::CACHE_CONTROL, "public, max-age=3600"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'unsafe-inline'",
        ),
    ];
    (headers, file.data.into_owned()).into_response()
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "json" => "application/json",
        _ => "application/octet-stream",
    }
}
