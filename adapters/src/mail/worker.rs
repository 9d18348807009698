//! Empties the outbox: it takes mails that are due, writes each from what is true now, hands it to
//! the mail server, and has the result recorded.

use super::compose::{Composed, Unwritten, compose};
use super::outgoing::Outgoing;
use super::smtp::{Answer, Connection};
use crate::going::kept_going;
use dockline_domain::id::ShopId;
use dockline_domain::message::Outcome;
use dockline_engine::command::WrittenMail;
use dockline_engine::{Engine, ReadError, TriedMail};
use dockline_view::{ClaimedMail, Shop};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// Most mails that are taken at once.
const BATCH: i64 = 20;
/// How often each shop is looked at when nobody says that something was planned: mails that failed
/// are due again, and another node that planned some may have died.
const LOOK_AGAIN: Duration = Duration::from_secs(5);
/// A connection that nothing was sent by for so long is asked whether it is still there.
const IDLE: Duration = Duration::from_secs(2);
/// The pause after the mail server was not reached, the first time.
const BACK_OFF: Duration = Duration::from_secs(1);

/// For how long a node without a mail server leaves mails to the others after one of them has said
/// that it sends them: settings are changed on one node after the other.
const OTHERS_SEND: Duration = Duration::from_mins(2);

/// Sends the mails of all shops until it is told to stop. The mail that it is sending then is sent.
pub async fn run(engine: Engine, outgoing: Arc<Outgoing>, stopping: CancellationToken) {
    kept_going("sending mails", &stopping, || {
        work(engine.clone(), Arc::clone(&outgoing), stopping.clone())
    })
    .await;
}

async fn work(engine: Engine, outgoing: Arc<Outgoing>, stopping: CancellationToken) {
    let mut worker = Worker {
        engine,
        outgoing,
        stopping: stopping.clone(),
        line: None,
        failures: 0,
        not_before: Instant::now(),
        looked: BTreeMap::new(),
        others: BTreeMap::new(),
        said: BTreeMap::new(),
    };
    let mut planned = BTreeSet::new();
    while !stopping.is_cancelled() {
        let pause = worker.round(&mut planned).await;
        let engine = worker.engine.clone();
        tokio::select! {
            () = stopping.cancelled() => {}
            shops = engine.mails_planned() => planned.extend(shops),
            () = tokio::time::sleep(pause) => {}
        }
    }
    if let Some((connection, _)) = worker.line {
        connection.close().await;
    }
}

struct Worker {
    engine: Engine,
    outgoing: Arc<Outgoing>,
    stopping: CancellationToken,
    /// The connection, and when something was last sent by it.
    line: Option<(Connection, Instant)>,
    /// How often the mail server was not reached, one time after the other.
    failures: u32,
    /// Until when it is left alone after that.
    not_before: Instant,
    /// When each shop was looked at last.
    looked: BTreeMap<ShopId, Instant>,
    /// Where this node has no mail server: since when, and until when last, it has read of a shop
    /// that another node sends its mails.
    others: BTreeMap<ShopId, (Instant, Instant)>,
    /// When this node said last with which settings a shop's mails are sent.
    said: BTreeMap<ShopId, Instant>,
}

/// What came of the mails of one shop.
enum Sent {
    /// There may be more that are due.
    Some,
    None,
    /// The mail server cannot be reached.
    NoServer,
}

impl Worker {
    /// Sends what is due in each shop, some mails of one after some of the other. Answers how long
    /// to wait before the next round.
    async fn round(&mut self, planned: &mut BTreeSet<ShopId>) -> Duration {
        let mut shops = self.engine.shops_that_write();
        planned.retain(|id| shops.iter().any(|shop| shop.id == *id));
        let mut ours = Vec::with_capacity(shops.len());
        for shop in shops.drain(..) {
            if self.is_ours(&shop).await {
                ours.push(shop);
            } else {
                planned.remove(&shop.id);
            }
        }
        for shop in ours {
            if self.stopping.is_cancelled() {
                break;
            }
            let looked = self.looked.get(&shop.id);
            if !planned.contains(&shop.id) && looked.is_some_and(|at| at.elapsed() < LOOK_AGAIN) {
                continue;
            }
            match self.send_some(&shop).await {
                Ok(Sent::Some) => drop(planned.insert(shop.id.clone())),
                Ok(Sent::None) => {
                    planned.remove(&shop.id);
                    self.looked.insert(shop.id.clone(), Instant::now());
                }
                Ok(Sent::NoServer) => {
                    return self.not_before.saturating_duration_since(Instant::now());
                }
                Err(error) => {
                    tracing::warn!(shop = %shop.slug, %error, "mails of a shop could not be taken; trying again");
                    self.looked.insert(shop.id.clone(), Instant::now());
                    planned.remove(&shop.id);
                }
            }
        }
        if planned.is_empty() {
            LOOK_AGAIN
        } else {
            Duration::ZERO
        }
    }

