//! A server on loopback that answers as a closure says, and writes down what it was asked.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// What it was asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    pub method: String,
    pub path: String,
    pub authorization: Option<String>,
    pub body: String,
}

/// What it answers: a status and JSON, or a header line before it. With status 0 it hangs up.
pub struct Answer {
    pub status: u16,
    pub header: String,
    pub body: String,
}

impl Answer {
    pub fn json(status: u16, body: impl ToString) -> Self {
        Self {
            status,
            header: "Content-Type: application/json".to_owned(),
            body: body.to_string(),
        }
    }
}

/// The server; it ends with the process.
#[derive(Clone)]
pub struct Server {
    pub url: String,
    log: Arc<Mutex<Vec<Asked>>>,
}

impl Server {
    /// Starts one. The closure is also told the server's own address.
    pub fn start(answer: impl Fn(&Asked, &str) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let url = format!("http://127.0.0.1:{}", listener.local_addr().unwrap().port());
        let server = Self {
            url,
            log: Arc::default(),
        };
        let shared = server.clone();
        let answer = Arc::new(answer);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (shared, answer) = (shared.clone(), answer.clone());
                std::thread::spawn(move || shared.serve(stream.unwrap(), &*answer));
            }
        });
        server
    }

    /// What it was asked so far.
    pub fn asked(&self) -> Vec<Asked> {
        self.log.lock().unwrap().clone()
    }

    /// How often a path was asked for.
    pub fn count(&self, path: &str) -> usize {
        self.asked()
            .iter()
            .filter(|asked| asked.path == path)
            .count()
    }

    fn serve(&self, stream: TcpStream, answer: &dyn Fn(&Asked, &str) -> Answer) {
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        let mut stream = stream;
        while let Some(asked) = read(&mut reader) {
            self.log.lock().unwrap().push(asked.clone());
            let Answer {
                status,
                header,
                body,
            } = answer(&asked, &self.url);
            if status == 0 {
                return;
            }
            let text = format!(
                "HTTP/1.1 {status} Any\r\n{header}\r\nContent-Length: {}\r\n\r\n{body}",
                body.len()
            );
            if stream.write_all(text.as_bytes()).is_err() {
                return;
            }
        }
    }
}

fn read(reader: &mut BufReader<TcpStream>) -> Option<Asked> {
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut words = line.split_whitespace();
    let mut asked = Asked {
        method: words.next()?.to_owned(),
        path: words.next()?.to_owned(),
        ..Asked::default()
    };
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim().split_once(": ") else {
            break;
        };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.parse().unwrap(),
            "authorization" => asked.authorization = Some(value.to_owned()),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    asked.body = String::from_utf8(body).unwrap();
    Some(asked)
}
