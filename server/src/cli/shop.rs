//! `dockline shop set` and `dockline shop page set`.

use super::{allowed, with_engine};
use crate::config::Config;
use crate::error::CliError;
use clap::Args;
use dockline_domain::address::AddressRule;
use dockline_domain::by::By;
use dockline_domain::calendar::{ClosedDays, Closure, CutOff};
use dockline_domain::dates::WorkingDays;
use dockline_domain::delay::{DelayLaw, DelayRulesChange, Regime};
use dockline_domain::holidays::Region;
use dockline_domain::input::Invalid;
use dockline_domain::lang::Lang;
use dockline_domain::message::MailRule;
use dockline_domain::ordering::{OrderPrefix, OrderRulesChange, PlaceCounts, countries};
use dockline_domain::payment::rules::PaymentRulesChange;
use dockline_domain::policy::Policy;
use dockline_domain::shop::RulesChange;
use dockline_domain::storefront::{LegalPage, StorefrontChange, Texts};
use dockline_domain::transit::Transit;
use dockline_engine::ExecuteError;
use dockline_engine::command::{ChangeShop, Context, SetLegalPage, ShopChanged};
use dockline_intake::import::html::clean_page;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::path::PathBuf;

/// What changes; what is not given stays as it is.
#[derive(Debug, Args)]
pub(super) struct SetOptions {
    /// The shop's slug.
    slug: String,
    /// Working days from stock to carrier, 0 to 60.
    #[arg(long)]
    handling_days: Option<i64>,
    /// Working days from the dock to the carrier for goods that go straight to the people in line,
    /// 0 to 60.
    #[arg(long)]
    cross_dock_days: Option<i64>,
    /// The weekdays on which parcels are handed over: seven digits from Monday to Sunday, such as
    /// 1111100.
    #[arg(long)]
    working_days: Option<String>,
    /// The country or region on whose public holidays nothing is handed over, such as DE-BY;
    /// `none` takes them away.
    #[arg(long)]
    holidays: Option<String>,
    /// Other days on which nothing is handed over, all of them: `2026-12-28..2026-12-31 Stocktaking`,
    /// several separated by semicolons; `none` takes them away.
    #[arg(long)]
    closed_days: Option<String>,
    /// From this local time on an order counts as one of the next day, such as 14:00; `none` takes
    /// it away.
    #[arg(long)]
    cut_off: Option<String>,
    /// How long parcels are on their way, all of it, in delivery days: `DE 1-2; AT,CH 2-4`. The first
    /// country is the one that product pages name; `none` takes it away.
    #[arg(long)]
    transit: Option<String>,
    /// After this many days without a confirmation a date is shown as stale, 1 to 365.
    #[arg(long)]
    confirmation_days: Option<i64>,
    /// At or below this many free units a variant is low in stock.
    #[arg(long)]
    low_stock_units: Option<i64>,
    /// The policy of products that have none of their own: deny, supply, preorder, discontinued or
    /// a JSON object.
    #[arg(long)]
    policy: Option<String>,
    /// What an order pays for shipping, once, in minor units (cents for EUR).
    #[arg(long)]
    shipping: Option<i64>,
    /// Goods of this many minor units ship free; `never` takes the limit away.
    #[arg(long)]
    shipping_free_from: Option<String>,
    /// Where people write to; `none` takes it away.
    #[arg(long)]
    contact_email: Option<String>,
    /// Where people call; `none` takes it away.
    #[arg(long)]
    contact_phone: Option<String>,
    /// Whether prices include value added tax: `true`, `false` (none is charged) or `unset`.
    #[arg(long)]
    prices_include_vat: Option<String>,
    /// What stands beside prices instead of the usual words: a JSON object such as {"de": "…"};
    /// `{}` is the usual words.
    #[arg(long)]
    vat_note: Option<String>,
    /// What stands on every page for some days: a JSON object with texts, from and to; `none` takes
    /// it away.
    #[arg(long)]
    notice: Option<String>,
    /// Whether the shop writes mails to those who order: on or off.
    #[arg(long)]
    mail: Option<String>,
    #[command(flatten)]
    orders: OrderOptions,
    /// What the shop does about delays by law: off, today (what is due stands in Today) or automatic
    /// (notices go out by themselves, and what the law ends is cancelled).
    #[arg(long)]
    delay_law: Option<String>,
    /// Whose law of delay is kept for orders to countries that are not known: none, us, eu or uk.
    #[arg(long)]
    delay_regime_unknown: Option<String>,
    /// For how many minutes a date that has moved is not told yet, because it may move again: 0 to
    /// 1440.
    #[arg(long)]
    notice_wait_minutes: Option<i64>,
    #[command(flatten)]
    payment: PaymentOptions,
}

