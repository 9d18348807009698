//! Databases of released programs, and what those programs answered. A later program opens them,
//! brings them up to date and answers the same.

use crate::databases::{TestDatabase, postgres, sqlite};
use serde_json::Value;
use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

/// The releases whose databases are kept: the commits they were built of. `make.mjs` beside this
/// file made them.
pub const RELEASES: &[&str] = &["c292836", "2c9065f", "ba517b9", "51401b9", "09a7fe2"];

/// What a released program left.
pub struct Golden {
    pub release: &'static str,
    /// A copy of its database.
    pub database: TestDatabase,
    /// What it answered: `made`, `keys`, `orders` (the shop of each link), and by shop each answer
    /// by its path.
    pub told: Value,
}

/// Every database of both kinds.
pub fn all() -> impl Iterator<Item = Golden> {
    RELEASES
        .iter()
        .flat_map(|release| [file(release), dump(release)])
}

fn file(release: &'static str) -> Golden {
    let database = sqlite();
    let path = database
        .url
        .strip_prefix("sqlite://")
        .expect("it is a file");
    fs::write(path, unpacked(&format!("{release}.db.gz"))).expect("the copy can be written");
    Golden {
        release,
        told: told(&format!("{release}.json.gz")),
        database,
    }
}

fn dump(release: &'static str) -> Golden {
    let database = postgres();
    let mut psql = Command::new("psql");
    psql.args(["-q", "-v", "ON_ERROR_STOP=1", "-d", &database.url])
        .stdin(Stdio::piped())
        .stdout(Stdio::null());
    let mut psql = psql.spawn().expect("psql can be run");
    let mut input = psql.stdin.take().expect("it has an input");
    input
        .write_all(&unpacked(&format!("{release}.sql.gz")))
        .expect("psql reads the dump");
    drop(input);
    assert!(
        psql.wait().is_ok_and(|status| status.success()),
        "the dump of {release} cannot be restored"
    );
    Golden {
        release,
        told: told(&format!("{release}.postgres.json.gz")),
        database,
    }
}

fn told(name: &str) -> Value {
    serde_json::from_slice(&unpacked(name)).expect("the answers are JSON")
}

fn unpacked(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../engine/tests/golden")
        .join(name);
    let packed = File::open(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(packed)
        .read_to_end(&mut bytes)
        .expect("the file is whole");
    bytes
}
