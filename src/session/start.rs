//! Starting a session: how to sign in here, what this tab kept, and what wakes it.

use leptos::task::spawn_local;

use super::handle::Session;
use super::sign_in::Initiative;
use super::state::Event;
use super::tabs::{self, Message};
use super::{SessionState, browser};
use crate::paths::Path;

impl Session {
    /// Asks the platform how to sign in and restores the session that this tab kept.
    pub async fn start(self) {
        tabs::listen(move |message| self.hear(message));
        browser::on_return(move || self.come_back());
        browser::on_wake(move || {
            if !self.was_signed_out_elsewhere() {
                spawn_local(self.renew_if_due());
            }
        });
        self.discover().await;
    }

    /// The page is back from the back-forward cache. If it was left for the identity provider, it
    /// starts as if it had just been opened.
    fn come_back(self) {
        if self.is_signing_in() {
            self.apply(Event::BackFromCache);
            spawn_local(self.discover());
        }
    }

    fn hear(self, message: Message) {
        match message {
            Message::SignedOut if self.is_signed_in() || self.is_signing_in() => {
                self.signed_out_elsewhere();
            }
            Message::SignedOut => {}
            Message::SignedIn => self.signed_in_elsewhere(),
        }
    }

    /// The identity provider knows the person now, so that this tab, too, gets tokens of its own
    /// without a click. A failed sign-in is left alone: its error is still being read. So is one
    /// that is back from the provider: it is about to be finished.
    fn signed_in_elsewhere(self) {
        let waits = matches!(self.state_untracked(), SessionState::SignedOut(_));
        if waits && self.oidc().is_some() && browser::current_path() != Path::AuthSuccess.to() {
            spawn_local(async move {
                self.sign_in(&browser::current_path(), Initiative::Automatic)
                    .await;
            });
        }
    }
}
