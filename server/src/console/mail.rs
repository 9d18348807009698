//! `/console/mailbox` and `/console/mail`: what people were written, what became of each mail, and
//! how one would read now.

use super::form::{Form, refusal};
use super::staff::{Answer, Staff};
use crate::pages::see_other;
use crate::state::AppState;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use dockline_adapters::mail::{self, Connection, Letter, Looks, OrderLink, Unwritten};
use dockline_app::page::ProblemKind;
use dockline_app::page::console::{
    self, MailAction, MailPage, MailPreviewPage, MailRow, MailsPage, PreviewWish, ReadMail, Sent,
};
use dockline_domain::access::Permission;
use dockline_domain::id::MessageId;
use dockline_domain::message::{MessageKind, MessageState};
use dockline_engine::command::{Mend, MendMail};
use dockline_engine::{MessageFilter, ReadError};
use dockline_view::{MessageView, OrderView};
use dockline_words::Lang;
use dockline_words::link::console as link;
use dockline_words::present::{Wrong as _, WrongMail};
use http::{HeaderName, HeaderValue, StatusCode, header};

/// Rows of a list.
const ROWS: i64 = 50;

/// What the HTML of a mail may do where it is shown: nothing but look as it does. Its links open
/// beside it.
const LETTER_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; \
    sandbox allow-popups allow-popups-to-escape-sandbox";

/// The mails that are kept.
pub(super) async fn mailbox(State(state): State<AppState>, staff: Staff) -> Answer {
    let page = listed(&state, &staff, Some(MessageState::Kept)).await?;
    Ok(staff.sent(StatusCode::OK, console::mailbox(&staff.console(), &page)))
}

/// Every mail, or those in one state.
pub(super) async fn list(State(state): State<AppState>, staff: Staff) -> Answer {
    let wanted = staff.page.query("state");
    let wanted = wanted.and_then(|name| MessageState::parse(name).ok());
    let page = listed(&state, &staff, wanted).await?;
    let newest = page.mails.iter().find_map(|row| row.view.order_number);
    let wish = PreviewWish {
        order: newest.map_or_else(String::new, |number| number.to_string()),
        kind: MessageKind::Confirmation,
        lang: staff.page.lang(),
    };
    Ok(staff.sent(
        StatusCode::OK,
        console::mails(&staff.console(), &page, &wish),
    ))
}

async fn listed(
    state: &AppState,
    staff: &Staff,
    wanted: Option<MessageState>,
) -> Result<MailsPage, Response> {
    let filter = MessageFilter {
        state: wanted,
        ..MessageFilter::default()
    };
    let cursor = staff.page.query("cursor");
    let found = state
        .engine
        .messages(&staff.shop, &filter, cursor, ROWS)
        .await;
    let found = staff.answered(found)?;
    let row = |view: MessageView| MailRow {
        subject: mail::subject(&view),
        view,
    };
    Ok(MailsPage {
        mails: found.items.into_iter().map(row).collect(),
        next_cursor: found.next_cursor,
        state: wanted,
        is_sent: state.outgoing.is_sent(),
        from: state.outgoing.from().to_owned(),
    })
}

fn known_form(id: &str) -> Result<MessageId, ReadError> {
    MessageId::parse(id).map_err(|_| ReadError::NotFound {
        what: "message",
        name: id.to_owned(),
    })
}

/// Whether this person sees the link to the order's page in mails to others.
fn order_link(staff: &Staff) -> OrderLink {
    OrderLink::for_who_may(staff.user.role.may(Permission::ChangeOrders))
}

/// What was written of a mail, as this person may read it.
fn letter_of(state: &AppState, staff: &Staff, view: &MessageView) -> Option<Letter> {
    let link = order_link(staff);
    Letter::of(&state.outgoing, &staff.shop, view, link).and_then(Result::ok)
}

fn read(state: &AppState, letter: &Letter, page: String) -> ReadMail {
    ReadMail {
        subject: letter.subject.clone(),
        preview: letter.preview.clone(),
        from: state.outgoing.from().to_owned(),
        recipient: letter.recipient.clone(),
        text: letter.text.clone(),
        page,
    }
}

