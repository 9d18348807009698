//! What mail servers send back: that a mail did not arrive (RFC 3464), or that its reader does not
//! want it (RFC 5965).

use dockline_domain::id::MessageId;
use dockline_domain::message::Returned;
use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders as _, PartType};

/// Largest report that is read, in bytes.
pub const REPORT_BYTES_MAX: usize = 10 * 1024 * 1024;

/// A mail, and what a mail server says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnedMail {
    /// Which mail.
    pub message: MessageId,
    /// What became of it.
    pub what: Returned,
}

/// Why nothing follows from what was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotReturned {
    /// It is no mail.
    #[error("this is no mail")]
    Unreadable,
    /// It is a mail of another kind, such as the answer of a person.
    #[error("this mail is no report of a mail server (multipart/report)")]
    NoReport,
    /// The mail has arrived, or is still on its way.
    #[error("the report says of no mail that it did not arrive, or is not wanted")]
    NotFailed,
    /// It does not say which mail, or one that Dockline did not send.
    #[error("the report names no mail that Dockline has sent")]
    NotOurs,
}

/// Reads a report as a mail server sends it.
pub fn read(report: &[u8]) -> Result<ReturnedMail, NotReturned> {
    let report = report.get(..REPORT_BYTES_MAX).unwrap_or(report);
    let report = MessageParser::default().parse(report);
    let report = report.ok_or(NotReturned::Unreadable)?;
    let part = |subtype: &str| {
        let mut parts = report.parts.iter();
        parts.find(|part| is_of(part, "message", subtype))
    };
    let what = if let Some(status) = part("delivery-status") {
        status_of(status)
    } else if let Some(feedback) = part("feedback-report") {
        complaint_of(feedback)
    } else {
        return Err(NotReturned::NoReport);
    };
    let what = what.ok_or(NotReturned::NotFailed)?;
    let message = report.parts.iter().find_map(named);
    let message = message.ok_or(NotReturned::NotOurs)?;
    Ok(ReturnedMail { message, what })
}

fn is_of(part: &MessagePart<'_>, kind: &str, subtype: &str) -> bool {
    part.content_type().is_some_and(|content| {
        let is_subtype = content
            .subtype()
            .is_some_and(|one| one.eq_ignore_ascii_case(subtype));
        is_subtype && content.ctype().eq_ignore_ascii_case(kind)
    })
}

/// The values of a field in all groups of a report.
fn values<'a>(text: &'a str, name: &'a str) -> impl Iterator<Item = &'a str> {
    text.lines().filter_map(move |line| {
        let (field, value) = line.split_once(':')?;
        let is_it = field.trim().eq_ignore_ascii_case(name);
        is_it.then(|| value.trim())
    })
}

/// What became of a mail by its delivery status: nothing where it is delayed or has arrived. One
/// mail goes to one address, so there is one group.
fn status_of(part: &MessagePart<'_>) -> Option<Returned> {
    let text = String::from_utf8_lossy(part.contents());
    let mut actions = values(&text, "Action");
    let has_failed = actions.any(|action| action.eq_ignore_ascii_case("failed"));
    // A mailbox that is full is a status of another class than one that is not there.
    let permanent = values(&text, "Status").any(|status| status.starts_with('5'));
    has_failed.then_some(Returned::Bounce { permanent })
}

fn complaint_of(part: &MessagePart<'_>) -> Option<Returned> {
    let text = String::from_utf8_lossy(part.contents());
    let mut kinds = values(&text, "Feedback-Type");
    let is_complaint = kinds.any(|kind| !kind.eq_ignore_ascii_case("not-spam"));
    is_complaint.then_some(Returned::Complaint)
}

/// The mail whose headers are in a part.
fn named(part: &MessagePart<'_>) -> Option<MessageId> {
    match &part.body {
        PartType::Message(message) => ours(message),
        PartType::Text(_)
        | PartType::Html(_)
        | PartType::Binary(_)
        | PartType::InlineBinary(_)
        | PartType::Multipart(_) => {
            let is_headers =
                is_of(part, "text", "rfc822-headers") || is_of(part, "message", "rfc822");
            let headers = is_headers.then(|| MessageParser::default().parse(part.contents()));
            ours(&headers??)
        }
    }
}

