//! Load: rounds of requests over many connections, on Dockline and on the ruler by turns.

use crate::client::Connection;
use crate::process::{cpu_time, machine_cpu_time};
use crate::scenario::Plan;
use anyhow::{Context as _, Result, bail};
use std::net::SocketAddr;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// Connections that ask at once.
pub const CONNECTIONS: u32 = 64;
/// Over how long it is looked whether a server is idle, and what it may use in that time.
const IDLE_WINDOW: Duration = Duration::from_millis(500);
const IDLE_CPU_MAX: Duration = Duration::from_millis(20);
/// How long to wait for a server to become idle.
const IDLE_TIMEOUT: Duration = Duration::from_mins(1);

/// Writes the next request.
pub type Requests = Arc<dyn Fn(&mut Vec<u8>) + Send + Sync>;

/// Always the same request.
pub fn same(request: Vec<u8>) -> Requests {
    Arc::new(move |into| into.extend_from_slice(&request))
}

/// A server under load.
#[derive(Clone, Copy)]
pub struct Target {
    /// Where it listens.
    pub address: SocketAddr,
    /// Its process.
    pub process: u32,
}

/// What a server did: the medians of its rounds, and the worst disturbance.
pub struct Figures {
    /// Answers a second.
    pub per_second: f64,
    /// Half of the answers came within this.
    pub p50: Duration,
    /// 99 of 100 answers came within this.
    pub p99: Duration,
    /// CPU time of the server for one answer, in microseconds.
    pub cpu_us: f64,
    /// What programs that are not measured took of the machine's CPU time, in percent.
    pub disturbed_percent: f64,
}

/// Dockline beside the ruler.
pub struct Comparison {
    /// Dockline.
    pub dockline: Figures,
    /// The ruler.
    pub ruler: Figures,
    /// Median of the ratios of neighbouring rounds, in percent.
    pub percent: f64,
    /// How long Dockline went on working after its longest round.
    pub background: Duration,
}

/// Who asks what.
#[derive(Clone, Copy)]
pub struct Load<'a> {
    /// Connections that ask at once.
    pub clients: u32,
    /// The status that each answer must have.
    pub status: u16,
    /// What they ask.
    pub requests: &'a Requests,
}

/// Measures one server alone, in rounds of half the length, since there are many of them.
pub async fn measure(plan: &Plan, target: Target, load: Load<'_>) -> Result<Figures> {
    let mut rounds = Vec::new();
    for number in 0..=plan.rounds {
        let length = if number == 0 {
            plan.warm_up / 4
        } else {
            plan.round / 2
        };
        let one = round(target, length, load)
            .await
            .with_context(|| format!("under the load of {} clients", load.clients))?;
        settle(target).await?;
        if number > 0 {
            rounds.push(one);
        }
    }
    Ok(medians(&rounds))
}

/// Measures both by turns. Only answers with the status count; any other fails the measurement.
pub async fn compare(
    plan: &Plan,
    dockline: Target,
    ruler: Target,
    status: u16,
    requests: &Requests,
) -> Result<Comparison> {
    let mut background = Duration::ZERO;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    let load = Load {
        clients: CONNECTIONS,
        status,
        requests,
    };
    for number in 0..=plan.rounds {
        // The first round of each warms it up.
        let length = if number == 0 {
            plan.warm_up
        } else {
            plan.round
        };
        let one = round(dockline, length, load)
            .await
            .context("Dockline under load")?;
        // What it puts off must not be charged to the ruler.
        background = background.max(settle(dockline).await?);
        let other = round(ruler, length, load)
            .await
            .context("the ruler under load")?;
        if number > 0 {
            eprintln!(
                "    {:>9.0}/s against {:>9.0}/s",
                one.per_second, other.per_second
            );
            ours.push(one);
            theirs.push(other);
        }
    }
    let percent = median(
        ours.iter()
            .zip(&theirs)
            .map(|(one, other)| 100.0 * one.per_second / other.per_second)
            .collect(),
    );
    Ok(Comparison {
        dockline: medians(&ours),
        ruler: medians(&theirs),
        percent,
        background,
    })
}