/// One mail.
pub(super) async fn show(
    State(state): State<AppState>,
    Path(id): Path<String>,
    staff: Staff,
) -> Answer {
    let done = staff.page.query("done").and_then(MailAction::parse);
    one(&state, &staff, &id, done, Sent::default()).await
}

async fn one(
    state: &AppState,
    staff: &Staff,
    id: &str,
    done: Option<MailAction>,
    sent: Sent,
) -> Answer {
    let id = staff.answered(known_form(id))?;
    let found = state.engine.message(&staff.shop, &id).await;
    let (view, attempts) = staff.answered(found)?;
    let letter = letter_of(state, staff, &view);
    let page = format!("{}/page", link::mail(&id));
    let status = if sent.is_wrong() {
        StatusCode::CONFLICT
    } else {
        StatusCode::OK
    };
    let page = MailPage {
        read: letter.map(|letter| read(state, &letter, page)),
        view,
        attempts,
        done,
        sent,
    };
    Ok(staff.sent(status, console::mail(&staff.console(), &page)))
}

/// Something is done about a mail that nobody tries to send any more.
pub(super) async fn mend(
    State(state): State<AppState>,
    Path(id): Path<String>,
    staff: Staff,
    body: Bytes,
) -> Answer {
    staff.may(Permission::ChangeOrders)?;
    let mut form = Form::new(&staff, &body);
    let id = staff.answered(known_form(&id))?;
    // Another shop's mail is not there, whatever is asked of it.
    staff.answered(state.engine.message(&staff.shop, &id).await)?;
    let Some(action) = MailAction::parse(form.text("action")) else {
        return Err(staff.problem(ProblemKind::BadRequest));
    };
    let command = MendMail {
        id: id.clone(),
        how: match action {
            MailAction::Again => Mend::Again,
            MailAction::Seen => Mend::Seen,
            MailAction::Lift => Mend::Lift,
        },
    };
    let done = state
        .engine
        .execute(&staff.shop.id, form.context(), command)
        .await;
    match done {
        Ok(true) => {
            let page = link::mail(&id);
            return Ok(see_other(&format!("{page}?done={}", action.name())));
        }
        Ok(false) => form.refuse(&WrongMail::NotParked),
        Err(error) => form.refuse(&refusal(&error)),
    }
    one(&state, &staff, id.as_str(), None, form.sent).await
}

/// The HTML of a mail, to be shown in a frame.
pub(super) async fn page(
    State(state): State<AppState>,
    Path(id): Path<String>,
    staff: Staff,
) -> Answer {
    let id = staff.answered(known_form(&id))?;
    let found = state.engine.message(&staff.shop, &id).await;
    let (view, _) = staff.answered(found)?;
    match letter_of(&state, &staff, &view) {
        Some(letter) => Ok(framed(&letter)),
        None => Ok(staff.problem(ProblemKind::NotFound)),
    }
}

fn framed(letter: &Letter) -> Response {
    // Links of a mail lead to pages that stand in no frame.
    let html = letter
        .html
        .replacen("<head>", "<head><base target=\"_blank\">", 1);
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/html; charset=utf-8"),
        ),
        (
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(LETTER_POLICY),
        ),
        (
            header::CACHE_CONTROL,
            HeaderValue::from_static("private, no-store"),
        ),
        (
            HeaderName::from_static("referrer-policy"),
            HeaderValue::from_static("no-referrer"),
        ),
    ];
    (headers, html).into_response()
}

/// Which mail somebody wants to see, by the fields of a form.
fn wish(staff: &Staff, field: impl Fn(&str) -> String) -> PreviewWish {
    PreviewWish {
        order: field("order"),
        kind: MessageKind::parse(&field("kind")).unwrap_or(MessageKind::Confirmation),
        lang: Lang::from_tag(&field("in")).unwrap_or(staff.page.lang()),
    }
}

/// The order that is meant; none when there is none of that number.
async fn order_of(
    state: &AppState,
    staff: &Staff,
    wish: &PreviewWish,
) -> Result<Option<OrderView>, Response> {
    let prefix = staff.shop.rules.orders.order_prefix.as_str();
    let number = wish.order.trim();
    let number = number.strip_prefix(prefix).unwrap_or(number);
    if number.parse::<i64>().is_err() {
        return Ok(None);
    }
    match state.engine.order_story(&staff.shop, number).await {
        Ok(story) => Ok(Some(story.order)),
        Err(ReadError::NotFound { .. }) => Ok(None),
        Err(error) => Err(staff.unanswered(&error)),
    }
}

