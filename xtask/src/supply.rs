//! What the program is built of: whether `deny.toml` allows it, and a list of it for those who run
//! it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package, PackageId, TargetKind};
use serde_json::{Value, json};
use toml::Table;

use crate::command::root;

fn metadata() -> Result<Metadata> {
    let mut command = MetadataCommand::new();
    command
        .manifest_path(root().join("Cargo.toml"))
        .other_options(vec!["--locked".to_owned()]);
    command.exec().context("cargo metadata failed")
}

fn rules() -> Result<Table> {
    fs::read_to_string(root().join("deny.toml"))?
        .parse()
        .context("deny.toml")
}

/// Checks licences, sources and doubled crates against `deny.toml`.
pub fn check() -> Result<()> {
    let found = complaints(&metadata()?, &rules()?)?;
    ensure!(
        found.is_empty(),
        "deny.toml does not allow:\n{}",
        found.join("\n")
    );
    Ok(())
}

fn texts<'a>(list: &'a toml::Value, key: Option<&str>) -> BTreeSet<&'a str> {
    let items = list.as_array().into_iter().flatten();
    items
        .filter_map(|item| {
            key.map_or(Some(item), |key| item.get(key))
                .and_then(toml::Value::as_str)
        })
        .collect()
}

fn complaints(metadata: &Metadata, rules: &Table) -> Result<Vec<String>> {
    let part = |table: &str, key: &str| {
        rules
            .get(table)
            .and_then(|table| table.get(key))
            .with_context(|| format!("deny.toml has no {table}.{key}"))
    };
    let (allowed, exceptions) = (
        texts(part("licenses", "allow")?, None),
        part("licenses", "exceptions")?,
    );
    let registries = texts(part("sources", "allow-registry")?, None);
    let mut skipped = texts(part("bans", "skip")?, Some("crate"));
    let mut found = Vec::new();
    let mut versions: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for package in &metadata.packages {
        let name = package.name.as_str();
        let own: BTreeSet<&str> = exceptions
            .as_array()
            .into_iter()
            .flatten()
            .filter(|one| one.get("crate").and_then(toml::Value::as_str) == Some(name))
            .flat_map(|one| {
                one.get("allow")
                    .map(|list| texts(list, None))
                    .unwrap_or_default()
            })
            .collect();
        let license = package.license.as_deref().unwrap_or("none");
        if !is_allowed(license, &|id| allowed.contains(id) || own.contains(id)) {
            found.push(format!("{name} {}: the licence {license}", package.version));
        }
        if package
            .source
            .as_ref()
            .is_some_and(|source| !registries.contains(source.repr.trim_start_matches("registry+")))
        {
            found.push(format!(
                "{name} {}: the source {:?}",
                package.version, package.source
            ));
        }
        versions
            .entry(name)
            .or_default()
            .push(format!("{name}@{}", package.version));
    }
    for doubled in versions.into_values().filter(|versions| versions.len() > 1) {
        let left: Vec<String> = doubled
            .into_iter()
            .filter(|version| !skipped.remove(version.as_str()))
            .collect();
        if left.len() > 1 {
            found.push(format!(
                "{} together, unless all but one are in bans.skip with a reason",
                left.join(" and ")
            ));
        }
    }
    found.extend(
        skipped
            .into_iter()
            .map(|version| format!("bans.skip names {version}, which is not doubled any more")),
    );
    Ok(found)
}

/// Whether an SPDX expression can be met by licences that are allowed. `AND` binds before `OR`; a
/// slash is how `OR` was written before. One that cannot be read is not met.
fn is_allowed(expression: &str, allowed: &dyn Fn(&str) -> bool) -> bool {
    let spaced = expression
        .replace('/', " OR ")
        .replace('(', " ( ")
        .replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = words.as_slice();
    any_of(&mut rest, allowed) == Some(true) && rest.is_empty()
}

fn any_of(rest: &mut &[&str], allowed: &dyn Fn(&str) -> bool) -> Option<bool> {
    let mut good = all_of(rest, allowed)?;
    while let Some((&"OR", after)) = rest.split_first() {
        *rest = after;
        good |= all_of(rest, allowed)?;
    }
    Some(good)
}

