//! The handle that pages and the API client hold.

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use nmp_oidc::id_token::{Claims, decode_claims};
use nmp_oidc::metadata::ProviderMetadata;
use nmp_oidc::{Secret, UnixSeconds};
use nmp_sdk::auth::kept::{Surroundings, still_good};
use nmp_sdk::auth::mode::{self, AuthMode};
use nmp_sdk::auth::renewal::Trust;
use nmp_sdk::auth::tokens::{BearerSource, TokenSet};
use nmp_sdk::discovery::{self, Found};
use nmp_types::{Identity, OidcDiscovery, Role};

use super::diagnosis::seen_token::SeenToken;
use super::error::SignInError;
use super::inner::Inner;
use super::state::{Away, Event};
use super::{SessionState, SignedOutReason, browser, provider, storage};
use crate::config::platform_base_url;
use crate::http::{self, Request};

/// The session of this tab. `Copy`: every page has the same one.
#[derive(Clone, Copy)]
pub struct Session {
    state: RwSignal<SessionState>,
    mode: RwSignal<Option<AuthMode>>,
    audit: RwSignal<bool>,
    group_roles: RwSignal<bool>,
    warning: RwSignal<Option<&'static str>>,
    pub(super) inner: StoredValue<Inner, LocalStorage>,
}

