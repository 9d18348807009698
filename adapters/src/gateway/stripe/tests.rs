//! The client against what Stripe's own library would send, and against a Stripe that is played and
//! was written apart from it.

use super::{Address, KeyProblem, Stripe, ask};
use dockline_domain::id::{ChargeId, OrderId, RefundId, ShopId};
use dockline_domain::money::Currency;
use dockline_engine::Secret;
use dockline_engine::gateway::{
    Account, Begin, Begun, Caller, Confirm, Gateway as _, Giving, Open, Outcome, Refund, Refunded,
    Trouble, Verified,
};
use dockline_stripe_double::{Double, FOREIGN_KEY, Fault, KEY, TestCard, WEAK_KEY};
use serde_json::{Map, Value, json};
use std::time::Duration;

/// What Stripe's library takes, made of its types by `xtask/contract/stripe_schema.py`.
const REQUESTS: &str = include_str!("requests.schema.json");

fn shop() -> ShopId {
    ShopId::parse("shop_01kb7h2q8m0000000000000001").unwrap()
}

fn order() -> OrderId {
    OrderId::parse("ord_01kb7h2q8m0000000000000002").unwrap()
}

fn eur() -> Currency {
    Currency::parse("EUR").unwrap()
}

fn caller(key: &str) -> Caller {
    Caller {
        shop: shop(),
        now: "2026-11-29T12:00:00Z".parse().unwrap(),
        account: Account::Stripe(Secret::from(key.to_owned())),
    }
}

fn begin() -> Begin {
    Begin {
        order: order(),
        currency: eur(),
        customer: None,
        after: None,
        return_url: "https://shop.example/o/secret/pay?back=1".to_owned(),
        lang: "de".to_owned(),
    }
}

fn opening(customer: &str) -> Open {
    Open {
        charge: ChargeId::of(&order(), 1),
        minor: 2_990,
        currency: eur(),
        customer: customer.to_owned(),
    }
}

fn confirming(intent: &str, method: &str) -> Confirm {
    Confirm {
        intent: intent.to_owned(),
        method: method.to_owned(),
        return_url: None,
    }
}

fn giving(intent: &str, minor: i64) -> Refund {
    Refund {
        refund: RefundId::of(&order(), 1),
        intent: intent.to_owned(),
        minor,
        currency: eur(),
    }
}

/// A played Stripe, and what asks it.
struct Bench {
    double: Double,
    stripe: Stripe,
    caller: Caller,
}

impl Bench {
    async fn new() -> Self {
        let double = Double::start().await;
        let address = Address::parse(&double.url).unwrap();
        Self {
            stripe: Stripe::at(address).in_time(Duration::from_millis(500)),
            caller: caller(KEY),
            double,
        }
    }

    /// Names a card.
    async fn named(&self, card: TestCard) -> Verified {
        let hosted = self.stripe.begin(&self.caller, &begin()).await.unwrap();
        assert!(self.double.save_card(&hosted.session, card));
        match self.stripe.begun(&self.caller, &hosted.session).await {
            Ok(Begun::Verified(verified)) => verified,
            other => panic!("{other:?}"),
        }
    }

    /// An intent for a card that was named, unconfirmed.
    async fn opened(&self, card: TestCard) -> Confirm {
        let card = self.named(card).await;
        let open = opening(&card.customer);
        let intent = self.stripe.open(&self.caller, "open", &open).await.unwrap();
        confirming(&intent, &card.reference)
    }

    async fn confirm(&self, key: &str, ask: &Confirm) -> Result<Outcome, Trouble> {
        self.stripe.confirm(&self.caller, key, ask).await
    }

    async fn refund(&self, key: &str, ask: &Refund) -> Result<Refunded, Trouble> {
        self.stripe.refund(&self.caller, key, ask).await
    }
}

