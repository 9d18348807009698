//! What can be had of a variant, and when it ships.
//!
//! The n-th unit in line is served by free stock while there is any, then by the first inbound
//! supply whose cumulative open quantity reaches n. So the date depends on the quantity asked for
//! and on the place in line, not on one date per product.

use crate::dates::{Window, add_days, days_between, in_order};
use crate::id::PurchaseOrderReference;
use crate::policy::{BackorderRule, Policy, SellingKind};
use crate::shop::ShopRules;
use crate::stock::Counters;
use crate::supply::{Inbound, Stage};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One word for what a shopper may expect. `vocabulary` maps it to the words of search engines and
/// feeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// All of it ships from stock.
    InStock,
    /// All of it ships from stock, of which little is left.
    LowStock,
    /// Part of it waits for supply.
    Backorder,
    /// Part of it waits for the product's release.
    Preorder,
    /// Part of it is made when ordered.
    MadeToOrder,
    /// Nothing can be had now.
    OutOfStock,
    /// Nothing is left and nothing will come.
    Discontinued,
}

/// What serves a part of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// Units on hand.
    Stock,
    /// Units on hand that may not leave before the day of their release.
    Release,
    /// A purchase order.
    Inbound,
    /// Beyond all supply, by the stated lead time.
    LeadTime,
}

/// Units of a request that ship together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// How many, at least 1.
    pub quantity: u32,
    /// What serves them.
    pub source: Source,
    /// First local date they can be handed to the carrier; `None` while nobody can say.
    pub ship_earliest: Option<Date>,
    /// Last local date they are expected to be handed to the carrier; set when `ship_earliest` is.
    pub ship_latest: Option<Date>,
    /// Where the goods are, for inbound supply.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<Stage>,
    /// When their date was last confirmed, for inbound supply.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_confirmed_at: Option<Timestamp>,
    /// The purchase order that serves them. Kept from the public: it names the merchant's supplier
    /// relations.
    #[serde(skip)]
    pub purchase_order: Option<PurchaseOrderReference>,
    /// Which of that order's lines of the SKU.
    #[serde(skip)]
    pub line: Option<u32>,
    /// Whether the latest date of what serves them has passed: of that order, or of the lead time
    /// they were sold with.
    #[serde(skip)]
    pub overdue: bool,
}

impl Part {
    /// The window in which the part ships, if there is one.
    pub fn window(&self) -> Option<Window> {
        Window::new(self.ship_earliest?, self.ship_latest?).ok()
    }
}

/// Everything the availability of one variant depends on. `inbound` is kept in the order in which
/// supply serves the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VariantSupply {
    /// Stock and line.
    pub counters: Counters,
    /// Open purchase-order lines, in serving order: see [`VariantSupply::new`].
    inbound: Vec<Inbound>,
    /// The variant's own policy or the shop's.
    pub policy: Policy,
    /// It takes no new orders at present; who is in line keeps the place and the date.
    pub off_sale: bool,
    /// The first local date on which units of it may leave.
    pub release_on: Option<Date>,
}

/// The answer for one quantity of one variant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Availability {
    /// The status of what is possible.
    pub status: Status,
    /// Whether the whole quantity can be had.
    pub available: bool,
    /// How it would ship. The sum of the parts is the quantity when it is available, otherwise what
    /// is possible.
    pub parts: Vec<Part>,
    /// Place in line of the first unit that would wait: units ahead + 1.
    pub position: Option<u32>,
    /// How many more units may be backordered now.
    pub capacity_left: u32,
    /// Units that can ship from stock.
    pub in_stock: u32,
    /// The supply that would serve the request has passed its latest date; a new one is being
    /// confirmed.
    pub overdue: bool,
    /// The date of a waiting part was not confirmed for longer than the shop's limit.
    pub stale: bool,
}

