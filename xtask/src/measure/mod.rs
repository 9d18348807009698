//! What the code looks like in figures: the length of files and functions, how much is explained,
//! and what is counted because it creeps in (clones, unwraps). Tests are counted apart: they may
//! be as long as they are plain.

mod lexer;
mod prose;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use cargo_metadata::MetadataCommand;

use crate::command::{files_below, root};
use lexer::{Kind, Token, tokens};

/// Most lines of a function, from its name to its last brace, at 100 columns. Lines with nothing but
/// a comment do not count: what is explained must not become less for it.
const FUNCTION_LINES_MAX: usize = 70;

/// Everything that is counted of a crate, or of all.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
struct Counted {
    /// Lines of each file.
    files: Vec<usize>,
    /// Lines of code, without comments and blank lines.
    code: usize,
    /// Lines of comments for those who read the code.
    comments: usize,
    /// Lines of documentation.
    docs: usize,
    functions: Vec<Function>,
    unwraps: usize,
    clones: usize,
    /// Lines of code of tests, inside the sources and beside them.
    tests: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Function {
    /// The file, the line and the name.
    place: String,
    lines: usize,
}

impl Counted {
    fn add(&mut self, other: Self) {
        self.files.extend(other.files);
        self.code += other.code;
        self.comments += other.comments;
        self.docs += other.docs;
        self.functions.extend(other.functions);
        self.unwraps += other.unwraps;
        self.clones += other.clones;
        self.tests += other.tests;
    }

    /// Functions that are longer than they may be.
    fn too_long(&self) -> Vec<&Function> {
        let long = |function: &&Function| function.lines > FUNCTION_LINES_MAX;
        self.functions.iter().filter(long).collect()
    }
}

/// Prints a line for each crate and one for all, then the functions that are too long and the
/// length of the sentences in ARCHITECTURE.md.
pub fn print() -> Result<()> {
    let crates = crates()?;
    let mut all = Counted::default();
    println!(
        "{:<19} files  lines a file   code  lines a function    comments  docs  \
         unwraps  clones  tests",
        ""
    );
    println!(
        "{:<19}        med/p90/max          med/p90/p99/max     % code  % all  per 1 000 code  \
         / code",
        ""
    );
    for (name, counted) in &crates {
        println!("{}", line(name, counted));
        all.add(counted.clone());
    }
    println!("{}", line("all", &all));
    println!("\nfunctions over {FUNCTION_LINES_MAX} lines:");
    for function in all.too_long() {
        println!("  {:>4} {}", function.lines, function.place);
    }
    let page = fs::read_to_string(root().join("ARCHITECTURE.md"))?;
    let (median, ninth, longest) = spread(&words_of_sentences(&page));
    println!("\nwords of a sentence in ARCHITECTURE.md: {median}/{ninth}/{longest}");
    Ok(())
}

/// The crates of the house, each with what is counted of it.
fn crates() -> Result<Vec<(String, Counted)>> {
    let metadata = MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .no_deps()
        .exec()?;
    let packages = metadata.packages.iter().map(|package| {
        let folder = package.manifest_path.parent().context("no folder")?;
        Ok((package.name.to_string(), count_crate(folder.as_std_path())?))
    });
    packages.collect()
}

fn count_crate(folder: &Path) -> Result<Counted> {
    let mut all = Counted::default();
    for part in ["src", "tests"] {
        for path in files_below(&folder.join(part))? {
            if path.extension().is_none_or(|ending| ending != "rs") {
                continue;
            }
            let text = fs::read_to_string(&path)?;
            let name = path.strip_prefix(root()).unwrap_or(&path);
            all.add(if part == "tests" || is_of_tests(&path) {
                Counted {
                    tests: code_lines(&tokens(&text)),
                    ..Counted::default()
                }
            } else {
                count(&name.display().to_string(), &text)
            });
        }
    }
    Ok(all)
}

/// A module of tests in a file of its own.
fn is_of_tests(path: &Path) -> bool {
    path.ends_with("tests.rs") || path.components().any(|part| part.as_os_str() == "tests")
}

/// Counts one source file.
fn count(name: &str, text: &str) -> Counted {
    let all = tokens(text);
    let (kept, of_tests) = without_tests(&all);
    let lines_of = |kind: Kind| {
        let of_kind = kept.iter().filter(move |token| token.kind == kind);
        of_kind.map(|token| token.last - token.first + 1).sum()
    };
    let method = |name: &str| {
        let is_call = |three: &&[Token<'_>]| {
            three[0].text == "." && three[1].text == name && three[2].text == "("
        };
        kept.windows(3).filter(is_call).count()
    };
    Counted {
        files: vec![text.lines().count() - lines_between(&of_tests)],
        code: code_lines(&kept),
        comments: lines_of(Kind::Comment),
        docs: lines_of(Kind::Doc),
        functions: functions(name, &kept),
        unwraps: method("unwrap"),
        clones: method("clone"),
        tests: code_lines(&of_tests),
    }
}

/// The tokens of what is compiled always, and those of items under `#[cfg(test)]`.
fn without_tests<'a>(all: &[Token<'a>]) -> (Vec<Token<'a>>, Vec<Token<'a>>) {
    const MARK: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];
    let (mut kept, mut of_tests, mut at) = (Vec::new(), Vec::new(), 0);
    while at < all.len() {
        let is_marked = all[at..].len() >= MARK.len()
            && MARK
                .iter()
                .zip(&all[at..])
                .all(|(mark, token)| *mark == token.text);
        if is_marked {
            let end = at + MARK.len() + end_of_item(&all[at + MARK.len()..]);
            of_tests.extend_from_slice(&all[at..end]);
            at = end;
        } else {
            kept.push(all[at]);
            at += 1;
        }
    }
    (kept, of_tests)
}

