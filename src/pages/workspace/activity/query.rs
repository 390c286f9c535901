//! The state of the activity page, as it stands in the address.

use leptos_router::params::ParamsMap;
use nmp_types::AuditAction;

use crate::paths::Path;

/// Filters and page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ActivityQuery {
    /// Whose roles changed; empty for everybody's.
    pub principal: String,
    /// Who did it; empty for everyone.
    pub actor: String,
    /// What was done; nothing for everything.
    pub action: Option<AuditAction>,
    /// The first day, `2026-11-25`, in the person's time zone.
    pub from: Option<Day>,
    /// The last day.
    pub to: Option<Day>,
    /// Counts from 1.
    pub page: u32,
}

/// A day as `<input type="date">` has it, `2026-11-25`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day(String);

impl Day {
    /// Reads a day; nothing for what can't be one.
    pub fn parse(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.split('-').collect();
        let numbers = |part: &str, digits: usize| {
            part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit())
        };
        let [year, month, day] = parts.as_slice() else {
            return None;
        };
        let within =
            |part: &str, most: u8| matches!(part.parse::<u8>(), Ok(n) if (1..=most).contains(&n));
        (numbers(year, 4) && numbers(month, 2) && numbers(day, 2))
            .then_some(())
            .filter(|()| within(month, 12) && within(day, 31))
            .map(|()| Self(text.to_owned()))
    }

    /// As it was read.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl ActivityQuery {
    /// Everything, from the latest on.
    pub fn everything() -> Self {
        Self {
            page: 1,
            ..Self::default()
        }
    }

    /// What was done to the roles of one principal.
    pub fn of_principal(principal: &str) -> Self {
        Self {
            principal: principal.to_owned(),
            ..Self::everything()
        }
    }

    /// Reads the address; what it doesn't understand is as if it weren't there.
    pub fn from_params(params: &ParamsMap) -> Self {
        Self::read(|name| params.get(name))
    }

    fn read(get: impl Fn(&str) -> Option<String>) -> Self {
        let text = |name: &str| get(name).unwrap_or_default().trim().to_owned();
        let day = |name: &str| get(name).as_deref().and_then(Day::parse);
        Self {
            principal: text("principal"),
            actor: text("actor"),
            action: get("action")
                .map(AuditAction::from)
                .filter(|action| AuditAction::KNOWN.contains(action)),
            from: day("from"),
            to: day("to"),
            page: get("page")
                .and_then(|page| page.parse().ok())
                .filter(|page| *page >= 1)
                .unwrap_or(1),
        }
    }

    /// Another page.
    pub fn on_page(&self, page: u32) -> Self {
        Self {
            page,
            ..self.clone()
        }
    }

    /// Whether there is no filter.
    pub fn shows_all(&self) -> bool {
        self.on_page(1) == Self::everything()
    }

    fn query(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let day = |day: &Option<Day>| day.as_ref().map_or(String::new(), |day| day.0.clone());
        let action = self.action.as_ref().map_or("", AuditAction::as_str);
        let (from, to) = (day(&self.from), day(&self.to));
        let filters = [
            ("principal", self.principal.as_str()),
            ("actor", &self.actor),
            ("action", action),
            ("from", &from),
            ("to", &to),
        ];
        for (name, value) in filters {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        if self.page > 1 {
            query.append_pair("page", &self.page.to_string());
        }
        match query.finish() {
            query if query.is_empty() => query,
            query => format!("?{query}"),
        }
    }

    /// For links.
    pub fn href(&self, workspace: &str) -> String {
        Path::Activity(workspace.to_owned()).href() + &self.query()
    }

    /// For `navigate`.
    pub fn to(&self, workspace: &str) -> String {
        Path::Activity(workspace.to_owned()).to() + &self.query()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(query: &str) -> ActivityQuery {
        ActivityQuery::read(|name| {
            form_urlencoded::parse(query.trim_start_matches('?').as_bytes())
                .find(|(key, _)| key == name)
                .map(|(_, value)| value.into_owned())
        })
    }

    #[test]
    fn an_address_says_what_is_not_the_default() {
        let nonsense = read("action=fly&from=yesterday&to=2026-13-01&page=0&actor=+");
        assert_eq!(nonsense, ActivityQuery::everything());
        assert!(nonsense.shows_all());
        assert_eq!(nonsense.to("ml"), "/workspaces/ml/activity");
        let everyones = ActivityQuery::of_principal("*");
        assert_eq!(everyones.to("ml"), "/workspaces/ml/activity?principal=*");
        assert!(!everyones.shows_all());
    }

    #[test]
    fn days_are_days() {
        for good in ["2026-11-25", "0001-01-31"] {
            assert_eq!(Day::parse(good).unwrap().as_str(), good);
        }
        for bad in [
            "",
            "2026-11",
            "2026-00-01",
            "2026-1-01",
            "26-11-25",
            "2026-11-32",
            "2026-11-2５",
            "+026-11-25",
        ] {
            assert_eq!(Day::parse(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(
            principal in any::<String>(),
            actor in any::<String>(),
            action in 0_usize..7,
            from in prop::option::of("20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9])"),
            page in 1_u32..,
        ) {
            let query = ActivityQuery {
                principal: principal.trim().to_owned(),
                actor: actor.trim().to_owned(),
                action: AuditAction::KNOWN.get(action).cloned(),
                from: from.as_deref().and_then(Day::parse),
                to: None,
                page,
            };
            prop_assert_eq!(read(&query.query()), query);
        }
    }
}
