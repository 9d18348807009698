//! A mail server that fails on purpose: what stands before the `@` of a recipient says how.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// A mail of which the server has read all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    pub to: String,
    pub data: String,
    /// Whether it said that it has taken it.
    pub is_taken: bool,
}

/// How the server meets everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// It takes mails, as the recipient has it.
    Usual,
    /// It wants a name and a password, and takes none.
    WrongPassword,
    /// It takes no mail from anybody.
    NoSender,
    /// It says that it takes letters beyond ASCII, and does not.
    NoLetters,
}

#[derive(Debug)]
pub struct SmtpServer {
    pub address: SocketAddr,
    manner: Manner,
    connections: Arc<AtomicUsize>,
    read: Arc<Mutex<Vec<Read>>>,
}

struct Conversation {
    stream: BufReader<TcpStream>,
    manner: Manner,
    read: Arc<Mutex<Vec<Read>>>,
    dropped: Arc<Mutex<HashMap<String, usize>>>,
}

impl SmtpServer {
    pub async fn start(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (read, dropped): (Arc<Mutex<Vec<Read>>>, Arc<_>) = Default::default();
        let all = Arc::clone(&read);
        let connections = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&connections);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                count.fetch_add(1, Ordering::Relaxed);
                let one = Conversation {
                    stream: BufReader::new(stream),
                    manner,
                    read: Arc::clone(&all),
                    dropped: Arc::clone(&dropped),
                };
                tokio::spawn(one.run());
            }
        });
        Self {
            address,
            manner,
            connections,
            read,
        }
    }

    pub fn url(&self) -> String {
        match self.manner {
            Manner::WrongPassword => format!("smtp://ada:secret@{}", self.address),
            Manner::Usual | Manner::NoSender | Manner::NoLetters => {
                format!("smtp://{}", self.address)
            }
        }
    }

    /// How often somebody has connected.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }

    pub fn read(&self) -> Vec<Read> {
        self.read.lock().unwrap().clone()
    }

    /// Those that it said it has taken.
    pub fn taken(&self) -> Vec<Read> {
        let taken = |one: &Read| one.is_taken;
        self.read().into_iter().filter(taken).collect()
    }
}

impl Conversation {
    async fn say(&mut self, line: &str) -> Option<()> {
        let line = format!("{line}\r\n");
        self.stream.write_all(line.as_bytes()).await.ok()
    }

    async fn line(&mut self) -> Option<String> {
        let mut line = String::new();
        let read = self.stream.read_line(&mut line).await.ok()?;
        (read > 0).then(|| line.trim_end().to_owned())
    }

    /// Ends when the other side does, or where a mail has it so.
    async fn run(mut self) -> Option<()> {
        self.say("220 mail.example").await?;
        let mut to = String::new();
        loop {
            let line = self.line().await?;
            let word = line.split([' ', ':']).next().unwrap_or_default();
            match word.to_ascii_uppercase().as_str() {
                "EHLO" if self.manner == Manner::WrongPassword => {
                    self.say("250-mail.example\r\n250 AUTH PLAIN LOGIN").await?;
                }
                "EHLO" if self.manner == Manner::NoLetters => {
                    self.say("250-mail.example\r\n250-8BITMIME\r\n250 SMTPUTF8")
                        .await?;
                }
                "EHLO" => self.say("250-mail.example\r\n250 8BITMIME").await?,
                "AUTH" => self.say("535 wrong name or password").await?,
                "MAIL" if self.manner == Manner::NoSender => {
                    self.say("530 nobody may send").await?;
                }
                "MAIL" if self.manner == Manner::NoLetters && line.contains("SMTPUTF8") => {
                    self.say("555 not that").await?;
                }
                "MAIL" | "NOOP" | "RSET" => self.say("250 fine").await?,
                "RCPT" => {
                    let address = line.split(['<', '>']).nth(1).unwrap_or_default();
                    address.clone_into(&mut to);
                    match to.split('@').next().unwrap_or_default() {
                        "unknown" => self.say("550 no such user").await?,
                        "hang-up" => return None,
                        "nonsense" => self.say("well …").await?,
                        "relay" => self.say("554 5.7.1 Relay access denied").await?,
                        "log-in" => self.say("530 log in first").await?,
                        "later" => self.say("451 come again").await?,
                        _ => self.say("250 fine").await?,
                    }
                }
                "DATA" => {
                    self.say("354 go on").await?;
                    self.data(&to).await?;
                }
                "QUIT" => return self.say("221 good-bye").await,
                _ => self.say("500 what?").await?,
            }
        }
    }

    async fn data(&mut self, to: &str) -> Option<()> {
        let mut data = String::new();
        loop {
            match self.line().await?.as_str() {
                "." => break,
                line => {
                    data.push_str(line);
                    data.push('\n');
                }
            }
        }
        let local = to.split('@').next().unwrap_or_default();
        let times = {
            let mut dropped = self.dropped.lock().unwrap();
            let times = dropped.entry(to.to_owned()).or_default();
            *times += 1;
            *times
        };
        let is_slow = local == "slow" || local == "slow-once" && times == 1;
        let is_taken = !(is_slow || matches!(local, "content" | "dropped"));
        self.read.lock().unwrap().push(Read {
            to: to.to_owned(),
            data,
            is_taken,
        });
        match local {
            "content" => self.say("554 not this").await,
            _ if is_slow => {
                tokio::time::sleep(Duration::from_secs(30)).await;
                None
            }
            _ if !is_taken => None,
            _ => self.say("250 taken").await,
        }
    }
}
