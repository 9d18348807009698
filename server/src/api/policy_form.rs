//! A policy as merchants write it, for the `OpenAPI` document; `dockline_domain::policy` reads it.

use utoipa::ToSchema;

use super::fields::{
    BackorderWord, BeyondUnits, LeadDays, PerCustomer, PolicyWord, SellingKindForm,
};
use super::schema::{SchemaForm, SchemaForms, named, one_of, part};

/// A word, or the parts of which it is made.
#[derive(Debug)]
pub struct PolicyForm;

impl utoipa::PartialSchema for PolicyForm {
    fn schema() -> SchemaForm {
        let forms = [named::<PolicyWord>(), named::<PolicyParts>()];
        one_of(
            "How far a variant may be sold beyond its stock: a word, or its parts.",
            forms,
        )
    }
}

impl ToSchema for PolicyForm {
    fn schemas(schemas: &mut SchemaForms) {
        part::<PolicyWord>(schemas);
        part::<PolicyParts>(schemas);
    }
}

/// The parts of a policy; what is left out is as in `supply`.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "it describes what the domain reads")]
pub struct PolicyParts {
    /// `deny`: only what is on hand. `supply`: up to the supply on order. Or some units beyond it,
    /// in a stated time.
    #[schema(required = false)]
    backorder: BackorderForm,
    /// What waiting for it is called.
    #[schema(required = false)]
    kind: SellingKindForm,
    /// Units that one customer may have; null is no limit.
    per_customer: Option<PerCustomer>,
    /// No more will come: what is left is sold.
    #[schema(required = false)]
    discontinued: bool,
}

/// How far a variant may be sold beyond its stock.
#[derive(Debug)]
pub struct BackorderForm;

impl utoipa::PartialSchema for BackorderForm {
    fn schema() -> SchemaForm {
        one_of(
            "How far a variant may be sold beyond its stock.",
            [named::<BackorderWord>(), named::<Beyond>()],
        )
    }
}

impl ToSchema for BackorderForm {
    fn schemas(schemas: &mut SchemaForms) {
        part::<BackorderWord>(schemas);
        part::<Beyond>(schemas);
    }
}

/// Beyond all supply.
#[derive(Debug, ToSchema)]
#[schema(max_properties = 1)]
#[expect(dead_code, reason = "it describes what the domain reads")]
pub struct Beyond {
    beyond: BeyondSupply,
}

/// This many units, in that time.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "it describes what the domain reads")]
pub struct BeyondSupply {
    quantity: BeyondUnits,
    lead_days_min: LeadDays,
    /// Not below the shortest.
    lead_days_max: LeadDays,
}