/// The rules of payment.
#[derive(Debug, Args)]
struct PaymentOptions {
    /// How many minutes people have to save a card.
    #[arg(long)]
    verify_minutes: Option<i64>,
    /// How many hours the units of a parcel wait after its payment was declined.
    #[arg(long)]
    payment_hold_hours: Option<i64>,
    /// How many days people have to pay a transfer.
    #[arg(long)]
    pay_within_days: Option<i64>,
    /// Most that keys give back of one order though it is owed, in minor units; `never` takes the
    /// limit away.
    #[arg(long)]
    refund_limit_minor: Option<String>,
}

impl PaymentOptions {
    fn change(&self) -> Result<PaymentRulesChange, CliError> {
        let most = self.refund_limit_minor.as_deref().map(limit).transpose();
        Ok(PaymentRulesChange {
            verify_minutes: self.verify_minutes,
            payment_hold_hours: self.payment_hold_hours,
            pay_within_days: self.pay_within_days,
            refund_limit_minor: most.map_err(allowed("--refund-limit-minor"))?,
        })
    }
}

/// The rules for orders.
#[derive(Debug, Args)]
struct OrderOptions {
    /// The countries the shop delivers to, as ISO codes with commas between; `all` takes the list
    /// away.
    #[arg(long)]
    countries: Option<String>,
    /// Whether an order must say where it goes: optional or required.
    #[arg(long)]
    address: Option<String>,
    /// What stands before the numbers of orders, such as FJ-.
    #[arg(long)]
    order_prefix: Option<String>,
    /// Most units of one variant that one customer may have waiting or unshipped; `never` takes the
    /// limit away.
    #[arg(long)]
    per_customer: Option<String>,
    /// Most units of one order; `never` takes the limit away.
    #[arg(long)]
    per_order: Option<String>,
    /// Most orders from one network within an hour, without a key; `never` takes the limit away.
    #[arg(long)]
    orders_per_network_hour: Option<String>,
    /// From this percentage on of what waits or may still be promised an order stands in Today;
    /// `never` takes it away.
    #[arg(long)]
    unusual_share: Option<String>,
    /// From when on a place in line counts: at_once.
    #[arg(long)]
    place_counts: Option<String>,
}

impl OrderOptions {
    fn change(&self) -> Result<OrderRulesChange, CliError> {
        let number = |name: &'static str, text: &Option<String>| {
            text.as_deref()
                .map(limit)
                .transpose()
                .map_err(allowed(name))
        };
        let listed = |text: &str| match text {
            "all" => Ok(None),
            codes => countries(codes.split(',')).map(Some),
        };
        let listed = self.countries.as_deref().map(listed).transpose();
        let address = self.address.as_deref().map(AddressRule::parse).transpose();
        let prefix = self.order_prefix.as_deref().map(OrderPrefix::parse);
        let counts = self.place_counts.as_deref().map(PlaceCounts::parse);
        Ok(OrderRulesChange {
            countries: listed.map_err(allowed("--countries"))?,
            address: address.map_err(allowed("--address"))?,
            order_prefix: prefix.transpose().map_err(allowed("--order-prefix"))?,
            per_customer: number("--per-customer", &self.per_customer)?,
            per_order: number("--per-order", &self.per_order)?,
            orders_per_network_hour: number(
                "--orders-per-network-hour",
                &self.orders_per_network_hour,
            )?,
            unusual_share: number("--unusual-share", &self.unusual_share)?,
            place_counts: counts.transpose().map_err(allowed("--place-counts"))?,
        })
    }
}

impl SetOptions {
    fn says(&self) -> Result<StorefrontChange, CliError> {
        let or_none = |text: &String| Some(text.clone()).filter(|text| text != "none");
        let includes = self
            .prices_include_vat
            .as_deref()
            .map(|word| match word {
                "true" => Ok(Some(true)),
                "false" => Ok(Some(false)),
                "unset" => Ok(None),
                _ => Err(Invalid::new("must be true, false or unset")),
            })
            .transpose()
            .map_err(allowed("--prices-include-vat"))?;
        Ok(StorefrontChange {
            contact_email: self.contact_email.as_ref().map(or_none),
            contact_phone: self.contact_phone.as_ref().map(or_none),
            prices_include_vat: includes,
            vat_note: read_json(self.vat_note.as_ref()).map_err(allowed("--vat-note"))?,
            notice: match &self.notice {
                Some(word) if word == "none" => Some(None),
                sent => read_json(sent.as_ref())
                    .map_err(allowed("--notice"))?
                    .map(Some),
            },
            guarantee_notice: None,
        })
    }

