//! Products and their variants.

use crate::barcode;
use crate::facts::{Content, Facts};
use crate::id::{Handle, Sku};
use crate::input::{FieldError, Problems, optional_text, short_text};
use crate::limits;
use crate::money::Money;
use crate::policy::Policy;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A product as a merchant or an import states it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductDraft {
    /// Its name in URLs.
    pub handle: Handle,
    /// Its name for people.
    pub title: String,
    /// Clean HTML.
    #[serde(default)]
    pub description: String,
    /// Who makes it.
    #[serde(default)]
    pub vendor: Option<String>,
    /// Words to find it by.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Absolute URL or path of its picture.
    #[serde(default)]
    pub image: Option<String>,
    /// The policy of variants that have none of their own; `None` takes the shop's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<Policy>,
    /// What the law asks a page to say of it.
    #[serde(default, skip_serializing_if = "Facts::is_empty")]
    pub facts: Facts,
    /// Nothing of it is sold at present: it keeps its page and its orders, and takes no new ones.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub off_sale: bool,
    /// The first local date on which it may leave, for variants that have none of their own. What is
    /// here before waits for that day, and so do those who ordered it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub release_on: Option<Date>,
    /// What is sold of it, in the merchant's order.
    pub variants: Vec<VariantDraft>,
}

/// A variant: what is sold and counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VariantDraft {
    /// Stock keeping unit.
    pub sku: Sku,
    /// Price of one unit.
    pub price: Money,
    /// Option names and values, such as Size: M, in the merchant's order. Empty for a product with
    /// one variant.
    #[serde(default)]
    pub options: Vec<OptionValue>,
    /// Its own policy; `None` takes the product's, or the shop's.
    #[serde(default)]
    pub policy: Option<Policy>,
    /// Absolute URL or path of its own picture.
    #[serde(default)]
    pub image: Option<String>,
    /// Its barcode, 8 to 14 digits; often a global trade item number (GS1).
    #[serde(default)]
    pub gtin: Option<String>,
    /// How much is in one unit, for the price of a kilogram, litre or metre.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<Content>,
    /// It is not sold at present.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub off_sale: bool,
    /// Its own first local date on which it may leave; `None` takes the product's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub release_on: Option<Date>,
}

/// One option of a variant.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct OptionValue {
    /// Such as Size.
    pub name: String,
    /// Such as M.
    pub value: String,
}

impl VariantDraft {
    /// Its barcode where that is a GTIN: other barcodes are for scanners here, and what feeds and
    /// pages say to others refuses them.
    pub fn gtin_for_others(&self) -> Option<&str> {
        self.gtin.as_deref().filter(|code| barcode::is_gtin(code))
    }

    /// The option values in one line, such as "Moss green, M"; empty without options.
    pub fn options_text(&self) -> String {
        options_text(&self.options)
    }
}

/// Option values in one line.
pub fn options_text(options: &[OptionValue]) -> String {
    options
        .iter()
        .map(|option| option.value.as_str())
        .collect::<Vec<_>>()
        .join(", ")
}

/// Whether a picture's address may stand in a page: `https:`, `http:` or a path of this site.
pub fn is_image_address(address: &str) -> bool {
    let path = address.starts_with('/') && !address.starts_with("//");
    (path || is_absolute(address)) && is_quotable(address)
}

/// Whether the address of a page elsewhere may stand in a page: `https:` or `http:`.
pub(crate) fn is_page_address(address: &str) -> bool {
    is_absolute(address) && is_quotable(address)
}

fn is_absolute(address: &str) -> bool {
    address.starts_with("https://") || address.starts_with("http://")
}

fn is_quotable(address: &str) -> bool {
    address.len() <= limits::IMAGE_ADDRESS_BYTES_MAX
        && !address
            .chars()
            .any(|c| c.is_whitespace() || c.is_control() || "\"'<>\\".contains(c))
}

impl ProductDraft {
    /// Whether a variant of it is not sold at present.
    pub fn is_off_sale(&self, variant: &VariantDraft) -> bool {
        self.off_sale || variant.off_sale
    }

    /// Whether nothing of it is sold at present.
    pub fn is_all_off_sale(&self) -> bool {
        let mut variants = self.variants.iter();
        variants.all(|variant| self.is_off_sale(variant))
    }

    /// The first local date on which a variant of it may leave, where there is one.
    pub fn release_of(&self, variant: &VariantDraft) -> Option<Date> {
        variant.release_on.or(self.release_on)
    }

    /// Takes over what files of other systems have no columns for, from the product as it is.
    pub fn keep_facts_of(&mut self, before: &Self) {
        if self.facts.is_empty() {
            self.facts = before.facts.clone();
        }
        self.release_on = self.release_on.or(before.release_on);
        for variant in &mut self.variants {
            let same = before.variants.iter().find(|one| one.sku == variant.sku);
            variant.content = variant.content.or_else(|| same?.content);
            variant.release_on = variant.release_on.or_else(|| same?.release_on);
        }
    }

