//! The invariants of the house, as ARCHITECTURE.md states them, checked on what Cargo and the
//! sources say.

#![expect(
    clippy::unwrap_used,
    reason = "a test stops at the first thing that is not as it should be"
)]

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn house() -> Metadata {
    MetadataCommand::new()
        .manifest_path("../Cargo.toml")
        .no_deps()
        .exec()
        .unwrap()
}

/// The crates of the house that name a dependency, tests not counted.
fn users_of(metadata: &Metadata, dependency: &str) -> BTreeSet<String> {
    let names = |package: &&cargo_metadata::Package| {
        package
            .dependencies
            .iter()
            .any(|one| one.name == dependency && one.kind != DependencyKind::Development)
    };
    metadata
        .packages
        .iter()
        .filter(names)
        .map(|package| package.name.to_string())
        .collect()
}

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// Every Rust source below a folder.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
    found
}

fn files_with(folder: &str, words: &[&str]) -> Vec<PathBuf> {
    let holds = |path: &PathBuf| {
        let text = std::fs::read_to_string(path).unwrap();
        words.iter().any(|word| text.contains(word))
    };
    sources(&Path::new("..").join(folder))
        .into_iter()
        .filter(holds)
        .collect()
}

/// The crates of the house that one of them names, tests not counted.
fn named_by(metadata: &Metadata, name: &str) -> BTreeSet<String> {
    let package = metadata
        .packages
        .iter()
        .find(|package| package.name.as_str() == name)
        .unwrap();
    package
        .dependencies
        .iter()
        .filter(|one| one.name.starts_with("dockline") && one.kind != DependencyKind::Development)
        .map(|one| one.name.clone())
        .collect()
}

#[test]
fn each_crate_knows_only_what_stands_below_it() {
    let metadata = house();
    // `words` and `engine` stand beside each other: a sentence is made without the database, and
    // an SQL text is changed without a page.
    let below: [(&str, &[&str]); 8] = [
        ("dockline-domain", &[]),
        ("dockline-view", &["dockline-domain"]),
        ("dockline-engine", &["dockline-domain", "dockline-view"]),
        ("dockline-words", &["dockline-domain", "dockline-view"]),
        (
            "dockline-app",
            &["dockline-domain", "dockline-view", "dockline-words"],
        ),
        ("dockline-intake", &["dockline-domain"]),
        (
            "dockline-adapters",
            &[
                "dockline-domain",
                "dockline-view",
                "dockline-words",
                "dockline-engine",
            ],
        ),
        ("dockline-frontend", &["dockline-app"]),
    ];
    for (name, known) in below {
        assert_eq!(named_by(&metadata, name), set(known), "{name}");
    }
    assert!(!users_of(&metadata, "tokio").contains("dockline-domain"));
}

/// Named for a feature that the crates which use it leave out.
const FOR_A_FEATURE: [&str; 1] = ["icu_provider"];

#[test]
fn every_dependency_is_named_in_the_code() {
    let mut unused = Vec::new();
    for package in house().packages {
        let folder = package.manifest_path.parent().unwrap();
        let files = ["src", "tests"].map(|part| folder.join(part).into_std_path_buf());
        let mut code = String::new();
        for path in files
            .iter()
            .filter(|path| path.exists())
            .flat_map(|path| sources(path))
        {
            code += &std::fs::read_to_string(path).unwrap();
        }
        let words: BTreeSet<&str> = code
            .split(|one: char| !one.is_alphanumeric() && one != '_')
            .collect();
        let names = package.dependencies.iter().map(|one| {
            let name = one.rename.as_ref().unwrap_or(&one.name);
            name.replace('-', "_")
        });
        let missing = names
            .filter(|name| !words.contains(name.as_str()))
            .filter(|name| !FOR_A_FEATURE.contains(&name.as_str()));
        unused.extend(missing.map(|name| format!("{}: {name}", package.name)));
    }
    assert!(unused.is_empty(), "{unused:?}");
}

/// Subjects of commits are held from the one after this.
const SUBJECTS_SINCE: &str = "d3a19b6";