    /// Says of a shop whether its mails are really sent, and answers whether this node does
    /// anything about them: without a mail server it keeps none that another node would send.
    async fn is_ours(&mut self, shop: &Shop) -> bool {
        let (sent, now) = (self.outgoing.is_sent(), Instant::now());
        if !sent {
            if shop.mail_sent {
                let (since, until) = self.others.entry(shop.id.clone()).or_insert((now, now));
                *until = now;
                if now.duration_since(*since) < OTHERS_SEND {
                    return false;
                }
            } else if let Some((since, until)) = self.others.get_mut(&shop.id)
                && now.duration_since(*until) < OTHERS_SEND
            {
                // One that sends them says so again.
                *since = now;
                return false;
            }
        }
        self.say_settings(shop, sent, now).await;
        sent || !shop.mail_sent
    }

    /// Says whether mails of a shop are sent, and with which settings. Nodes whose settings differ do
    /// not say so over and over.
    async fn say_settings(&mut self, shop: &Shop, sent: bool, now: Instant) {
        let settings = self.outgoing.settings();
        let said = self.said.get(&shop.id).copied();
        let said_lately = said.is_some_and(|at| now.duration_since(at) < OTHERS_SEND);
        let known = shop.mail_server.as_deref();
        let settings = if said_lately { known } else { settings };
        if (shop.mail_sent, known) == (sent, settings) {
            return;
        }
        self.said.insert(shop.id.clone(), now);
        if let Err(error) = self.engine.set_mail_sent(shop, sent, settings).await {
            tracing::warn!(shop = %shop.slug, %error, "a shop could not be told whether its mails are sent");
        }
    }

    /// The mail server was not reached, or takes nothing: it is left alone for a while.
    fn back_off(&mut self, problem: &str) {
        let pause = BACK_OFF.saturating_mul(1 << self.failures.min(10));
        let pause = pause.min(self.outgoing.times.back_off_max);
        self.failures = self.failures.saturating_add(1);
        self.not_before = Instant::now() + pause;
        metrics::counter!("dockline_mail_server_failures_total").increment(1);
        let seconds = pause.as_secs();
        tracing::warn!(problem, seconds, "no mail is sent; trying again");
    }

    /// Takes some mails of a shop and sends them.
    async fn send_some(&mut self, shop: &Arc<Shop>) -> Result<Sent, dockline_engine::ExecuteError> {
        if !self.has_line(shop).await? {
            return Ok(Sent::NoServer);
        }
        let taken_at = Instant::now();
        let lease = self.outgoing.times.lease;
        let mails = self.engine.claim_mails(shop, BATCH, lease).await?;
        let is_full = i64::try_from(mails.len()).unwrap_or(0) == BATCH;
        let mut no_server = false;
        for mail in mails {
            // Another node may take it when the lease has ended: it is not begun so late.
            let too_late = taken_at.elapsed() + 2 * self.outgoing.times.mail > lease;
            let is_begun = !(no_server || too_late || self.stopping.is_cancelled());
            let tried = if is_begun {
                self.tried(shop, &mail).await
            } else {
                not_begun()
            };
            no_server |= is_begun && tried.outcome.is_none();
            if !self.engine.settle_mail(&shop.id, &mail.id, tried).await? {
                tracing::warn!(shop = %shop.slug, mail = %mail.id, "a mail took so long that another node has taken it since");
            }
        }
        Ok(if no_server {
            Sent::NoServer
        } else if is_full {
            Sent::Some
        } else {
            Sent::None
        })
    }

