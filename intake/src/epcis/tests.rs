//! Documents in the styles that partners write.

use super::*;
use dockline_domain::supply::Stage;
use serde_json::json;

/// As a request without a word about errors is read.
fn read(value: Value) -> Result<Vec<EventRead>, Unread> {
    super::read(value, Invalid::RefusesAll).map(|read| read.events)
}

/// A document with these events, as the standard's examples look.
fn document(events: &[Value]) -> Value {
    json!({
        "@context": ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld", { "example": "https://ns.example.com/epcis/" }],
        "id": "_:document1", "type": "EPCISDocument", "schemaVersion": "2.0", "creationDate": "2026-11-20T11:30:47.0Z",
        "epcisBody": { "eventList": events }
    })
}

/// Goods of an order leave the supplier.
fn shipping() -> Value {
    json!({
        "eventID": "ni:///sha-256;df7bb3c3?ver=CBV2.0", "type": "ObjectEvent", "action": "OBSERVE", "bizStep": "shipping",
        "disposition": "in_transit", "epcList": ["urn:epc:id:sgtin:0614141.107346.2017"],
        "eventTime": "2026-11-20T20:33:31.116000-06:00", "eventTimeZoneOffset": "-06:00",
        "readPoint": { "id": "urn:epc:id:sgln:0614141.07346.1234" },
        "bizTransactionList": [{ "type": "po", "bizTransaction": "http://transaction.acme.com/po/12345678" }],
        "example:myField": "a field of the supplier's own"
    })
}

/// The event with other fields; null takes a field away.
fn with(mut event: Value, fields: &Value) -> Value {
    for (name, value) in fields.as_object().unwrap() {
        event[name] = value.clone();
        if value.is_null() {
            event.as_object_mut().unwrap().remove(name);
        }
    }
    event
}

fn one(event: Value) -> EventRead {
    read(document(&[event])).unwrap().remove(0)
}

fn stage_of(event: Value) -> Option<Stage> {
    match one(event).meaning {
        Meaning::Reached { stage, .. } => Some(stage),
        _ => None,
    }
}

fn wrong(value: Value) -> Vec<(String, String)> {
    match read(value).unwrap_err() {
        Unread::Invalid(problems) => problems
            .into_iter()
            .map(|problem| (problem.pointer, problem.detail))
            .collect(),
        Unread::TooManyEvents(count) => panic!("{count} events"),
    }
}

fn pointers(value: Value) -> Vec<String> {
    wrong(value)
        .into_iter()
        .map(|(pointer, _)| pointer)
        .collect()
}

#[test]
fn an_event_says_where_which_order_is_since_when() {
    let uri = "http://transaction.acme.com/po/12345678".to_owned();
    let orders = vec![(uri.clone(), vec![uri, "12345678".to_owned()])];
    let meaning = Meaning::Reached {
        orders,
        stage: Stage::InTransit,
        at: "2026-11-21T02:33:31.116Z".parse().unwrap(),
    };
    assert_eq!(
        one(shipping()),
        EventRead {
            id: "ni:///sha-256;df7bb3c3?ver=CBV2.0".to_owned(),
            meaning
        }
    );
}

#[test]
fn an_event_names_transactions_up_to_the_limit() {
    let transaction = |number: usize| json!({ "type": "po", "bizTransaction": format!("https://acme.example/po/{}", number / 2) });
    let naming = |count: usize| {
        let list: Vec<Value> = (0..count).map(transaction).collect();
        with(shipping(), &json!({ "bizTransactionList": list }))
    };
    // The standard wants each entry once; here each is called by two URIs.
    let twice = |count: usize| {
        let mut event = naming(count);
        for (number, one) in event["bizTransactionList"]
            .as_array_mut()
            .unwrap()
            .iter_mut()
            .enumerate()
        {
            one["bizTransaction"] = format!("https://acme.example/po/{number}").into();
        }
        event
    };
    let Meaning::Reached { orders, .. } = event::read(&naming(1_000)).meaning else {
        panic!("a thousand are read")
    };
    assert_eq!(orders.len(), 500);
    let Meaning::Reached { orders, .. } = one(twice(1_000)).meaning else {
        panic!("a thousand are read")
    };
    assert_eq!(orders.len(), 1_000);
    let Meaning::Unfit(reason) = one(twice(1_001)).meaning else {
        panic!("it was read")
    };
    assert_eq!(
        reason,
        "it has 1001 business transactions, and may have 1000"
    );
}

