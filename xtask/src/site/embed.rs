//! The widget: its loader, what it loads on a shopper's intent, and their hashes. Placed by version, because other people's pages name them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sha2::{Digest, Sha384};

use super::{Key, Piece, scripts, wasm, work_dir};
use crate::command::{files_below, npm_tool, root, run, step};
use crate::stamp::when_changed;

/// The oldest browsers the widget runs in; older ones keep what the page has.
const BROWSERS: &str = "chrome111,firefox123,safari16.4";

/// What pages load, and what that loads on intent.
const LOADER: &str = "widget.js";
const INTENT: &str = "intent.js";
const INTENT_MODULE: &str = "intent.wasm";

/// The files of the present version, and of those that were released before and that pages may have pinned.
pub fn build() -> Result<Vec<Piece>> {
    let version = version()?;
    let rules = wasm::rules()?;
    let [loader, intent] = scripts_of(&rules)?;
    let module = fs::read(rules.join("rules.wasm"))?;
    let mut files = BTreeMap::from([(LOADER.to_owned(), loader), (INTENT.to_owned(), intent), (INTENT_MODULE.to_owned(), module)]);
    let hashes: BTreeMap<&String, String> = files.iter().map(|(name, bytes)| (name, integrity(bytes))).collect();
    let published = format!("{:#}\n", json!({ "version": version, "integrity": hashes }));
    let mut pieces = vec![
        Piece { key: Key::Fact("embed"), name: version.clone(), bytes: Vec::new() },
        Piece { key: Key::Fact("embed-integrity"), name: hashes[&LOADER.to_owned()].clone(), bytes: Vec::new() },
    ];
    files.insert("integrity.json".to_owned(), published.into_bytes());
    pieces.extend(files.into_iter().map(|(name, bytes)| placed(&version, &name, bytes)));
    pieces.extend(released(&version)?);
    Ok(pieces)
}

fn placed(version: &str, name: &str, bytes: Vec<u8>) -> Piece {
    Piece { key: Key::Placed, name: format!("embed/{version}/{name}"), bytes }
}

/// The version of the npm package is the version of everything here.
pub fn version() -> Result<String> {
    let package = fs::read(root().join("embed/package.json")).context("cannot read embed/package.json")?;
    let package: Value = serde_json::from_slice(&package)?;
    package["version"].as_str().map(str::to_owned).context("embed/package.json has no version")
}

/// A hash as `integrity` attributes have it.
fn integrity(bytes: &[u8]) -> String {
    format!("sha384-{}", STANDARD.encode(Sha384::digest(bytes)))
}

/// What was released stays as it was, byte by byte: pages have pinned it.
fn released(version: &str) -> Result<Vec<Piece>> {
    let releases = root().join("embed/releases");
    let mut pieces = Vec::new();
    for file in files_below(&releases)? {
        let path = file.strip_prefix(&releases)?.to_string_lossy().into_owned();
        if let Some((of, name)) = path.split_once('/')
            && of != version
        {
            pieces.push(placed(of, name, fs::read(&file)?));
        }
    }
    Ok(pieces)
}

/// The loader, with its style sheet inside, and what it loads on intent, with the glue of the wasm inside.
fn scripts_of(rules: &Path) -> Result<[Vec<u8>; 2]> {
    let glue = rules.join("rules.js");
    let source = root().join("embed/src");
    let mut inputs = vec![include_bytes!("embed.rs").to_vec(), fs::read(&glue)?];
    for file in files_below(&source)? {
        inputs.push(fs::read(&file)?);
    }
    let inputs: Vec<&[u8]> = inputs.iter().map(Vec::as_slice).collect();
    let outputs = work_dir("embed");
    when_changed(&outputs, &inputs, || step("site: widget", || bundle(&source, &glue, &outputs)))?;
    Ok([fs::read(outputs.join("widget.js"))?, fs::read(outputs.join("intent.js"))?])
}

fn bundle(source: &Path, glue: &Path, outputs: &Path) -> Result<()> {
    let style = &outputs.join("widget.css");
    let target = format!("--target={BROWSERS}");
    let esbuild = |module: PathBuf, output: &Path| {
        let mut command = npm_tool("esbuild");
        command.arg(module).args(["--bundle", "--minify", "--log-level=warning", &target, &format!("--outfile={}", output.display())]);
        command
    };
    run(&mut esbuild(source.join("widget.css"), style))?;
    let style = serde_json::to_string(scripts::tight(&fs::read_to_string(style)?).trim())?;
    let define = format!("--define:STYLE={style}");
    let module = ["--format=esm", "--legal-comments=none"];
    let loader = ["--mangle-props=^_", "--external:./intent.js", &define];
    run(esbuild(source.join("widget.ts"), &outputs.join("widget.js")).args(module).args(loader))?;
    let alias = format!("--alias:rules={}", glue.display());
    run(esbuild(source.join("intent.ts"), &outputs.join("intent.js")).args(module).arg(alias))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(file: &str) -> String {
        fs::read_to_string(root().join("embed").join(file)).unwrap()
    }

    #[test]
    fn what_the_package_declares_is_what_the_element_observes() {
        let source = text("src/widget.ts");
        let list = source.split_once("observedAttributes = [").unwrap().1.split_once(']').unwrap().0;
        let mut observed: Vec<&str> = list.split(',').map(|name| name.trim().trim_matches('\'')).collect();
        // Of `theme` only the style sheet knows.
        observed.push("theme");
        observed.sort_unstable();
        let manifest: Value = serde_json::from_str(&text("custom-elements.json")).unwrap();
        let element = &manifest["modules"][0]["declarations"][0];
        let names = |list: &Value| -> Vec<String> {
            let mut names: Vec<_> = list.as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect();
            names.sort();
            names
        };
        assert_eq!(names(&element["attributes"]), observed);
        assert_eq!(names(&element["events"]), ["dockline:change", "dockline:error", "dockline:ready"]);
        let types = text("widget.d.ts");
        for event in names(&element["events"]) {
            assert!(types.contains(&format!("'{event}'")), "{event}");
        }
        let style = text("src/widget.css");
        for property in names(&element["cssProperties"]) {
            assert!(style.contains(&format!("var({property},")), "{property}");
        }
        for property in style.split("var(--dockline-").skip(1).map(|rest| rest.split([',', ')']).next().unwrap()) {
            assert!(names(&element["cssProperties"]).contains(&format!("--dockline-{property}")), "{property} is not documented");
        }
    }

    /// Every address of the widget that is named in a file.
    fn addresses(text: &str) -> impl Iterator<Item = &str> {
        text.split("/embed/").skip(1).filter_map(|rest| rest.split(['"', '\'', '`', ' ']).next()).filter(|path| path.contains(".js"))
    }

    #[test]
    fn the_files_for_other_shop_systems_load_what_is_placed() {
        let newest = format!("{}/{LOADER}", version().unwrap().split('.').next().unwrap());
        let mut named = 0;
        for file in files_below(&root().join("integrations")).unwrap() {
            let text = fs::read_to_string(&file).unwrap();
            for address in addresses(&text) {
                assert_eq!(address, newest, "{}", file.display());
                named += 1;
            }
        }
        assert_eq!(named, 2, "one of each system");
    }

    #[test]
    fn a_hash_is_what_a_browser_expects() {
        assert_eq!(integrity(b""), "sha384-OLBgp1GsljhM2TJ+sbHjaiH9txEUvgdDTAzHv2P24donTt6/529l+9Ua0vFImLlb");
    }
}
