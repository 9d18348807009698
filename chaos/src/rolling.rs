//! A newer program takes the place of an older one, node by node, while the shops sell.

use crate::node::Node;
use crate::world::World;
use anyhow::{Context as _, Result};
use std::path::Path;
use std::time::Duration;
use tokio::time::sleep;

/// The older program alone, both, one node back again, and the newer one alone; each for a while.
pub async fn roll(world: &World, each: Duration) -> Result<()> {
    let newer = world.newer.as_ref().context("nothing takes its place")?;
    said(world, "the older program alone");
    sleep(each).await;
    newer.run(&world.database_url, &["migrate"])?;
    said(world, "migrated; the older program goes on");
    sleep(each).await;
    for node in &world.nodes {
        replace(world, node, Some(&newer.file)).await?;
        said(world, &format!("{} runs the newer program", node.name));
        sleep(each).await;
    }
    let first = &world.nodes[0];
    match replace(world, first, None).await {
        Ok(()) => {
            said(
                world,
                &format!("{} runs the older program again", first.name),
            );
            sleep(each).await;
        }
        Err(_) if !first.runs().await => {
            said(
                world,
                "the older program does not run on the newer schema any more",
            );
        }
        Err(error) => return Err(error),
    }
    replace(world, first, Some(&newer.file)).await?;
    said(world, "the newer program alone");
    sleep(each).await;
    Ok(())
}

async fn replace(world: &World, node: &Node, newer: Option<&Path>) -> Result<()> {
    if !node.stop().await {
        let what = format!("{} did not stop at SIGTERM", node.name);
        world.history.found(what);
    }
    node.replace(newer.map(Path::to_owned));
    node.start().await?;
    world.wait_until_ready(node).await
}

fn said(world: &World, what: &str) {
    println!("{:7.1} s  {what}", world.history.now().as_secs_f32());
}
