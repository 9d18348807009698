use super::*;
use serde_json::Value;

/// One line of every kind and version that was ever written, with each optional field there and
/// absent: taken from runs of the releases that wrote them. Lines are added, never changed.
const GOLDEN: &str = include_str!("../../tests/events.golden.jsonl");

struct Line {
    kind: String,
    topic: String,
    payload: Value,
}

fn lines() -> Vec<Line> {
    let text = |line: &Value, name: &str| line[name].as_str().unwrap().to_owned();
    let line = |line: &str| {
        let line: Value = serde_json::from_str(line).unwrap();
        Line {
            kind: text(&line, "kind"),
            topic: text(&line, "topic"),
            payload: line["payload"].clone(),
        }
    };
    GOLDEN.lines().map(line).collect()
}

#[test]
fn every_event_that_was_ever_written_can_be_read_and_is_written_as_it_was() {
    for line in lines() {
        let payload = line.payload.to_string();
        let event = Event::read(&line.kind, &payload)
            .unwrap_or_else(|error| panic!("{}: {payload}: {error}", line.kind));
        assert_eq!(event.kind().name(), line.kind);
        assert_eq!(event.topic(), line.topic, "{payload}");
        let written: Value = serde_json::from_str(&event.payload()).unwrap();
        assert_eq!(written, line.payload, "{}", line.kind);
    }
}

#[test]
fn every_kind_has_a_line_that_holds_it_for_ever() {
    let lines = lines();
    for kind in Kind::ALL {
        assert!(
            lines.iter().any(|line| line.kind == kind.name()),
            "{} has no line in events.golden.jsonl",
            kind.name()
        );
    }
}

#[test]
fn what_cannot_be_read_says_why() {
    assert_eq!(
        Event::read("order_sung.7", "{}"),
        Err(Unreadable::Kind("order_sung.7".into()))
    );
    let damaged = Event::read("units_allocated.1", r#"{"order":"ord_1","sku":"TENT"}"#);
    let Err(Unreadable::Payload { kind, problem }) = damaged else {
        panic!("{damaged:?}")
    };
    assert_eq!(kind, "units_allocated.1");
    assert!(problem.contains("quantity"), "{problem}");
}

#[test]
fn a_reason_of_the_system_is_no_free_text_of_a_person() {
    let cancelled = |reason: &str| Event::OrderCancelled1 {
        order: OrderId::parse("ord_1").unwrap(),
        lines: vec![],
        reason: Reason::from(reason),
    };
    assert_eq!(cancelled("erased on request").free_text(), None);
    assert_eq!(
        cancelled("for Grete").free_text(),
        Some(("reason", "for Grete"))
    );
}

#[test]
fn an_event_of_an_order_that_names_a_variant_can_be_brought_up_to_date() {
    let mut named = 0;
    for line in lines() {
        if !line.topic.starts_with("order:") || !line.payload["sku"].is_string() {
            continue;
        }
        let mut event = Event::read(&line.kind, &line.payload.to_string()).unwrap();
        assert!(!event.skus_of_order().is_empty(), "{}", line.kind);
        named += 1;
    }
    assert!(named > 3, "{named}");
}
