//! The ready files for shops on other systems: what their platforms refuse is found here first.

#![expect(
    clippy::unwrap_used,
    reason = "a test stops at the first thing that is not as it should be"
)]

use dockline_domain::availability::Status;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Largest script and style sheet of an app block (theme-check: `AssetSizeAppBlockJavaScript`,
/// `AssetSizeAppBlockCSS`), in bytes.
const SCRIPT_BYTES_MAX: usize = 10_000;
const STYLE_BYTES_MAX: usize = 100_000;
/// What both platforms place.
const ELEMENT: &str = "<dockline-availability";
const PLUGIN: &str = "woocommerce/dockline/includes/class-dockline-element.php";
const BLOCK: &str = "shopify/blocks/dockline-availability.liquid";
const STYLES: [&str; 2] = [
    "shopify/assets/dockline-availability.css",
    "woocommerce/dockline/assets/dockline.css",
];

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
        Value::Object(fields) => fields
            .iter()
            .flat_map(|(name, value)| keys(value, &format!("{path}.{name}")))
            .collect(),
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
    let read = |name: &str| {
        keys(
            &serde_json::from_str(&text(&locales.join(name))).unwrap(),
            "",
        )
    };
    assert_eq!(read("en.default.json"), read("de.json"));
    assert_eq!(read("en.default.schema.json"), read("de.schema.json"));
    let block = text(&integrations().join("shopify/blocks/dockline-availability.liquid"));
    let schema = block
        .split_once("{% schema %}")
        .unwrap()
        .1
        .split_once("{% endschema %}")
        .unwrap()
        .0;
    serde_json::from_str::<Value>(schema).unwrap();
    for name in read("en.default.schema.json") {
        assert!(
            schema.contains(&format!("\"t:{}\"", name.trim_start_matches('.'))),
            "{name} is not used"
        );
    }
}

/// The path of the script that a file of an integration loads. That the server has it is tested
/// where it is made: `xtask/src/site/embed.rs`.
fn loader(file: &str) -> String {
    let text = text(&integrations().join(file));
    let (_, rest) = text.split_once("/embed/").unwrap();
    format!("/embed/{}", rest.split(['"', '\'']).next().unwrap())
}

#[test]
fn both_platforms_place_the_same_element_and_load_the_same_script() {
    for file in [BLOCK, PLUGIN] {
        assert!(text(&integrations().join(file)).contains(ELEMENT), "{file}");
    }
    assert_eq!(loader(BLOCK), loader(PLUGIN));
}

/// The room that a style sheet keeps for a card, a line and a badge, in rem, one rule after the
/// other.
fn room(style: &str) -> Vec<f64> {
    let rules = style.split("min-block-size: ").skip(1);
    rules
        .map(|rest| rest.split_once("rem").unwrap().0.parse().unwrap())
        .collect()
}

#[test]
fn both_platforms_keep_at_least_the_room_that_is_documented() {
    let documented = room(&text(Path::new("../end2end/hosts/shop.css")));
    let style = text(&integrations().join(STYLES[0]));
    assert_eq!(style, text(&integrations().join(STYLES[1])));
    assert!(
        style.contains("[hidden] {\n  display: none;"),
        "what is hidden takes no room"
    );
    let kept = room(&style);
    assert_eq!((documented.len(), kept.len()), (6, 6));
    let (narrow, wide) = kept.split_at(3);
    let (wide_documented, narrow_documented) = documented.split_at(3);
    for index in 0..3 {
        let is_enough =
            narrow[index] >= narrow_documented[index] && wide[index] >= wide_documented[index];
        assert!(
            is_enough && narrow[index] >= wide[index],
            "{kept:?} and {documented:?}"
        );
    }
}

/// Runs PHP. Without PHP nothing is tested, which a run that counts does not let pass.
fn php(arguments: &[&str]) -> Option<String> {
    match Command::new("php")
        .args(["-d", "error_reporting=-1", "-d", "display_errors=stderr"])
        .args(arguments)
        .output()
    {
        Ok(said) => {
            let (out, err) = (
                String::from_utf8_lossy(&said.stdout),
                String::from_utf8_lossy(&said.stderr),
            );
            assert!(said.status.success(), "{out}{err}");
            Some(out.into_owned())
        }
        Err(error) => {
            let said =
                format!("php cannot be started here ({error}); `xtask/setup.sh tests` installs it");
            assert!(std::env::var_os("CI").is_none(), "{said}");
            eprintln!("the plugin was not tried: {said}");
            None
        }
    }
}

#[test]
fn the_plugin_is_php_without_mistakes() {
    let plugin = integrations().join("woocommerce/dockline");
    let sources = files(&plugin, ".php");
    assert!(sources.len() >= 6);
    let guarded = |path: &&PathBuf| {
        text(path).contains("ABSPATH") || text(path).contains("WP_UNINSTALL_PLUGIN")
    };
    assert_eq!(
        sources.iter().filter(guarded).count(),
        sources.len() - 1,
        "all but the translations refuse to be called by themselves"
    );
    for source in &sources {
        php(&["-l", source.to_str().unwrap()]);
    }
}

/// The sentence of a message in a language.
fn message(language: &str, id: &str) -> String {
    let messages = text(&Path::new("../words/locales").join(format!("{language}.ftl")));
    let line = messages
        .lines()
        .find_map(|line| line.strip_prefix(&format!("{id} = ")));
    line.unwrap_or_else(|| panic!("no {id}")).to_owned()
}

/// Runs the plugin in a few lines of PHP that stand for WordPress; they fail at the first notice.
/// At the end they say the plugin's words for each status, which are a second copy: those of every
/// other channel are the first.
#[test]
fn the_plugin_says_what_the_server_says_and_survives_one_that_does_not_answer() {
    let Some(said) = php(&[
        "tests/woocommerce.php",
        &loader(BLOCK),
        "../end2end/hosts/woo.html",
    ]) else {
        return;
    };
    let words = Status::ALL.map(|status| {
        let id = format!("status-{}", status.name().replace('_', "-"));
        let schema_org = status
            .words()
            .schema_org
            .trim_start_matches("https://schema.org/");
        format!(
            "{}\t{schema_org}\t{}\t{}\n",
            status.name(),
            message("en", &id),
            message("de", &id)
        )
    });
    assert_eq!(said, format!("{}as it should be\n", words.concat()));
}
