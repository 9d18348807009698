//! The shop itself: how it presents itself, and the rules its merchant set.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::ETAG;
use axum::response::{IntoResponse, Response};
use dockline_domain::address::AddressRule;
use dockline_domain::calendar::CutOff;
use dockline_domain::country::Country;
use dockline_domain::dates::WorkingDays;
use dockline_domain::delay::{DelayLaw, DelayRules, DelayRulesChange, Regime};
use dockline_domain::holidays::Region;
use dockline_domain::message::MailRule;
use dockline_domain::ordering::{
    OrderPrefix, OrderRules, OrderRulesChange, PlaceCounts, countries,
};
use dockline_domain::payment::rules::{PaymentRules, PaymentRulesChange};
use dockline_domain::policy::Policy;
use dockline_domain::shop::{RulesChange, ShopRules};
use dockline_domain::storefront::{Storefront, StorefrontChange};
use dockline_engine::command::{ChangeShop, rules_mark};
use dockline_view::Shop;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;

use super::auth::Merchant;
use super::input::{FieldType, Form, JsonRequest, Loose, present};
use super::params::MatchHeader;
use super::policy_form::PolicyForm;
use super::problem::Problem;
use super::product_body::policy;
use super::schema::Failures;
use super::shop_calendar::{ClosureBody, ClosureRequest, closed_days};
use super::shop_transit::{TransitBody, TransitRequest, transit};
use super::storefront::{ContactChange, GuaranteeRequest, NoticeRequest, Sent, StorefrontBody};
use super::texts::ShortTexts;
use super::{Api, fields};
use crate::etag;

/// A shop as its merchant reads it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Shop)]
pub struct ShopBody {
    /// Its name in URLs.
    shop: String,
    name: String,
    tagline: Option<String>,
    /// ISO 4217 code of its prices.
    #[schema(example = "EUR")]
    currency: String,
    /// IANA time zone of its dates.
    #[schema(example = "Europe/Berlin")]
    time_zone: String,
    /// Its local date.
    #[schema(value_type = String, format = Date)]
    day: Date,
    /// Whether its clock can be advanced.
    rehearsal: bool,
    /// Working days from stock to carrier.
    handling_days: u16,
    /// Working days from the dock to the carrier for goods that go straight to the people in line.
    cross_dock_days: u16,
    /// The weekdays on which parcels are handed over, as seven digits from Monday to Sunday.
    #[schema(value_type = String, example = "1111100")]
    working_days: WorkingDays,
    /// Whose public holidays are kept; null means none.
    #[schema(value_type = Option<fields::HolidayRegion>)]
    holidays: Option<Region>,
    /// Other days on which nothing is handed over, in the order of their dates.
    closed_days: Vec<ClosureBody>,
    /// From this local time on an order counts as one of the next day; null means never.
    #[schema(value_type = Option<fields::TimeOfDay>)]
    cut_off: Option<CutOff>,
    /// How long parcels are on their way; with an empty list nothing is said about arrival.
    transit: Vec<TransitBody>,
    /// After this many days without a confirmation a date is shown as stale.
    confirmation_days: u16,
    /// At or below this many free units a variant is low in stock.
    low_stock_units: u32,
    /// The policy of products and variants that have none of their own.
    #[schema(value_type = Object)]
    policy: Policy,
    shipping: ShippingBody,
    #[serde(flatten)]
    says: StorefrontBody,
    #[serde(flatten)]
    orders: OrderRulesBody,
    /// Whether the shop writes mails to those who order: `off` or `on`.
    mail: &'static str,
    /// What the shop does about delays by law: `off`, or `today` when what is due stands in Today
    /// and somebody of the shop tells people.
    delay_law: &'static str,
    /// For how many minutes a date that has moved is not told yet, because it may move again.
    notice_wait_minutes: u16,
    /// Whose law is kept for orders to countries that are not known: `none`, `us`, `eu` or `uk`.
    delay_regime_unknown: &'static str,
    #[serde(flatten)]
    payment: PaymentRulesBody,
}

