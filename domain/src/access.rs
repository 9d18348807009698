//! Who of a merchant's people may do what.

use crate::input::Invalid;
use crate::limits;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// A session that nobody uses for so long has ended.
pub const SESSION_IDLE_MAX: SignedDuration = SignedDuration::from_hours(12);
/// No session lasts longer than this: log-ins are repeated.
pub const SESSION_MAX: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Most sessions of one user: with another log-in the one that began first ends.
pub const SESSIONS_PER_USER_MAX: i64 = 20;

/// Whether a session that began and was last used at these times still holds.
pub fn session_holds(began: Timestamp, seen: Timestamp, now: Timestamp) -> bool {
    now.duration_since(began) < SESSION_MAX && now.duration_since(seen) < SESSION_IDLE_MAX
}

/// Whether a password may be chosen. Length is what counts: it may hold anything, and no letters or
/// digits are asked for.
pub fn password_is_allowed(password: &str) -> Result<(), Invalid> {
    let good = password.chars().count() >= limits::PASSWORD_CHARS_MIN
        && password.len() <= limits::PASSWORD_BYTES_MAX;
    let allowed = || {
        format!(
            "must have at least {} characters and at most {} bytes",
            limits::PASSWORD_CHARS_MIN,
            limits::PASSWORD_BYTES_MAX
        )
    };
    good.then_some(()).ok_or_else(|| Invalid(allowed()))
}

/// What a user of a shop is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Answers for the shop.
    Owner,
    /// Runs supply and dock.
    Operations,
    /// Talks with the people in line.
    Support,
    /// Looks.
    Viewer,
}

/// What somebody may do in the console.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Permission {
    /// Look at everything.
    Read,
    /// Cancel units of orders, stop them and let them go on; open the page on which the shopper
    /// does it.
    ChangeOrders,
    /// Enter purchase orders, their milestones and dates.
    ManageSupply,
    /// Count goods in, pack and hand over parcels, correct stock.
    WorkDock,
    /// Let somebody in line go before others.
    SetPriority,
    /// Move the clock of a rehearsal shop.
    AdvanceClock,
    /// Note money that arrived, and ask for less.
    ManagePayments,
    /// Say which programs are told what happens.
    ManageWebhooks,
}

impl Role {
    /// Every role, the mightiest first.
    pub const ALL: [Self; 4] = [Self::Owner, Self::Operations, Self::Support, Self::Viewer];

    /// The name in the interface, such as `operations`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Operations => "operations",
            Self::Support => "support",
            Self::Viewer => "viewer",
        }
    }

    /// Parses a name of the interface.
    pub fn parse(name: &str) -> Result<Self, Invalid> {
        Self::ALL
            .into_iter()
            .find(|role| role.name() == name)
            .ok_or_else(|| {
                let names = Self::ALL.map(Self::name).join(", ");
                Invalid(format!("must be one of {names}"))
            })
    }

    /// Whether this role may do that. Changing an order and changing who is served first are kept
    /// apart: someone who talks with a shopper cannot let them overtake the others.
    pub fn may(self, permission: Permission) -> bool {
        match (self, permission) {
            (Self::Owner, _) | (_, Permission::Read) => true,
            (
                Self::Operations,
                Permission::ManageSupply
                | Permission::WorkDock
                | Permission::SetPriority
                | Permission::AdvanceClock,
            ) => true,
            (Self::Support, Permission::ChangeOrders) => true,
            (
                Self::Operations,
                Permission::ChangeOrders | Permission::ManagePayments | Permission::ManageWebhooks,
            ) => false,
            (
                Self::Support,
                Permission::ManageSupply
                | Permission::WorkDock
                | Permission::SetPriority
                | Permission::AdvanceClock
                | Permission::ManagePayments
                | Permission::ManageWebhooks,
            ) => false,
            (
                Self::Viewer,
                Permission::ChangeOrders
                | Permission::ManageSupply
                | Permission::WorkDock
                | Permission::SetPriority
                | Permission::AdvanceClock
                | Permission::ManagePayments
                | Permission::ManageWebhooks,
            ) => false,
        }
    }
}

impl Permission {
    /// Every permission.
    pub const ALL: [Self; 8] = [
        Self::Read,
        Self::ChangeOrders,
        Self::ManageSupply,
        Self::WorkDock,
        Self::SetPriority,
        Self::AdvanceClock,
        Self::ManagePayments,
        Self::ManageWebhooks,
    ];
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write as _;

    #[test]
    fn the_whole_table_of_roles_and_permissions() {
        let mut table = String::new();
        for permission in Permission::ALL {
            let _ = write!(table, "{:14}", format!("{permission:?}"));
            for role in Role::ALL {
                let _ = write!(
                    table,
                    " {:10}",
                    if role.may(permission) {
                        role.name()
                    } else {
                        "-"
                    }
                );
            }
            table.truncate(table.trim_end().len());
            table.push('\n');
        }
        insta::assert_snapshot!(table, @r"
        Read           owner      operations support    viewer
        ChangeOrders   owner      -          support    -
        ManageSupply   owner      operations -          -
        WorkDock       owner      operations -          -
        SetPriority    owner      operations -          -
        AdvanceClock   owner      operations -          -
        ManagePayments owner      -          -          -
        ManageWebhooks owner      -          -          -
        ");
    }

    #[test]
    fn a_session_ends_when_it_rests_and_when_it_is_old() {
        let began: Timestamp = "2026-11-23T08:00:00Z".parse().unwrap();
        let after = |hours| began + SignedDuration::from_hours(hours);
        for (seen, now, holds) in [
            (0, 11, true),
            (0, 12, false),
            (160, 167, true),
            (167, 168, false),
        ] {
            assert_eq!(
                session_holds(began, after(seen), after(now)),
                holds,
                "seen after {seen} h, now {now} h"
            );
        }
    }

    #[test]
    fn a_role_is_found_by_its_name_alone() {
        assert!(
            Role::ALL
                .into_iter()
                .all(|role| Role::parse(role.name()) == Ok(role))
        );
        assert!(Role::parse("admin").is_err() && Role::parse("Owner").is_err());
    }
}