/// A mail as it would be now; none where nothing like it could be said.
async fn written(
    state: &AppState,
    staff: &Staff,
    (wish, order): (&PreviewWish, &OrderView),
    looks: Looks<'_>,
) -> Result<Option<Letter>, Response> {
    let written = mail::preview(
        &state.engine,
        &state.outgoing,
        &staff.shop,
        order,
        (wish.kind, wish.lang),
        looks,
    );
    match written.await {
        Ok(letter) => Ok(Some(letter)),
        Err(Unwritten::Untrue(_) | Unwritten::Unreadable(_)) => Ok(None),
        Err(Unwritten::Unread(error)) => Err(staff.unanswered(&error)),
    }
}

/// Where the HTML of a preview is.
fn preview_page(wish: &PreviewWish) -> String {
    format!(
        "{}/page?order={}&kind={}&in={}",
        link::MAIL_PREVIEW,
        dockline_words::link::encoded(&wish.order),
        wish.kind.name(),
        wish.lang.tag()
    )
}

/// A mail of a kind about an order, as it would be now.
pub(super) async fn preview(State(state): State<AppState>, staff: Staff) -> Answer {
    let wish = wish(&staff, |name| {
        staff.page.query(name).unwrap_or("").to_owned()
    });
    let sent_to = staff.page.query("sent").map(|_| staff.user.email.clone());
    answer(&state, &staff, wish, sent_to, Sent::default()).await
}

async fn answer(
    state: &AppState,
    staff: &Staff,
    wish: PreviewWish,
    sent_to: Option<String>,
    mut sent: Sent,
) -> Answer {
    let order = order_of(state, staff, &wish).await?;
    let letter = if let Some(order) = &order {
        let looks = Looks::With(order_link(staff));
        written(state, staff, (&wish, order), looks).await?
    } else {
        sent.wrong("order", WrongMail::Order.text(staff.page.lang()));
        None
    };
    let status = if sent.is_wrong() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let page = MailPreviewPage {
        read: letter.map(|letter| read(state, &letter, preview_page(&wish))),
        wish,
        sent_to,
        is_sent: state.outgoing.is_sent(),
        sent,
    };
    Ok(staff.sent(status, console::mail_preview(&staff.console(), &page)))
}

/// The HTML of a preview, to be shown in a frame.
pub(super) async fn preview_html(State(state): State<AppState>, staff: Staff) -> Answer {
    let wish = wish(&staff, |name| {
        staff.page.query(name).unwrap_or("").to_owned()
    });
    let Some(order) = order_of(&state, &staff, &wish).await? else {
        return Ok(staff.problem(ProblemKind::NotFound));
    };
    let looks = Looks::With(order_link(&staff));
    match written(&state, &staff, (&wish, &order), looks).await? {
        Some(letter) => Ok(framed(&letter)),
        None => Ok(staff.problem(ProblemKind::NotFound)),
    }
}

/// Sends a preview to whoever asks, and to nobody else. Nothing of it is kept.
pub(super) async fn test(State(state): State<AppState>, staff: Staff, body: Bytes) -> Answer {
    staff.may(Permission::ChangeOrders)?;
    let mut form = Form::new(&staff, &body);
    let wish = wish(&staff, |name| form.text(name).to_owned());
    let letter = match order_of(&state, &staff, &wish).await? {
        Some(order) => {
            let looks = Looks::Test(&staff.user.email);
            written(&state, &staff, (&wish, &order), looks).await?
        }
        None => None,
    };
    if let Some(letter) = letter {
        let sent = match Connection::open(&state.outgoing).await {
            Ok(connection) => connection.send_test(&letter).await,
            Err(error) => Err(error.to_string()),
        };
        match sent {
            Ok(()) => {
                return Ok(see_other(&format!(
                    "{}&sent=1",
                    preview_page(&wish).replacen("/page?", "?", 1)
                )));
            }
            Err(problem) => form.refuse(&WrongMail::NotSent(problem)),
        }
    }
    let sent = form.sent;
    answer(&state, &staff, wish, None, sent).await
}
