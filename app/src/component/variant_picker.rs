//! Choosing a variant: one row of links per option, each with its own status. Where options do not
//! tell the variants apart, one row of variants.

use super::live::choice_place;
use crate::Topic;
use dockline_domain::catalogue::{OptionValue, VariantDraft, options_text};
use dockline_view::ProductView;
use dockline_words::present::variant_badge;
use dockline_words::{PageContext, link};
use leptos::prelude::*;

/// Choices whose status follows the stock on an open page. A stream has room for this many topics,
/// and the page's own comes after them.
const LIVE_CHOICES_MAX: usize = 40;

/// A choice: the variant it leads to, and what it is called.
struct Choice {
    target: usize,
    label: String,
    current: bool,
}

struct Row {
    name: String,
    value: String,
    choices: Vec<Choice>,
}

/// The rows of choices; nothing for a product with one variant.
pub fn variant_picker(
    ctx: &PageContext,
    view: &ProductView,
    selected: usize,
    quantity: u32,
) -> Option<AnyView> {
    let variants = &view.product.variants;
    if variants.len() < 2 {
        return None;
    }
    let rows = if options_tell_apart(variants) {
        by_option(variants, selected)?
    } else {
        vec![by_variant(ctx, variants, selected)]
    };
    let mut links = 0;
    let rows = rows.into_iter().map(|Row { name, value, choices }| {
        let choices = choices.iter().map(|choice| {
            links += 1;
            choice_link(ctx, view, choice, quantity, links <= LIVE_CHOICES_MAX)
        });
        let choices = choices.collect_view();
        view! {
            <div class="picker__row" role="group" aria-label=name.clone()>
                <p class="picker__name"><span dir="auto">{name.clone()}</span> " " <span class="quiet" dir="auto">{value}</span></p>
                <div class="picker__choices">{choices}</div>
            </div>
        }
        .into_any()
    });
    let rows: Vec<AnyView> = rows.collect();
    Some(view! { <div class="picker">{rows}</div> }.into_any())
}

fn choice_link(
    ctx: &PageContext,
    view: &ProductView,
    choice: &Choice,
    quantity: u32,
    live: bool,
) -> Option<AnyView> {
    let snapshot = view.snapshots.get(choice.target)?;
    let href = link::product(
        &view.shop.slug,
        &view.product.handle,
        Some(&snapshot.sku),
        quantity,
    );
    let topic = live.then(|| Topic::Choice(snapshot.sku.to_string()).to_string());
    let version = live.then(|| snapshot.version.to_string());
    let current = choice.current.then_some("true");
    Some(
        view! {
            <a class="choice" href=href aria-current=current data-topic=topic data-version=version>
                <span dir="auto">{choice.label.clone()}</span>
                {choice_place(&variant_badge(snapshot, ctx.lang))}
            </a>
        }
        .into_any(),
    )
}

/// Whether all variants have the same options, and no two the same values.
fn options_tell_apart(variants: &[VariantDraft]) -> bool {
    let names = |variant: &VariantDraft| {
        variant
            .options
            .iter()
            .map(|option| option.name.clone())
            .collect::<Vec<_>>()
    };
    let values = |variant: &VariantDraft| {
        variant
            .options
            .iter()
            .map(|option| option.value.clone())
            .collect::<Vec<_>>()
    };
    let first = variants.first().map(names).unwrap_or_default();
    let mut seen = std::collections::HashSet::new();
    !first.is_empty()
        && variants
            .iter()
            .all(|variant| names(variant) == first && seen.insert(values(variant)))
}

fn by_option(variants: &[VariantDraft], selected: usize) -> Option<Vec<Row>> {
    let chosen = variants.get(selected)?;
    let row = |(row, option): (usize, &OptionValue)| {
        let choices = values_of(variants, row).into_iter().filter_map(|value| {
            let target = target_of(variants, chosen, row, &value)?;
            Some(Choice {
                target,
                current: value == option.value,
                label: value,
            })
        });
        Row {
            name: option.name.clone(),
            value: option.value.clone(),
            choices: choices.collect(),
        }
    };
    Some(chosen.options.iter().enumerate().map(row).collect())
}

/// Each variant by its options, and by its SKU where they are not its own.
fn by_variant(ctx: &PageContext, variants: &[VariantDraft], selected: usize) -> Row {
    let name_of = |variant: &VariantDraft| {
        let options = options_text(&variant.options);
        let is_its_own = variants
            .iter()
            .filter(|other| options_text(&other.options) == options)
            .count()
            == 1;
        match (options.is_empty(), is_its_own) {
            (true, _) => variant.sku.to_string(),
            (false, true) => options,
            (false, false) => format!("{options} ({})", variant.sku),
        }
    };
    let choices = variants.iter().enumerate().map(|(target, variant)| Choice {
        target,
        label: name_of(variant),
        current: target == selected,
    });
    let value = variants.get(selected).map(name_of).unwrap_or_default();
    Row {
        name: ctx.words().say("picker-variant"),
        value,
        choices: choices.collect(),
    }
}

fn values_of(variants: &[VariantDraft], row: usize) -> Vec<String> {
    let mut values: Vec<String> = Vec::new();
    for option in variants
        .iter()
        .filter_map(|variant| variant.options.get(row))
    {
        if !values.contains(&option.value) {
            values.push(option.value.clone());
        }
    }
    values
}

/// The variant with another value in one row: the same in all other rows if there is one, otherwise
/// the first with that value.
fn target_of(
    variants: &[VariantDraft],
    chosen: &VariantDraft,
    row: usize,
    value: &str,
) -> Option<usize> {
    let has_value = |variant: &VariantDraft| {
        variant
            .options
            .get(row)
            .is_some_and(|option| option.value == value)
    };
    let same_elsewhere = |variant: &VariantDraft| {
        variant
            .options
            .iter()
            .zip(&chosen.options)
            .enumerate()
            .all(|(at, (a, b))| at == row || a.value == b.value)
    };
    let exact = variants
        .iter()
        .position(|variant| has_value(variant) && same_elsewhere(variant));
    exact.or_else(|| variants.iter().position(has_value))
}
