//! A new day begins in a shop. Time enters the log here, and nowhere else: what is shown depends on
//! the log alone.

use super::Single;
use crate::error::ExecuteError;
use crate::event::Event;
use crate::store::{shops, variants};
use crate::view::Shop;
use crate::writer::unit::Unit;
use dockline_domain::id::Sku;
use futures::future::BoxFuture;
use jiff::civil::Date;
use std::sync::Arc;

/// Begin a local date: supply whose latest date has passed becomes overdue.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BeginDay {
    pub(crate) day: Date,
}

impl Single for BeginDay {
    /// The variants whose supply became overdue.
    type Answer = Vec<Sku>;

    fn run<'a>(self, unit: &'a mut Unit<'_>) -> BoxFuture<'a, Result<Vec<Sku>, ExecuteError>>
    where
        Self: 'a,
    {
        Box::pin(async move { begin(self.day, unit).await })
    }
}

/// Begins a day unless it has begun. The variants whose supply became overdue are the answer.
pub(crate) async fn begin(day: Date, unit: &mut Unit<'_>) -> Result<Vec<Sku>, ExecuteError> {
    let shop = unit.shop();
    if shop.day >= day {
        return Ok(Vec::new());
    }
    let date = day.to_string();
    let overdue = variants::past_due(unit.session, &shop.id, &date).await?;
    shops::save_day(unit.session, &shop.id, &date).await?;
    unit.state.shop = Arc::new(Shop {
        day,
        ..(*shop).clone()
    });
    unit.published.shop_changed = true;
    unit.log(&Event::DayBegan {
        day,
        skus: overdue.clone(),
    });
    let mut rows = Vec::new();
    for (sku, mut snapshot) in unit.variants(&overdue).await? {
        let changes = snapshot.supply.mark_overdue(day).into_iter();
        rows.extend(changes.map(|change| variants::OverdueRow {
            shop: shop.id.clone(),
            sku: sku.clone(),
            reference: change.purchase_order,
            committed: change.committed,
        }));
        unit.touch(&sku);
    }
    unit.session.write(&[variants::save_overdue(&rows)]).await?;
    Ok(overdue)
}
