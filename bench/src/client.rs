//! A thin HTTP/1.1 client on one kept-alive connection. Client and server share the cores, so it
//! does as little as it can: one write, as few reads as possible, and it looks only at the status
//! and at where the answer ends.

use anyhow::{Context, Result, bail};
use httparse::Status;
use std::fmt::Write as _;
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};

/// Most headers an answer may have.
const HEADERS_MAX: usize = 64;
/// Room for one read of an ordinary answer.
const READ_SIZE_BYTES: usize = 16 * 1024;
/// Room for one read of a stream, of which there are thousands.
const STREAM_READ_SIZE_BYTES: usize = 1024;

/// The bytes of a request.
pub fn request(method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let mut head = format!("{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n");
    for (name, value) in headers {
        // Writing to a string cannot fail.
        let _ = write!(head, "{name}: {value}\r\n");
    }
    if method != "GET" {
        let _ = write!(head, "Content-Length: {}\r\n", body.len());
    }
    head.push_str("\r\n");
    let mut bytes = head.into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

/// An open connection.
pub struct Connection {
    stream: TcpStream,
    received: Vec<u8>,
    read_size_bytes: usize,
}

/// How the end of a body is found.
#[derive(Clone, Copy)]
enum Framing {
    Length(usize),
    Chunked,
}

/// The head of an answer.
#[derive(Clone, Copy)]
pub struct Head {
    /// Its status.
    pub status: u16,
    size_bytes: usize,
    framing: Framing,
}

/// An answer in full.
pub struct Reply {
    /// Its status.
    pub status: u16,
    /// Its headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// Its body without chunk framing, still compressed if it was.
    pub body: Vec<u8>,
}

impl Reply {
    /// The body as text.
    pub fn text(&self) -> Result<&str> {
        std::str::from_utf8(&self.body).context("the answer is not text")
    }

    /// This reply if it has the status, else an error that shows it.
    pub fn expect(self, status: u16, what: &str) -> Result<Self> {
        if self.status != status {
            bail!(
                "{what} was answered {} and not {status}: {}",
                self.status,
                String::from_utf8_lossy(&self.body)
            );
        }
        Ok(self)
    }
}

impl Connection {
    /// Connects.
    pub async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address)
            .await
            .with_context(|| format!("cannot connect to {address}"))?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            received: Vec::with_capacity(READ_SIZE_BYTES),
            read_size_bytes: READ_SIZE_BYTES,
        })
    }

    /// Connects from a loopback address of the caller's choice: one address has too few ports for
    /// many thousand streams.
    pub async fn open_from(source: Ipv4Addr, address: SocketAddr) -> Result<Self> {
        let socket = TcpSocket::new_v4()?;
        socket
            .bind(SocketAddr::V4(SocketAddrV4::new(source, 0)))
            .with_context(|| format!("cannot bind to {source}"))?;
        let stream = socket
            .connect(address)
            .await
            .with_context(|| format!("cannot connect from {source} to {address}"))?;
        Ok(Self {
            stream,
            received: Vec::new(),
            read_size_bytes: STREAM_READ_SIZE_BYTES,
        })
    }

    /// Sends a request and forgets what was received before.
    pub async fn send(&mut self, request: &[u8]) -> Result<()> {
        self.received.clear();
        self.stream
            .write_all(request)
            .await
            .context("the server does not read")
    }

    /// Sends a request, waits for the whole answer and returns its status.
    pub async fn exchange(&mut self, request: &[u8]) -> Result<u16> {
        self.send(request).await?;
        let head = self.head().await?;
        self.end(&head).await?;
        Ok(head.status)
    }

    /// Sends a request and returns the whole answer.
    pub async fn fetch(&mut self, request: &[u8]) -> Result<Reply> {
        self.send(request).await?;
        let head = self.head().await?;
        let end = self.end(&head).await?;
        let body = &self.received[head.size_bytes..end];
        let body = match head.framing {
            Framing::Length(_) => body.to_vec(),
            Framing::Chunked => unchunked(body)?,
        };
        Ok(Reply {
            status: head.status,
            headers: headers(&self.received)?,
            body,
        })
    }

    /// What was received since the last request was sent.
    pub fn received(&self) -> &[u8] {
        &self.received
    }

    /// Waits for more bytes.
    pub async fn read_more(&mut self) -> Result<()> {
        self.received.reserve(self.read_size_bytes);
        if self.stream.read_buf(&mut self.received).await? == 0 {
            bail!("the server has closed the connection");
        }
        Ok(())
    }

    /// Waits for the head of the answer.
    pub async fn head(&mut self) -> Result<Head> {
        loop {
            if let Some(head) = parse_head(&self.received)? {
                return Ok(head);
            }
            self.read_more().await?;
        }
    }

    /// Waits for the end of the answer and returns where it is.
    async fn end(&mut self, head: &Head) -> Result<usize> {
        let mut at = head.size_bytes;
        match head.framing {
            Framing::Length(length) => {
                while self.received.len() < at + length {
                    self.read_more().await?;
                }
                Ok(at + length)
            }
            Framing::Chunked => loop {
                match chunk(&self.received[at..])? {
                    Some(Chunk { data, size_bytes }) if self.received.len() >= at + size_bytes => {
                        at += size_bytes;
                        if data.is_empty() {
                            return Ok(at);
                        }
                    }
                    _ => self.read_more().await?,
                }
            },
        }
    }
}

