//! Telling people of a delay, and what they answer. Somebody of the shop tells them and records it,
//! or has a mail tell them: then it counts once the mail server has taken that.

use super::Command;
use super::cancel_order::{CancelOrder, cancel_of};
use crate::error::ExecuteError;
use crate::event::Event;
use crate::expect::{Gone, Law, LawLine, Unit};
use crate::secret::new_token;
use crate::store::backorders::{self, BackorderRow};
use crate::store::delays::{self, Ledger};
use crate::store::orders::OrderRow;
use crate::store::promises::{self, Kept};
use crate::writer::turn::Turn;
use dockline_domain::backorder::Actor;
use dockline_domain::delay::{Channel, Choice, Kind, NoNotice, Until, Why};
use dockline_domain::id::{OrderId, Sku};
use dockline_domain::order::{OrderLine, Quantity};
use dockline_domain::reason::Reason;
use dockline_domain::refusal::Refusal;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Most answers to one notice: who holds its link may change their mind, and not fill a disk.
const ANSWERS_MAX: usize = 50;

/// People were told that a line of their order is late, or are told by mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GiveNotice {
    /// Whose order.
    pub order: OrderId,
    /// Which line.
    pub sku: Sku,
    /// Until when they were asked to wait.
    pub until: Until,
    /// How they were told. By mail, the system tells them where mails reach people.
    pub channel: Channel,
    /// Only when the order still has this version.
    pub if_version: Option<i64>,
}

/// Notices that were recorded: one for each day that was told for units of the line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeGiven {
    /// Each of them.
    pub notices: Vec<GivenNotice>,
}

/// A notice that was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenNotice {
    /// Its number in the order.
    pub number: u32,
    /// What it is by law.
    pub kind: Kind,
    /// The secret of the page on which it is answered.
    pub token: String,
    /// Whether a mail gives it, which waits to be sent.
    #[serde(default)]
    pub by_mail: bool,
}

/// Somebody answered a notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerNotice {
    /// Of which order.
    pub order: OrderId,
    /// Its number there.
    pub notice: u32,
    /// What they answered.
    pub answer: Answered,
    /// How.
    pub channel: Channel,
    /// Only when the order still has this version.
    pub if_version: Option<i64>,
}

/// What somebody answers: the days of a yes are those of the notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answered {
    /// They wait as long as it asks.
    Wait,
    /// They agree to the later day it asks for.
    WaitFurther,
    /// They do not wait.
    Cancel,
    /// They set a last day.
    LastDate(Date),
}

/// An answer that was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeAnswered {
    /// What it came to.
    pub choice: Choice,
}

/// What the law is asked about.
pub(super) struct Known {
    order: OrderRow,
    backorders: Vec<BackorderRow>,
    kept: HashMap<u32, Kept>,
    ledger: Ledger,
}

impl Known {
    pub(super) async fn of(
        turn: &mut Turn<'_>,
        order: &OrderId,
        if_version: Option<i64>,
    ) -> Result<Self, ExecuteError> {
        let shop = turn.shop();
        let order = turn.order(order, if_version).await?;
        Ok(Self {
            backorders: backorders::of_order(turn.session, &shop.id, &order.id).await?,
            kept: promises::kept(turn.session, &shop.id, &order.id).await?,
            ledger: delays::ledger(turn.session, &shop.id, [&order.id]).await?,
            order,
        })
    }

    pub(super) fn law<'a>(
        &self,
        shop: &'a dockline_view::Shop,
        turn: &Turn<'_>,
    ) -> Option<Law<'a>> {
        let to = self.order.address_parts.as_ref();
        let to = to.map(|to| (to.country, to.region.as_deref()));
        Law::of(shop, to, self.order.placed_at, turn.at)
    }

    /// The lines that have not left and have not ended.
    pub(super) fn open<'a>(&'a self, law: &Law<'a>) -> Vec<LawLine<'a>> {
        let open = self.backorders.iter();
        let open = open.filter(|row| row.state.may_be_cancelled());
        let units = open.map(|row| Unit {
            order: &row.order,
            number: row.number,
            sku: &row.sku,
            quantity: row.quantity,
            state: &row.state,
            told: self.kept.get(&row.number).and_then(|kept| kept.by_law),
            // They were told anew when supply moved.
            expected: self.kept.get(&row.number).and_then(|kept| kept.last),
            gone: Gone::default(),
        });
        law.lines(units, &self.ledger)
    }

    /// The number of the next notice.
    pub(super) fn next(&self) -> u32 {
        let numbers = self.ledger.notices.iter().map(|notice| notice.number);
        numbers.max().unwrap_or(0) + 1
    }
}

impl Command for GiveNotice {
    type Answer = NoticeGiven;

