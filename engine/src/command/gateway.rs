//! How a shop is paid from here on.

use super::Command;
use crate::error::ExecuteError;
use crate::event::Event;
use crate::store::{followers, payments};
use crate::writer::turn::Turn;
use dockline_domain::payment::gateway::GatewaySettings;
use dockline_view::Shop;
use std::sync::Arc;

/// The name of the follower that asks for the money of parcels.
pub(crate) const CHARGES: &str = "charges";

/// Have orders that are placed from here on paid in another way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetGateway {
    /// How; none where these pages have nothing to do with it.
    pub settings: Option<GatewaySettings>,
}

impl Command for SetGateway {
    /// Whether anything changed.
    type Answer = bool;

    async fn run(self, turn: &mut Turn<'_>) -> Result<bool, ExecuteError> {
        let shop = turn.shop();
        let before = match shop.gateway {
            Some(number) => Some(payments::gateway(turn.session, &shop.id, number).await?),
            None => None,
        };
        if before == self.settings {
            return Ok(false);
        }
        let at = turn.at.as_millisecond();
        let seq = turn.log(Event::GatewaySet {
            gateway: self.settings.as_ref().map(|settings| settings.kind),
        });
        let kind = before.map(|before| before.kind);
        let new_kind = self.settings.as_ref().map(|settings| settings.kind);
        let gateway = match (shop.gateway, self.settings) {
            (_, None) => {
                payments::end_gateway(turn.session, &shop.id).await?;
                None
            }
            // Orders that were placed before see the new account too: the old one may be closed.
            (Some(number), Some(settings)) if kind == Some(settings.kind) => {
                payments::save_gateway(turn.session, &shop.id, number, &settings).await?;
                Some(number)
            }
            (_, Some(settings)) => {
                // Nobody is asked for money because of what happened before.
                followers::begin(turn.session, &shop.id, CHARGES, seq).await?;
                Some(payments::begin_gateway(turn.session, &shop.id, &settings, at).await?)
            }
        };
        turn.state.shop = Arc::new(Shop {
            gateway,
            gateway_kind: new_kind,
            paid_here: true,
            ..(*shop).clone()
        });
        turn.published.shop_changed = true;
        Ok(true)
    }
}
