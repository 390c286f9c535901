//! What a session holds and doesn't show: tokens and work in progress, and how they change.

use std::rc::Rc;

use nmp_oidc::metadata::ProviderMetadata;
use nmp_oidc::{Secret, UnixSeconds};
use nmp_sdk::auth::renewal::{Standing, Trust};
use nmp_sdk::auth::tokens::{BearerSource, TokenSet};
use nmp_types::scope::ScopeRule;
use nmp_types::{ClaimRules, Identity, Role};

use super::diagnosis::seen_token::SeenToken;
use super::error::NotRenewed;
use super::single_flight::SingleFlight;

/// A token to attach. It exists within a session only.
#[derive(Debug, Clone)]
pub struct Bearer {
    /// The token to send.
    pub token: Secret,
    epoch: u64,
}

impl AsRef<Secret> for Bearer {
    fn as_ref(&self) -> &Secret {
        &self.token
    }
}

/// All of it.
#[derive(Default)]
pub(super) struct Inner {
    tokens: Option<TokenSet>,
    pub metadata: Option<ProviderMetadata>,
    /// Goes up with every new token and at sign-out, so that an answer to an older one is
    /// recognized.
    epoch: u64,
    trust: Trust,
    /// Counts departures to the identity provider, to recognize the last one.
    departure: u32,
    /// The refresh on its way, shared by everyone who waits for it.
    pub refreshing: SingleFlight<Result<(), NotRenewed>>,
    pub base_url: String,
    /// Which claims of a token name somebody on this platform.
    pub claim_rules: ClaimRules,
    /// Which token it wants.
    pub source: BearerSource,
    /// Which scopes restrict a token there.
    pub scope_rule: ScopeRule,
    /// Which role may do everything there, if its version says so.
    pub admin_role: Option<Role>,
    /// Whether it may say whom it takes a token for.
    pub names_people: bool,
    /// Whether it stores roles under any name.
    pub stores_any_role: bool,
    /// What it has said: of whom by their tokens, and who they are by its word.
    pub word: Option<(Identity, Identity)>,
    /// Keeps what was typed before the session goes.
    pub before_expiry: Option<Rc<dyn Fn()>>,
    /// What is left of a token that was refused, to say why.
    pub refused: Option<SeenToken>,
    /// Where the last sign-in was to lead back to, for another try.
    pub return_to: Option<String>,
}

impl Inner {
    /// Of nobody yet, on the platform at this address.
    pub fn at(base_url: String) -> Self {
        Self {
            base_url,
            ..Self::default()
        }
    }

    /// The tokens, if somebody is signed in.
    pub fn tokens(&self) -> Option<&TokenSet> {
        self.tokens.as_ref()
    }

    /// Whether there are tokens, and such ones.
    pub fn has(&self, are_such: impl Fn(&TokenSet) -> bool) -> bool {
        self.tokens.as_ref().is_some_and(are_such)
    }

    /// Whether the token should be renewed before it is used, and can be.
    pub fn is_due(&self, now: UnixSeconds) -> bool {
        self.has(|tokens| tokens.is_renewable() && tokens.needs_renewal(now))
    }

    /// How far the tokens have proved good since the last sign-in.
    pub fn trust(&self) -> Trust {
        self.trust
    }

    /// The platform has accepted the token.
    pub fn accept(&mut self) {
        self.trust = Trust::Accepted;
    }

    /// Names the tokens at hand: what is asked with them is over once it is another.
    pub fn epoch(&self) -> u64 {
        self.epoch
    }

    /// Takes tokens into use.
    pub fn adopt(&mut self, tokens: TokenSet, trust: Trust) {
        self.replace(Some(tokens), trust);
        self.refused = None;
    }

    /// Drops all tokens, and doesn't wait for others.
    pub fn forget(&mut self) {
        self.replace(None, Trust::default());
        self.word = None;
        self.refreshing.forget();
    }

    fn replace(&mut self, tokens: Option<TokenSet>, trust: Trust) {
        self.tokens = tokens;
        self.trust = trust;
        self.epoch += 1;
    }