#[test]
fn the_reason_of_an_error_is_as_long_as_any_other_text() {
    let declared = |reason: &str| {
        let declaration = json!({ "declarationTime": "2026-11-23T08:00:00Z", "reason": reason });
        one(with(
            shipping(),
            &json!({ "errorDeclaration": declaration }),
        ))
        .meaning
    };
    let uri = |chars: usize| format!("{:x<chars$}", "https://acme.example/");
    assert!(matches!(declared(&uri(300)), Meaning::Wrong { .. }));
    let Meaning::Unfit(reason) = declared(&uri(301)) else {
        panic!("it was kept")
    };
    assert_eq!(
        reason,
        "the reason of its errorDeclaration has more than 300 characters"
    );
    assert!(matches!(declared("_:name"), Meaning::Wrong { .. }));
    assert!(
        matches!(declared("_:name\u{202e}"), Meaning::Unfit(_)),
        "it would turn what stands around it"
    );
}

/// With `proceed` each event is checked for itself, and the header of the document once.
#[test]
fn a_long_header_is_not_read_again_for_each_event() {
    let mut long = document(&vec![
        with(shipping(), &json!({ "eventTime": "yesterday" }));
        1_000
    ]);
    let masters: Vec<Value> = (0..5_000).map(|number| json!({ "type": "urn:epcglobal:epcis:vtype:BusinessLocation", "vocabularyElementList": [{ "id": format!("urn:x:{number}") }] })).collect();
    long["epcisHeader"] = json!({ "epcisMasterData": { "vocabularyList": masters } });
    let began = std::time::Instant::now();
    let read = super::read(long, Invalid::RefusesItself).unwrap();
    assert_eq!(
        read.events
            .iter()
            .filter(|event| matches!(event.meaning, Meaning::Unfit(_)))
            .count(),
        1_000
    );
    assert!(
        began.elapsed() < std::time::Duration::from_secs(20),
        "{:?}",
        began.elapsed()
    );
}

#[test]
fn a_single_event_with_its_context_is_read_as_a_document_is() {
    let bare = with(
        shipping(),
        &json!({ "@context": "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld" }),
    );
    assert_eq!(read(bare).unwrap(), [one(shipping())]);
    assert_eq!(pointers(shipping()), ["/@context"]);
}

#[test]
fn the_words_may_be_written_out() {
    for (step, disposition, kind) in [
        (
            "urn:epcglobal:cbv:bizstep:shipping",
            "urn:epcglobal:cbv:disp:in_transit",
            "urn:epcglobal:cbv:btt:po",
        ),
        (
            "https://ref.gs1.org/cbv/BizStep-shipping",
            "https://ref.gs1.org/cbv/Disp-in_transit",
            "https://ref.gs1.org/cbv/BTT-po",
        ),
        ("cbv:BizStep-shipping", "cbv:Disp-in_transit", "cbv:BTT-po"),
    ] {
        let list =
            json!([{ "type": kind, "bizTransaction": "http://transaction.acme.com/po/12345678" }]);
        let written = with(
            shipping(),
            &json!({ "bizStep": step, "disposition": disposition, "bizTransactionList": list }),
        );
        assert_eq!(one(written), one(shipping()));
    }
}

/// What a subscription delivers, and drafts and other programs write.
#[test]
fn a_document_in_another_shape_says_the_same() {
    let (context, plain) = (
        json!("https://ref.gs1.org/standards/epcis/epcis-context.jsonld"),
        read(document(&[shipping()])).unwrap(),
    );
    let answer = json!({
        "@context": context, "type": "EPCISQueryDocument", "schemaVersion": "2.0", "creationDate": "2026-11-20T11:30:47.0Z",
        "epcisBody": { "queryResults": { "queryName": "SimpleEventQuery", "subscriptionID": "s1", "resultsBody": { "eventList": [shipping()] } } }
    });
    assert_eq!(read(answer), Ok(plain.clone()));

    let mut draft = with(shipping(), &json!({ "type": null, "isA": "ObjectEvent" }));
    let one = draft["bizTransactionList"][0].take();
    draft["bizTransactionList"] = one;
    draft["epcList"] = draft["epcList"][0].take();
    let mut old = document(&[draft.clone()]);
    old.as_object_mut().unwrap().remove("type");
    (
        old["isA"],
        old["schemaVersion"],
        old["epcisBody"]["eventList"],
    ) = (json!("EPCISDocument"), json!(2.0), draft);
    assert_eq!(read(old), Ok(plain.clone()));

    let typed = with(
        shipping(),
        &json!({ "type": "epcis:ObjectEvent", "@context": [context, { "example": "https://ns.example.com/epcis/" }] }),
    );
    assert_eq!(read(typed), Ok(plain));
}

