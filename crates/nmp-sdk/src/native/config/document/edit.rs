//! Changes to the file. Everything else in it stays as it is.

use nmp_types::foreign;

use super::super::scalar::Scalar;
use super::super::yaml::{Entry, Item, Map, Node};
use super::{Document, User, named};

/// Why a change can't be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// No context has the name.
    #[error("Context '{}' not found. {}", foreign::in_sentence(name), names_in_words(.available))]
    NoContext {
        /// The name.
        name: String,
        /// Those that are there.
        available: Vec<String>,
    },
    /// The name is taken.
    #[error("There is already a context '{}'.", foreign::in_sentence(.0))]
    Taken(String),
    /// Not a name.
    #[error("'{}' is not a name: use letters, digits, '-' and '_'.", foreign::in_sentence(.0))]
    Name(String),
    /// Not an address.
    #[error("'{}' is not an address of a platform, such as https://nmp.example.com.", foreign::in_sentence(.0))]
    Address(String),
}

fn names_in_words(names: &[String]) -> String {
    if names.is_empty() {
        return "The configuration file has no contexts.".to_owned();
    }
    let names: Vec<String> = names
        .iter()
        .map(|name| foreign::in_sentence(name))
        .collect();
    format!("Available contexts: {}", names.join(", "))
}

/// An address as NVIDIA's programs write it: with a slash behind a bare origin.
///
/// # Errors
/// [`EditError::Address`].
pub fn normal_address(text: &str) -> Result<String, EditError> {
    let refuse = || EditError::Address(text.to_owned());
    let url = url::Url::parse(text.trim()).map_err(|_| refuse())?;
    let is_plain = url.username().is_empty() && url.password().is_none();
    if matches!(url.scheme(), "http" | "https") && url.has_host() && is_plain {
        Ok(url.into())
    } else {
        Err(refuse())
    }
}

fn check_name(name: &str) -> Result<(), EditError> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if !name.is_empty() && name.chars().all(fits) {
        Ok(())
    } else {
        Err(EditError::Name(name.to_owned()))
    }
}

impl Document {
    /// The error for a context that is not there.
    pub fn no_context(&self, name: &str) -> EditError {
        EditError::NoContext {
            name: name.to_owned(),
            available: self
                .context_names()
                .into_iter()
                .map(str::to_owned)
                .collect(),
        }
    }

    /// Makes a context with a cluster and a user of its own, unless it is there; the first becomes
    /// the current one. Whether it is new.
    ///
    /// # Errors
    /// [`EditError`] for the name or the address.
    pub fn ensure_context(&mut self, name: &str, base_url: &str) -> Result<bool, EditError> {
        if self.context(name).is_some() {
            return Ok(false);
        }
        check_name(name)?;
        let base_url = normal_address(base_url)?;
        let (cluster, user) = (format!("{name}-cluster"), format!("{name}-user"));
        let root = &mut self.file.root;
        if root.text("current_context").is_none() {
            root.set_text("current_context", name);
        }
        let mut map = Node::map([("name", cluster.as_str()), ("base_url", base_url.as_str())]);
        map.set("metadata", Node::Map(Map::default()));
        put(root, "clusters", &cluster, map);
        put(
            root,
            "users",
            &user,
            Node::map([("type", "no-auth"), ("name", user.as_str())]),
        );
        let mut context = Node::map([
            ("name", name),
            ("cluster", cluster.as_str()),
            ("user", user.as_str()),
            ("workspace", "default"),
        ]);
        context.set("metadata", Node::Map(Map::default()));
        put(root, "contexts", name, context);
        Ok(true)
    }

    /// Makes a context the current one.
    ///
    /// # Errors
    /// [`EditError::NoContext`]; the same for every change of a context.
    pub fn use_context(&mut self, name: &str) -> Result<(), EditError> {
        self.context(name).ok_or_else(|| self.no_context(name))?;
        self.file.root.set_text("current_context", name);
        Ok(())
    }

    /// Gives a context another name. Its cluster and user keep theirs.
    ///
    /// # Errors
    /// [`EditError`].
    pub fn rename_context(&mut self, from: &str, to: &str) -> Result<(), EditError> {
        check_name(to)?;
        if from != to && self.context_names().contains(&to) {
            return Err(EditError::Taken(to.to_owned()));
        }
        let is_current = self.current_context() == Some(from);
        self.context_mut(from)?.set_text("name", to);
        if is_current {
            self.file.root.set_text("current_context", to);
        }
        Ok(())
    }

