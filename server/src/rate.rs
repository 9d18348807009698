//! How much one address, and one network, may ask for in a second. A request counts by what it may
//! cost: see [`Class`].

use crate::client::{Client, TrustedProxies, network, wider};
use crate::holdings::ADDRESSES_PER_NETWORK;
use crate::refusals::{Kind, Refusals};
use axum::extract::{FromRef, MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use http::{HeaderValue, Method, StatusCode, header};
use quick_cache::sync::Cache;
use std::hash::{BuildHasher as _, RandomState};
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A burst may be as large as this many seconds of the limit.
const BURST_SECONDS: u32 = 10;
/// Above this many addresses, those that are below their limit are forgotten.
const ADDRESSES_MAX: usize = 100_000;
/// Addresses are counted after this many requests, because counting them takes a look at each part
/// of the table.
const REQUESTS_PER_COUNT: u32 = 1_024;
/// Forgetting takes a look at all of them, so it is not done more often than this.
const SWEEP_GAP: Duration = Duration::from_mins(1);
/// Keys of merchants that are known to be valid, about 16 bytes each.
const KEYS_MAX: usize = 10_000;

/// What a request may cost. One unit is up to about 3 ms of one processor at worst, so an address
/// that asks for all it may have (300 units a second) keeps one busy at most. Every address that
/// strangers can reach has a class here; `docs/operations.md` has the same table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    /// What is kept ready: availability, fragments, small files. Also what merchants ask with a
    /// key.
    Cheap,
    /// A page that is rendered, a small feed or calendar; a stream that is opened.
    Page,
    /// The view of an order, on its page or as JSON.
    Order,
    /// What is written: orders, their changes, waitlists, carts, what the console sends.
    Write,
    /// A key that is not known to be valid.
    Key,
    /// The present views of all topics of a page.
    Progress,
    /// A password that is checked.
    LogIn,
    /// A search through the catalogue.
    Search,
    /// A feed of the whole catalogue.
    Feed,
}

impl Class {
    const fn units(self) -> NonZeroU32 {
        let units = match self {
            Self::Cheap => 1,
            Self::Page => 2,
            Self::Order => 3,
            Self::Write | Self::Key => 5,
            Self::Progress | Self::LogIn => 8,
            Self::Search => 12,
            Self::Feed => 20,
        };
        match NonZeroU32::new(units) {
            Some(units) => units,
            None => NonZeroU32::MIN,
        }
    }

    /// The class of a request to a route. `route` is the pattern of its path, such as `/s/{shop}`,
    /// where there is one.
    fn of(method: &Method, route: &str, path: &str, query: &str) -> Self {
        let reads = [Method::GET, Method::HEAD, Method::OPTIONS].contains(method);
        match route {
            "/app/{function}" if path == "/app/progress" => Self::Progress,
            "/console/login" if !reads => Self::LogIn,
            // A search is a question with words; what else may stand in the address does not make
            // one.
            "/s/{shop}" | "/console/orders" | "/console/line" if has_words(query) => Self::Search,
            "/s/{shop}/feeds/google.xml"
            | "/s/{shop}/feeds/google.tsv"
            | "/s/{shop}/feeds/acp.jsonl"
            | "/s/{shop}/feeds/ucp.jsonl" => Self::Feed,
            "/api/v1/orders/{token}/variants" => Self::Write,
            _ if route.starts_with("/embed/")
                || route.starts_with("/problems/")
                || route == "/api/openapi.json" =>
            {
                Self::Cheap
            }
            _ if is_of_merchants(route) => Self::Cheap,
            _ if !reads => Self::Write,
            _ if route.starts_with("/o/") || route.starts_with("/n/") => Self::Order,
            _ if route.starts_with("/w/") || route.starts_with("/u/") => Self::Order,
            _ if route.starts_with("/api/v1/orders/") => Self::Order,
            "/api/v1/shops/{shop}/live" => Self::Page,
            _ if route.starts_with("/api/") => Self::Cheap,
            _ => Self::Page,
        }
    }
}