fn all_of(rest: &mut &[&str], allowed: &dyn Fn(&str) -> bool) -> Option<bool> {
    let mut good = one(rest, allowed)?;
    while let Some((&"AND", after)) = rest.split_first() {
        *rest = after;
        good &= one(rest, allowed)?;
    }
    Some(good)
}

fn one(rest: &mut &[&str], allowed: &dyn Fn(&str) -> bool) -> Option<bool> {
    let (first, after) = rest.split_first()?;
    *rest = after;
    if *first == "(" {
        let good = any_of(rest, allowed)?;
        let (close, after) = rest.split_first()?;
        *rest = after;
        return (*close == ")").then_some(good);
    }
    if let ["WITH", exception, after @ ..] = *rest {
        *rest = after;
        return Some(allowed(&format!("{first} WITH {exception}")));
    }
    Some(allowed(first))
}

/// Writes what is linked into the program and the wasm that it serves, in `CycloneDX` 1.6, without
/// anything that differs from one build of the same `Cargo.lock` to the next. No npm package is in
/// it: those of `xtask/` are tools, and the scripts are our own.
pub fn write_bill(path: &Path) -> Result<()> {
    let lock: Table = fs::read_to_string(root().join("Cargo.lock"))?
        .parse()
        .context("Cargo.lock")?;
    let bill = bill(&metadata()?, &lock)?;
    fs::write(path, serde_json::to_string_pretty(&bill)? + "\n")
        .with_context(|| format!("cannot write {}", path.display()))
}

/// The crates whose code is in the program: what its roots reach through dependencies that are
/// neither for tests nor for builds. A macro is not linked, and neither is what a macro needs.
fn linked(metadata: &Metadata) -> Result<BTreeMap<&PackageId, &Package>> {
    let packages: BTreeMap<&PackageId, &Package> = metadata
        .packages
        .iter()
        .map(|package| (&package.id, package))
        .collect();
    let resolve = metadata
        .resolve
        .as_ref()
        .context("cargo metadata resolved nothing")?;
    let nodes: BTreeMap<&PackageId, _> =
        resolve.nodes.iter().map(|node| (&node.id, node)).collect();
    let is_root = |package: &&Package| {
        ["dockline", "dockline-frontend", "dockline-embed"].contains(&package.name.as_str())
    };
    let mut open: Vec<&PackageId> = metadata
        .packages
        .iter()
        .filter(is_root)
        .map(|package| &package.id)
        .collect();
    let mut found = BTreeMap::new();
    while let Some(id) = open.pop() {
        let package = packages
            .get(id)
            .context("a package of the graph is not in the list")?;
        let is_macro = package
            .targets
            .iter()
            .any(|target| target.kind.contains(&TargetKind::ProcMacro));
        if is_macro || found.insert(id, *package).is_some() {
            continue;
        }
        let is_linked = |dependency: &&cargo_metadata::NodeDep| {
            dependency
                .dep_kinds
                .iter()
                .any(|kind| kind.kind == DependencyKind::Normal)
        };
        open.extend(
            nodes
                .get(id)
                .into_iter()
                .flat_map(|node| node.deps.iter().filter(is_linked))
                .map(|dependency| &dependency.pkg),
        );
    }
    Ok(found)
}

