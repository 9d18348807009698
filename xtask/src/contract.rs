//! The REST interface against its own description: Schemathesis makes requests from the `OpenAPI`
//! document, some that fit it and some that do not, and looks at every answer.
//! `xtask/contract/hooks.py` says what it knows beside the document and counts.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use crate::command::{cargo_target_dir, root};

/// The same requests in every run.
const SEED: &str = "1";
/// Of the requests that fit the document, most that the server may refuse for their form, in
/// percent.
const REFUSED_PERCENT_MAX: u64 = 5;
/// A server that is not there by then does not come.
const START_MAX: Duration = Duration::from_secs(20);
/// One who is asked to end and has a request under way.
const END_MAX: Duration = Duration::from_secs(5);
const SHOP: &str = "demo";

const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,response_schema_conformance,numbers_are_exact";

/// Who asks, how much, and how long that may take. What is not done by then is left out.
struct Run {
    name: &'static str,
    with_key: bool,
    /// Made-up requests of each address, beside those at the limits of each field.
    examples: u32,
    time_max: Duration,
}

const RUNS: [Run; 2] = [
    Run {
        name: "with a key",
        with_key: true,
        examples: 8,
        time_max: Duration::from_secs(35),
    },
    Run {
        name: "without a key",
        with_key: false,
        examples: 2,
        time_max: Duration::from_secs(20),
    },
];

/// Why there is nothing to run it with; `None` when there is.
pub fn missing() -> Option<String> {
    let program = schemathesis();
    (!program.exists()).then(|| {
        format!(
            "{} is not there; `xtask/setup.sh tests` installs it where Python 3.11 and PyPI are",
            program.display()
        )
    })
}

fn schemathesis() -> PathBuf {
    root().join("target/schemathesis/bin/st")
}

/// Runs both, and answers what is wrong: one entry a run.
pub fn run_all() -> Result<Vec<Result<()>>> {
    let work = root().join("target/contract");
    if work.exists() {
        fs::remove_dir_all(&work)?;
    }
    fs::create_dir_all(&work)?;
    RUNS.iter()
        .map(|run| Ok(Server::start(&work.join(run.name.replace(' ', "-")))?.examine(run)))
        .collect()
}

/// A server with an empty shop on a database of its own.
struct Server {
    process: Child,
    url: String,
    key: String,
    work: PathBuf,
}

impl Server {
    fn start(work: &Path) -> Result<Self> {
        fs::create_dir_all(work)?;
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let dockline = |arguments: &[&str]| {
            let mut command = Command::new(cargo_target_dir().join("debug/dockline"));
            command
                .args(arguments)
                .current_dir(work)
                .env("DOCKLINE_DATABASE_URL", "sqlite://contract.db");
            command
                .env("DOCKLINE_ADDR", address.to_string())
                .env("DOCKLINE_RATE_LIMIT", "off")
                .env("DOCKLINE_LOG", "warn");
            command
        };
        printed(&mut dockline(&[
            "shop",
            "create",
            SHOP,
            "--name",
            "Demo",
            "--currency",
            "EUR",
            "--timezone",
            "Europe/Berlin",
        ]))?;
        let key = printed(&mut dockline(&[
            "api-key", "create", "--shop", SHOP, "--name", "contract",
        ]))?;
        let log = fs::File::create(work.join("server.log"))?;
        let process = dockline(&["serve"])
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .context("dockline does not start")?;
        let began = Instant::now();
        let server = Self {
            process,
            url: format!("http://{address}"),
            key: key.trim().to_owned(),
            work: work.to_owned(),
        };
        while TcpStream::connect(address).is_err() {
            ensure!(
                began.elapsed() < START_MAX,
                "the server does not answer; see {}",
                work.join("server.log").display()
            );
            thread::sleep(Duration::from_millis(50));
        }
        Ok(server)
    }

