//! Opening a shop: the one command that has no shop yet.

use crate::error::ExecuteError;
use crate::secret::new_shop_id;
use dockline_domain::id::ShopSlug;
use dockline_domain::shop::{ShopProfile, ShopRules};
use dockline_view::Shop;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Open a shop.
#[derive(Debug, Clone)]
pub struct CreateShop {
    /// Its name in URLs.
    pub slug: ShopSlug,
    /// How it presents itself.
    pub profile: ShopProfile,
    /// What its merchant decided.
    pub rules: ShopRules,
    /// Whether its clock may be advanced.
    pub rehearsal: bool,
}

impl CreateShop {
    /// The shop as it begins.
    pub(crate) fn shop(self, at: Timestamp) -> Result<Shop, ExecuteError> {
        let zone = TimeZone::get(&self.profile.time_zone).map_err(|_| {
            ExecuteError::field(
                "/time_zone",
                "must be an IANA time zone such as Europe/Berlin",
            )
        })?;
        Ok(Shop {
            id: new_shop_id(at),
            slug: self.slug,
            profile: self.profile,
            rules: self.rules.clone(),
            day: zone.to_datetime(at).date(),
            zone,
            mail_sent: false,
            mail_server: None,
            mail_checked: None,
            has_webhooks: false,
            gateway: None,
            gateway_kind: None,
            payments_played: false,
            paid_here: false,
            rehearsal: self.rehearsal,
            clock_ahead_ms: 0,
            cut_off_day: None,
        })
    }
}
