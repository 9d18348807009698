//! What the simulated bank lists of what it did.

use super::{Caller, Intent, Simulator};
use dockline_engine::gateway::{Seen, SeenPage};
use jiff::Timestamp;

/// Intents on one page.
const PAGE: i64 = 100;

impl Simulator {
    pub(super) async fn listed(
        &self,
        caller: &Caller,
        since: Timestamp,
        after: &str,
    ) -> Result<SeenPage, sqlx::Error> {
        let shop = caller.shop.as_str();
        let mut change = self.store.change(shop).await?;
        let page = change.page::<Intent>(shop, "pi_", after, PAGE).await?;
        change.commit().await?;
        let is_last = i64::try_from(page.len()).is_ok_and(|len| len < PAGE);
        let next = page.last().filter(|_| !is_last).map(|(id, _)| id.clone());
        let given = self.all_given(caller).await?;
        // Of those from before times were noted nobody knows when they were made.
        let wanted = page
            .into_iter()
            .filter(|(_, intent)| intent.at.is_none_or(|at| at >= since));
        let seen = wanted.map(|(id, intent)| Seen {
            charge: Some(intent.charge.clone()),
            outcome: intent.outcome(),
            refunds: given
                .iter()
                .filter(|(of, _)| *of == id)
                .map(|(_, refunded)| refunded.clone())
                .collect(),
            intent: id,
        });
        Ok(SeenPage {
            seen: seen.collect(),
            next,
        })
    }
}