fn has_words(query: &str) -> bool {
    form_urlencoded::parse(query.as_bytes())
        .any(|(name, value)| name == "q" && !value.trim().is_empty())
}

/// Routes that need the key of a shop: whatever REST has besides what shoppers ask for.
fn is_of_merchants(route: &str) -> bool {
    let of_shoppers = ["shops/", "orders/{token}"];
    route
        .strip_prefix("/api/v1/")
        .is_some_and(|rest| !of_shoppers.iter().any(|start| rest.starts_with(start)))
}

/// The limiter. Clones share the count.
#[derive(Clone)]
pub struct RateLimit {
    counts: Option<Arc<Counts>>,
    proxies: TrustedProxies,
    refusals: Refusals,
}

struct Counts {
    per_address: DefaultKeyedRateLimiter<IpAddr>,
    per_network: DefaultKeyedRateLimiter<IpAddr>,
    /// The most units one request can take: what an address has when it has been quiet.
    burst: NonZeroU32,
    keys: Keys,
    asked: AtomicU32,
    swept: Mutex<Option<Instant>>,
}

/// Keys that were valid when they were shown last. They are hashed with a secret of this process.
struct Keys {
    valid: Cache<u64, ()>,
    secret: RandomState,
}

impl FromRef<RateLimit> for TrustedProxies {
    fn from_ref(rate: &RateLimit) -> Self {
        rate.proxies.clone()
    }
}

impl RateLimit {
    /// Requests per second and address; `None` is no limit.
    pub(crate) fn new(
        per_second: Option<NonZeroU32>,
        proxies: TrustedProxies,
        refusals: Refusals,
    ) -> Self {
        let counts = per_second.map(|limit| {
            let burst = limit.saturating_mul(NonZeroU32::MIN.saturating_add(BURST_SECONDS - 1));
            let addresses = u32::try_from(ADDRESSES_PER_NETWORK)
                .ok()
                .and_then(NonZeroU32::new)
                .unwrap_or(NonZeroU32::MIN);
            let quota = |addresses| {
                Quota::per_second(limit.saturating_mul(addresses))
                    .allow_burst(burst.saturating_mul(addresses))
            };
            Arc::new(Counts {
                per_address: RateLimiter::keyed(quota(NonZeroU32::MIN)),
                per_network: RateLimiter::keyed(quota(addresses)),
                burst,
                keys: Keys {
                    valid: Cache::new(KEYS_MAX),
                    secret: RandomState::new(),
                },
                asked: AtomicU32::new(0),
                swept: Mutex::default(),
            })
        });
        Self {
            counts,
            proxies,
            refusals,
        }
    }

    /// Whether there is a limit at all.
    pub fn is_on(&self) -> bool {
        self.counts.is_some()
    }
}

impl Counts {
    /// Seconds to wait, when the address or its network has asked for too much.
    fn wait(&self, address: IpAddr, class: Class, counts_for_network: bool) -> Option<u64> {
        self.sweep();
        let units = class.units().min(self.burst);
        let address = network(address);
        let refused = |limiter: &DefaultKeyedRateLimiter<IpAddr>, key| match limiter
            .check_key_n(&key, units)
        {
            Ok(Ok(())) => None,
            Ok(Err(refused)) => Some(
                refused
                    .wait_time_from(DefaultClock::default().now())
                    .as_secs()
                    + 1,
            ),
            Err(_) => Some(1),
        };
        let of_network = || {
            if counts_for_network {
                refused(&self.per_network, wider(address))
            } else {
                None
            }
        };
        refused(&self.per_address, address).or_else(of_network)
    }

    /// Forgets addresses that are below their limit, when there are many.
    fn sweep(&self) {
        if !self
            .asked
            .fetch_add(1, Ordering::Relaxed)
            .is_multiple_of(REQUESTS_PER_COUNT)
        {
            return;
        }
        if self.per_address.len() + self.per_network.len() <= ADDRESSES_MAX {
            return;
        }
        let now = Instant::now();
        let mut swept = self.swept.lock().unwrap_or_else(PoisonError::into_inner);
        if swept.is_none_or(|swept| now.duration_since(swept) >= SWEEP_GAP) {
            *swept = Some(now);
            drop(swept);
            self.per_address.retain_recent();
            self.per_network.retain_recent();
        }
    }
}