    fn delay(&self) -> Result<DelayRulesChange, CliError> {
        let law = self.delay_law.as_deref().map(DelayLaw::parse).transpose();
        let regime = self.delay_regime_unknown.as_deref();
        let regime = regime.map(Regime::parse).transpose();
        Ok(DelayRulesChange {
            law: law.map_err(allowed("--delay-law"))?,
            otherwise: regime.map_err(allowed("--delay-regime-unknown"))?,
            wait_minutes: self.notice_wait_minutes,
        })
    }

    fn change(&self) -> Result<RulesChange, CliError> {
        let working_days = self
            .working_days
            .as_deref()
            .map(WorkingDays::parse)
            .transpose()
            .map_err(allowed("--working-days"))?;
        let policy = self
            .policy
            .as_deref()
            .map(policy)
            .transpose()
            .map_err(allowed("--policy"))?;
        let holidays =
            or_none(self.holidays.as_deref(), Region::parse).map_err(allowed("--holidays"))?;
        let closed_days = self
            .closed_days
            .as_deref()
            .map(closed_days)
            .transpose()
            .map_err(allowed("--closed-days"))?;
        let cut_off =
            or_none(self.cut_off.as_deref(), CutOff::parse).map_err(allowed("--cut-off"))?;
        let transit = self
            .transit
            .as_deref()
            .map(transit)
            .transpose()
            .map_err(allowed("--transit"))?;
        let free_from = self
            .shipping_free_from
            .as_deref()
            .map(limit)
            .transpose()
            .map_err(allowed("--shipping-free-from"))?;
        let mail = self.mail.as_deref().map(MailRule::parse);
        Ok(RulesChange {
            handling_days: self.handling_days,
            cross_dock_days: self.cross_dock_days,
            working_days,
            holidays,
            closed_days,
            cut_off,
            transit,
            confirmation_days: self.confirmation_days,
            low_stock_units: self.low_stock_units,
            policy,
            shipping_minor: self.shipping,
            shipping_free_from_minor: free_from,
            orders: self.orders.change()?,
            mail: mail.transpose().map_err(allowed("--mail"))?,
            delay: self.delay()?,
            payment: self.payment.change()?,
        })
    }
}

/// A value, or the word that takes it away.
#[expect(
    clippy::option_option,
    reason = "absent, none and a value say three things"
)]
fn or_none<T>(
    text: Option<&str>,
    parse: impl Fn(&str) -> Result<T, Invalid>,
) -> Result<Option<Option<T>>, Invalid> {
    text.map(|text| match text {
        "none" => Ok(None),
        text => parse(text).map(Some),
    })
    .transpose()
}

/// Days such as `2026-12-28..2026-12-31 Stocktaking; 2027-08-14`.
fn closed_days(text: &str) -> Result<ClosedDays, Invalid> {
    let parts = text.split(';').map(str::trim);
    let closures = parts.filter(|part| !part.is_empty() && *part != "none");
    let closure = |part: &str| {
        let (days, note) = part.split_once(' ').unwrap_or((part, ""));
        let (from, to) = days.split_once("..").unwrap_or((days, days));
        Closure::parse(from, to, Some(note)).map_err(|errors| {
            let wrong = errors.first().map_or("", |error| error.detail.as_str());
            Invalid(format!("{part}: {wrong}"))
        })
    };
    ClosedDays::new(closures.map(closure).collect::<Result<_, _>>()?)
}

/// Entries such as `DE 1-2; AT,CH 2-4 Post`: countries, days, and a carrier or none.
fn transit(text: &str) -> Result<Vec<Transit>, Invalid> {
    let parts = text.split(';').map(str::trim);
    let entries = parts.filter(|part| !part.is_empty() && *part != "none");
    let entry = |part: &str| {
        let mut words = part.splitn(3, ' ');
        let countries: Vec<String> = words
            .next()
            .unwrap_or_default()
            .split(',')
            .map(str::to_owned)
            .collect();
        let days = words.next().unwrap_or_default();
        let (min, max) = days.split_once('-').unwrap_or((days, days));
        let number = |text: &str| text.parse().unwrap_or(-1);
        Transit::new(&countries, words.next(), number(min), number(max)).map_err(|errors| {
            let wrong = errors.first().map_or(String::new(), |error| {
                format!("{} {}", error.pointer, error.detail)
            });
            Invalid(format!("{part}: {wrong}"))
        })
    };
    entries.map(entry).collect()
}

