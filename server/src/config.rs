//! Configuration by environment variables, or flags of the same names. A wrong value stops the
//! start with one line.

use crate::client::TrustedProxies;
use crate::streams::Limits;
use clap::Args;
use dockline_adapters::gateway::stripe::Address;
use dockline_adapters::mail::Outgoing;
use dockline_adapters::webhook::Caller;
use dockline_domain::webhook::Allowed;
use dockline_engine::{Access, Secret, SecretKey, Settings as Database};
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

/// Most connections that write: more of them would wait for the same disk.
const DATABASE_LANES_MAX: u32 = 64;
/// Most connections that read.
const DATABASE_READERS_MAX: u32 = 1_000;
/// Most statements that a connection keeps prepared: there are fewer.
const DATABASE_STATEMENT_CACHE_MAX: usize = 10_000;

/// The settings as they were written.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Settings of the program, the same for every command")]
pub struct Settings {
    /// Address and port to listen on.
    #[arg(
        long,
        env = "DOCKLINE_ADDR",
        default_value = "127.0.0.1:3000",
        global = true
    )]
    addr: String,
    /// Where shoppers reach this server; by default http:// and the address.
    #[arg(long, env = "DOCKLINE_PUBLIC_URL", global = true)]
    public_url: Option<String>,
    /// The database: `sqlite://FILE` or `postgres://USER@HOST/NAME`.
    #[arg(
        long,
        env = "DOCKLINE_DATABASE_URL",
        default_value = "sqlite://dockline.db",
        hide_env_values = true,
        global = true
    )]
    database_url: String,
    /// How many shops are written at the same time on PostgreSQL.
    #[arg(long, env = "DOCKLINE_DATABASE_LANES", default_value_t = Database::LANES.to_string(), global = true)]
    database_lanes: String,
    /// How many questions PostgreSQL is asked at the same time.
    #[arg(long, env = "DOCKLINE_DATABASE_READERS", default_value_t = Database::READERS.to_string(), global = true)]
    database_readers: String,
    /// The database itself, where DOCKLINE_DATABASE_URL is that of a pooler which lends a connection
    /// for one transaction.
    #[arg(
        long,
        env = "DOCKLINE_DATABASE_DIRECT_URL",
        hide_env_values = true,
        global = true
    )]
    database_direct_url: Option<String>,
    /// Statements that a connection to PostgreSQL keeps prepared; 0 where a pooler forgets them.
    #[arg(long, env = "DOCKLINE_DATABASE_STATEMENT_CACHE", global = true)]
    database_statement_cache: Option<String>,
    /// 32 random bytes in base64, under which secrets are sealed; without it they are in FILE.key
    /// beside an SQLite database FILE.
    #[arg(
        long,
        env = "DOCKLINE_SECRET_KEY",
        hide_env_values = true,
        global = true
    )]
    secret_key: Option<Secret>,
    /// A file that holds the secret key.
    #[arg(long, env = "DOCKLINE_SECRET_KEY_FILE", global = true)]
    secret_key_file: Option<PathBuf>,
    /// The secret key that was in use before: what it has sealed is sealed again at the start.
    #[arg(
        long,
        env = "DOCKLINE_SECRET_KEY_OLD",
        hide_env_values = true,
        global = true
    )]
    secret_key_old: Option<Secret>,
    /// Requests per second and address, or `off`.
    #[arg(
        long,
        env = "DOCKLINE_RATE_LIMIT",
        default_value = "300",
        global = true
    )]
    rate_limit: String,
    /// Reverse proxies whose `X-Forwarded-For` or `Forwarded` is believed: addresses and networks,
    /// separated by commas.
    #[arg(
        long,
        env = "DOCKLINE_TRUSTED_PROXIES",
        default_value = "",
        global = true
    )]
    trusted_proxies: String,
    /// Open live streams of one address.
    #[arg(
        long,
        env = "DOCKLINE_STREAMS_PER_ADDRESS",
        default_value = "100",
        global = true
    )]
    streams_per_address: String,
    /// Open live streams in all.
    #[arg(long, env = "DOCKLINE_STREAMS", default_value = "20000", global = true)]
    streams: String,
    /// Open connections of one address; those of trusted proxies are not counted by address. By
    /// default 256, and as many as there may be for this machine itself.
    #[arg(long, env = "DOCKLINE_CONNECTIONS_PER_ADDRESS", global = true)]
    connections_per_address: Option<String>,
    /// Open connections in all; by default a little less than files may be open.
    #[arg(long, env = "DOCKLINE_CONNECTIONS", global = true)]
    connections: Option<String>,
    /// Address and port that serve `/metrics` and nothing else; without one there are none to read.
    #[arg(long, env = "DOCKLINE_METRICS_ADDR", global = true)]
    metrics_addr: Option<String>,
    /// Seconds between SIGTERM and the end of what is served: `/readyz` answers 503 meanwhile, so
    /// that a proxy sends nobody more.
    #[arg(
        long,
        env = "DOCKLINE_DRAIN_SECONDS",
        default_value = "1",
        global = true
    )]
    drain_seconds: String,
    /// The mail server: `smtp://USER:PASSWORD@HOST:PORT`, or `smtps://` where it is encrypted from
    /// the first byte on. Without one mails are kept in the console.
    #[arg(long, env = "DOCKLINE_SMTP_URL", hide_env_values = true, global = true)]
    smtp_url: Option<Secret>,
    /// The mail address from which the shops write.
    #[arg(long, env = "DOCKLINE_MAIL_FROM", global = true)]
    mail_from: Option<String>,
    /// Places that webhooks may call although they are not of the whole internet, as
    /// `HOST:PORT,…`.
    #[arg(
        long,
        env = "DOCKLINE_OUTGOING_ALLOW",
        default_value = "",
        global = true
    )]
    outgoing_allow: String,
    /// Where Stripe is played for a trial; live keys are never sent there.
    #[arg(long, env = "DOCKLINE_STRIPE_URL", global = true)]
    stripe_url: Option<String>,
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
    /// How the database is used.
    pub database: Database,
    /// Requests per second and address; `None` is no limit.
    pub rate_limit: Option<NonZeroU32>,
    /// Whose word is taken for where a request comes from.
    pub trusted_proxies: TrustedProxies,
    /// Most open live streams.
    pub streams: Limits,
    /// Most open connections of one address; `None` is 256, and no limit for this machine itself.
    pub connections_per_address: Option<usize>,
    /// Most open connections in all; `None` is a little less than files may be open.
    pub connections: Option<usize>,
    /// Where counters are read.
    pub metrics_addr: Option<SocketAddr>,
    /// How long requests are still taken after SIGTERM.
    pub drain: Duration,
    /// How mails leave.
    pub outgoing: Outgoing,
    /// What calls webhooks.
    pub webhooks: Caller,
    /// Where Stripe is asked.
    pub stripe: Address,
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
    ConfigError {
        variable,
        value: value.to_owned(),
        allowed: allowed.into(),
    }
}

