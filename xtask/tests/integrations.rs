//! The ready files for shops on other systems: what their platforms refuse is found here first.

#![expect(clippy::unwrap_used, reason = "a test stops at the first thing that is not as it should be")]

use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Largest script and style sheet of an app block (theme-check: `AssetSizeAppBlockJavaScript`, `AssetSizeAppBlockCSS`), in bytes.
const SCRIPT_BYTES_MAX: usize = 10_000;
const STYLE_BYTES_MAX: usize = 100_000;
/// What both platforms place.
const ELEMENT: &str = "<dockline-availability";
const SCRIPT: &str = "/embed/1/dockline.js";

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.to_string_lossy().ends_with(ending) {
            found.push(path);
        }
    }
    found
}

fn integrations() -> PathBuf {
    Path::new("../integrations").to_owned()
}

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

/// The paths of all texts in a JSON document.
fn keys(value: &Value, path: &str) -> BTreeSet<String> {
    match value {
        Value::Object(fields) => fields.iter().flat_map(|(name, value)| keys(value, &format!("{path}.{name}"))).collect(),
        _ => BTreeSet::from([path.to_owned()]),
    }
}

#[test]
fn the_shopify_block_is_within_the_sizes_of_theme_check() {
    let assets = integrations().join("shopify/assets");
    let (scripts, styles) = (files(&assets, ".js"), files(&assets, ".css"));
    assert!(!scripts.is_empty() && !styles.is_empty());
    for (paths, bytes_max) in [(scripts, SCRIPT_BYTES_MAX), (styles, STYLE_BYTES_MAX)] {
        let bytes: usize = paths.iter().map(|path| text(path).len()).sum();
        assert!(bytes <= bytes_max, "{paths:?}: {bytes} bytes");
    }
}

#[test]
fn the_shopify_block_says_everything_in_both_languages() {
    let locales = integrations().join("shopify/locales");
    let read = |name: &str| keys(&serde_json::from_str(&text(&locales.join(name))).unwrap(), "");
    assert_eq!(read("en.default.json"), read("de.json"));
    assert_eq!(read("en.default.schema.json"), read("de.schema.json"));
    let block = text(&integrations().join("shopify/blocks/dockline-availability.liquid"));
    let schema = block.split_once("{% schema %}").unwrap().1.split_once("{% endschema %}").unwrap().0;
    serde_json::from_str::<Value>(schema).unwrap();
    for name in read("en.default.schema.json") {
        assert!(schema.contains(&format!("\"t:{}\"", name.trim_start_matches('.'))), "{name} is not used");
    }
}

#[test]
fn both_platforms_place_the_same_element() {
    let block = text(&integrations().join("shopify/blocks/dockline-availability.liquid"));
    let plugin = text(&integrations().join("woocommerce/dockline/includes/class-dockline-element.php"));
    for placed in [block, plugin] {
        assert!(placed.contains(ELEMENT) && placed.contains(SCRIPT));
    }
}

#[test]
fn the_plugin_is_php_without_mistakes() {
    let plugin = integrations().join("woocommerce/dockline");
    let sources = files(&plugin, ".php");
    assert!(sources.len() >= 6);
    let guarded = |path: &&PathBuf| text(path).contains("ABSPATH") || text(path).contains("WP_UNINSTALL_PLUGIN");
    assert_eq!(sources.iter().filter(guarded).count(), sources.len() - 1, "all but the translations refuse to be called by themselves");
    for source in &sources {
        match Command::new("php").arg("-l").arg(source).output() {
            Ok(said) => assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stdout)),
            Err(error) => {
                eprintln!("PHP was not checked: php cannot be started here ({error}); `apt-get install php-cli` brings it");
                return;
            }
        }
    }
}

/// Runs the plugin in a few lines of PHP that stand for WordPress. It fails at the first notice.
#[test]
fn the_plugin_says_what_the_server_says_and_survives_one_that_does_not_answer() {
    let script = Path::new("tests/woocommerce.php");
    match Command::new("php").args(["-d", "error_reporting=-1", "-d", "display_errors=stderr"]).arg(script).output() {
        Ok(said) => {
            let (out, err) = (String::from_utf8_lossy(&said.stdout), String::from_utf8_lossy(&said.stderr));
            assert!(said.status.success() && out.ends_with("as it should be\n"), "{out}{err}");
        }
        Err(error) => eprintln!("the plugin was not run: php cannot be started here ({error}); `apt-get install php-cli` brings it"),
    }
}