#[test]
fn the_subject_of_a_commit_has_at_most_72_characters() {
    let range = format!("{SUBJECTS_SINCE}..HEAD");
    let log = std::process::Command::new("git")
        .args(["log", "--no-merges", "--format=%s", &range])
        .output();
    let Ok(log) = log.map(|log| log.stdout).map(String::from_utf8) else {
        println!("skipped: git does not run");
        return;
    };
    let log = log.unwrap();
    if log.is_empty() {
        println!("skipped: git knows nothing since {SUBJECTS_SINCE}");
    }
    let long: Vec<&str> = log
        .lines()
        .filter(|line| line.chars().count() > 72)
        .collect();
    assert!(long.is_empty(), "{long:#?}");
}

#[test]
fn sqlx_stands_in_one_module_of_the_engine_and_in_the_memory_of_the_simulated_gateway() {
    assert_eq!(
        users_of(&house(), "sqlx"),
        set(&["dockline-adapters", "dockline-engine"])
    );
    let memory = Path::new("../adapters/src/gateway/simulator");
    let elsewhere: Vec<_> = files_with("adapters/src", &["sqlx::"])
        .into_iter()
        .filter(|path| !path.starts_with(memory))
        .collect();
    assert!(elsewhere.is_empty(), "{elsewhere:?}");
    let store = Path::new("../engine/src/store");
    let outside: Vec<_> = files_with("engine/src", &["sqlx::", "use sqlx"])
        .into_iter()
        .filter(|path| !path.starts_with(store))
        .collect();
    assert!(outside.is_empty(), "{outside:?}");
}

#[test]
fn leptos_stands_in_the_app_and_what_mounts_it() {
    assert_eq!(
        users_of(&house(), "leptos"),
        set(&["dockline", "dockline-app", "dockline-frontend"])
    );
    // The server only hands its desk to the server functions by the context.
    let users = files_with("server/src", &["leptos::"]);
    assert_eq!(users, [Path::new("../server/src/pages/mod.rs")]);
}

#[test]
fn axum_stands_in_the_server_and_in_the_ruler_of_the_benchmarks() {
    assert_eq!(
        users_of(&house(), "axum"),
        set(&["dockline", "dockline-bench"])
    );
}