fn rate_limit(setting: &str) -> Result<Option<NonZeroU32>, ConfigError> {
    if setting == "off" {
        return Ok(None);
    }
    let limit = setting
        .parse::<NonZeroU32>()
        .ok()
        .filter(|limit| limit.get() <= 1_000_000);
    let allowed = "allowed is a whole number of requests per second from 1 to 1000000, or off";
    limit
        .map(Some)
        .ok_or_else(|| wrong("DOCKLINE_RATE_LIMIT", setting, allowed))
}

fn number(variable: &'static str, setting: &str, what: &str) -> Result<usize, ConfigError> {
    let number = setting
        .parse()
        .ok()
        .filter(|number| (1..=1_000_000).contains(number));
    number.ok_or_else(|| {
        wrong(
            variable,
            setting,
            format!("allowed is a whole number of open {what} from 1 to 1000000"),
        )
    })
}

fn drain(setting: &str) -> Result<Duration, ConfigError> {
    let seconds = setting.parse().ok().filter(|seconds| *seconds <= 300);
    let allowed = "allowed is a whole number of seconds from 0 to 300";
    seconds
        .map(Duration::from_secs)
        .ok_or_else(|| wrong("DOCKLINE_DRAIN_SECONDS", setting, allowed))
}

fn address(variable: &'static str, setting: &str) -> Result<SocketAddr, ConfigError> {
    setting.parse().map_err(|_| {
        wrong(
            variable,
            setting,
            "allowed is an IP address with a port, such as 127.0.0.1:3000",
        )
    })
}

