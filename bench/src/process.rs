//! Child processes, and what the system says about them.

use anyhow::{Context, Result};
use rustix::process::{Pid, Resource, Rlimit, Signal, getrlimit, kill_process, setrlimit};
use std::fs;
use std::process::{Child, Command};
use std::thread;
use std::time::{Duration, Instant};

/// In what `/proc/PID/stat` counts: 100 a second on every Linux.
const TICK: Duration = Duration::from_millis(10);
/// How long a server may take to stop.
const STOP_TIMEOUT: Duration = Duration::from_secs(10);

/// A child that does not outlive this value.
pub struct Process(Child);

impl Process {
    /// Starts it.
    pub fn start(command: &mut Command) -> Result<Self> {
        let child = command
            .spawn()
            .with_context(|| format!("cannot start {}", command.get_program().to_string_lossy()))?;
        Ok(Self(child))
    }

    /// Its id.
    pub fn id(&self) -> u32 {
        self.0.id()
    }

    /// The child, to read what it prints.
    pub fn child(&mut self) -> &mut Child {
        &mut self.0
    }

    /// Whether it has ended by itself.
    pub fn has_ended(&mut self) -> Result<bool> {
        Ok(self.0.try_wait()?.is_some())
    }

    /// Asks it to stop and waits for that.
    pub fn stop(mut self) -> Result<()> {
        if let Some(id) = i32::try_from(self.id()).ok().and_then(Pid::from_raw) {
            kill_process(id, Signal::TERM)?;
        }
        let asked = Instant::now();
        while !self.has_ended()? && asked.elapsed() < STOP_TIMEOUT {
            thread::sleep(Duration::from_millis(5));
        }
        Ok(())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Either may fail only because the process has ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// CPU time a process has used, in steps of 10 ms.
pub fn cpu_time(id: u32) -> Result<Duration> {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).context("the process has ended")?;
    // The second field is the name in parentheses and may hold anything; user and system time are
    // the 14th and 15th.
    let (_, fields) = stat
        .rsplit_once(')')
        .context("unknown form of /proc/PID/stat")?;
    let ticks: u32 = fields
        .split_whitespace()
        .skip(11)
        .take(2)
        .map(|field| field.parse().unwrap_or(0))
        .sum();
    Ok(TICK * ticks)
}

/// CPU time all programs together have used, with what the host took away.
pub fn machine_cpu_time() -> Result<Duration> {
    let stat = fs::read_to_string("/proc/stat").context("no /proc/stat")?;
    let fields = stat
        .lines()
        .next()
        .context("/proc/stat is empty")?
        .split_whitespace()
        .skip(1);
    let ticks: Vec<u32> = fields.map(|field| field.parse().unwrap_or(0)).collect();
    // user, nice, system, idle, iowait, irq, softirq, steal
    Ok(TICK
        * [0, 1, 2, 7]
            .iter()
            .filter_map(|&field| ticks.get(field))
            .sum::<u32>())
}

/// Memory of a process that is in RAM, in bytes.
pub fn resident_bytes(id: u32) -> Result<u64> {
    let status =
        fs::read_to_string(format!("/proc/{id}/status")).context("the process has ended")?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .context("no VmRSS in /proc/PID/status")?;
    let kibibytes: u64 = line.trim().trim_end_matches("kB").trim().parse()?;
    Ok(kibibytes * 1024)
}

/// What a process has in RAM: its own, and pages of files it maps. A page that is mapped several
/// times counts once here: each connection of `SQLite` maps the database, and [`resident_bytes`]
/// counts the file for each of them.
#[derive(Clone, Copy)]
pub struct Memory {
    /// Heap and stacks, in bytes.
    pub own_bytes: u64,
    /// Pages of files, in bytes. The system takes them back when it needs room.
    pub mapped_bytes: u64,
}

impl Memory {
    /// All of it, in bytes.
    pub fn bytes(self) -> u64 {
        self.own_bytes + self.mapped_bytes
    }
}

/// The memory of a process.
pub fn memory(id: u32) -> Result<Memory> {
    let maps =
        fs::read_to_string(format!("/proc/{id}/smaps_rollup")).context("the process has ended")?;
    let field = |name: &str| {
        let line = maps
            .lines()
            .find_map(|line| line.strip_prefix(name))
            .with_context(|| format!("no {name} in /proc/PID/smaps_rollup"))?;
        let kibibytes: u64 = line.trim().trim_end_matches("kB").trim().parse()?;
        anyhow::Ok(kibibytes * 1024)
    };
    Ok(Memory {
        own_bytes: field("Pss_Anon:")?,
        mapped_bytes: field("Pss_File:")?,
    })
}

/// Raises the limit of open files as far as it goes, for this process and its children.
pub fn allow_many_files() -> Result<()> {
    let limit = getrlimit(Resource::Nofile);
    setrlimit(
        Resource::Nofile,
        Rlimit {
            current: limit.maximum,
            maximum: limit.maximum,
        },
    )
    .context("cannot raise the limit of open files")
}

/// How many files may be open; `None` when there is no limit.
pub fn files_max() -> Option<usize> {
    getrlimit(Resource::Nofile)
        .current
        .and_then(|limit| usize::try_from(limit).ok())
}