/// The id that the Message-ID of one of our mails begins with.
fn ours(message: &Message<'_>) -> Option<MessageId> {
    let id = message.message_id()?;
    let id = id.split('@').next().unwrap_or(id);
    MessageId::parse(id.trim_start_matches('<')).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "msg_01kb7h2q8m0000000000000001";

    /// A report as Postfix writes one.
    fn report(action: &str, status: &str, third: &str) -> String {
        format!(
            "From: MAILER-DAEMON@mail.example\r\nTo: orders@shop.example\r\nSubject: Undelivered Mail Returned to Sender\r\n\
            Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n\
            Content-Type: multipart/report; report-type=delivery-status; boundary=\"b/1\"\r\n\r\n\
            --b/1\r\nContent-Type: text/plain\r\n\r\nIt did not arrive. Action: failed\r\n\r\n\
            --b/1\r\nContent-Type: message/delivery-status\r\n\r\n\
            Reporting-MTA: dns; mail.example\r\n\r\nFinal-Recipient: rfc822; ada@example.com\r\n\
            Action: {action}\r\nStatus: {status}\r\nDiagnostic-Code: smtp; 550 5.1.1 unknown\r\n\r\n\
            --b/1\r\nContent-Type: {third}\r\n\r\n\
            Message-ID: <{ID}@shop.example>\r\nSubject: Order 1\r\nTo: ada@example.com\r\n\r\nbody\r\n\r\n--b/1--\r\n"
        )
    }

    fn what(report: &str) -> Result<Returned, NotReturned> {
        let read = read(report.as_bytes())?;
        assert_eq!(read.message.as_str(), ID);
        Ok(read.what)
    }

    #[test]
    fn a_report_says_which_mail_did_not_arrive_and_whether_another_would() {
        for third in [
            "message/rfc822",
            "text/rfc822-headers",
            "TEXT/RFC822-Headers",
        ] {
            let bounce = |permanent| Ok(Returned::Bounce { permanent });
            assert_eq!(what(&report("failed", "5.1.1", third)), bounce(true));
            assert_eq!(what(&report("Failed", "4.4.7", third)), bounce(false));
            for on_its_way in ["delayed", "relayed", "delivered"] {
                let told = what(&report(on_its_way, "4.0.0", third));
                assert_eq!(told, Err(NotReturned::NotFailed));
            }
        }
    }

    #[test]
    fn a_complaint_is_told_from_what_is_no_complaint() {
        let feedback = |kind: &str| {
            format!(
                "From: fbl@mail.example\r\nMIME-Version: 1.0\r\n\
                Content-Type: multipart/report; report-type=feedback-report; boundary=b\r\n\r\n\
                --b\r\nContent-Type: text/plain\r\n\r\nA complaint\r\n\r\n\
                --b\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: {kind}\r\nUser-Agent: x/1\r\nVersion: 1\r\n\r\n\
                --b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <{ID}@shop.example>\r\nSubject: x\r\n\r\nbody\r\n--b--\r\n"
            )
        };
        assert_eq!(what(&feedback("abuse")), Ok(Returned::Complaint));
        assert_eq!(what(&feedback("not-spam")), Err(NotReturned::NotFailed));
    }

    #[test]
    fn what_is_no_report_or_of_a_mail_of_others_changes_nothing() {
        let person = "From: ada@example.com\r\nSubject: Re: Order 1\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n";
        assert_eq!(read(person.as_bytes()), Err(NotReturned::NoReport));
        let other = report("failed", "5.1.1", "message/rfc822").replace(ID, "2026.1");
        assert_eq!(read(other.as_bytes()), Err(NotReturned::NotOurs));
        let cut = report("failed", "5.1.1", "message/rfc822");
        for length in 0..cut.len() {
            drop(read(&cut.as_bytes()[..length]));
        }
        assert!(read(&[0xff; 4096]).is_err());
    }
}
