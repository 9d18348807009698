//! `dockline backup` and `dockline verify`.

use crate::config::Config;
use crate::error::CliError;
use dockline_adapters::gateway::simulator::{CopyError, Simulator};
use dockline_engine::{BackupError, Verified};
use std::path::{Path, PathBuf};

/// Copies the database to a file that is not there yet.
pub(super) async fn backup(config: &Config, file: &Path) -> Result<(), CliError> {
    let gateway = beside(file, ".simulator");
    if gateway.exists() {
        return Err(CliError::Refused(CopyError::Exists(gateway).to_string()));
    }
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
    let copied = Simulator::copy(&config.database_url, &gateway).await;
    if copied.map_err(|error| CliError::Refused(error.to_string()))? {
        println!(
            "{}: what the simulated gateway keeps; put both back together",
            gateway.display()
        );
    }
    println!("The secret key is not in it: keep that in another place.");
    Ok(())
}

/// The name of a file beside another.
fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(ending);
    name.into()
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
