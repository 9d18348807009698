//! `dockline backup` and `dockline verify`.

use crate::config::Config;
use crate::error::CliError;
use dockline_engine::{BackupError, Verified};
use std::path::Path;

/// Copies the database to a file that is not there yet.
pub(super) async fn backup(config: &Config, file: &Path) -> Result<(), CliError> {
    let made = dockline_engine::backup(&config.database_url, file).await;
    if let Err(BackupError::Faulty { verified, .. }) = &made {
        say_faults(verified);
    }
    let made = made.map_err(|error| CliError::Refused(error.to_string()))?;
    println!(
        "{}: {} bytes, {}",
        file.display(),
        made.bytes,
        looked_at(&made.verified)
    );
    println!("The secret key is not in it: keep that in another place.");
    Ok(())
}

/// Says what is wrong with the database; success is that nothing is.
pub(super) async fn verify(config: &Config) -> Result<(), CliError> {
    let verified = dockline_engine::verify(config.direct_database_url()).await?;
    say_faults(&verified);
    println!("{}", looked_at(&verified));
    if verified.faults.is_empty() {
        Ok(())
    } else {
        Err(CliError::Refused("the database is not whole".to_owned()))
    }
}

fn say_faults(verified: &Verified) {
    for fault in &verified.faults {
        println!("{fault}");
    }
}

fn looked_at(verified: &Verified) -> String {
    let Verified {
        shops,
        events,
        faults,
    } = verified;
    format!("{shops} shops, {events} events: {} faults", faults.len())
}
