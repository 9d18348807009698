//! Many counts at once, as a file of stock states them. What cannot be counted is named and does not
//! keep the others out.

use super::Command;
use super::change_stock::{StockChange, shelf_after};
use super::take_back::{TakenBack, take_back};
use crate::error::ExecuteError;
use crate::event::Event;
use crate::store::variants::{self, Shelf};
use crate::writer::turn::Turn;
use dockline_domain::id::{LocationCode, Sku};
use dockline_domain::reason::Reason;
use dockline_view::VariantSnapshot;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Set the units on hand of many variants, each at a location.
#[derive(Debug, Clone)]
pub struct CountStock {
    /// What was counted.
    pub counts: Vec<Count>,
    /// Why. Without it, nothing is counted below what people were given of it.
    pub reason: Option<String>,
}

/// Units of a variant that were counted at a location.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// Where it stands in its file.
    pub line: u64,
    /// Which variant.
    pub sku: Sku,
    /// Its SKU in the spelling of the file, where that was cleaned: the variant that has it is meant
    /// first.
    pub written: Option<Sku>,
    /// Where; a new code adds the location.
    pub location: LocationCode,
    /// This many.
    pub on_hand: u32,
}

/// What came of many counts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StockCounted {
    /// Counts that are another number than before.
    pub changed: usize,
    /// Counts that were so already.
    pub unchanged: usize,
    /// Counts that were not taken.
    pub refused: Vec<CountRefused>,
    /// Who gave units back because they are not there.
    pub taken_back: Vec<TakenBack>,
    /// Set when the lists above were too long to be kept with an idempotency key: they are empty
    /// then.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub shortened: bool,
}

impl StockCounted {
    pub(super) fn add(&mut self, more: Self) {
        self.changed += more.changed;
        self.unchanged += more.unchanged;
        self.refused.extend(more.refused);
        self.taken_back.extend(more.taken_back);
    }

    pub(super) fn shortened(&self) -> Self {
        Self {
            changed: self.changed,
            unchanged: self.unchanged,
            shortened: true,
            ..Self::default()
        }
    }
}

/// A count that was not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountRefused {
    /// Where it stands in its file.
    pub line: u64,
    /// Of which variant.
    pub sku: Sku,
    /// Why.
    pub reason: String,
}

impl Command for CountStock {
    type Answer = StockCounted;

    async fn run(mut self, turn: &mut Turn<'_>) -> Result<StockCounted, ExecuteError> {
        let mut skus: Vec<&mut Sku> = Vec::with_capacity(self.counts.len());
        for count in &mut self.counts {
            skus.extend(&mut count.written);
            skus.push(&mut count.sku);
        }
        turn.call_by_present_names(skus).await?;
        let mut counting = Counting::of(turn, &self.counts).await?;
        for count in &self.counts {
            counting.take(count, self.reason.is_some())?;
        }
        counting.write(turn, self.reason).await
    }

    fn shortened(answer: &StockCounted) -> Option<StockCounted> {
        Some(answer.shortened())
    }
}

/// Counts while they are taken.
struct Counting {
    snapshots: BTreeMap<Sku, VariantSnapshot>,
    shelves: BTreeMap<Sku, Vec<Shelf>>,
    /// Codes of the file that mean a location whose code differs in case.
    locations: BTreeMap<LocationCode, LocationCode>,
    /// What is written, in the order of the file.
    changed: Vec<(Sku, Shelf)>,
    /// The line in which a variant was counted at a location.
    counted: BTreeMap<(Sku, LocationCode), u64>,
    answer: StockCounted,
}

impl Counting {
    async fn of(turn: &mut Turn<'_>, counts: &[Count]) -> Result<Self, ExecuteError> {
        let named = counts
            .iter()
            .flat_map(|count| [Some(&count.sku), count.written.as_ref()])
            .flatten();
        let skus: BTreeSet<&Sku> = named.collect();
        let snapshots = turn.variants(skus).await?;
        let shop = turn.shop();
        let shelves = variants::stock_of(turn.session, &shop.id, snapshots.keys()).await?;
        let mut locations = BTreeMap::new();
        for count in counts {
            if !locations.contains_key(&count.location) {
                let meant = turn.location(&count.location).await?;
                locations.insert(count.location.clone(), meant);
            }
        }
        Ok(Self {
            snapshots,
            shelves,
            locations,
            changed: Vec::new(),
            counted: BTreeMap::new(),
            answer: StockCounted::default(),
        })
    }

