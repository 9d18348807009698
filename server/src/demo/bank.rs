//! How the demo is paid: by cards of a bank that is only played. The cards of its made-up shoppers
//! are named on the pages that everybody else goes to.

use crate::config::Config;
use crate::error::CliError;
use dockline_adapters::gateway::simulator::{CardWord, Simulator};
use dockline_domain::lang::Lang;
use dockline_domain::payment::gateway::{GatewayKind, GatewaySettings, Transfer};
use dockline_engine::command::SetGateway;
use dockline_engine::gateway::Trouble;
use dockline_engine::{Engine, Naming, PayError};
use dockline_words::link;

/// The simulated bank, and where its pages lead back to.
pub(super) struct Bank {
    simulator: Simulator,
    public_url: String,
}

impl From<PayError> for CliError {
    fn from(error: PayError) -> Self {
        Self::Refused(format!("a card was not saved: {error}"))
    }
}

impl From<Trouble> for CliError {
    fn from(trouble: Trouble) -> Self {
        Self::Refused(format!("a card was not saved: {trouble}"))
    }
}

/// No account is needed, and no money moves.
pub(super) fn paid_by_cards() -> SetGateway {
    let settings = GatewaySettings {
        kind: GatewayKind::Simulator,
        transfer: Transfer::default(),
        stripe: None,
    };
    SetGateway {
        settings: Some(settings),
    }
}

impl Bank {
    /// The one that the server will ask.
    pub(super) fn beside(config: &Config) -> Self {
        Self {
            simulator: Simulator::beside(config.direct_database_url(), &config.public_url),
            public_url: config.public_url.clone(),
        }
    }

    /// Has the shopper of an order name a card.
    pub(super) async fn keep(
        &self,
        engine: &Engine,
        token: &str,
        (card, lang): (CardWord, Lang),
    ) -> Result<(), CliError> {
        let back = format!("{}{}", self.public_url, link::paid_back(token));
        let begun = engine
            .begin_method(&self.simulator, token, (&back, lang.tag()))
            .await?;
        let Naming::At(page) = begun else {
            return Ok(());
        };
        let session = page.rsplit('/').next().unwrap_or_default();
        self.simulator
            .name_card(session, card, engine.now())
            .await?;
        engine.came_back(&self.simulator, token).await?;
        Ok(())
    }
}
