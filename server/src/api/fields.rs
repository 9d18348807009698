//! The forms that the values of requests have, each by a name of its own in the `OpenAPI` document.
//! Lengths, ranges and words are those of the rules, so that the document cannot say other ones.
//! `tests/http/contract.rs` holds each of them against what the server does.
//!
//! JSON Schema counts characters. Where a rule counts bytes the description says so: for text in
//! ASCII both are the same.

use dockline_domain::delay::{Channel, DelayRules};
use dockline_domain::facts::Unit;
use dockline_domain::holidays::Region;
use dockline_domain::limits;
use dockline_domain::order;
use dockline_domain::supply::Stage;
use dockline_domain::webhook::EventType;
use std::ops::RangeInclusive;
use utoipa::ToSchema;
use utoipa::openapi::schema::{
    AdditionalProperties, ArrayBuilder, KnownFormat, ObjectBuilder, OneOfBuilder, Schema,
    SchemaFormat, Type,
};

use super::address::AddressParts;
use super::orders::LineRequest;
use super::product_body::VariantRequest;
use super::purchase_order_lines::{PurchaseOrderLineRequest, TakenLineRequest, WantedLineRequest};
use super::receipt_correction::CorrectedLineRequest;
use super::receipts::ReceiptLineRequest;
use super::refunds::RefundLineRequest;
use super::schema::{SchemaForm, SchemaForms, named, one_of, part};
use super::shop_calendar::ClosureRequest;
use super::shop_transit::TransitRequest;
use super::stock_transfers::TransferLineRequest;
use super::what_if::SLIP_DAYS_MAX;

/// What the whole of Unicode calls a control character, for the inside of a character class.
macro_rules! controls {
    () => {
        r"\u0000-\u001f\u007f-\u009f"
    };
}

/// What no text may hold (`dockline_domain::input::is_disruptive`): control characters, line
/// separators, and what turns the direction of text.
macro_rules! disruptive {
    () => {
        concat!(controls!(), r"\u2028-\u202e\u2066-\u2069")
    };
}

/// What shows nothing where it stands (`is_invisible`), as far as it has four digits.
macro_rules! invisible {
    () => {
        concat!(
            r"\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f",
            r"\ufeff\uffa0\ufff0-\ufffb",
            disruptive!()
        )
    };
}

/// Something that can be seen, on one line.
const VISIBLE: &str = concat!(
    "^[^",
    disruptive!(),
    "]*[^",
    invisible!(),
    "][^",
    disruptive!(),
    "]*$"
);
/// The same, or nothing.
const VISIBLE_OR_NONE: &str = concat!(
    "^( *|[^",
    disruptive!(),
    "]*[^",
    invisible!(),
    "][^",
    disruptive!(),
    "]*)$"
);
/// Something that can be seen, in lines.
const LINES: &str = concat!(
    r"^(\r?\n|[^",
    disruptive!(),
    "])*[^",
    invisible!(),
    r"](\r?\n|[^",
    disruptive!(),
    "])*$"
);
/// Something on both sides of an `@`, without what stands around addresses in headers and lists.
const MAIL: &str = concat!(
    "^[^",
    invisible!(),
    r#""(),:;<>@\[\\\]]+@[^"#,
    invisible!(),
    r#""(),:;<>@\[\\\]]+$"#
);
/// A name that is compared byte by byte: no space at its ends.
const NAME: &str = concat!(
    r"^[^\s",
    controls!(),
    "]([^",
    controls!(),
    r"]*[^\s",
    controls!(),
    "])?$"
);
/// Letters, digits, `-`, `_` and `.`, with a letter or a digit among them. Of what is not ASCII the
/// server takes letters and digits alone.
const HANDLE: &str =
    r"^[^\u0000-,/:-@\[-\^`\{-\u00a9]*[^\u0000-/:-@\[-`\{-\u00a9][^\u0000-,/:-@\[-\^`\{-\u00a9]*$";
