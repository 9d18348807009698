//! What somebody at the shop notes about money: that it arrived, or did not after all, that it is waited
//! for longer, or that no more is asked for.

use super::Command;
use super::charges::{Entry, enter, hold_until, release, settle, take, waive_less};
use super::refunds;
use crate::error::ExecuteError;
use crate::event::Event;
use crate::store::payments::{self, ChargeRow};
use crate::store::refunds as stored;
use crate::writer::turn::{Turn, as_seen};
use dockline_domain::id::ChargeId;
use dockline_domain::limits;
use dockline_domain::money::Money;
use dockline_domain::payment::charge::{Input, State};
use dockline_domain::payment::failure::{Remedy, next_morning};
use dockline_domain::refusal::{MoneyRefused, Refusal};
use dockline_view::{MoneyKind, Shop};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Money arrived for a charge: all of it, a part, or too much.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkPaid {
    /// For which.
    pub charge: ChargeId,
    /// How much, in minor units of the order's currency.
    pub minor: i64,
    /// The day on the statement of the account; today when nothing is said.
    pub day: Option<Date>,
    /// What is noted beside it.
    pub note: Option<String>,
    /// Only when the charge still has this version.
    pub if_version: Option<i64>,
}

/// Ask for no more of a charge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaiveCharge {
    /// Of which.
    pub charge: ChargeId,
    /// Why.
    pub reason: String,
    /// Only when the charge still has this version.
    pub if_version: Option<i64>,
}

/// A charge after a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChargeMoved {
    /// Which.
    pub charge: ChargeId,
    /// Number of the event that last changed it.
    pub version: i64,
}

pub(super) async fn find(
    turn: &mut Turn<'_>,
    id: &ChargeId,
    if_version: Option<i64>,
) -> Result<ChargeRow, ExecuteError> {
    let shop = turn.shop();
    let found = payments::one(turn.session, &shop.id, id).await?;
    let found = found.ok_or_else(|| ExecuteError::not_found("charge", id.as_str()))?;
    as_seen(if_version, found.version)?;
    Ok(found)
}

/// The day on the statement of the account; today when nothing is said.
pub(super) fn statement_day(shop: &Shop, said: Option<Date>) -> Result<Date, ExecuteError> {
    let day = said.unwrap_or(shop.day);
    if day > shop.day {
        let must = format!("must not be after today, {} in the shop", shop.day);
        return Err(ExecuteError::field("/day", must));
    }
    Ok(day)
}

impl Command for MarkPaid {
    type Answer = ChargeMoved;

    async fn run(self, turn: &mut Turn<'_>) -> Result<ChargeMoved, ExecuteError> {
        let shop = turn.shop();
        let mut charge = find(turn, &self.charge, self.if_version).await?;
        let captured = charge.moved.captured_minor.checked_add(self.minor);
        let captured = captured.filter(|sum| {
            (1..=limits::ARRIVED_MINOR_MAX).contains(&self.minor) && *sum <= limits::JSON_NUMBER_MAX
        });
        let Some(captured) = captured else {
            let most = limits::JSON_NUMBER_MAX - charge.moved.captured_minor;
            let most = most.min(limits::ARRIVED_MINOR_MAX);
            return Err(ExecuteError::field(
                "/minor",
                format!("must be a whole number from 1 to {most}"),
            ));
        };
        let day = statement_day(&shop, self.day)?;
        // A gateway that has been asked for it is let go first: else it could be paid twice.
        take(charge.state, Input::Arrived)?;
        turn.log(Event::MoneyArrived {
            order: charge.order.clone(),
            charge: self.charge.clone(),
            minor: self.minor,
            day,
            note: self.note,
        });
        charge.moved.captured_minor = captured;
        let entry = Entry {
            day: Some(day),
            ..Entry::of(MoneyKind::Captured, self.minor)
        };
        enter(turn, &charge, entry).await?;
        waive_less(turn, &mut charge).await?;
        settle(turn, &mut charge).await?;
        Ok(ChargeMoved {
            charge: self.charge,
            version: charge.version,
        })
    }
}

/// Wait longer for the payment of a charge that is to be repaired, or for a transfer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExtendCharge {
    /// Of which.
    pub charge: ChargeId,
    /// Until when; later than now, and than it waits already.
    pub until: Timestamp,
    /// Only when the charge still has this version.
    pub if_version: Option<i64>,
}

/// Take back a note of money that did not arrive. The note stays, and an entry against it is added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorrectNote {
    /// For which.
    pub charge: ChargeId,
    /// How much did not arrive, in minor units.
    pub minor: i64,
    /// Why.
    pub reason: String,
    /// Only when the charge still has this version.
    pub if_version: Option<i64>,
}

