//! A product as merchants write and read it.

use dockline_domain::catalogue::{OptionValue, ProductDraft, VariantDraft};
use dockline_domain::dates::parse_date;
use dockline_domain::id::{Handle, Sku};
use dockline_domain::limits;
use dockline_domain::money::{Currency, Money};
use dockline_domain::policy::Policy;
use dockline_view::{ProductView, VariantSnapshot};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::fields;
use super::input::{FieldType, Form, Loose};
use super::policy_form::PolicyForm;
use super::problem::Problem;
use super::product_facts::{
    ContentBody, ContentRequest, PartyBody, PartyRequest, ProductTextsBody, ProductTextsRequest,
    content, facts,
};
use super::schema::MoneyBody;

/// Options are an object such as `{"Size": "M"}` whose order is kept.
pub mod options {
    use super::{Loose, OptionValue};
    use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
    use serde::ser::Serializer;
    use std::fmt;

    /// Writes options in their order.
    pub fn serialize<S: Serializer>(
        options: &[OptionValue],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_map(options.iter().map(|option| (&option.name, &option.value)))
    }

    /// Options as they were sent.
    #[derive(Debug)]
    pub struct Sent(pub Vec<(String, Loose<String>)>);

    impl<'de> Deserialize<'de> for Sent {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            deserializer.deserialize_map(InOrder)
        }
    }

    struct InOrder;

    impl<'de> Visitor<'de> for InOrder {
        type Value = Sent;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object of texts")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Sent, A::Error> {
            let mut sent = Vec::new();
            while let Some(entry) = map.next_entry()? {
                sent.push(entry);
            }
            Ok(Sent(sent))
        }
    }
}

/// A product to write.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ProductRequest {
    /// Its name for people.
    #[schema(value_type = fields::ShortText, required = true)]
    title: Option<Loose<String>>,
    /// HTML; what may not stand in a page is taken out.
    #[schema(value_type = Option<fields::DescriptionHtml>)]
    description: Option<Loose<String>>,
    /// Who makes it.
    #[schema(value_type = Option<fields::OptionalText>)]
    vendor: Option<Loose<String>>,
    /// Words to find it by.
    #[schema(value_type = Option<fields::Tags>)]
    tags: Option<Loose<Vec<Loose<String>>>>,
    /// Address of its picture: an http(s) URL or a path of this site.
    #[schema(value_type = Option<fields::ImageAddress>)]
    image: Option<Loose<String>>,
    /// The policy of its variants that have none of their own; the shop's when nothing is said.
    #[schema(value_type = Option<PolicyForm>)]
    policy: Option<serde_json::Value>,
    /// Who makes it (Regulation (EU) 2023/988 art. 19(a)).
    #[schema(value_type = Option<PartyRequest>)]
    maker: Option<Loose<PartyRequest>>,
    /// Who answers for it in the Union, where its maker is not there (art. 19(b)).
    #[schema(value_type = Option<PartyRequest>)]
    responsible_person: Option<Loose<PartyRequest>>,
    /// What is said in each language.
    #[schema(value_type = Option<ProductTextsRequest>)]
    texts: Option<Loose<ProductTextsRequest>>,
    /// Nothing of it is sold at present: it keeps its page and its orders, takes no new ones, and
    /// stands in no list that shoppers see. False when nothing is said.
    #[schema(value_type = Option<bool>)]
    off_sale: Option<Loose<bool>>,
    /// The first local date on which it may leave, for variants that have none of their own: until
    /// then it is a pre-order, and what is here waits. No such day when nothing is said.
    #[schema(value_type = Option<fields::LocalDate>)]
    release_on: Option<Loose<String>>,
    /// What is sold of it, 1 to 250 variants. One that has stock, people in line or units on order
    /// cannot be left out.
    #[schema(value_type = fields::ProductVariants, required = true)]
    variants: Option<Loose<Vec<Loose<VariantRequest>>>>,
}