impl Availability {
    /// Nothing can be had, whatever is there and on its way.
    fn none() -> Self {
        Self {
            status: Status::OutOfStock,
            available: false,
            parts: Vec::new(),
            position: None,
            capacity_left: 0,
            in_stock: 0,
            overdue: false,
            stale: false,
        }
    }
}

/// A run of units of the line that one supply serves.
struct Segment<'a> {
    /// Units, counted from the front of the line, up to and including this supply.
    end: u64,
    source: Source,
    window: Option<Window>,
    inbound: Option<&'a Inbound>,
    overdue: bool,
}

/// The calendar of one calculation: the shop's rules and its local date.
#[derive(Debug, Clone, Copy)]
pub struct Today<'a> {
    /// The shop's rules.
    pub rules: &'a ShopRules,
    /// The local date in the shop's time zone.
    pub date: Date,
    /// Whether what is ordered now counts as ordered tomorrow: the cut-off of today has passed.
    pub past_cut_off: bool,
    /// The shop's time zone: it says on which day something happened.
    pub zone: &'a TimeZone,
}

impl Today<'_> {
    /// The day on which units on hand leave that are ordered or given to somebody now.
    pub fn from_stock(self) -> Date {
        let order_day = add_days(self.date, i32::from(self.past_cut_off));
        let days = self.rules.calendar();
        days.add(order_day, self.rules.handling_days)
    }

    /// The same calendar for those who ordered before: the cut-off of today is not for them.
    fn for_orders_before(self) -> Self {
        Self {
            past_cut_off: false,
            ..self
        }
    }
}

impl VariantSupply {
    /// Brings the supply into serving order: dated supply by its latest, then earliest date, then
    /// undated supply; equal ones by their number.
    pub fn new(counters: Counters, mut inbound: Vec<Inbound>, policy: Policy) -> Self {
        inbound.retain(|supply| supply.stage.is_inbound() && supply.open > 0);
        inbound.sort_by(|a, b| {
            in_order(a.expected)
                .cmp(&in_order(b.expected))
                // Any rule would do for equal dates, but there has to be one: two nodes promise the
                // same units to the same people.
                .then_with(|| (&a.purchase_order, a.line).cmp(&(&b.purchase_order, b.line)))
        });
        Self {
            counters,
            inbound,
            policy,
            off_sale: false,
            release_on: None,
        }
    }

    /// Open purchase-order lines in serving order.
    pub fn inbound(&self) -> &[Inbound] {
        &self.inbound
    }

    /// The same supply if lines of one purchase order were expected at other times; they would be
    /// confirmed by that, so they are overdue no more. `expected` says when each line is, by its
    /// number; of those it does not name, all stays.
    #[must_use]
    pub fn with_expected(
        &self,
        purchase_order: &PurchaseOrderReference,
        expected: impl Fn(u32) -> Option<Option<Window>>,
    ) -> Self {
        let mut inbound = self.inbound.clone();
        for supply in inbound
            .iter_mut()
            .filter(|supply| supply.purchase_order == *purchase_order)
        {
            let Some(expected) = expected(supply.line) else {
                continue;
            };
            supply.expected = expected;
            supply.overdue_committed = None;
        }
        Self {
            off_sale: self.off_sale,
            release_on: self.release_on,
            ..Self::new(self.counters, inbound, self.policy)
        }
    }

    /// The day of its release, where that has not come.
    pub fn to_be_released(&self, day: Date) -> Option<Date> {
        self.release_on.filter(|release| *release > day)
    }

    /// The first open day on or after its release, where that has not come.
    fn release_window(&self, today: Today<'_>) -> Option<Window> {
        let release = self.to_be_released(today.date)?;
        Some(Window::day(today.rules.calendar().on_or_after(release)))
    }

    /// Units that may be given to those in line on a day: none before the release.
    pub fn free_on(&self, day: Date) -> u32 {
        match self.to_be_released(day) {
            Some(_) => 0,
            None => self.counters.free(),
        }
    }

