//! The demo's rehearsal: whoever moves its clock from one thing that comes to the next sees what
//! becomes of orders, money and mails.

use super::{Server, free_port, program, run, sqlite};
use reqwest::header::{COOKIE, SET_COOKIE};
use reqwest::{Client, Method};
use serde_json::Value;
use std::collections::BTreeMap;
use std::process::Stdio;
use std::time::{Duration, Instant};

/// Most steps of the story.
const STEPS_MAX: usize = 60;
/// Days after which nothing is played any more.
const STORY_DAYS: i64 = 60;

/// `dockline demo` on a database of its own.
async fn demo(database: &str) -> Server {
    let addr = format!("127.0.0.1:{}", free_port());
    let process = program(database)
        .args(["demo", "--still", "--addr", &addr])
        .stdout(Stdio::null())
        .stderr(Stdio::inherit())
        .spawn()
        .unwrap();
    let server = Server {
        process,
        url: format!("http://{addr}"),
    };
    let deadline = Instant::now() + Duration::from_mins(1);
    while reqwest::get(format!("{}/readyz", server.url))
        .await
        .is_err()
    {
        assert!(Instant::now() < deadline, "the demo does not answer");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    server
}

/// The owner at the console of a shop of the demo.
struct Owner {
    client: Client,
    url: String,
    cookie: String,
}

impl Owner {
    async fn of(server: &Server, shop: &str) -> Self {
        let client = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        let fields = [
            ("shop", shop),
            ("email", "owner@demo.example"),
            ("password", "dockline-demo"),
        ];
        let url = server.url.clone();
        let entered = client
            .post(format!("{url}/console/login"))
            .header("sec-fetch-site", "same-origin")
            .form(&fields);
        let entered = entered.send().await.unwrap();
        assert_eq!(entered.status(), 303, "everybody may log in to {shop}");
        let cookie = entered.headers()[SET_COOKIE].to_str().unwrap();
        let cookie = cookie.split(';').next().unwrap().to_owned();
        Self {
            client,
            url,
            cookie,
        }
    }

    async fn page(&self, path: &str, lang: &str) -> String {
        let page = self
            .client
            .get(format!("{}{path}", self.url))
            .header(COOKIE, &self.cookie)
            .header("accept-language", lang);
        let page = page.send().await.unwrap();
        assert_eq!(page.status(), 200, "{path}");
        page.text().await.unwrap()
    }

    /// Presses the first button of what happens next.
    async fn go_on(&self, page: &str, to: &str) {
        let fields = [
            ("form_token", hidden(page, "form_token").unwrap()),
            ("next", "/console/clock"),
            ("to", to),
        ];
        let sent = self
            .client
            .post(format!("{}/console/clock", self.url))
            .header(COOKIE, &self.cookie)
            .header("sec-fetch-site", "same-origin")
            .form(&fields);
        let sent = sent.send().await.unwrap();
        assert_eq!(sent.status(), 303, "{}", sent.text().await.unwrap());
    }
}

/// The value of the first hidden field of a name.
fn hidden<'a>(page: &'a str, name: &str) -> Option<&'a str> {
    let begins = format!("<input type=\"hidden\" name=\"{name}\" value=\"");
    page.split_once(&begins)?.1.split('"').next()
}

/// The sentences of the first step.
fn said(page: &str) -> Vec<String> {
    let step = page.split("coming__what").nth(1).unwrap_or_default();
    let step = step.split("</ul>").next().unwrap_or_default();
    let sentences = step.split("<li>").skip(1);
    sentences
        .map(|one| one.split("</li>").next().unwrap_or_default().to_owned())
        .collect()
}

async fn asked(server: &Server, key: &str, path: &str) -> Value {
    let request = Client::new()
        .request(Method::GET, format!("{}/api/v1{path}", server.url))
        .bearer_auth(key);
    let answer = request.send().await.unwrap();
    let text = answer.text().await.unwrap();
    serde_json::from_str(&text).unwrap_or_else(|_| panic!("{path}: {text}"))
}

