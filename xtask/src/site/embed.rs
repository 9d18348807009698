//! The widget: its loader, what it loads on a shopper's intent, and their hashes. Placed by
//! version, because other people's pages name them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sha2::{Digest, Sha384};

use super::{Key, Piece, scripts, wasm, work_dir};
use crate::command::{files_below, npm_tool, root, run, step};
use crate::stamp::{hash, when_changed};

/// The oldest browsers the widget runs in; older ones keep what the page has.
const BROWSERS: &str = "chrome111,firefox123,safari16.4";

/// What pages load.
const LOADER: &str = "widget.js";
const MODULE: &str = "intent.wasm";
/// What a page may load of a version, besides the list of hashes.
const FILES: [&str; 4] = [LOADER, "live.js", "intent.js", MODULE];
/// The list of hashes.
const HASHES: &str = "integrity.json";
/// In a release: what it was made from. It is not served.
const SOURCES: &str = "sources.sha256";

/// The files of the present version, and of those that were released before and that pages may have
/// pinned. A version that was released is served from the files that were committed then: another
/// toolchain makes other bytes of the same source, and pages have pinned these.
pub fn build() -> Result<Vec<Piece>> {
    let version = version()?;
    let release = releases().join(&version);
    let is_released = release.is_dir();
    let files = if is_released {
        check_sources(&release, &version)?;
        FILES
            .into_iter()
            .map(|name| Ok((name, fs::read(release.join(name))?)))
            .collect::<Result<_>>()?
    } else {
        made(&version)?
    };
    let mut pieces = vec![
        Piece {
            key: Key::Fact("embed"),
            name: version.clone(),
            bytes: Vec::new(),
        },
        Piece {
            key: Key::Fact("embed-integrity"),
            name: integrity(&files[LOADER]),
            bytes: Vec::new(),
        },
        Piece {
            key: Key::Fact("embed-unreleased"),
            name: if is_released {
                String::new()
            } else {
                version.clone()
            },
            bytes: Vec::new(),
        },
    ];
    pieces.push(placed(&version, HASHES, hashes(&version, &files)));
    pieces.extend(
        files
            .into_iter()
            .map(|(name, bytes)| placed(&version, name, bytes)),
    );
    pieces.extend(released_before(&version)?);
    Ok(pieces)
}

/// Makes the present version a release: its files are written down, and from then on served as they
/// are.
pub fn release() -> Result<()> {
    let version = version()?;
    let release = releases().join(&version);
    ensure!(
        !release.exists(),
        "version {version} is released already, and a version never changes: raise it in embed/package.json"
    );
    let files = made(&version)?;
    fs::create_dir_all(&release)?;
    for (name, bytes) in &files {
        fs::write(release.join(name), bytes)?;
    }
    fs::write(release.join(HASHES), hashes(&version, &files))?;
    fs::write(release.join(SOURCES), sources()?)?;
    println!("==> {}: commit it", release.display());
    Ok(())
}

fn releases() -> PathBuf {
    root().join("embed/releases")
}

/// Fails when the widget is another than the one that was released under this version.
fn check_sources(release: &Path, version: &str) -> Result<()> {
    let recorded = fs::read_to_string(release.join(SOURCES))
        .with_context(|| format!("version {version} lacks {SOURCES}"))?;
    ensure!(
        recorded == sources()?,
        "embed/ is not what version {version} was released from, and a released version never changes: raise the version in embed/package.json, \
         and before the next deployment make it a release with `cargo xtask release-widget`"
    );
    Ok(())
}

/// A hash of the widget's sources. What they are made into depends on the toolchain, they do not.
fn sources() -> Result<String> {
    let embed = root().join("embed");
    let mut parts = Vec::new();
    for folder in ["src", "wasm/src"] {
        for file in files_below(&embed.join(folder))? {
            parts.push(
                file.strip_prefix(&embed)?
                    .to_string_lossy()
                    .into_owned()
                    .into_bytes(),
            );
            parts.push(fs::read(&file)?);
        }
    }
    Ok(format!(
        "{}\n",
        hash(&parts.iter().map(Vec::as_slice).collect::<Vec<_>>())
    ))
}

