//! The state of the activity page, as it stands in the address.

use nmp_sdk::audit::AuditListing;
use nmp_types::principal::{EVERYONE, is_email};
use nmp_types::{AuditAction, AuditEntry, Query};

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

    /// Whether a filter may be a part of a name: the platform finds whole names only.
    pub fn in_parts(&self) -> bool {
        let mut names = [&self.principal, &self.actor].into_iter();
        names.any(|name| !name.is_empty() && !is_whole(name))
    }

    /// The same without any names: what to look through for parts of them.
    pub fn without_names(&self) -> Self {
        Self {
            principal: String::new(),
            actor: String::new(),
            ..self.clone()
        }
    }

    /// Whether an entry has the names that are looked for, or has them as parts of its own; letter case
    /// doesn't matter.
    pub fn fits(&self, entry: &AuditEntry) -> bool {
        let actor = &entry.actor;
        contains(&self.principal, [&entry.principal])
            && contains(&self.actor, [&actor.email, &actor.id, &actor.name])
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

/// Whether a name is complete by its shape.
fn is_whole(name: &str) -> bool {
    name == EVERYONE || is_email(name)
}

fn contains<'a>(part: &str, names: impl IntoIterator<Item = &'a Option<String>>) -> bool {
    let part = part.to_lowercase();
    let mut names = names.into_iter().flatten();
    part.is_empty() || names.any(|name| name.to_lowercase().contains(&part))
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

    fn entry(principal: &str, by: &str) -> AuditEntry {
        AuditEntry {
            id: String::new(),
            at: String::new(),
            actor: nmp_types::AuditActor {
                kind: nmp_types::ActorKind::Principal,
                id: Some("s1".to_owned()),
                email: Some(by.to_owned()),
                name: None,
            },
            action: AuditAction::MemberAdded,
            workspace_id: String::new(),
            workspace: String::new(),
            principal: Some(principal.to_owned()),
            roles_before: Vec::new(),
            roles_after: Vec::new(),
            request_id: None,
        }
    }

    #[test]
    fn parts_of_names_fit_and_whole_ones_are_left_to_the_platform() {
        let query = read("principal=Carol&actor=ada@x.org");
        assert!(query.in_parts());
        assert_eq!(query.without_names(), ActivityQuery::everything());
        assert!(query.fits(&entry("carol@x.org", "ada@x.org")));
        assert!(!query.fits(&entry("bob@x.org", "ada@x.org")));
        assert!(!query.fits(&entry("carol@x.org", "bob@x.org")));
        assert!(!read("principal=*&actor=ada@x.org").in_parts());
        assert!(read("actor=S1").fits(&entry("carol@x.org", "ada@x.org")));
        assert!(!ActivityQuery::everything().in_parts());
    }

    proptest! {
        /// What a whole name finds, each part of it finds too.
        #[test]
        fn a_part_finds_what_the_whole_finds(name in "[a-zA-Z.]{1,12}", from in 0_usize..12, length in 1_usize..12) {
            let principal = format!("{name}@x.org");
            let part: String = principal.chars().skip(from).take(length).collect();
            let query = ActivityQuery { principal: part, ..ActivityQuery::everything() };
            prop_assert!(query.fits(&entry(&principal, "ada@x.org")));
        }

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
