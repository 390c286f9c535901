//! Requests that no well-behaved client sends.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Sends a `GET` whose target is taken byte for byte; answers everything that came back.
pub async fn get(base: &str, target: &str, accept: &str) -> String {
    let mut connection = Connection::open(base).await;
    let request = format!(
        "GET {target} HTTP/1.1\r\nHost: x\r\nAccept: {accept}\r\nConnection: close\r\n\r\n"
    );
    connection.send(&request).await;
    connection.rest().await
}

/// A connection, byte by byte.
pub struct Connection(TcpStream);

impl Connection {
    pub async fn open(base: &str) -> Self {
        let address = base.strip_prefix("http://").unwrap();
        Self(TcpStream::connect(address).await.unwrap())
    }

    pub async fn send(&mut self, text: &str) {
        self.0.write_all(text.as_bytes()).await.unwrap();
    }

    /// Sends the head of a `POST` with JSON of a length, and waits until the server reads the body.
    pub async fn begin_post(&mut self, path: &str, authorization: &str, length: usize) {
        self.send(&format!(
            "POST {path} HTTP/1.1\r\nHost: x\r\nAuthorization: {authorization}\r\n\
             Content-Type: application/json\r\nContent-Length: {length}\r\n\
             Expect: 100-continue\r\n\r\n"
        ))
        .await;
        assert_eq!(self.head().await, "HTTP/1.1 100 Continue\r\n\r\n");
    }

    /// The next head of an answer.
    pub async fn head(&mut self) -> String {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let byte = self.0.read_u8().await;
            head.push(byte.unwrap_or_else(|_| panic!("{:?}", String::from_utf8_lossy(&head))));
        }
        String::from_utf8(head).unwrap()
    }

    /// A `GET` on the open connection; answers the status line.
    pub async fn get(&mut self, path: &str) -> String {
        self.send(&format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n"))
            .await;
        let head = self.head().await;
        let length: usize = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "))
            .unwrap()
            .parse()
            .unwrap();
        self.0.read_exact(&mut vec![0; length]).await.unwrap();
        head.lines().next().unwrap().to_owned()
    }

    /// Whether nothing has come back yet.
    pub fn is_silent(&self) -> bool {
        self.0.try_read(&mut [0]).is_err()
    }

    /// All that comes until the server closes the connection.
    pub async fn rest(&mut self) -> String {
        let mut answer = Vec::new();
        // A reset is an end too.
        let _ = self.0.read_to_end(&mut answer).await;
        String::from_utf8_lossy(&answer).into_owned()
    }
}