/// The rules of payment.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PaymentRules)]
pub struct PaymentRulesBody {
    /// How many minutes people have to save a card; after that their order is cancelled.
    verify_minutes: u32,
    /// How many hours the units of a parcel wait after its payment was declined.
    payment_hold_hours: u32,
    /// How many days people have to pay a transfer.
    pay_within_days: u32,
    /// Most that keys give back of one order though it is owed, in minor units; null is no limit.
    refund_limit_minor: Option<i64>,
}

impl From<PaymentRules> for PaymentRulesBody {
    fn from(rules: PaymentRules) -> Self {
        Self {
            verify_minutes: rules.verify_minutes,
            payment_hold_hours: rules.payment_hold_hours,
            pay_within_days: rules.pay_within_days,
            refund_limit_minor: rules.refund_limit_minor,
        }
    }
}

/// The rules for orders.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OrderRules)]
pub struct OrderRulesBody {
    /// ISO 3166-1 codes of the countries the shop delivers to; null is all of them.
    countries: Option<Vec<String>>,
    /// Whether an order must say where it goes: `optional` or `required`.
    address: &'static str,
    /// What stands before the numbers of orders.
    order_prefix: String,
    /// Most units of one variant that one customer may have waiting or unshipped, where the
    /// variant has no limit of its own; null is no limit.
    per_customer: Option<u32>,
    /// Most units of one order; null is no limit.
    per_order: Option<u32>,
    /// Most orders from one network within an hour, without a key; null is no limit.
    orders_per_network_hour: Option<u32>,
    /// From this percentage on of all units of a variant that wait or may still be promised, an
    /// order stands in Today as unusual; null is never.
    unusual_share: Option<u32>,
    /// From when on a place in line counts: `at_once`.
    place_counts: &'static str,
}

impl From<&OrderRules> for OrderRulesBody {
    fn from(rules: &OrderRules) -> Self {
        let codes = |countries: &Vec<Country>| countries.iter().map(Country::to_string).collect();
        Self {
            countries: rules.countries.as_ref().map(codes),
            address: rules.address.name(),
            order_prefix: rules.order_prefix.to_string(),
            per_customer: rules.per_customer,
            per_order: rules.per_order,
            orders_per_network_hour: rules.orders_per_network_hour,
            unusual_share: rules.unusual_share,
            place_counts: rules.place_counts.name(),
        }
    }
}

/// What an order pays for shipping: once, however many parcels it becomes.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ShippingCharge)]
pub struct ShippingBody {
    /// Minor units of the shop's currency; 0 is nothing.
    minor: i64,
    /// An order whose goods cost at least this many minor units pays nothing; null means no such
    /// limit.
    free_from_minor: Option<i64>,
}

