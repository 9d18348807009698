//! Mails: what became of them, and the outbox as workers see it.

use crate::Engine;
use crate::command::{ClaimMails, Context, SetMail, SettleMail, WrittenMail};
use crate::cursor;
use crate::error::{ExecuteError, ReadError};
use crate::secret::new_message_id;
use crate::store::messages::{self, Wanted};
use crate::store::{shops, suppressions};
use dockline_domain::by::By;
use dockline_domain::id::{MessageId, OrderId, ShopId};
use dockline_domain::message::{MessageKind, MessageState, Outcome, Suppression, ToldDates};
use dockline_view::{AttemptView, ClaimedMail, MessagePage, MessageView, Shop};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

/// Which mails are asked for; what is not said is no matter.
#[derive(Debug, Clone, Default)]
pub struct MessageFilter {
    /// Those about an order.
    pub order: Option<OrderId>,
    /// Those of a kind.
    pub kind: Option<MessageKind>,
    /// Those in a state.
    pub state: Option<MessageState>,
}

/// What came of a mail that a worker had taken.
#[derive(Debug, Clone)]
pub struct TriedMail {
    /// None when it was not begun: somebody takes it again.
    pub outcome: Option<Outcome>,
    /// What the mail server said, or what went wrong.
    pub reply: Option<String>,
    /// What was written, where somebody reads it or may.
    pub written: Option<WrittenMail>,
}

impl Engine {
    /// A page of mails, the newest first. A cursor is what the page before answered.
    pub async fn messages(
        &self,
        shop: &Shop,
        filter: &MessageFilter,
        cursor: Option<&str>,
        limit: i64,
    ) -> Result<MessagePage, ReadError> {
        let limit = limit.clamp(1, super::catalogue::PAGE_MAX);
        let before = cursor::parse(cursor, cursor::message)?;
        let wanted = Wanted {
            order: filter.order.as_ref(),
            kind: filter.kind,
            state: filter.state,
        };
        let mut items = self
            .ask(async |session| {
                messages::page(session, &shop.id, wanted, before.as_ref(), limit + 1).await
            })
            .await?;
        let last = cursor::last_of_page(&mut items, limit);
        Ok(MessagePage {
            next_cursor: last.map(|mail| mail.id.to_string()),
            items,
        })
    }

    /// An id for a mail that is sent as a test: programs that read mails show each id once.
    pub fn new_message_id(&self) -> MessageId {
        new_message_id(self.now())
    }

    /// One mail, and each try to send it.
    pub async fn message(
        &self,
        shop: &Shop,
        id: &MessageId,
    ) -> Result<(MessageView, Vec<AttemptView>), ReadError> {
        let found = self
            .ask(async |session| {
                let Some(mail) = messages::one(session, &shop.id, id).await? else {
                    return Ok(None);
                };
                Ok(Some((
                    mail,
                    messages::attempts(session, &shop.id, id).await?,
                )))
            })
            .await?;
        found.ok_or_else(|| ReadError::not_found("message", id.as_str()))
    }

    /// Waits until this node has planned mails in shops, and answers which. Mails that are due
    /// again, or that another node planned, are found by looking.
    pub async fn mails_planned(&self) -> BTreeSet<ShopId> {
        self.live.mails.take().await
    }

    /// Every shop that writes mails, as far as this node knows.
    pub fn shops_that_write(&self) -> Vec<Arc<Shop>> {
        let shops = self.live.shops().into_iter();
        shops.filter(|shop| shop.writes_mails()).collect()
    }

    /// Whether mails of a shop are due.
    pub async fn has_mails_due(&self, shop: &Shop) -> Result<bool, ExecuteError> {
        let is_due = self.ask(async |session| {
            let now = shops::database_time(session).await?.as_millisecond();
            messages::is_due(session, &shop.id, now).await
        });
        Ok(is_due.await?)
    }

    /// Takes the mails of a shop that are due, for as long as a lease lasts. Nothing is written
    /// where none is.
    pub async fn claim_mails(
        &self,
        shop: &Shop,
        limit: i64,
        lasts: Duration,
    ) -> Result<Vec<ClaimedMail>, ExecuteError> {
        if !self.has_mails_due(shop).await? {
            return Ok(Vec::new());
        }
        let command = ClaimMails {
            node: self.node.as_ref().to_owned(),
            limit,
            lasts_ms: i64::try_from(lasts.as_millis()).unwrap_or(i64::MAX),
        };
        self.execute(&shop.id, Context::by(By::System), command)
            .await
    }

    /// Writes down what came of a mail; `false` when somebody else has taken it since.
    pub async fn settle_mail(
        &self,
        shop: &ShopId,
        id: &MessageId,
        tried: TriedMail,
    ) -> Result<bool, ExecuteError> {
        let command = SettleMail {
            node: self.node.as_ref().to_owned(),
            id: id.clone(),
            outcome: tried.outcome,
            reply: tried.reply,
            written: tried.written,
        };
        self.execute(shop, Context::by(By::System), command).await
    }

    /// The dates that an order was told last by another mail than this; none when it was told none.
    pub async fn told_by_mail(
        &self,
        shop: &ShopId,
        order: &OrderId,
        this: Option<&MessageId>,
    ) -> Result<Option<ToldDates>, ReadError> {
        let told = self.ask(async |session| messages::told(session, shop, order, this).await);
        Ok(told.await?)
    }

    /// Which mails an address is not sent any more.
    pub async fn suppression(
        &self,
        shop: &ShopId,
        email: &str,
    ) -> Result<Option<Suppression>, ReadError> {
        let found = self.ask(async |session| suppressions::of_address(session, shop, email).await);
        Ok(found.await?)
    }

    /// Says whether mails of a shop are really sent: pages promise them only then.
    /// `server` tells its mail server, and how that is spoken to, from others.
    pub async fn set_mail_sent(
        &self,
        shop: &Shop,
        sent: bool,
        server: Option<&str>,
    ) -> Result<(), ExecuteError> {
        if (shop.mail_sent, shop.mail_server.as_deref()) == (sent, server) {
            return Ok(());
        }
        let command = SetMail {
            sent,
            server: server.map(str::to_owned),
        };
        self.execute(&shop.id, Context::by(By::System), command)
            .await
    }
}
