//! What an attacker tries, kept for ever: each file is one way in. What was found once in a review
//! of the running program stands here as a rule.

mod costs;
mod csrf;
mod floods;
mod hostile_text;
mod identity;
mod markup;
mod roles;
mod stalls;
mod tenants;