    /// Supply in serving order. Before the release, no window begins before that day. No window is before that of the supply ahead, so nobody is promised
    /// to be served before those ahead.
    ///
    /// `asked_on` is the day of the request. A lead time counts from it, and units beyond supply
    /// stand among the dated supply by the date that gives. What is asked for today does not ship
    /// before what is in stock today. A lead time that has passed says nothing any more: all other
    /// supply serves before it, and nobody can say when it does.
    fn segments(&self, today: Today<'_>, asked_on: Date) -> Vec<Segment<'_>> {
        let days = today.rules.calendar();
        let released = self.release_window(today);
        let mut supplies: Vec<(u32, Option<Window>, Option<&Inbound>)> = self
            .inbound
            .iter()
            .map(|supply| {
                let window = supply.expected.map(|w| {
                    days.add_to_window(w.from_day(today.date), today.rules.cross_dock_days)
                });
                (supply.counted(), window, Some(supply))
            })
            .collect();
        if let BackorderRule::Beyond(lead) = self.policy.backorder {
            let after = |lead_days: u16| days.on_or_after(add_days(asked_on, i32::from(lead_days)));
            let window = Window::new(after(lead.lead_days_min), after(lead.lead_days_max)).ok();
            let window = window.map(|window| released.map_or(window, |day| window.not_before(day)));
            // From an open day on: the window begins on none that is closed.
            let window = window
                .filter(|window| window.latest() >= today.date)
                .map(|window| window.from_day(days.on_or_after(today.date)));
            // After supply of the same date: what was ordered serves before what would have to be.
            let latest = |window: Option<Window>| window.map_or(Date::MAX, Window::latest);
            let at = supplies.partition_point(|(_, other, _)| latest(*other) <= latest(window));
            supplies.insert(at, (lead.quantity, window, None));
        }
        let free = u64::from(self.counters.free());
        let from_stock = Window::day(today.from_stock());
        let from_stock = released.map_or(from_stock, |release| from_stock.not_before(release));
        let mut segments = vec![Segment {
            end: free,
            source: released.map_or(Source::Stock, |_| Source::Release),
            window: Some(from_stock),
            inbound: None,
            overdue: false,
        }];
        let mut end = free;
        // Units that were asked for earlier may be served before what leaves the shelf today, and
        // never before the release.
        let mut floor = (asked_on == today.date).then_some(from_stock).or(released);
        for (units, window, inbound) in supplies {
            end += u64::from(units);
            let window =
                window.map(|window| floor.map_or(window, |floor| window.not_before(floor)));
            // Supply without a date says nothing about what comes after it: the floor stays.
            floor = window.or(floor);
            let source = inbound.map_or(Source::LeadTime, |_| Source::Inbound);
            let overdue = inbound.map_or(window.is_none(), Inbound::is_overdue);
            segments.push(Segment {
                end,
                source,
                window,
                inbound,
                overdue,
            });
        }
        segments
    }

    /// How `quantity` units after `ahead` others are served, as far as there is supply.
    fn parts_after(segments: &[Segment<'_>], ahead: u64, quantity: u32) -> Vec<Part> {
        let runs = split(segments.iter().map(|segment| segment.end), ahead, quantity);
        runs.map(|(index, units)| segments[index].part(units))
            .collect()
    }

    /// The runs of the line that serve a shopper who asks now, for a place where they are split
    /// without the rest of the supply.
    pub fn outlook(&self, today: Today<'_>) -> Outlook {
        let segments = self.segments(today, today.date);
        let may_wait = !matches!(self.policy.backorder, BackorderRule::Deny);
        let sold = segments
            .iter()
            .filter(|segment| !self.off_sale && (may_wait || segment.is_here()));
        let runs = sold
            .map(|segment| OutlookRun {
                end: segment.end,
                window: segment.part(1).window(),
            })
            .collect();
        Outlook {
            queued: u64::from(self.counters.queued),
            runs,
        }
    }

    /// What a shopper who asks now for `quantity` units can have.
    pub fn availability(&self, quantity: u32, today: Today<'_>) -> Availability {
        if self.off_sale {
            return Availability::none();
        }
        let segments = self.segments(today, today.date);
        let queued = u64::from(self.counters.queued);
        let stock_end = u64::from(self.counters.free());
        let stock_left = stock_end.saturating_sub(queued);
        let in_stock = u32::try_from(stock_left).unwrap_or(u32::MAX);
        let in_stock = in_stock.min(self.free_on(today.date));
        let last_end = match self.policy.backorder {
            BackorderRule::Deny => stock_end,
            BackorderRule::Supply | BackorderRule::Beyond(_) => {
                segments.last().map_or(stock_end, |segment| segment.end)
            }
        };
        // Everybody in line goes first, so what the line does not reach is what is left.
        let possible = last_end.saturating_sub(queued);
        // What cannot be had whole is answered with the part that can.
        let taken = quantity.min(u32::try_from(possible).unwrap_or(u32::MAX));
        let parts = Self::parts_after(&segments, queued, taken);
        // Stock is no capacity of the line, unless it waits for its release, and stock that people
        // in line wait for counts once.
        let capacity_left = last_end.saturating_sub(queued + u64::from(in_stock));
        let capacity_left = u32::try_from(capacity_left).unwrap_or(u32::MAX);
        let waits = parts.iter().any(|part| part.source != Source::Stock);
        Availability {
            status: self.status(&parts, in_stock, today),
            available: taken == quantity,
            position: waits.then(|| self.counters.queued + 1),
            capacity_left,
            in_stock,
            overdue: taken < quantity && self.inbound.iter().any(Inbound::is_overdue),
            stale: parts.iter().any(|part| part.is_stale(today)),
            parts,
        }
    }

    fn status(&self, parts: &[Part], in_stock: u32, today: Today<'_>) -> Status {
        let Some(waiting) = parts.iter().find(|part| part.source != Source::Stock) else {
            return match (parts.is_empty(), self.policy.discontinued) {
                (true, true) => Status::Discontinued,
                (true, false) => Status::OutOfStock,
                (false, _) if in_stock <= today.rules.low_stock_units => Status::LowStock,
                (false, _) => Status::InStock,
            };
        };
        match (self.policy.kind, waiting.source) {
            _ if self.to_be_released(today.date).is_some() => Status::Preorder,
            (SellingKind::Preorder, _) => Status::Preorder,
            (SellingKind::MadeToOrder, Source::LeadTime) => Status::MadeToOrder,
            (SellingKind::Standard | SellingKind::MadeToOrder, _) => Status::Backorder,
        }
    }

    /// When units already in line are expected to ship: `ahead` units stand before them, and a lead
    /// time counts from the day they were placed.
    pub fn expected(
        &self,
        ahead: u32,
        quantity: u32,
        placed_on: Date,
        today: Today<'_>,
    ) -> Vec<Part> {
        let segments = self.segments(today.for_orders_before(), placed_on);
        Self::parts_after(&segments, u64::from(ahead), quantity)
    }

    /// Whether there is supply for `quantity` more units, and they can step into the line after
    /// `ahead` units without making anybody after them wait for later supply.
    pub fn has_room_at(&self, ahead: u32, quantity: u32, today: Today<'_>) -> bool {
        let all = u64::from(self.counters.queued) + u64::from(quantity);
        // Where each is served by the day of their own order, the line as of today says nothing of
        // those after the place.
        let is_told = !self.is_served_by_day() || ahead >= self.counters.queued;
        all <= self.last_end(today) && is_told && {
            let after = self.all_after(ahead, today);
            self.pushes_nobody_back(self, (ahead, quantity), &after, today)
        }
    }

    /// Units that all supply together serves.
    fn last_end(&self, today: Today<'_>) -> u64 {
        let segments = self.segments(today, today.date);
        segments.last().map_or(0, |segment| segment.end)
    }

    /// Whether neighbours in line may be served in another order than they stand in: a lead time
    /// counts from the day of each order, and stands among dated supply by that.
    pub fn is_served_by_day(&self) -> bool {
        matches!(self.policy.backorder, BackorderRule::Beyond(_)) && !self.inbound.is_empty()
    }

    /// Everybody after `ahead` units, where one day is as good as another.
    fn all_after(&self, ahead: u32, today: Today<'_>) -> [After; 1] {
        [After {
            units: self.counters.queued.saturating_sub(ahead),
            placed_on: today.date,
        }]
    }

    /// Whether `quantity` units can step into the line after `ahead` units without making anybody
    /// of those `after` them wait for later supply, whether or not they are served themselves.
    /// `then` is the supply after that, in the same order.
    fn pushes_nobody_back(
        &self,
        then: &Self,
        (ahead, quantity): (u32, u32),
        after: &[After],
        today: Today<'_>,
    ) -> bool {
        let today = today.for_orders_before();
        let mut runs: BTreeMap<Date, Vec<(u64, u64)>> = BTreeMap::new();
        let mut begin = u64::from(ahead);
        for one in after {
            let runs = runs.entry(one.placed_on).or_insert_with(|| {
                let ends = |supply: &Self| {
                    let segments = supply.segments(today, one.placed_on).into_iter();
                    segments.map(|segment| segment.end).collect::<Vec<_>>()
                };
                ends(self).into_iter().zip(ends(then)).collect()
            });
            let end = begin + u64::from(one.units);
            // They move back by `quantity`. Those among the last units of a run are pushed over its
            // end, to later supply.
            let pushed_over = |(was, is): &(u64, u64)| {
                let last = end.min(*was);
                last > begin && last + u64::from(quantity) > *is
            };
            if runs.iter().any(pushed_over) {
                return false;
            }
            begin = end;
        }
        true
    }

    /// Puts units into the line after `ahead` others, where they had stood before they were
    /// stopped, if that moves nobody after them to later supply. `after` are those; it is asked only
    /// where [`Self::is_served_by_day`].
    ///
    /// Supply whose date has passed takes nobody new. So what it does not keep for anybody was
    /// promised to nobody, and it keeps it again for units that stand where it serves.
    pub(crate) fn step_in_again(
        &mut self,
        (ahead, quantity): (u32, u32),
        after: &[After],
        today: Today<'_>,
    ) -> Option<Vec<OverdueChange>> {
        let all = self.all_after(ahead, today);
        let after = if self.is_served_by_day() {
            after
        } else {
            &all[..]
        };
        let place = (ahead, quantity);
        let (keeping, kept) = self.keeping_again(ahead, quantity);
        let fits = self.pushes_nobody_back(self, place, after, today);
        let is_served = u64::from(ahead) + u64::from(quantity) <= self.last_end(today);
        if fits && (is_served || kept.is_empty()) {
            return Some(Vec::new());
        }
        self.pushes_nobody_back(&keeping, place, after, today)
            .then(|| {
                *self = keeping;
                kept
            })
    }

    /// The supply if what is overdue kept what it has left for units after `ahead` others, and what
    /// it keeps then.
    fn keeping_again(&self, ahead: u32, quantity: u32) -> (Self, Vec<OverdueChange>) {
        let (mut supply, mut kept) = (self.clone(), Vec::new());
        let mut end = u64::from(self.counters.free());
        let ahead = u64::from(ahead);
        // What lies on the shelf serves the first of them.
        let mut left = (ahead + u64::from(quantity)).saturating_sub(end.max(ahead));
        for one in &mut supply.inbound {
            let counted = one.counted();
            end += u64::from(counted);
            let more = u32::try_from(left.min(u64::from(one.open - counted))).unwrap_or(0);
            if more == 0 || end < ahead || !one.is_overdue() {
                continue;
            }
            left -= u64::from(more);
            one.overdue_committed = Some(counted + more);
            kept.push(OverdueChange {
                purchase_order: one.purchase_order.clone(),
                line: one.line,
                committed: counted + more,
            });
        }
        (supply, kept)
    }

    /// The purchase orders that serve units of the line after `ahead` others, in serving order.
    pub fn serving(
        &self,
        ahead: u32,
        quantity: u32,
        today: Today<'_>,
    ) -> Vec<PurchaseOrderReference> {
        let parts = self.expected(ahead, quantity, today.date, today);
        let mut orders: Vec<_> = parts
            .into_iter()
            .filter_map(|part| part.purchase_order)
            .collect();
        // Two lines of one order may follow each other.
        orders.dedup();
        orders
    }

    /// The whole line in runs of units, from its front: when the last of each run is expected to
    /// ship, for those who ordered on a day. Units that only a lead time serves which is not over
    /// are left out: they ship as they were told, each by the day of its own order. Those whose release
    /// has not come leave on that day at the earliest, whatever they were told.
    pub fn runs(&self, placed_on: Date, today: Today<'_>) -> Vec<Run> {
        let released = self.release_window(today).map(Window::latest);
        let mut runs = Vec::new();
        let mut begin = 0;
        for segment in self.segments(today.for_orders_before(), placed_on) {
            let part = segment.part(1);
            let is_by_order = segment.source == Source::LeadTime && !segment.overdue;
            if segment.end > begin && (!is_by_order || released.is_some()) {
                runs.push(Run {
                    after: begin,
                    upto: segment.end,
                    ship_latest: released.filter(|_| is_by_order).or(part.ship_latest),
                });
            }
            begin = segment.end.max(begin);
        }
        let queued = u64::from(self.counters.queued);
        if queued > begin {
            runs.push(Run {
                after: begin,
                upto: queued,
                ship_latest: None,
            });
        }
        runs
    }

    /// Marks the supplies whose latest date lies before `today` as overdue: they keep the units
    /// that people in line were promised of them, and take nobody new. Returns what changed.
    pub fn mark_overdue(&mut self, today: Date) -> Vec<OverdueChange> {
        let mut changes = Vec::new();
        // In serving order: what one supply gives up, the next may have to serve.
        for index in 0..self.inbound.len() {
            let supply = &self.inbound[index];
            if !supply.is_overdue()
                && supply
                    .expected
                    .is_some_and(|window| window.latest() < today)
            {
                changes.push(self.commit_overdue(index));
            }
        }
        changes
    }

    /// Marks supplies as overdue that were no supply until now and whose latest date lies before
    /// `today`: nobody was promised any of them. And what others keep for people who have left the
    /// line meanwhile is given up. Returns what changed.
    pub fn settle_late(&mut self, today: Date) -> Vec<OverdueChange> {
        let late = |supply: &&mut Inbound| {
            !supply.is_overdue()
                && supply
                    .expected
                    .is_some_and(|window| window.latest() < today)
        };
        let mark = |supply: &mut Inbound| {
            supply.overdue_committed = Some(0);
            OverdueChange {
                purchase_order: supply.purchase_order.clone(),
                line: supply.line,
                committed: 0,
            }
        };
        let mut changes: Vec<OverdueChange> =
            self.inbound.iter_mut().filter(late).map(mark).collect();
        changes.extend(self.settle_overdue());
        changes
    }

    /// Gives up what overdue supplies keep for people who have left the line, so that nobody new is
    /// counted against them. Returns what changed.
    pub fn settle_overdue(&mut self) -> Vec<OverdueChange> {
        let mut changes = Vec::new();
        for index in 0..self.inbound.len() {
            let kept = self.inbound[index].overdue_committed;
            // Only downwards: an overdue supply takes nobody new, even when somebody ahead has
            // left.
            if kept.is_some_and(|kept| kept > self.waiting_for(index)) {
                changes.push(self.commit_overdue(index));
            }
        }
        changes
    }

    fn commit_overdue(&mut self, index: usize) -> OverdueChange {
        let committed = self.waiting_for(index);
        let supply = &mut self.inbound[index];
        supply.overdue_committed = Some(committed);
        OverdueChange {
            purchase_order: supply.purchase_order.clone(),
            line: supply.line,
            committed,
        }
    }

    /// The units in line that the `index`-th inbound supply serves.
    fn waiting_for(&self, index: usize) -> u32 {
        let ahead: u64 = self.inbound[..index]
            .iter()
            .map(|supply| u64::from(supply.counted()))
            .sum();
        let waiting =
            u64::from(self.counters.queued).saturating_sub(u64::from(self.counters.free()) + ahead);
        u32::try_from(waiting.min(u64::from(self.inbound[index].counted()))).unwrap_or(u32::MAX)
    }
}

/// Neighbours in line that one supply serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// Units ahead of the run's first.
    pub after: u64,
    /// Units from the front up to and including its last.
    pub upto: u64,
    /// When its last unit is expected to ship; `None` while nobody can say.
    pub ship_latest: Option<Date>,
}

/// Splits `quantity` units after `ahead` others over runs of the line: which run serves how many.
/// A run is given by the number of units up to and including it. What no run serves is left out.
pub fn split(
    ends: impl Iterator<Item = u64>,
    ahead: u64,
    quantity: u32,
) -> impl Iterator<Item = (usize, u32)> {
    let wanted_end = ahead.saturating_add(u64::from(quantity));
    let mut begin = ahead;
    ends.enumerate().filter_map(move |(index, end)| {
        let end = end.min(wanted_end);
        // A run that ends before the first of these units serves those ahead alone.
        let units = end.checked_sub(begin).filter(|units| *units > 0)?;
        begin = end;
        Some((index, u32::try_from(units).unwrap_or(u32::MAX)))
    })
}

/// What a variant's line looks like to a shopper who joins it now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outlook {
    /// Units in line.
    pub queued: u64,
    /// What serves the line, in order.
    pub runs: Vec<OutlookRun>,
}