    /// Whether mails can be sent now: nothing is taken before.
    async fn has_line(&mut self, shop: &Shop) -> Result<bool, dockline_engine::ExecuteError> {
        if !self.outgoing.is_sent() {
            return Ok(true);
        }
        if let Some((connection, used)) = &mut self.line {
            if used.elapsed() < IDLE {
                return Ok(true);
            }
            if !self.engine.has_mails_due(shop).await? {
                return Ok(true);
            }
            if connection.is_alive().await {
                return Ok(true);
            }
            self.line = None;
        }
        if !self.engine.has_mails_due(shop).await? {
            return Ok(true);
        }
        if Instant::now() < self.not_before {
            return Ok(false);
        }
        match Connection::open(&self.outgoing).await {
            Ok(connection) => {
                self.line = Some((connection, Instant::now()));
                Ok(true)
            }
            Err(error) => {
                self.back_off(&error.to_string());
                Ok(false)
            }
        }
    }

    /// Writes a mail and sends it.
    async fn tried(&mut self, shop: &Arc<Shop>, mail: &ClaimedMail) -> TriedMail {
        let composed = compose(&self.engine, &self.outgoing, shop, mail).await;
        let tried = match composed {
            Ok(composed) if self.outgoing.is_sent() => self.sent(composed).await,
            Ok(composed) => TriedMail {
                outcome: Some(Outcome::Kept),
                reply: None,
                written: Some(written(composed)),
            },
            Err(Unwritten::Untrue(reason)) => TriedMail {
                outcome: Some(Outcome::Skipped(reason)),
                reply: None,
                written: None,
            },
            Err(Unwritten::Unreadable(problem)) => failed(problem.to_string()),
            Err(Unwritten::Unread(ReadError::Store(error))) if error.passes() => {
                tracing::debug!(%error, mail = %mail.id, "a mail could not be written yet");
                self.not_before = Instant::now() + BACK_OFF;
                not_begun()
            }
            Err(Unwritten::Unread(error)) => failed(error.to_string()),
        };
        if let Some(outcome) = tried.outcome {
            let (kind, outcome) = (mail.kind.name(), outcome.name());
            metrics::counter!("dockline_mails_total", "kind" => kind, "result" => outcome)
                .increment(1);
        }
        tried
    }

    async fn sent(&mut self, composed: Composed) -> TriedMail {
        let Some((connection, _)) = self.line.take() else {
            return match Connection::open(&self.outgoing).await {
                Ok(connection) => self.sent_by(connection, composed).await,
                Err(error) => {
                    self.back_off(&error.to_string());
                    not_begun()
                }
            };
        };
        self.sent_by(connection, composed).await
    }

    async fn sent_by(&mut self, connection: Connection, composed: Composed) -> TriedMail {
        let letter = &composed.letter;
        let (answer, connection) = connection
            .send(&letter.from, &letter.to, &letter.message)
            .await;
        self.line = connection.map(|connection| (connection, Instant::now()));
        let (outcome, reply) = match answer {
            Answer::Taken(said) => (Outcome::Sent, said),
            Answer::Refused(said) => (Outcome::Refused, said),
            Answer::Later(said) => (Outcome::Failed, said),
            Answer::Uncertain(said) => (Outcome::Uncertain, said),
            Answer::NotBegun(said) => {
                self.back_off(&said);
                return not_begun();
            }
        };
        self.failures = 0;
        TriedMail {
            outcome: Some(outcome),
            reply: Some(reply),
            written: Some(written(composed)),
        }
    }
}

fn written(composed: Composed) -> WrittenMail {
    WrittenMail {
        recipient: composed.letter.recipient,
        content: composed.content,
        told: composed.told,
    }
}

fn not_begun() -> TriedMail {
    TriedMail {
        outcome: None,
        reply: None,
        written: None,
    }
}

fn failed(problem: String) -> TriedMail {
    TriedMail {
        outcome: Some(Outcome::Unreadable),
        reply: Some(problem),
        written: None,
    }
}