    fn take(&mut self, count: &Count, is_explained: bool) -> Result<(), ExecuteError> {
        let mut named = count.written.iter().chain([&count.sku]);
        let found = named.find(|sku| self.snapshots.contains_key(*sku));
        let Some(sku) = found.cloned() else {
            self.refuse(count, format!("there is no variant {}", count.sku));
            return Ok(());
        };
        let location = &self.locations[&count.location];
        let place = (sku.clone(), location.clone());
        if let Some(line) = self.counted.insert(place, count.line) {
            self.refuse(
                count,
                format!("line {line} counts it at {location} already"),
            );
            return Ok(());
        }
        let shelves = self.shelves.entry(sku.clone()).or_default();
        let is_counted = |shelf: &Shelf| shelf.location == *location;
        if let Some(there) = shelves.iter().find(|shelf| is_counted(shelf))
            && there.on_hand == count.on_hand
        {
            self.answer.unchanged += 1;
            return Ok(());
        }
        let snapshot = self.snapshots.get_mut(&sku).ok_or(ExecuteError::Internal)?;
        let counters = &mut snapshot.supply.counters;
        let change = (StockChange::Set(count.on_hand), is_explained);
        match shelf_after((&sku, location), change, shelves, counters.allocated) {
            Ok((shelf, total)) => {
                counters.on_hand = total;
                shelves.retain(|shelf| !is_counted(shelf));
                shelves.push(shelf.clone());
                self.changed.push((sku, shelf));
                self.answer.changed += 1;
            }
            Err(ExecuteError::Conflict(why)) => self.refuse(count, why.to_string()),
            Err(ExecuteError::Invalid(wrong)) => {
                let reasons: Vec<String> = wrong.into_iter().map(|one| one.detail).collect();
                self.refuse(count, format!("on_hand: {}", reasons.join("; ")));
            }
            Err(error) => return Err(error),
        }
        Ok(())
    }

    fn refuse(&mut self, count: &Count, reason: String) {
        self.answer.refused.push(CountRefused {
            line: count.line,
            sku: count.sku.clone(),
            reason,
        });
    }

    async fn write(
        mut self,
        turn: &mut Turn<'_>,
        reason: Option<String>,
    ) -> Result<StockCounted, ExecuteError> {
        let shop = turn.shop();
        let at = turn.at.as_millisecond();
        let places: BTreeSet<&LocationCode> = self
            .changed
            .iter()
            .map(|(_, shelf)| &shelf.location)
            .collect();
        for location in places {
            variants::save_location(turn.session, &shop.id, location, at).await?;
        }
        let mut rows = variants::stock();
        for (sku, shelf) in &self.changed {
            rows.push(&shelf.row(&shop.id, sku));
        }
        turn.session.write(&[rows.write()]).await?;
        for (sku, shelf) in &self.changed {
            turn.log(Event::StockChanged {
                sku: sku.clone(),
                location: shelf.location.clone(),
                on_hand: shelf.on_hand,
                reason: reason.clone().map(Reason::from),
                skus: vec![sku.clone()],
            });
        }
        let touched: BTreeSet<&Sku> = self.changed.iter().map(|(sku, _)| sku).collect();
        self.snapshots.retain(|sku, _| touched.contains(sku));
        let mut returned = BTreeSet::new();
        for (sku, shelf) in &self.changed {
            let taken = take_back(turn, &mut self.snapshots, sku, shelf).await?;
            if !taken.is_empty() {
                returned.insert(sku);
                self.answer.taken_back.extend(taken);
            }
        }
        if !self.changed.is_empty() {
            turn.serve(&mut self.snapshots, None).await?;
            turn.settle_returned(returned).await?;
        }
        Ok(self.answer)
    }
}
