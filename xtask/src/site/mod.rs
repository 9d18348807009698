//! The site: everything a browser loads besides the pages themselves, in `target/site`.

mod budget;
mod embed;
mod publish;
mod scripts;
mod wasm;

use std::path::PathBuf;

use anyhow::Result;

pub use self::embed::{release as release_widget, version as embed_version};
pub use self::publish::publish;

use crate::command::root;

/// What the build is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Effort {
    /// For shoppers: optimised for size and compressed.
    Small,
    /// For the developer who waits for it: compiled in the same way as the tests, and not compressed.
    Quick,
    /// The same, and the open page reloads itself after the next build.
    Watched,
}

/// One file of the site before it has its public name.
pub struct Piece {
    /// Who asks for it.
    pub key: Key,
    /// Its name without a hash.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// Who asks for a file of the site, and by which name the manifest tells its public one.
pub enum Key {
    /// Every page, by this word.
    Main(&'static str),
    /// Some pages, by its path below `style/assets`.
    Asset(String),
    /// Pages of other people, by the path it has already.
    Placed,
    /// The server: not a file, but a word about some, in place of the name.
    Fact(&'static str),
    /// Another piece. Its name holds a hash already, and the manifest leaves it out.
    Inner,
}

/// Builds the site and puts it where the server finds it.
pub fn build(effort: Effort) -> Result<()> {
    publish(&prepare(effort)?, effort)
}

/// Builds all pieces without touching the site that a running server may be serving.
pub fn prepare(effort: Effort) -> Result<Vec<Piece>> {
    let mut pieces = wasm::build(effort)?;
    pieces.push(scripts::boot(effort)?);
    pieces.push(scripts::console()?);
    pieces.extend(scripts::styles()?);
    pieces.extend(scripts::assets()?);
    pieces.extend(embed::build()?);
    Ok(pieces)
}

/// Where the steps keep their results between runs.
fn work_dir(step: &str) -> PathBuf {
    root().join("target/site-work").join(step)
}
