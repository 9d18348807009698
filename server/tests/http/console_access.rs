//! Who may do what in the console.

use crate::app::TestApp;
use crate::console_dock::{COUNT, PO, parcel, receive, shop};
use dockline_domain::access::{Permission, Role};

#[tokio::test]
async fn a_role_sees_every_page_and_does_only_what_it_may() {
    let app = TestApp::new().await;
    shop(&app).await;
    app.shopper().placed("TENT", 3).await;
    let (owner, viewer) = (
        app.staff("demo", Role::Owner).await,
        app.staff("demo", Role::Viewer).await,
    );
    let path = parcel(&receive(&owner, &[("counted:TENT", "10"), ("only_counted", "1")]).await);
    for page in [
        "/console/supply",
        PO,
        "/console/dock",
        "/console/dock/shipments",
        &path,
        "/console/line",
        "/console/line?sku=TENT",
    ] {
        let seen = viewer.get(page).await.expect(200);
        assert!(
            !seen.text.contains("<form class=\"form"),
            "{page} offers a form"
        );
        assert!(
            !seen.text.contains("<form class=\"panel"),
            "{page} offers a form"
        );
    }
    viewer.get("/console/supply/new").await.expect(403);
    viewer.get("/console/supply/milestones").await.expect(403);
    viewer.get(COUNT).await.expect(403);
    for (path, action) in [
        (PO, "date"),
        ("/console/supply/new", "enter"),
        (COUNT, ""),
        (path.as_str(), "pack"),
        ("/console/line", ""),
    ] {
        viewer.post(path, &[("action", action)]).await.expect(403);
    }
}

/// Acts as the shopper, with the link of an order: cancels it, sends it elsewhere.
#[tokio::test]
async fn the_link_of_an_order_is_for_those_who_may_change_it() {
    let app = TestApp::new().await;
    shop(&app).await;
    let placed = app.shopper().placed("TENT", 3).await;
    app.shopper().placed("PEG", 2).await;
    let (order, token) = (
        format!("/console/orders/{}", placed["number"]),
        placed["token"].as_str().unwrap(),
    );
    let owner = app.staff("demo", Role::Owner).await;
    let received = owner
        .post(
            COUNT,
            &[
                ("counted:TENT", "10"),
                ("only_counted", "1"),
                ("location", "main"),
            ],
        )
        .await
        .expect(303);
    let receipt = received.header("location").to_owned();
    let parcel = parcel(&owner.get(&receipt).await);
    for role in Role::ALL {
        let staff = if role == Role::Owner {
            owner.clone()
        } else {
            app.staff("demo", role).await
        };
        let shown = staff
            .get(&order)
            .await
            .expect(200)
            .text
            .contains(&format!("href=\"/o/{token}\""));
        assert_eq!(shown, role.may(Permission::ChangeOrders), "{role:?}");
        let pages = [
            "/console",
            "/console/orders",
            "/console/orders?q=ada",
            "/console/line?sku=TENT",
            "/console/dock/shipments",
            PO,
        ];
        let others = if role.may(Permission::ChangeOrders) {
            None
        } else {
            Some(order.as_str())
        };
        for page in pages
            .into_iter()
            .chain([receipt.as_str(), parcel.as_str()])
            .chain(others)
        {
            assert!(
                !staff.get(page).await.expect(200).text.contains(token),
                "{role:?} {page}"
            );
        }
    }
    let merchant = app.merchant().await;
    for path in [
        "/shipments",
        "/backorders?sku=PEG",
        &receipt.replace("/console/dock", ""),
    ] {
        assert!(
            !merchant.get(path).await.body.to_string().contains(token),
            "{path}"
        );
    }
}

#[tokio::test]
async fn another_shop_has_none_of_it() {
    let app = TestApp::new().await;
    shop(&app).await;
    app.shopper().placed("TENT", 3).await;
    let ann = app.staff("demo", Role::Owner).await;
    let answer = receive(&ann, &[("counted:TENT", "10"), ("only_counted", "1")]).await;
    app.open_shop("other").await;
    let eve = app.staff("other", Role::Owner).await;
    for path in [PO, COUNT, &parcel(&answer), "/console/line?sku=TENT"] {
        eve.get(path).await.expect(404);
    }
    for path in [PO, COUNT, &parcel(&answer)] {
        eve.post(path, &[("action", "pack")]).await.expect(404);
    }
    eve.get("/console/dock?q=PO-1")
        .await
        .expect(200)
        .shows("has to do with “PO-1”");
}
