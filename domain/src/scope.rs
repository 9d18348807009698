//! What a key of a merchant's program may do.

use crate::input::Invalid;
use std::collections::BTreeSet;
use std::fmt;

/// A part of the REST interface that a key may be made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Look at everything of the shop, people's addresses included.
    Read,
    /// Products and their variants.
    Catalogue,
    /// Purchase orders, their dates and milestones.
    Supply,
    /// Receive, pack, hand over, correct stock.
    Dock,
    /// Orders of people and their places in line.
    Orders,
    /// Charges, refunds and what is paid.
    Money,
    /// Messages to people.
    Mail,
    /// Addresses that are told what happens.
    Webhooks,
    /// The rules of the shop, and the clock of a rehearsal.
    Settings,
}

impl Scope {
    /// Every scope.
    pub const ALL: [Self; 9] = [
        Self::Read,
        Self::Catalogue,
        Self::Supply,
        Self::Dock,
        Self::Orders,
        Self::Money,
        Self::Mail,
        Self::Webhooks,
        Self::Settings,
    ];

    /// The name in the interface, such as `supply`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Catalogue => "catalogue",
            Self::Supply => "supply",
            Self::Dock => "dock",
            Self::Orders => "orders",
            Self::Money => "money",
            Self::Mail => "mail",
            Self::Webhooks => "webhooks",
            Self::Settings => "settings",
        }
    }
}

/// The scopes of a key.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Scopes {
    /// Whatever there is, also what comes later: keys that were made without a word about it.
    #[default]
    All,
    /// These alone.
    Only(BTreeSet<Scope>),
}

impl Scopes {
    /// Parses a list such as `read,supply`.
    pub fn parse(list: &str) -> Result<Self, Invalid> {
        let named = |name: &str| Scope::ALL.into_iter().find(|scope| scope.name() == name);
        let scopes = list
            .split(',')
            .map(|name| named(name.trim()))
            .collect::<Option<BTreeSet<_>>>();
        scopes.map(Self::Only).ok_or_else(|| {
            let names = Scope::ALL.map(Scope::name).join(",");
            Invalid(format!("must be a list of some of {names}"))
        })
    }

    /// Whether this scope is one of them.
    pub fn hold(&self, scope: Scope) -> bool {
        match self {
            Self::All => true,
            Self::Only(scopes) => scopes.contains(&scope),
        }
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.write_str("all"),
            Self::Only(scopes) => f.write_str(
                &scopes
                    .iter()
                    .map(|scope| scope.name())
                    .collect::<Vec<_>>()
                    .join(","),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_holds_what_it_names_and_nothing_else() {
        let scopes = Scopes::parse("supply, read,read").unwrap();
        assert_eq!(scopes.to_string(), "read,supply");
        assert_eq!(Scopes::parse(&scopes.to_string()), Ok(scopes.clone()));
        let held: Vec<Scope> = Scope::ALL
            .into_iter()
            .filter(|scope| scopes.hold(*scope))
            .collect();
        assert_eq!(held, [Scope::Read, Scope::Supply]);
        assert!(Scope::ALL.into_iter().all(|scope| Scopes::All.hold(scope)));
        for wrong in ["", "all", "Read", "read,,dock", "write"] {
            assert!(Scopes::parse(wrong).is_err(), "{wrong}");
        }
    }
}