    async fn run(self, turn: &mut Turn<'_>) -> Result<NoticeGiven, ExecuteError> {
        let shop = turn.shop();
        let known = Known::of(turn, &self.order, self.if_version).await?;
        let law = known.law(&shop, turn);
        let law = law.ok_or(Refusal::Notice(NoNotice::NoLaw))?;
        if known.backorders.iter().all(|row| row.sku != self.sku) {
            let text = "must be a SKU of this order";
            return Err(ExecuteError::field("/sku", text));
        }
        let by_mail = self.channel == Channel::Mail && shop.mails_go_out();
        let lines = known.open(&law);
        let (mut rows, mut given, mut refused) = (delays::noticed(), Vec::new(), None);
        for line in self.late(&lines, &law)? {
            if by_mail && line.has_mail_on_its_way() {
                refused = Some(NoNotice::OnItsWay);
                continue;
            }
            let kind = match law.offer(line, &self.until) {
                Ok(kind) => kind,
                Err(why) => {
                    refused = Some(why);
                    continue;
                }
            };
            let number = known.next() + u32::try_from(given.len()).unwrap_or(0);
            let notice = GivenNotice {
                number,
                kind,
                token: new_token(&shop.id, turn.at),
                by_mail,
            };
            self.record(turn, line, &notice, &mut rows);
            given.push(notice);
        }
        if given.is_empty() {
            let why = refused.unwrap_or(NoNotice::Shipped);
            return Err(Refusal::Notice(why).into());
        }
        turn.session.write(&[rows.write()]).await?;
        turn.touch_order(&self.order);
        Ok(NoticeGiven { notices: given })
    }
}

impl GiveNotice {
    /// The lines that the notice is about. What is here and leaves in time is not late because the
    /// rest is; what waits for supply may be late though nobody has moved its date yet.
    fn late<'l, 'a>(
        &self,
        lines: &'l [LawLine<'a>],
        law: &Law<'a>,
    ) -> Result<Vec<&'l LawLine<'a>>, ExecuteError> {
        let of_sku = lines.iter().filter(|line| *line.sku == self.sku);
        let of_sku: Vec<_> = of_sku.collect();
        if of_sku.is_empty() {
            // What left, or ended, is in no line.
            return Err(Refusal::Notice(NoNotice::Shipped).into());
        }
        let is_late = |line: &&&LawLine<'_>| !law.facts(line).is_in_time(law.days());
        let mut late: Vec<_> = of_sku.iter().filter(is_late).copied().collect();
        if late.is_empty() {
            late.extend(of_sku.iter().filter(|line| line.is_in_line));
        }
        if late.is_empty() {
            return Err(Refusal::Notice(NoNotice::InTime).into());
        }
        Ok(late)
    }

    /// Writes down a notice that a mail is to give.
    pub(super) fn planned(
        &self,
        turn: &mut Turn<'_>,
        line: &LawLine<'_>,
        (number, kind): (u32, Kind),
        rows: &mut crate::store::Rows,
    ) {
        let notice = GivenNotice {
            number,
            kind,
            token: new_token(&turn.state.shop.id, turn.at),
            by_mail: true,
        };
        self.record(turn, line, &notice, rows);
    }

    fn record(
        &self,
        turn: &mut Turn<'_>,
        line: &LawLine<'_>,
        notice: &GivenNotice,
        rows: &mut crate::store::Rows,
    ) {
        let reason = self.until.reason().map(Why::as_str);
        let seq = turn.log(Event::NoticeGiven {
            order: self.order.clone(),
            notice: notice.number,
            sku: self.sku.clone(),
            told: line.told,
            notice_kind: notice.kind,
            until: self.until.last(),
            further: self.until.further(),
            reason: reason.map(str::to_owned),
            channel: self.channel,
            by_mail: notice.by_mail,
        });
        rows.push(&delays::NewNotice {
            shop: &turn.state.shop.id,
            order: &self.order,
            number: notice.number,
            sku: &self.sku,
            told: line.told,
            kind: notice.kind.name(),
            until: self.until.last(),
            further: self.until.further(),
            reason,
            channel: self.channel.name(),
            at: turn.at.as_millisecond(),
            seq,
            token: &notice.token,
            by_mail: notice.by_mail.then_some(1),
        });
    }
}

impl Command for AnswerNotice {
    type Answer = NoticeAnswered;

