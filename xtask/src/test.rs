//! Every test of the project, and one line at the end that counts them.

use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::ops::AddAssign;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::command::{cargo, cargo_target_dir, root, run, step};
use crate::contract;
use crate::site::{self, Effort};

/// The app is compiled for the server here; its other half needs a browser, and is tested in one.
const CRATES: [&str; 3] = ["--workspace", "--exclude", "dockline-frontend"];

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Count {
    passed: u64,
    failed: u64,
}

impl AddAssign for Count {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// Runs all suites, also after one of them failed, and prints the sum.
pub fn run_all() -> ExitCode {
    let mut total = Count::default();
    total += suite("site", build_site);
    total += suite("crates", test_crates);
    total += suite("documentation", test_documentation);
    total += suite("contract", test_contract);
    total += suite("chaos", test_chaos);
    total += suite("browser", test_browser);
    println!("{} passed, {} failed", total.passed, total.failed);
    if total.failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Runs the requests that are made from the `OpenAPI` document alone.
pub fn run_contract() -> ExitCode {
    let count = suite("contract", test_contract);
    if count.failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// A suite that could not run counts as one failure.
fn suite(name: &str, tests: impl FnOnce() -> Result<Count>) -> Count {
    step(&format!("test: {name}"), tests).unwrap_or_else(|error| {
        eprintln!("error: {name}: {error:#}");
        Count {
            passed: 0,
            failed: 1,
        }
    })
}

/// The browser tests use the site. It counts only when it cannot be built or is too big.
fn build_site() -> Result<Count> {
    site::build(Effort::Small)?;
    Ok(Count::default())
}

fn test_crates() -> Result<Count> {
    let has_nextest = Command::new("cargo-nextest")
        .arg("--version")
        .output()
        .is_ok_and(|output| output.status.success());
    let count = if has_nextest {
        count_tests(cargo(&["nextest", "run", "--no-fail-fast"]).args(CRATES))?
    } else {
        count_tests(cargo(&["test", "--no-fail-fast", "--lib", "--bins", "--tests"]).args(CRATES))?
    };
    ensure!(count != Count::default(), "no test was counted");
    Ok(count)
}

fn test_documentation() -> Result<Count> {
    count_tests(cargo(&["test", "--no-fail-fast", "--doc"]).args(CRATES))
}

/// Each run of requests that are made from the `OpenAPI` document is one test.
fn test_contract() -> Result<Count> {
    if let Some(reason) = contract::missing() {
        println!("    skipped: {reason}");
        return Ok(Count::default());
    }
    let mut count = Count::default();
    for outcome in contract::run_all()? {
        match outcome {
            Ok(()) => count.passed += 1,
            Err(error) => {
                eprintln!("error: contract: {error:#}");
                count.failed += 1;
            }
        }
    }
    println!("    {} passed, {} failed", count.passed, count.failed);
    Ok(count)
}

/// A short run that breaks programs on one database. Its seed is one that kills the database early.
fn test_chaos() -> Result<Count> {
    run(&mut cargo(&["build", "--package", "dockline-chaos"]))?;
    let debug = cargo_target_dir().join("debug");
    run(Command::new(debug.join("dockline-chaos"))
        .args(["--seed", "2", "--minutes", "0.6", "--settled-within", "60"])
        .arg("--skip-without-postgres")
        .env("DOCKLINE_BIN", debug.join("dockline")))?;
    Ok(Count {
        passed: 1,
        failed: 0,
    })
}

fn test_browser() -> Result<Count> {
    let end2end = root().join("end2end");
    let report = root().join("target/end2end.json");
    if report.exists() {
        fs::remove_file(&report)?;
    }
    let outcome = run(Command::new(end2end.join("node_modules/.bin/playwright"))
        .args(["test", "--reporter=list,json"])
        .current_dir(&end2end)
        .env("PLAYWRIGHT_JSON_OUTPUT_NAME", &report)
        .env("DOCKLINE_BIN", cargo_target_dir().join("debug/dockline")));
    let Ok(report) = fs::read(&report) else {
        return outcome
            .map(|()| Count::default())
            .context("Playwright wrote no report");
    };
    let count = count_playwright(&serde_json::from_slice(&report)?)?;
    Ok(with_status(count, outcome.is_ok()))
}

/// Runs a test command, shows what it prints as it prints it, and adds up the summaries in it.
fn count_tests(command: &mut Command) -> Result<Count> {
    let (reader, writer) = io::pipe()?;
    command.stdout(writer.try_clone()?).stderr(writer);
    let mut child = command.spawn().context("cargo does not start")?;
    // The command holds the writing end too, and the reader would wait for it.
    command.stdout(io::stdout()).stderr(io::stderr());
    let mut count = Count::default();
    let mut lines = BufReader::new(reader);
    let mut line = Vec::new();
    while lines.read_until(b'\n', &mut line)? > 0 {
        io::stdout().write_all(&line)?;
        count += count_summary(&String::from_utf8_lossy(&line));
        line.clear();
    }
    Ok(with_status(count, child.wait()?.success()))
}

/// A command that failed without a failed test did not run as it should.
fn with_status(count: Count, is_success: bool) -> Count {
    if is_success || count.failed > 0 {
        count
    } else {
        Count { failed: 1, ..count }
    }
}

/// What the summary line of `cargo nextest` or `cargo test` counts; nothing on any other line.
/// Nextest repeats what a failed test printed, the harness's own summary among it, but indents it.
fn count_summary(line: &str) -> Count {
    let mut count = Count::default();
    let nextest = line
        .trim_start()
        .strip_prefix("Summary [")
        .and_then(|rest| rest.split_once(": "));
    let cargo_test = line
        .strip_prefix("test result")
        .and_then(|rest| rest.split_once(": "));
    let Some((_, counts)) = nextest.or(cargo_test) else {
        return count;
    };
    for part in counts.split([',', ';', '.']) {
        let mut words = part.split_whitespace();
        let Some(number) = words.next().and_then(|word| word.parse::<u64>().ok()) else {
            continue;
        };
        match words.next() {
            Some("passed") => count.passed += number,
            Some("failed" | "exec" | "timed") => count.failed += number,
            _ => {}
        }
    }
    count
}

fn count_playwright(report: &Value) -> Result<Count> {
    let number = |name: &str| {
        report["stats"][name]
            .as_u64()
            .with_context(|| format!("Playwright's report lacks stats.{name}"))
    };
    Ok(Count {
        passed: number("expected")? + number("flaky")?,
        failed: number("unexpected")?,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_summary_counts_each_test_once() {
        let cases = [
            (
                "     Summary [   0.010s] 3 tests run: 3 passed, 0 skipped",
                3,
                0,
            ),
            (
                "     Summary [  12.5s] 9/10 tests run: 4 passed (1 slow, 1 flaky), 2 failed, 1 exec failed, 2 timed out, 5 skipped",
                4,
                5,
            ),
            (
                "test result: ok. 7 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s",
                7,
                0,
            ),
            (
                "test result: FAILED. 7 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s",
                7,
                2,
            ),
            (
                "    test result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s",
                0,
                0,
            ),
            ("the test said: 3 passed", 0, 0),
            ("test result", 0, 0),
        ];
        for (line, passed, failed) in cases {
            assert_eq!(count_summary(line), Count { passed, failed }, "{line}");
        }
    }

    #[test]
    fn a_flaky_browser_test_has_passed() {
        let report =
            json!({ "stats": { "expected": 5, "unexpected": 1, "flaky": 2, "skipped": 9 } });
        assert_eq!(
            count_playwright(&report).unwrap(),
            Count {
                passed: 7,
                failed: 1
            }
        );
        assert!(count_playwright(&json!({})).is_err());
    }

    #[test]
    fn a_command_that_fails_without_a_failed_test_counts_as_one() {
        assert_eq!(
            with_status(
                Count {
                    passed: 3,
                    failed: 0
                },
                false
            ),
            Count {
                passed: 3,
                failed: 1
            }
        );
        assert_eq!(
            with_status(
                Count {
                    passed: 3,
                    failed: 2
                },
                false
            ),
            Count {
                passed: 3,
                failed: 2
            }
        );
    }
}
