//! What costs much, counted as often as it is done: operators read it with the other counters, and
//! tests hold that it is not done for each who asks.

use std::sync::atomic::{AtomicU64, Ordering};

/// How often each has been done since the start.
#[derive(Debug, Default)]
pub struct Work {
    /// Views of orders that were read and written for pages and streams.
    pub order_views: Count,
    /// Feeds of whole catalogues that were written.
    pub feeds: Count,
    /// Questions to the database whether it answers.
    pub readiness: Count,
}

/// A number that only grows.
#[derive(Debug, Default)]
pub struct Count(AtomicU64);

impl Count {
    pub(crate) fn add(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    /// How often.
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Work {
    /// The counters in the text format of Prometheus.
    pub(crate) fn render(&self) -> String {
        let Self {
            order_views,
            feeds,
            readiness,
        } = self;
        let counters = [
            ("order_views", order_views),
            ("feeds", feeds),
            ("readiness", readiness),
        ];
        let line = |(name, count): (&str, &Count)| {
            format!(
                "# TYPE dockline_{name}_total counter\ndockline_{name}_total {}\n",
                count.get()
            )
        };
        counters.map(line).concat()
    }
}
