//! The end of both ways: every variant gets its SKU, every product is checked.

use super::sku::{self, Skus};
use super::{ImportedProduct, PolicyChoice, Report, text};
use dockline_domain::catalogue::{OptionValue, ProductDraft, VariantDraft};
use dockline_domain::id::{Handle, Sku};
use dockline_domain::limits;
use dockline_domain::money::Money;
use dockline_domain::policy::Policy;
use dockline_domain::saving::Spelling;
use std::collections::HashMap;

/// A product as its rows state it.
pub(super) struct FoundProduct {
    pub handle: Handle,
    /// The handle was made of the title.
    pub handle_made: bool,
    /// The handle in the spelling of the file, where it was cleaned.
    pub written_handle: Option<Handle>,
    pub title: String,
    pub description: String,
    pub vendor: Option<String>,
    pub tags: Vec<String>,
    pub image: Option<String>,
    pub variants: Vec<FoundVariant>,
    /// Lines of rows that are about the product and no variant of it.
    pub lines: Vec<u64>,
}

/// A variant as its row states it; its SKU may be missing, or that of another row.
#[derive(Debug)]
pub(super) struct FoundVariant {
    pub line: u64,
    /// As the file has it, empty where it has none.
    pub sku: String,
    /// The same with what a spreadsheet writes around it.
    pub written_sku: String,
    pub price: Money,
    pub options: Vec<OptionValue>,
    pub policy: Option<Policy>,
    pub image: Option<String>,
    pub gtin: Option<String>,
    pub stock: Option<u32>,
}

/// Keeps the policies of a file or replaces them, and says once how many of its variants are not
/// sold beyond stock.
pub(super) fn choose_policies(
    found: &mut [FoundProduct],
    choice: PolicyChoice,
    report: &mut Report,
) {
    let variants = || found.iter().flat_map(|product| &product.variants);
    let denied = variants().filter(|variant| variant.policy == Some(Policy::deny()));
    let (count, first) = denied.fold((0_usize, u64::MAX), |(count, first), variant| {
        (count + 1, first.min(variant.line))
    });
    let who = if count == 1 {
        "variant is"
    } else {
        "variants are"
    };
    let how = "not sold beyond stock, even when supply is on order (policy deny); import with policy supply to sell it";
    match choice {
        PolicyChoice::Keep if count > 0 => report.note(first, format!("{count} {who} {how}")),
        PolicyChoice::Keep => {}
        PolicyChoice::Supply => {
            found
                .iter_mut()
                .flat_map(|product| &mut product.variants)
                .for_each(|variant| variant.policy = Some(Policy::default()));
        }
    }
}

/// What is said of every name that was cleaned.
pub(super) const KEPT: &str = "what is in the catalogue in the spelling of the file stays";

/// Turns what was found into products that can be imported, in the same order.
pub(super) fn assemble(mut found: Vec<FoundProduct>, report: &mut Report) -> Vec<ImportedProduct> {
    for product in &mut found {
        reject_repeats(product, report);
        reject_too_many(product, report);
    }
    let mut skus = Skus::default();
    let mut claimed = claim_stated(&found, &mut skus, report);
    let mut written = written_skus(&found, &skus);
    let mut products = Vec::with_capacity(found.len());
    for product in found {
        let variants = product.variants.iter().map(|variant| {
            let why = match claimed.remove(&variant.line) {
                Some(Ok(sku)) => return sku,
                Some(Err(first)) => {
                    format!("SKU {} is that of line {first}", text::short(&variant.sku))
                }
                None => "SKU missing".to_owned(),
            };
            // Made of the handle as it was before handles were cleaned, or it would be another one
            // in shops that have it.
            let handle = product.written_handle.as_ref().unwrap_or(&product.handle);
            let sku = skus.derive(handle.as_str(), &variant.options, variant.line);
            report.note(variant.line, format!("{why}: derived {sku}"));
            sku
        });
        let skus: Vec<Sku> = variants.collect();
        let spelt = product.variants.iter().zip(&skus);
        let spelt = spelt.filter_map(|(variant, sku)| {
            let written = written.remove(&variant.line)?;
            Some((sku.clone(), written))
        });
        let spelling = Spelling {
            handle: product.written_handle.clone(),
            skus: spelt.collect(),
        };
        products.extend(finished(product, skus, spelling, report));
    }
    products
}

/// Rejects rows that state a variant a second time, as a file does that was appended to itself. Two
/// SKUs are two variants, even where their options are the same.
fn reject_repeats(product: &mut FoundProduct, report: &mut Report) {
    let mut seen: HashMap<Vec<OptionValue>, Vec<(String, u64)>> = HashMap::new();
    let handle = product.handle.clone();
    product.variants.retain(|variant| {
        let same_options = seen.entry(variant.options.clone()).or_default();
        let repeated = same_options
            .iter()
            .find(|(sku, _)| *sku == variant.sku || sku.is_empty() || variant.sku.is_empty());
        if let Some((_, first)) = repeated {
            report.reject(
                variant.line,
                handle.as_str(),
                format!("the same variant as in line {first}"),
            );
            return false;
        }
        if let Some((_, first)) = same_options.first() {
            report.note(
                variant.line,
                format!("has the same options as the variant in line {first}"),
            );
        }
        // Only the first few are compared: a file with thousands of equal options is no catalogue,
        // and must not take forever.
        if same_options.len() < limits::VARIANTS_MAX {
            same_options.push((variant.sku.clone(), variant.line));
        }
        true
    });
}