/// The files of the present version, from their sources.
fn made(version: &str) -> Result<BTreeMap<&'static str, Vec<u8>>> {
    let rules = wasm::rules()?;
    let module = fs::read(rules.join("rules.wasm"))?;
    let scripts = scripts_of(&rules, &integrity(&module))?;
    let mut files = BTreeMap::from([(MODULE, module)]);
    for name in SCRIPTS {
        files.insert(name, fs::read(scripts.join(name))?);
    }
    let loader = String::from_utf8(files.remove(LOADER).unwrap_or_default())?;
    files.insert(LOADER, with_own_parts(&loader, version)?.into_bytes());
    Ok(files)
}

/// The loader with the addresses of what belongs to it: one that is kept by a cache under the
/// address of the newest version must not load a newer part.
fn with_own_parts(loader: &str, version: &str) -> Result<String> {
    for part in ["./live.js", "./intent.js"] {
        ensure!(
            loader.matches(part).count() == 1,
            "the loader should name {part} once"
        );
    }
    Ok(loader.replace("\"./", &format!("\"../{version}/")))
}

/// The list of hashes of a version, as pages of other people find it.
fn hashes(version: &str, files: &BTreeMap<&'static str, Vec<u8>>) -> Vec<u8> {
    let hashes: BTreeMap<&str, String> = files
        .iter()
        .map(|(name, bytes)| (*name, integrity(bytes)))
        .collect();
    format!("{:#}\n", json!({ "version": version, "integrity": hashes })).into_bytes()
}

fn placed(version: &str, name: &str, bytes: Vec<u8>) -> Piece {
    Piece {
        key: Key::Placed,
        name: format!("embed/{version}/{name}"),
        bytes,
    }
}

/// The version of the npm package is the version of everything here.
pub fn version() -> Result<String> {
    let package =
        fs::read(root().join("embed/package.json")).context("cannot read embed/package.json")?;
    let package: Value = serde_json::from_slice(&package)?;
    package["version"]
        .as_str()
        .map(str::to_owned)
        .context("embed/package.json has no version")
}

/// A hash as `integrity` attributes have it.
fn integrity(bytes: &[u8]) -> String {
    format!("sha384-{}", STANDARD.encode(Sha384::digest(bytes)))
}

/// What was released stays as it was, byte by byte: pages have pinned it.
fn released_before(version: &str) -> Result<Vec<Piece>> {
    let releases = releases();
    let mut pieces = Vec::new();
    for file in files_below(&releases)? {
        let path = file.strip_prefix(&releases)?.to_string_lossy().into_owned();
        if let Some((of, name)) = path.split_once('/')
            && of != version
            && name != SOURCES
        {
            pieces.push(placed(of, name, fs::read(&file)?));
        }
    }
    Ok(pieces)
}

const SCRIPTS: [&str; 3] = [LOADER, "live.js", "intent.js"];

/// The folder with the loader (its style sheet inside), what follows the first answer, and what is
/// loaded on intent (the glue of the wasm inside).
fn scripts_of(rules: &Path, module: &str) -> Result<PathBuf> {
    let glue = rules.join("rules.js");
    let source = root().join("embed/src");
    let mut inputs = vec![
        include_bytes!("embed.rs").to_vec(),
        fs::read(&glue)?,
        module.as_bytes().to_vec(),
    ];
    for file in files_below(&source)? {
        inputs.push(fs::read(&file)?);
    }
    let inputs: Vec<&[u8]> = inputs.iter().map(Vec::as_slice).collect();
    let outputs = work_dir("embed");
    when_changed(&outputs, &inputs, || {
        step("site: widget", || bundle(&source, &glue, module, &outputs))
    })?;
    Ok(outputs)
}

