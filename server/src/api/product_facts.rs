//! What the law asks a page to say of a product, as merchants write and read it.

use dockline_domain::email::Email;
use dockline_domain::facts::{Content, Facts, Party, Unit};
use dockline_domain::input::Invalid;
use dockline_domain::lang::Lang;
use dockline_domain::limits;
use dockline_domain::storefront::Texts;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::fields;
use super::input::{FieldType, Form, Loose};

/// Somebody who answers for a product. One of `email` and `url` must be given.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PartyRequest {
    /// Name, registered trade name or trade mark.
    #[schema(value_type = fields::ShortText, required = true)]
    name: Option<Loose<String>>,
    /// Postal address in lines.
    #[schema(value_type = fields::AddressText, required = true)]
    address: Option<Loose<String>>,
    /// Mail address.
    #[schema(value_type = Option<fields::MailAddress>)]
    email: Option<Loose<String>>,
    /// Address of a page.
    #[schema(value_type = Option<fields::PageAddress>)]
    url: Option<Loose<String>>,
}

/// What is said of a product in each language.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProductTextsRequest {
    #[schema(value_type = Option<ProductWordsRequest>)]
    en: Option<Loose<ProductWordsRequest>>,
    #[schema(value_type = Option<ProductWordsRequest>)]
    de: Option<Loose<ProductWordsRequest>>,
}

/// What is said of a product in one language.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProductWordsRequest {
    /// Warnings and safety information (art. 19(d)).
    #[schema(value_type = Option<fields::NoticeText>)]
    warnings: Option<Loose<String>>,
}

/// How much is in one unit that is sold.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContentRequest {
    #[schema(value_type = fields::SomeUnits, required = true)]
    amount: Option<Loose<i64>>,
    #[schema(value_type = fields::UnitWord, required = true)]
    unit: Option<Loose<String>>,
}

impl FieldType for PartyRequest {
    const WORDS: &'static str = "an object with name, address, and email or url";
}
impl FieldType for ProductTextsRequest {
    const WORDS: &'static str = "an object with the languages en and de";
}
impl FieldType for ProductWordsRequest {
    const WORDS: &'static str = "an object with warnings";
}
impl FieldType for ContentRequest {
    const WORDS: &'static str = "an object with amount and unit";
}

/// Somebody who answers for a product.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Party)]
pub struct PartyBody {
    name: String,
    address: String,
    email: Option<String>,
    url: Option<String>,
}

/// What is said of a product in each language.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProductTexts)]
pub struct ProductTextsBody {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    en: Option<ProductWordsBody>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    de: Option<ProductWordsBody>,
}

/// What is said of a product in one language.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProductWords)]
pub struct ProductWordsBody {
    warnings: String,
}

/// How much is in one unit that is sold.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Content)]
pub struct ContentBody {
    amount: u32,
    unit: &'static str,
}

impl From<&Party> for PartyBody {
    fn from(party: &Party) -> Self {
        Self {
            name: party.name.clone(),
            address: party.address.clone(),
            email: party.email.as_ref().map(ToString::to_string),
            url: party.url.clone(),
        }
    }
}

impl From<&Facts> for ProductTextsBody {
    fn from(facts: &Facts) -> Self {
        let words = |lang| {
            let warnings = facts.warnings.0.get(&lang)?.clone();
            Some(ProductWordsBody { warnings })
        };
        Self {
            en: words(Lang::En),
            de: words(Lang::De),
        }
    }
}

impl From<Content> for ContentBody {
    fn from(content: Content) -> Self {
        Self {
            amount: content.amount,
            unit: content.unit.name(),
        }
    }
}

fn party(form: &mut Form, pointer: &str, sent: Option<Loose<PartyRequest>>) -> Option<Party> {
    let sent = form.may(pointer, sent)?;
    let at = |field: &str| format!("{pointer}{field}");
    let name = form.must(&at("/name"), sent.name);
    let address = form.must(&at("/address"), sent.address);
    let had_email = sent.email.is_some();
    let email = form.may_parse(&at("/email"), sent.email, Email::parse);
    let url = form.may(&at("/url"), sent.url);
    // A wrong mail address is named once, as what it is.
    let is_told = had_email && email.is_none() && url.is_none();
    (!is_told).then_some(Party {
        name: name?,
        address: address?,
        email,
        url,
    })
}

/// What is sent of a product besides what it is called and costs.
pub fn facts(
    form: &mut Form,
    maker: Option<Loose<PartyRequest>>,
    responsible_person: Option<Loose<PartyRequest>>,
    texts: Option<Loose<ProductTextsRequest>>,
) -> Facts {
    let texts = form.may("/texts", texts);
    let by_language = texts.map(|texts| [(Lang::En, texts.en), (Lang::De, texts.de)]);
    let warnings = by_language
        .into_iter()
        .flatten()
        .filter_map(|(lang, words)| {
            let at = format!("/texts/{}", lang.tag());
            let words = form.may(&at, words)?;
            Some((lang, form.may(&format!("{at}/warnings"), words.warnings)?))
        });
    let warnings = Texts(warnings.collect());
    Facts {
        maker: party(form, "/maker", maker),
        responsible_person: party(form, "/responsible_person", responsible_person),
        warnings,
    }
}

fn unit(word: &str) -> Result<Unit, Invalid> {
    let units = Unit::ALL;
    let named = units.into_iter().find(|unit| unit.name() == word);
    named.ok_or_else(|| {
        let words: Vec<_> = units.iter().map(|unit| unit.name()).collect();
        Invalid::new(format!("must be one of {}", words.join(", ")))
    })
}

/// How much is in one unit.
pub fn content(
    form: &mut Form,
    pointer: &str,
    sent: Option<Loose<ContentRequest>>,
) -> Option<Content> {
    let sent = form.may(pointer, sent)?;
    let at = format!("{pointer}/amount");
    let amount = form.must_count(&at, sent.amount.as_ref(), 1..=limits::UNITS_MAX);
    let unit = form.must_parse(&format!("{pointer}/unit"), sent.unit, unit);
    Some(Content {
        amount: amount?,
        unit: unit?,
    })
}
