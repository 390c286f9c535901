//! nginx and Caddy with the files in `deploy/`, on a free port of this machine.

use std::net::{SocketAddr, TcpListener as StdListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use rcgen::{CertifiedKey, generate_simple_self_signed};
use reqwest::Certificate;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::support::eventually;

/// The name in the files.
const HOST: &str = "nmp.example.com";

/// One of the web servers.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    Nginx,
    Caddy,
}

/// All web servers.
pub const KINDS: [Kind; 2] = [Kind::Nginx, Kind::Caddy];

/// A running web server, in front of an upstream that echoes requests.
pub struct Front {
    pub client: reqwest::Client,
    base: String,
    child: Child,
    upstream: JoinHandle<()>,
    _folder: TempDir,
}

impl Front {
    /// Starts a server with these Studio files, by path.
    pub async fn start(kind: Kind, files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = folder.path().join("studio").join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let (upstream, echo) = echo().await;
        let client = client(folder.path());
        let port = free_port();
        let mut command = match kind {
            Kind::Nginx => nginx(folder.path(), port, upstream),
            Kind::Caddy => caddy(folder.path(), port, upstream),
        };
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(std::fs::File::create(folder.path().join("stderr")).unwrap())
            .spawn()
            .unwrap_or_else(|error| panic!("{kind:?}: {error}; script/bootstrap installs it"));
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        let mut front = Self {
            client: client.resolve(HOST, address).build().unwrap(),
            base: format!("https://{HOST}:{port}"),
            child,
            upstream: echo,
            _folder: folder,
        };
        front.wait().await;
        front
    }

    async fn wait(&mut self) {
        let folder = self._folder.path().to_owned();
        eventually("the web server answers", || {
            let ended = self.child.try_wait().unwrap();
            let log = std::fs::read_to_string(folder.join("stderr")).unwrap();
            assert!(ended.is_none(), "{log}");
            let request = self.client.get(format!("{}/", self.base));
            async { request.send().await.ok() }
        })
        .await;
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// The head of a request as the upstream gets it.
    pub async fn passes(&self, request: reqwest::RequestBuilder) -> String {
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 200);
        answer.text().await.unwrap()
    }
}

impl Drop for Front {
    fn drop(&mut self) {
        self.upstream.abort();
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Writes a certificate, and returns a client that trusts only it.
fn client(folder: &Path) -> reqwest::ClientBuilder {
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed([HOST.to_owned()]).unwrap();
    std::fs::write(folder.join("key.pem"), signing_key.serialize_pem()).unwrap();
    std::fs::write(folder.join("cert.pem"), cert.pem()).unwrap();
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .tls_certs_only([Certificate::from_pem(cert.pem().as_bytes()).unwrap()])
}

fn free_port() -> u16 {
    let listener = StdListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

/// A server that answers each request with its head.
async fn echo() -> (SocketAddr, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let serving = tokio::spawn(async move {
        while let Ok((mut connection, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut head = Vec::new();
                while !head.ends_with(b"\r\n\r\n") {
                    let Ok(byte) = connection.read_u8().await else {
                        return;
                    };
                    head.push(byte);
                }
                let answer = format!(
                    "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: {}\r\n\
                     Connection: close\r\n\r\n",
                    head.len()
                );
                let _ = connection.write_all(answer.as_bytes()).await;
                let _ = connection.write_all(&head).await;
            });
        }
    });
    (address, serving)
}

/// A file of `deploy/` with other paths and ports, each of which must be in it.
fn deployed(name: &str, replaced: &[(&str, String)]) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy");
    let mut text = std::fs::read_to_string(path.join(name)).unwrap();
    for (what, with) in replaced {
        assert!(text.contains(what), "{name} has no {what:?}");
        text = text.replace(what, with);
    }
    text
}

fn nginx(folder: &Path, port: u16, upstream: SocketAddr) -> Command {
    let here = folder.display();
    let site = deployed(
        "nginx.conf",
        &[
            ("listen 443 ", format!("listen 127.0.0.1:{port} ")),
            ("/etc/nginx/nmp.example.com.pem", format!("{here}/cert.pem")),
            ("/etc/nginx/nmp.example.com.key", format!("{here}/key.pem")),
            ("127.0.0.1:8080", upstream.to_string()),
            ("/srv/www", here.to_string()),
        ],
    );
    std::fs::write(folder.join("site.conf"), site).unwrap();
    let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|kind| format!("  {kind}_temp_path {here}/temporary;\n"))
        .concat();
    // One process, as the user who runs the tests.
    let whole = format!(
        "daemon off;\nmaster_process off;\npid {here}/nginx.pid;\nerror_log stderr;\nevents {{}}\n\
         http {{\n  access_log off;\n{temporary}  include {here}/site.conf;\n}}\n"
    );
    std::fs::write(folder.join("nginx.conf"), whole).unwrap();
    let mut command = Command::new(program("nginx"));
    command
        .arg("-p")
        .arg(folder)
        .arg("-c")
        .arg(folder.join("nginx.conf"))
        // Before it reads the file, it would write where only root may.
        .args(["-e", "stderr"]);
    command
}

fn caddy(folder: &Path, port: u16, upstream: SocketAddr) -> Command {
    let here = folder.display();
    let site = deployed(
        "Caddyfile",
        &[
            (
                "nmp.example.com {",
                format!(
                    "https://{HOST}:{port} {{\n\tbind 127.0.0.1\n\ttls {here}/cert.pem {here}/key.pem"
                ),
            ),
            ("127.0.0.1:8080", upstream.to_string()),
            ("/srv/www", here.to_string()),
        ],
    );
    let whole = format!("{{\n\tadmin off\n\tauto_https disable_redirects\n}}\n{site}");
    std::fs::write(folder.join("Caddyfile"), whole).unwrap();
    let mut command = Command::new(program("caddy"));
    command
        .args(["run", "--adapter", "caddyfile", "--config"])
        .arg(folder.join("Caddyfile"))
        .env("HOME", folder)
        .env("XDG_DATA_HOME", folder)
        .env("XDG_CONFIG_HOME", folder);
    command
}

/// Debian installs servers outside an ordinary user's path.
fn program(name: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .chain([PathBuf::from("/usr/sbin")])
        .map(|folder| folder.join(name))
        .find(|program| program.is_file())
        .unwrap_or_else(|| panic!("{name} is missing; script/bootstrap installs it"))
}