#[test]
fn an_order_may_be_called_by_its_plain_number() {
    let orders = |name: &str| {
        let list = json!([{ "type": "po", "bizTransaction": name }, { "type": "desadv", "bizTransaction": "no uri either" }]);
        match one(with(shipping(), &json!({ "bizTransactionList": list }))).meaning {
            Meaning::Reached { orders, .. } => orders,
            other => panic!("{other:?}"),
        }
    };
    for name in ["PO-2026-SUNRISE", "PO 1/A", "4711"] {
        assert_eq!(orders(name), [(name.to_owned(), vec![name.to_owned()])]);
    }
    assert!(
        !wrong(document(&[with(
            shipping(),
            &json!({ "bizTransactionList": [{ "type": "po", "bizTransaction": " " }] })
        )]))
        .is_empty()
    );
}

#[test]
fn a_wrong_event_may_be_refused_alone() {
    let bad = with(
        shipping(),
        &json!({ "eventID": "urn:uuid:bad", "bizStep": "sailing", "action": null }),
    );
    let read = super::read(document(&[bad.clone(), shipping()]), Invalid::RefusesItself).unwrap();
    assert_eq!(
        (read.events[1].clone(), read.pointer(1)),
        (one(shipping()), "/epcisBody/eventList/1".to_owned())
    );
    let Meaning::Unfit(reason) = &read.events[0].meaning else {
        panic!("{read:?}")
    };
    assert!(
        reason.contains("action must be given")
            && reason.contains("bizStep must be a URI, or one of"),
        "{reason}"
    );
    assert_eq!(read.events[0].id, "urn:uuid:bad");

    // What is wrong with the document itself is nobody's alone.
    let mut dateless = document(&[shipping(), bad]);
    dateless.as_object_mut().unwrap().remove("creationDate");
    assert!(super::read(dateless, Invalid::RefusesItself).is_err());
}

#[test]
fn every_type_of_event_is_read() {
    let po = json!([{ "type": "po", "bizTransaction": "urn:epcglobal:cbv:bt:0614141073467:PO-1" }]);
    let common = json!({
        "eventTime": "2026-11-20T08:00:00Z", "eventTimeZoneOffset": "+00:00", "bizTransactionList": po, "readPoint": { "id": "urn:epc:id:sgln:0614141.07346.1234" }
    });
    let aggregation = json!({
        "type": "AggregationEvent", "action": "ADD", "bizStep": "loading", "parentID": "urn:epc:id:sscc:0614141.1234567890",
        "childEPCs": ["urn:epc:id:sgtin:0614141.107346.2017"], "childQuantityList": [{ "epcClass": "urn:epc:idpat:sgtin:4012345.098765.*", "quantity": 10 }]
    });
    let transaction = json!({
        "type": "TransactionEvent", "action": "ADD", "bizStep": "receiving", "disposition": "in_progress",
        "quantityList": [{ "epcClass": "urn:epc:class:lgtin:4012345.012345.998877", "quantity": 200.5, "uom": "KGM" }]
    });
    let transformation = json!({
        "type": "TransformationEvent", "bizStep": "commissioning", "inputEPCList": ["urn:epc:id:sgtin:4012345.011122.25"],
        "outputEPCList": ["https://id.gs1.org/01/04012345077889/21/25"], "ilmd": { "example:bestBeforeDate": "2027-01-01" }
    });
    let association = json!({
        "type": "AssociationEvent", "action": "ADD", "bizStep": "inspecting", "parentID": "urn:epc:id:grai:4012345.55555.987",
        "childEPCs": ["urn:epc:id:giai:4000001.12345"],
        "sensorElementList": [{ "sensorReport": [{ "type": "Temperature", "value": 26.0, "uom": "CEL", "bizRules": "https://example.com/rules/1" }] }]
    });
    for (event, stage) in [
        (aggregation, Stage::InTransit),
        (transaction, Stage::Arrived),
        (transformation, Stage::InProduction),
        (association, Stage::QualityCheck),
    ] {
        assert_eq!(
            stage_of(with(event.clone(), &common)),
            Some(stage),
            "{event}"
        );
    }
}