impl Command for ExtendCharge {
    type Answer = ChargeMoved;

    async fn run(self, turn: &mut Turn<'_>) -> Result<ChargeMoved, ExecuteError> {
        let mut charge = find(turn, &self.charge, self.if_version).await?;
        let waits = charge.hold_until.zip(charge.state.longest_wait());
        let Some((now_until, longest)) = waits else {
            return Err(Refusal::Money(MoneyRefused::NothingToExtend).into());
        };
        let longest = turn.at.saturating_add(longest).unwrap_or(turn.at);
        if self.until <= now_until.max(turn.at) || self.until > longest {
            return Err(ExecuteError::field(
                "/until",
                format!(
                    "must be after {} and not after {longest}",
                    now_until.max(turn.at)
                ),
            ));
        }
        turn.log(Event::ChargeExtended {
            order: charge.order.clone(),
            charge: self.charge.clone(),
            until: self.until,
        });
        // What is to be done before the last moment stays as it is. What was not to be tried again
        // within that time is, if it may be.
        if charge.next_at == Some(now_until) {
            let tries_again = matches!(charge.state, State::Failed { failure }
                if failure.remedy(charge.tried) == Remedy::TryAgain);
            let morning = next_morning(turn.at, &turn.shop().zone);
            charge.next_at = Some(if tries_again {
                self.until.min(morning)
            } else {
                self.until
            });
        }
        charge.hold_until = Some(self.until);
        settle(turn, &mut charge).await?;
        Ok(ChargeMoved {
            charge: self.charge,
            version: charge.version,
        })
    }
}

impl Command for CorrectNote {
    type Answer = ChargeMoved;

    async fn run(self, turn: &mut Turn<'_>) -> Result<ChargeMoved, ExecuteError> {
        let shop = turn.shop();
        let mut charge = find(turn, &self.charge, self.if_version).await?;
        if self.minor < 1 {
            return Err(ExecuteError::field(
                "/minor",
                "must be a whole number from 1",
            ));
        }
        take(charge.state, Input::Corrected)?;
        let most = stored::notes_left(turn.session, &shop.id, &charge).await?;
        if self.minor > most {
            let (minor, currency) = (most, charge.currency);
            let most = Money { minor, currency };
            return Err(Refusal::Money(MoneyRefused::NotNoted { most }).into());
        }
        turn.log(Event::MoneyCorrected {
            order: charge.order.clone(),
            charge: self.charge.clone(),
            minor: self.minor,
            reason: self.reason,
        });
        charge.moved.captured_minor -= self.minor;
        let entry = Entry::of(MoneyKind::Corrected, -self.minor);
        enter(turn, &charge, entry).await?;
        refunds::plan(turn, &mut charge).await?;
        if charge.moved.missing_minor(charge.owed()) > 0 && charge.state == State::Paid {
            charge.state = take(charge.state, Input::Corrected)?;
            // Nobody but a person asks for it again.
            charge.by_hand = charge.kind.is_hosted();
            charge.hold_until = (!charge.by_hand).then_some(hold_until(&shop)?);
            if let Some(parcel) = charge.shipment {
                let (order, seq) = (&charge.order, turn.state.seq);
                payments::await_again(turn.session, &shop.id, order, parcel, seq).await?;
            }
        }
        if charge.state == State::Waived {
            // What did not come is not asked for either.
            let more = charge.moved.missing_minor(charge.owed()) - charge.waived;
            charge.waived += more;
            if more != 0 {
                enter(turn, &charge, Entry::of(MoneyKind::Waived, more)).await?;
            }
        }
        settle(turn, &mut charge).await?;
        Ok(ChargeMoved {
            charge: self.charge,
            version: charge.version,
        })
    }
}

impl Command for WaiveCharge {
    type Answer = ChargeMoved;

    async fn run(self, turn: &mut Turn<'_>) -> Result<ChargeMoved, ExecuteError> {
        let mut charge = find(turn, &self.charge, self.if_version).await?;
        let missing = charge.missing();
        let was_settled = charge.state.releases();
        charge.state = take(charge.state, Input::Waive)?;
        if !was_settled {
            charge.waived = missing;
            turn.log(Event::AmountWaived {
                order: charge.order.clone(),
                charge: self.charge.clone(),
                minor: missing,
                reason: self.reason,
            });
            enter(turn, &charge, Entry::of(MoneyKind::Waived, missing)).await?;
            settle(turn, &mut charge).await?;
            release(turn, &charge).await?;
        }
        Ok(ChargeMoved {
            charge: self.charge,
            version: charge.version,
        })
    }
}
