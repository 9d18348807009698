//! What the disk can do: an order cannot be on it faster than this, unless several share one write.

use super::Plan;
use crate::load::median;
use crate::report::{Report, Row, Unit};
use crate::root;
use anyhow::Result;
use std::os::unix::fs::FileExt as _;
use std::time::{Duration, Instant};

const BLOCK_BYTES: usize = 4096;
/// Blocks of the file, written in turn.
const BLOCKS: u64 = 256;
/// Length of a round: long enough, as nothing has to warm up.
const ROUND: Duration = Duration::from_secs(1);

pub(super) fn measure(plan: &Plan, report: &mut Report) -> Result<()> {
    let file = tempfile::tempfile_in(root().join("target"))?;
    let block = [1; BLOCK_BYTES];
    for number in 0..BLOCKS {
        file.write_all_at(&block, number * BLOCK_BYTES as u64)?;
    }
    file.sync_all()?;
    let mut rates = Vec::new();
    for _ in 0..plan.rounds {
        let (started, mut written) = (Instant::now(), 0_u32);
        while started.elapsed() < ROUND {
            file.write_all_at(&block, (u64::from(written) % BLOCKS) * BLOCK_BYTES as u64)?;
            file.sync_data()?;
            written += 1;
        }
        rates.push(f64::from(written) / started.elapsed().as_secs_f64());
    }
    report.row(Row::figure(
        "floor: 4 KiB overwritten and fdatasync",
        median(rates),
        Unit::PerSecond,
    ));
    Ok(())
}
