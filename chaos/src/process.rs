//! A child process that signals reach.

use anyhow::{Context, Result};
use rustix::process::{Pid, Signal, kill_process};
use std::process::{Child, Command};
use std::time::{Duration, Instant};
use tokio::time::sleep;

const POLL: Duration = Duration::from_millis(10);

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

    /// Whether it has ended.
    pub fn has_ended(&mut self) -> bool {
        self.0.try_wait().is_ok_and(|status| status.is_some())
    }

    /// Sends a signal. One that has ended already gets none.
    pub fn signal(&mut self, signal: Signal) {
        if !self.has_ended() {
            signal_to(self.id(), signal);
        }
    }

    /// Ends it at once and waits for that.
    pub fn kill(&mut self) {
        // Either may fail only because the process has ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }

    /// Whether it ends by itself within a time.
    pub async fn ends_within(&mut self, time_max: Duration) -> bool {
        let asked = Instant::now();
        while !self.has_ended() {
            if asked.elapsed() > time_max {
                return false;
            }
            sleep(POLL).await;
        }
        true
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Sends a signal to a process that this one has started, or a child of such a process.
pub fn signal_to(id: u32, signal: Signal) {
    if let Some(id) = i32::try_from(id).ok().and_then(Pid::from_raw) {
        // It may have ended meanwhile.
        let _ = kill_process(id, signal);
    }
}