impl Settings {
    /// Checks every setting.
    pub fn config(&self) -> Result<Config, ConfigError> {
        let addr = address("DOCKLINE_ADDR", &self.addr)?;
        let public_url = self.public_url(addr)?;
        self.check_database_url()?;
        let allowed =
            "allowed are addresses and networks separated by commas, such as 127.0.0.1,10.0.0.0/8";
        let trusted_proxies = self
            .trusted_proxies
            .parse()
            .map_err(|()| wrong("DOCKLINE_TRUSTED_PROXIES", &self.trusted_proxies, allowed))?;
        let streams = Limits {
            per_address: number(
                "DOCKLINE_STREAMS_PER_ADDRESS",
                &self.streams_per_address,
                "streams",
            )?,
            total: number("DOCKLINE_STREAMS", &self.streams, "streams")?,
        };
        let connections = |variable, setting: &Option<String>| {
            setting
                .as_deref()
                .map(|setting| number(variable, setting, "connections"))
                .transpose()
        };
        let connections_per_address = connections(
            "DOCKLINE_CONNECTIONS_PER_ADDRESS",
            &self.connections_per_address,
        )?;
        let connections = connections("DOCKLINE_CONNECTIONS", &self.connections)?;
        let metrics_addr = self.metrics_addr(addr)?;
        if tracing_subscriber::EnvFilter::try_new(&self.log).is_err() {
            return Err(wrong(
                "DOCKLINE_LOG",
                &self.log,
                "allowed are levels such as info, or targets with levels such as dockline=debug,warn",
            ));
        }
        let outgoing = Outgoing::new(
            self.smtp_url.as_ref().map(Secret::expose),
            self.mail_from.as_deref(),
            &public_url,
        );
        // What was written may hold a password.
        let outgoing = outgoing.map_err(|setting| wrong(setting.variable, "…", setting.allowed))?;
        let allowed = Allowed::parse(&self.outgoing_allow).map_err(|_| {
            wrong(
                "DOCKLINE_OUTGOING_ALLOW",
                &self.outgoing_allow,
                "allowed is HOST:PORT, more of them separated by commas, such as hooks.internal:8080",
            )
        })?;
        let webhooks = Caller::new(allowed, &public_url);
        Ok(Config {
            addr,
            public_url,
            outgoing,
            webhooks,
            stripe: self.stripe()?,
            database_url: self.database_url.clone(),
            database: self.database()?,
            rate_limit: rate_limit(&self.rate_limit)?,
            trusted_proxies,
            streams,
            connections_per_address,
            connections,
            metrics_addr,
            drain: drain(&self.drain_seconds)?,
            log: self.log.clone(),
        })
    }

    fn public_url(&self, addr: SocketAddr) -> Result<String, ConfigError> {
        let url = self
            .public_url
            .clone()
            .unwrap_or_else(|| format!("http://{addr}"));
        let host = url
            .strip_prefix("http://")
            .or_else(|| url.strip_prefix("https://"));
        let is_strange = |one: char| one.is_whitespace() || "/?#\"<>".contains(one);
        if host.is_none_or(|host| host.is_empty() || host.contains(is_strange)) {
            return Err(wrong(
                "DOCKLINE_PUBLIC_URL",
                &url,
                "allowed is http:// or https:// with a host, such as https://shop.example",
            ));
        }
        Ok(url)
    }

    fn stripe(&self) -> Result<Address, ConfigError> {
        let Some(url) = &self.stripe_url else {
            return Ok(Address::stripe());
        };
        Address::parse(url).ok_or_else(|| {
            let allowed = "allowed is https:// with a host, or http:// and this machine, such as http://127.0.0.1:12111";
            wrong("DOCKLINE_STRIPE_URL", url, allowed)
        })
    }

