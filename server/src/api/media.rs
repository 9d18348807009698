//! Pictures that a merchant puts into the shop.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use dockline_engine::command::AddMedia;
use dockline_words::link;
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;

use super::Api;
use super::auth::Merchant;
use super::input::PictureRequest;
use super::params::KeyHeader;
use super::problem::{Problem, UNSUPPORTED_TYPE};
use super::schema::Failures;

/// A picture that is kept.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Media)]
pub struct MediaBody {
    /// Its name, to be used where a rule asks for a picture.
    media: String,
    /// Where everybody finds it. What stands there never changes.
    url: String,
}

/// The type of a picture, read from its first bytes: what it is called elsewhere may be wrong, and
/// what is no picture (an SVG can hold scripts) is not served from the shop's address.
fn media_type(content: &[u8]) -> Option<&'static str> {
    match content {
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => Some("image/png"),
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some("image/gif"),
        [
            b'R',
            b'I',
            b'F',
            b'F',
            _,
            _,
            _,
            _,
            b'W',
            b'E',
            b'B',
            b'P',
            ..,
        ] => Some("image/webp"),
        [
            _,
            _,
            _,
            _,
            b'f',
            b't',
            b'y',
            b'p',
            b'a',
            b'v',
            b'i',
            b'f',
            ..,
        ] => Some("image/avif"),
        _ => None,
    }
}

/// Keeps a picture of at most 8 MiB: PNG, JPEG, WebP, GIF or AVIF, as the body itself. The same
/// picture again is the same name.
#[utoipa::path(
    post, path = "/api/v1/media", tag = "merchants", security(("key" = [])), params(KeyHeader),
    request_body(content = Vec<u8>, content_type = "image/*"),
    responses((status = 201, body = MediaBody), Failures)
)]
pub async fn add(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
    request: PictureRequest,
) -> Result<Response, Problem> {
    let content = request.body();
    let media_type = media_type(content).ok_or_else(|| {
        Problem::new(
            UNSUPPORTED_TYPE,
            "Send the picture itself: a PNG, JPEG, WebP, GIF or AVIF.",
        )
    })?;
    let command = AddMedia {
        media_type,
        content: content.to_vec(),
    };
    let shop = &merchant.shop;
    let context = request.context(&merchant.by);
    let added = api.engine.execute(&shop.id, context, command).await?;
    let url = link::media(&shop.slug, &added.media);
    let body = MediaBody {
        url: format!("{}{url}", api.public_url),
        media: added.media.to_string(),
    };
    Ok((StatusCode::CREATED, [(LOCATION, url)], Json(body)).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pictures_that_hold_no_scripts_are_taken() {
        for (content, expected) in [
            (&b"\x89PNG\r\n\x1a\n...."[..], Some("image/png")),
            (b"\xff\xd8\xff\xe0..", Some("image/jpeg")),
            (b"GIF89a..", Some("image/gif")),
            (b"RIFF\0\0\0\0WEBPVP8 ", Some("image/webp")),
            (b"\0\0\0\x20ftypavif", Some("image/avif")),
            (
                b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
                None,
            ),
            (b"<!DOCTYPE html>", None),
            (b"%PDF-1.7", None),
            (b"", None),
        ] {
            assert_eq!(media_type(content), expected, "{content:?}");
        }
    }
}
