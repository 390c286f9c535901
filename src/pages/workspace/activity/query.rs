//! The state of the activity page, as it stands in the address.

use nmp_sdk::audit::AuditListing;
use nmp_types::AuditAction;
use nmp_types::Query;

use crate::paths::Path;
use crate::ui::address::{self, AddressState, Values};
use crate::ui::time;

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

impl AddressState for ActivityQuery {
    fn values(&mut self, values: &mut Values<'_>) {
        values.text("principal", &mut self.principal);
        values.text("actor", &mut self.actor);
        values.value(
            "action",
            &mut self.action,
            |text| {
                let action = AuditAction::from(text.to_owned());
                AuditAction::KNOWN.contains(&action).then_some(Some(action))
            },
            |action| action.as_ref().map_or("", AuditAction::as_str).to_owned(),
        );
        for (name, day) in [("from", &mut self.from), ("to", &mut self.to)] {
            values.value(
                name,
                day,
                |text| Day::parse(text).map(Some),
                |day| day.as_ref().map_or_else(String::new, |day| day.0.clone()),
            );
        }
        values.page(&mut self.page);
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
    pub fn read(address: &Query) -> Self {
        address::read(address, Self::everything())
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
        address::suffix(self, &Self::everything())
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

/// What the filters ask for.
pub fn listing(workspace: String, query: ActivityQuery, page_size: u32) -> AuditListing {
    AuditListing {
        workspace,
        principal: query.principal,
        actor: query.actor,
        action: query
            .action
            .map(|action| action.as_str().to_owned())
            .unwrap_or_default(),
        since: query.from.and_then(|day| time::day_start(day.as_str(), 0)),
        until: query.to.and_then(|day| time::day_start(day.as_str(), 1)),
        page: query.page,
        page_size,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(query: &str) -> ActivityQuery {
        ActivityQuery::read(&Query::parse(query))
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