/// How many tokens the first item has: it ends with a semicolon or with its block.
fn end_of_item(tokens: &[Token<'_>]) -> usize {
    let mut depth = 0_i32;
    for (at, token) in tokens.iter().enumerate() {
        depth += step(token);
        let ends = match token.text {
            ";" => true,
            "}" => token.kind == Kind::Mark,
            _ => false,
        };
        if ends && depth == 0 {
            return at + 1;
        }
    }
    tokens.len()
}

/// Whether a token opens (1) or closes (-1) something.
fn step(token: &Token<'_>) -> i32 {
    match token.text {
        "(" | "[" | "{" => 1,
        ")" | "]" | "}" => -1,
        _ => 0,
    }
}

fn functions(file: &str, tokens: &[Token<'_>]) -> Vec<Function> {
    let code: Vec<&Token<'_>> = tokens.iter().filter(|token| token.is_code()).collect();
    let named = code.windows(2).enumerate().filter(|(_, two)| {
        // `fn(` is the type of a pointer.
        two[0].text == "fn" && two[1].kind == Kind::Word
    });
    named
        .filter_map(|(at, two)| {
            let rest = &code[at + 2..];
            let mut depth = 0;
            let end = rest.iter().position(|token| {
                depth += step(token);
                depth == 0 && matches!(token.text, ";" | "}")
            })?;
            let has_body = rest[end].text == "}";
            let (first, last) = (two[0].first, rest[end].last);
            has_body.then(|| Function {
                place: format!("{file}:{first} {}", two[1].text),
                lines: last - first + 1 - explained(tokens, first, last),
            })
        })
        .collect()
}

/// How many of some lines hold nothing but a comment.
fn explained(tokens: &[Token<'_>], first: usize, last: usize) -> usize {
    let inside = |token: &&Token<'_>| first <= token.first && token.last <= last;
    let lines_of = |is_code: bool| {
        let of_kind = tokens.iter().filter(inside);
        let of_kind = of_kind.filter(move |token| token.is_code() == is_code);
        of_kind
            .flat_map(|token| token.first..=token.last)
            .collect::<BTreeSet<_>>()
    };
    lines_of(false).difference(&lines_of(true)).count()
}

/// How many lines hold code.
fn code_lines(tokens: &[Token<'_>]) -> usize {
    let (mut lines, mut counted) = (0, 0);
    for token in tokens.iter().filter(|token| token.is_code()) {
        lines += (token.last + 1).saturating_sub(token.first.max(counted + 1));
        counted = token.last;
    }
    lines
}

/// How many lines some tokens take, with what stands between them.
fn lines_between(tokens: &[Token<'_>]) -> usize {
    match (tokens.first(), tokens.last()) {
        (Some(first), Some(last)) => last.last - first.first + 1,
        _ => 0,
    }
}

fn words_of_sentences(page: &str) -> Vec<usize> {
    let sentences = prose::sentences(page);
    sentences.iter().map(|one| prose::words(one)).collect()
}

/// The value below which this share (of 100) of the values lie; 0 of none.
fn percentile(values: &[usize], share: usize) -> usize {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let at = sorted.len() * share / 100;
    sorted
        .get(at)
        .or(sorted.last())
        .copied()
        .unwrap_or_default()
}

/// Median, 90th percentile and maximum.
fn spread(values: &[usize]) -> (usize, usize, usize) {
    (
        percentile(values, 50),
        percentile(values, 90),
        percentile(values, 100),
    )
}

fn line(name: &str, counted: &Counted) -> String {
    let lengths: Vec<usize> = counted.functions.iter().map(|one| one.lines).collect();
    let (file, file90, file_max) = spread(&counted.files);
    let (function, function90, function_max) = spread(&lengths);
    let function99 = percentile(&lengths, 99);
    let code = share(counted.code.max(1), 1);
    let all = counted.code + counted.comments + counted.docs;
    format!(
        "{name:<19} {:>5}  {:<12} {:>6}  {:<18} {:>9.1} {:>6.1} {:>7.1} {:>7.1}  {:>5.2}",
        counted.files.len(),
        format!("{file}/{file90}/{file_max}"),
        counted.code,
        format!("{function}/{function90}/{function99}/{function_max}"),
        100.0 * share(counted.comments, counted.code),
        100.0 * share(counted.docs, all),
        1_000.0 * share(counted.unwraps, counted.code),
        1_000.0 * share(counted.clones, counted.code),
        share(counted.tests, 1) / code,
    )
}

/// A part of a whole; of nothing it is nothing.
fn share(part: usize, whole: usize) -> f64 {
    let exact = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    exact(part) / exact(whole.max(1))
}
