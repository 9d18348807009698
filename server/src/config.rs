//! Configuration by environment variables, or flags of the same names. A wrong value stops the start with one line.

use crate::api::streams::Limits;
use crate::client::TrustedProxies;
use clap::Args;
use std::net::SocketAddr;
use std::num::NonZeroU32;

/// The settings as they were written.
#[derive(Debug, Clone, Args)]
pub struct Settings {
    /// Address and port to listen on.
    #[arg(long, env = "DOCKLINE_ADDR", default_value = "127.0.0.1:3000", global = true)]
    addr: String,
    /// Where shoppers reach this server; by default http:// and the address.
    #[arg(long, env = "DOCKLINE_PUBLIC_URL", global = true)]
    public_url: Option<String>,
    /// The database: `sqlite://FILE` or `postgres://USER@HOST/NAME`.
    #[arg(long, env = "DOCKLINE_DATABASE_URL", default_value = "sqlite://dockline.db", hide_env_values = true, global = true)]
    database_url: String,
    /// Requests per second and address, or `off`.
    #[arg(long, env = "DOCKLINE_RATE_LIMIT", default_value = "300", global = true)]
    rate_limit: String,
    /// Reverse proxies whose `X-Forwarded-For` or `Forwarded` is believed: addresses and networks, separated by commas.
    #[arg(long, env = "DOCKLINE_TRUSTED_PROXIES", default_value = "", global = true)]
    trusted_proxies: String,
    /// Open live streams of one address.
    #[arg(long, env = "DOCKLINE_STREAMS_PER_ADDRESS", default_value = "100", global = true)]
    streams_per_address: String,
    /// Open live streams in all.
    #[arg(long, env = "DOCKLINE_STREAMS", default_value = "20000", global = true)]
    streams: String,
    /// What is logged, such as `info` or `dockline=debug,warn`.
    #[arg(long, env = "DOCKLINE_LOG", default_value = "info", global = true)]
    log: String,
}

/// The settings as they are meant.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where to listen.
    pub addr: SocketAddr,
    /// Scheme and host for links, without a slash at the end.
    pub public_url: String,
    /// Address of the database.
    pub database_url: String,
    /// Requests per second and address; `None` is no limit.
    pub rate_limit: Option<NonZeroU32>,
    /// Whose word is taken for where a request comes from.
    pub trusted_proxies: TrustedProxies,
    /// Most open live streams.
    pub streams: Limits,
    /// What is logged.
    pub log: String,
}

/// A setting that makes no sense.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{variable}={value} is not possible: {allowed}")]
pub struct ConfigError {
    variable: &'static str,
    value: String,
    allowed: String,
}

fn wrong(variable: &'static str, value: &str, allowed: impl Into<String>) -> ConfigError {
    ConfigError { variable, value: value.to_owned(), allowed: allowed.into() }
}

fn rate_limit(setting: &str) -> Result<Option<NonZeroU32>, ConfigError> {
    if setting == "off" {
        return Ok(None);
    }
    let limit = setting.parse::<NonZeroU32>().ok().filter(|limit| limit.get() <= 1_000_000);
    let allowed = "allowed is a whole number of requests per second from 1 to 1000000, or off";
    limit.map(Some).ok_or_else(|| wrong("DOCKLINE_RATE_LIMIT", setting, allowed))
}

fn streams(variable: &'static str, setting: &str) -> Result<usize, ConfigError> {
    let number = setting.parse().ok().filter(|number| (1..=1_000_000).contains(number));
    number.ok_or_else(|| wrong(variable, setting, "allowed is a whole number of open streams from 1 to 1000000"))
}

impl Settings {
    /// Checks every setting.
    pub fn config(&self) -> Result<Config, ConfigError> {
        let addr: SocketAddr = self
            .addr
            .parse()
            .map_err(|_| wrong("DOCKLINE_ADDR", &self.addr, "allowed is an IP address with a port, such as 127.0.0.1:3000"))?;
        let public_url = self.public_url.clone().unwrap_or_else(|| format!("http://{addr}"));
        let host = public_url.strip_prefix("http://").or_else(|| public_url.strip_prefix("https://"));
        if host.is_none_or(|host| host.is_empty() || host.contains(|c: char| c.is_whitespace() || "/?#\"<>".contains(c))) {
            return Err(wrong(
                "DOCKLINE_PUBLIC_URL",
                &public_url,
                "allowed is http:// or https:// with a host, such as https://shop.example",
            ));
        }
        if !["sqlite:", "postgres://", "postgresql://"].iter().any(|scheme| self.database_url.starts_with(scheme)) {
            let shown = if self.database_url.contains('@') { "…" } else { &self.database_url };
            return Err(wrong("DOCKLINE_DATABASE_URL", shown, "allowed are sqlite://FILE and postgres://USER@HOST/NAME"));
        }
        let allowed = "allowed are addresses and networks separated by commas, such as 127.0.0.1,10.0.0.0/8";
        let trusted_proxies =
            self.trusted_proxies.parse().map_err(|()| wrong("DOCKLINE_TRUSTED_PROXIES", &self.trusted_proxies, allowed))?;
        let streams = Limits {
            per_address: streams("DOCKLINE_STREAMS_PER_ADDRESS", &self.streams_per_address)?,
            total: streams("DOCKLINE_STREAMS", &self.streams)?,
        };
        if tracing_subscriber::EnvFilter::try_new(&self.log).is_err() {
            return Err(wrong(
                "DOCKLINE_LOG",
                &self.log,
                "allowed are levels such as info, or targets with levels such as dockline=debug,warn",
            ));
        }
        Ok(Config {
            addr,
            public_url,
            database_url: self.database_url.clone(),
            rate_limit: rate_limit(&self.rate_limit)?,
            trusted_proxies,
            streams,
            log: self.log.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> Settings {
        Settings {
            addr: "127.0.0.1:3000".into(),
            public_url: None,
            database_url: "sqlite://x.db".into(),
            rate_limit: "off".into(),
            trusted_proxies: String::new(),
            streams_per_address: "100".into(),
            streams: "20000".into(),
            log: "info".into(),
        }
    }

    #[test]
    fn a_wrong_value_is_named_with_its_variable_and_what_is_allowed() {
        let error = Settings { rate_limit: "lots".into(), ..settings() }.config().unwrap_err().to_string();
        assert!(error.contains("DOCKLINE_RATE_LIMIT") && error.contains("lots") && error.contains("off"), "{error}");
        for bad in [
            Settings { addr: "here".into(), ..settings() },
            Settings { public_url: Some("shop.example".into()), ..settings() },
            Settings { database_url: "mysql://x".into(), ..settings() },
            Settings { rate_limit: "0".into(), ..settings() },
            Settings { trusted_proxies: "proxy.example".into(), ..settings() },
            Settings { streams_per_address: "0".into(), ..settings() },
            Settings { streams: "all".into(), ..settings() },
            Settings { log: "dockline=loud=quiet".into(), ..settings() },
        ] {
            assert!(bad.config().is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_password_is_not_repeated() {
        let error = Settings { database_url: "mysql://me:secret@host/x".into(), ..settings() }.config().unwrap_err().to_string();
        assert!(!error.contains("secret"));
    }
}
