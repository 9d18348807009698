//! A mail as it goes over the wire.

use super::compose::unbroken;
use super::html::html;
use super::outgoing::Outgoing;
use super::text::text;
use dockline_domain::id::{MessageId, OrderId};
use dockline_view::{MessageView, Shop};
use dockline_words::mail::Mail;
use jiff::Timestamp;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, MultiPartKind, SinglePart};
use lettre::{Address, Message};
use std::time::{Duration, SystemTime};

/// A mail that is written out.
#[derive(Debug, Clone)]
pub struct Letter {
    /// To whom.
    pub recipient: String,
    /// What it is about.
    pub subject: String,
    /// What a list of mails shows beside it.
    pub preview: String,
    /// Its text.
    pub text: String,
    /// Its HTML.
    pub html: String,
    /// All of it, with its headers (RFC 5322).
    pub message: Vec<u8>,
    pub(super) from: Address,
    pub(super) to: Address,
}

/// Whether somebody who reads a mail of somebody else sees the link to the order's page: anyone who
/// has it can cancel the order or send it elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderLink {
    /// They may change orders.
    Shown,
    /// They may not.
    Hidden,
}

impl OrderLink {
    /// The link for those who may change orders.
    pub fn for_who_may(change_orders: bool) -> Self {
        if change_orders {
            Self::Shown
        } else {
            Self::Hidden
        }
    }
}

/// Why a mail could not be written out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NoLetter(String);

/// What the headers of a mail say besides.
pub(super) struct Headers<'a> {
    /// Made when it was planned, and the same however often it is sent.
    pub(super) id: &'a MessageId,
    /// What its thread is about: an order, or somebody who waits.
    pub(super) thread: &'a str,
    pub(super) recipient: &'a str,
    pub(super) at: Timestamp,
}

impl Letter {
    /// What was written of a mail before, in a letter of today; none where nothing was, or where it
    /// was erased.
    pub fn of(
        outgoing: &Outgoing,
        shop: &Shop,
        view: &MessageView,
        link: OrderLink,
    ) -> Option<Result<Self, NoLetter>> {
        let (content, recipient) = view.content.as_ref().zip(view.recipient.as_ref())?;
        let headers = Headers {
            id: &view.id,
            thread: view
                .order
                .as_ref()
                .map_or(view.id.as_str(), OrderId::as_str),
            recipient,
            at: view.finished_at.unwrap_or(view.planned_at),
        };
        let mail = serde_json::from_str::<Mail>(content);
        Some(match mail {
            Ok(mail) if link == OrderLink::Hidden => {
                Self::written(outgoing, shop, &mail.without_order_link(), &headers)
            }
            Ok(mail) => Self::written(outgoing, shop, &mail, &headers),
            Err(error) => Err(NoLetter(error.to_string())),
        })
    }

    /// Writes a mail out. One that makes the libraries panic is an error, and ends nothing else.
    pub(super) fn written(
        outgoing: &Outgoing,
        shop: &Shop,
        mail: &Mail,
        headers: &Headers<'_>,
    ) -> Result<Self, NoLetter> {
        unbroken(|| Self::written_out(outgoing, shop, mail, headers))
    }

    fn written_out(
        outgoing: &Outgoing,
        shop: &Shop,
        mail: &Mail,
        headers: &Headers<'_>,
    ) -> Result<Self, NoLetter> {
        let from = address(&outgoing.from)?;
        let to = address(headers.recipient)?;
        let (text, html) = (text(mail), html(mail).map_err(NoLetter)?);
        let domain = outgoing.domain();
        let thread = format!("<{}@{domain}>", headers.thread);
        let mut message = Message::builder()
            .message_id(Some(outgoing.message_id(headers.id)))
            .date(moment(headers.at))
            .from(Mailbox::new(Some(one_line(&mail.from)), from.clone()))
            .to(Mailbox::new(None, to.clone()))
            .subject(one_line(&mail.subject))
            .in_reply_to(thread.clone())
            .references(thread);
        if let Some(contact) = &shop.profile.storefront.contact.email {
            message = message.reply_to(Mailbox::new(None, address(contact.as_str())?));
        }
        // So that nothing that answers by itself answers this (RFC 3834).
        for (name, value) in [
            ("Auto-Submitted", "auto-generated"),
            ("X-Auto-Response-Suppress", "OOF, AutoReply"),
            ("Content-Language", mail.lang.tag()),
        ] {
            message = message.raw_header(HeaderValue::new(
                HeaderName::new_from_ascii_str(name),
                value.to_owned(),
            ));
        }
        // One click ends mails that nobody has to get (RFC 8058).
        if let Some(page) = &mail.unsubscribe {
            for (name, value) in [
                ("List-Unsubscribe", format!("<{page}>")),
                (
                    "List-Unsubscribe-Post",
                    "List-Unsubscribe=One-Click".to_owned(),
                ),
                ("List-Id", format!("<waitlist.{}.{domain}>", shop.slug)),
            ] {
                message = message.raw_header(HeaderValue::new(
                    HeaderName::new_from_ascii_str(name),
                    value,
                ));
            }
        }
        let part = |kind, body: &str| SinglePart::builder().header(kind).body(body.to_owned());
        // Made of the id, so that the same mail is the same bytes however often it is written.
        let parts = MultiPart::builder()
            .kind(MultiPartKind::Alternative)
            .boundary(format!("part_{}", headers.id))
            .build()
            .singlepart(part(ContentType::TEXT_PLAIN, &text))
            .singlepart(part(ContentType::TEXT_HTML, &html));
        let message = message
            .multipart(parts)
            .map_err(|error| NoLetter(error.to_string()))?;
        Ok(Self {
            recipient: headers.recipient.to_owned(),
            subject: mail.subject.clone(),
            preview: mail.preview.clone(),
            message: message.formatted(),
            text,
            html,
            from,
            to,
        })
    }
}

/// A time as the library has it.
fn moment(at: Timestamp) -> SystemTime {
    let seconds = u64::try_from(at.as_second()).unwrap_or(0);
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

/// What a mail that was written is about.
pub fn subject(view: &MessageView) -> Option<String> {
    let mail: Mail = serde_json::from_str(view.content.as_deref()?).ok()?;
    Some(mail.subject)
}

/// What stands in a header is one line: there is no other character by which a line could end.
fn one_line(text: &str) -> String {
    let is_end = |one: char| one.is_control() || matches!(one, '\u{2028}' | '\u{2029}');
    text.chars()
        .map(|one| if is_end(one) { ' ' } else { one })
        .collect()
}

/// An address as the library has it; what was taken before may not be one by its rules. Its domain
/// is written in ASCII (punycode), which every mail server understands.
pub(super) fn address(text: &str) -> Result<Address, NoLetter> {
    let wrong = || NoLetter("the mail address is none that mails can be sent to".to_owned());
    let address: Address = text.parse().map_err(|_| wrong())?;
    if address.domain().is_ascii() {
        return Ok(address);
    }
    let domain = idna::domain_to_ascii(address.domain()).map_err(|_| wrong())?;
    Address::new(address.user(), domain).map_err(|_| wrong())
}

impl From<String> for NoLetter {
    fn from(problem: String) -> Self {
        Self(problem)
    }
}
