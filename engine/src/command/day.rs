//! A new day begins in a shop. Time enters the log here, and nowhere else: what is shown depends on
//! the log alone.

use super::Command;
use crate::error::ExecuteError;
use crate::event::Event;
use crate::store::{shops, variants};
use crate::writer::turn::Turn;
use dockline_domain::id::Sku;
use dockline_view::Shop;
use jiff::civil::Date;
use std::sync::Arc;

/// Begin a local date: supply whose latest date has passed becomes overdue.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BeginDay {
    pub(crate) day: Date,
}

impl Command for BeginDay {
    /// The variants whose supply became overdue.
    type Answer = Vec<Sku>;

    async fn run(self, turn: &mut Turn<'_>) -> Result<Vec<Sku>, ExecuteError> {
        begin(self.day, turn).await
    }
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
            rows.push(&variants::OverdueRow {
                shop: &shop.id,
                sku: &sku,
                reference: &change.purchase_order,
                committed: change.committed,
            });
        }
        turn.touch(&sku);
    }
    turn.session.write(&[rows.write()]).await?;
    Ok(overdue)
}