/// Units of the line that ship together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutlookRun {
    /// Units, counted from the front of the line, up to and including this run.
    pub end: u64,
    /// When they ship; `None` while nobody can say.
    pub window: Option<Window>,
}

/// Units in line after a place, and the day on which they were ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct After {
    /// How many.
    pub units: u32,
    /// The day.
    pub placed_on: Date,
}

/// How many units of an overdue supply are kept for people in line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OverdueChange {
    /// Which order.
    pub purchase_order: PurchaseOrderReference,
    /// Which of its lines of the SKU.
    pub line: u32,
    /// Units kept.
    pub committed: u32,
}

impl Segment<'_> {
    /// Whether its units are on hand.
    fn is_here(&self) -> bool {
        matches!(self.source, Source::Stock | Source::Release)
    }

    fn part(&self, quantity: u32) -> Part {
        let window = self.window.filter(|_| !self.overdue);
        Part {
            quantity,
            source: self.source,
            ship_earliest: window.map(Window::earliest),
            ship_latest: window.map(Window::latest),
            stage: self.inbound.map(|supply| supply.stage),
            last_confirmed_at: self.inbound.map(|supply| supply.confirmed_at),
            purchase_order: self.inbound.map(|supply| supply.purchase_order.clone()),
            line: self.inbound.map(|supply| supply.line),
            overdue: self.overdue,
        }
    }
}

impl Part {
    /// Whether its date was not confirmed for longer than the shop's limit, in days of the shop's
    /// calendar.
    pub fn is_stale(&self, today: Today<'_>) -> bool {
        let confirmed = self
            .last_confirmed_at
            .map(|at| today.zone.to_datetime(at).date());
        confirmed.is_some_and(|date| {
            days_between(date, today.date) > i32::from(today.rules.confirmation_days)
        })
    }
}
