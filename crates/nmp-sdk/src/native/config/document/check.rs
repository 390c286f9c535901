//! What a file must fit, as NVIDIA's programs demand it.

use super::super::yaml::{Map, Node, NotYaml};
use super::{maps, named};

/// Why a file can't be used. It never quotes a token, or text that may be one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// It is not the YAML that it should be.
    #[error(transparent)]
    NotYaml(#[from] NotYaml),
    /// It is not UTF-8.
    #[error("it is not text in UTF-8")]
    NotText,
    /// A list is something else, or one of its entries.
    #[error("“{0}” is not a list of keys and values")]
    NotAList(&'static str),
    /// An entry lacks something.
    #[error("entry {place} of “{list}” has no “{key}”")]
    Absent {
        /// The list.
        list: &'static str,
        /// Counts from 1.
        place: usize,
        /// The key.
        key: &'static str,
    },
    /// Two entries have a name.
    #[error("two entries of “{list}” have the name of entry {place}")]
    Twice {
        /// The list.
        list: &'static str,
        /// The place of the second, from 1.
        place: usize,
    },
    /// A reference leads nowhere.
    #[error("the {key} of context {place} is not there")]
    Dangling {
        /// What is referred to.
        key: &'static str,
        /// The place of the context, from 1.
        place: usize,
    },
    /// There are contexts, and the current one is not among them.
    #[error("its current context is not among its contexts")]
    NoCurrent,
    /// A user of a type that this version doesn't know.
    #[error("user {0} has an unknown type")]
    UserType(usize),
}

/// Checks a file.
pub(super) fn check(root: &Map) -> Result<(), Flaw> {
    entries(root, "clusters", &["name", "base_url"])?;
    entries(root, "users", &["name"])?;
    entries(root, "contexts", &["name", "cluster", "user"])?;
    for (place, user) in (1..).zip(maps(root, "users")) {
        match user.text("type") {
            Some("oauth") if user.text("token").is_none() => {
                let (list, key) = ("users", "token");
                return Err(Flaw::Absent { list, place, key });
            }
            Some("oauth" | "no-auth") | None => {}
            Some(_) => return Err(Flaw::UserType(place)),
        }
    }
    for (place, context) in (1..).zip(maps(root, "contexts")) {
        for (key, list) in [("cluster", "clusters"), ("user", "users")] {
            let name = context.text(key).unwrap_or_default();
            if named(root, list, name).is_none() {
                return Err(Flaw::Dangling { key, place });
            }
        }
    }
    let current = root.text("current_context");
    let has_contexts = maps(root, "contexts").next().is_some();
    let is_there = current.is_some_and(|name| named(root, "contexts", name).is_some());
    if has_contexts && !is_there {
        return Err(Flaw::NoCurrent);
    }
    Ok(())
}

fn entries(root: &Map, list: &'static str, keys: &[&'static str]) -> Result<(), Flaw> {
    let items = match root.get(list) {
        None => return Ok(()),
        Some(Node::Scalar(scalar)) if scalar.is_null() => return Ok(()),
        Some(Node::List(items)) => items,
        Some(_) => return Err(Flaw::NotAList(list)),
    };
    let mut names = Vec::new();
    for (place, item) in (1..).zip(items) {
        let Node::Map(map) = &item.value else {
            return Err(Flaw::NotAList(list));
        };
        if let Some(key) = keys.iter().find(|key| map.text(key).is_none()) {
            return Err(Flaw::Absent { list, place, key });
        }
        let name = map.text("name");
        if names.contains(&name) {
            return Err(Flaw::Twice { list, place });
        }
        names.push(name);
    }
    Ok(())
}