/// Digits with what people put between them.
const PHONE: &str = "^[ +/().-]*([0-9][ +/().-]*){3,25}$";
const DATE: &str = "^2[0-9]{3}-[0-9]{2}-[0-9]{2}$";
const IMAGE: &str = concat!(
    r#"^(https?://[^\s"'<>\\"#,
    controls!(),
    r#"]*|/([^/\s"'<>\\"#,
    controls!(),
    r#"][^\s"'<>\\"#,
    controls!(),
    "]*)?)$"
);
const PAGE: &str = concat!(r#"^https?://[^\s"'<>\\"#, controls!(), r#"]*$"#);
const ENDPOINT: &str = r"^[Hh][Tt][Tt][Pp][Ss]://[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z]([a-z0-9-]*[a-z0-9])?)+(:8?443)?([/?][!$-;=?-\[\]_a-z~]*)?$";
/// Language tags (RFC 5646) as far as they are read.
const LANGUAGE: &str = "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$";
/// Entity tags (RFC 9110 §8.8.3), or any.
const TAGS: &str = r#"^(\*|(W/)?"[!#-~]*"( *, *(W/)?"[!#-~]*")*)$"#;
/// An idempotency key, bare or in quotes.
const KEY: &str = r#"^([!#-\[\]-~]([ !#-\[\]-~]{0,126}[!#-\[\]-~])?|"[ !#-\[\]-~]{1,128}")$"#;
/// URL-safe Base64.
const CURSOR: &str = "^[A-Za-z0-9_-]+$";
/// The longest cursor that a list answers has a title and a handle in it.
const CURSOR_BYTES_MAX: usize = 2_000;

fn text() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String)
}

fn matching(pattern: &str, length: RangeInclusive<usize>) -> ObjectBuilder {
    let least = Some(*length.start()).filter(|least| *least > 0);
    text()
        .pattern(Some(pattern))
        .min_length(least)
        .max_length(Some(*length.end()))
}

fn whole(range: RangeInclusive<i64>) -> ObjectBuilder {
    let format = if i32::try_from(*range.end()).is_ok() {
        KnownFormat::Int32
    } else {
        KnownFormat::Int64
    };
    let number = ObjectBuilder::new()
        .schema_type(Type::Integer)
        .format(Some(SchemaFormat::KnownFormat(format)));
    number
        .minimum(Some(*range.start()))
        .maximum(Some(*range.end()))
}

fn day() -> ObjectBuilder {
    matching(DATE, 10..=10)
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Date)))
        .examples(["2026-12-14"])
}