impl Session {
    /// A session that knows nothing yet; [`Session::start`] brings it to life.
    pub fn new() -> Self {
        let base_url = platform_base_url(browser::meta("nmp-platform-base-url").as_deref());
        Self {
            state: RwSignal::new(SessionState::Starting),
            mode: RwSignal::new(None),
            audit: RwSignal::new(false),
            group_roles: RwSignal::new(false),
            warning: RwSignal::new(None),
            inner: StoredValue::new_local(Inner::at(base_url)),
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

    /// Who is signed in; tracked. `None` where authentication is off.
    pub fn identity(&self) -> Option<Arc<Identity>> {
        self.state.with(|state| state.identity().cloned())
    }

    /// Who is signed in; not tracked.
    pub fn identity_untracked(self) -> Option<Arc<Identity>> {
        self.state.with_untracked(|state| state.identity().cloned())
    }

    /// How people sign in here; tracked. `None` until the platform has said so.
    pub fn mode(&self) -> Option<AuthMode> {
        self.mode.get()
    }

    /// Whether the platform says that it keeps an audit trail; tracked.
    pub fn has_audit(&self) -> bool {
        self.audit.get()
    }

    /// Whether the platform says that rules give groups roles; tracked.
    pub fn has_group_roles(&self) -> bool {
        self.group_roles.get()
    }

    /// Which role may do everything on this platform, if its version says so.
    pub fn admin_role(self) -> Option<Role> {
        self.inner.with_value(|inner| inner.admin_role.clone())
    }

    /// Whether the platform stores roles under any name: it may have more than Studio knows.
    pub fn stores_any_role(self) -> bool {
        self.inner.with_value(|inner| inner.stores_any_role)
    }

    /// What to warn of on every page, by what the platform says of itself; tracked.
    pub fn warning(&self) -> Option<&'static str> {
        self.warning.get()
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

    /// The claims of the token that is sent, if it can be read, and of the ID token. For display.
    pub fn claims(&self) -> Option<(Option<Claims>, Claims)> {
        self.state.track();
        self.claims_untracked()
    }

    /// [`Session::claims`], without tracking.
    pub fn claims_untracked(self) -> Option<(Option<Claims>, Claims)> {
        self.inner.with_value(|inner| {
            let tokens = inner.tokens()?;
            let id_token = decode_claims(&tokens.id_token)?;
            Some((decode_claims(&tokens.access_token), id_token))
        })
    }

    /// The token for the clipboard: asked for by the person, for a command line.
    pub fn access_token(&self) -> Option<Secret> {
        self.inner
            .with_value(|inner| Some(inner.tokens()?.access_token.clone()))
    }

    /// Where another sign-in should lead back to: where the last one was started, or this page.
    pub fn return_path(&self) -> String {
        self.inner
            .with_value(|inner| inner.return_to.clone())
            .unwrap_or_else(browser::current_path)
    }

    /// How many seconds the token that is sent lives on; `None` if that isn't known. Tracks the state,
    /// not the time.
    pub fn seconds_left(&self) -> Option<UnixSeconds> {
        self.state.track();
        self.inner
            .with_value(|inner| Some(inner.tokens()?.expires_at? - browser::now()))
    }

    /// Asks again after the platform was away.
    pub async fn discover(self) {
        // boot.js asks for it before there is an app.
        let sent = if self.mode.with_untracked(Option::is_none) {
            browser::page_began()
        } else {
            browser::local_now()
        };
        match fetch_discovery(&self.base_url(), sent).await {
            Err(why) => self.apply(Event::PlatformAway(why)),
            Ok(Found {
                discovery,
                bearer,
                admin_role,
                scope_rule,
                names_people,
                stores_any_role,
            }) => {
                self.audit.set(discovery.audit);
                self.group_roles.set(discovery.group_roles);
                self.warning.set(mode::warning(&discovery));
                let rules = discovery.claim_rules();
                self.inner.update_value(|inner| {
                    inner.claim_rules = rules;
                    inner.source = bearer;
                    inner.admin_role = admin_role;
                    inner.scope_rule = scope_rule;
                    inner.names_people = names_people;
                    inner.stores_any_role = stores_any_role;
                });
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
        let (issuer, client_id) = oidc.map_or(("", ""), |oidc| (&oidc.issuer, &oidc.client_id));
        let here = Surroundings {
            issuer,
            client_id,
            source: self.bearer_source(),
            sign_outs: storage::sign_outs(),
        };
        let Ok(kept) = still_good(storage::load_session(), here, browser::now()) else {
            storage::clear();
            storage::forget_sign_ins();
            storage::clear_review();
            return Event::NobodySignedIn(SignedOutReason::SignedOutElsewhere);
        };
        match kept.and_then(|tokens| Some((self.identity_of(&tokens)?, tokens))) {
            None => Event::NobodySignedIn(storage::take_signed_out_reason()),
            Some((identity, tokens)) => {
                self.inner
                    .update_value(|inner| inner.adopt(tokens, Trust::Accepted));
                Event::Restored(Arc::new(identity))
            }
        }
    }

    /// Takes new tokens into use.
    pub(super) fn adopt(self, tokens: TokenSet, trust: Trust) -> Option<Arc<Identity>> {
        let identity = Arc::new(self.identity_of(&tokens)?);
        storage::save_session(&tokens);
        self.inner.update_value(|inner| inner.adopt(tokens, trust));
        Some(identity)
    }

    /// Moves the state on. Signals only fire on a change, so a refresh with the same person and
    /// rights re-renders nothing.
    pub(super) fn apply(self, event: Event) {
        let current = self.state.get_untracked();
        let next = current.clone().next(event);
        if next != current {
            self.state.set(next);
        }
    }

    /// The provider's metadata, fetched once.
    pub(super) async fn metadata(self) -> Result<ProviderMetadata, SignInError> {
        if let Some(known) = self.inner.with_value(|inner| inner.metadata.clone()) {
            return Ok(known);
        }
        let oidc = self.oidc().ok_or(SignInError::NoProvider)?;
        let metadata = provider::metadata(&oidc).await?;
        self.inner
            .update_value(|inner| inner.metadata = Some(metadata.clone()));
        Ok(metadata)
    }

    /// The identity provider of this platform, if it has one; not tracked.
    pub fn oidc(self) -> Option<OidcDiscovery> {
        match self.mode.get_untracked() {
            Some(AuthMode::Oidc(oidc)) => Some(oidc),
            _ => None,
        }
    }

    /// What is left of the token because of which signing in has failed.
    pub fn refused(self) -> Option<SeenToken> {
        self.inner.with_value(|inner| inner.refused.clone())
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

    pub(super) fn is_signing_in(self) -> bool {
        self.state
            .with_untracked(|state| *state == SessionState::SigningIn)
    }

    pub(super) fn is_signed_out(self) -> bool {
        self.state
            .with_untracked(|state| matches!(state, SessionState::SignedOut(_)))
    }

    /// Who tokens are about: by the platform's word, if it is about what they say, else by its rules.
    fn identity_of(self, tokens: &TokenSet) -> Option<Identity> {
        let prefix = self.scope_prefix();
        self.inner.with_value(|inner| {
            let mut read = tokens.identity(&prefix, &inner.claim_rules)?;
            read.scopes = read.scopes.by(inner.scope_rule);
            Some(match &inner.word {
                Some((of, told)) if *of == read => told.clone(),
                _ => read,
            })
        })
    }

    /// Goes in front of custom scopes.
    pub fn scope_prefix(self) -> String {
        let prefix = self.oidc().and_then(|oidc| oidc.scope_prefix);
        prefix.unwrap_or_default()
    }

    /// Whether the platform may say whom it takes the person for, and hasn't yet.
    pub fn names_people(self) -> bool {
        self.is_signed_in()
            && self
                .inner
                .with_value(|inner| inner.names_people && inner.word.is_none())
    }

    /// Takes the platform's word on who is signed in, unless it is somebody else by now.
    pub fn take_word(self, read: &Arc<Identity>, told: Identity) {
        if self.identity_untracked().as_ref() == Some(read) {
            let word = ((**read).clone(), told.clone());
            self.inner.update_value(|inner| inner.word = Some(word));
            self.apply(Event::SignedIn(Arc::new(told)));
        }
    }

    /// Whether it is the ID token that goes to the platform.
    pub fn sends_id_token(self) -> bool {
        self.bearer_source() == BearerSource::IdToken
    }

    /// Which token the platform wants.
    pub(super) fn bearer_source(self) -> BearerSource {
        self.inner.with_value(|inner| inner.source)
    }
}

impl Default for Session {
    fn default() -> Self {
        Self::new()
    }
}

/// Asks the platform how to sign in; the request was sent at `sent` or later.
async fn fetch_discovery(base_url: &str, sent: UnixSeconds) -> Result<Found, Away> {
    let answer = http::send(Request {
        method: nmp_sdk::Method::Get,
        url: &format!("{base_url}/apis/auth/discovery"),
        body: None,
        bearer: None,
        cookies: true,
        timeout_ms: 15_000,
    })
    .await
    .map_err(|error| Away::unreachable(error.to_string()))?;
    if answer.is_page() {
        let why = nmp_sdk::error::page(answer.status, &answer.media_type);
        return Err(Away::unreachable(why));
    }
    if let Some(date) = &answer.date {
        browser::measure_clock(date, sent);
    }
    if answer.status != 200 {
        return Err(Away::unreachable(format!(
            "The platform answers with status {}.",
            answer.status
        )));
    }
    discovery::read(&answer.body).map_err(|error| Away {
        why: error.to_string(),
        is_setting: error.is_setting(),
    })
}
