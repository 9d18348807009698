//! From the business step and disposition of an event to the stage of a purchase order: one table.
//! `docs/api.md` shows it, and a test compares.

use dockline_domain::supply::Stage;

/// What a row asks of a field of the event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asks {
    /// Any value, or none.
    Any,
    /// No value.
    None,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A URI of one's own that ends in the name of a stage on the way.
    NameOfStage,
}

/// What a row makes of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Says {
    /// The order is at a stage.
    At(Stage),
    /// The order is at the stage that the step names.
    AtNamed,
    /// Nothing about the way of the order.
    Nothing(&'static str),
}

struct Row {
    step: Asks,
    disposition: Asks,
    says: Says,
}

const fn row(step: Asks, disposition: Asks, says: Says) -> Row {
    Row {
        step,
        disposition,
        says,
    }
}

/// The stages that goods pass on their way. `received` is not among them: goods are received by
/// counting them at the dock; nor is what the merchant alone decides.
const ON_THE_WAY: [Stage; 6] = [
    Stage::Ordered,
    Stage::InProduction,
    Stage::QualityCheck,
    Stage::InTransit,
    Stage::Customs,
    Stage::Arrived,
];

/// The first row that fits counts.
const TABLE: [Row; 9] = [
    row(
        Asks::Any,
        Asks::OneOf(&["destroyed", "disposed", "recalled", "returned", "stolen"]),
        Says::Nothing("with this disposition the goods are not on their way"),
    ),
    row(
        Asks::OneOf(&["void_shipping"]),
        Asks::Any,
        Says::Nothing(
            "it does not name the event that is void: declare that one wrong with an errorDeclaration",
        ),
    ),
    row(
        Asks::OneOf(&[
            "commissioning",
            "creating_class_instance",
            "encoding",
            "assembling",
        ]),
        Asks::Any,
        Says::At(Stage::InProduction),
    ),
    row(
        Asks::OneOf(&["inspecting", "sampling"]),
        Asks::Any,
        Says::At(Stage::QualityCheck),
    ),
    row(
        Asks::OneOf(&[
            "loading",
            "departing",
            "shipping",
            "consigning",
            "transporting",
        ]),
        Asks::Any,
        Says::At(Stage::InTransit),
    ),
    row(
        Asks::OneOf(&["arriving", "unloading", "accepting"]),
        Asks::OneOf(&["in_transit"]),
        Says::At(Stage::InTransit),
    ),
    row(
        Asks::OneOf(&["arriving", "unloading", "accepting", "receiving"]),
        Asks::Any,
        Says::At(Stage::Arrived),
    ),
    row(
        Asks::None,
        Asks::OneOf(&["in_transit"]),
        Says::At(Stage::InTransit),
    ),
    row(Asks::NameOfStage, Asks::Any, Says::AtNamed),
];

impl Asks {
    fn fits(self, value: Option<&str>) -> bool {
        match self {
            Self::Any => true,
            Self::None => value.is_none(),
            Self::OneOf(words) => value.is_some_and(|value| words.contains(&value)),
            Self::NameOfStage => value.and_then(named).is_some(),
        }
    }
}

/// The stage that a URI of one's own ends in, such as `https://supplier.example/steps/customs`.
fn named(step: &str) -> Option<Stage> {
    let (_, name) = step.rsplit_once(['/', ':', '#'])?;
    ON_THE_WAY.into_iter().find(|stage| stage.name() == name)
}

/// The stage that an event reports, or why it reports none.
pub fn of(step: Option<&str>, disposition: Option<&str>) -> Result<Stage, String> {
    let row = TABLE
        .iter()
        .find(|row| row.step.fits(step) && row.disposition.fits(disposition));
    match (row.map(|row| row.says), step) {
        (Some(Says::At(stage)), _) => Ok(stage),
        (Some(Says::Nothing(reason)), _) => Err(reason.to_owned()),
        (Some(Says::AtNamed), Some(step)) => named(step).ok_or_else(|| no_stage(step)),
        (Some(Says::AtNamed) | None, None) => {
            Err("it has no bizStep, so it does not say where the goods are".to_owned())
        }
        (None, Some(step)) => Err(no_stage(step)),
    }
}

fn no_stage(step: &str) -> String {
    format!("bizStep {step} says nothing about the way of a purchase order")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;
    use std::fmt::Write as _;

    const API_GUIDE: &str = include_str!("../../../docs/api.md");

    fn asked(asks: Asks) -> String {
        match asks {
            Asks::Any => "any".to_owned(),
            Asks::None => "none".to_owned(),
            Asks::OneOf(words) => words
                .iter()
                .map(|word| format!("`{word}`"))
                .collect::<Vec<_>>()
                .join(", "),
            Asks::NameOfStage => {
                "a URI of your own that ends in the name of a stage from `ordered` to `arrived`"
                    .to_owned()
            }
        }
    }

    /// The table as the guide has it.
    fn markdown() -> String {
        let said = |says: Says| match says {
            Says::At(stage) => format!("`{}`", stage.name()),
            Says::AtNamed => "that stage".to_owned(),
            Says::Nothing(_) => "ignored".to_owned(),
        };
        let rows = TABLE.iter().map(|row| {
            format!(
                "| {} | {} | {} |",
                asked(row.step),
                asked(row.disposition),
                said(row.says)
            )
        });
        let head = ["| `bizStep` | `disposition` | stage |", "|---|---|---|"].map(str::to_owned);
        head.into_iter().chain(rows).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn the_guide_shows_the_table() {
        assert!(
            API_GUIDE.contains(&markdown()),
            "docs/api.md must have this table:\n{}",
            markdown()
        );
    }

    #[test]
    fn every_step_of_the_vocabulary_has_its_stage() {
        let schema: Value =
            serde_json::from_str(include_str!("schema/EPCIS-JSON-Schema.json")).unwrap();
        let words = schema
            .pointer("/definitions/bizStep/anyOf/1/enum")
            .unwrap()
            .as_array()
            .unwrap();
        let mut steps: Vec<Option<&str>> = words.iter().map(Value::as_str).chain([None]).collect();
        steps.sort_unstable();
        let mut table = format!(
            "{:24}{:16}{:16}returned\n",
            "bizStep", "no disposition", "in_transit"
        );
        for step in steps {
            let dispositions = [None, Some("in_transit"), Some("returned")];
            let [none, in_transit, returned] =
                dispositions.map(|disposition| of(step, disposition).map_or("-", Stage::name));
            writeln!(
                table,
                "{:24}{none:16}{in_transit:16}{returned}",
                step.unwrap_or("none")
            )
            .unwrap();
        }
        insta::assert_snapshot!(table);
    }

    #[test]
    fn a_step_of_ones_own_may_name_a_stage_on_the_way() {
        assert_eq!(
            of(Some("https://supplier.example/steps#customs"), None),
            Ok(Stage::Customs)
        );
        assert_eq!(
            of(Some("urn:supplier:step:quality_check"), Some("in_progress")),
            Ok(Stage::QualityCheck)
        );
        for other in [
            "https://supplier.example/steps/received",
            "urn:supplier:cancelled",
            "urn:supplier:polishing",
        ] {
            assert!(of(Some(other), None).is_err(), "{other}");
        }
    }
}