fn reject_too_many(product: &mut FoundProduct, report: &mut Report) {
    for variant in product
        .variants
        .drain(product.variants.len().min(limits::VARIANTS_MAX)..)
    {
        report.reject(
            variant.line,
            product.handle.as_str(),
            format!(
                "the product has more than {} variants",
                limits::VARIANTS_MAX
            ),
        );
    }
}

/// Gives every stated SKU to the first line that states it, and names that line to the others. By
/// line: the order of the products does not matter. A SKU that had to be cleaned comes after those
/// that are written so.
fn claim_stated(
    found: &[FoundProduct],
    skus: &mut Skus,
    report: &mut Report,
) -> HashMap<u64, Result<Sku, u64>> {
    let stated = by_line(found)
        .into_iter()
        .filter_map(|variant| Some((sku::stated(&variant.sku)?, variant)));
    let (exact, cleaned): (Vec<_>, Vec<_>) =
        stated.partition(|(sku, variant)| sku.as_str() == variant.written_sku);
    let mut claimed = HashMap::with_capacity(exact.len() + cleaned.len());
    for (sku, variant) in exact.into_iter().chain(cleaned) {
        if sku::is_spoilt(sku.as_str()) {
            report.note(
                variant.line,
                format!("SKU {sku} was spoilt by a spreadsheet, its last digits are lost: export the file again and open it with that column as text"),
            );
        }
        let changed = sku.as_str() != variant.sku;
        let claim = skus.claim(sku, variant.line);
        if let (Ok(sku), true) = (&claim, changed) {
            let allowed = format!(
                "it may have at most {} bytes, no full-width forms and nothing that nobody sees; {KEPT}",
                limits::SKU_BYTES_MAX
            );
            report.note(variant.line, format!("SKU changed to {sku}: {allowed}"));
        }
        claimed.insert(variant.line, claim);
    }
    claimed
}

fn by_line(found: &[FoundProduct]) -> Vec<&FoundVariant> {
    let mut variants: Vec<_> = found.iter().flat_map(|product| &product.variants).collect();
    variants.sort_by_key(|variant| variant.line);
    variants
}

/// The SKUs in the spelling of the file by the first line of each, but for those that a line has.
fn written_skus(found: &[FoundProduct], skus: &Skus) -> HashMap<u64, Sku> {
    let mut lines = HashMap::new();
    for variant in by_line(found) {
        let written = sku::written(&variant.written_sku);
        if let Some(written) = written.filter(|sku| !skus.has(sku)) {
            lines.entry(written).or_insert(variant.line);
        }
    }
    lines.into_iter().map(|(sku, line)| (line, sku)).collect()
}

fn finished(
    product: FoundProduct,
    skus: Vec<Sku>,
    spelling: Spelling,
    report: &mut Report,
) -> Option<ImportedProduct> {
    let FoundProduct {
        handle,
        handle_made,
        written_handle: _,
        title,
        description,
        vendor,
        tags,
        image,
        variants,
        mut lines,
    } = product;
    let variant_lines: Vec<u64> = variants.iter().map(|variant| variant.line).collect();
    let stock = variants
        .iter()
        .zip(&skus)
        .filter_map(|(variant, sku)| Some((sku.clone(), variant.stock?)))
        .collect();
    let image = image.or_else(|| variants.iter().find_map(|variant| variant.image.clone()));
    let variants = variants.into_iter().zip(skus).map(variant_draft);
    lines.extend(&variant_lines);
    lines.sort_unstable();
    lines.dedup();
    let draft = ProductDraft {
        off_sale: false,
        release_on: None,
        handle,
        title,
        description,
        vendor,
        tags,
        image,
        policy: None,
        variants: variants.collect(),
        facts: dockline_domain::facts::Facts::default(),
    };
    let handle = draft.handle.clone();
    match draft.checked() {
        Ok(product) => Some(ImportedProduct {
            product,
            handle_made,
            spelling,
            stock,
            lines,
            variant_lines,
        }),
        Err(errors) => {
            let reason = errors
                .iter()
                .map(|error| format!("{} {}", error.pointer, error.detail))
                .collect::<Vec<_>>()
                .join("; ");
            for line in lines {
                report.reject(line, handle.as_str(), reason.clone());
            }
            None
        }
    }
}

fn variant_draft((variant, sku): (FoundVariant, Sku)) -> VariantDraft {
    let FoundVariant {
        line: _,
        sku: _,
        written_sku: _,
        price,
        options,
        policy,
        image,
        gtin,
        stock: _,
    } = variant;
    VariantDraft {
        off_sale: false,
        release_on: None,
        sku,
        price,
        options,
        policy,
        image,
        gtin,
        content: None,
    }
}