#[test]
fn what_is_not_ours_is_told_from_what_is() {
    let why = |fields: Value| match one(with(shipping(), &fields)).meaning {
        Meaning::Nothing(reason) => reason,
        other => panic!("{other:?}"),
    };
    assert!(why(json!({ "bizTransactionList": null })).contains("po"));
    assert!(
        why(json!({ "bizTransactionList": [{ "type": "desadv", "bizTransaction": "urn:x:po:1" }, { "bizTransaction": "urn:x:po:1" }] }))
            .contains("po")
    );
    assert!(why(json!({ "bizStep": "stocking" })).contains("stocking"));
    assert!(why(json!({ "bizStep": null, "disposition": "active" })).contains("bizStep"));
    assert!(why(json!({ "disposition": "stolen" })).contains("disposition"));
    assert!(why(json!({ "bizStep": "void_shipping" })).contains("errorDeclaration"));
    assert!(
        why(json!({ "type": "TransactionEvent", "action": "DELETE" })).contains("transactions")
    );
    let own = json!({ "type": "https://example.com/SealEvent", "eventTime": "2026-11-20T08:00:00Z", "eventTimeZoneOffset": "+00:00" });
    assert!(matches!(one(own).meaning, Meaning::Nothing(_)));
}

#[test]
fn an_event_without_an_id_is_known_by_its_content_alone() {
    let nameless = with(shipping(), &json!({ "eventID": null }));
    let id = one(nameless.clone()).id;
    assert!(id.starts_with("sha-256:") && id.len() == 72, "{id}");
    let same = json!({ "recordTime": "2026-11-21T08:00:00Z", "bizStep": "cbv:BizStep-shipping", "errorDeclaration": { "declarationTime": "2026-11-22T08:00:00Z" } });
    assert_eq!(one(with(nameless.clone(), &same)).id, id);
    assert_ne!(
        one(with(nameless, &json!({ "bizStep": "departing" }))).id,
        id
    );
}

#[test]
fn a_declaration_of_an_error_is_read_whatever_else_the_event_says() {
    let declared = json!({
        "declarationTime": "2026-11-22T08:00:00Z", "reason": "https://ref.gs1.org/cbv/ER-incorrect_data",
        "correctiveEventIDs": ["urn:uuid:0bdb5b3c-4c09-4a2b-9f3c-1f1f7d3c2a11"]
    });
    let read = one(with(
        shipping(),
        &json!({ "bizTransactionList": null, "errorDeclaration": declared }),
    ));
    let correction = read.correction().unwrap();
    assert_eq!(
        (correction.event, correction.reason.as_deref()),
        (
            "ni:///sha-256;df7bb3c3?ver=CBV2.0".to_owned(),
            Some("incorrect_data")
        )
    );
    assert_eq!(
        correction.corrected_by,
        ["urn:uuid:0bdb5b3c-4c09-4a2b-9f3c-1f1f7d3c2a11"]
    );
}

#[test]
fn ids_have_a_longest_length() {
    let long = format!("urn:x:{}", "1".repeat(500));
    assert!(matches!(
        one(with(shipping(), &json!({ "eventID": long }))).meaning,
        Meaning::Unfit(_)
    ));
    let declared =
        json!({ "declarationTime": "2026-11-22T08:00:00Z", "correctiveEventIDs": [long] });
    assert!(matches!(
        one(with(shipping(), &json!({ "errorDeclaration": declared }))).meaning,
        Meaning::Unfit(_)
    ));
}

#[test]
fn each_wrong_place_is_named_with_what_is_allowed() {
    let table = [
        (json!({ "eventTime": null }), "eventTime", "must be given"),
        (
            json!({ "eventTime": "yesterday" }),
            "eventTime",
            "must be a time",
        ),
        (
            json!({ "eventTimeZoneOffset": "+2" }),
            "eventTimeZoneOffset",
            "must be an offset from UTC",
        ),
        (
            json!({ "action": "LOOK" }),
            "action",
            "must be one of OBSERVE, ADD, DELETE",
        ),
        (
            json!({ "bizStep": "sailing" }),
            "bizStep",
            "must be a URI, or one of accepting, arriving",
        ),
        (
            json!({ "epcList": ["no uri"] }),
            "epcList/0",
            "must be a URI",
        ),
        (
            json!({ "epcList": ["urn:x:1", "urn:x:1"] }),
            "epcList",
            "twice",
        ),
        (json!({ "eventID": 7 }), "eventID", "must be a text"),
        (json!({ "colour": "red" }), "colour", "prefix"),
        (
            json!({ "bizTransactionList": [{ "type": "po" }] }),
            "bizTransactionList/0/bizTransaction",
            "must be given",
        ),
        (
            json!({ "bizTransactionList": [{ "type": "po", "bizTransaction": "urn:x:1", "of": 1 }] }),
            "bizTransactionList/0/of",
            "no field",
        ),
        (
            json!({ "errorDeclaration": {} }),
            "errorDeclaration/declarationTime",
            "must be given",
        ),
    ];
    for (fields, place, words) in table {
        let found = wrong(document(&[shipping(), with(shipping(), &fields)]));
        let pointer = format!("/epcisBody/eventList/1/{place}");
        assert!(
            found
                .iter()
                .any(|(at, detail)| *at == pointer && detail.contains(words)),
            "{fields}: {found:?}"
        );
    }
    let no_goods = wrong(document(&[with(shipping(), &json!({ "epcList": null }))]));
    assert_eq!(
        no_goods,
        [(
            "/epcisBody/eventList/0".to_owned(),
            "must have epcList, or quantityList, or sensorElementList".to_owned()
        )]
    );
}