impl Keys {
    fn digest(&self, key: &HeaderValue) -> u64 {
        self.secret.hash_one(key.as_bytes())
    }

    fn is_valid(&self, digest: u64) -> bool {
        self.valid.get(&digest).is_some()
    }

    fn remember(&self, digest: u64) {
        self.valid.insert(digest, ());
    }

    fn forget(&self, digest: u64) {
        self.valid.remove(&digest);
    }
}

/// Refuses requests of an address or a network that asks for too much. What merchants ask with a
/// valid key is not counted for their network: many merchants may have their programs at one
/// provider.
pub async fn limit(
    State(rate): State<RateLimit>,
    Client(client): Client,
    route: Option<MatchedPath>,
    request: Request,
    next: Next,
) -> Response {
    let Some(counts) = &rate.counts else {
        return next.run(request).await;
    };
    let uri = request.uri();
    let route = route.as_ref().map_or("", MatchedPath::as_str);
    let key = request
        .headers()
        .get(header::AUTHORIZATION)
        .filter(|_| is_of_merchants(route))
        .map(|key| counts.keys.digest(key));
    let is_valid = key.is_some_and(|key| counts.keys.is_valid(key));
    let class = match key {
        Some(_) if !is_valid => Class::Key,
        _ => Class::of(
            request.method(),
            route,
            uri.path(),
            uri.query().unwrap_or_default(),
        ),
    };
    if let Some(seconds) = counts.wait(client, class, !is_valid) {
        rate.refusals.note(Kind::Rate, client.into());
        return refused(seconds);
    }
    let is_question = *request.method() != Method::OPTIONS;
    let response = next.run(request).await;
    if let Some(key) = key {
        match response.status() {
            StatusCode::UNAUTHORIZED => counts.keys.forget(key),
            // Only an answer to what needs a key says that it is one.
            status if status.is_success() && is_question => counts.keys.remember(key),
            _ => {}
        }
    }
    response
}