#[test]
fn the_rules_read_no_clock_draw_no_number_and_do_nothing_later() {
    let words = [
        "::now()",
        "async fn",
        "getrandom",
        "rand::",
        "std::fs",
        "std::net",
        "Ulid",
    ];
    let found = files_with("domain/src", &words);
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn the_time_is_read_in_one_place() {
    let found = files_with("engine/src", &["Timestamp::now()", "SystemTime::now()"]);
    assert_eq!(found, [Path::new("../engine/src/clock.rs")]);
}

/// The rooms of the engine, from the ground up. Each may name those before it; `read` and `follow`
/// stand side by side.
const ROOMS: [&str; 19] = [
    "clock", "fold", "secret", "sealing", "gateway", "turns", "at_work", "event", "store", "error",
    "cursor", "live", "writer", "serve", "expect", "command", "read", "follow", "lib",
];

/// Names of rooms in a text: `crate::room::`, `crate::room;` and those of `use crate::{…}`.
fn rooms_named(text: &str) -> BTreeSet<&str> {
    let named = |part: &'static str| text.split(part).skip(1);
    let alone = named("crate::").map(|rest| rest.split(|c: char| !c.is_alphanumeric() && c != '_'));
    alone
        .filter_map(|mut words| words.next())
        .filter(|word| ROOMS.contains(word))
        .collect()
}

#[test]
fn each_room_of_the_engine_names_only_those_before_it() {
    let engine = Path::new("../engine/src");
    let mut wrong = Vec::new();
    for (floor, room) in ROOMS.iter().enumerate() {
        let mut files = vec![engine.join(format!("{room}.rs"))];
        files.retain(|path| path.exists());
        if engine.join(room).exists() {
            files.extend(sources(&engine.join(room)));
        }
        assert!(!files.is_empty(), "the engine has no room {room}");
        for path in files
            .iter()
            .filter(|path| !path.components().any(|part| part.as_os_str() == "tests"))
        {
            let text = std::fs::read_to_string(path).unwrap();
            let code = text.split("#[cfg(test)]").next().unwrap();
            let above: Vec<_> = rooms_named(code)
                .into_iter()
                .filter(|named| {
                    let side_by_side =
                        ["read", "follow"].contains(room) && ["read", "follow"].contains(named);
                    *named != *room && (side_by_side || ROOMS[floor..].contains(named))
                })
                .map(str::to_owned)
                .collect();
            if !above.is_empty() {
                wrong.push((path.clone(), above));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn only_the_writer_opens_a_session_that_writes() {
    let tests = Path::new("../engine/src/store/tests");
    let found = files_with("engine/src", &["lane.write()", "database.write()"]);
    let found: BTreeSet<_> = found
        .iter()
        .filter(|path| !path.starts_with(tests))
        .map(|path| path.to_string_lossy().into_owned())
        .collect();
    let writer = ["batch", "look_up"].map(|file| format!("../engine/src/writer/{file}.rs"));
    assert_eq!(found, writer.into());
    // Readers get sessions of another kind, and neither they nor followers nor anybody outside
    // hands rows over.
    for folder in [
        "engine/src/read",
        "engine/src/follow",
        "server/src",
        "app/src",
    ] {
        let found = files_with(folder, &["session.write(", "session.run(", "session.rows("]);
        assert!(found.is_empty(), "{found:?}");
    }
}

/// Whether a text names a kind of event, such as `order_placed` with a dot and its version.
fn names_a_kind(text: &str) -> bool {
    text.split(['"', '\'']).any(|quoted| {
        quoted.rsplit_once('.').is_some_and(|(name, version)| {
            name.contains('_')
                && name
                    .chars()
                    .all(|one| one.is_ascii_lowercase() || one == '_')
                && !version.is_empty()
                && version.chars().all(|one| one.is_ascii_digit())
        })
    })
}

#[test]
fn the_kinds_of_events_are_named_in_one_place() {
    assert!(names_a_kind("and kind = 'order_placed.1'\""));
    assert!(!names_a_kind("let file = \"order_placed.rs\";"));
    let outside: Vec<_> = ["engine/src", "app/src", "server/src", "domain/src"]
        .into_iter()
        .flat_map(|folder| sources(&Path::new("..").join(folder)))
        .filter(|path| !path.starts_with("../engine/src/event"))
        .filter(|path| names_a_kind(&std::fs::read_to_string(path).unwrap()))
        .collect();
    assert!(outside.is_empty(), "{outside:?}");
}

/// The named statements of the store, with their file.
fn statements() -> Vec<(String, String, String)> {
    let mut found = Vec::new();
    for path in sources(Path::new("../engine/src/store")) {
        let text = std::fs::read_to_string(&path).unwrap();
        let file = path.file_name().unwrap().to_string_lossy().into_owned();
        let blocks = text
            .split("statements! {\n")
            .skip(1)
            .map(|block| block.split("\n}").next().unwrap());
        for statement in blocks.flat_map(|block| block.split("\";")) {
            if let Some((name, sql)) = statement.split_once(" = \"") {
                let name = name.split_whitespace().last().unwrap_or_default();
                found.push((file.clone(), name.to_owned(), sql.to_owned()));
            }
        }
    }
    found
}

#[test]
fn every_statement_names_its_shop() {
    // A shop's own row stands in a file of its own. A key from before keys named their shop is found
    // by its hash, which says which shop it is. A test of the store looks more closely.
    let by_secret = "keys.rs: BY_OLD_HASH";
    let all = statements();
    assert!(all.len() > 100, "{} statements were found", all.len());
    let foreign: Vec<_> = all
        .iter()
        .filter(|(file, ..)| file != "shops.rs" && file != "statement.rs")
        .filter(|(.., sql)| !sql.contains("shop_id = ") && !sql.contains("(shop_id"))
        .map(|(file, name, _)| format!("{file}: {name}"))
        .filter(|name| name != by_secret)
        .collect();
    assert!(foreign.is_empty(), "{foreign:?}");
}

/// `SQLite` has no index for one and compares each row with each: with 24 000 orders `verify`, and
/// so every backup, took 24 s of computing.
#[test]
fn no_statement_is_a_full_join() {
    let joins: Vec<_> = statements()
        .into_iter()
        .filter(|(.., sql)| sql.to_lowercase().contains("full join"))
        .map(|(file, name, _)| format!("{file}: {name}"))
        .collect();
    assert!(joins.is_empty(), "{joins:?}");
}

/// What a text sets the least program to that may run, comments not counted.
fn minimum_programs(sql: &str) -> Vec<i64> {
    let code: Vec<&str> = sql
        .lines()
        .filter_map(|line| line.split("--").next())
        .collect();
    let code = code.join(" ");
    let set = ["set minimum_program = ", "(minimum_program) values ("];
    let after = set.iter().flat_map(|words| code.split(words).skip(1));
    let number = |rest: &str| {
        let end = rest.find(|one: char| !one.is_ascii_digit());
        rest[..end.unwrap_or(rest.len())].parse().unwrap()
    };
    after.map(number).collect()
}

#[test]
fn only_a_migration_says_which_programs_may_still_run_and_none_says_more_than_itself() {
    let (raises, none) = (
        "update _schema set minimum_program = 9;",
        "-- minimum_program",
    );
    assert_eq!(minimum_programs(raises), [9]);
    assert!(minimum_programs(none).is_empty());
    let mut said = vec![0];
    let mut migrations: Vec<PathBuf> = std::fs::read_dir("../engine/migrations")
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    migrations.sort();
    for path in migrations {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let itself: i64 = name.split('_').next().unwrap().parse().unwrap();
        for minimum in minimum_programs(&std::fs::read_to_string(&path).unwrap()) {
            assert!(minimum <= itself, "{name} keeps out its own program");
            assert!(minimum > said[said.len() - 1], "{name} lets older ones in");
            said.push(minimum);
        }
    }
    assert!(said.len() > 1, "none was found");
    for path in files_with("engine/src", &["minimum_program"]) {
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(minimum_programs(&text).is_empty(), "{}", path.display());
    }
}

#[test]
fn every_table_has_the_shop_first_in_its_key() {
    let mut tables = 0;
    for entry in std::fs::read_dir("../engine/migrations").unwrap().flatten() {
        let text = std::fs::read_to_string(entry.path()).unwrap();
        for table in text.split("create table ").skip(1) {
            tables += 1;
            let name = table.split_whitespace().next().unwrap();
            let body = table.split("\n)").next().unwrap();
            // What begins with a line is about the schema, and of no shop.
            let keyed = name.starts_with('_')
                || body.contains("primary key (shop_id")
                || (name == "shop_slugs" && body.contains("slug text not null primary key"))
                || (name == "shops" && body.contains("id text not null primary key"));
            assert!(keyed, "{name}");
        }
    }
    assert!(tables > 15, "{tables} tables were found");
}

/// Where an opening tag ends, after the `>` that is not part of an attribute's value.
fn end_of_tag(text: &str) -> usize {
    let (mut depth, mut quoted) = (0_i32, false);
    let end = text.char_indices().find(|&(at, one)| {
        match one {
            '"' if !text[..at].ends_with('\\') => quoted = !quoted,
            '(' | '{' | '[' if !quoted => depth += 1,
            ')' | '}' | ']' if !quoted => depth -= 1,
            _ => {}
        }
        one == '>' && depth == 0 && !quoted
    });
    end.unwrap().0 + 1
}

/// What stands directly in an element; its children that are elements have a rule of their own.
/// `rest` begins after the element's name.
fn own_text(rest: &str, element: &str) -> String {
    let start = end_of_tag(rest);
    if rest[..start].ends_with("/>") {
        return String::new();
    }
    let mut inside = rest[start..]
        .split(&format!("</{element}>"))
        .next()
        .unwrap();
    let (mut found, mut depth) = (String::new(), 0_u32);
    while let Some((before, tag)) = inside.split_once('<') {
        if depth == 0 {
            found.push_str(before);
        }
        let end = end_of_tag(tag);
        match (tag.starts_with('/'), tag[..end].ends_with("/>")) {
            (true, _) => depth -= 1,
            (false, false) => depth += 1,
            (false, true) => {}
        }
        inside = &tag[end..];
    }
    found + inside
}

/// The elements whose children Leptos writes as they are (`ESCAPE_CHILDREN` is false for them in
/// tachys).
const UNESCAPED: [&str; 4] = ["noscript", "script", "style", "textarea"];

fn unescaped_children(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for element in UNESCAPED {
        let tag = format!("<{element}");
        let tags = text.split(&tag).skip(1);
        let in_views = tags.filter(|rest| {
            !rest.starts_with(|one: char| one.is_ascii_alphanumeric() || one == '-')
        });
        found.extend(
            in_views
                .map(|rest| own_text(rest, element))
                .filter(|text| text.contains('{')),
        );
        let built = [format!("html::{element}("), format!("::{{{element}}}")];
        found.extend(built.into_iter().filter(|call| text.contains(call)));
    }
    found
}

#[test]
fn no_text_stands_where_leptos_writes_it_as_it_is() {
    assert_eq!(
        unescaped_children("view! { <textarea dir=x(|_| \"a>b\")>{text}</textarea> }"),
        ["{text}"]
    );
    assert_eq!(
        unescaped_children("view! { <noscript><p>a</p>{b}<br /></noscript> }"),
        ["{b}"]
    );
    assert!(
        unescaped_children("view! { <noscript><p>{say}</p></noscript><br/> <script src=x></script> <stylist>{a}</stylist> }").is_empty()
    );
    for path in sources(Path::new("../app/src"))
        .iter()
        .filter(|path| !path.ends_with("tests.rs"))
    {
        let text = std::fs::read_to_string(path).unwrap();
        let found = unescaped_children(text.split("#[cfg(test)]").next().unwrap());
        assert!(found.is_empty(), "{}: {found:?}", path.display());
    }
}

#[test]
fn markup_is_made_of_text_in_known_places_alone() {
    let mut found: Vec<String> = Vec::new();
    for path in files_with("app/src", &["inner_html="]) {
        let text = std::fs::read_to_string(&path).unwrap();
        let values = text.split("inner_html=").skip(1).map(|rest| {
            rest.split(['>', '\n', '('])
                .next()
                .unwrap()
                .trim()
                .to_owned()
        });
        found.extend(values.map(|value| {
            format!(
                "{}: {value}",
                path.strip_prefix("../app/src").unwrap().display()
            )
        }));
    }
    found.sort();
    // Constants, what components rendered before, descriptions and legal pages that ammonia cleaned,
    // and two writers that escape what they are given: each is tried by
    // `server/tests/http/attack/hostile_text.rs`.
    let known = [
        "component/icon.rs: SYMBOLS.concat",
        "component/icon.rs: used",
        "component/live.rs: html",
        "component/live.rs: html",
        "component/order_form.rs: take_field",
        "page/embed.rs: page.wish.tag",
        "page/fragment.rs: format!",
        "page/fragment.rs: list",
        "page/legal.rs: html.to_owned",
        "page/product.rs: view.product.description.clone",
        "page/shell.rs: json",
    ];
    assert_eq!(found, known);
}

#[test]
fn the_tests_that_the_page_on_security_names_are_there() {
    let page = std::fs::read_to_string("../docs/security.md").unwrap();
    let named: Vec<(&str, &str)> = page
        .split('`')
        .filter_map(|code| code.split_once(".rs::"))
        .collect();
    assert!(named.len() > 60, "{} tests are named", named.len());
    let gone: Vec<_> = named
        .iter()
        .filter(|(file, test)| {
            let text = std::fs::read_to_string(Path::new("..").join(format!("{file}.rs")))
                .unwrap_or_default();
            !text.contains(&format!("fn {test}("))
        })
        .collect();
    assert!(gone.is_empty(), "{gone:?}");
}
