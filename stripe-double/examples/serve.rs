//! Serves the Stripe that is played, for somebody who tries a shop by hand: `serve [ADDRESS]`.

use dockline_stripe_double::{Double, KEY};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let address = std::env::args().nth(1);
    let address = address.unwrap_or_else(|| "127.0.0.1:12111".to_owned());
    let double = Double::serve_on(TcpListener::bind(&address).await?);
    println!("DOCKLINE_STRIPE_URL={} with the key {KEY}", double.url);
    std::future::pending::<()>().await;
    Ok(())
}