    /// Checks every field and names each wrong one by a pointer from the product.
    pub fn checked(mut self) -> Result<Self, Vec<FieldError>> {
        let mut problems = Problems::default();
        if let Some(title) =
            problems.take("/title", short_text(&self.title, limits::TEXT_CHARS_MAX))
        {
            self.title = title;
        }
        if self.description.len() > limits::DESCRIPTION_BYTES_MAX {
            problems.add(
                "/description",
                format!("must have at most {} bytes", limits::DESCRIPTION_BYTES_MAX),
            );
        }
        if let Some(vendor) = problems.take(
            "/vendor",
            optional_text(self.vendor.as_deref(), limits::TEXT_CHARS_MAX),
        ) {
            self.vendor = vendor;
        }
        check_tags(&mut problems, &self.tags);
        check_image(&mut problems, "/image", self.image.as_deref());
        self.facts.check(&mut problems);
        if self.variants.is_empty() || self.variants.len() > limits::VARIANTS_MAX {
            problems.add(
                "/variants",
                format!("must have 1 to {} variants", limits::VARIANTS_MAX),
            );
        }
        let mut skus = BTreeSet::new();
        for (number, variant) in self.variants.iter().enumerate() {
            problems.nest(&format!("/variants/{number}"), variant.problems());
            if !skus.insert(variant.sku.clone()) {
                problems.add(
                    format!("/variants/{number}/sku"),
                    "must differ from the SKU of every other variant",
                );
            }
        }
        problems.finish(Some(self))
    }
}

impl VariantDraft {
    fn problems(&self) -> Vec<FieldError> {
        let mut problems = Problems::default();
        if !(0..=limits::PRICE_MINOR_MAX).contains(&self.price.minor) {
            problems.add(
                "/price/minor",
                format!("must be 0 to {}", limits::PRICE_MINOR_MAX),
            );
        }
        if self.options.len() > limits::OPTIONS_MAX {
            problems.add(
                "/options",
                format!("must have at most {} options", limits::OPTIONS_MAX),
            );
        }
        for option in &self.options {
            if short_text(&option.name, limits::TEXT_CHARS_MAX).is_err()
                || short_text(&option.value, limits::TEXT_CHARS_MAX).is_err()
            {
                problems.add(
                    "/options",
                    format!(
                        "names and values must have 1 to {} characters",
                        limits::TEXT_CHARS_MAX
                    ),
                );
            }
        }
        check_image(&mut problems, "/image", self.image.as_deref());
        if self.gtin.as_ref().is_some_and(|gtin| {
            !(8..=14).contains(&gtin.len()) || !gtin.bytes().all(|b| b.is_ascii_digit())
        }) {
            problems.add("/gtin", "must have 8 to 14 digits");
        }
        let amounts = 1..=limits::UNITS_MAX;
        if self
            .content
            .is_some_and(|content| !amounts.contains(&content.amount))
        {
            problems.add(
                "/content/amount",
                format!("must be a whole number from 1 to {}", limits::UNITS_MAX),
            );
        }
        problems.finish(Some(())).err().unwrap_or_default()
    }
}

fn check_tags(problems: &mut Problems, tags: &[String]) {
    if tags.len() > limits::TAGS_MAX {
        problems.add(
            "/tags",
            format!("must have at most {} tags", limits::TAGS_MAX),
        );
    }
    for (number, tag) in tags.iter().enumerate().take(limits::TAGS_MAX) {
        problems.take(
            format!("/tags/{number}"),
            short_text(tag, limits::TAG_CHARS_MAX),
        );
    }
}

fn check_image(problems: &mut Problems, pointer: &str, image: Option<&str>) {
    if image.is_some_and(|address| !is_image_address(address)) {
        problems.add(pointer, "must be an http(s) URL or a path of this site");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;

    fn variant(sku: &str, minor: i64) -> VariantDraft {
        let price = Money {
            minor,
            currency: Currency::parse("EUR").unwrap(),
        };
        VariantDraft {
            off_sale: false,
            release_on: None,
            sku: Sku::parse(sku).unwrap(),
            price,
            options: vec![],
            policy: None,
            image: None,
            gtin: None,
            content: None,
        }
    }

    fn product(variants: Vec<VariantDraft>) -> ProductDraft {
        let handle = Handle::parse("tent").unwrap();
        ProductDraft {
            off_sale: false,
            release_on: None,
            handle,
            title: " Tent ".into(),
            description: String::new(),
            vendor: None,
            tags: vec![],
            image: None,
            policy: None,
            variants,
            facts: Facts::default(),
        }
    }

    #[test]
    fn every_wrong_field_is_named_at_once() {
        let mut bad = product(vec![variant("A", -1), variant("A", 1)]);
        bad.title = " ".into();
        bad.image = Some("javascript:alert(1)".into());
        let pointers: Vec<String> = bad
            .checked()
            .unwrap_err()
            .into_iter()
            .map(|e| e.pointer)
            .collect();
        assert_eq!(
            pointers,
            [
                "/title",
                "/image",
                "/variants/0/price/minor",
                "/variants/1/sku"
            ]
        );
    }

    #[test]
    fn tags_have_limits() {
        let tagged = |tags| {
            ProductDraft {
                off_sale: false,
                release_on: None,
                tags,
                ..product(vec![variant("A", 1)])
            }
            .checked()
        };
        let wrong = |tags| {
            tagged(tags)
                .unwrap_err()
                .into_iter()
                .map(|error| error.pointer)
                .collect::<Vec<_>>()
        };
        assert_eq!(wrong(vec!["x".to_owned(); limits::TAGS_MAX + 1]), ["/tags"]);
        assert_eq!(
            wrong(vec![
                "good".to_owned(),
                "x".repeat(limits::TAG_CHARS_MAX + 1),
                "a\nb".to_owned()
            ]),
            ["/tags/1", "/tags/2"]
        );
        assert!(tagged(vec!["x".repeat(limits::TAG_CHARS_MAX); limits::TAGS_MAX]).is_ok());
    }

    #[test]
    fn a_title_loses_the_space_around_it() {
        assert_eq!(
            product(vec![variant("A", 1)]).checked().unwrap().title,
            "Tent"
        );
    }
}
