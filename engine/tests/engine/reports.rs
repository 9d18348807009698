//! Reports of the supply chain.

use crate::on_both;
use crate::world::{World, reference};
use dockline_domain::by::By;
use dockline_domain::milestone::{Correction, Report};
use dockline_domain::supply::Stage;
use dockline_engine::ExecuteError;
use dockline_engine::command::{
    AddMilestone, ChangePurchaseOrder, Context, RecordReports, RecordedReports, ReportOutcome,
    RetractedMilestone,
};

async fn with_supply(world: &World) {
    world.product("tent", &["TENT"]).await;
    world.supply("PO-1", "TENT", 10, None).await;
}

/// What the event `source` says of PO-1, at an hour of 22 November.
fn report(source: &str, stage: Stage, hour: u32) -> Report {
    Report {
        names: vec!["urn:supplier:PO-1".into(), "PO-1".into()],
        stage,
        at: World::at(&format!("2026-11-22T{hour:02}:00:00Z")),
        note: None,
        public: true,
        source: Some(source.into()),
    }
}

fn correction(event: &str) -> Correction {
    let declared_at = World::at("2026-11-23T08:00:00Z");
    Correction {
        event: event.into(),
        declared_at,
        reason: Some("did_not_occur".into()),
        corrected_by: vec!["c".into()],
    }
}

async fn told(
    world: &World,
    corrections: Vec<Correction>,
    reports: Vec<Report>,
) -> RecordedReports {
    world
        .run(RecordReports {
            corrections,
            reports,
            all_or_nothing: false,
        })
        .await
        .unwrap()
}

fn recorded() -> ReportOutcome {
    ReportOutcome::Recorded {
        reference: reference("PO-1"),
    }
}

fn known() -> ReportOutcome {
    ReportOutcome::Known {
        reference: reference("PO-1"),
    }
}

/// Where PO-1 is, and the milestones a shopper sees.
async fn seen(world: &World) -> (Stage, Vec<Stage>) {
    let news = world
        .engine
        .snapshot(&world.shop, "TENT")
        .await
        .unwrap()
        .news
        .clone();
    (
        news[0].stage,
        news[0].milestones.iter().map(|one| one.stage).collect(),
    )
}

