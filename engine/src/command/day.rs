//! A new day begins in a shop. Time enters the log here, and nowhere else: what is shown depends on
//! the log alone.

use super::Command;
use crate::error::ExecuteError;
use crate::event::Event;
use crate::store::{shops, variants};
use crate::writer::turn::Turn;
use dockline_domain::calendar::CutOff;
use dockline_domain::id::Sku;
use dockline_view::Shop;
use jiff::Timestamp;
use jiff::civil::Date;
use std::sync::Arc;

/// Begin a local date: supply whose latest date has passed becomes overdue, and what is released on
/// it is given to those who wait.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BeginDay {
    pub(crate) day: Date,
}

impl Command for BeginDay {
    /// The variants whose supply became overdue.
    type Answer = Vec<Sku>;

    async fn run(self, turn: &mut Turn<'_>) -> Result<Vec<Sku>, ExecuteError> {
        let overdue = begin(self.day, turn).await?;
        // A program may start long after midnight.
        pass_cut_off(turn).await?;
        Ok(overdue)
    }
}

/// Say that the cut-off of a local date has passed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PassCutOff;

impl Command for PassCutOff {
    type Answer = ();

    async fn run(self, turn: &mut Turn<'_>) -> Result<(), ExecuteError> {
        pass_cut_off(turn).await
    }
}

/// Whether the cut-off of the shop's day has passed at a time, and nobody has said so.
pub(crate) fn cut_off_is_due(shop: &Shop, at: Timestamp) -> bool {
    let at = shop.zone.to_datetime(at);
    let passed = |cut_off: CutOff| at.date() == shop.day && cut_off.has_passed(at);
    shop.rules.cut_off.is_some_and(passed) && shop.cut_off_day != Some(shop.day)
}

/// Says that the cut-off of the shop's day has passed, if it has.
pub(crate) async fn pass_cut_off(turn: &mut Turn<'_>) -> Result<(), ExecuteError> {
    let shop = turn.shop();
    if !cut_off_is_due(&shop, turn.at) {
        return Ok(());
    }
    set_cut_off_day(turn, Some(shop.day)).await?;
    turn.log(Event::CutOffPassed { day: shop.day });
    Ok(())
}

/// Writes which day's cut-off has passed. Every date that is told from stock depends on it.
pub(crate) async fn set_cut_off_day(
    turn: &mut Turn<'_>,
    day: Option<Date>,
) -> Result<(), ExecuteError> {
    let shop = turn.shop();
    let text = day.map(|day| day.to_string());
    shops::save_cut_off_day(turn.session, &shop.id, text.as_deref()).await?;
    turn.state.shop = Arc::new(Shop {
        cut_off_day: day,
        ..(*shop).clone()
    });
    turn.published.shop_changed = true;
    Ok(())
}

/// Begins a day unless it has begun. The variants whose supply became overdue are the answer.
pub(crate) async fn begin(day: Date, turn: &mut Turn<'_>) -> Result<Vec<Sku>, ExecuteError> {
    let shop = turn.shop();
    if shop.day >= day {
        return Ok(Vec::new());
    }
    let date = day.to_string();
    // Before the day is written: those that the new day makes late.
    let overdue = variants::past_due(turn.session, &shop.id, &date).await?;
    shops::save_day(turn.session, &shop.id, &date).await?;
    turn.state.shop = Arc::new(Shop {
        day,
        ..(*shop).clone()
    });
    // Every date that is shown depends on the day, so every snapshot is another one from now on.
    turn.published.shop_changed = true;
    turn.log(Event::DayBegan {
        day,
        skus: overdue.clone(),
    });
    let mut rows = variants::overdue();
    for (sku, mut snapshot) in turn.variants(&overdue).await? {
        for change in snapshot.supply.mark_overdue(day) {
            rows.push(&variants::OverdueRow::new(&shop.id, &sku, &change));
        }
        turn.touch(&sku);
    }
    turn.session.write(&[rows.write()]).await?;
    release(turn).await?;
    Ok(overdue)
}

/// Gives what was here before the day of its release, which has come, to those who wait for it.
async fn release(turn: &mut Turn<'_>) -> Result<(), ExecuteError> {
    let shop = turn.shop();
    let released = variants::released(turn.session, &shop.id, shop.day).await?;
    if released.is_empty() {
        return Ok(());
    }
    let mut snapshots = turn.variants(&released).await?;
    turn.serve(&mut snapshots, None).await?;
    Ok(())
}
