//! Conversations with a mail server that fails on purpose.

mod server;

use super::compose::unbroken;
use super::html::{escaped, html, unlinked};
use super::letter::{Headers, Letter, NoLetter};
use super::outgoing::{Outgoing, Security};
use super::smtp::{Answer, Connection, NoConnection};
use super::text::text;
use crate::going::kept_going;
use dockline_domain::id::{MessageId, ShopId, ShopSlug};
use dockline_domain::limits;
use dockline_domain::money::Currency;
use dockline_domain::shop::{ShopProfile, ShopRules};
use dockline_view::Shop;
use dockline_words::Lang;
use dockline_words::mail::{Block, Item, Link, Mail};
use jiff::Timestamp;
use jiff::civil::date;
use jiff::tz::TimeZone;
use server::{Manner, SmtpServer};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

fn shop() -> Shop {
    Shop {
        id: ShopId::parse("shop_1").unwrap(),
        slug: ShopSlug::parse("demo").unwrap(),
        profile: ShopProfile {
            name: "Fjällbo \"Q\" & Co".into(),
            currency: Currency::parse("EUR").unwrap(),
            time_zone: "UTC".into(),
            tagline: None,
            storefront: Box::default(),
        },
        rules: ShopRules::default(),
        zone: TimeZone::UTC,
        day: date(2026, 11, 23),
        cut_off_day: None,
        mail_sent: true,
        mail_server: None,
        mail_checked: None,
        has_webhooks: false,
        gateway: None,
        gateway_kind: None,
        payments_played: false,
        paid_here: false,
        rehearsal: false,
        clock_ahead_ms: 0,
    }
}

fn mail(blocks: Vec<Block>) -> Mail {
    Mail {
        lang: Lang::De,
        from: shop().profile.name,
        subject: "Bestellung 12: danke".into(),
        preview: "Versand 14.–18. Dezember".into(),
        blocks,
        unsubscribe: None,
    }
}

fn short_mail() -> Mail {
    mail(vec![Block::Text("Grüße".into())])
}

fn letter(outgoing: &Outgoing, mail: &Mail, to: &str) -> Letter {
    let id = MessageId::parse("msg_1").unwrap();
    let headers = Headers {
        id: &id,
        thread: "ord_1",
        recipient: to,
        at: Timestamp::UNIX_EPOCH,
    };
    Letter::written(outgoing, &shop(), mail, &headers).unwrap()
}

fn outgoing(url: &str) -> Outgoing {
    let outgoing = Outgoing::new(
        Some(url),
        Some("orders@shop.example"),
        "https://shop.example",
    );
    outgoing
        .unwrap()
        .with_times(Duration::from_millis(700), Duration::from_secs(5))
}

/// What comes of a mail to somebody, and whether the connection can be used again.
async fn sent_to(server: &SmtpServer, to: &str) -> (Answer, bool) {
    let outgoing = outgoing(&server.url());
    let letter = letter(&outgoing, &short_mail(), to);
    let connection = Connection::open(&outgoing).await.unwrap();
    let (answer, connection) = connection
        .send(&letter.from, &letter.to, &letter.message)
        .await;
    (answer, connection.is_some())
}

#[tokio::test]
async fn only_a_mail_that_the_server_has_taken_counts_as_sent() {
    let server = SmtpServer::start(Manner::Usual).await;
    for (to, is_as_expected) in [
        (
            "ada",
            (|answer| matches!(answer, Answer::Taken(_))) as fn(&Answer) -> bool,
        ),
        ("unknown", |answer| matches!(answer, Answer::Refused(_))),
        ("later", |answer| matches!(answer, Answer::Later(_))),
        ("content", |answer| matches!(answer, Answer::Refused(_))),
        ("dropped", |answer| matches!(answer, Answer::Uncertain(_))),
        ("slow", |answer| matches!(answer, Answer::Uncertain(_))),
    ] {
        let (answer, goes_on) = sent_to(&server, &format!("{to}@example.com")).await;
        assert!(is_as_expected(&answer), "{to}: {answer:?}");
        assert_eq!(goes_on, matches!(answer, Answer::Taken(_)), "{to}");
    }
    assert_eq!(server.taken().len(), 1);
}