/// What changes of a shop's rules and of what it says of itself; what is absent stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::option_option,
    reason = "absent, null and a value say three things"
)]
pub struct ShopChange {
    /// Working days from stock to carrier, 0 to 60.
    #[schema(value_type = Option<fields::RuleDays>)]
    handling_days: Option<Loose<i64>>,
    /// Working days from the dock to the carrier, 0 to 60.
    #[schema(value_type = Option<fields::RuleDays>)]
    cross_dock_days: Option<Loose<i64>>,
    /// Seven digits 0 or 1 from Monday to Sunday, at least one of them 1.
    #[schema(value_type = Option<fields::WeekdayDigits>)]
    working_days: Option<Loose<String>>,
    /// Whose public holidays are kept; null takes them away.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<fields::HolidayRegion>)]
    holidays: Option<Option<Loose<String>>>,
    /// All days besides on which nothing is handed over.
    #[schema(value_type = Option<fields::Closures>)]
    closed_days: Option<Loose<Vec<Loose<ClosureRequest>>>>,
    /// From this local time on an order counts as one of the next day; null takes it away.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<fields::TimeOfDay>)]
    cut_off: Option<Option<Loose<String>>>,
    /// How long parcels are on their way, all of it. The first country is the one that product
    /// pages name.
    #[schema(value_type = Option<fields::TransitEntries>)]
    transit: Option<Loose<Vec<Loose<TransitRequest>>>>,
    /// 1 to 365.
    #[schema(value_type = Option<fields::ConfirmationDays>)]
    confirmation_days: Option<Loose<i64>>,
    /// 0 to 100 000 000.
    #[schema(value_type = Option<fields::Units>)]
    low_stock_units: Option<Loose<i64>>,
    /// `deny`, `supply`, `preorder`, `discontinued` or an object.
    #[schema(value_type = Option<PolicyForm>)]
    policy: Option<serde_json::Value>,
    /// What an order pays for shipping.
    #[schema(value_type = Option<ShippingChange>)]
    shipping: Option<Loose<ShippingChange>>,
    /// How people reach the shop.
    #[schema(value_type = Option<ContactChange>)]
    contact: Option<Loose<ContactChange>>,
    /// Whether prices include value added tax. False: none is charged or shown. Null: nothing is
    /// said of it.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<bool>)]
    prices_include_vat: Option<Option<Loose<bool>>>,
    /// What stands beside prices instead of the usual words; null is the usual words.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<ShortTexts>)]
    vat_note: Option<Option<Loose<ShortTexts>>>,
    /// What stands on every page and in the widget for some days; null takes it away.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<NoticeRequest>)]
    notice: Option<Option<Loose<NoticeRequest>>>,
    /// The official notice on the legal guarantee of conformity; null takes it away.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<GuaranteeRequest>)]
    guarantee_notice: Option<Option<Loose<GuaranteeRequest>>>,
    /// ISO 3166-1 codes of the countries the shop delivers to; null is all of them.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<fields::DeliveryCountries>)]
    #[expect(
        clippy::option_option,
        reason = "absent, null and a list say three things"
    )]
    countries: Option<Option<Loose<Vec<Loose<String>>>>>,
    /// Whether an order must say where it goes.
    #[schema(value_type = Option<fields::AddressRuleWord>)]
    address: Option<Loose<String>>,
    /// What stands before the numbers of orders; an empty text is nothing. Orders that were placed
    /// keep theirs.
    #[schema(value_type = Option<fields::OrderPrefix>)]
    order_prefix: Option<Loose<String>>,
    /// Most units of one variant that one customer may have waiting or unshipped; null takes the
    /// limit away.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<fields::PerCustomer>)]
    #[expect(
        clippy::option_option,
        reason = "absent, null and a number say three things"
    )]
    per_customer: Option<Option<Loose<i64>>>,
    /// Most units of one order; null takes the limit away.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<fields::PerOrder>)]
    #[expect(
        clippy::option_option,
        reason = "absent, null and a number say three things"
    )]
    per_order: Option<Option<Loose<i64>>>,
    /// Most orders from one network within an hour; null takes the limit away.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<fields::OrdersPerHour>)]
    #[expect(
        clippy::option_option,
        reason = "absent, null and a number say three things"
    )]
    orders_per_network_hour: Option<Option<Loose<i64>>>,
    /// From this percentage on of what waits or may still be promised, an order is unusual; null
    /// is never.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<fields::Percent>)]
    #[expect(
        clippy::option_option,
        reason = "absent, null and a number say three things"
    )]
    unusual_share: Option<Option<Loose<i64>>>,
    /// From when on a place in line counts.
    #[schema(value_type = Option<fields::PlaceCountsWord>)]
    place_counts: Option<Loose<String>>,
    /// Whether the shop writes mails to those who order. Whoever ordered before is not written to.
    #[schema(value_type = Option<fields::MailWord>)]
    mail: Option<Loose<String>>,
    /// What the shop does about delays by law.
    #[schema(value_type = Option<fields::DelayLawWord>)]
    delay_law: Option<Loose<String>>,
    /// Whose law of delay is kept for orders to countries that are not known.
    #[schema(value_type = Option<fields::DelayRegimeWord>)]
    delay_regime_unknown: Option<Loose<String>>,
    /// For how many minutes a date that has moved is not told yet, because it may move again: 0 to
    /// 1440.
    #[schema(value_type = Option<fields::WaitMinutes>)]
    notice_wait_minutes: Option<Loose<i64>>,
    /// How many minutes people have to save a card.
    #[schema(value_type = Option<fields::VerifyMinutes>)]
    verify_minutes: Option<Loose<i64>>,
    /// How many hours the units of a parcel wait after its payment was declined.
    #[schema(value_type = Option<fields::HoldHours>)]
    payment_hold_hours: Option<Loose<i64>>,
    /// How many days people have to pay a transfer.
    #[schema(value_type = Option<fields::PayDays>)]
    pay_within_days: Option<Loose<i64>>,
    /// Most that keys give back of one order though it is owed; null takes the limit away.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<fields::MinorUnits>)]
    refund_limit_minor: Option<Option<Loose<i64>>>,
}