/// The scripts call each other by names that begin with `_`; `names.json` says what all of them
/// shorten these to.
fn bundle(source: &Path, glue: &Path, module: &str, outputs: &Path) -> Result<()> {
    let style = &outputs.join("widget.css");
    let target = format!("--target={BROWSERS}");
    let esbuild = || {
        let mut command = npm_tool("esbuild");
        command.args(["--bundle", "--minify", "--log-level=warning", &target]);
        command
    };
    run(esbuild()
        .arg(source.join("widget.css"))
        .arg(format!("--outfile={}", style.display())))?;
    let style = serde_json::to_string(scripts::tight(&fs::read_to_string(style)?).trim())?;
    let (given, taken) = (source.join("names.json"), outputs.join("names.json"));
    fs::copy(&given, &taken)?;
    let mut command = esbuild();
    command.args(SCRIPTS.map(|name| source.join(name).with_extension("ts")));
    command.args([
        "--format=esm",
        "--legal-comments=none",
        "--mangle-props=^_[a-z]",
        &format!("--mangle-cache={}", taken.display()),
        "--external:./intent.js",
        "--external:./live.js",
    ]);
    command
        .arg(format!("--define:STYLE={style}"))
        .arg(format!("--define:WASM_INTEGRITY=\"{module}\""));
    run(command
        .arg(format!("--alias:rules={}", glue.display()))
        .arg(format!("--outdir={}", outputs.display())))?;
    let names = |file: &Path| -> Result<Value> { Ok(serde_json::from_slice(&fs::read(file)?)?) };
    ensure!(
        names(&given)? == names(&taken)?,
        "a name that begins with _ is missing in {}",
        given.display()
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_loader_names_the_parts_of_its_own_version() {
        let loader = r#"import("./live.js");import("./intent.js")"#;
        assert_eq!(
            with_own_parts(loader, "1.2.3").unwrap(),
            r#"import("../1.2.3/live.js");import("../1.2.3/intent.js")"#
        );
        assert!(with_own_parts(r#"import("./live.js")"#, "1.2.3").is_err());
    }

    #[test]
    fn a_released_version_is_not_made_from_other_sources() {
        let release = tempfile::tempdir().unwrap();
        fs::write(release.path().join(SOURCES), sources().unwrap()).unwrap();
        assert!(check_sources(release.path(), "1.2.3").is_ok());
        fs::write(release.path().join(SOURCES), "other\n").unwrap();
        let error = check_sources(release.path(), "1.2.3")
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("1.2.3") && error.contains("raise the version in embed/package.json"),
            "{error}"
        );
    }

    #[test]
    fn what_was_released_is_what_its_list_of_hashes_says() {
        for release in fs::read_dir(releases())
            .into_iter()
            .flatten()
            .map(|entry| entry.unwrap().path())
        {
            let list: Value =
                serde_json::from_slice(&fs::read(release.join(HASHES)).unwrap()).unwrap();
            for (name, hash) in list["integrity"].as_object().unwrap() {
                assert_eq!(
                    hash,
                    &integrity(&fs::read(release.join(name)).unwrap()),
                    "{name} of {}",
                    release.display()
                );
            }
        }
    }

    fn text(file: &str) -> String {
        fs::read_to_string(root().join("embed").join(file)).unwrap()
    }

    #[test]
    fn what_the_package_declares_is_what_the_element_observes() {
        let source = text("src/widget.ts");
        let list = source
            .split_once("observedAttributes = [")
            .unwrap()
            .1
            .split_once(']')
            .unwrap()
            .0;
        let mut observed: Vec<&str> = list
            .split(',')
            .map(|name| name.trim().trim_matches('\''))
            .collect();
        observed.sort_unstable();
        let manifest: Value = serde_json::from_str(&text("custom-elements.json")).unwrap();
        let element = &manifest["modules"][0]["declarations"][0];
        let names = |list: &Value| -> Vec<String> {
            let mut names: Vec<_> = list
                .as_array()
                .unwrap()
                .iter()
                .map(|one| one["name"].as_str().unwrap().to_owned())
                .collect();
            names.sort();
            names
        };
        assert_eq!(names(&element["attributes"]), observed);
        assert_eq!(
            names(&element["events"]),
            [
                "dockline:change",
                "dockline:error",
                "dockline:open",
                "dockline:ready"
            ]
        );
        let types = text("widget.d.ts");
        for event in names(&element["events"]) {
            assert!(types.contains(&format!("'{event}'")), "{event}");
        }
        let style = text("src/widget.css");
        for property in names(&element["cssProperties"]) {
            assert!(style.contains(&format!("var({property},")), "{property}");
        }
        for property in style
            .split("var(--dockline-")
            .skip(1)
            .map(|rest| rest.split([',', ')']).next().unwrap())
        {
            assert!(
                names(&element["cssProperties"]).contains(&format!("--dockline-{property}")),
                "{property} is not documented"
            );
        }
    }

    /// Every address of the widget that is named in a file.
    fn addresses(text: &str) -> impl Iterator<Item = &str> {
        text.split("/embed/")
            .skip(1)
            .filter_map(|rest| rest.split(['"', '\'', '`', ' ']).next())
            .filter(|path| path.contains(".js"))
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
        assert_eq!(
            integrity(b""),
            "sha384-OLBgp1GsljhM2TJ+sbHjaiH9txEUvgdDTAzHv2P24donTt6/529l+9Ua0vFImLlb"
        );
    }
}
