//! What pages show live: the present view of each topic in the page's words, and each later one.
//! `pages/live.rs` sends it; the desk answers with it where streams are blocked.

mod badges;
mod orders;
mod variants;

use crate::names;
use crate::work::Work;
use axum::body::Bytes;
use badges::Badge;
use dockline_app::{LiveView, Topic};
use dockline_domain::limits;
use dockline_engine::{Engine, ReadError, StoreError};
use dockline_words::Lang;
use dockline_words::present::live_card;
use futures::stream::{BoxStream, StreamExt as _};
use orders::OrderViews;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use variants::{Frames, Shown};

/// Most topics of one page.
const TOPICS_MAX: usize = 60;
/// Most quantities of one variant on a page: the one that is shown, and the one that was typed.
const QUANTITIES_MAX: usize = 2;

/// What a text of a page names; nothing where no order can have that quantity.
fn parse(topic: &str) -> Option<Topic> {
    let topic = topic.parse().ok()?;
    match &topic {
        Topic::Variant { quantity, .. } => (1..=limits::QUANTITY_MAX)
            .contains(quantity)
            .then_some(topic),
        Topic::Choice(_) | Topic::Product(_) | Topic::Order(_) => Some(topic),
    }
}

/// The topics of a page that are looked at: each once, and no more of a kind than pages have.
/// Others are ignored like those that are not known.
pub(crate) fn distinct<'a>(
    topics: impl Iterator<Item = &'a str>,
    orders_max: usize,
) -> Vec<&'a str> {
    let (mut seen, mut orders, mut quantities) = (HashSet::new(), 0, HashMap::new());
    let mut is_wanted = |topic: &&'a str| {
        if !seen.insert(*topic) {
            return false;
        }
        let (count, most) = match parse(topic) {
            Some(Topic::Order(_)) => (&mut orders, orders_max),
            Some(Topic::Variant { sku, .. }) => {
                (quantities.entry(sku).or_insert(0), QUANTITIES_MAX)
            }
            Some(Topic::Choice(_) | Topic::Product(_)) | None => return true,
        };
        *count += 1;
        *count <= most
    };
    topics
        .take(TOPICS_MAX)
        .filter(|topic| is_wanted(topic))
        .collect()
}

/// What is rendered for everybody who looks at the same.
pub(crate) struct Live {
    engine: Engine,
    frames: Arc<Frames>,
    orders: Arc<OrderViews>,
}

impl Live {
    /// Nobody looks at anything yet.
    pub(crate) fn new(engine: Engine, work: Arc<Work>) -> Self {
        Self {
            orders: Arc::new(OrderViews::new(engine.clone(), work)),
            frames: Arc::default(),
            engine,
        }
    }

    /// The present view of a topic.
    pub(crate) async fn view(
        &self,
        shop: &str,
        topic: &str,
        lang: Lang,
    ) -> Result<LiveView, ReadError> {
        let unknown = || ReadError::not_found("topic", topic);
        if let Some(badge) = Badge::parse(topic) {
            let shop = self.engine.shop(shop).await?;
            let view = badge.view(&self.engine, &shop, lang, None).await?;
            return view.ok_or_else(unknown);
        }
        match parse(topic) {
            Some(Topic::Variant { sku, quantity }) => {
                let shop = self.engine.shop(shop).await?;
                let snapshot = self.engine.snapshot(&shop, &sku).await?;
                let name = names::of_snapshot(&self.engine, &shop, &snapshot).await;
                let card = live_card(&snapshot, &name, lang, quantity);
                // Who shows a variant that was renamed knows it by its former SKU.
                Ok(LiveView {
                    topic: Topic::variant(&sku, quantity).to_string(),
                    ..LiveView::of_card(card)
                })
            }
            Some(Topic::Order(token)) => {
                Ok(LiveView::clone(&*self.orders.view(&token, lang).await?))
            }
            Some(Topic::Choice(_) | Topic::Product(_)) | None => Err(unknown()),
        }
    }

    /// Whether one of the topics is an order that there is: its link is its owner's.
    pub(crate) async fn has_order(&self, topics: &[&str], lang: Lang) -> bool {
        for topic in topics {
            if let Some(Topic::Order(token)) = parse(topic)
                && self.orders.view(&token, lang).await.is_ok()
            {
                return true;
            }
        }
        false
    }

    /// The frames of the topics that there are. Statuses are followed together.
    pub(crate) async fn follow(
        &self,
        shop: &str,
        topics: Vec<&str>,
        lang: Lang,
    ) -> Result<Vec<BoxStream<'static, Bytes>>, StoreError> {
        let (badges, topics): (Vec<&str>, Vec<&str>) = topics
            .into_iter()
            .partition(|topic| Badge::parse(topic).is_some());
        let mut followed = Vec::new();
        if !badges.is_empty()
            && let Ok(shop) = self.engine.shop(shop).await
        {
            let badges = badges.into_iter().filter_map(Badge::parse).collect();
            followed.push(badges::follow(&self.engine, shop, badges, lang).boxed());
        }
        for topic in topics {
            match self.frames_of(shop, topic, lang).await {
                Ok(frames) => followed.push(frames),
                Err(ReadError::NotFound { .. } | ReadError::BadCursor) => {}
                Err(ReadError::Store(error)) => return Err(error),
            }
        }
        Ok(followed)
    }

    /// The frames of one topic: the present one, and each later one.
    async fn frames_of(
        &self,
        shop: &str,
        topic: &str,
        lang: Lang,
    ) -> Result<BoxStream<'static, Bytes>, ReadError> {
        match parse(topic) {
            Some(Topic::Variant { sku, quantity }) => {
                let shop = self.engine.shop(shop).await?;
                let shown = Shown {
                    engine: self.engine.clone(),
                    frames: Arc::clone(&self.frames),
                    shop,
                    sku,
                    quantity,
                    lang,
                };
                shown.follow().await
            }
            Some(Topic::Order(token)) => self.orders.follow(&token, lang).await,
            Some(Topic::Choice(_) | Topic::Product(_)) | None => {
                Err(ReadError::not_found("topic", topic))
            }
        }
    }
}

/// A view as an event of a stream.
fn frame(view: &LiveView) -> Bytes {
    let data = serde_json::to_string(view).unwrap_or_default();
    Bytes::from(format!(
        "event: view\nid: {}\ndata: {data}\n\n",
        view.version
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_counts_once_and_a_page_has_one_order() {
        let topics = [
            "order:a",
            "sku:1:TENT",
            "sku:1:TENT",
            "order:b",
            "choice:X",
            "choice:X",
            "sku:2:TENT",
            "sku:3:TENT",
            "sku:3:POLE",
            "odd",
        ];
        assert_eq!(
            distinct(topics.into_iter(), 1),
            [
                "order:a",
                "sku:1:TENT",
                "choice:X",
                "sku:2:TENT",
                "sku:3:POLE",
                "odd"
            ]
        );
        assert_eq!(
            distinct(topics.into_iter(), 2)[..3],
            ["order:a", "sku:1:TENT", "order:b"]
        );
        let many: Vec<String> = (0..99).map(|number| format!("sku:1:S{number}")).collect();
        assert_eq!(
            distinct(many.iter().map(String::as_str), 1).len(),
            TOPICS_MAX
        );
    }
}
