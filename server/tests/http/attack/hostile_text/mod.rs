//! Text that would be markup if it were not escaped, in every field, on every page.
//!
//! Two shops are the same but for what people wrote: in one it is hostile, in the other as long and
//! harmless. Whatever is shown must have the same structure in both: the same elements with the
//! same attributes, that lead to the same hosts.

mod read;
mod world;

use crate::app::TestApp;
use dockline_domain::access::Role;
use read::shown;
use reqwest::Method;
use serde_json::{Value, json};
use world::{World, Written, encoded};

/// Each ends something that text may stand in. They stand one after the other in every text: what
/// does not end its own place is only text there.
const HOSTILE: [&str; 6] = [
    "javascript:alert(1)//]]>--></title></style></noscript><iframe>",
    "</textarea></form><form action=https://evil.example><input x>",
    "\"><img src=//evil.example onerror=alert(1)>",
    "' onfocus=alert(1) x='&lt;u&gt;&#60;u&#62;&quot;",
    "{{idempotency-key}}<svg><!--",
    "</script><base href=//evil.example>",
];
/// The same for names that may not be longer, such as a SKU.
const HOSTILE_NAME: &str = "//evil.example/\"></textarea></script><form action=//x.example>";

/// Every form with the text in each of its fields, so that it comes back, and each with its
/// mistakes. `WRONG` is the text with something in it that no text may hold, `LINES` begins with a
/// line break.
const FORMS: &[(&str, &str)] = &[
    (
        "/s/evil/p/tent",
        "action=order sku=SKU quantity=1 email=TEXT name=WRONG needed_by=TEXT ship=TEXT key=TEXT TEXT=TEXT",
    ),
    (
        "/s/evil/p/tent",
        "action=order sku=TEXT quantity=TEXT email=TEXT name=WRONG needed_by=TEXT ship=TEXT key=TEXT",
    ),
    ("/s/evil/p/tent", "action=waitlist sku=SKU email=TEXT"),
    ("/s/evil/p/tent", "action=cart sku=TEXT quantity=TEXT"),
    ("/s/evil/p/tent", "action=quantity sku=TEXT quantity=2"),
    ("/s/evil/p/tent", "action=TEXT email=TEXT"),
    (
        "/s/evil/cart",
        "action=order email=TEXT name=WRONG needed_by=TEXT ship=TEXT key=TEXT",
    ),
    ("/s/evil/cart", "action=remove:TEXT"),
    (
        "/s/evil/checkout",
        "action=order sku=SKU quantity=1 email=TEXT name=WRONG country=DE line1=TEXT line2=WRONG postal_code=TEXT city=TEXT region=TEXT phone=TEXT needed_by=TEXT key=TEXT expected_total=TEXT told_as_available=TEXT",
    ),
    ("/s/evil/find", "number=TEXT email=TEXT postal_code=TEXT"),
    (
        "/s/evil/withdraw",
        "name=WRONG contract=TEXT email=TEXT step=TEXT",
    ),
    (
        "/s/evil/withdraw",
        "name=NAME contract=NAME email=ada@example.com step=statement",
    ),
    (
        "/s/evil/withdraw",
        "name=NAME contract=NAME email=ada@example.com step=confirm",
    ),
    (
        "/s/evil/find",
        "number=1 email=ada@example.com postal_code=TEXT",
    ),
    (
        "/s/evil/checkout",
        "action=update sku=SKU quantity=1 email=TEXT name=TEXT country=TEXT line1=TEXT line2=TEXT postal_code=TEXT city=TEXT region=TEXT phone=TEXT",
    ),
    (
        "/s/evil/checkout",
        "action=checkout sku=TEXT quantity=TEXT needed_by=TEXT",
    ),
    (
        "/o/{order}",
        "action=details name=WRONG address=LINES needed_by=TEXT",
    ),
    (
        "/o/{order}",
        "action=details name=TEXT address=LINES needed_by=",
    ),
    ("/o/{order}", "action=variant from=SKU to=SKU quantity=1"),
    (
        "/o/{order}",
        "action=variant from=TEXT to=TEXT quantity=TEXT",
    ),
    ("/o/{order}", "action=cancel quantity:TEXT=1"),
    (
        "/console/supply/new",
        "action=enter reference=TEXT supplier=WRONG sku:0=TEXT quantity:0=TEXT stage=TEXT earliest=TEXT latest=TEXT basis=WRONG",
    ),
    (
        "/console/supply/new",
        "action=more reference=TEXT supplier=TEXT sku:1=SKU earliest=TEXT basis=TEXT",
    ),
    (
        "/console/supply/{po}",
        "action=date earliest=TEXT latest=TEXT reason=TEXT basis=WRONG version=0 seen=TEXT",
    ),
    (
        "/console/supply/{po}",
        "action=date earliest=2026-12-28 latest=2026-12-29 reason=TEXT basis=TEXT version=0 seen=TEXT",
    ),
    (
        "/console/supply/{po}",
        "action=slip slip_days=7 earliest=TEXT latest=TEXT reason=TEXT basis=WRONG version=0",
    ),
    (
        "/console/supply/{po}",
        "action=milestone stage=TEXT at=TEXT note=WRONG version=0",
    ),
    (
        "/console/supply/{po}",
        "action=cancel cancel_reason=WRONG version=0",
    ),
    (
        "/console/supply/{po}",
        "action=cancel cancel_reason=TEXT version=0 seen=TEXT",
    ),
    (
        "/console/dock/receive/{po}",
        "counted:SKU=1 open:SKU=20 rest:SKU=TEXT why:SKU=WRONG location=NAME delivery_note=WRONG",
    ),
    (
        "/console/dock/receive/{po}",
        "counted:SKU=19 open:SKU=7 rest:SKU=all why:SKU=TEXT location=ELSE only_counted=1",
    ),
    ("/console/dock/shipments/{parcel}", "action=pack version=0"),
    (
        "/console/dock/shipments/{parcel}",
        "action=go_on version=0 carrier=TEXT tracking= carrier_shown=x",
    ),
    (
        "/console/dock/shipments/{parcel}",
        "action=hand_over version=0 carrier=TEXT tracking=WRONG carrier_shown=TEXT",
    ),
    (
        "/console/charges/{charge}",
        "action=paid version=0 amount=TEXT day=TEXT note=WRONG",
    ),
    (
        "/console/charges/{charge}",
        "action=waive version=0 reason=TEXT",
    ),
    (
        "/console/charges/{charge}",
        "action=give give=TEXT why=WRONG",
    ),
    (
        "/console/charges/{charge}",
        "action=correct version=0 wrong=TEXT because=WRONG",
    ),
    (
        "/console/charges/{charge}",
        "action=extend version=0 until=TEXT",
    ),
    (
        "/console/refunds/{refund}",
        "action=sent version=0 day=TEXT note=WRONG",
    ),
    ("/console/refunds/{refund}", "action=TEXT version=TEXT"),
    ("/console/mail/preview", "order=TEXT kind=TEXT in=TEXT"),
    ("/console/webhooks", "url=TEXT types=TEXT"),
    (
        "/console/line",
        "backorder=BACKORDER priority=TEXT reason=WRONG seen=TEXT",
    ),
    (
        "/console/line",
        "backorder=BACKORDER priority=5 reason=TEXT seen=9",
    ),
    (
        "/console/orders/{number}",
        "action=cancel mark=TEXT quantity:SKU=TEXT reason=TEXT",
    ),
    (
        "/console/orders/{number}",
        "action=cancel mark=TEXT quantity:SKU=1 reason=TEXT",
    ),
    (
        "/console/orders/{number}",
        "action=hold mark=TEXT reason=WRONG",
    ),
    (
        "/console/orders/{number}",
        "form_token=TEXT action=hold TEXT=TEXT reason=LINES",
    ),
    (
        "/console/orders/{number}",
        "action=notice sku=TEXT until=TEXT further=TEXT why=WRONG notice-channel=TEXT",
    ),
    (
        "/console/orders/{number}",
        "action=answer notice=TEXT answer=TEXT last_date=TEXT answer-channel=TEXT",
    ),
    ("/console/clock", "to=TEXT next=TEXT"),
    (
        "/console/account",
        "action=password old_password=TEXT new_password=TEXT new_password_again=WRONG",
    ),
    (
        "/console/login",
        "shop=TEXT email=TEXT password=TEXT next=TEXT",
    ),
];

