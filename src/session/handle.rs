//! The handle that pages and the API client hold.

use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use futures::future::{LocalBoxFuture, Shared};
use leptos::prelude::*;
use leptos::task::spawn_local;
use nmp_types::{Discovery, OidcDiscovery};

use super::state::Event;
use super::tokens::TokenSet;
use super::{Identity, SessionState, browser, provider, storage, tabs};
use crate::config::{AuthMode, platform_base_url};
use crate::http::{self, Request};
use crate::oidc::id_token::{Claims, decode_claims};
use crate::oidc::metadata::ProviderMetadata;
use crate::oidc::{OidcError, Secret, UnixSeconds};

/// The session of this tab. `Copy`: every page has the same one.
#[derive(Clone, Copy)]
pub struct Session {
    state: RwSignal<SessionState>,
    mode: RwSignal<Option<AuthMode>>,
    audit: RwSignal<bool>,
    pub(super) inner: StoredValue<Inner, LocalStorage>,
}

/// What is not shown: tokens and work in progress.
#[derive(Default)]
pub(super) struct Inner {
    pub tokens: Option<TokenSet>,
    pub metadata: Option<ProviderMetadata>,
    /// Goes up with every new token and at sign-out; an answer to an older one is told apart.
    pub epoch: u64,
    /// Whether the platform has accepted a token since the last sign-in. A 401 before that
    /// means that signing in again would not help.
    pub accepted: bool,
    /// The refresh on its way, shared by everyone who waits for it.
    pub refreshing: Option<Shared<LocalBoxFuture<'static, Result<(), OidcError>>>>,
    pub base_url: String,
    /// Keeps what was typed before the session goes.
    pub before_expiry: Option<Rc<dyn Fn()>>,
    /// Where the last sign-in was to lead back to, for another try.
    pub return_to: Option<String>,
}

impl Session {
    /// A session that knows nothing yet; [`Session::start`] brings it to life.
    pub fn new() -> Self {
        let base_url = platform_base_url(browser::meta("nmp-platform-base-url").as_deref());
        Self {
            state: RwSignal::new(SessionState::Starting),
            mode: RwSignal::new(None),
            audit: RwSignal::new(false),
            inner: StoredValue::new_local(Inner {
                base_url,
                ..Inner::default()
            }),
        }
    }

    /// Provides the session to everything below.
    pub fn provide(self) {
        provide_context(self);
    }

    /// The session of the app.
    pub fn expect() -> Self {
        expect_context()
    }

    /// The state; tracked.
    pub fn state(&self) -> SessionState {
        self.state.get()
    }

    pub(super) fn state_untracked(self) -> SessionState {
        self.state.get_untracked()
    }

    /// Who is signed in; tracked. Nothing where authentication is off.
    pub fn identity(&self) -> Option<Arc<Identity>> {
        self.state.with(|state| state.identity().cloned())
    }

    /// Who is signed in; not tracked.
    pub fn identity_untracked(self) -> Option<Arc<Identity>> {
        self.state.with_untracked(|state| state.identity().cloned())
    }

    /// How people sign in here; tracked. Nothing until the platform has said so.
    pub fn mode(&self) -> Option<AuthMode> {
        self.mode.get()
    }

    /// Whether the platform says that it keeps an audit trail; tracked.
    pub fn has_audit(&self) -> bool {
        self.audit.get()
    }

    /// The platform's address: empty for the same origin.
    pub fn base_url(&self) -> String {
        self.inner.with_value(|inner| inner.base_url.clone())
    }

    /// Sets what is run before the session goes because it has expired.
    pub fn before_expiry(&self, action: impl Fn() + 'static) {
        self.inner
            .update_value(|inner| inner.before_expiry = Some(Rc::new(action)));
    }

    /// The claims of the access token, if it can be read, and of the ID token. For display.
    pub fn claims(&self) -> Option<(Option<Claims>, Claims)> {
        self.state.track();
        self.inner.with_value(|inner| {
            let tokens = inner.tokens.as_ref()?;
            let id_token = decode_claims(&tokens.id_token)?;
            Some((decode_claims(&tokens.access_token), id_token))
        })
    }

    /// The access token for the clipboard: asked for by the person, for a command line.
    pub fn access_token(&self) -> Option<Secret> {
        self.inner
            .with_value(|inner| Some(inner.tokens.as_ref()?.access_token.clone()))
    }

    /// Where another sign-in should lead back to: where the last one was started, or this page.
    pub fn return_path(&self) -> String {
        self.inner
            .with_value(|inner| inner.return_to.clone())
            .unwrap_or_else(browser::current_path)
    }

    /// How many seconds the access token lives on; nothing if that isn't known. Tracks the
    /// state, not the time.
    pub fn seconds_left(&self) -> Option<UnixSeconds> {
        self.state.track();
        self.inner
            .with_value(|inner| Some(inner.tokens.as_ref()?.expires_at? - browser::now()))
    }

    /// Asks the platform how to sign in and restores the session that this tab kept.
    pub async fn start(self) {
        tabs::listen(self);
        browser::on_wake(move || spawn_local(self.renew_if_due()));
        self.discover().await;
    }

