//! The way of the goods, stage by stage.

use crate::shown::{ProgressView, StageNote, StageState, StageView};
use crate::{Dates, Words, local_date};
use dockline_domain::dates::Window;
use dockline_domain::supply::Stage;
use dockline_view::{Milestone, SupplyNews};
use jiff::tz::TimeZone;

/// What a stage is called.
pub fn stage_name(say: &Words, stage: Stage) -> String {
    say.say(match stage {
        Stage::Planned => "stage-planned",
        Stage::Ordered => "stage-ordered",
        Stage::InProduction => "stage-in-production",
        Stage::QualityCheck => "stage-quality-check",
        Stage::InTransit => "stage-in-transit",
        Stage::Customs => "stage-customs",
        Stage::Arrived => "stage-arrived",
        Stage::Received => "stage-received",
        Stage::Cancelled => "stage-cancelled",
    })
}

/// What a number of units does at a stage, such as "200 on their way to us".
fn supply_phrase(say: &Words, stage: Stage, units: u32) -> String {
    let id = match stage {
        Stage::Planned | Stage::Ordered => "supply-ordered",
        Stage::InProduction => "supply-in-production",
        Stage::QualityCheck => "supply-quality-check",
        Stage::InTransit => "supply-in-transit",
        Stage::Customs => "supply-customs",
        Stage::Arrived | Stage::Received => "supply-arrived",
        Stage::Cancelled => "supply-cancelled",
    };
    say.fill(id, [("count", units.into())])
}

/// One line on what a date rests on, such as "200 on their way to us. Supplier's mail, last
/// confirmed 2 days ago".
pub fn basis_text(say: &Words, dates: Dates, zone: &TimeZone, news: &SupplyNews) -> String {
    let supply = supply_phrase(say, news.stage, news.open);
    say.fill(
        "basis",
        [
            ("supply", supply.into()),
            ("confirmed", confirmed_text(say, dates, zone, news).into()),
        ],
    )
}

fn confirmed_text(say: &Words, dates: Dates, zone: &TimeZone, news: &SupplyNews) -> String {
    let ago = dates.ago(local_date(news.confirmed_at, zone));
    match &news.basis {
        Some(basis) => say.fill(
            "confirmed-by",
            [
                ("ago", ago.into()),
                ("basis", basis.trim_end_matches('.').into()),
            ],
        ),
        None => say.fill("confirmed", [("ago", ago.into())]),
    }
}

/// The stages of a supply: past ones with their dates, the present one, and those to come. `ships`
/// is when its units ship.
pub fn supply_progress(
    say: &Words,
    dates: Dates,
    zone: &TimeZone,
    news: &SupplyNews,
    ships: Option<Window>,
) -> ProgressView {
    let shown = Stage::WAY
        .into_iter()
        .filter(|stage| is_shown(*stage, news));
    let mut stages: Vec<StageView> = shown
        .map(|stage| stage_view(say, dates, zone, news, stage))
        .collect();
    stages.push(StageView {
        name: say.say("stage-ships"),
        state: StageState::Next,
        date_text: ships.map_or_else(
            || say.say("no-date-yet-short"),
            |window| dates.window(window),
        ),
        datetime: ships.map_or_else(String::new, |window| window.earliest().to_string()),
        notes: Vec::new(),
    });
    ProgressView {
        stages,
        confirmed_text: Some(confirmed_text(say, dates, zone, news)),
        ..ProgressView::default()
    }
}

/// Stages that were reached are shown; of those to come, the ones every delivery passes.
fn is_shown(stage: Stage, news: &SupplyNews) -> bool {
    let reached = stage == news.stage
        || stage <= news.stage
            && news
                .milestones
                .iter()
                .any(|milestone| milestone.stage == stage);
    let to_come = stage > news.stage
        && matches!(
            stage,
            Stage::InProduction | Stage::InTransit | Stage::Arrived
        );
    reached || to_come || stage == Stage::Ordered
}

fn stage_view(
    say: &Words,
    dates: Dates,
    zone: &TimeZone,
    news: &SupplyNews,
    stage: Stage,
) -> StageView {
    let reports: Vec<&Milestone> = news
        .milestones
        .iter()
        .filter(|milestone| milestone.stage == stage)
        .collect();
    let standing = match stage.cmp(&news.stage) {
        std::cmp::Ordering::Less => StageState::Past,
        std::cmp::Ordering::Equal => StageState::Present,
        std::cmp::Ordering::Greater => StageState::Next,
    };
    let reached = reports
        .first()
        .map(|milestone| local_date(milestone.at, zone));
    let expected = (stage == Stage::Arrived && standing == StageState::Next && !news.overdue)
        .then_some(news.expected)
        .flatten();
    let (date_text, datetime) = match (reached, expected) {
        (Some(date), _) => (dates.day(date), date.to_string()),
        (None, Some(window)) => (
            say.fill("expected-when", [("when", dates.window(window).into())]),
            window.earliest().to_string(),
        ),
        (None, None) => (String::new(), String::new()),
    };
    let note = |milestone: &&Milestone| {
        let text = milestone.note.clone()?;
        Some(StageNote {
            date_text: dates.day(local_date(milestone.at, zone)),
            text,
        })
    };
    StageView {
        name: stage_name(say, stage),
        state: standing,
        date_text,
        datetime,
        notes: reports.iter().filter_map(note).collect(),
    }
}