    /// Deletes a context, with its cluster and user if no other context has them. If it was the
    /// current one, the first of the others is.
    ///
    /// # Errors
    /// [`EditError::NoContext`].
    pub fn delete_context(&mut self, name: &str) -> Result<(), EditError> {
        let context = self.context(name).ok_or_else(|| self.no_context(name))?;
        let root = &mut self.file.root;
        drop_named(root, "contexts", name);
        for (key, list, name) in [
            ("cluster", "clusters", &context.cluster),
            ("user", "users", &context.user),
        ] {
            let is_used = super::maps(root, "contexts").any(|map| map.text(key) == Some(name));
            if !is_used {
                drop_named(root, list, name);
            }
        }
        if self.current_context() == Some(name) {
            match self
                .context_names()
                .first()
                .map(|first| (*first).to_owned())
            {
                Some(first) => self.file.root.set_text("current_context", &first),
                None => self.file.root.remove("current_context"),
            }
        }
        Ok(())
    }

    /// Sets the address of a context's cluster.
    ///
    /// # Errors
    /// [`EditError`].
    pub fn set_base_url(&mut self, context: &str, base_url: &str) -> Result<(), EditError> {
        let base_url = normal_address(base_url)?;
        let found = self
            .context(context)
            .ok_or_else(|| self.no_context(context))?;
        if let Some(cluster) = named_mut(&mut self.file.root, "clusters", &found.cluster) {
            cluster.set_text("base_url", &base_url);
        }
        Ok(())
    }

    /// Sets the workspace of a context.
    ///
    /// # Errors
    /// [`EditError::NoContext`].
    pub fn set_workspace(&mut self, context: &str, workspace: &str) -> Result<(), EditError> {
        self.context_mut(context)?.set_text("workspace", workspace);
        Ok(())
    }

    /// Sets a preference of a context.
    ///
    /// # Errors
    /// [`EditError::NoContext`].
    pub fn set_preference(
        &mut self,
        context: &str,
        key: &str,
        value: Scalar,
    ) -> Result<(), EditError> {
        let context = self.context_mut(context)?;
        context.edit_map("preferences", |preferences| {
            preferences.set(key, Node::Scalar(value))
        });
        Ok(())
    }

    /// Sets what a user signs in with. `type` comes first, as NVIDIA's programs write it.
    pub fn set_user(&mut self, name: &str, user: &User) {
        let Some(map) = named_mut(&mut self.file.root, "users", name) else {
            return;
        };
        let kind = match user {
            User::NoAuth => "no-auth",
            User::OAuth { .. } => "oauth",
        };
        match map.get_mut("type") {
            Some(old) => *old = Node::text(kind),
            None => map.0.insert(0, Entry::new("type", Node::text(kind))),
        }
        let (token, refresh_token) = match user {
            User::NoAuth => (None, None),
            User::OAuth {
                token,
                refresh_token,
            } => (Some(token), refresh_token.as_ref()),
        };
        for (key, secret) in [("token", token), ("refresh_token", refresh_token)] {
            match secret {
                Some(secret) => map.set_text(key, secret.expose()),
                None => map.remove(key),
            }
        }
    }

    /// Notes something about a cluster under a key of its `metadata`, which NVIDIA's programs keep.
    pub fn set_cluster_note(&mut self, cluster: &str, key: &str, note: Option<Map>) {
        let Some(map) = named_mut(&mut self.file.root, "clusters", cluster) else {
            return;
        };
        match note {
            Some(note) => map.edit_map("metadata", |notes| notes.set(key, Node::Map(note))),
            None if map.map("metadata").is_some() => {
                map.edit_map("metadata", |notes| notes.remove(key));
            }
            None => {}
        }
    }

    fn context_mut(&mut self, name: &str) -> Result<&mut Map, EditError> {
        let error = self.no_context(name);
        named_mut(&mut self.file.root, "contexts", name).ok_or(error)
    }
}

fn named_mut<'a>(root: &'a mut Map, list: &str, name: &str) -> Option<&'a mut Map> {
    let Some(Node::List(items)) = root.get_mut(list) else {
        return None;
    };
    items.iter_mut().find_map(|item| match &mut item.value {
        Node::Map(map) if map.text("name") == Some(name) => Some(map),
        _ => None,
    })
}

/// Adds an entry to a list, or replaces the one of that name, which nothing referred to.
fn put(root: &mut Map, list: &str, name: &str, map: Map) {
    if named(root, list, name).is_some() {
        if let Some(old) = named_mut(root, list, name) {
            *old = map;
        }
        return;
    }
    if !matches!(root.get(list), Some(Node::List(_))) {
        root.set(list, Node::List(Vec::new()));
    }
    if let Some(Node::List(items)) = root.get_mut(list) {
        items.push(Item {
            above: Vec::new(),
            value: Node::Map(map),
            beside: None,
        });
    }
}

fn drop_named(root: &mut Map, list: &str, name: &str) {
    if let Some(Node::List(items)) = root.get_mut(list) {
        items.retain(
            |item| !matches!(&item.value, Node::Map(map) if map.text("name") == Some(name)),
        );
    }
}
