//! The merchant of the shop that is measured: catalogue, stock and supply, through REST.

use crate::client::{Connection, request};
use crate::server::{Installation, Server};
use anyhow::{Result, bail};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use serde_json::{Value, json};

/// Most lines of one purchase order.
const PURCHASE_ORDER_LINES_MAX: u32 = 500;
/// A text of the usual length.
const DESCRIPTION: &str = "<p>A three-season tent for two, with a vestibule on either side and poles that are shock-corded. The fly is \
    silicone-coated on both faces and taped at the seams; the floor stands up to a column of water of five metres.</p><ul><li>Weighs \
    1.9 kg with pegs and bag</li><li>Pitches fly first, so that the inner stays dry</li><li>Spare parts for ten years</li></ul>";

/// The SKU with this number.
pub fn sku(number: u32) -> String {
    format!("BENCH-{number:05}")
}

/// The handle of the product with this number.
pub fn handle(number: u32) -> String {
    format!("bench-{number:05}")
}

/// The day of the measurement.
#[expect(clippy::disallowed_methods, reason = "a measurement is made now")]
pub fn today() -> Date {
    TimeZone::UTC.to_datetime(Timestamp::now()).date()
}

/// A date some days from now, as the interface writes it.
fn day(days_ahead: i64) -> String {
    today().saturating_add(days_ahead.days()).to_string()
}

/// Talks to the server as the merchant.
pub struct Merchant {
    connection: Connection,
    authorization: String,
}

impl Merchant {
    /// Connects.
    pub async fn connect(installation: &Installation, server: &Server) -> Result<Self> {
        Ok(Self {
            connection: Connection::open(server.address).await?,
            authorization: format!("Bearer {}", installation.key),
        })
    }

    /// Sends a document and expects success.
    async fn send(&mut self, method: &str, path: &str, document: &Value) -> Result<()> {
        let headers = [
            ("Authorization", self.authorization.as_str()),
            ("Content-Type", "application/json"),
        ];
        let path = format!("/api/v1{path}");
        let reply = self
            .connection
            .fetch(&request(
                method,
                &path,
                &headers,
                document.to_string().as_bytes(),
            ))
            .await?;
        if !(200..300).contains(&reply.status) {
            bail!(
                "{method} {path} was answered {}: {}",
                reply.status,
                String::from_utf8_lossy(&reply.body)
            );
        }
        Ok(())
    }

    /// Writes products with numbers from 0, each with as many variants; the SKUs are numbered
    /// through.
    pub async fn catalogue(&mut self, products: u32, variants: u32) -> Result<()> {
        for product in 0..products {
            let variant = |number: u32| {
                let price = json!({ "minor": 24_900, "currency": "EUR" });
                json!({ "sku": sku(product * variants + number), "price": price, "options": { "Size": format!("{}", number + 1) } })
            };
            let document = json!({
                "title": format!("Ridge tent {product}"),
                "description": DESCRIPTION,
                "variants": (0..variants).map(variant).collect::<Vec<_>>(),
            });
            self.send("PUT", &format!("/products/{}", handle(product)), &document)
                .await?;
        }
        Ok(())
    }

    /// Orders as many units of each of the SKUs with numbers below `skus` from a supplier.
    pub async fn supply(&mut self, skus: u32, units_each: u32) -> Result<()> {
        for first in (0..skus).step_by(PURCHASE_ORDER_LINES_MAX as usize) {
            let numbers = first..skus.min(first + PURCHASE_ORDER_LINES_MAX);
            let document = json!({
                "reference": purchase_order(first),
                "supplier": "Mill & Sons",
                "lines": numbers.map(|number| json!({ "sku": sku(number), "quantity": units_each })).collect::<Vec<_>>(),
                "expected": { "earliest": day(20), "latest": day(24) },
                "stage": "in_transit",
                "basis": "supplier's mail",
            });
            self.send("POST", "/purchase-orders", &document).await?;
        }
        Ok(())
    }

    /// Sets the units on hand.
    pub async fn stock(&mut self, sku: &str, on_hand: u32) -> Result<()> {
        self.send(
            "POST",
            "/stock",
            &json!({ "sku": sku, "location": "main", "on_hand": on_hand }),
        )
        .await
    }

    /// Receives units of the first SKU.
    pub async fn receive(&mut self, units: u32) -> Result<()> {
        let lines = json!([{ "sku": sku(0), "quantity": units }]);
        self.send(
            "POST",
            "/receipts",
            &json!({ "purchase_order": purchase_order(0), "location": "main", "lines": lines }),
        )
        .await
    }

    /// Moves the date of the purchase order that supplies the first SKUs.
    pub async fn postpone(&mut self, days_ahead: i64) -> Result<()> {
        let expected = json!({ "earliest": day(days_ahead), "latest": day(days_ahead + 4) });
        let document =
            json!({ "expected": expected, "reason": "port closed", "basis": "carrier's notice" });
        self.send(
            "PATCH",
            &format!("/purchase-orders/{}", purchase_order(0)),
            &document,
        )
        .await
    }
}

fn purchase_order(first: u32) -> String {
    format!("PO-{first:05}")
}