/// A variant to write.
#[derive(Debug, Deserialize, ToSchema)]
pub struct VariantRequest {
    /// Stock keeping unit, unique in the shop, 1 to 64 bytes.
    #[schema(value_type = fields::Sku, required = true)]
    sku: Option<Loose<String>>,
    /// Price of one unit, in the shop's currency.
    #[schema(value_type = PriceRequest, required = true)]
    price: Option<Loose<PriceRequest>>,
    /// Option names and values, in their order.
    #[schema(value_type = Option<fields::OptionValues>)]
    options: Option<Loose<options::Sent>>,
    /// How far it may be sold beyond its stock: `deny`, `supply`, `preorder`, `discontinued` or an
    /// object; the product's, or the shop's, when nothing is said.
    #[schema(value_type = Option<PolicyForm>)]
    policy: Option<serde_json::Value>,
    /// Address of its own picture.
    #[schema(value_type = Option<fields::ImageAddress>)]
    image: Option<Loose<String>>,
    /// Global trade item number, 8 to 14 digits.
    #[schema(value_type = Option<fields::Gtin>)]
    gtin: Option<Loose<String>>,
    /// How much is in one unit: its page then says the price of a kilogram, litre or metre.
    #[schema(value_type = Option<ContentRequest>)]
    content: Option<Loose<ContentRequest>>,
    /// It is not sold at present. False when nothing is said.
    #[schema(value_type = Option<bool>)]
    off_sale: Option<Loose<bool>>,
    /// Its own first local date on which it may leave; the product's when nothing is said.
    #[schema(value_type = Option<fields::LocalDate>)]
    release_on: Option<Loose<String>>,
}

/// An amount of money in a request.
#[derive(Debug, Deserialize, ToSchema)]
pub struct PriceRequest {
    /// Minor units: cents for EUR.
    #[schema(value_type = fields::MinorUnits, required = true)]
    minor: Option<Loose<i64>>,
    /// ISO 4217 code.
    #[schema(value_type = fields::CurrencyCode, required = true)]
    currency: Option<Loose<String>>,
}

impl FieldType for VariantRequest {
    const WORDS: &'static str = "an object with sku and price";
}
impl FieldType for PriceRequest {
    const WORDS: &'static str = "an object with minor and currency";
}
impl FieldType for options::Sent {
    const WORDS: &'static str = "an object of texts";
}

impl ProductRequest {
    /// The product, with a clean description. A field that is wrong gets a value that is right, so
    /// that all others are checked as well.
    pub fn check(self, handle: Handle, currency: Currency) -> Result<ProductDraft, Problem> {
        let mut form = Form::default();
        let title = form
            .must("/title", self.title)
            .unwrap_or_else(|| "-".to_owned());
        let description = form
            .may("/description", self.description)
            .map(|html| dockline_intake::import::html::clean(&html).html)
            .unwrap_or_default();
        let vendor = form.may("/vendor", self.vendor);
        let tags = form
            .may("/tags", self.tags)
            .and_then(|tags| at_most(&mut form, "/tags", tags, limits::TAGS_MAX))
            .unwrap_or_default();
        let tags = tags
            .into_iter()
            .enumerate()
            .filter_map(|(number, tag)| form.may(&format!("/tags/{number}"), Some(tag)))
            .collect();
        let image = form.may("/image", self.image);
        let policy = self
            .policy
            .and_then(|sent| policy(&mut form, "/policy", sent));
        let facts = facts(&mut form, self.maker, self.responsible_person, self.texts);
        let off_sale = form.may("/off_sale", self.off_sale).unwrap_or_default();
        let release_on = form.may_parse("/release_on", self.release_on, parse_date);
        let sent = form
            .must("/variants", self.variants)
            .and_then(|sent| at_most(&mut form, "/variants", sent, limits::VARIANTS_MAX));
        let has_variants = sent.is_some();
        let variants = sent
            .into_iter()
            .flatten()
            .enumerate()
            .map(|(number, variant)| variant_draft(&mut form, number, variant, currency));
        let draft = ProductDraft {
            handle,
            title,
            description,
            vendor,
            tags,
            image,
            policy,
            facts,
            off_sale,
            release_on,
            variants: variants.collect(),
        };
        let checked = draft.checked().map_err(|mut errors| {
            errors.retain(|error| has_variants || error.pointer != "/variants");
            form.0.nest("", errors);
        });
        form.finish(checked.ok())
    }
}

