//! The limits of every input, in one place. Each is generous for a shop and small for a machine.

/// Most units of one SKU in one order line.
pub const QUANTITY_MAX: u32 = 9_999;
/// Most lines in one order or cart.
pub const ORDER_LINES_MAX: usize = 50;
/// Most lines in one purchase order.
pub const PURCHASE_ORDER_LINES_MAX: usize = 500;
/// Most units of one purchase order.
pub const PURCHASE_ORDER_UNITS_MAX: u64 = 1_000_000_000;
/// Most units of one SKU on hand, on order or in line.
pub const UNITS_MAX: u32 = 100_000_000;
/// Longest SKU, in bytes.
pub const SKU_BYTES_MAX: usize = 64;
/// Longest product handle or shop slug, in bytes.
pub const HANDLE_BYTES_MAX: usize = 120;
/// Longest reference of a purchase order or code of a location, in bytes.
pub const REFERENCE_BYTES_MAX: usize = 80;
/// Longest name, title, supplier or reason, in characters.
pub const TEXT_CHARS_MAX: usize = 300;
/// Longest description, in bytes of HTML.
pub const DESCRIPTION_BYTES_MAX: usize = 60_000;
/// Longest mail address, in bytes (RFC 5321 §4.5.3.1.3: a path has 256 octets with its angle
/// brackets).
pub const EMAIL_BYTES_MAX: usize = 254;
/// Most tags of a product, and characters of one: what Shopify allows.
pub const TAGS_MAX: usize = 250;
/// Longest tag, in characters.
pub const TAG_CHARS_MAX: usize = 255;
/// Most variants of one product.
pub const VARIANTS_MAX: usize = 250;
/// Most SKUs asked for in one availability or live request.
pub const SKUS_PER_REQUEST_MAX: usize = 50;
/// Largest price of one unit, in minor units.
pub const PRICE_MINOR_MAX: i64 = 100_000_000_000;
/// Longest handling or lead time, in days.
pub const LEAD_DAYS_MAX: u16 = 365;
/// Longest handling time that a shop may state for all it sells, in working days.
pub const RULE_DAYS_MAX: u16 = 60;
/// Most entries in the closed days of a shop.
pub const CLOSURES_MAX: usize = 50;
/// Longest run of closed days in one entry.
pub const CLOSED_RUN_DAYS_MAX: i32 = 366;
/// Most entries in a shop's rule of how long parcels take.
pub const TRANSIT_ENTRIES_MAX: usize = 50;
/// Most countries of one of them: all there are.
pub const TRANSIT_COUNTRIES_MAX: usize = 250;
/// Longest note beside closed days, in characters.
pub const NOTE_CHARS_MAX: usize = 100;
/// How far ahead an expected date may lie, in days. Google Merchant Center refuses
/// `availability_date` past one year; two years leave room for a date that is known to be far.
pub const EXPECTED_DAYS_AHEAD_MAX: i32 = 730;
/// Longest language tag, in bytes (RFC 5646 §4.4.1 asks readers for 35).
pub const LANGUAGE_BYTES_MAX: usize = 35;
/// Most options of one variant.
pub const OPTIONS_MAX: usize = 10;
/// Longest address of a picture, in bytes.
pub const IMAGE_ADDRESS_BYTES_MAX: usize = 2_000;
/// Most units of one SKU that may be sold beyond all supply.
pub const BEYOND_UNITS_MAX: u32 = 1_000_000;
/// Largest number that is written as a JSON number: programs that read JSON numbers as floats know
/// each whole number up to this one (RFC 8259 §6), and no other.
pub const JSON_NUMBER_MAX: i64 = (1 << 53) - 1;
/// Longest idempotency key, in bytes.
pub const IDEMPOTENCY_KEY_BYTES_MAX: usize = 128;
/// Highest priority of a backorder. The lowest is 0, the normal one: below it, everybody who orders
/// later would go past unrecorded.
pub const PRIORITY_MAX: i32 = 1_000;
/// How far a rehearsal shop's clock may be ahead of the real time, in days.
pub const CLOCK_DAYS_AHEAD_MAX: u16 = 1_830;
/// Longest postal address, in characters.
pub const ADDRESS_CHARS_MAX: usize = 500;
/// Shortest password, in characters (OWASP ASVS 4.0 §2.1.1).
pub const PASSWORD_CHARS_MIN: usize = 12;
/// Longest password, in bytes.
pub const PASSWORD_BYTES_MAX: usize = 256;
/// Most digits of a telephone number: an international one has 15 (ITU-T E.164 § 6.2), and an
/// extension may follow it.
pub const PHONE_DIGITS_MAX: usize = 25;
/// Longest telephone number as people write it, in characters.
pub const PHONE_CHARS_MAX: usize = 50;
/// Longest text that stands for the notice on the legal guarantee, in characters.
pub const NOTICE_CHARS_MAX: usize = 3_000;
/// Longest legal page in one language, in bytes as it is sent. Terms of sale have about 40 000.
pub const LEGAL_PAGE_BYTES_MAX: usize = 100_000;
/// The same as it is stored: escaping makes a text longer.
pub const LEGAL_PAGE_STORED_BYTES_MAX: usize = 6 * LEGAL_PAGE_BYTES_MAX;
/// Largest picture that a merchant may put into the shop, in bytes.
pub const MEDIA_BYTES_MAX: usize = 8 * 1024 * 1024;
/// Most pictures of one shop, and most bytes of all of them.
pub const MEDIA_PER_SHOP_MAX: i64 = 5_000;
/// See [`MEDIA_PER_SHOP_MAX`].
pub const MEDIA_BYTES_PER_SHOP_MAX: i64 = 1024 * 1024 * 1024;
/// Most lines of an address before postal code and city.
pub const ADDRESS_LINES_MAX: usize = 3;
/// Longest of them, in characters.
pub const ADDRESS_LINE_CHARS_MAX: usize = 100;
/// Longest city, in characters.
pub const CITY_CHARS_MAX: usize = 60;
/// Longest region, in characters.
pub const REGION_CHARS_MAX: usize = 60;
/// Longest postal code, in characters.
pub const POSTAL_CODE_CHARS_MAX: usize = 16;
/// Longest phone number, in bytes.
pub const PHONE_BYTES_MAX: usize = 30;
/// Longest prefix of order numbers, in characters.
pub const ORDER_PREFIX_CHARS_MAX: usize = 10;
/// Most orders that a network may be allowed in an hour.
pub const ORDERS_PER_NETWORK_MAX: u32 = 100_000;
/// Most money that may arrive at once, in minor units.
pub const ARRIVED_MINOR_MAX: i64 = 1_000_000_000_000;
/// Rows of orders of a variant whose SKU is changed: they are changed in one command, and nobody
/// orders meanwhile.
pub const ROWS_RENAMED_MAX: u32 = 20_000;
/// Longest address of an endpoint, in bytes.
pub const WEBHOOK_URL_BYTES_MAX: usize = 2_000;

/// How many minutes people may be given to name a method that is charged later.
pub const VERIFY_MINUTES: std::ops::RangeInclusive<i64> = 5..=1_440;
/// How many hours the units of a parcel may wait after its payment was declined.
pub const PAYMENT_HOLD_HOURS: std::ops::RangeInclusive<i64> = 1..=720;
/// How many days people may be given to pay a transfer.
pub const PAY_WITHIN_DAYS: std::ops::RangeInclusive<i64> = 1..=90;
/// How many hours from now the units of a parcel may be made to wait by hand.
pub const HOLD_HOURS_AHEAD_MAX: i64 = 720;
