//! Signs in with the browser of this machine: authorization code and PKCE, the answer on loopback
//! (RFC 8252, section 7.3).

use std::process::{Command, Stdio};
use std::time::Duration;

use nmp_oidc::authorize::{PENDING_LIFETIME, PendingSignIn, Randomness};
use nmp_oidc::callback::CallbackQuery;
use nmp_oidc::id_token::{Expected, Origin};
use nmp_oidc::token::{TokenResponse, code_exchange_form};
use nmp_sdk::native::http::Http;
use nmp_sdk::native::{now, provider};
use nmp_types::OidcDiscovery;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::{CliError, Context};

/// The largest request that is read, in bytes.
const MAX_BYTES: usize = 16 * 1024;

/// Whether there is a browser that the person would see.
pub(super) fn is_there() -> bool {
    let has = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if has("SSH_CONNECTION") || has("SSH_TTY") {
        return false;
    }
    cfg!(any(target_os = "macos", windows)) || has("DISPLAY") || has("WAYLAND_DISPLAY")
}

/// Opens the provider's page and waits for the answer.
pub(super) async fn sign_in(
    context: &Context,
    http: &Http,
    oidc: &OidcDiscovery,
    scope: &str,
) -> Result<TokenResponse, CliError> {
    let metadata = provider::metadata(http, oidc).await?;
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let redirect = format!(
        "http://127.0.0.1:{}/callback",
        listener.local_addr()?.port()
    );
    let random = random()?;
    let pending = PendingSignIn::new(&metadata, &oidc.client_id, &redirect, "/", random, now());
    let url = pending.authorization_url(&metadata, scope, &oidc.authorization_parameters);
    if !open(&url) {
        context.say("The browser could not be opened.");
    }
    eprintln!("Sign in in your browser. If it doesn't open, visit:\n{url}");
    context.say(
        "If the page shows an error, press Ctrl+C and sign in with a code: nmp auth login \
         --no-browser",
    );
    let limit = Duration::from_secs(PENDING_LIFETIME.unsigned_abs());
    let query = tokio::time::timeout(limit, answer(&listener, &pending.state)).await;
    let query = query.map_err(|_| {
        CliError::remote(
            "expired",
            "Nobody signed in.",
            "Sign in once more: nmp auth login",
        )
    })??;
    let callback = CallbackQuery::parse(&query)?.validate(Some(pending), now())?;
    let form = code_exchange_form(&callback, oidc.authorization_parameters.resource());
    let tokens = provider::ask_for_tokens(http, &metadata.token_endpoint, &form).await?;
    let expected = Expected {
        issuer: &metadata.issuer,
        client_id: &oidc.client_id,
        origin: Origin::SignIn {
            nonce: &callback.pending().nonce,
        },
        access_token: &tokens.access_token,
        now: now(),
    };
    provider::verify(http, &metadata, tokens.require_id_token()?, expected).await?;
    Ok(tokens)
}

fn random() -> Result<Randomness, CliError> {
    let mut bytes = [[0u8; 32]; 3];
    for part in &mut bytes {
        getrandom::fill(part).map_err(|error| {
            CliError::local(
                "no_randomness",
                format!("There is no randomness: {error}."),
                "",
            )
        })?;
    }
    let [verifier, state, nonce] = bytes;
    Ok(Randomness {
        verifier,
        state,
        nonce,
    })
}

/// The query of the answer with this `state`. Other requests to the port change nothing.
async fn answer(listener: &TcpListener, state: &str) -> Result<String, CliError> {
    loop {
        let (stream, _) = listener.accept().await?;
        let exchange = tokio::time::timeout(Duration::from_secs(5), serve(stream, state));
        if let Ok(Ok(Some(query))) = exchange.await {
            return Ok(query);
        }
    }
}

async fn serve(mut stream: TcpStream, state: &str) -> std::io::Result<Option<String>> {
    let mut head = Vec::new();
    let mut chunk = [0u8; 1024];
    while !head.windows(4).any(|end| end == b"\r\n\r\n") && head.len() < MAX_BYTES {
        match stream.read(&mut chunk).await? {
            0 => break,
            read => head.extend_from_slice(&chunk[..read]),
        }
    }
    let query = query_of(&head)
        .filter(|query| CallbackQuery::parse(query).is_ok_and(|found| found.state == state));
    let (status, words) = match &query {
        Some(_) => (
            "200 OK",
            "You can close this page and go back to the terminal.",
        ),
        None => ("404 Not Found", "Nothing is here."),
    };
    let answer = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {}\r\n\
         Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nConnection: close\r\n\r\n{words}",
        words.len()
    );
    stream.write_all(answer.as_bytes()).await?;
    stream.shutdown().await?;
    Ok(query)
}

/// The query of a GET for the callback's path.
fn query_of(head: &[u8]) -> Option<String> {
    let line = head.split(|byte| *byte == b'\r').next()?;
    let target = str::from_utf8(line).ok()?.strip_prefix("GET /callback?")?;
    Some(target.split(' ').next()?.to_owned())
}

/// Opens an address: with `$BROWSER` if it is set, else as the system does.
fn open(url: &str) -> bool {
    let chosen = std::env::var("BROWSER")
        .ok()
        .filter(|name| !name.is_empty());
    let mut command = match &chosen {
        Some(browser) => Command::new(browser),
        None if cfg!(target_os = "macos") => Command::new("open"),
        None if cfg!(windows) => {
            let mut command = Command::new("rundll32");
            command.arg("url.dll,FileProtocolHandler");
            command
        }
        None => Command::new("xdg-open"),
    };
    let started = command
        .arg(url)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    started.is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_callback_is_read() {
        let read = |line: &str| query_of(format!("{line} HTTP/1.1\r\nHost: a\r\n\r\n").as_bytes());
        assert_eq!(
            read("GET /callback?code=c&state=s").as_deref(),
            Some("code=c&state=s")
        );
        for other in [
            "GET /favicon.ico",
            "GET /callback",
            "POST /callback?code=c",
            "",
        ] {
            assert_eq!(read(other), None, "{other}");
        }
        assert_eq!(query_of(&[0xff; 9]), None);
    }

    #[tokio::test]
    async fn the_answer_is_the_one_with_the_state() {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let send = async |target: &str| {
            let mut stream = TcpStream::connect(address).await.unwrap();
            let request = format!("GET {target} HTTP/1.1\r\n\r\n");
            stream.write_all(request.as_bytes()).await.unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).await.unwrap();
            answer
        };
        let visits = async {
            assert!(send("/callback?code=x&state=other").await.contains("404"));
            assert!(send("/callback?code=c&state=mine").await.contains("200 OK"));
        };
        let (found, ()) = tokio::join!(answer(&listener, "mine"), visits);
        assert_eq!(found.unwrap(), "code=c&state=mine");
    }
}