fn parse_head(received: &[u8]) -> Result<Option<Head>> {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS_MAX];
    let mut response = httparse::Response::new(&mut headers);
    let Status::Complete(size_bytes) = response.parse(received).context("not an HTTP answer")?
    else {
        return Ok(None);
    };
    let status = response.code.context("an answer without a status")?;
    let mut framing = (status == 204 || status == 304).then_some(Framing::Length(0));
    for header in response.headers {
        if header.name.eq_ignore_ascii_case("content-length") {
            framing = Some(Framing::Length(std::str::from_utf8(header.value)?.parse()?));
        } else if header.name.eq_ignore_ascii_case("transfer-encoding") {
            framing = Some(Framing::Chunked);
        }
    }
    Ok(Some(Head {
        status,
        size_bytes,
        framing: framing.context("an answer that ends nowhere")?,
    }))
}

fn headers(received: &[u8]) -> Result<Vec<(String, String)>> {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS_MAX];
    let mut response = httparse::Response::new(&mut headers);
    response.parse(received)?;
    let text = |header: &httparse::Header<'_>| {
        (
            header.name.to_ascii_lowercase(),
            String::from_utf8_lossy(header.value).into_owned(),
        )
    };
    Ok(response.headers.iter().map(text).collect())
}

/// A chunk of a body: where its data stands and how long it is with its framing. The last chunk has
/// no data.
struct Chunk {
    data: std::ops::Range<usize>,
    size_bytes: usize,
}

/// The chunk that begins here, once its size was received. Trailers are not expected.
fn chunk(bytes: &[u8]) -> Result<Option<Chunk>> {
    match httparse::parse_chunk_size(bytes) {
        Ok(Status::Complete((start, length))) => {
            let end = start + usize::try_from(length)?;
            Ok(Some(Chunk {
                data: start..end,
                size_bytes: end + 2,
            }))
        }
        Ok(Status::Partial) => Ok(None),
        Err(_) => bail!("a chunk without a size"),
    }
}

fn unchunked(mut framed: &[u8]) -> Result<Vec<u8>> {
    let mut body = Vec::with_capacity(framed.len());
    while let Some(Chunk { data, size_bytes }) = chunk(framed)? {
        if data.is_empty() {
            break;
        }
        body.extend_from_slice(&framed[data]);
        framed = &framed[size_bytes..];
    }
    Ok(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chunked_body_is_put_together() {
        assert_eq!(
            unchunked(b"5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n").unwrap(),
            b"hello world"
        );
    }

    #[test]
    fn a_head_is_understood_once_it_is_complete() {
        let whole = b"HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\n{}";
        assert!(parse_head(&whole[..20]).unwrap().is_none());
        let head = parse_head(whole).unwrap().unwrap();
        assert_eq!((head.status, head.size_bytes), (201, whole.len() - 2));
    }
}