    fn check_database_url(&self) -> Result<(), ConfigError> {
        let url = &self.database_url;
        let schemes = ["sqlite:", "postgres://", "postgresql://"];
        if schemes.iter().any(|scheme| url.starts_with(scheme)) {
            return Ok(());
        }
        // What stands before an `@` may be a password.
        let shown = if url.contains('@') { "…" } else { url };
        Err(wrong(
            "DOCKLINE_DATABASE_URL",
            shown,
            "allowed are sqlite://FILE and postgres://USER@HOST/NAME",
        ))
    }

    fn database(&self) -> Result<Database, ConfigError> {
        let number = |variable, setting: &str, max: u32| {
            let number = setting
                .parse()
                .ok()
                .filter(|number| (1..=max).contains(number));
            let allowed = format!("allowed is a whole number of connections from 1 to {max}");
            number.ok_or_else(|| wrong(variable, setting, allowed))
        };
        let lanes = number(
            "DOCKLINE_DATABASE_LANES",
            &self.database_lanes,
            DATABASE_LANES_MAX,
        )?;
        let readers = number(
            "DOCKLINE_DATABASE_READERS",
            &self.database_readers,
            DATABASE_READERS_MAX,
        )?;
        Ok(Database {
            lanes: usize::try_from(lanes).unwrap_or(Database::LANES),
            readers,
            access: self.access()?,
            secret_key: self.secret_key()?,
            ..Database::default()
        })
    }

    fn secret_key(&self) -> Result<Option<SecretKey>, ConfigError> {
        let (key_variable, old_variable) = ("DOCKLINE_SECRET_KEY", "DOCKLINE_SECRET_KEY_OLD");
        let key = match (&self.secret_key, &self.secret_key_file) {
            (Some(_), Some(_)) => {
                let allowed = "allowed is that or DOCKLINE_SECRET_KEY_FILE, not both";
                return Err(wrong(key_variable, "…", allowed));
            }
            (Some(key), None) => Some((key_variable, "…".to_owned(), key.clone())),
            (None, Some(file)) => {
                let (variable, shown) = ("DOCKLINE_SECRET_KEY_FILE", file.display().to_string());
                let text = std::fs::read_to_string(file);
                let text = text.map_err(|error| wrong(variable, &shown, error.to_string()))?;
                Some((variable, shown, Secret::from(text)))
            }
            (None, None) => None,
        };
        let Some((variable, shown, key)) = key else {
            let allowed = "allowed is the key before, beside DOCKLINE_SECRET_KEY";
            return match self.secret_key_old {
                Some(_) => Err(wrong(old_variable, "…", allowed)),
                None => Ok(None),
            };
        };
        // What is wrong with a key is said, and the key is not.
        let key = SecretKey::parse(key.expose());
        let key = key.map_err(|invalid| wrong(variable, &shown, format!("it {invalid}")))?;
        let Some(old) = &self.secret_key_old else {
            return Ok(Some(key));
        };
        let key = key.replacing(old.expose());
        key.map(Some)
            .map_err(|invalid| wrong(old_variable, "…", format!("it {invalid}")))
    }

    fn access(&self) -> Result<Access, ConfigError> {
        let direct = self.database_direct_url.as_deref();
        if let Some(url) = direct
            && !(is_postgres(url) && is_postgres(&self.database_url))
        {
            return Err(wrong(
                "DOCKLINE_DATABASE_DIRECT_URL",
                if url.contains('@') { "…" } else { url },
                "allowed is postgres://USER@HOST/NAME, beside one that goes by a pooler",
            ));
        }
        let cache = self.database_statement_cache.as_deref();
        let cache = cache.map(|setting| {
            let number = setting.parse().ok();
            let number = number.filter(|number| *number <= DATABASE_STATEMENT_CACHE_MAX);
            let allowed = format!(
                "allowed is a whole number of statements from 0 to {DATABASE_STATEMENT_CACHE_MAX}"
            );
            number.ok_or_else(|| wrong("DOCKLINE_DATABASE_STATEMENT_CACHE", setting, allowed))
        });
        Ok(Access {
            direct: direct.map(str::to_owned),
            statement_cache: cache.transpose()?,
        })
    }

