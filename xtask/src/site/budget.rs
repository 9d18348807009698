//! What the site may weigh: `size-budget.json` at the root holds the limits.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::command::{files_below, root};

/// Prints what each file weighs, and fails when a limit is passed.
pub fn report_and_check(site: &Path) -> Result<()> {
    let budget =
        fs::read(root().join("size-budget.json")).context("cannot read size-budget.json")?;
    let budget: Value = serde_json::from_slice(&budget).context("size-budget.json is not JSON")?;
    let mut bytes_by_kind: BTreeMap<String, u64> = BTreeMap::new();
    println!("    {:<40} {:>9} {:>9}", "bytes", "raw", "brotli");
    for file in files_below(&site.join("pkg"))? {
        let kind = file
            .extension()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if matches!(kind.as_str(), "br" | "gz") {
            continue;
        }
        let raw = size_bytes(&file)?;
        let compressed = PathBuf::from(format!("{}.br", file.display()));
        let brotli = if compressed.exists() {
            size_bytes(&compressed)?
        } else {
            raw
        };
        println!(
            "    {:<40} {raw:>9} {brotli:>9}",
            file.file_name().unwrap_or_default().to_string_lossy()
        );
        *bytes_by_kind.entry(counted_as(&file, kind)).or_default() += brotli;
    }
    check(&budget, &bytes_by_kind)?;
    check_widget(&budget, site)
}

/// The widget has limits of its own, for each version that is served.
fn check_widget(budget: &Value, site: &Path) -> Result<()> {
    let mut on_intent: BTreeMap<PathBuf, u64> = BTreeMap::new();
    for file in files_below(&site.join("embed"))? {
        let Some(name) = file
            .file_name()
            .and_then(|name| name.to_str()?.strip_suffix(".br"))
        else {
            continue;
        };
        let bytes = size_bytes(&file)?;
        println!(
            "    {:<40} {:>9} {bytes:>9}",
            name,
            size_bytes(&file.with_extension(""))?
        );
        match name {
            "widget.js" => within(budget, "embed_loader_brotli_bytes_max", bytes)?,
            "live.js" => within(budget, "embed_live_brotli_bytes_max", bytes)?,
            "integrity.json" => {}
            _ => *on_intent.entry(file.with_file_name("")).or_default() += bytes,
        }
    }
    on_intent
        .values()
        .try_for_each(|bytes| within(budget, "embed_wasm_and_glue_brotli_bytes_max", *bytes))
}

fn within(budget: &Value, name: &str, bytes: u64) -> Result<()> {
    let bytes_max = budget[name]
        .as_u64()
        .with_context(|| format!("size-budget.json lacks {name}"))?;
    ensure!(
        bytes <= bytes_max,
        "the widget is too big: {bytes} bytes brotli, {name} is {bytes_max}"
    );
    Ok(())
}

/// What shoppers never load has a limit of its own.
fn counted_as(file: &Path, kind: String) -> String {
    let is_console = file
        .file_name()
        .is_some_and(|name| name.to_string_lossy().starts_with("console."));
    if is_console {
        format!("console.{kind}")
    } else {
        kind
    }
}

fn check(budget: &Value, bytes_by_kind: &BTreeMap<String, u64>) -> Result<()> {
    let limits = [
        ("pkg_wasm_and_js_brotli_bytes_max", &["wasm", "js"][..]),
        ("css_brotli_bytes_max", &["css"][..]),
        ("console_css_brotli_bytes_max", &["console.css"][..]),
        ("console_js_brotli_bytes_max", &["console.js"][..]),
    ];
    for (name, kinds) in limits {
        let bytes_max = budget[name]
            .as_u64()
            .with_context(|| format!("size-budget.json lacks {name}"))?;
        let bytes: u64 = kinds
            .iter()
            .filter_map(|kind| bytes_by_kind.get(*kind))
            .sum();
        ensure!(
            bytes <= bytes_max,
            "the site is too big: {} {bytes} bytes brotli, {name} is {bytes_max}",
            kinds.join(" and ")
        );
    }
    Ok(())
}

fn size_bytes(file: &Path) -> Result<u64> {
    Ok(fs::metadata(file)?.len())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn wasm_and_glue_share_one_limit() {
        let budget = json!({
            "pkg_wasm_and_js_brotli_bytes_max": 100, "css_brotli_bytes_max": 10, "console_css_brotli_bytes_max": 10, "console_js_brotli_bytes_max": 10
        });
        let site = |wasm, js, css| {
            BTreeMap::from([
                ("wasm".into(), wasm),
                ("js".into(), js),
                ("css".into(), css),
            ])
        };
        assert!(check(&budget, &site(90, 10, 10)).is_ok());
        let error = check(&budget, &site(90, 11, 10)).unwrap_err().to_string();
        assert_eq!(
            error,
            "the site is too big: wasm and js 101 bytes brotli, pkg_wasm_and_js_brotli_bytes_max is 100"
        );
        assert!(check(&budget, &site(0, 0, 11)).is_err());
    }
}