/// A list that is not too long: it is counted before anything in it is looked at.
fn at_most<T>(form: &mut Form, pointer: &str, list: Vec<T>, most: usize) -> Option<Vec<T>> {
    if list.len() > most {
        form.0
            .add(pointer, format!("must have at most {most} items"));
        return None;
    }
    Some(list)
}

fn variant_draft(
    form: &mut Form,
    number: usize,
    sent: Loose<VariantRequest>,
    currency: Currency,
) -> VariantDraft {
    let at = |field: &str| format!("/variants/{number}{field}");
    let stand_in = || Sku::parse(&format!("wrong {number}")).expect("a short text is a SKU");
    let free = Money { minor: 0, currency };
    let Some(sent) = form.may(&at(""), Some(sent)) else {
        return VariantDraft {
            sku: stand_in(),
            price: free,
            options: Vec::new(),
            policy: None,
            image: None,
            gtin: None,
            content: None,
            off_sale: false,
            release_on: None,
        };
    };
    let sku = form
        .must_parse(&at("/sku"), sent.sku, Sku::parse)
        .unwrap_or_else(stand_in);
    let price = form
        .must(&at("/price"), sent.price)
        .map_or(free, |sent| price(form, &at("/price"), sent, currency));
    let options = form
        .may(&at("/options"), sent.options)
        .map(|sent| option_values(form, &at("/options"), sent))
        .unwrap_or_default();
    let policy = sent
        .policy
        .and_then(|sent| policy(form, &at("/policy"), sent));
    VariantDraft {
        sku,
        price,
        options,
        policy,
        image: form.may(&at("/image"), sent.image),
        gtin: form.may(&at("/gtin"), sent.gtin),
        content: content(form, &at("/content"), sent.content),
        off_sale: form
            .may(&at("/off_sale"), sent.off_sale)
            .unwrap_or_default(),
        release_on: form.may_parse(&at("/release_on"), sent.release_on, parse_date),
    }
}

fn price(form: &mut Form, pointer: &str, sent: PriceRequest, currency: Currency) -> Money {
    let minor = form
        .must(&format!("{pointer}/minor"), sent.minor)
        .unwrap_or(0);
    let given = form.must(&format!("{pointer}/currency"), sent.currency);
    if given.is_some_and(|given| given != currency.as_str()) {
        form.0.add(
            format!("{pointer}/currency"),
            format!("must be {currency}, the shop's currency"),
        );
    }
    Money { minor, currency }
}

fn option_values(
    form: &mut Form,
    pointer: &str,
    options::Sent(sent): options::Sent,
) -> Vec<OptionValue> {
    let mut values = Vec::with_capacity(sent.len());
    for (name, value) in sent {
        let escaped = name.replace('~', "~0").replace('/', "~1");
        let value = form.may(&format!("{pointer}/{escaped}"), Some(value));
        values.extend(value.map(|value| OptionValue { name, value }));
    }
    values
}

/// A policy as merchants write it.
pub(super) fn policy(form: &mut Form, pointer: &str, sent: serde_json::Value) -> Option<Policy> {
    const ALLOWED: &str = "must be deny, supply, preorder or discontinued, or an object with backorder, kind, per_customer and discontinued";
    serde_json::from_value(sent)
        .map_err(|error| {
            // What the rules say about a bound is better than what the reader says about the form.
            let said = error.to_string();
            form.0.add(
                pointer,
                if said.contains(" must ") {
                    said
                } else {
                    ALLOWED.to_owned()
                },
            );
        })
        .ok()
}