/// Declares forms of single values.
macro_rules! forms {
    ($($(#[doc = $doc:expr])+ $name:ident = $schema:expr;)+) => {$(
        $(#[doc = $doc])+
        #[derive(Debug)]
        pub struct $name;

        impl utoipa::PartialSchema for $name {
            fn schema() -> SchemaForm {
                Schema::from($schema.description(Some(concat!($($doc),+).trim()))).into()
            }
        }

        impl ToSchema for $name {}
    )+};
}

forms! {
    /// Stock keeping unit: 1 to 64 bytes, case-sensitive, without control characters and without
    /// space at its ends.
    Sku = matching(NAME, 1..=limits::SKU_BYTES_MAX).examples(["TENT-GREEN"]);
    /// The merchant's number of a purchase order: 1 to 80 bytes, without control characters and
    /// without space at its ends.
    Reference = matching(NAME, 1..=limits::REFERENCE_BYTES_MAX).examples(["PO-1001"]);
    /// A warehouse with a dock: 1 to 80 bytes, without control characters and without space at its
    /// ends.
    LocationCode = matching(NAME, 1..=limits::REFERENCE_BYTES_MAX).examples(["main"]);
    /// A product's name in URLs: 1 to 120 bytes of letters, digits, `-`, `_` and `.`.
    ProductHandle = matching(HANDLE, 1..=limits::HANDLE_BYTES_MAX).examples(["tent"]);
    /// Text on one line of which something can be seen, without characters that turn the direction
    /// of what follows.
    ShortText = matching(VISIBLE, 1..=limits::TEXT_CHARS_MAX);
    /// Text on one line; an empty one counts as missing.
    OptionalText = matching(VISIBLE_OR_NONE, 0..=limits::TEXT_CHARS_MAX);
    /// A word to find something by.
    Tag = matching(VISIBLE, 1..=limits::TAG_CHARS_MAX);
    /// The supplier's number of a delivery; an empty one counts as missing.
    DeliveryNote = matching(VISIBLE_OR_NONE, 0..=limits::REFERENCE_BYTES_MAX);
    /// HTML. What may not stand in a page is taken out, and what is longer than 60 000 bytes then
    /// is cut.
    DescriptionHtml = text().max_length(Some(super::input::JSON_BYTES_MAX));
    /// A text in lines that stands for a picture.
    NoticeText = matching(LINES, 1..=limits::NOTICE_CHARS_MAX);
    /// HTML, or plain text whose lines become paragraphs, at most 100 000 bytes. What may not stand
    /// in a page is taken out. An empty text is none.
    PageHtml = text().max_length(Some(limits::LEGAL_PAGE_BYTES_MAX));
    /// A telephone number as people write it: 3 to 25 digits, `+`, `-`, `/`, `.`, brackets and
    /// spaces.
    PhoneNumber = matching(PHONE, 3..=limits::PHONE_CHARS_MAX).examples(["+49 30 1234567"]);
    /// Address of a page: an http(s) URL of at most 2 000 bytes.
    PageAddress = matching(PAGE, 8..=limits::IMAGE_ADDRESS_BYTES_MAX).examples(["https://mill.example/contact"]);
    /// Where a webhook is: https on port 443 or 8443 of the whole internet, of at most 2 000 bytes. What
    /// the operator allows beside that, and this machine for rehearsal shops, may be http on any port.
    EndpointAddress = matching(ENDPOINT, 8..=limits::WEBHOOK_URL_BYTES_MAX).examples(["https://shop.example/hooks"]);
    /// A type that a webhook is told, or `*` for everything.
    EndpointType = words(["*"].into_iter().chain(EventType::subscribable().map(EventType::name)));
    /// Whether a webhook is told.
    EndpointSwitch = words(["on", "off"]);
    /// A message to a webhook.
    MessageName = matching("^evt_[a-z0-9_]*$", 4..=48).examples(["evt_01kb7h2q8m0000000000000001"]);
    /// A mail: its id, or the `Message-ID` that it was sent with.
    SentMail = matching("^<?msg_[a-z0-9_]{1,44}(@[A-Za-z0-9.-]{1,255})?>?$", 5..=310).examples(["msg_01kb7h2q8m0000000000000001"]);
    /// What became of a mail after it was sent.
    MailEventKind = words(["bounce", "complaint"]);
    /// What a quantity is measured in.
    UnitWord = words(Unit::ALL.map(Unit::name));
    /// A picture that `POST /media` has answered.
    MediaName = matching("^[a-z0-9_]*$", 4..=48).examples(["med_0123456789abcdef0123456789abcdef"]);
    /// How orders are paid.
    GatewayWord = words(["none", "manual", "simulator", "stripe"]);
    /// A key of Stripe that a server may have.
    StripeKey = matching("^[rs]k_(test|live)_[A-Za-z0-9_]{16,255}$", 24..=263).examples(["rk_test_51AbcdefghijklmnopQR"]);
    /// The signing secret of an endpoint of Stripe.
    HookSecret = matching("^whsec_[A-Za-z0-9_]{16,255}$", 22..=261).examples(["whsec_AbcdefghijklmnopQR"]);
    /// An account number (ISO 13616) whose check digits are right, in groups or not.
    IbanText = matching("^ *[A-Za-z] *[A-Za-z]( *[0-9]){2}( *[A-Za-z0-9]){11,30} *$", 15..=80).examples(["DE89 3704 0044 0532 0130 00"]);
    /// The code of a bank (ISO 9362).
    BankCode = matching("^[A-Za-z]{6}[A-Za-z0-9]{2}([A-Za-z0-9]{3})?$", 8..=11).examples(["COBADEFFXXX"]);
    /// Money that arrived at once, in minor units.
    ArrivedMinor = whole(1..=limits::ARRIVED_MINOR_MAX);
    /// A number of minutes.
    VerifyMinutes = whole(limits::VERIFY_MINUTES);
    /// A number of hours.
    HoldHours = whole(limits::PAYMENT_HOLD_HOURS);
    /// A number of days.
    PayDays = whole(limits::PAY_WITHIN_DAYS);
    /// A local date of the shop, today at the latest.
    PastDate = day();
    /// A postal address in lines, as it is written on a parcel.
    AddressText = matching(LINES, 1..=limits::ADDRESS_CHARS_MAX);
    /// A line of an address; an empty one is left out.
    AddressLine = matching(VISIBLE_OR_NONE, 0..=limits::ADDRESS_LINE_CHARS_MAX).examples(["1 High Street"]);
    /// A part of an address, in the form of its country; an empty one counts as missing.
    AddressPart = matching(VISIBLE_OR_NONE, 0..=limits::CITY_CHARS_MAX);
    /// A phone number for the carrier; an empty one counts as missing.
    Phone = matching("^([0-9+/().-][0-9 +/().-]*)?$", 0..=limits::PHONE_BYTES_MAX).examples(["+49 89 123456"]);
    /// ISO 3166-1 code of a country.
    DeliveryCountry = matching("^[A-Za-z]{2}$", 2..=2).examples(["DE"]);
    /// Whether an order must say where it goes.
    AddressRuleWord = words(["optional", "required"]);
    /// From when on a place in line counts.
    PlaceCountsWord = words(["at_once"]);
    /// `ord_…`
    OrderName = matching("^[a-z0-9_]{4,48}$", 4..=48);
    /// Whether a shop writes mails.
    MailWord = words(["off", "on"]);
    /// What the shop does about delays by law.
    DelayLawWord = words(["off", "today", "automatic"]);
    /// Whose law of delay is kept for orders to countries that are not known.
    DelayRegimeWord = words(["none", "us", "eu", "uk"]);
    /// How people were told of a delay.
    NoticeChannel = words(Channel::OF_STAFF.map(Channel::name));
    /// Number of a notice in its order.
    NoticeNumber = whole(1..=NOTICES_MAX.into());
    /// An answer to a notice of delay.
    AnswerWord = words(["wait", "wait_further", "cancel", "last_date"]);
    /// What stands before the numbers of orders.
    OrderPrefix = matching("^([A-Za-z0-9/._#-]*[A-Za-z/._#-])?$", 0..=limits::ORDER_PREFIX_CHARS_MAX).examples(["FJ-"]);
    /// Units of one order.
    PerOrder = whole(1..=i64::from(limits::QUANTITY_MAX) * 50);
    /// Orders of one network within an hour.
    OrdersPerHour = whole(1..=limits::ORDERS_PER_NETWORK_MAX.into());
    /// Percent.
    Percent = whole(1..=100);
    /// What an order costs, in minor units.
    TotalMinor = whole(0..=limits::JSON_NUMBER_MAX);
    /// A mail address at a public domain, at most 254 bytes: as the HTML standard has it for forms,
    /// or with letters beyond ASCII (RFC 6531).
    MailAddress = matching(MAIL, 3..=limits::EMAIL_BYTES_MAX).format(Some(SchemaFormat::KnownFormat(KnownFormat::Email)))
        .examples(["ada@example.com"]);
    /// A language tag.
    Language = matching(LANGUAGE, 2..=limits::LANGUAGE_BYTES_MAX).examples(["de"]);
    /// `as_available`, each part as soon as it can, or `complete`, all of it together.
    Ship = words(order::Ship::ALL.map(order::Ship::name));
    /// A stage that is stated: `received` is not, since goods are received by counting them.
    StatedStage = words(Stage::ALL.into_iter().filter(|stage| *stage != Stage::Received).map(Stage::name)).examples(["in_transit"]);
    /// A local date of the shop, written in this one way, in the years 2000 to 2999.
    LocalDate = day();
    /// A local date of the shop. The last of an entry is not before the first, and at most 365 days
    /// after it.
    ClosedDate = day();
    /// A local date of the shop from today on.
    ComingDate = day();
    /// A local date of the shop; the latest of a window is today or later, and none is more than
    /// 730 days ahead.
    ExpectedDate = day();
    /// An instant (RFC 3339).
    PlannedInstant = text().format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime))).examples(["2026-11-23T10:00:00Z"]);
    /// An instant (RFC 3339), at most a day ahead: what is told is a fact.
    FactInstant = text().format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime))).examples(["2026-11-23T10:00:00Z"]);
    /// An instant (RFC 3339) from the hand-over of the parcel on and not to come.
    HandOverInstant = text().format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime))).examples(["2026-11-23T10:00:00Z"]);
    /// An instant (RFC 3339) after the shop's present time and at most 1 830 days ahead of the real
    /// one.
    ComingInstant = text().format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime))).examples(["2026-12-24T00:00:00Z"]);
    /// An instant (RFC 3339) after the last one there is, and at most 30 days from now; 91 for a transfer.
    HoldInstant = text().format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime))).examples(["2026-12-24T00:00:00Z"]);
    /// Units of one SKU in one order line.
    OrderedQuantity = whole(1..=limits::QUANTITY_MAX.into());
    /// Number of a line among those of its SKU.
    LineNumber = whole(1..=i64::try_from(limits::PURCHASE_ORDER_LINES_MAX).unwrap_or(i64::MAX)).examples([1]);
    /// Units, at least one.
    SomeUnits = whole(1..=limits::UNITS_MAX.into());
    /// Units.
    Units = whole(0..=limits::UNITS_MAX.into());
    /// Units more, or fewer when negative; not 0.
    UnitsDifference = OneOfBuilder::new().item(whole(-i64::from(limits::UNITS_MAX)..=-1)).item(whole(1..=limits::UNITS_MAX.into()))
        .examples([-1]);
    /// Minor units of the shop's currency: cents for EUR.
    MinorUnits = whole(0..=limits::PRICE_MINOR_MAX);
    /// ISO 4217 code of the shop's currency.
    CurrencyCode = matching("^[A-Z]{3}$", 3..=3).format(Some(SchemaFormat::Custom("currency".to_owned()))).examples(["EUR"]);
    /// Global trade item number: 8 to 14 digits.
    Gtin = matching("^[0-9]{8,14}$", 8..=14).examples(["4006381333931"]);
    /// Address of a picture: an http(s) URL or a path of this site, at most 2 000 bytes.
    ImageAddress = matching(IMAGE, 1..=limits::IMAGE_ADDRESS_BYTES_MAX).examples(["/demo/tent.svg"]);
    /// Working days of a step in the shop.
    RuleDays = whole(0..=limits::RULE_DAYS_MAX.into());
    /// Days until a date that nobody confirmed is stale.
    ConfirmationDays = whole(1..=limits::LEAD_DAYS_MAX.into());
    /// Minutes for which a date that has moved is not told yet.
    WaitMinutes = whole(0..=i64::from(DelayRules::WAIT_MINUTES_MAX));
    /// Seven digits 0 or 1 from Monday to Sunday, at least one of them 1.
    WeekdayDigits = matching("^(0*1[01]*)$", 7..=7).examples(["1111100"]);
    /// Whose public holidays are kept: ISO 3166-1, or ISO 3166-2 where they differ by region.
    HolidayRegion = words(Region::codes()).examples(["DE-BY"]);
    /// A local time of day, to the minute.
    TimeOfDay = matching("^([01][0-9]|2[0-3]):[0-5][0-9]$", 5..=5).examples(["14:00"]);
    /// A country (ISO 3166-1).
    CountryCode = matching("^[A-Z]{2}$", 2..=2).examples(["DE"]);
    /// A note for the merchant's own staff; an empty one counts as missing.
    ClosureNote = matching(VISIBLE_OR_NONE, 0..=limits::NOTE_CHARS_MAX);
    /// Calendar days from order to dock.
    LeadDays = whole(0..=limits::LEAD_DAYS_MAX.into());
    /// Units that may be sold beyond all supply.
    BeyondUnits = whole(1..=limits::BEYOND_UNITS_MAX.into());
    /// Units that one customer may have waiting or unshipped.
    PerCustomer = whole(1..=limits::QUANTITY_MAX.into());
    /// Place among those who wait: higher goes first, 0 is normal.
    Priority = whole(0..=limits::PRIORITY_MAX.into());
    /// Days later, or earlier when negative.
    SlipDays = whole(-SLIP_DAYS_MAX..=SLIP_DAYS_MAX).examples([14]);
    /// Where a page of a list begins: a cursor that the list answered.
    Cursor = matching(CURSOR, 1..=CURSOR_BYTES_MAX);
    /// Items of a page.
    PageLimit = whole(1..=super::page::PAGE_MAX.into());
    /// Tells a request from others, so that it is carried out once: printable ASCII, bare or in
    /// quotes (draft-ietf-httpapi-idempotency-key-header).
    IdempotencyKey = matching(KEY, 1..=limits::IDEMPOTENCY_KEY_BYTES_MAX + 2);
    /// The version that a change rests on; another one now is `412`.
    EntityTags = matching(TAGS, 1..=1_000).examples(["\"7\""]);
    /// A version of GS1's standards.
    StandardVersion = matching("^2([.][0-9]{1,3}){0,2}$", 1..=9).examples(["2.0"]);
    /// What becomes of a document in which something is wrong.
    ErrorBehaviour = words(["rollback", "proceed"]);
    /// What waiting for a variant is called.
    SellingKindForm = words(["standard", "preorder", "made_to_order"]);
    /// How far a variant may be sold beyond its stock, in a word.
    BackorderWord = words(["deny", "supply"]);
    /// A policy in a word; `allow` is `supply`.
    PolicyWord = words(["deny", "supply", "allow", "preorder", "discontinued"]);
    /// Names and values of options, in their order.
    OptionValues = ObjectBuilder::new().schema_type(Type::Object).max_properties(Some(limits::OPTIONS_MAX))
        .property_names(Some(Schema::from(matching(VISIBLE, 1..=limits::TEXT_CHARS_MAX))))
        .additional_properties(Some(AdditionalProperties::from(named::<ShortText>())))
        .examples([serde_json::json!({ "Size": "M" })]);
}