#[tokio::test]
async fn a_server_that_takes_nobody_is_no_fault_of_a_mail() {
    let server = SmtpServer::start(Manner::NoSender).await;
    let (answer, _) = sent_to(&server, "ada@example.com").await;
    assert!(matches!(answer, Answer::NotBegun(_)), "{answer:?}");
    let refusing = SmtpServer::start(Manner::WrongPassword).await;
    let refused = Connection::open(&outgoing(&refusing.url())).await;
    let refused = refused.err().unwrap();
    assert_eq!(refusing.connections(), 1);
    assert!(
        matches!(&refused, NoConnection::NotLoggedIn(said) if !said.contains("secret")),
        "{refused:?}"
    );
    let nobody = Connection::open(&outgoing("smtp://127.0.0.1:1")).await;
    assert!(matches!(nobody, Err(NoConnection::Unreached(_))));
}

#[tokio::test]
async fn nothing_is_said_to_a_server_elsewhere_that_does_not_encrypt() {
    let server = SmtpServer::start(Manner::WrongPassword).await;
    let mut outgoing = outgoing(&server.url());
    if let Some(server) = &mut outgoing.server {
        server.security = Security::StartTls;
    }
    let refused = Connection::open(&outgoing).await;
    assert_eq!(refused.err(), Some(NoConnection::NoTls));
}

#[tokio::test]
async fn an_address_beyond_ascii_stops_no_other_mail() {
    let server = SmtpServer::start(Manner::Usual).await;
    // The server has no SMTPUTF8: a domain needs none of it, what stands before the `@` does.
    let (answer, _) = sent_to(&server, "ada@münchen.example").await;
    assert!(matches!(answer, Answer::Taken(_)), "{answer:?}");
    assert_eq!(server.taken()[0].to, "ada@xn--mnchen-3ya.example");
    let (answer, goes_on) = sent_to(&server, "zoë@example.com").await;
    assert!(
        matches!(answer, Answer::Refused(_)) && goes_on,
        "{answer:?}"
    );
    let refusing = SmtpServer::start(Manner::NoLetters).await;
    let (answer, _) = sent_to(&refusing, "zoë@example.com").await;
    assert!(matches!(answer, Answer::Refused(_)), "{answer:?}");
    let (answer, _) = sent_to(&refusing, "ada@example.com").await;
    assert!(matches!(answer, Answer::Taken(_)), "{answer:?}");
}

#[tokio::test]
async fn what_happens_after_a_recipient_was_named_counts_for_that_mail_alone() {
    let server = SmtpServer::start(Manner::Usual).await;
    for to in ["hang-up", "nonsense", "relay", "log-in"] {
        let (answer, _) = sent_to(&server, &format!("{to}@example.com")).await;
        assert!(matches!(answer, Answer::Later(_)), "{to}: {answer:?}");
    }
}

#[tokio::test]
async fn a_server_is_asked_whether_it_takes_the_sender() {
    for (manner, takes) in [(Manner::Usual, true), (Manner::NoSender, false)] {
        let server = SmtpServer::start(manner).await;
        let outgoing = outgoing(&server.url());
        let mut connection = Connection::open(&outgoing).await.unwrap();
        assert_eq!(connection.takes(&outgoing).await.is_ok(), takes);
        assert!(server.read().is_empty());
    }
}

#[tokio::test]
async fn what_panics_is_begun_again() {
    let (times, stopping) = (AtomicUsize::new(0), CancellationToken::new());
    let work = || async { assert_eq!(times.fetch_add(1, Ordering::Relaxed), 1, "as a test") };
    kept_going("trying", &stopping, work).await;
    assert_eq!(times.load(Ordering::Relaxed), 2);
    let broken = unbroken(|| -> Result<(), NoLetter> { panic!("as a test") });
    assert!(broken.is_err());
}

/// Texts of people and suppliers that try to be something else.
const HOSTILE: [&str; 6] = [
    "Fr<h1>é</h1> \"Q\" & Co",
    "<img src=x onerror=alert(1)>",
    "</mj-text><mj-button href='https://evil.example'>",
    "see https://evil.example/x and www.evil.example",
    "a\r\nBcc: eve@evil.example",
    "{{7*7}} ]]> <!-- ",
];