    fn examine(&self, run: &Run) -> Result<()> {
        let (log, counts) = (
            self.work.join("schemathesis.log"),
            self.work.join("counts.json"),
        );
        let mut command = Command::new(schemathesis());
        command.args([
            "run",
            &format!("{}/api/openapi.json", self.url),
            "--seed",
            SEED,
            "--workers",
            "1",
            "--checks",
            CHECKS,
        ]);
        // A stream has no end, and how quickly requests are made up is not what is examined.
        command.args([
            "--exclude-path",
            "/api/v1/shops/{shop}/live",
            "--suppress-health-check",
            "all",
        ]);
        command.args([
            "--phases",
            "examples,coverage,fuzzing",
            "--max-examples",
            &run.examples.to_string(),
        ]);
        command.args([
            "--no-shrink",
            "--continue-on-failure",
            "--no-color",
            "--warnings",
            "off",
            "--generation-database",
            "none",
        ]);
        if run.with_key {
            command.args(["--header", &format!("Authorization: Bearer {}", self.key)]);
        }
        command
            .env("PYTHONPATH", root().join("xtask/contract"))
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("SCHEMATHESIS_HOOKS", "hooks");
        command
            .env("DOCKLINE_URL", &self.url)
            .env("DOCKLINE_KEY", &self.key)
            .env("DOCKLINE_SHOP", SHOP)
            .env("DOCKLINE_COUNTS", &counts);
        let output = fs::File::create(&log)?;
        command
            .current_dir(&self.work)
            .stdin(Stdio::null())
            .stdout(output.try_clone()?)
            .stderr(output);
        let mut process = command.spawn().context("Schemathesis does not start")?;
        let in_time = finished(&mut process, run.time_max)?;
        let counts = fs::read(&counts)
            .with_context(|| format!("Schemathesis did not count; see {}", log.display()))?;
        let verdict = judge(run, &serde_json::from_slice(&counts)?, in_time);
        verdict.with_context(|| format!("see {}", log.display()))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It has an empty database of its own: nothing is lost.
        _ = self.process.kill();
        _ = self.process.wait();
    }
}

/// What a command prints, if it succeeds.
fn printed(command: &mut Command) -> Result<String> {
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .context("dockline does not start (cargo build --package dockline)")?;
    ensure!(
        output.status.success(),
        "{command:?} ended with {}",
        output.status
    );
    Ok(String::from_utf8(output.stdout)?)
}

/// Waits for a process, and asks it to end when its time is over: then it still says what it found.
/// Answers whether it ended by itself.
fn finished(process: &mut Child, time_max: Duration) -> Result<bool> {
    let began = Instant::now();
    let mut asked = false;
    while process.try_wait()?.is_none() {
        if began.elapsed() > time_max + END_MAX {
            process.kill()?;
        } else if began.elapsed() > time_max && !asked {
            asked = Command::new("kill")
                .arg("-INT")
                .arg(process.id().to_string())
                .status()?
                .success();
        }
        thread::sleep(Duration::from_millis(100));
    }
    Ok(!asked)
}

/// Says what was counted, and fails for an answer that the document does not have or too many
/// refusals.
fn judge(run: &Run, counts: &Value, in_time: bool) -> Result<()> {
    let number = |name: &str| {
        counts[name]
            .as_u64()
            .with_context(|| format!("the counts lack {name}"))
    };
    let (requests, fitting, refused) =
        (number("requests")?, number("fitting")?, number("refused")?);
    let failures: Vec<&str> = counts["failures"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, _)| name.as_str())
        .collect();
    let ended = if in_time {
        String::new()
    } else {
        format!(", stopped after {} s", run.time_max.as_secs())
    };
    println!(
        "    {}: {requests} requests{ended}, {} failures; of {fitting} that fit the document {refused} were refused",
        run.name,
        failures.len()
    );
    if !failures.is_empty() {
        bail!("{}: {}", run.name, failures.join("\n"));
    }
    ensure!(
        requests > 500,
        "{}: {requests} requests are too few to say anything",
        run.name
    );
    if refused * 100 > fitting * REFUSED_PERCENT_MAX {
        let shown: Vec<&str> = counts["refusals"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, _)| name.as_str())
            .take(20)
            .collect();
        bail!(
            "{}: more than {REFUSED_PERCENT_MAX} % of what fits the document was refused:\n{}",
            run.name,
            shown.join("\n")
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn judged(counts: &Value) -> Result<()> {
        judge(&RUNS[0], counts, true)
    }

    #[test]
    fn one_wrong_answer_or_many_refusals_fail() {
        let counts = |refused: u64, failures: Value| json!({ "requests": 900, "fitting": 100, "refused": refused, "failures": failures, "refusals": { "POST /x: 422": refused } });
        assert!(judged(&counts(5, json!({}))).is_ok());
        assert!(
            judged(&counts(6, json!({})))
                .unwrap_err()
                .to_string()
                .contains("POST /x: 422")
        );
        assert!(
            judged(&counts(0, json!({ "GET /x: 500": 1 })))
                .unwrap_err()
                .to_string()
                .contains("GET /x: 500")
        );
        assert!(judged(&json!({ "requests": 900 })).is_err());
        assert!(
            judged(&json!({ "requests": 3, "fitting": 3, "refused": 0, "failures": {} })).is_err(),
            "nothing was tried"
        );
    }
}