    /// The token to attach.
    pub fn bearer(&self) -> Option<Bearer> {
        let tokens = self.tokens.as_ref()?;
        Some(Bearer {
            token: tokens.access_token.clone(),
            epoch: self.epoch,
        })
    }

    /// How things stand after a token was refused.
    pub fn standing(&self, refused: &Bearer, has_provider: bool) -> Standing {
        Standing {
            is_replaced: self.epoch != refused.epoch,
            is_renewable: self.has(TokenSet::is_renewable),
            has_provider,
            trust: self.trust,
        }
    }

    /// Leaves for the identity provider, and names the departure.
    pub fn depart(&mut self) -> u32 {
        self.departure += 1;
        self.departure
    }

    /// Whether no other departure was begun since.
    pub fn is_last_departure(&self, departure: u32) -> bool {
        self.departure == departure
    }
}

#[cfg(test)]
mod tests {
    use nmp_sdk::auth::renewal::{Remedy, remedy};

    use super::*;

    fn tokens(token: &str) -> TokenSet {
        TokenSet {
            refresh_token: Some(Secret::new("refresh")),
            ..TokenSet::from_unsigned(Secret::new(token), 1000, 1300, 0)
        }
    }

    fn signed_in() -> Inner {
        let mut inner = Inner::default();
        inner.adopt(tokens("t1"), Trust::Untried);
        inner
    }

    #[test]
    fn after_a_401_the_token_is_renewed_unless_it_was_in_the_meantime() {
        let mut inner = signed_in();
        let refused = inner.bearer().unwrap();
        assert_eq!(remedy(inner.standing(&refused, true)), Remedy::Renew);
        // Another request has had it renewed.
        inner.adopt(tokens("t2"), inner.trust().renewed());
        assert_eq!(remedy(inner.standing(&refused, true)), Remedy::UseNewer);
        let newer = inner.bearer().unwrap();
        assert_eq!(newer.token.expose(), "t2");
        // That one is refused, too, and none was ever accepted.
        assert_eq!(remedy(inner.standing(&newer, true)), Remedy::Stop);
        inner.accept();
        assert_eq!(remedy(inner.standing(&newer, true)), Remedy::Renew);
    }

    #[test]
    fn the_answer_to_an_older_token_is_recognized_whatever_came_after_it() {
        let mut inner = signed_in();
        let mut before = inner.epoch();
        let mut moved = |inner: &Inner| {
            let moved = inner.epoch() != before;
            before = inner.epoch();
            moved
        };
        inner.accept();
        assert!(!moved(&inner), "the same tokens");
        // Even if they are equal, and after a sign-out and another sign-in.
        inner.adopt(tokens("t1"), Trust::Accepted);
        assert!(moved(&inner));
        inner.forget();
        assert!(moved(&inner));
        assert!(inner.bearer().is_none() && !inner.is_due(9000));
        inner.adopt(tokens("t1"), Trust::Untried);
        assert!(moved(&inner));
    }

    #[test]
    fn nothing_of_a_person_outlives_their_tokens() {
        let mut inner = signed_in();
        inner.accept();
        inner.word = Some(<(Identity, Identity)>::default());
        inner.forget();
        assert!(inner.word.is_none());
        inner.adopt(tokens("t2"), Trust::Untried);
        assert_eq!(inner.trust(), Trust::Untried, "it has to prove good itself");
    }

    #[test]
    fn a_token_is_due_shortly_before_its_end_if_it_can_be_renewed() {
        let mut inner = signed_in();
        assert!(!inner.is_due(1200) && inner.is_due(1290) && inner.is_due(9000));
        // The clock was set back.
        assert!(!inner.is_due(10));
        inner.adopt(
            TokenSet {
                refresh_token: None,
                ..tokens("t2")
            },
            Trust::Accepted,
        );
        assert!(!inner.is_due(9000));
    }

    #[test]
    fn of_two_sign_ins_the_one_begun_last_goes_on() {
        let mut inner = Inner::default();
        let first = inner.depart();
        assert!(inner.is_last_departure(first));
        let second = inner.depart();
        assert!(!inner.is_last_departure(first) && inner.is_last_departure(second));
    }
}
