//! A shop.

use dockline_domain::availability::Today;
use dockline_domain::delay::DelayLaw;
use dockline_domain::id::{ShopId, ShopSlug};
use dockline_domain::message::MailRule;
use dockline_domain::payment::gateway::GatewayKind;
use dockline_domain::shop::{ShopProfile, ShopRules};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// A shop as of one version of its log.
#[derive(Debug, Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says by itself what the shop has or is"
)]
pub struct Shop {
    /// Its id.
    pub id: ShopId,
    /// Its name in URLs.
    pub slug: ShopSlug,
    /// How it presents itself.
    pub profile: ShopProfile,
    /// What its merchant decided.
    pub rules: ShopRules,
    /// Its time zone.
    pub zone: TimeZone,
    /// The local date on which its availability is computed; it moves by an event of the log.
    pub day: Date,
    /// The last local date whose cut-off has passed: what is ordered later on it counts for the
    /// next day. It moves by an event of the log.
    pub cut_off_day: Option<Date>,
    /// Whether the server has a mail server to send its mails by.
    pub mail_sent: bool,
    /// What tells the settings of that mail server from others.
    pub mail_server: Option<String>,
    /// The settings with which somebody looked whether mails are taken, and they were.
    pub mail_checked: Option<String>,
    /// Whether there are addresses that are told what happens.
    pub has_webhooks: bool,
    /// By which gateway orders that are placed now are paid; none where these pages have nothing to
    /// do with it.
    pub gateway: Option<u32>,
    /// What kind that is.
    pub gateway_kind: Option<GatewayKind>,
    /// Whether no money moves by it: pages say so.
    pub payments_played: bool,
    /// Whether orders are or were paid by way of its pages.
    pub paid_here: bool,
    /// Whether its clock can be advanced.
    pub rehearsal: bool,
    /// By how much its clock is ahead of the machine's, in milliseconds: 0 but for rehearsal shops.
    pub clock_ahead_ms: i64,
}

impl Shop {
    /// Whether the shop writes mails: kept in the console where no mail server is set.
    pub fn writes_mails(&self) -> bool {
        self.rules.mail == MailRule::On
    }

    /// Whether mails of the shop reach people: only then do pages say that somebody writes.
    pub fn mail_works(&self) -> bool {
        self.writes_mails() && self.mail_sent
    }

    /// Whether mails go out: where they reach people, and in a rehearsal, where keeping one counts.
    pub fn mails_go_out(&self) -> bool {
        self.writes_mails() && (self.mail_sent || self.rehearsal)
    }

    /// Whether the law of delay may be kept by itself: notices go out, and it was looked whether they
    /// do with the settings as they are. In a rehearsal they are only kept.
    pub fn may_keep_law_by_itself(&self) -> bool {
        let is_checked = self.mail_server.is_some() && self.mail_server == self.mail_checked;
        self.writes_mails() && (self.rehearsal || self.mail_sent && is_checked)
    }

    /// Whether the law of delay is kept by itself: where that was set, and still may be.
    pub fn law_is_automatic(&self) -> bool {
        self.rules.delay.law == DelayLaw::Automatic && self.may_keep_law_by_itself()
    }

    /// The time in the shop when the machine's is `now`.
    pub fn time(&self, now: Timestamp) -> Timestamp {
        now.saturating_add(jiff::SignedDuration::from_millis(self.clock_ahead_ms))
            .unwrap_or(now)
    }

    /// The calendar for calculations.
    pub fn today(&self) -> Today<'_> {
        Today {
            rules: &self.rules,
            date: self.day,
            past_cut_off: self.rules.cut_off.is_some() && self.cut_off_day == Some(self.day),
            zone: &self.zone,
        }
    }
}