on_both! {
    async fn reports_are_taken_by_time_and_once(world: World) {
        with_supply(&world).await;
        let reports = vec![
            report("b", Stage::Arrived, 9),
            report("a", Stage::InTransit, 8),
        ];
        assert_eq!(
            told(&world, vec![], reports.clone()).await.reports,
            [recorded(), recorded()]
        );
        let (before, _) = world
            .engine
            .purchase_order(&world.shop, "PO-1")
            .await
            .unwrap();
        assert_eq!(
            told(&world, vec![], reports).await.reports,
            [known(), known()]
        );
        let (after, milestones) = world
            .engine
            .purchase_order(&world.shop, "PO-1")
            .await
            .unwrap();
        assert_eq!((after, milestones.len()), (before, 2));
        assert_eq!(
            seen(&world).await,
            (Stage::Arrived, vec![Stage::InTransit, Stage::Arrived])
        );
    }

    async fn one_command_answers_each_report_for_itself(world: World) {
        with_supply(&world).await;
        let unknown = Report {
            names: vec!["PO-9".into(), String::new()],
            ..report("c", Stage::InTransit, 8)
        };
        let reports = vec![
            report("a", Stage::Arrived, 8),
            report("b", Stage::InTransit, 9),
            unknown,
            report("d", Stage::Arrived, 10),
        ];
        let outcomes = told(&world, vec![], reports).await.reports;
        assert!(
            matches!(&outcomes[1], ReportOutcome::Refused { reason, .. } if reason.contains("arrived cannot go to in_transit"))
        );
        assert_eq!(
            [&outcomes[0], &outcomes[2], &outcomes[3]],
            [&recorded(), &ReportOutcome::NoOrder, &recorded()]
        );
        let (_, milestones) = world
            .engine
            .purchase_order(&world.shop, "PO-1")
            .await
            .unwrap();
        assert_eq!(
            milestones
                .iter()
                .map(|one| one.source.as_deref())
                .collect::<Vec<_>>(),
            [Some("a"), Some("d")]
        );
    }

    async fn a_retracted_milestone_is_shown_to_nobody_and_the_stage_is_what_the_rest_says(
        world: World,
    ) {
        with_supply(&world).await;
        told(
            &world,
            vec![],
            vec![
                report("a", Stage::InTransit, 8),
                report("b", Stage::Arrived, 9),
            ],
        )
        .await;
        let back = |stage| {
            vec![RetractedMilestone {
                reference: reference("PO-1"),
                stage,
            }]
        };
        let outcome = told(&world, vec![correction("b")], vec![])
            .await
            .corrections
            .remove(0);
        assert_eq!(
            (outcome.repeated, outcome.retracted),
            (false, back(Stage::InTransit))
        );
        assert_eq!(
            seen(&world).await,
            (Stage::InTransit, vec![Stage::InTransit])
        );

        let world = world.restart().await;
        let outcome = told(
            &world,
            vec![correction("b")],
            vec![report("b", Stage::Arrived, 9)],
        )
        .await;
        assert_eq!(
            (
                outcome.corrections[0].repeated,
                outcome.corrections[0].retracted.len()
            ),
            (true, 0)
        );
        assert_eq!(
            (&outcome.reports[0], seen(&world).await.0),
            (&ReportOutcome::Wrong, Stage::InTransit)
        );
        assert_eq!(
            told(&world, vec![correction("a")], vec![])
                .await
                .corrections[0]
                .retracted,
            back(Stage::Ordered)
        );
        assert_eq!(seen(&world).await, (Stage::Ordered, vec![]));
        let (_, milestones) = world
            .engine
            .purchase_order(&world.shop, "PO-1")
            .await
            .unwrap();
        assert!(
            milestones.len() == 2 && milestones.iter().all(|one| one.retracted_at.is_some()),
            "what was recorded stays on record"
        );
    }

    async fn what_people_said_stands_when_an_event_before_it_was_wrong(world: World) {
        with_supply(&world).await;
        told(&world, vec![], vec![report("a", Stage::InTransit, 8)]).await;
        let entered = AddMilestone {
            reference: reference("PO-1"),
            stage: Stage::Customs,
            at: None,
            note: Some("Hamburg".into()),
            public: true,
        };
        world.run(entered).await.unwrap();
        told(&world, vec![correction("a")], vec![]).await;
        assert_eq!(seen(&world).await, (Stage::Customs, vec![Stage::Customs]));

        told(&world, vec![], vec![report("b", Stage::Customs, 9)]).await;
        let stage = Some(Stage::Arrived);
        let by_hand = ChangePurchaseOrder {
lines: None,
            reference: reference("PO-1"),
            expected: None,
            stage,
            basis: None,
            reason: None,
            if_version: None,
        };
        world.run(by_hand).await.unwrap();
        told(&world, vec![correction("b")], vec![]).await;
        assert_eq!(seen(&world).await, (Stage::Arrived, vec![Stage::Customs]));
    }

    async fn an_event_that_was_declared_wrong_before_it_came_is_not_taken(world: World) {
        with_supply(&world).await;
        assert_eq!(
            told(&world, vec![correction("a")], vec![])
                .await
                .corrections[0]
                .retracted,
            []
        );
        assert_eq!(
            told(&world, vec![], vec![report("a", Stage::InTransit, 8)])
                .await
                .reports,
            [ReportOutcome::Wrong]
        );
        assert_eq!(seen(&world).await, (Stage::Ordered, vec![]));
    }

    async fn all_or_nothing_is_nothing_when_one_cannot_be_so(world: World) {
        with_supply(&world).await;
        let reports = vec![
            report("b", Stage::Arrived, 9),
            report("c", Stage::InTransit, 10),
        ];
        let command = RecordReports {
            corrections: vec![correction("d")],
            reports: reports.clone(),
            all_or_nothing: true,
        };
        let ExecuteError::Invalid(errors) = world.run(command).await.unwrap_err() else {
            panic!("it was not refused as such")
        };
        assert_eq!(
            errors
                .iter()
                .map(|error| error.pointer.as_str())
                .collect::<Vec<_>>(),
            ["/reports/1"]
        );
        assert_eq!(seen(&world).await, (Stage::Ordered, vec![]));
        // Not even the correction: the event it names may still come.
        assert_eq!(
            told(&world, vec![], vec![report("d", Stage::InProduction, 7)])
                .await
                .reports,
            [recorded()]
        );
        let good = RecordReports {
            corrections: vec![],
            reports: reports[..1].to_vec(),
            all_or_nothing: true,
        };
        world.run(good).await.unwrap();
        assert_eq!(seen(&world).await.0, Stage::Arrived);
    }

    async fn a_shop_hears_neither_the_reports_nor_the_corrections_of_another(world: World) {
        with_supply(&world).await;
        told(&world, vec![], vec![report("a", Stage::InTransit, 8)]).await;
        let other = World::create_shop(&world.engine, "other").await;
        let command = RecordReports {
            corrections: vec![correction("a")],
            reports: vec![report("b", Stage::Arrived, 9)],
            all_or_nothing: false,
        };
        let outcome = world
            .engine
            .execute(&other.id, Context::by(By::Cli), command)
            .await
            .unwrap();
        assert_eq!(
            (outcome.corrections[0].retracted.len(), &outcome.reports[0]),
            (0, &ReportOutcome::NoOrder)
        );
        assert_eq!(
            seen(&world).await,
            (Stage::InTransit, vec![Stage::InTransit])
        );
        assert_eq!(
            told(&world, vec![], vec![report("a", Stage::InTransit, 8)])
                .await
                .reports,
            [known()]
        );
    }

    async fn further_reports_of_a_stage_without_a_word_are_recorded_and_not_shown_again(
        world: World,
    ) {
        with_supply(&world).await;
        let with_note = Report {
            note: Some("second lorry".into()),
            ..report("c", Stage::InTransit, 10)
        };
        told(
            &world,
            vec![],
            vec![
                report("a", Stage::InTransit, 8),
                report("b", Stage::InTransit, 9),
                with_note,
            ],
        )
        .await;
        assert_eq!(seen(&world).await.1, [Stage::InTransit; 2]);
        told(&world, vec![correction("a")], vec![]).await;
        assert_eq!(
            seen(&world).await,
            (Stage::InTransit, vec![Stage::InTransit; 2]),
            "another event still says so"
        );
    }
}
