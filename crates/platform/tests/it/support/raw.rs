//! Requests that well-behaved clients don't send.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

/// Sends a `GET` with exactly this target; returns the whole answer.
pub async fn get(base: &str, target: &str, accept: &str) -> String {
    let mut connection = Connection::open(base).await;
    let request = format!(
        "GET {target} HTTP/1.1\r\nHost: localhost\r\nAccept: {accept}\r\nConnection: close\r\n\r\n"
    );
    connection.send(&request).await;
    connection.rest().await
}

/// Sends exactly this head, plus `Connection: close`; returns the whole answer.
pub async fn ask(base: &str, head: &str) -> String {
    let mut connection = Connection::open(base).await;
    connection
        .send(&format!("{head}Connection: close\r\n\r\n"))
        .await;
    connection.rest().await
}

/// A connection, byte by byte.
pub struct Connection(TcpStream);

impl Connection {
    pub async fn open(base: &str) -> Self {
        let address = base.strip_prefix("http://").unwrap();
        Self(TcpStream::connect(address).await.unwrap())
    }

    /// From another address of this machine, with a small buffer for unread data.
    pub async fn open_from(base: &str, source: [u8; 4]) -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(4096).unwrap();
        socket.bind((source, 0).into()).unwrap();
        let address = base.strip_prefix("http://").unwrap().parse().unwrap();
        Self(socket.connect(address).await.unwrap())
    }

    /// Waits until the server answers, without reading the answer.
    pub async fn wait_for_an_answer(&self) {
        assert_eq!(self.0.peek(&mut [0]).await.unwrap(), 1);
    }

    /// Reads once; empty at the end.
    pub async fn some(&mut self, most: usize) -> usize {
        self.0.read(&mut vec![0; most]).await.unwrap_or_default()
    }

    /// Closes the sending half.
    pub async fn close_half(&mut self) {
        self.0.shutdown().await.unwrap();
    }

    pub async fn send(&mut self, text: &str) {
        self.0.write_all(text.as_bytes()).await.unwrap();
    }

    /// Sends the head of a `POST` with JSON of a length, and waits until the server reads the body.
    pub async fn begin_post(&mut self, path: &str, authorization: &str, length: usize) {
        self.send(&format!(
            "POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: {authorization}\r\n\
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

    /// A `GET` on the open connection; returns the status line.
    pub async fn get(&mut self, path: &str) -> String {
        self.send(&format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n"))
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

    /// Everything until the server closes the connection.
    pub async fn rest(&mut self) -> String {
        let mut answer = Vec::new();
        // A reset is an end too.
        let _ = self.0.read_to_end(&mut answer).await;
        String::from_utf8_lossy(&answer).into_owned()
    }
}