/// A limit that may be null.
#[expect(
    clippy::option_option,
    reason = "absent, null and a number say three things"
)]
fn limit(form: &mut Form, pointer: &str, sent: Option<Option<Loose<i64>>>) -> Option<Option<i64>> {
    sent.map(|limit| form.may(pointer, limit))
}

/// The countries of a list, when each is one.
fn listed(form: &mut Form, sent: Loose<Vec<Loose<String>>>) -> Option<Vec<Country>> {
    let codes = form.may("/countries", Some(sent))?;
    if codes.len() > fields::COUNTRIES_MAX {
        let most = fields::COUNTRIES_MAX;
        form.0
            .add("/countries", format!("must name at most {most}"));
        return None;
    }
    let code = |(number, code)| {
        let pointer = format!("/countries/{number}");
        form.may_parse(&pointer, Some(code), Country::parse)
    };
    let parsed: Vec<Option<Country>> = codes.into_iter().enumerate().map(code).collect();
    let parsed: Vec<Country> = parsed.into_iter().collect::<Option<_>>()?;
    let named = countries(parsed.iter().map(Country::code));
    form.0.take("/countries", named)
}

/// What changes of the charge for shipping.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShippingChange {
    /// Minor units of the shop's currency; 0 is nothing.
    #[schema(value_type = Option<fields::MinorUnits>)]
    minor: Option<Loose<i64>>,
    /// An order whose goods cost at least this many minor units pays nothing; null takes the limit
    /// away.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<fields::MinorUnits>)]
    #[expect(
        clippy::option_option,
        reason = "absent, null and a number say three things"
    )]
    free_from_minor: Option<Option<Loose<i64>>>,
}

impl FieldType for ShippingChange {
    const WORDS: &'static str = "an object with minor and free_from_minor";
}

impl ShopChange {
    fn check(self) -> Result<(RulesChange, StorefrontChange), Problem> {
        let mut form = Form::default();
        let orders = OrderRulesChange {
            countries: self
                .countries
                .map(|sent| sent.and_then(|sent| listed(&mut form, sent))),
            address: form.may_parse("/address", self.address, AddressRule::parse),
            order_prefix: form.may_parse("/order_prefix", self.order_prefix, OrderPrefix::parse),
            per_customer: limit(&mut form, "/per_customer", self.per_customer),
            per_order: limit(&mut form, "/per_order", self.per_order),
            orders_per_network_hour: limit(
                &mut form,
                "/orders_per_network_hour",
                self.orders_per_network_hour,
            ),
            unusual_share: limit(&mut form, "/unusual_share", self.unusual_share),
            place_counts: form.may_parse("/place_counts", self.place_counts, PlaceCounts::parse),
        };
        let (pointer, sent) = ("/delay_regime_unknown", self.delay_regime_unknown);
        let otherwise = form.may_parse(pointer, sent, Regime::parse);
        let refund_limit_minor = limit(&mut form, "/refund_limit_minor", self.refund_limit_minor);
        let shipping = form.may("/shipping", self.shipping);
        let (minor, free_from) = shipping.map_or((None, None), |shipping| {
            (shipping.minor, shipping.free_from_minor)
        });
        let says = Sent {
            contact: self.contact,
            prices_include_vat: self.prices_include_vat,
            vat_note: self.vat_note,
            notice: self.notice,
            guarantee_notice: self.guarantee_notice,
        };
        let says = says.check(&mut form);
        let change = RulesChange {
            handling_days: form.may("/handling_days", self.handling_days),
            cross_dock_days: form.may("/cross_dock_days", self.cross_dock_days),
            working_days: form.may_parse("/working_days", self.working_days, WorkingDays::parse),
            holidays: self
                .holidays
                .map(|region| form.may_parse("/holidays", region, Region::parse)),
            closed_days: closed_days(&mut form, self.closed_days),
            cut_off: self
                .cut_off
                .map(|time| form.may_parse("/cut_off", time, CutOff::parse)),
            transit: transit(&mut form, self.transit),
            confirmation_days: form.may("/confirmation_days", self.confirmation_days),
            low_stock_units: form.may("/low_stock_units", self.low_stock_units),
            policy: self
                .policy
                .and_then(|sent| policy(&mut form, "/policy", sent)),
            shipping_minor: form.may("/shipping/minor", minor),
            shipping_free_from_minor: free_from
                .map(|limit| form.may("/shipping/free_from_minor", limit)),
            orders,
            mail: form.may_parse("/mail", self.mail, MailRule::parse),
            payment: PaymentRulesChange {
                verify_minutes: form.may("/verify_minutes", self.verify_minutes),
                payment_hold_hours: form.may("/payment_hold_hours", self.payment_hold_hours),
                pay_within_days: form.may("/pay_within_days", self.pay_within_days),
                refund_limit_minor,
            },
            delay: DelayRulesChange {
                law: form.may_parse("/delay_law", self.delay_law, DelayLaw::parse),
                otherwise,
                wait_minutes: form.may("/notice_wait_minutes", self.notice_wait_minutes),
            },
        };
        form.finish(Some((change, says)))
    }
}

