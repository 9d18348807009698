//! JavaScript and style sheets, bundled and minified by esbuild.

use std::fs;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::Result;

use super::{Effort, Key, Piece, work_dir};
use crate::command::{files_below, npm_tool, root, run, step};
use crate::stamp::when_changed;

/// The oldest browsers whose syntax we write.
const BROWSERS: &str = "--target=chrome109,firefox115,safari16";

/// Bundles one ES module into one minified file.
pub fn bundle(module: &Path, output: &Path) -> Result<()> {
    let output = format!("--outfile={}", output.display());
    run(npm_tool("esbuild").arg(module).args([
        "--bundle",
        "--minify",
        "--format=esm",
        "--log-level=warning",
        BROWSERS,
        &output,
    ]))
}

/// The module that every page names: it loads the glue and the wasm.
pub fn boot(effort: Effort) -> Result<Piece> {
    let mut piece = module("boot", "boot")?;
    if effort == Effort::Watched {
        piece.bytes.splice(
            ..0,
            include_str!("reload.js")
                .replace("BUILD", &build_id())
                .into_bytes(),
        );
    }
    Ok(piece)
}

/// The module that the pages of the console name besides: its keys.
pub fn console() -> Result<Piece> {
    module("console", "console_js")
}

/// A module of `app/`, by the word of the manifest.
fn module(name: &str, word: &'static str) -> Result<Piece> {
    let source = root().join("app").join(format!("{name}.js"));
    let outputs = work_dir(name);
    let output = outputs.join(format!("{name}.js"));
    // One module may import the others.
    let mut inputs = vec![include_bytes!("scripts.rs").to_vec()];
    for file in files_in(&root().join("app"), "js")? {
        inputs.push(fs::read(&file)?);
    }
    let inputs: Vec<&[u8]> = inputs.iter().map(Vec::as_slice).collect();
    when_changed(&outputs, &inputs, || {
        step(&format!("site: {name} script"), || bundle(&source, &output))
    })?;
    Ok(Piece {
        key: Key::Main(word),
        name: format!("{name}.js"),
        bytes: fs::read(&output)?,
    })
}

/// The files of a directory itself whose names end in a way, in order.
fn files_in(directory: &Path, ending: &str) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(directory)? {
        let file = entry?.path();
        if file.extension().is_some_and(|one| one == ending) {
            files.push(file);
        }
    }
    files.sort();
    Ok(files)
}

/// Differs from build to build, in one run of the build tool and between runs.
fn build_id() -> String {
    static BUILDS: AtomicU32 = AtomicU32::new(0);
    format!(
        "{}-{}",
        process::id(),
        BUILDS.fetch_add(1, Ordering::Relaxed)
    )
}

/// The style sheets by the words of the manifest: what every page loads, and what the console loads
/// besides.
const SHEETS: [(&str, &str, &str); 2] = [
    ("css", "dockline", "style/main.css"),
    ("console_css", "console", "style/console.css"),
];

/// The style sheets, and the pictures and fonts they refer to.
pub fn styles() -> Result<Vec<Piece>> {
    let mut inputs = vec![include_bytes!("scripts.rs").to_vec()];
    for file in files_below(&root().join("style"))? {
        inputs.push(file.to_string_lossy().into_owned().into_bytes());
        inputs.push(fs::read(&file)?);
    }
    let inputs: Vec<&[u8]> = inputs.iter().map(Vec::as_slice).collect();
    let outputs = work_dir("style");
    let bundle = outputs.join("bundle");
    when_changed(&outputs, &inputs, || {
        step("site: style sheets", || bundle_styles(&bundle))
    })?;
    files_below(&bundle)?
        .into_iter()
        .map(|file| {
            let name = file_name(&file);
            let sheet = SHEETS
                .iter()
                .find(|(_, sheet, _)| name == format!("{sheet}.css"));
            let key = sheet.map_or(Key::Inner, |(word, ..)| Key::Main(word));
            Ok(Piece {
                key,
                name,
                bytes: fs::read(&file)?,
            })
        })
        .collect()
}

fn bundle_styles(outputs: &Path) -> Result<()> {
    let sources =
        SHEETS.map(|(_, name, source)| format!("{name}={}", root().join(source).display()));
    let loaders =
        ["svg", "png", "webp", "avif", "woff2"].map(|kind| format!("--loader:.{kind}=file"));
    let output = format!("--outdir={}", outputs.display());
    let names = ["--entry-names=[name]", "--asset-names=[name].[hash]"];
    run(npm_tool("esbuild")
        .args(sources)
        .args([
            "--bundle",
            "--minify",
            "--log-level=warning",
            BROWSERS,
            &output,
        ])
        .args(names)
        .args(loaders))
}

/// A minified style sheet without the spaces that esbuild keeps in custom properties, where they
/// could mean something; in ours they do not.
pub fn tight(css: &str) -> String {
    css.replace(": var(", ":var(").replace(", ", ",")
}

/// Pictures that pages name themselves, as the icon of the site.
pub fn assets() -> Result<Vec<Piece>> {
    let directory = root().join("style/assets");
    files_below(&directory)?
        .into_iter()
        .map(|file| {
            let path = file
                .strip_prefix(&directory)?
                .to_string_lossy()
                .into_owned();
            Ok(Piece {
                key: Key::Asset(path),
                name: file_name(&file),
                bytes: fs::read(&file)?,
            })
        })
        .collect()
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}