    async fn run(self, turn: &mut Turn<'_>) -> Result<NoticeAnswered, ExecuteError> {
        let shop = turn.shop();
        let known = Known::of(turn, &self.order, self.if_version).await?;
        let mut notices = known.ledger.notices.iter();
        let notice = notices.find(|notice| notice.number == self.notice);
        let unknown = || ExecuteError::not_found("notice", self.notice.to_string());
        let notice = notice.ok_or_else(unknown)?;
        let law = known.law(&shop, turn);
        let law = law.ok_or(Refusal::Notice(NoNotice::NoLaw))?;
        let lines = known.open(&law);
        let is_asked = |line: &&LawLine<'_>| *line.sku == notice.sku && line.told == notice.told;
        let line = lines.iter().find(is_asked).ok_or(Refusal::TooLate)?;
        if !law.facts(line).may_answer(law.days()) {
            return Err(Refusal::TooLate.into());
        }
        let choice = self.choice(&notice.until, shop.day, law.last_date_from(line))?;
        let choice = law.facts(line).comes_to(choice, law.days());
        let given = known.ledger.answers.iter();
        let given: Vec<_> = given
            .filter(|answer| answer.notice == self.notice)
            .collect();
        // The same answer again changes nothing.
        if given.last().is_some_and(|last| last.choice == choice) {
            return Ok(NoticeAnswered { choice });
        }
        if given.len() >= ANSWERS_MAX && choice != Choice::Cancel {
            let text = format!("must be cancel: the notice was answered {ANSWERS_MAX} times");
            return Err(ExecuteError::field("/answer", text));
        }
        // Who answers on its page has got it, whatever the mail server said. Of an answer on the phone
        // nobody knows to what it is one.
        if self.channel == Channel::Link {
            mailed(turn, (&self.order, self.notice), Came::Answered).await?;
        }
        self.record(turn, choice).await?;
        if choice == Choice::Cancel {
            let by = (Actor::Shopper, Reason::ByShopper);
            cancel_line(turn, &self.order, line, by).await?;
        }
        turn.touch_order(&self.order);
        Ok(NoticeAnswered { choice })
    }
}

/// What became of the mail with a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Came {
    /// The mail server has taken it.
    Taken,
    /// Somebody has answered on its page.
    Answered,
    /// It is not sent.
    Nowhere,
    /// The mail server had taken it, and it came back.
    Back,
}

/// Writes down whether people were given a notice that a mail was to give; nothing where that is
/// known, and where somebody of the shop told them.
pub(super) async fn mailed(
    turn: &mut Turn<'_>,
    (order, notice): (&OrderId, u32),
    came: Came,
) -> Result<(), ExecuteError> {
    let shop = turn.shop();
    let (given, bounced) = match came {
        Came::Taken | Came::Answered => (true, false),
        Came::Nowhere => (false, false),
        Came::Back => (false, true),
    };
    let (named, at) = ((&shop.id, order, notice), turn.at.as_millisecond());
    // The event that says so is the next.
    let named_at = (at, turn.state.seq + 1);
    let is_new = if bounced {
        delays::bounced(turn.session, named, named_at).await?
    } else {
        delays::mailed(turn.session, named, named_at, given).await?
    };
    if is_new {
        turn.log(Event::NoticeMailed {
            order: order.clone(),
            notice,
            given,
            bounced,
            answered: came == Came::Answered,
        });
        turn.touch_order(order);
    }
    Ok(())
}

impl AnswerNotice {
    fn choice(
        &self,
        asked: &Until,
        today: Date,
        last_date_from: Option<Date>,
    ) -> Result<Choice, ExecuteError> {
        match self.answer {
            Answered::Wait => Ok(Choice::Wait {
                until: asked.last(),
            }),
            Answered::WaitFurther => match asked.further() {
                Some(day) => Ok(Choice::Wait { until: Some(day) }),
                None => Err(ExecuteError::field(
                    "/answer",
                    "must be another answer: the notice asks for no later day",
                )),
            },
            Answered::Cancel => Ok(Choice::Cancel),
            Answered::LastDate(last_date) => match last_date_from {
                None => Err(ExecuteError::field(
                    "/answer",
                    "must be another answer: the law of this order knows no last_date",
                )),
                Some(_) if last_date < today => Err(ExecuteError::field(
                    "/last_date",
                    format!("must not be before today, {today} in the shop"),
                )),
                Some(from) if last_date < from => Err(ExecuteError::field(
                    "/last_date",
                    format!("must not be before {from}, by which it was to come"),
                )),
                Some(_) => Ok(Choice::LastDate { last_date }),
            },
        }
    }

    async fn record(&self, turn: &mut Turn<'_>, choice: Choice) -> Result<(), ExecuteError> {
        let seq = turn.log(Event::NoticeAnswered {
            order: self.order.clone(),
            notice: self.notice,
            choice,
            channel: self.channel,
        });
        let shop = turn.shop();
        let row = delays::NewAnswer {
            shop: &shop.id,
            order: &self.order,
            notice: self.notice,
            seq,
            choice: choice.name(),
            until: choice.day(),
            channel: self.channel.name(),
            at: turn.at.as_millisecond(),
        };
        turn.session.write(&[delays::answered(&row)]).await?;
        Ok(())
    }
}

/// Cancels the units that a line is about, and no others of the variant.
pub(super) async fn cancel_line(
    turn: &mut Turn<'_>,
    order: &OrderId,
    line: &LawLine<'_>,
    (by, reason): (Actor, Reason),
) -> Result<(), ExecuteError> {
    let quantity = Quantity::new(line.units).map_err(|_| ExecuteError::Internal)?;
    let command = CancelOrder {
        order: order.clone(),
        lines: vec![OrderLine {
            sku: line.sku.clone(),
            quantity,
        }],
        by,
        reason,
        if_version: None,
    };
    cancel_of(command, &line.backorders, turn).await?;
    Ok(())
}