    fn metrics_addr(&self, addr: SocketAddr) -> Result<Option<SocketAddr>, ConfigError> {
        let setting = self.metrics_addr.as_deref();
        let metrics_addr = setting
            .map(|setting| address("DOCKLINE_METRICS_ADDR", setting))
            .transpose()?;
        if metrics_addr == Some(addr) {
            return Err(wrong(
                "DOCKLINE_METRICS_ADDR",
                &addr.to_string(),
                "allowed is another address or port than DOCKLINE_ADDR",
            ));
        }
        Ok(metrics_addr)
    }
}

impl Config {
    /// The database itself, past a pooler.
    pub fn direct_database_url(&self) -> &str {
        self.database
            .access
            .direct
            .as_deref()
            .unwrap_or(&self.database_url)
    }
}

fn is_postgres(url: &str) -> bool {
    url.starts_with("postgres://") || url.starts_with("postgresql://")
}

/// Whether a database is on another machine, and nobody looks whether it is the one that is meant.
pub fn is_unverified(database_url: &str) -> bool {
    let Some(rest) = ["postgres://", "postgresql://"]
        .iter()
        .find_map(|scheme| database_url.strip_prefix(scheme))
    else {
        return false;
    };
    let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
    let parameters: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
    let parameter = |name: &str| {
        parameters
            .iter()
            .rev()
            .find(|(other, _)| other == name)
            .map(|(_, value)| value.as_ref())
    };
    if matches!(
        parameter("sslmode").or(parameter("ssl-mode")),
        Some("verify-full" | "verify-ca")
    ) {
        return false;
    }
    let authority = place.split('/').next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let host = host
        .strip_prefix('[')
        .and_then(|host| host.split(']').next())
        .unwrap_or_else(|| host.split(':').next().unwrap_or_default());
    let host = parameter("host").or(parameter("hostaddr")).unwrap_or(host);
    let is_socket =
        host.is_empty() || host.starts_with('/') || host.to_ascii_lowercase().starts_with("%2f");
    let is_here = host == "localhost"
        || host
            .parse()
            .is_ok_and(|address: std::net::IpAddr| address.is_loopback());
    !is_socket && !is_here
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> Settings {
        Settings {
            addr: "127.0.0.1:3000".into(),
            public_url: None,
            database_url: "sqlite://x.db".into(),
            database_lanes: "4".into(),
            database_readers: "8".into(),
            database_direct_url: None,
            database_statement_cache: None,
            secret_key: None,
            secret_key_file: None,
            secret_key_old: None,
            rate_limit: "off".into(),
            trusted_proxies: String::new(),
            streams_per_address: "100".into(),
            streams: "20000".into(),
            connections_per_address: None,
            connections: None,
            metrics_addr: None,
            drain_seconds: "1".into(),
            smtp_url: None,
            mail_from: None,
            outgoing_allow: String::new(),
            stripe_url: None,
            log: "info".into(),
        }
    }

    #[test]
    fn a_wrong_value_is_named_with_its_variable_and_what_is_allowed() {
        let error = Settings {
            rate_limit: "lots".into(),
            ..settings()
        }
        .config()
        .unwrap_err()
        .to_string();
        assert!(
            error.contains("DOCKLINE_RATE_LIMIT")
                && error.contains("lots")
                && error.contains("off"),
            "{error}"
        );
        for bad in [
            Settings {
                addr: "here".into(),
                ..settings()
            },
            Settings {
                public_url: Some("shop.example".into()),
                ..settings()
            },
            Settings {
                database_url: "mysql://x".into(),
                ..settings()
            },
            Settings {
                rate_limit: "0".into(),
                ..settings()
            },
            Settings {
                trusted_proxies: "proxy.example".into(),
                ..settings()
            },
            Settings {
                streams_per_address: "0".into(),
                ..settings()
            },
            Settings {
                streams: "all".into(),
                ..settings()
            },
            Settings {
                connections_per_address: Some("0".into()),
                ..settings()
            },
            Settings {
                connections: Some("-1".into()),
                ..settings()
            },
            Settings {
                metrics_addr: Some("9090".into()),
                ..settings()
            },
            Settings {
                metrics_addr: Some("127.0.0.1:3000".into()),
                ..settings()
            },
            Settings {
                drain_seconds: "301".into(),
                ..settings()
            },
            Settings {
                log: "dockline=loud=quiet".into(),
                ..settings()
            },
        ] {
            assert!(bad.config().is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_pooler_stands_before_a_postgresql_that_is_named_as_well() {
        let pooled = |url: &str, direct: &str, cache: &str| {
            let settings = Settings {
                database_url: url.into(),
                database_direct_url: Some(direct.into()),
                database_statement_cache: Some(cache.into()),
                ..settings()
            };
            settings.config().map(|config| config.database.access)
        };
        let access = pooled("postgres://pooler/x", "postgres://db/x", "0").unwrap();
        assert_eq!(access.direct.as_deref(), Some("postgres://db/x"));
        assert_eq!(access.statement_cache, Some(0));
        assert!(pooled("sqlite://x.db", "postgres://db/x", "0").is_err());
        assert!(pooled("postgres://pooler/x", "sqlite://x.db", "0").is_err());
        assert!(pooled("postgres://pooler/x", "postgres://db/x", "-1").is_err());
    }

    #[test]
    fn a_database_has_at_least_one_connection_of_each_kind() {
        let config = settings().config().unwrap();
        assert_eq!((config.database.lanes, config.database.readers), (4, 8));
        for (lanes, readers) in [("0", "8"), ("65", "8"), ("4", "0"), ("4", "many")] {
            let settings = Settings {
                database_lanes: lanes.into(),
                database_readers: readers.into(),
                ..settings()
            };
            assert!(settings.config().is_err(), "{lanes} {readers}");
        }
    }

    #[test]
    fn a_database_elsewhere_is_to_be_verified() {
        for (url, unverified) in [
            ("sqlite://shop.db", false),
            ("postgres://me:secret@db.example/shop", true),
            ("postgresql://me@db.example:5432/shop?sslmode=require", true),
            ("postgres://me:se@cret@192.0.2.7/shop?sslmode=prefer", true),
            ("postgres://me@[2001:db8::1]:5432/shop", true),
            ("postgres://me@/shop?host=db.example", true),
            (
                "postgres://me:secret@db.example/shop?application_name=x&sslmode=verify-full",
                false,
            ),
            ("postgres://me@db.example/shop?sslmode=verify-ca", false),
            ("postgres://me@localhost/shop", false),
            ("postgres://me@127.0.0.1:5432/shop", false),
            ("postgres://me@[::1]/shop", false),
            ("postgres:///shop?host=/run/postgresql", false),
            ("postgres://%2Frun%2Fpostgresql/shop", false),
        ] {
            assert_eq!(is_unverified(url), unverified, "{url}");
        }
    }

    #[test]
    fn a_secret_key_is_checked_and_never_repeated() {
        let one = |key: Option<&str>, file: Option<&str>, old: Option<&str>| {
            let settings = Settings {
                secret_key: key.map(|key| Secret::from(key.to_owned())),
                secret_key_file: file.map(PathBuf::from),
                secret_key_old: old.map(|old| Secret::from(old.to_owned())),
                ..settings()
            };
            assert!(!format!("{settings:?}").contains("Base64"));
            settings
                .config()
                .map(|config| config.database.secret_key.is_some())
        };
        let good = "QmFzZTY0QmFzZTY0QmFzZTY0QmFzZTY0QmFzZTY0MTI=";
        assert_eq!(one(None, None, None), Ok(false));
        assert_eq!(one(Some(good), None, Some(good)), Ok(true));
        for (key, file, old) in [
            (Some("Base64"), None, None),
            (Some(good), None, Some("Base64")),
            (None, None, Some(good)),
            (None, Some("/nothing/there"), None),
            (Some(good), Some("/nothing/there"), None),
        ] {
            let error = one(key, file, old).unwrap_err().to_string();
            assert!(error.starts_with("DOCKLINE_SECRET_KEY"), "{error}");
            assert!(
                !error.contains("Base64") && !error.contains(good),
                "{error}"
            );
        }
    }

    #[test]
    fn a_password_is_not_repeated() {
        let error = Settings {
            database_url: "mysql://me:secret@host/x".into(),
            ..settings()
        }
        .config()
        .unwrap_err()
        .to_string();
        assert!(!error.contains("secret"));
    }
}
