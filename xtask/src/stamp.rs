//! Steps that run only when their inputs changed.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

const STAMP: &str = ".stamp";

/// Makes the directory `outputs` anew by `make`, unless an earlier run made it from the same
/// inputs. The step's own source text belongs to its inputs, so that a change of the step counts as
/// well.
pub fn when_changed(
    outputs: &Path,
    inputs: &[&[u8]],
    make: impl FnOnce() -> Result<()>,
) -> Result<()> {
    let stamp = outputs.join(STAMP);
    let wanted = hash(inputs);
    if fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) {
        return Ok(());
    }
    if outputs.exists() {
        fs::remove_dir_all(outputs)
            .with_context(|| format!("cannot empty {}", outputs.display()))?;
    }
    fs::create_dir_all(outputs).with_context(|| format!("cannot create {}", outputs.display()))?;
    make()?;
    fs::write(&stamp, wanted).with_context(|| format!("cannot write {}", stamp.display()))
}

/// SHA-256 in hexadecimal digits. The length of each part counts, so that moving a byte from one to
/// the next is a change.
pub fn hash(parts: &[&[u8]]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part.len().to_le_bytes());
        hasher.update(part);
    }
    hasher
        .finalize()
        .iter()
        .fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02x}").expect("writing to a string succeeds");
            text
        })
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn a_step_runs_again_only_when_an_input_changed() {
        let directory = tempfile::tempdir().unwrap();
        let runs = Cell::new(0);
        let step = |inputs: &[&[u8]]| {
            when_changed(&directory.path().join("step"), inputs, || {
                runs.set(runs.get() + 1);
                Ok(())
            })
            .unwrap();
            runs.get()
        };
        assert_eq!(
            [
                step(&[b"a", b"b"]),
                step(&[b"a", b"b"]),
                step(&[b"ab", b""]),
                step(&[b"a", b"b"])
            ],
            [1, 1, 2, 3]
        );
    }

    #[test]
    fn a_step_that_failed_runs_again() {
        let directory = tempfile::tempdir().unwrap();
        let outputs = directory.path().join("step");
        assert!(when_changed(&outputs, &[], || anyhow::bail!("no")).is_err());
        let mut ran = false;
        when_changed(&outputs, &[], || {
            ran = true;
            Ok(())
        })
        .unwrap();
        assert!(ran);
    }
}
