//! Who a binding is for.

/// The principal that means every authenticated user.
pub const EVERYONE: &str = "*";

/// A principal for people: everyone in words, others as they are.
pub fn display(principal: &str) -> &str {
    match PrincipalKind::of(principal) {
        PrincipalKind::Everyone => PrincipalKind::Everyone.label(),
        _ => principal,
    }
}

/// The longest principal, in characters: that of an e-mail address on the real platform.
pub const MAX_PRINCIPAL_CHARS: usize = 320;

/// What a principal looks like. The wire has text only, so this is a guess by shape, good for
/// an icon and a filter, never for a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PrincipalKind {
    /// `*`: every authenticated user.
    Everyone,
    /// Has the shape of an e-mail address.
    Person,
    /// Starts with `service:`, as service principals do.
    Service,
    /// Anything else: a group, or the `sub` of a person without an e-mail address.
    Group,
}

impl PrincipalKind {
    /// Guesses the kind of a principal from its text.
    pub fn of(principal: &str) -> Self {
        if principal == EVERYONE {
            Self::Everyone
        } else if principal.starts_with("service:") {
            Self::Service
        } else if is_email(principal) {
            Self::Person
        } else {
            Self::Group
        }
    }

    /// A word for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Everyone => "Everyone signed in",
            Self::Person => "Person",
            Self::Service => "Service",
            Self::Group => "Group or ID",
        }
    }
}

/// Whether a text has the shape of an e-mail address: one `@` with something on both sides, a
/// dot or `localhost` behind it, no white space or control characters, at most 254 bytes
/// (RFC 5321, section 4.5.3.1.3). Delivery is nobody's concern here; identity providers are
/// free in what they put into the claim.
pub fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else {
        return false;
    };
    let plain = |part: &str| {
        !part.is_empty()
            && !part
                .chars()
                .any(|c| c == '@' || c == ',' || c.is_whitespace() || c.is_control())
    };
    let domain_is_host = domain == "localhost"
        || (domain.contains('.') && domain.split('.').all(|label| !label.is_empty()));
    text.len() <= 254 && plain(local) && plain(domain) && domain_is_host
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn kinds_by_shape() {
        let cases = [
            ("*", PrincipalKind::Everyone),
            ("alice@example.com", PrincipalKind::Person),
            ("service:evaluator", PrincipalKind::Service),
            ("data-eng", PrincipalKind::Group),
            ("248289761001", PrincipalKind::Group),
        ];
        for (text, kind) in cases {
            assert_eq!(PrincipalKind::of(text), kind, "{text}");
        }
    }

    #[test]
    fn email_shapes() {
        for good in ["a@b.c", "first.last+tag@mail.example.com", "root@localhost"] {
            assert!(is_email(good), "{good}");
        }
        let long = format!("{}@example.com", "a".repeat(250));
        for bad in [
            "", "a", "@b.c", "a@", "a@b", "a@b..c", "a b@c.d", "a@b@c.d", "a@b.c,", &long,
        ] {
            assert!(!is_email(bad), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_judged(text in any::<String>()) {
            let _ = PrincipalKind::of(&text);
        }
    }
}
