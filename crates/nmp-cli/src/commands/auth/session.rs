//! What the configuration file says about being signed in.

use nmp_oidc::Secret;
use nmp_sdk::auth::unsigned::is_unsigned;
use nmp_sdk::native::config::binding::{allowed_origin, origin};
use nmp_sdk::native::config::{Binding, Settings, User};
use nmp_sdk::native::now;
use nmp_sdk::native::token::life::Life;

/// The token that would be sent, and what is known of it.
#[derive(Debug)]
pub(super) struct Session {
    /// Where it comes from, in words.
    pub(super) source: String,
    pub(super) token: Secret,
    pub(super) life: Life,
    pub(super) has_refresh_token: bool,
    pub(super) is_unsigned: bool,
    /// The only origin that it is sent to, if that is not the platform's.
    pub(super) other_origin: Option<String>,
}

impl Session {
    /// `None` if nobody is signed in.
    pub(super) fn of(settings: &Settings) -> Option<Self> {
        if let Some(given) = &settings.access_token {
            return Some(Self {
                source: format!("{} environment override", given.origin),
                life: Life::of(&given.value, None),
                is_unsigned: is_unsigned(&given.value),
                token: given.value.clone(),
                has_refresh_token: false,
                other_origin: None,
            });
        }
        let (document, context) = (settings.document.as_ref()?, settings.context.as_ref()?);
        let User::OAuth {
            token,
            refresh_token,
        } = document.user(&context.user)?
        else {
            return None;
        };
        let noted = Binding::of(document, context).and_then(|binding| binding.expires_at);
        let allowed = allowed_origin(document, context, &token);
        let asked = origin(&settings.base_url.value);
        Some(Self {
            source: "config file".to_owned(),
            life: Life::of(&token, noted),
            has_refresh_token: refresh_token.is_some(),
            is_unsigned: is_unsigned(&token),
            other_origin: (allowed != asked).then_some(allowed),
            token,
        })
    }

    /// Whether the next call can be made with it.
    pub(super) fn is_usable(&self) -> bool {
        self.other_origin.is_none() && (!self.life.is_over(now()) || self.is_renewable())
    }

    /// Whether it can be renewed.
    pub(super) fn is_renewable(&self) -> bool {
        self.has_refresh_token || (self.is_unsigned && self.life.end.is_some())
    }

    /// When it ends, in words.
    pub(super) fn end_in_words(&self) -> String {
        let Some(end) = self.life.end else {
            return "not known".to_owned();
        };
        let moment = jiff::Timestamp::from_second(end)
            .map_or_else(|_| end.to_string(), |moment| moment.to_string());
        match end.saturating_sub(now()) {
            left if left <= 0 => format!("{moment} (EXPIRED)"),
            left => format!(
                "{moment} ({}h {}m remaining)",
                left / 3600,
                left % 3600 / 60
            ),
        }
    }
}
