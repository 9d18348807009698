//! Headers and query parameters that several addresses have in common, as the `OpenAPI` document
//! describes them.

use dockline_domain::message::{MessageKind, MessageState};
use dockline_domain::payment::{charge, refund};
use dockline_domain::shipment::ShipmentState;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ArrayBuilder, Ref, Schema};
use utoipa::openapi::{RefOr, Required};
use utoipa::{IntoParams, PartialSchema, ToSchema};

use super::fields;
use super::live::SKUS_MAX;
use super::schema::one_of_words;

fn optional(name: &str, place: ParameterIn, schema: RefOr<Schema>) -> ParameterBuilder {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(place)
        .required(Required::False)
        .schema(Some(schema))
}

/// Declares groups of parameters; each has the schema of a form, written out, because a parameter's
/// forms are not collected.
macro_rules! groups {
    ($($(#[$doc:meta])+ $name:ident { $($parameter:expr),+ })+) => {$(
        $(#[$doc])+
        pub struct $name;

        impl IntoParams for $name {
            fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
                vec![$($parameter.build()),+]
            }
        }
    )+};
}

groups! {
    /// `Idempotency-Key`.
    KeyHeader { optional("Idempotency-Key", ParameterIn::Header, fields::IdempotencyKey::schema()) }
    /// `Idempotency-Key`, which has to be there.
    NeededKeyHeader { optional("Idempotency-Key", ParameterIn::Header, fields::IdempotencyKey::schema()).required(Required::True) }
    /// `If-Match`.
    MatchHeader { optional("If-Match", ParameterIn::Header, fields::EntityTags::schema()) }
    /// Which page of a list.
    PageQuery {
        optional("limit", ParameterIn::Query, fields::PageLimit::schema()),
        optional("cursor", ParameterIn::Query, fields::Cursor::schema())
    }
    /// Of which variant.
    SkuQuery { optional("sku", ParameterIn::Query, fields::Sku::schema()).required(Required::True) }
    /// Of which variants.
    SkusQuery { optional("sku", ParameterIn::Query, fields::Skus::schema()).required(Required::True) }
    /// Of which variants a stream tells.
    StreamQuery { optional("sku", ParameterIn::Query, watched()).required(Required::True) }
    /// For how many units.
    QuantityQuery { optional("quantity", ParameterIn::Query, fields::OrderedQuantity::schema()) }
    /// In which state.
    ShipmentStateQuery { optional("state", ParameterIn::Query, one_of_words(ShipmentState::ALL.map(ShipmentState::name)).into()) }
    /// In which state.
    ChargeStateQuery { optional("state", ParameterIn::Query, one_of_words(charge::State::ALL.map(charge::State::name)).into()) }
    /// In which state.
    RefundStateQuery { optional("state", ParameterIn::Query, one_of_words(refund::State::ALL.map(refund::State::name)).into()) }
    /// Which mails.
    MessageQuery {
        optional("order", ParameterIn::Query, fields::OrderName::schema()),
        optional("kind", ParameterIn::Query, one_of_words(MessageKind::ALL.map(MessageKind::name)).into()),
        optional("state", ParameterIn::Query, one_of_words(MessageState::ALL.map(MessageState::name)).into())
    }
    /// From one day to another.
    DaysQuery {
        optional("from", ParameterIn::Query, fields::LocalDate::schema()),
        optional("to", ParameterIn::Query, fields::LocalDate::schema())
    }
    /// What becomes of a document in which something is wrong, and which versions of the standard
    /// it speaks.
    CaptureHeaders {
        optional("GS1-Capture-Error-Behaviour", ParameterIn::Header, fields::ErrorBehaviour::schema())
            .description(Some("rollback: all of it or nothing. proceed: an event that is not valid is refused alone.")),
        optional("GS1-EPCIS-Version", ParameterIn::Header, fields::StandardVersion::schema()).description(Some("2.0, or 406.")),
        optional("GS1-CBV-Version", ParameterIn::Header, fields::StandardVersion::schema()).description(Some("2.0, or 406.")),
        optional("GS1-Extensions", ParameterIn::Header, fields::OptionalText::schema())
            .description(Some("Not needed: fields with a prefix of your own are let through."))
    }
    /// Whose file of stock it is, and why what people were given may be counted as gone.
    StockImportQuery {
        optional("format", ParameterIn::Query, one_of_words(["shopify", "plain"]).into()).required(Required::True),
        optional("reason", ParameterIn::Query, fields::OptionalText::schema())
            .description(Some("With it, a variant may be counted below what people were given of it: they wait again, at the place they had.")),
        encoding()
    }
    /// Whose file it is, and what is done with its policies.
    ImportQuery {
        optional("format", ParameterIn::Query, one_of_words(["shopify", "woocommerce"]).into()).required(Required::True),
        optional("policy", ParameterIn::Query, one_of_words(["keep", "supply"]).into())
            .description(Some("keep (the default) keeps the policies of the file; supply lets every variant be sold up to the supply that is on order")),
        encoding()
    }
}

fn encoding() -> ParameterBuilder {
    let known = one_of_words([
        "utf-8",
        "windows-1250",
        "windows-1251",
        "windows-1252",
        "windows-1253",
        "windows-1254",
        "windows-1255",
        "windows-1256",
        "windows-1257",
        "windows-1258",
        "iso-8859-2",
        "iso-8859-5",
        "iso-8859-7",
        "koi8-r",
        "shift_jis",
        "gbk",
        "big5",
        "euc-kr",
    ]);
    optional("encoding", ParameterIn::Query, known.into()).description(Some(
        "How the file is encoded; left out, it is found out or refused",
    ))
}

fn watched() -> RefOr<Schema> {
    let list = ArrayBuilder::new()
        .items(Ref::from_schema_name(fields::Sku::name()))
        .min_items(Some(1))
        .max_items(Some(SKUS_MAX));
    Schema::from(list).into()
}