fn medians(rounds: &[Figures]) -> Figures {
    let of = |value: fn(&Figures) -> f64| median(rounds.iter().map(value).collect());
    Figures {
        per_second: of(|round| round.per_second),
        p50: Duration::from_secs_f64(of(|round| round.p50.as_secs_f64())),
        p99: Duration::from_secs_f64(of(|round| round.p99.as_secs_f64())),
        cpu_us: of(|round| round.cpu_us),
        disturbed_percent: rounds
            .iter()
            .map(|round| round.disturbed_percent)
            .fold(0.0, f64::max),
    }
}

/// The middle one of some values; 0 of none.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

async fn round(target: Target, length: Duration, load: Load<'_>) -> Result<Figures> {
    let mut connections = Vec::new();
    for _ in 0..load.clients {
        connections.push(Connection::open(target.address).await?);
    }
    let (server_before, client_before, machine_before) = (
        cpu_time(target.process)?,
        cpu_time(std::process::id())?,
        machine_cpu_time()?,
    );
    let started = Instant::now();
    let mut clients = JoinSet::new();
    for connection in connections {
        clients.spawn(client(
            connection,
            started + length,
            load.status,
            Arc::clone(load.requests),
        ));
    }
    let mut latencies_us = Vec::new();
    while let Some(client) = clients.join_next().await {
        latencies_us.append(&mut client??);
    }
    let elapsed = started.elapsed();
    let cpu = cpu_time(target.process)?.saturating_sub(server_before);
    let measured = cpu + cpu_time(std::process::id())?.saturating_sub(client_before);
    let others = machine_cpu_time()?
        .saturating_sub(machine_before)
        .saturating_sub(measured);
    let cores = u32::try_from(thread::available_parallelism().map_or(1, usize::from))?;
    latencies_us.sort_unstable();
    let answers = f64::from(u32::try_from(latencies_us.len())?);
    Ok(Figures {
        per_second: answers / elapsed.as_secs_f64(),
        p50: percentile(&latencies_us, 50),
        p99: percentile(&latencies_us, 99),
        cpu_us: 1e6 * cpu.as_secs_f64() / answers,
        disturbed_percent: 100.0 * others.as_secs_f64() / (elapsed * cores).as_secs_f64(),
    })
}

/// The value that this percentage of some sorted times does not exceed, in microseconds.
pub fn percentile(sorted_us: &[u32], percent: usize) -> Duration {
    let value = sorted_us.get(sorted_us.len().saturating_sub(1) * percent / 100);
    Duration::from_micros(value.copied().unwrap_or(0).into())
}

/// One client: asks again as soon as it was answered. Returns the latencies in microseconds.
async fn client(
    mut connection: Connection,
    until: Instant,
    status: u16,
    requests: Requests,
) -> Result<Vec<u32>> {
    let mut latencies_us = Vec::with_capacity(16 * 1024);
    let mut request = Vec::new();
    let mut asked = Instant::now();
    while asked < until {
        request.clear();
        requests(&mut request);
        let answered = connection.exchange(&request).await?;
        if answered != status {
            bail!(
                "answered {answered} and not {status}: {}",
                String::from_utf8_lossy(connection.received())
            );
        }
        let now = Instant::now();
        latencies_us.push(u32::try_from((now - asked).as_micros()).unwrap_or(u32::MAX));
        asked = now;
    }
    Ok(latencies_us)
}

/// Waits until a server has nothing more to do and returns how long that took.
pub async fn settle(target: Target) -> Result<Duration> {
    let started = Instant::now();
    loop {
        let (began, before) = (started.elapsed(), cpu_time(target.process)?);
        tokio::time::sleep(IDLE_WINDOW).await;
        if cpu_time(target.process)?.saturating_sub(before) <= IDLE_CPU_MAX {
            return Ok(began);
        }
        if started.elapsed() > IDLE_TIMEOUT {
            bail!("the server still works {IDLE_TIMEOUT:?} after the load has ended");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_one() {
        assert!((median(vec![9.0, 1.0, 5.0]) - 5.0).abs() < f64::EPSILON);
    }

    #[test]
    fn a_percentile_is_one_of_the_values() {
        assert_eq!(percentile(&[1, 2, 3, 4], 99), Duration::from_micros(3));
        assert_eq!(percentile(&[], 50), Duration::ZERO);
    }
}