#[test]
fn what_people_write_becomes_no_markup_no_header_and_no_link() {
    let outgoing = Outgoing::new(None, None, "https://shop.example").unwrap();
    for hostile in HOSTILE {
        let item = Item {
            name: hostile.into(),
            details: vec![hostile.into()],
            amount: hostile.into(),
        };
        let mail = Mail {
            from: hostile.into(),
            subject: hostile.into(),
            preview: hostile.into(),
            ..mail(vec![
                Block::Heading(hostile.into()),
                Block::Text(hostile.into()),
                Block::Facts(vec![(hostile.into(), hostile.into())]),
                Block::Items(vec![item]),
                Block::Note(hostile.into()),
                Block::Links(vec![Link {
                    text: hostile.into(),
                    href: "https://shop.example/s/demo?lang=de&a=b".into(),
                }]),
            ])
        };
        let letter = letter(&outgoing, &mail, "ada@example.com");
        let html = letter.html.as_str();
        assert!(!html.contains("<img") && !html.contains("onerror=\"") && !html.contains("<h1>é"));
        assert!(!html.contains("href=\"https://evil") && !html.contains("href='https://evil"));
        for part in [html, letter.text.as_str()] {
            assert!(
                !part.contains("//evil.example") && !part.contains("www.evil"),
                "{part}"
            );
        }
        let message = String::from_utf8(letter.message).unwrap();
        let (headers, _) = message.split_once("\r\n\r\n").unwrap();
        assert!(
            !headers.lines().any(|line| line.starts_with("Bcc")),
            "{headers}"
        );
    }
    assert_eq!(
        unlinked("storm in Porto. 1.440,00 €"),
        "storm in Porto. 1.440,00 €"
    );
    assert_eq!(escaped("a & b"), "a &amp; b");
}

#[test]
fn a_mail_with_fifty_of_the_longest_lines_is_not_clipped() {
    let long = |chars: usize| {
        "Zelt – sehr groß "
            .chars()
            .cycle()
            .take(chars)
            .collect::<String>()
    };
    let item = || Item {
        name: long(limits::TEXT_CHARS_MAX),
        details: vec!["50 Stück warten in der Reihe. Versand 14.–18. Dezember".into()],
        amount: "50 × 389,00 €".into(),
    };
    let items = (0..limits::ORDER_LINES_MAX).map(|_| item()).collect();
    let html = html(&mail(vec![Block::Items(items)])).unwrap();
    assert!(html.len() < 60_000, "{}", html.len());
}

/// The words that a reader of HTML sees.
fn visible(html: &str) -> String {
    let body = html.split("<body").nth(1).unwrap();
    let mut text = String::new();
    let mut is_tag = true;
    for one in body.chars() {
        match one {
            '<' => is_tag = true,
            '>' => {
                is_tag = false;
                text.push(' ');
            }
            one if !is_tag => text.push(one),
            _ => {}
        }
    }
    let text = text.replace("&quot;", "\"").replace("&#39;", "'");
    let text = text
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn html_and_text_say_the_same() {
    let link = || Link {
        text: "Bestellung öffnen".into(),
        href: "https://shop.example/o/abc?lang=de".into(),
    };
    let mail = mail(vec![
        Block::Heading("Versand 14.–18. Dezember".into()),
        Block::Text("Danke & \"bis bald\"".into()),
        Block::Facts(vec![("Summe".into(), "389,00 €".into())]),
        Block::Items(vec![Item {
            name: "Zelt, grün".into(),
            details: vec!["1 Stück wartet".into()],
            amount: "1 × 389,00 €".into(),
        }]),
        Block::Choice(link()),
        Block::Note("Wir schreiben wieder".into()),
        Block::Links(vec![link()]),
    ]);
    let (html, text) = (html(&mail).unwrap(), text(&mail));
    let shown = visible(&html);
    for line in text.lines().filter(|line| !line.starts_with("https://")) {
        let line = line.trim_start_matches(['*', ' ']).trim_end_matches(':');
        for part in line.split(": ") {
            assert!(shown.contains(part), "{part:?} is not in {shown}");
        }
    }
    assert!(html.contains("lang=\"de\"") && html.contains("prefers-color-scheme"));
    assert!(html.contains("href=\"https://shop.example/o/abc?lang=de\""));
}
