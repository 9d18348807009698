//! `/s/{shop}/feeds/google.tsv`: the catalogue for Google Merchant Center, tab-separated.

use super::FeedRequest;
use super::catalogue::{Format, feed};
use super::google::{ATTRIBUTES, item};
use crate::state::AppState;
use axum::extract::{Path, State};
use axum::response::Response;
use csv::{Writer, WriterBuilder};
use dockline_view::{ProductView, Shop};
use dockline_words::PageContext;
use dockline_words::present::Offer;

#[derive(Clone, Copy)]
struct GoogleTsv;

fn writer() -> Writer<Vec<u8>> {
    WriterBuilder::new()
        .delimiter(b'\t')
        .from_writer(Vec::new())
}

const IN_MEMORY: &str = "memory takes every row, and all have the same columns";

impl Format for GoogleTsv {
    const NAME: &'static str = "google.tsv";
    const MEDIA_TYPE: &'static str = "text/tab-separated-values; charset=utf-8";

    fn begin(self, _: &PageContext, _: &Shop) -> Vec<u8> {
        let mut rows = writer();
        rows.write_record(ATTRIBUTES).expect(IN_MEMORY);
        rows.into_inner().expect(IN_MEMORY)
    }

    fn products(self, ctx: &PageContext, products: &[ProductView]) -> Vec<u8> {
        let mut rows = writer();
        for values in products
            .iter()
            .flat_map(Offer::all)
            .filter_map(|offer| item(ctx, &offer))
        {
            // Not every reader takes a line break for a part of a quoted value.
            rows.write_record(values.map(|value| value.replace(char::is_control, " ")))
                .expect(IN_MEMORY);
        }
        rows.into_inner().expect(IN_MEMORY)
    }

    fn end(self) -> &'static [u8] {
        b""
    }
}

/// The feed.
pub async fn show(
    State(state): State<AppState>,
    Path(shop): Path<String>,
    request: FeedRequest,
) -> Response {
    feed(&state, &shop, &request, GoogleTsv).await
}
