//! Requests per second and address.

use crate::client::{Client, TrustedProxies, network};
use crate::refusals::{Kind, Refusals};
use axum::extract::{FromRef, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use http::{HeaderValue, StatusCode, header};
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;

/// A burst may be as large as this many seconds of the limit.
const BURST_SECONDS: u32 = 10;
/// Above so many addresses, those that are below their limit are forgotten.
const ADDRESSES_MAX: usize = 100_000;

/// The limiter. Clones share the count.
#[derive(Clone)]
pub struct RateLimit {
    limiter: Option<Arc<DefaultKeyedRateLimiter<IpAddr>>>,
    proxies: TrustedProxies,
    refusals: Refusals,
}

impl FromRef<RateLimit> for TrustedProxies {
    fn from_ref(rate: &RateLimit) -> Self {
        rate.proxies.clone()
    }
}

impl RateLimit {
    /// So many requests per second and address; `None` is no limit.
    pub(crate) fn new(per_second: Option<NonZeroU32>, proxies: TrustedProxies, refusals: Refusals) -> Self {
        let limiter = per_second.map(|limit| {
            let burst = limit.saturating_mul(NonZeroU32::MIN.saturating_add(BURST_SECONDS - 1));
            Arc::new(RateLimiter::keyed(Quota::per_second(limit).allow_burst(burst)))
        });
        Self { limiter, proxies, refusals }
    }

    /// Whether there is a limit at all.
    pub fn is_on(&self) -> bool {
        self.limiter.is_some()
    }

    /// Seconds to wait, when the address has asked too often.
    fn wait(&self, address: IpAddr) -> Option<u64> {
        let limiter = self.limiter.as_ref()?;
        if limiter.len() > ADDRESSES_MAX {
            limiter.retain_recent();
        }
        let refused = limiter.check_key(&network(address)).err()?;
        Some(refused.wait_time_from(DefaultClock::default().now()).as_secs() + 1)
    }
}

/// Refuses requests of an address that asks too often.
pub async fn limit(State(rate): State<RateLimit>, Client(client): Client, request: Request, next: Next) -> Response {
    let Some(seconds) = rate.wait(client) else { return next.run(request).await };
    rate.refusals.note(Kind::Rate, client.into());
    let body = format!(
        r#"{{"type":"about:blank","title":"Too many requests","status":429,"detail":"This address asks too often. Try again in {seconds} s."}}"#
    );
    let mut response = (StatusCode::TOO_MANY_REQUESTS, body).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}
