//! The law of delay, kept by itself: due notices are planned as mails, and what the law has ended is
//! cancelled. Each line is decided again here, where nothing moves meanwhile.

use super::Command;
use super::delay::{GiveNotice, Known, cancel_line};
use crate::error::ExecuteError;
use crate::expect::LawLine;
use crate::store::backorders::BackorderRow;
use crate::store::delays;
use crate::writer::turn::Turn;
use dockline_domain::backorder::Actor;
use dockline_domain::delay::{Channel, DelayLaw, Duty, Until, standing};
use dockline_domain::id::{OrderId, Sku};
use dockline_domain::reason::Reason;
use jiff::civil::Date;

/// A line of an order, by its name in the ledger of notices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NamedLine {
    pub(crate) order: OrderId,
    pub(crate) sku: Sku,
    /// The day that was told for its units.
    pub(crate) told: Date,
}

/// Tell people what is due, and cancel what has ended.
#[derive(Debug, Clone, Default)]
pub(crate) struct KeepLaw {
    pub(crate) notices: Vec<(NamedLine, Until)>,
    pub(crate) ended: Vec<NamedLine>,
}

impl KeepLaw {
    /// What is done about each line alone.
    pub(crate) fn one_by_one(self) -> impl Iterator<Item = (OrderId, Self)> {
        let notices = self.notices.into_iter().map(|notice| {
            let only = Self {
                notices: vec![notice.clone()],
                ended: Vec::new(),
            };
            (notice.0.order, only)
        });
        let ended = self.ended.into_iter().map(|line| {
            let only = Self {
                notices: Vec::new(),
                ended: vec![line.clone()],
            };
            (line.order, only)
        });
        notices.chain(ended)
    }
}

impl Command for KeepLaw {
    /// How many notices were planned, and how many lines were cancelled.
    type Answer = (usize, usize);

    async fn run(self, turn: &mut Turn<'_>) -> Result<(usize, usize), ExecuteError> {
        let (mut told, mut cancelled) = (0, 0);
        if !turn.shop().law_is_automatic() {
            return Ok((0, 0));
        }
        for (line, until) in self.notices {
            told += usize::from(tell(turn, line, until).await?);
        }
        for line in self.ended {
            cancelled += usize::from(end(turn, line).await?);
        }
        Ok((told, cancelled))
    }
}

/// What is known of an order; none where it is not there.
async fn known(turn: &mut Turn<'_>, order: &OrderId) -> Result<Option<Known>, ExecuteError> {
    match Known::of(turn, order, None).await {
        Ok(known) => Ok(Some(known)),
        Err(ExecuteError::NotFound { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

impl NamedLine {
    fn find<'l, 'a>(&self, lines: &'l [LawLine<'a>]) -> Option<&'l LawLine<'a>> {
        let mut lines = lines.iter();
        lines.find(|line| *line.sku == self.sku && line.told == self.told)
    }
}

/// Plans the mail with a notice of a line, where one is still due.
async fn tell(turn: &mut Turn<'_>, named: NamedLine, until: Until) -> Result<bool, ExecuteError> {
    let shop = turn.shop();
    let Some(known) = known(turn, &named.order).await? else {
        return Ok(false);
    };
    let Some(law) = known.law(&shop, turn) else {
        return Ok(false);
    };
    let lines = known.open(&law);
    let Some(line) = named.find(&lines) else {
        return Ok(false);
    };
    let duty = standing(&law.facts(line), law.days()).duty;
    if line.has_mail_on_its_way() || !duty.is_some_and(Duty::is_notice) {
        return Ok(false);
    }
    let Ok(kind) = law.offer(line, &until) else {
        return Ok(false);
    };
    let give = GiveNotice {
        order: named.order,
        sku: named.sku,
        until,
        channel: Channel::Mail,
        if_version: None,
    };
    let mut rows = delays::noticed();
    give.planned(turn, line, (known.next(), kind), &mut rows);
    turn.session.write(&[rows.write()]).await?;
    turn.touch_order(&give.order);
    Ok(true)
}

/// Cancels a line that the law has ended.
async fn end(turn: &mut Turn<'_>, named: NamedLine) -> Result<bool, ExecuteError> {
    let shop = turn.shop();
    let Some(known) = known(turn, &named.order).await? else {
        return Ok(false);
    };
    let Some(law) = known.law(&shop, turn) else {
        return Ok(false);
    };
    let lines = known.open(&law);
    let Some(line) = named.find(&lines) else {
        return Ok(false);
    };
    if !law.ends_by_itself(line) {
        return Ok(false);
    }
    let by = (Actor::System, Reason::EndedByLaw);
    cancel_line(turn, &named.order, line, by).await?;
    Ok(true)
}

/// Whether the law has ended any of some units of an order, in a shop that carries that out by
/// itself: they are not handed over, though nobody has cancelled them yet. That stays so while mails
/// do not go out, and when nobody has carried it out for long.
pub(super) async fn has_ended(
    turn: &mut Turn<'_>,
    order: &OrderId,
    units: &[BackorderRow],
) -> Result<bool, ExecuteError> {
    let shop = turn.shop();
    if shop.rules.delay.law != DelayLaw::Automatic {
        return Ok(false);
    }
    let known = Known::of(turn, order, None).await?;
    let Some(law) = known.law(&shop, turn) else {
        return Ok(false);
    };
    let is_of = |line: &&LawLine<'_>| {
        let mut units = units.iter();
        units.any(|row| line.backorders.contains(&row.number))
    };
    let lines = known.open(&law);
    let mut lines = lines.iter().filter(is_of);
    Ok(lines.any(|line| law.has_ended(line)))
}