/// Every page and part with what stands in it, by its address.
async fn all_that_is_shown(written: Written) -> Vec<(String, String)> {
    let world = World::new(written).await;
    let (text, name) = (world.text.as_str(), world.name.as_str());
    let owner = world.owner().await;
    let mut all = Vec::new();
    let with_cookies = |method, path: &str| {
        world
            .app
            .request(method, path)
            .header("cookie", owner.cookie.as_deref().unwrap())
            .header("accept-language", "de")
    };
    for path in world.addresses() {
        all.push((
            format!("GET {path}"),
            shown(with_cookies(Method::GET, &path)).await,
        ));
    }
    // The log-in is shown to those who are not in.
    let login = format!("/console/login?shop={0}&next={0}", encoded(text));
    all.push((
        "GET the log-in".to_owned(),
        shown(world.app.request(Method::GET, &login)).await,
    ));
    for (number, (path, mut fields)) in world.forms().into_iter().enumerate() {
        if path.starts_with("/console") && fields[0].0 != "form_token" {
            fields.insert(
                0,
                ("form_token".to_owned(), owner.form_token.clone().unwrap()),
            );
        }
        let request = with_cookies(Method::POST, &path)
            .header("sec-fetch-site", "same-origin")
            .form(&fields);
        all.push((format!("POST {path}, form {number}"), shown(request).await));
    }
    let token = owner.form_token.as_deref().unwrap();
    let part = "--y\r\ncontent-disposition: form-data; name=";
    let (text, name) = (text.replace('"', "\"\""), name.replace('"', "\"\""));
    let file = format!(
        "purchase_order,stage,at,note\n\"{text}\",lost,x,\"{text}\"\n\"{name}\",customs,2036-01-01,\n"
    );
    let file = format!(
        "{part}\"form_token\"\r\n\r\n{token}\r\n{part}\"file\"; filename=\"m.csv\"\r\n\r\n{file}\r\n--y--\r\n"
    );
    let request = with_cookies(Method::POST, "/console/supply/milestones")
        .header("sec-fetch-site", "same-origin");
    all.push((
        "POST a file".to_owned(),
        shown(
            request
                .header("content-type", "multipart/form-data; boundary=y")
                .body(file),
        )
        .await,
    ));
    all.extend(
        world
            .parts()
            .await
            .into_iter()
            .enumerate()
            .map(|(number, part)| (format!("part {number}"), part)),
    );
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_anybody_writes_is_text_wherever_it_is_shown() {
    let both = [Written::harmless(), Written::hostile()]
        .map(|written| tokio::spawn(all_that_is_shown(written)));
    let [meant, as_text] = both;
    let (meant, as_text) = (meant.await.unwrap(), as_text.await.unwrap());
    assert_eq!(meant.len(), as_text.len());
    assert!(
        meant
            .iter()
            .filter(|(_, shown)| shown.starts_with("200 OK text/html"))
            .count()
            > 50
    );
    for ((_, meant), (address, shown)) in meant.iter().zip(&as_text) {
        let differs = meant
            .lines()
            .zip(shown.lines())
            .find(|(meant, shown)| meant != shown);
        assert!(
            meant == shown,
            "{address}:\n{differs:?}\n{} and {} lines",
            meant.lines().count(),
            shown.lines().count()
        );
    }
}

/// Text that turns what stands around it, and text that shows nothing, is refused wherever somebody
/// writes: by programs and by forms.
#[tokio::test]
async fn no_text_turns_what_stands_around_it_or_shows_nothing() {
    let app = TestApp::selling(5).await;
    let merchant = app.merchant().await;
    merchant
        .supply("PO-1", "TENT", 10, "2026-12-14", "2026-12-18")
        .await;
    let placed = app.shopper().placed("TENT", 6).await;
    let order = format!("/orders/{}/details", placed["token"].as_str().unwrap());
    let waits = merchant.get("/backorders?sku=TENT").await.expect(200).body;
    let priority = format!(
        "/backorders/{}/priority",
        waits["items"][0]["id"].as_str().unwrap()
    );
    for text in [
        "Ada\u{202e}",
        "\u{2066}Ada",
        "\u{200b}",
        "\u{feff}",
        "a\u{2028}b",
    ] {
        let variants = json!([{ "sku": "KETTLE", "price": { "minor": 1_000, "currency": "EUR" }, "options": { "Size": text } }]);
        let product =
            json!({ "title": text, "vendor": text, "tags": [text], "variants": variants });
        let purchase = json!({ "reference": "PO-2", "supplier": text, "basis": text, "stage": "ordered", "lines": [{ "sku": "TENT", "quantity": 1 }] });
        let refused: [(&str, Value, &[&str]); 5] = [
            ("/purchase-orders", purchase, &["/supplier", "/basis"]),
            (
                "/purchase-orders/PO-1/milestones",
                json!({ "stage": "in_transit", "note": text }),
                &["/note"],
            ),
            (
                "/stock",
                json!({ "sku": "TENT", "location": "main", "on_hand": 3, "reason": text }),
                &["/reason"],
            ),
            (
                &priority,
                json!({ "priority": 1, "reason": text }),
                &["/reason"],
            ),
            (
                &order,
                json!({ "name": text, "address": format!("1 High Street\n{text}\u{202e}") }),
                &["/name", "/address"],
            ),
        ];
        for (path, body, wrong) in refused {
            assert_eq!(
                merchant.post(path, &body).await.expect(422).wrong(),
                wrong,
                "{path} {text:?}"
            );
        }
        let saved = merchant.put("/products/kettle", &product).await.expect(422);
        assert_eq!(
            saved.wrong(),
            ["/title", "/vendor", "/tags/0", "/variants/0/options"],
            "{text:?}"
        );
        let named = json!({ "email": "ada@example.com", "name": text, "lines": [{ "sku": "TENT", "quantity": 1 }] });
        assert_eq!(
            app.shopper().order(&named).await.expect(422).wrong(),
            ["/name"],
            "{text:?}"
        );
        let fields = [
            ("action", "order"),
            ("sku", "TENT"),
            ("quantity", "1"),
            ("email", "ada@example.com"),
            ("name", text),
            ("key", "k"),
        ];
        app.nobody()
            .post("/s/demo/p/tent", &fields)
            .await
            .expect(422)
            .shows("no hidden ones");
    }
}

#[tokio::test]
async fn what_looks_like_a_mark_of_ours_stays_as_it_was_written() {
    let app = TestApp::new().await;
    let merchant = app.merchant().await;
    let variants = json!([{ "sku": "TENT", "price": { "minor": 1_000, "currency": "EUR" } }]);
    merchant
        .put(
            "/products/tent",
            &json!({ "title": "Tent {{idempotency-key}}", "variants": variants }),
        )
        .await
        .expect(201);
    let page = app
        .nobody()
        .get("/s/demo/p/tent")
        .await
        .expect(200)
        .shows("Tent {{idempotency-key}}");
    assert!(!page.text.contains('\u{1}'), "{}", page.text);
    let owner = app.staff("demo", Role::Owner).await;
    let again = owner
        .post(
            "/console/supply/new",
            &[("reference", "{{idempotency-key}}"), ("action", "enter")],
        )
        .await
        .expect(422);
    let again = again.shows("value=\"{{idempotency-key}}\"");
    assert!(
        !again.text.contains('\u{1}') && again.hidden("key").len() == 32,
        "{}",
        again.text
    );
}

#[test]
fn hostile_texts_fit_into_every_field() {
    let (hostile, harmless) = (Written::hostile(), Written::harmless());
    assert!(
        hostile.text.len() < 300 && hostile.name.len() < 64,
        "{} and {}",
        hostile.text.len(),
        hostile.name.len()
    );
    assert_eq!(
        (hostile.text.len(), hostile.name.len()),
        (harmless.text.len(), harmless.name.len())
    );
}