    /// Asks again after the platform was away.
    pub async fn discover(self) {
        match fetch_discovery(&self.base_url()).await {
            Err(why) => self.apply(Event::PlatformAway(why)),
            Ok(discovery) => {
                self.audit.set(discovery.audit);
                let mode = AuthMode::from(discovery);
                self.mode.set(Some(mode.clone()));
                self.apply(match mode {
                    AuthMode::Disabled => Event::AuthOff,
                    AuthMode::Unsigned => self.restore(None),
                    AuthMode::Oidc(oidc) => self.restore(Some(&oidc)),
                });
            }
        }
    }

    fn restore(self, oidc: Option<&OidcDiscovery>) -> Event {
        let expected = oidc.map_or(("", ""), |oidc| (&oidc.issuer, &oidc.client_id));
        let restored = storage::load_session()
            .filter(|tokens| (tokens.issuer.as_str(), tokens.client_id.as_str()) == expected)
            .filter(|tokens| !tokens.is_expired(browser::now()))
            .and_then(|tokens| Some((tokens.identity(self.scope_prefix().as_str())?, tokens)));
        match restored {
            None => Event::NobodySignedIn(storage::take_signed_out_reason()),
            Some((identity, tokens)) => {
                self.inner.update_value(|inner| {
                    inner.tokens = Some(tokens);
                    inner.epoch += 1;
                    inner.accepted = true;
                });
                Event::Restored(Arc::new(identity))
            }
        }
    }

    /// Takes new tokens into use.
    pub(super) fn adopt(self, tokens: TokenSet, accepted: bool) -> Option<Arc<Identity>> {
        let identity = Arc::new(tokens.identity(&self.scope_prefix())?);
        storage::save_session(&tokens);
        self.inner.update_value(|inner| {
            inner.tokens = Some(tokens);
            inner.epoch += 1;
            inner.accepted = accepted;
        });
        Some(identity)
    }

    /// Drops all tokens, here and in storage.
    pub(super) fn forget(self) {
        storage::clear();
        self.inner.update_value(|inner| {
            inner.tokens = None;
            inner.refreshing = None;
            inner.epoch += 1;
        });
    }

    /// Moves the state on. Signals only fire on a change, so that a refresh that brings the
    /// same person and rights re-renders nothing.
    pub(super) fn apply(self, event: Event) {
        let current = self.state.get_untracked();
        let next = current.clone().next(event);
        if next != current {
            self.state.set(next);
        }
    }

    /// The token can't be renewed: signing in again leads back to the same page, with what was
    /// typed in it.
    pub(super) fn expire(self) {
        if let Some(keep_drafts) = self.inner.with_value(|inner| inner.before_expiry.clone()) {
            keep_drafts();
        }
        self.forget();
        self.apply_later(Event::Expired);
    }

    /// Something is wrong that signing in again would not mend.
    pub(super) fn fail(self, error: OidcError) {
        self.forget();
        self.apply_later(Event::Failed(error));
    }

    /// Moves the state on once the task at hand is done. A session can end inside a request that
    /// a page makes while it is being built; pages are taken away only when they are complete.
    fn apply_later(self, event: Event) {
        set_timeout(move || self.apply(event), Duration::ZERO);
    }

    /// The provider's metadata, fetched once.
    pub(super) async fn metadata(self) -> Result<ProviderMetadata, OidcError> {
        if let Some(known) = self.inner.with_value(|inner| inner.metadata.clone()) {
            return Ok(known);
        }
        let oidc = self.oidc().ok_or(OidcError::UnknownState)?;
        let metadata = provider::metadata(&oidc).await?;
        self.inner
            .update_value(|inner| inner.metadata = Some(metadata.clone()));
        Ok(metadata)
    }

    /// The identity provider of this platform, if it has one; not tracked.
    pub(super) fn oidc(self) -> Option<OidcDiscovery> {
        match self.mode.get_untracked() {
            Some(AuthMode::Oidc(oidc)) => Some(oidc),
            _ => None,
        }
    }

    /// Whether people sign in at an identity provider here; not tracked.
    pub fn has_provider(self) -> bool {
        self.mode
            .with_untracked(|mode| matches!(mode, Some(AuthMode::Oidc(_))))
    }

    pub(super) fn is_open(self) -> bool {
        self.state
            .with_untracked(|state| *state == SessionState::Open)
    }

    pub(super) fn is_signed_in(self) -> bool {
        self.state
            .with_untracked(|state| state.identity().is_some())
    }

    fn scope_prefix(self) -> String {
        self.oidc()
            .and_then(|oidc| oidc.scope_prefix)
            .unwrap_or_default()
    }
}

impl Default for Session {
    fn default() -> Self {
        Self::new()
    }
}

async fn fetch_discovery(base_url: &str) -> Result<Discovery, String> {
    let answer = http::send(Request {
        method: gloo_net::http::Method::GET,
        url: &format!("{base_url}/apis/auth/discovery"),
        body: None,
        bearer: None,
        cookies: true,
        timeout_ms: 15_000,
    })
    .await
    .map_err(|_| "The platform doesn't answer.".to_owned())?;
    if let Some(date) = &answer.date {
        browser::measure_clock(date);
    }
    if answer.status != 200 {
        return Err(format!(
            "The platform answers with status {}.",
            answer.status
        ));
    }
    serde_json::from_str(&answer.body).map_err(|_| {
        "The answer is not a NeMo Platform's: is Studio pointed at the right address?".to_owned()
    })
}
