//! Puts the pieces into `target/site`, under names that browsers may cache for ever, with
//! compressed copies beside them.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::json;

use super::{Effort, Key, Piece, budget};
use crate::command::{files_below, site_dir, step};
use crate::stamp::hash;

const HASH_DIGITS: usize = 16;
const COMPRESSIBLE: [&str; 6] = ["css", "js", "json", "svg", "txt", "wasm"];

/// Makes `target/site` hold these pieces and nothing else. A file that is there already keeps its
/// time, so that the server, which embeds it, is not compiled again for nothing.
pub fn publish(pieces: &[Piece], effort: Effort) -> Result<()> {
    let site = site_dir();
    let mut kept = BTreeSet::new();
    let mut names = BTreeMap::new();
    for piece in pieces {
        let name = public_name(piece);
        if let Key::Fact(word) = piece.key {
            names.insert(word.to_owned(), name);
            continue;
        }
        let path = if matches!(piece.key, Key::Placed) {
            site.join(&name)
        } else {
            site.join("pkg").join(&name)
        };
        if matches!(piece.key, Key::Placed) {
            forget_if_different(&path, &piece.bytes);
        }
        write_if_absent(&path, || Ok(piece.bytes.clone()))?;
        if effort == Effort::Small && is_compressible(&path) {
            kept.extend(compress(&path, &piece.bytes)?);
        }
        kept.insert(path);
        match &piece.key {
            Key::Main(word) => _ = names.insert((*word).to_owned(), name),
            Key::Asset(path) => _ = names.insert(format!("assets/{path}"), name),
            Key::Inner | Key::Placed | Key::Fact(_) => {}
        }
    }

    let manifest = site.join("manifest.json");
    let text = format!("{:#}\n", json!(names));
    if fs::read_to_string(&manifest).ok().as_ref() != Some(&text) {
        fs::write(&manifest, text)?;
    }
    kept.insert(manifest);
    for file in files_below(&site)?
        .iter()
        .filter(|file| !kept.contains(*file))
    {
        fs::remove_file(file).with_context(|| format!("cannot remove {}", file.display()))?;
    }
    match effort {
        Effort::Small => budget::report_and_check(&site),
        Effort::Quick | Effort::Watched => Ok(()),
    }
}

fn public_name(piece: &Piece) -> String {
    if matches!(piece.key, Key::Inner | Key::Placed | Key::Fact(_)) {
        return piece.name.clone();
    }
    let digest = hash(&[&piece.bytes]);
    let digest = &digest[..HASH_DIGITS];
    match piece.name.rsplit_once('.') {
        Some((stem, extension)) => format!("{stem}.{digest}.{extension}"),
        None => format!("{}.{digest}", piece.name),
    }
}

fn is_compressible(path: &Path) -> bool {
    path.extension()
        .and_then(OsStr::to_str)
        .is_some_and(|extension| COMPRESSIBLE.contains(&extension))
}

fn compress(path: &Path, bytes: &[u8]) -> Result<[PathBuf; 2]> {
    let companions = ["br", "gz"].map(|kind| PathBuf::from(format!("{}.{kind}", path.display())));
    if companions.iter().all(|companion| companion.exists()) {
        return Ok(companions);
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    step(&format!("site: compressing {name}"), || {
        write_if_absent(&companions[0], || brotli(bytes))?;
        write_if_absent(&companions[1], || gzip(bytes))
    })?;
    Ok(companions)
}

fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let parameters = BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: bytes.len(),
        ..BrotliEncoderParams::default()
    };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut compressed, &parameters)?;
    Ok(compressed)
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

/// A file whose name does not say what it holds gives way, with its compressed copies, when it is
/// to hold something else.
fn forget_if_different(path: &Path, bytes: &[u8]) {
    if fs::read(path).is_ok_and(|found| found != bytes) {
        for file in ["", ".br", ".gz"].map(|ending| format!("{}{ending}", path.display())) {
            drop(fs::remove_file(file));
        }
    }
}

/// The name says what a file holds, so one that exists is right: it comes into being whole, by
/// being renamed.
fn write_if_absent(path: &Path, content: impl FnOnce() -> Result<Vec<u8>>) -> Result<()> {
    if path.exists() {
        return Ok(());
    }
    let unfinished = PathBuf::from(format!("{}.unfinished", path.display()));
    fs::create_dir_all(path.parent().unwrap_or(path))?;
    fs::write(&unfinished, content()?)
        .with_context(|| format!("cannot write {}", unfinished.display()))?;
    fs::rename(&unfinished, path).with_context(|| format!("cannot write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name_of(key: Key, name: &str, bytes: &[u8]) -> String {
        public_name(&Piece {
            key,
            name: name.into(),
            bytes: bytes.into(),
        })
    }

    #[test]
    fn a_public_name_changes_with_the_content_and_only_with_it() {
        let name = name_of(Key::Main("js"), "dockline.js", b"one");
        assert_eq!(name, name_of(Key::Main("js"), "dockline.js", b"one"));
        assert_ne!(name, name_of(Key::Main("js"), "dockline.js", b"two"));
        assert!(name.starts_with("dockline.") && name.len() == "dockline..js".len() + HASH_DIGITS);
        assert!(
            Path::new(&name)
                .extension()
                .is_some_and(|extension| extension == "js")
        );
    }

    #[test]
    fn a_file_that_others_refer_to_keeps_its_name() {
        assert_eq!(
            name_of(Key::Inner, "tick.AB12CD34.svg", b"<svg/>"),
            "tick.AB12CD34.svg"
        );
    }
}