/// Too much was asked for; in this many seconds there may be more.
pub fn refused(seconds: u64) -> Response {
    let body = format!(
        r#"{{"type":"about:blank","title":"Too many requests","status":429,"detail":"This address asks too often. Try again in {seconds} s."}}"#
    );
    let mut response = (StatusCode::TOO_MANY_REQUESTS, body).into_response();
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/problem+json"),
    );
    response
        .headers_mut()
        .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How often in a row an address may ask.
    fn asked(
        counts: &Counts,
        addresses: impl Iterator<Item = IpAddr>,
        class: Class,
        for_network: bool,
    ) -> usize {
        addresses
            .take(100_000)
            .take_while(|address| counts.wait(*address, class, for_network).is_none())
            .count()
    }

    fn counts(per_second: u32) -> Arc<Counts> {
        RateLimit::new(
            NonZeroU32::new(per_second),
            TrustedProxies::default(),
            Refusals::default(),
        )
        .counts
        .unwrap()
    }

    fn of(method: &Method, route: &str) -> Class {
        Class::of(method, route, route, "")
    }

    #[test]
    fn what_costs_more_is_had_less_often() {
        let here = || std::iter::repeat("192.0.2.1".parse().unwrap());
        let cheap = asked(&counts(300), here(), Class::Cheap, true);
        let feeds = asked(&counts(300), here(), Class::Feed, true);
        // While it is counted, a little more becomes free.
        assert!((3_000..3_900).contains(&cheap), "{cheap}");
        assert!((150..195).contains(&feeds), "{feeds}");
        // What costs more than an address ever has is had when it has all of it.
        assert_eq!(
            counts(1).wait("192.0.2.1".parse().unwrap(), Class::Feed, true),
            None
        );
    }

    #[test]
    fn a_shop_behind_one_address_places_sixty_orders_at_once_with_their_pages() {
        let counts = counts(300);
        let here = || std::iter::repeat("192.0.2.1".parse().unwrap());
        for class in [
            Class::Page,
            Class::Page,
            Class::Write,
            Class::Order,
            Class::Progress,
        ] {
            assert_eq!(asked(&counts, here().take(60), class, true), 60);
        }
    }

    #[test]
    fn a_network_has_as_much_as_a_few_of_its_addresses() {
        let six = |number: u32| {
            IpAddr::V6((0x2001_0db8_u128 << 96 | u128::from(number % 60_000) << 64).into())
        };
        let four = |number: u32| IpAddr::V4((0xc000_0200 + number % 256).into());
        let (sixes, fours) = (counts(10), counts(10));
        for count in [
            asked(&sixes, (0..).map(six), Class::Cheap, true),
            asked(&fours, (0..).map(four), Class::Cheap, true),
        ] {
            assert!((1_600..2_400).contains(&count), "{count}");
        }
        let by_key = counts(10);
        assert!(
            asked(&by_key, (0..).map(six), Class::Cheap, false) > 10_000,
            "a valid key has no limit per network"
        );
    }

    #[test]
    fn a_key_that_is_no_more_valid_is_a_strangers() {
        let keys = Keys {
            valid: Cache::new(10),
            secret: RandomState::new(),
        };
        let key = keys.digest(&HeaderValue::from_static("Bearer dk_x"));
        assert!(!keys.is_valid(key));
        keys.remember(key);
        assert!(keys.is_valid(key));
        keys.forget(key);
        assert!(!keys.is_valid(key));
    }

    #[test]
    fn every_route_has_its_class() {
        for (method, route, class) in [
            (
                Method::GET,
                "/api/v1/shops/{shop}/availability/{sku}",
                Class::Cheap,
            ),
            (Method::GET, "/embed/v1/{shop}/{sku}", Class::Cheap),
            (Method::GET, "/api/v1/shops/{shop}/live", Class::Page),
            (Method::GET, "/app/live", Class::Page),
            (Method::GET, "/s/{shop}", Class::Page),
            (Method::GET, "/s/{shop}/p/{handle}", Class::Page),
            (Method::GET, "", Class::Page),
            (Method::GET, "/o/{token}", Class::Order),
            (Method::GET, "/api/v1/orders/{token}", Class::Order),
            (Method::GET, "/api/v1/orders/{token}/variants", Class::Write),
            (Method::POST, "/s/{shop}/p/{handle}", Class::Write),
            (Method::POST, "/console/orders/{order}", Class::Write),
            (Method::POST, "/app/{function}", Class::Write),
            (Method::POST, "/app/progress", Class::Write),
            (Method::GET, "/s/{shop}/feeds/ucp.jsonl", Class::Feed),
            (Method::POST, "/console/login", Class::LogIn),
            (Method::GET, "/console/login", Class::Page),
            (Method::GET, "/api/v1/products", Class::Cheap),
            (Method::POST, "/api/v1/stock", Class::Cheap),
        ] {
            assert_eq!(of(&method, route), class, "{method} {route}");
        }
        assert_eq!(
            Class::of(&Method::POST, "/app/{function}", "/app/progress", ""),
            Class::Progress
        );
        assert_eq!(
            Class::of(&Method::GET, "/s/{shop}", "/s/demo", "lang=de&q=tent"),
            Class::Search
        );
        assert_eq!(
            Class::of(&Method::GET, "/s/{shop}", "/s/demo", "q=+&lang=de"),
            Class::Page
        );
    }

    #[test]
    fn what_shoppers_send_never_counts_as_cheap() {
        let document = serde_json::to_value(crate::api::openapi()).unwrap();
        let mut posts = 0;
        for (path, operations) in document["paths"].as_object().unwrap() {
            let Some(post) = operations
                .get("post")
                .filter(|post| post["tags"][0] == "shoppers")
            else {
                continue;
            };
            posts += 1;
            assert_ne!(of(&Method::POST, path), Class::Cheap, "{path} {post}");
        }
        assert!(posts >= 5);
    }
}