/// A product as merchants read it. Sent back as it is, it changes nothing.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Product)]
pub struct ProductBody {
    /// Its name in URLs.
    handle: String,
    title: String,
    /// Clean HTML.
    description: String,
    vendor: Option<String>,
    tags: Vec<String>,
    image: Option<String>,
    /// Of variants that have none of their own; null is the shop's.
    #[schema(value_type = Option<Object>)]
    policy: Option<Policy>,
    maker: Option<PartyBody>,
    responsible_person: Option<PartyBody>,
    texts: ProductTextsBody,
    /// Nothing of it is sold at present.
    off_sale: bool,
    /// The first local date on which it may leave.
    #[schema(value_type = Option<String>, format = Date)]
    release_on: Option<Date>,
    variants: Vec<VariantBody>,
    /// The `ETag` of the product: it changes with its texts and variants, not with stock.
    version: i64,
}

/// A variant as merchants read it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Variant)]
pub struct VariantBody {
    sku: String,
    price: MoneyBody,
    #[serde(serialize_with = "options::serialize")]
    #[schema(value_type = BTreeMap<String, String>)]
    options: Vec<OptionValue>,
    /// Null is the product's, or the shop's.
    #[schema(value_type = Option<Object>)]
    policy: Option<Policy>,
    image: Option<String>,
    gtin: Option<String>,
    content: Option<ContentBody>,
    /// It is not sold at present.
    off_sale: bool,
    /// Its own first local date on which it may leave; null takes the product's.
    #[schema(value_type = Option<String>, format = Date)]
    release_on: Option<Date>,
    /// Units on hand at all locations.
    on_hand: u32,
    /// Of those, promised to placed orders.
    allocated: u32,
    /// Units that wait in line.
    queued: u32,
}

impl ProductBody {
    /// The product with its stock.
    pub fn new(view: &ProductView) -> Self {
        let product = &view.product;
        Self {
            handle: product.handle.to_string(),
            title: product.title.clone(),
            description: product.description.clone(),
            vendor: product.vendor.clone(),
            tags: product.tags.clone(),
            image: product.image.clone(),
            policy: product.policy,
            maker: product.facts.maker.as_ref().map(Into::into),
            responsible_person: product.facts.responsible_person.as_ref().map(Into::into),
            texts: (&product.facts).into(),
            off_sale: product.off_sale,
            release_on: product.release_on,
            variants: product
                .variants
                .iter()
                .zip(&view.snapshots)
                .map(|(variant, snapshot)| VariantBody::new(variant, snapshot))
                .collect(),
            version: view.product_version,
        }
    }
}

impl VariantBody {
    fn new(variant: &VariantDraft, snapshot: &VariantSnapshot) -> Self {
        let counters = snapshot.supply.counters;
        Self {
            sku: variant.sku.to_string(),
            price: variant.price.into(),
            options: variant.options.clone(),
            policy: variant.policy,
            image: variant.image.clone(),
            gtin: variant.gtin.clone(),
            content: variant.content.map(Into::into),
            off_sale: variant.off_sale,
            release_on: variant.release_on,
            on_hand: counters.on_hand,
            allocated: counters.allocated,
            queued: counters.queued,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(body: &str) -> Result<ProductDraft, Problem> {
        let request: ProductRequest = serde_json::from_str(body).unwrap();
        request.check(
            Handle::parse("tent").unwrap(),
            Currency::parse("EUR").unwrap(),
        )
    }

    #[test]
    fn options_keep_the_order_in_which_they_were_sent() {
        let body = r#"{"title":"T","variants":[{"sku":"A","price":{"minor":1,"currency":"EUR"},"options":{"Size":"M","Colour":"Red"}}]}"#;
        let options = check(body).unwrap().variants.remove(0).options;
        assert_eq!(dockline_domain::catalogue::options_text(&options), "M, Red");
    }

    #[test]
    fn a_description_is_cleaned() {
        let body = r#"{"title":"T","description":"<p onclick='x()'>Hi<script>alert(1)</script></p>","variants":[{"sku":"A","price":{"minor":1,"currency":"EUR"}}]}"#;
        assert_eq!(check(body).unwrap().description, "<p>Hi</p>");
    }
}
