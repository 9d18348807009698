//! Choosing a variant: one row of links per option, each with its own status.

use super::icon::icon;
use crate::page::{PageContext, link};
use crate::present::variant_badge;
use crate::view::BadgeView;
use dockline_domain::catalogue::VariantDraft;
use dockline_engine::view::ProductView;
use leptos::prelude::*;

/// A row of choices per option; nothing for a product with one variant.
pub fn variant_picker(ctx: &PageContext, view: &ProductView, selected: usize, quantity: u32) -> Option<AnyView> {
    let variants = &view.product.variants;
    if variants.len() < 2 {
        return None;
    }
    let chosen = variants.get(selected)?;
    let rows = chosen.options.iter().enumerate().map(|(row, option)| {
        let values = values_of(variants, row);
        let links = values.into_iter().filter_map(|value| {
            let target = target_of(variants, chosen, row, &value)?;
            let badge = view.snapshots.get(target).map(|snapshot| variant_badge(snapshot, ctx.lang))?;
            let href = link::product(&view.shop.slug, &view.product.handle, Some(&variants[target].sku), quantity);
            Some(choice(href, value.clone(), &badge, value == option.value))
        });
        view! {
            <div class="picker__row" role="group" aria-label=option.name.clone()>
                <p class="picker__name"><span dir="auto">{option.name.clone()}</span> " " <span class="quiet" dir="auto">{option.value.clone()}</span></p>
                <div class="picker__choices">{links.collect_view()}</div>
            </div>
        }
    });
    Some(view! { <div class="picker">{rows.collect_view()}</div> }.into_any())
}

fn choice(href: String, value: String, badge: &BadgeView, current: bool) -> AnyView {
    let current = current.then_some("true");
    view! {
        <a class=format!("choice tone-{}", badge.tone.name()) href=href aria-current=current title=badge.text.clone()>
            {icon(badge.tone.icon())}
            <span dir="auto">{value}</span>
            <span class="visually-hidden">" — " {badge.text.clone()}</span>
        </a>
    }
    .into_any()
}

fn values_of(variants: &[VariantDraft], row: usize) -> Vec<String> {
    let mut values: Vec<String> = Vec::new();
    for option in variants.iter().filter_map(|variant| variant.options.get(row)) {
        if !values.contains(&option.value) {
            values.push(option.value.clone());
        }
    }
    values
}

/// The variant with another value in one row: the same in all other rows if there is one, otherwise the first with that value.
fn target_of(variants: &[VariantDraft], chosen: &VariantDraft, row: usize, value: &str) -> Option<usize> {
    let has_value = |variant: &VariantDraft| variant.options.get(row).is_some_and(|option| option.value == value);
    let same_elsewhere = |variant: &VariantDraft| {
        variant.options.iter().zip(&chosen.options).enumerate().all(|(at, (a, b))| at == row || a.value == b.value)
    };
    let exact = variants.iter().position(|variant| has_value(variant) && same_elsewhere(variant));
    exact.or_else(|| variants.iter().position(has_value))
}