fn read_json<T: DeserializeOwned>(text: Option<&String>) -> Result<Option<T>, Invalid> {
    text.map(|text| serde_json::from_str(text))
        .transpose()
        .map_err(|error| {
            Invalid(format!(
                "must be a JSON object as the REST interface has it: {error}"
            ))
        })
}

/// A word, or an object as JSON.
fn policy(text: &str) -> Result<Policy, Invalid> {
    let value = serde_json::from_str::<Value>(text)
        .ok()
        .filter(Value::is_object)
        .unwrap_or_else(|| Value::from(text));
    serde_json::from_value(value).map_err(|error| Invalid(error.to_string()))
}

fn limit(text: &str) -> Result<Option<i64>, Invalid> {
    if text == "never" {
        return Ok(None);
    }
    text.parse()
        .map(Some)
        .map_err(|_| Invalid::new("must be a whole number, or never"))
}

/// Changes the rules of a shop and prints all of them.
pub(super) async fn set(config: &Config, options: SetOptions) -> Result<(), CliError> {
    let (change, storefront) = (options.change()?, options.says()?);
    with_engine(config, async |engine| {
        let shop = engine.shop(&options.slug).await?;
        let command = ChangeShop {
            change,
            storefront,
            if_mark: None,
        };
        let changed = engine
            .execute(&shop.id, Context::by(By::Cli), command)
            .await
            .map_err(named)?;
        println!("{}", all_of(&changed));
        Ok(())
    })
    .await
}

/// Everything that can be set, as one object.
fn all_of(shop: &ShopChanged) -> String {
    let mut all = serde_json::to_value(&shop.rules).unwrap_or_default();
    let says = serde_json::to_value(&shop.storefront).unwrap_or_default();
    if let (Value::Object(all), Value::Object(says)) = (&mut all, says) {
        all.extend(says);
    }
    serde_json::to_string_pretty(&all).unwrap_or_default()
}

/// A legal page to write.
#[derive(Debug, Args)]
pub(super) struct PageOptions {
    /// The shop's slug.
    slug: String,
    /// imprint, terms, privacy, withdrawal, shipping or accessibility.
    #[arg(long)]
    kind: String,
    /// The language of the text: en or de.
    #[arg(long)]
    lang: String,
    /// The text, in HTML or plain; an empty file takes the page away in this language.
    file: PathBuf,
}

/// Writes a legal page in one language.
pub(super) async fn set_page(config: &Config, options: PageOptions) -> Result<(), CliError> {
    let page = LegalPage::parse(&options.kind).map_err(allowed("--kind"))?;
    let lang = Lang::from_tag(&options.lang)
        .ok_or_else(|| Invalid::new("must be en or de"))
        .map_err(allowed("--lang"))?;
    let source = std::fs::read_to_string(&options.file).map_err(|source| CliError::Io {
        what: format!("{} cannot be read", options.file.display()),
        source,
    })?;
    let html = clean_page(&source).map_err(allowed("FILE"))?;
    with_engine(config, async |engine| {
        let shop = engine.shop(&options.slug).await?;
        let command = SetLegalPage {
            page,
            texts: Texts([(lang, html)].into()),
            keep_others: true,
            if_mark: None,
        };
        let set = engine
            .execute(&shop.id, Context::by(By::Cli), command)
            .await?;
        let langs: Vec<_> = set.texts.0.keys().map(|lang| lang.tag()).collect();
        if langs.is_empty() {
            println!("The shop has no page {page} any more.");
        } else {
            println!(
                "/s/{}/legal/{page} is there in: {}",
                shop.slug,
                langs.join(", ")
            );
        }
        Ok(())
    })
    .await
}

/// The rules are named as the options are.
fn named(error: ExecuteError) -> CliError {
    let ExecuteError::Invalid(fields) = error else {
        return error.into();
    };
    let option = |pointer: &str| match pointer {
        "/shipping/minor" => "--shipping".to_owned(),
        "/shipping/free_from_minor" => "--shipping-free-from".to_owned(),
        "/contact/email" => "--contact-email".to_owned(),
        "/contact/phone" => "--contact-phone".to_owned(),
        other => format!("--{}", other.trim_start_matches('/').replace('_', "-")),
    };
    let lines: Vec<String> = fields
        .iter()
        .map(|field| format!("{} {}", option(&field.pointer), field.detail))
        .collect();
    CliError::Refused(lines.join("; "))
}
