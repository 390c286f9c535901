//! Contexts, clusters and users, as NVIDIA's programs have them.
//!
//! * [`check`]: what a file must fit. [`edit`]: changes. [`legacy`]: what older versions wrote.

pub mod check;
pub mod edit;
mod legacy;

use nmp_oidc::Secret;

use super::emit::emit;
use super::yaml::{self, Map, Node};
pub use check::Flaw;
pub use edit::EditError;

/// The file's content.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    file: yaml::File,
    /// Names of users that an older version wrote with an API key.
    legacy: Vec<String>,
}

/// A context with what it refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context {
    /// Its name.
    pub name: String,
    /// The name of its cluster.
    pub cluster: String,
    /// The address of its cluster.
    pub base_url: String,
    /// The name of its user.
    pub user: String,
    /// The workspace that commands are about, if it says.
    pub workspace: Option<String>,
    /// How data is printed, if it says.
    pub output_format: Option<String>,
    /// How times are printed, if it says.
    pub timestamp_format: Option<String>,
}

/// What a user signs in with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum User {
    /// Nothing: not signed in, or where authentication is off.
    NoAuth,
    /// A token.
    OAuth {
        /// What is sent.
        token: Secret,
        /// Renews it.
        refresh_token: Option<Secret>,
    },
}

impl Document {
    /// Reads a file.
    ///
    /// # Errors
    /// [`Flaw`].
    pub fn parse(text: &str) -> Result<Self, Flaw> {
        let mut file = yaml::parse(text)?;
        let legacy = legacy::convert(&mut file.root);
        check::check(&file.root)?;
        Ok(Self { file, legacy })
    }

    /// As it is written.
    pub fn to_text(&self) -> String {
        emit(&self.file)
    }

    /// Users that were read from an older form; the next write changes them.
    pub fn legacy_users(&self) -> &[String] {
        &self.legacy
    }

    /// All of it.
    pub fn root(&self) -> &Map {
        &self.file.root
    }

    /// The name of the current context.
    pub fn current_context(&self) -> Option<&str> {
        self.file.root.text("current_context")
    }

    /// The names of all contexts, in their order.
    pub fn context_names(&self) -> Vec<&str> {
        maps(&self.file.root, "contexts")
            .filter_map(|map| map.text("name"))
            .collect()
    }

    /// A context.
    pub fn context(&self, name: &str) -> Option<Context> {
        let context = named(&self.file.root, "contexts", name)?;
        let cluster = context.text("cluster")?;
        let preference = |key| Some(context.map("preferences")?.text(key)?.to_owned());
        Some(Context {
            name: name.to_owned(),
            cluster: cluster.to_owned(),
            base_url: named(&self.file.root, "clusters", cluster)?
                .text("base_url")?
                .to_owned(),
            user: context.text("user")?.to_owned(),
            workspace: context.text("workspace").map(str::to_owned),
            output_format: preference("output_format"),
            timestamp_format: preference("timestamp_format"),
        })
    }

    /// The contexts of a user, by name: renewing its token takes the locks of all of them.
    pub fn contexts_of_user(&self, user: &str) -> Vec<String> {
        let mut names: Vec<String> = maps(&self.file.root, "contexts")
            .filter(|context| context.text("user") == Some(user))
            .filter_map(|context| Some(context.text("name")?.to_owned()))
            .collect();
        names.sort();
        names
    }

    /// A user.
    pub fn user(&self, name: &str) -> Option<User> {
        let user = named(&self.file.root, "users", name)?;
        Some(match (user.text("type"), user.text("token")) {
            (Some("oauth"), Some(token)) => User::OAuth {
                token: Secret::new(token),
                refresh_token: user.text("refresh_token").map(Secret::new),
            },
            _ => User::NoAuth,
        })
    }

    /// What is noted about a cluster under a key of its `metadata`.
    pub fn cluster_note(&self, cluster: &str, key: &str) -> Option<&Map> {
        named(&self.file.root, "clusters", cluster)?
            .map("metadata")?
            .map(key)
    }
}

/// The maps in a list of the file.
pub(super) fn maps<'a>(root: &'a Map, list: &str) -> impl Iterator<Item = &'a Map> {
    let items = match root.get(list) {
        Some(Node::List(items)) => items.as_slice(),
        _ => &[],
    };
    items.iter().filter_map(|item| match &item.value {
        Node::Map(map) => Some(map),
        _ => None,
    })
}

/// The map with a name in a list of the file.
pub(super) fn named<'a>(root: &'a Map, list: &str, name: &str) -> Option<&'a Map> {
    maps(root, list).find(|map| map.text("name") == Some(name))
}