/// Most countries in a list: as many as there are.
pub const COUNTRIES_MAX: usize = 250;

/// No order has a notice with a higher number.
pub const NOTICES_MAX: u32 = 1_000_000;

/// Where an order goes: in lines of a text, or in parts.
#[derive(Debug)]
pub struct OrderAddress;

impl utoipa::PartialSchema for OrderAddress {
    fn schema() -> SchemaForm {
        one_of(
            "Where an order goes: in lines of a text, or in parts.",
            [named::<AddressText>(), named::<AddressParts>()],
        )
    }
}

impl ToSchema for OrderAddress {
    fn schemas(schemas: &mut SchemaForms) {
        part::<AddressText>(schemas);
        part::<AddressParts>(schemas);
    }
}

fn words(words: impl IntoIterator<Item = &'static str>) -> ObjectBuilder {
    text().enum_values(Some(words))
}

/// Declares lists of a limited length.
macro_rules! lists {
    ($($(#[doc = $doc:expr])+ $name:ident of $item:ty, $range:expr;)+) => {$(
        $(#[doc = $doc])+
        #[derive(Debug)]
        pub struct $name;

        impl utoipa::PartialSchema for $name {
            fn schema() -> SchemaForm {
                let range: RangeInclusive<usize> = $range;
                let least = Some(*range.start()).filter(|least| *least > 0);
                let list = ArrayBuilder::new().items(named::<$item>()).min_items(least).max_items(Some(*range.end()));
                Schema::from(list.description(Some(concat!($($doc),+).trim()))).into()
            }
        }

        impl ToSchema for $name {
            fn schemas(schemas: &mut SchemaForms) {
                part::<$item>(schemas);
            }
        }
    )+};
}

lists! {
    /// Lines of an order; lines of one SKU are added up.
    OrderLines of LineRequest, 1..=limits::ORDER_LINES_MAX;
    /// Units of an order whose price goes back.
    RefundLines of RefundLineRequest, 1..=limits::ORDER_LINES_MAX;
    /// Lines of a purchase order.
    PurchaseOrderLines of PurchaseOrderLineRequest, 1..=limits::PURCHASE_ORDER_LINES_MAX;
    /// Lines of a purchase order, all of them.
    WantedLines of WantedLineRequest, 1..=limits::PURCHASE_ORDER_LINES_MAX;
    /// Units that are taken from a purchase order.
    TakenLines of TakenLineRequest, 1..=limits::PURCHASE_ORDER_LINES_MAX;
    /// Units that go elsewhere, each SKU once.
    TransferLines of TransferLineRequest, 1..=limits::PURCHASE_ORDER_LINES_MAX;
    /// What really came, each SKU once.
    CorrectedLines of CorrectedLineRequest, 1..=limits::PURCHASE_ORDER_LINES_MAX;
    /// What was counted, each line of a SKU once.
    ReceiptLines of ReceiptLineRequest, 1..=limits::PURCHASE_ORDER_LINES_MAX;
    /// Variants of a product, each SKU once.
    ProductVariants of VariantRequest, 1..=limits::VARIANTS_MAX;
    /// Closed days of a shop; they may overlap.
    Closures of ClosureRequest, 0..=limits::CLOSURES_MAX;
    /// How long parcels take to some countries.
    TransitEntries of TransitRequest, 0..=limits::TRANSIT_ENTRIES_MAX;
    /// Countries.
    Countries of CountryCode, 1..=limits::TRANSIT_COUNTRIES_MAX;
    /// Words to find it by.
    Tags of Tag, 0..=limits::TAGS_MAX;
    /// Lines of an address before postal code and city.
    AddressLines of AddressLine, 1..=limits::ADDRESS_LINES_MAX;
    /// The countries that a shop delivers to.
    DeliveryCountries of DeliveryCountry, 1..=COUNTRIES_MAX;
    /// What a webhook is told.
    EndpointTypes of EndpointType, 1..=EventType::ALL.len();
    /// SKUs of one question, each once.
    Skus of Sku, 1..=limits::SKUS_PER_REQUEST_MAX;
}