fn bill(metadata: &Metadata, lock: &Table) -> Result<Value> {
    let text = |entry: &toml::Value, key: &str| {
        entry
            .get(key)
            .and_then(toml::Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    let entries = lock
        .get("package")
        .and_then(toml::Value::as_array)
        .context("Cargo.lock has no packages")?;
    let checksums: BTreeMap<_, _> = entries
        .iter()
        .map(|entry| {
            (
                (text(entry, "name"), text(entry, "version")),
                text(entry, "checksum"),
            )
        })
        .collect();
    let mut components: Vec<Value> = linked(metadata)?
        .into_values()
        .map(|package| {
            let (name, version) = (package.name.to_string(), package.version.to_string());
            let reference = format!("pkg:cargo/{name}@{}", version.replace('+', "%2B"));
            let mut component = json!({ "type": "library", "bom-ref": reference, "name": name, "version": version, "purl": reference });
            if let Some(license) = &package.license {
                component["licenses"] = json!([{ "expression": license.replace('/', " OR ") }]);
            }
            if let Some(checksum) = checksums.get(&(name, version)).filter(|checksum| !checksum.is_empty()) {
                component["hashes"] = json!([{ "alg": "SHA-256", "content": checksum }]);
            }
            component
        })
        .collect();
    components.sort_by_key(|component| component["bom-ref"].to_string());
    let own = components
        .iter()
        .find(|component| component["name"] == "dockline")
        .cloned()
        .context("the program is not in its own list")?;
    let program = json!({ "type": "application", "bom-ref": "dockline", "name": "dockline", "version": own["version"] });
    components.retain(|component| component["name"] != "dockline");
    Ok(
        json!({ "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "metadata": { "component": program }, "components": components }),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_licence_expression_needs_one_side_of_or_and_both_of_and() {
        let allowed = |id: &str| ["MIT", "Zlib", "Apache-2.0 WITH LLVM-exception"].contains(&id);
        for good in [
            "MIT",
            "GPL-3.0 OR MIT",
            "GPL-3.0/MIT",
            "MIT AND Zlib",
            "(GPL-3.0 OR MIT) AND Zlib",
            "Apache-2.0 WITH LLVM-exception OR ISC",
        ] {
            assert!(is_allowed(good, &allowed), "{good}");
        }
        for bad in [
            "",
            "none",
            "GPL-3.0",
            "MIT AND GPL-3.0",
            "(GPL-3.0 OR MIT) AND ISC",
            "MIT OR",
            "(MIT",
            "MIT Zlib",
            "Apache-2.0",
        ] {
            assert!(!is_allowed(bad, &allowed), "{bad}");
        }
    }

    #[test]
    fn what_the_lock_file_names_is_allowed_and_a_new_double_source_or_licence_is_not() {
        let (metadata, rules) = (metadata().unwrap(), rules().unwrap());
        assert_eq!(complaints(&metadata, &rules).unwrap(), Vec::<String>::new());
        let without = |from: &str| {
            complaints(
                &metadata,
                &fs::read_to_string(root().join("deny.toml"))
                    .unwrap()
                    .replace(from, "")
                    .parse()
                    .unwrap(),
            )
            .unwrap()
        };
        assert!(
            without("    \"Zlib\",\n")
                .iter()
                .any(|found| found.contains("the licence Zlib"))
        );
        assert!(
            without("\"https://github.com/rust-lang/crates.io-index\"")
                .iter()
                .any(|found| found.contains("the source"))
        );
        let rule = fs::read_to_string(root().join("deny.toml")).unwrap();
        let line = rule
            .lines()
            .find(|line| line.contains("hashbrown@0.14"))
            .unwrap();
        assert!(
            without(&format!("{line}\n"))
                .iter()
                .any(|found| found.contains("hashbrown@0.14") && found.contains("together"))
        );
    }

    #[test]
    fn the_bill_names_what_is_linked_and_is_the_same_each_time() {
        let lock: Table = fs::read_to_string(root().join("Cargo.lock"))
            .unwrap()
            .parse()
            .unwrap();
        let first = bill(&metadata().unwrap(), &lock).unwrap();
        assert_eq!(first, bill(&metadata().unwrap(), &lock).unwrap());
        let names: BTreeSet<&str> = first["components"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["name"].as_str().unwrap())
            .collect();
        for linked in [
            "axum",
            "sqlx-core",
            "leptos",
            "wasm-bindgen",
            "dockline-domain",
        ] {
            assert!(names.contains(linked), "{linked}");
        }
        for tool in [
            "proptest",
            "insta",
            "wasm-bindgen-cli-support",
            "serde_derive",
            "cc",
            "xtask",
        ] {
            assert!(!names.contains(tool), "{tool}");
        }
        assert!(!first.to_string().contains("timestamp"));
    }
}