/// How many mails there are of each kind, none of which waits.
async fn mails(server: &Server, key: &str) -> BTreeMap<String, usize> {
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
        let page = asked(server, key, "/messages?limit=200").await;
        let items = page["items"].as_array().unwrap();
        if items.iter().all(|mail| mail["state"] != "planned") {
            for mail in items.iter().filter(|mail| mail["state"] == "kept") {
                *kinds
                    .entry(mail["kind"].as_str().unwrap().to_owned())
                    .or_default() += 1;
            }
            return kinds;
        }
        assert!(Instant::now() < deadline, "mails wait: {page:#}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

fn made_key(database: &str, shop: &str) -> String {
    let made = run(
        database,
        &["api-key", "create", "--shop", shop, "--name", "test"],
    );
    String::from_utf8(made.stdout).unwrap().trim().to_owned()
}

/// Presses the first button again and again, as long as something is played. Answers every sentence
/// that came true, and how many charges there were in each state when the first lanterns had come.
async fn play(owner: &Owner) -> Vec<String> {
    let mut came = Vec::new();
    let mut first: Option<i64> = None;
    for _ in 0..STEPS_MAX {
        let page = owner.page("/console/clock", "en").await;
        let Some(to) = hidden(&page, "to") else {
            return came;
        };
        let at: i64 = (to[..10].replace('-', "")).parse().unwrap();
        let day = days(at);
        if day - *first.get_or_insert(day) > STORY_DAYS {
            return came;
        }
        came.extend(said(&page));
        owner.go_on(&page, to).await;
    }
    panic!("the story has no end: {came:#?}");
}

/// Days of a date such as 20261224, counted roughly.
fn days(date: i64) -> i64 {
    let (year, month, day) = (date / 10_000, date / 100 % 100, date % 100);
    year * 365 + month * 30 + month * 5 / 12 + day
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_moves_the_clock_of_the_rehearsal_sees_what_becomes_of_orders_money_and_mails() {
    let folder = tempfile::tempdir().unwrap();
    let database = sqlite(folder.path());
    let server = demo(&database).await;
    let key = made_key(&database, "rehearsal");
    let owner = Owner::of(&server, "rehearsal").await;
    let german = owner.page("/console/clock", "de").await;
    assert!(german.contains("Was als Nächstes geschieht"), "{german}");
    assert!(german.contains("hat niemand eine Karte hinterlegt"));

    let came = play(&owner).await;
    let all = came.join("\n");
    for said in [
        "Nobody has saved a card for order 2",
        "a mail says that its card is charged soon",
        "the goods are at customs",
        "the maker needs some weeks more",
        "the goods arrive and go to the people in line",
        "Order 4: the card that was declined is asked once more",
        "Order 5: nobody has repaired the payment",
        "Order 6: nobody has repaired the payment",
        "Order 9: unless somebody answers its notice, the law ends",
        "The carrier takes every parcel that is paid",
    ] {
        assert!(all.contains(said), "{said}: {came:#?}");
    }

    let mails = mails(&server, &key).await;
    let at_least = [
        ("confirmation", 9),
        ("passed-on", 3),
        ("charge-coming", 2),
        ("charge-failed", 2),
        ("bank-step", 1),
        ("moved", 2),
        ("notice", 1),
        ("cancelled", 1),
        ("dispatched", 6),
    ];
    for (kind, number) in at_least {
        assert!(
            mails.get(kind).is_some_and(|found| *found >= number),
            "{kind}: {mails:#?}\n{came:#?}"
        );
    }

    // Paid: a flask, the lanterns of 3, 4, 7 and 8, and the kettle of 10. Nothing else was charged.
    let charges = asked(&server, &key, "/charges?limit=200").await;
    let paid = charges["items"].as_array().unwrap().iter();
    let paid: Vec<i64> = paid
        .filter(|charge| charge["state"] == "paid")
        .map(|charge| charge["amount"]["minor"].as_i64().unwrap())
        .collect();
    assert_eq!(
        paid.iter().sum::<i64>(),
        4_200 + 4 * 8_900 + 6_400,
        "{charges:#}"
    );
    let ledger = asked(&server, &key, "/money?limit=200").await;
    let ledger = ledger["items"].as_array().unwrap().iter();
    let ledger = ledger.map(|entry| entry["amount"]["minor"].as_i64().unwrap());
    assert_eq!(ledger.sum::<i64>(), paid.iter().sum::<i64>());
    let money = owner.page("/console/money", "en").await;
    assert!(
        money.contains("€356.00") || money.contains("€89.00"),
        "{money}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_demo_is_paid_by_words_and_leads_to_its_rehearsal() {
    let folder = tempfile::tempdir().unwrap();
    let database = sqlite(folder.path());
    let server = demo(&database).await;
    let get = async |path: &str| {
        let page = reqwest::get(format!("{}{path}", server.url));
        page.await.unwrap().text().await.unwrap()
    };
    let shops = get("/").await;
    assert!(shops.contains("href=\"/s/demo\"") && !shops.contains("href=\"/s/rehearsal\""));
    assert!(shops.contains("/console/login?shop=rehearsal&amp;next=%2Fconsole%2Fclock"));
    assert!(
        get("/s/demo/p/enamel-kettle")
            .await
            .contains("Test payments")
    );

    let order = serde_json::json!({ "email": "ada@example.com", "name": "Ada",
        "lines": [{ "sku": "LANTERN-STORM", "quantity": 1 }], "locale": "en",
        "address": { "lines": ["Musterweg 1"], "postal_code": "10115", "city": "Berlin", "country": "DE" } });
    let placed = Client::new()
        .post(format!("{}/api/v1/shops/demo/orders", server.url))
        .json(&order);
    let placed: Value = placed.send().await.unwrap().json().await.unwrap();
    assert_eq!(placed["payment"]["state"], "wanted", "{placed:#}");
    let page = get(&format!("/o/{}", placed["token"].as_str().unwrap())).await;
    assert!(page.contains("Save your card to keep your"), "{page}");
    assert!(page.contains("Nothing is charged now"), "{page}");

    // Those who waited before have named their cards.
    let key = made_key(&database, "demo");
    let waiting = asked(&server, &key, "/messages?kind=passed-on").await;
    assert_eq!(waiting["items"], serde_json::json!([]));
}