/// Pairs as the object that they stand for.
fn object(pairs: &[(&'static str, String)]) -> Value {
    let mut whole = Value::Object(Map::new());
    for (name, value) in pairs {
        let value = match (*name, value.as_str()) {
            ("amount" | "limit", number) => json!(number.parse::<i64>().unwrap()),
            ("off_session", "true") => json!(true),
            (_, text) => json!(text),
        };
        let parts = name.split(['[', ']']).filter(|part| !part.is_empty());
        let parts: Vec<&str> = parts.collect();
        let mut at = &mut whole;
        for (position, part) in parts.iter().enumerate() {
            let next_is_number = parts.get(position + 1).is_some_and(|next| *next == "0");
            let fresh = if next_is_number { json!([]) } else { json!({}) };
            at = match at {
                Value::Array(all) => {
                    all.push(Value::Null);
                    all.last_mut().unwrap()
                }
                other => &mut other[*part],
            };
            if at.is_null() && position + 1 < parts.len() {
                *at = fresh;
            }
        }
        *at = value;
    }
    whole
}

#[test]
fn every_body_is_one_that_the_library_of_stripe_would_send() {
    let schema: Value = serde_json::from_str(REQUESTS).unwrap();
    assert_eq!(schema["api_version"], super::call::API_VERSION);
    let begin = begin();
    let at_bank = Confirm {
        return_url: Some("https://shop.example/o/secret/pay?back=1".to_owned()),
        ..confirming("pi_1", "pm_1")
    };
    for (path, ask) in [
        ("/v1/customers", ask::customer(&shop(), &begin)),
        (
            "/v1/checkout/sessions",
            ask::session(&shop(), &begin, "cus_1"),
        ),
        (
            "/v1/payment_intents",
            ask::open(&shop(), &opening("cus_1")).unwrap(),
        ),
        (
            "/v1/payment_intents/{intent}/confirm",
            ask::confirm(&confirming("pi_1", "pm_1")).unwrap(),
        ),
        (
            "/v1/payment_intents/{intent}/confirm",
            ask::confirm(&at_bank).unwrap(),
        ),
        (
            "/v1/payment_intents/{intent}/cancel",
            ask::cancel("pi_1").unwrap(),
        ),
        (
            "/v1/refunds",
            ask::refund("dl1:key", &giving("pi_1", 500)).unwrap(),
        ),
    ] {
        let mut form = schema["requests"][path].clone();
        form["$defs"] = schema["$defs"].clone();
        let form = jsonschema::validator_for(&form).unwrap();
        let body = object(ask.form.pairs());
        let wrong: Vec<_> = form
            .iter_errors(&body)
            .map(|error| error.to_string())
            .collect();
        assert!(wrong.is_empty(), "{path}: {body} {wrong:?}");
        assert_eq!(path.replace("{intent}", "pi_1"), ask.path);
        // A field that is not known there fails.
        let mut other = body;
        other["payment_method_types"] = json!(["card"]);
        assert!(!form.is_valid(&other), "{path}");
    }
}

#[tokio::test]
async fn a_card_is_named_charged_while_nobody_is_there_and_given_back() {
    let bench = Bench::new().await;
    let hosted = bench.stripe.begin(&bench.caller, &begin()).await.unwrap();
    let begun = bench.stripe.begun(&bench.caller, &hosted.session).await;
    assert_eq!(begun, Ok(Begun::Open));
    // Two that begin at once make one page, and who comes again another.
    let again = bench.stripe.begin(&bench.caller, &begin()).await.unwrap();
    assert_eq!(again.session, hosted.session);
    let after = Some(hosted.session.clone());
    let next = Begin { after, ..begin() };
    let next = bench.stripe.begin(&bench.caller, &next).await.unwrap();
    assert_ne!(next.session, hosted.session);
    assert_eq!(bench.double.objects("cus_").len(), 1);

    let confirm = bench.opened(TestCard::Works).await;
    assert_eq!(bench.double.taken(), 0, "opening moves no money");
    let read = bench.stripe.read(&bench.caller, &confirm.intent).await;
    assert_eq!(format!("{read:?}"), "Ok(Open)");
    let taken = bench.confirm("confirm", &confirm).await;
    let Ok(Outcome::Succeeded(money)) = taken else {
        panic!("{taken:?}");
    };
    assert_eq!((money.minor, money.currency), (2_990, eur()));
    // Another key, another try: it can succeed once.
    let again = bench.confirm("another", &confirm).await;
    assert!(matches!(again, Ok(Outcome::Succeeded(_))), "{again:?}");
    assert_eq!(bench.double.taken(), 2_990);

    let given = bench
        .refund("give", &giving(&confirm.intent, 1_000))
        .await
        .unwrap();
    assert_eq!((given.state, given.money.minor), (Giving::Sent, 1_000));
    let too_much = bench.refund("more", &giving(&confirm.intent, 2_000)).await;
    assert!(matches!(too_much, Err(Trouble::Refused(_))), "{too_much:?}");
    let all = bench
        .stripe
        .refunds_of(&bench.caller, &confirm.intent)
        .await
        .unwrap();
    assert_eq!(all.len(), 1);
    assert_eq!(all[0].key.as_deref(), Some("give"));
    let late = bench
        .stripe
        .cancel(&bench.caller, "cancel", &confirm.intent)
        .await;
    assert!(matches!(late, Ok(Outcome::Succeeded(_))), "{late:?}");
}

#[tokio::test]
async fn what_a_bank_says_is_told_apart() {
    for (card, expected) in [
        (TestCard::Declined, r#"Ok(Declined("insufficient_funds"))"#),
        (TestCard::Stolen, r#"Ok(Declined("do_not_try_again"))"#),
        (TestCard::Vague, r#"Ok(Declined("try_again_later"))"#),
        (TestCard::Expired, r#"Ok(Declined("expired_card"))"#),
        (TestCard::NeedsBank, "Ok(Action(false))"),
        (TestCard::Debit, "Ok(Settling)"),
    ] {
        let bench = Bench::new().await;
        let confirm = bench.opened(card).await;
        let said = bench.confirm("confirm", &confirm).await;
        assert_eq!(format!("{said:?}"), expected);
        let read = bench.stripe.read(&bench.caller, &confirm.intent).await;
        assert_eq!(format!("{read:?}"), expected, "and so it is read");
        assert_eq!(bench.double.taken(), 0);
    }
}

#[tokio::test]
async fn the_bank_is_answered_on_a_page_and_a_card_that_is_gone_is_the_shoppers_to_replace() {
    let bench = Bench::new().await;
    let away = bench.opened(TestCard::NeedsBank).await;
    let here = Confirm {
        return_url: Some("https://shop.example/o/secret/pay?back=1".to_owned()),
        ..away.clone()
    };
    let said = bench.confirm("here", &here).await;
    let Ok(Outcome::Action(Some(page))) = said else {
        panic!("{said:?}");
    };
    assert!(page.starts_with(&bench.double.url));
    bench.double.answer_bank(&here.intent, true);
    let read = bench.stripe.read(&bench.caller, &here.intent).await;
    assert!(matches!(read, Ok(Outcome::Succeeded(_))), "{read:?}");

    let bench = Bench::new().await;
    let confirm = bench.opened(TestCard::Works).await;
    bench.double.detach(&confirm.method);
    let said = bench.confirm("confirm", &confirm).await;
    assert_eq!(
        format!("{said:?}"),
        r#"Ok(Declined("payment_method_gone"))"#
    );
}

#[tokio::test]
async fn what_goes_wrong_on_the_way_is_never_taken_for_a_no() {
    for (fault, expected) in [
        (Fault::AnswerLost, Trouble::Unknown),
        (Fault::RequestLost, Trouble::Unknown),
        (Fault::Silent, Trouble::Unknown),
        (Fault::Broken, Trouble::Unknown),
        (Fault::BrokenAfter, Trouble::Unknown),
        (Fault::InUse, Trouble::Unknown),
        (Fault::TooMany, Trouble::NotAsked),
    ] {
        let bench = Bench::new().await;
        let confirm = bench.opened(TestCard::Works).await;
        bench.double.fails("/confirm", fault);
        let said = bench.confirm("confirm", &confirm).await;
        assert!(
            matches!(&said, Err(trouble) if *trouble == expected),
            "{fault:?} {said:?}"
        );
        // The same words under the same key: a fault that is repeated is got over.
        let again = bench.confirm("confirm", &confirm).await;
        assert!(
            matches!(again, Ok(Outcome::Succeeded(_))),
            "{fault:?} {again:?}"
        );
        assert_eq!(bench.double.taken(), 2_990, "{fault:?}");
        let bodies = bench.double.seen();
        let mut bodies = bodies.iter().filter(|one| one.path.ends_with("/confirm"));
        let first = bodies.next().unwrap();
        assert!(
            bodies.all(|one| one.form == first.form),
            "the words are the same"
        );
    }
}

#[tokio::test]
async fn money_is_given_back_once_whatever_is_lost() {
    for fault in [
        Fault::AnswerLost,
        Fault::RequestLost,
        Fault::Broken,
        Fault::BrokenAfter,
        Fault::TooMany,
    ] {
        let bench = Bench::new().await;
        let confirm = bench.opened(TestCard::Works).await;
        bench.confirm("confirm", &confirm).await.unwrap();
        bench.double.fails("/refunds", fault);
        let ask = giving(&confirm.intent, 1_000);
        assert!(bench.refund("give", &ask).await.is_err(), "{fault:?}");
        let given = bench.refund("give", &ask).await.unwrap();
        assert_eq!(given.key.as_deref(), Some("give"), "{fault:?}");
        assert_eq!(bench.double.given_back(), 1_000, "{fault:?}");
    }
}

#[tokio::test]
async fn a_gateway_that_cannot_be_reached_was_not_asked() {
    let nobody = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", nobody.local_addr().unwrap());
    drop(nobody);
    let stripe = Stripe::at(Address::parse(&url).unwrap());
    let said = stripe.read(&caller(KEY), "pi_1").await;
    assert!(matches!(said, Err(Trouble::NotAsked)), "{said:?}");
}

#[tokio::test]
async fn a_key_is_looked_at_before_it_is_kept() {
    let bench = Bench::new().await;
    let check = async |key: &str| bench.stripe.check(&Secret::from(key.to_owned())).await;
    assert_eq!(check(KEY).await, Ok(Some("acct_double".to_owned())));
    assert_eq!(
        check("rk_test_51NobodyNobodyNobody").await,
        Err(KeyProblem::Unknown)
    );
    assert_eq!(
        check(WEAK_KEY).await,
        Err(KeyProblem::MayNot("Charges and Refunds"))
    );
    let live = "rk_live_51CanaryCanaryCanary";
    assert_eq!(check(live).await, Err(KeyProblem::Elsewhere));
    let asked = bench.stripe.read(&caller(live), "pi_1").await;
    assert!(matches!(asked, Err(Trouble::Refused(_))), "{asked:?}");
    assert!(
        bench
            .double
            .seen()
            .iter()
            .all(|one| one.account == "acct_double")
    );
}

#[tokio::test]
async fn another_account_knows_nothing_of_ours_and_no_key_is_ever_said() {
    let bench = Bench::new().await;
    let confirm = bench.opened(TestCard::Works).await;
    for key in [FOREIGN_KEY, "rk_test_51CanaryCanaryCanary"] {
        let other = caller(key);
        let asked = [
            bench.stripe.read(&other, &confirm.intent).await.map(drop),
            bench
                .stripe
                .confirm(&other, "confirm", &confirm)
                .await
                .map(drop),
            bench
                .stripe
                .cancel(&other, "cancel", &confirm.intent)
                .await
                .map(drop),
            bench
                .stripe
                .refund(&other, "give", &giving(&confirm.intent, 100))
                .await
                .map(drop),
        ];
        for said in asked {
            let Err(trouble @ Trouble::Refused(_)) = said else {
                panic!("{said:?}");
            };
            let shown = format!("{trouble} {trouble:?} {other:?}");
            assert!(
                !shown.contains("Canary") && !shown.contains("Foreign"),
                "{shown}"
            );
        }
    }
    assert_eq!(bench.double.taken(), 0);
}

#[tokio::test]
async fn a_name_that_is_none_reaches_no_path() {
    let bench = Bench::new().await;
    for name in ["", "pi_1/confirm", "pi_1?x=1", "../account", "pi 1", "pi_ä"] {
        let said = bench.stripe.read(&bench.caller, name).await;
        assert!(matches!(said, Err(Trouble::Refused(_))), "{name}");
    }
    assert!(bench.double.seen().is_empty());
}
