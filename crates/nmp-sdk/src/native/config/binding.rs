//! Where credentials may be sent: to the origin that they were made for, and to no other.
//!
//! NVIDIA's programs send a context's token, and even its refresh token, to whatever address is given.
//! Here a sign-in notes in the cluster's `metadata`, which they keep, for which origin, issuer and
//! subject it was made. Credentials without a note, which their programs made, belong to the address
//! that stands beside them in the file.

use nmp_oidc::Secret;
use nmp_oidc::id_token::decode_claims;
use serde_json::Value;
use url::Url;

use super::document::{Context, Document};
use super::scalar::Scalar;
use super::yaml::{Map, Node};

/// The key in the cluster's `metadata`; below it, one per user.
const KEY: &str = "nmp_credentials";

/// What credentials were made for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Binding {
    /// The platform's origin (RFC 6454, section 6.2).
    pub origin: String,
    /// The issuer of the tokens; empty for unsigned ones.
    pub issuer: String,
    /// The client that they were issued to; empty for unsigned ones.
    pub client_id: String,
    /// `iss` of the token, where that is another: some providers have two.
    pub token_issuer: String,
    /// Whom they are about, if they can be read.
    pub subject: String,
    /// When the token ends, where it doesn't say itself, in seconds since 1970.
    pub expires_at: Option<i64>,
}

/// The origin of an address; empty for what is none.
pub fn origin(url: &str) -> String {
    Url::parse(url).map_or_else(|_| String::new(), |url| url.origin().ascii_serialization())
}

impl Binding {
    /// What to note about a token that was just made, for the address that it was made for.
    pub fn new(
        base_url: &str,
        issuer: &str,
        client_id: &str,
        token: &Secret,
        expires_at: Option<i64>,
    ) -> Self {
        let claims = decode_claims(token);
        let text = |key: &str| {
            let text = claims.as_ref().and_then(|claims| claims.get(key)?.as_str());
            text.unwrap_or_default().to_owned()
        };
        Self {
            origin: origin(base_url),
            issuer: issuer.to_owned(),
            client_id: client_id.to_owned(),
            token_issuer: Some(text("iss"))
                .filter(|iss| iss != issuer)
                .unwrap_or_default(),
            subject: text("sub"),
            expires_at: expires_at.filter(|_| claims.is_none()),
        }
    }

    /// What is noted for the user of a context.
    pub fn of(document: &Document, context: &Context) -> Option<Self> {
        let note = document
            .cluster_note(&context.cluster, KEY)?
            .map(&context.user)?;
        let text = |key| note.text(key).unwrap_or_default().to_owned();
        Some(Self {
            origin: text("origin"),
            issuer: text("issuer"),
            client_id: text("client_id"),
            token_issuer: text("token_issuer"),
            subject: text("subject"),
            expires_at: note.text("expires_at").and_then(|end| end.parse().ok()),
        })
    }

    /// Notes it for the user of a context.
    pub fn note(&self, document: &mut Document, context: &Context) {
        let mut notes = document
            .cluster_note(&context.cluster, KEY)
            .cloned()
            .unwrap_or_default();
        let mut note = Map::default();
        for (key, text) in [
            ("origin", &self.origin),
            ("issuer", &self.issuer),
            ("client_id", &self.client_id),
            ("token_issuer", &self.token_issuer),
            ("subject", &self.subject),
        ] {
            if !text.is_empty() {
                note.set_text(key, text);
            }
        }
        if let Some(end) = self.expires_at {
            note.set("expires_at", Node::Scalar(Scalar::plain(&end.to_string())));
        }
        notes.set(&context.user, Node::Map(note));
        document.set_cluster_note(&context.cluster, KEY, Some(notes));
    }

    /// Removes what is noted for the user of a context.
    pub fn forget(document: &mut Document, context: &Context) {
        let Some(mut notes) = document.cluster_note(&context.cluster, KEY).cloned() else {
            return;
        };
        notes.remove(&context.user);
        let notes = Some(notes).filter(|notes| !notes.0.is_empty());
        document.set_cluster_note(&context.cluster, KEY, notes);
    }

    /// Whether this note is about the token: another program may have signed in since.
    fn is_about(&self, token: &Secret) -> bool {
        let Some(claims) = decode_claims(token) else {
            return true;
        };
        let text = |key: &str| claims.get(key).and_then(Value::as_str).unwrap_or_default();
        let is_issuer = [&self.issuer, &self.token_issuer]
            .into_iter()
            .any(|iss| iss == text("iss"));
        is_issuer && text("sub") == self.subject
    }
}

/// The origin that the token of a context may be sent to.
pub fn allowed_origin(document: &Document, context: &Context, token: &Secret) -> String {
    match Binding::of(document, context) {
        Some(binding) if binding.is_about(token) => binding.origin,
        _ => origin(&context.base_url),
    }
}

/// The issuer that the refresh token of a context may be sent to, as far as that is known.
pub fn known_issuer(document: &Document, context: &Context, token: &Secret) -> Option<String> {
    let noted = Binding::of(document, context).filter(|binding| binding.is_about(token));
    let issuer = match noted {
        Some(binding) => binding.issuer,
        None => decode_claims(token)?.get("iss")?.as_str()?.to_owned(),
    };
    Some(issuer).filter(|issuer| !issuer.is_empty())
}