#[test]
fn what_is_no_document_is_said_to_be_none() {
    assert_eq!(pointers(json!({})), ["/type"]);
    assert_eq!(
        pointers(json!({ "type": "EPCISDocument" })),
        ["/@context", "/schemaVersion", "/creationDate", "/epcisBody"]
    );
    assert_eq!(
        pointers(json!({ "type": "EPCISQueryDocument" })),
        ["/@context", "/epcisBody"]
    );
    assert_eq!(read(document(&[])), Ok(vec![]));
    assert_eq!(
        read(document(&vec![shipping(); EVENTS_MAX + 1])),
        Err(Unread::TooManyEvents(EVENTS_MAX + 1))
    );
}

#[test]
fn a_document_with_a_thousand_mistakes_names_the_first_hundred() {
    let events = vec![with(shipping(), &json!({ "eventTime": 1, "action": 2 })); 500];
    assert_eq!(wrong(document(&events)).len(), 100);
}

#[test]
fn an_event_that_is_too_large_is_refused_before_the_schema_is_asked() {
    let large = with(
        shipping(),
        &json!({ "epcList": vec![1; bounds::ENTRIES_MAX + 1] }),
    );
    let said = "must have at most 10000 entries".to_owned();
    assert_eq!(
        wrong(document(&[shipping(), large.clone()])),
        [("/epcisBody/eventList/1/epcList".to_owned(), said.clone())]
    );
    let read = super::read(document(&[large, shipping()]), Invalid::RefusesItself).unwrap();
    assert_eq!(
        read.events[0].meaning,
        Meaning::Unfit(format!("epcList {said}"))
    );
    assert!(matches!(read.events[1].meaning, Meaning::Reached { .. }));
    let around = with(
        document(&[shipping()]),
        &json!({ "epcisHeader": { "list": vec![1; bounds::ENTRIES_MAX + 1] } }),
    );
    assert_eq!(wrong(around), [("/epcisHeader/list".to_owned(), said)]);
}

#[test]
fn the_first_wrong_events_are_explained_and_the_others_are_named_as_wrong() {
    let bad = with(shipping(), &json!({ "epcList": vec![1; 50] }));
    let problems = wrong(document(&vec![bad.clone(); 100]));
    assert_eq!(problems.len(), schema::PROBLEMS_MAX);
    let read = super::read(
        document(&[vec![bad; 30], vec![shipping()]].concat()),
        Invalid::RefusesItself,
    )
    .unwrap();
    let explained = |event: &&EventRead| matches!(&event.meaning, Meaning::Unfit(why) if why.contains("epcList/0"));
    assert_eq!(read.events.iter().filter(explained).count(), EXPLAINED_MAX);
    assert!(
        matches!(&read.events[25].meaning, Meaning::Unfit(why) if why.starts_with("is wrong too"))
    );
    assert!(matches!(read.events[30].meaning, Meaning::Reached { .. }));
}

#[test]
fn a_large_event_is_told_its_first_error() {
    let mut items: Vec<Value> = (0..9_000)
        .map(|n| json!({ "epcClass": format!("urn:epc:class:lgtin:4012345.012345.{n}") }))
        .collect();
    items[8_999] = json!({ "quantity": "many" });
    let problems = pointers(document(&[with(
        shipping(),
        &json!({ "quantityList": items }),
    )]));
    assert!(
        !problems.is_empty() && problems[0].starts_with("/epcisBody/eventList/0/quantityList"),
        "{problems:?}"
    );
}

#[test]
fn the_events_of_a_document_name_orders_up_to_the_limit() {
    let naming = |event: usize| {
        let order = |number: usize| json!({ "type": "po", "bizTransaction": format!("https://acme.example/po/{event}-{number}") });
        with(
            shipping(),
            &json!({ "bizTransactionList": (0..1_000).map(order).collect::<Vec<_>>() }),
        )
    };
    let events: Vec<Value> = (0..6).map(naming).collect();
    assert!(read(document(&events[..5])).is_ok());
    assert_eq!(pointers(document(&events)), ["/epcisBody/eventList"]);
}