fn body(shop: &Shop, rules: &ShopRules, says: &Storefront) -> Response {
    let body = ShopBody {
        shop: shop.slug.to_string(),
        name: shop.profile.name.clone(),
        tagline: shop.profile.tagline.clone(),
        currency: shop.profile.currency.to_string(),
        time_zone: shop.profile.time_zone.clone(),
        day: shop.day,
        rehearsal: shop.rehearsal,
        handling_days: rules.handling_days,
        cross_dock_days: rules.cross_dock_days,
        working_days: rules.working_days,
        holidays: rules.holidays,
        closed_days: rules
            .closed_days
            .entries()
            .iter()
            .map(ClosureBody::from)
            .collect(),
        cut_off: rules.cut_off,
        transit: rules.transit.iter().map(TransitBody::from).collect(),
        confirmation_days: rules.confirmation_days,
        low_stock_units: rules.low_stock_units,
        policy: rules.policy,
        shipping: ShippingBody {
            minor: rules.shipping.minor,
            free_from_minor: rules.shipping.free_from_minor,
        },
        says: says.into(),
        orders: OrderRulesBody::from(&rules.orders),
        mail: rules.mail.name(),
        delay_law: rules.delay.law.name(),
        notice_wait_minutes: match rules.delay.wait_minutes {
            _ if shop.rehearsal => 0,
            minutes => minutes.unwrap_or(DelayRules::WAIT_MINUTES),
        },
        delay_regime_unknown: rules.delay.otherwise.name(),
        payment: rules.payment.into(),
    };
    ([(ETAG, etag::of(rules_mark(rules, says)))], Json(body)).into_response()
}

/// The shop of the key.
#[utoipa::path(
    get, path = "/api/v1/shop", tag = "merchants", security(("key" = [])),
    responses((status = 200, body = ShopBody), Failures)
)]
pub async fn show(merchant: Merchant) -> Response {
    let shop = &merchant.shop;
    body(shop, &shop.rules, &shop.profile.storefront)
}

/// Changes the shop's rules and what it says of itself. Everything that is shown follows, and anyone
/// who waits is told a date that moved.
#[utoipa::path(
    patch, path = "/api/v1/shop", tag = "merchants", security(("key" = [])),
    params(MatchHeader), request_body = ShopChange,
    responses((status = 200, body = ShopBody), Failures)
)]
pub async fn change(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
    headers: HeaderMap,
    request: JsonRequest,
) -> Result<Response, Problem> {
    let (change, storefront) = request.body::<ShopChange>()?.check()?;
    let command = ChangeShop {
        change,
        storefront,
        if_mark: etag::if_version(&headers),
    };
    let changed = api
        .engine
        .execute(&merchant.shop.id, request.context(&merchant.by), command)
        .await?;
    Ok(body(&merchant.shop, &changed.rules, &changed.storefront))
}
