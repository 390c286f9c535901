//! Values for output: JSON's, with the order of keys kept, and with times known as such.

use std::fmt::Write;

use nmp_types::{Member, Role, Workspace};
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::time::Times;

/// A value for output.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing, or not known.
    Null,
    /// Yes or no.
    Bool(bool),
    /// A count.
    Number(u64),
    /// A text.
    Text(String),
    /// A moment, as the platform writes it (ISO 8601, UTC).
    Time(String),
    /// Several values.
    List(Vec<Value>),
    /// Names with values.
    Record(Record),
    /// Something that the platform sent.
    Json(serde_json::Value),
}

/// Names with values, in order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Record(Vec<(&'static str, Value)>);

impl Record {
    /// With one more value.
    #[must_use]
    pub fn with(mut self, key: &'static str, value: impl Into<Value>) -> Self {
        self.0.push((key, value.into()));
        self
    }

    /// With a moment.
    #[must_use]
    pub fn with_time(self, key: &'static str, time: Option<&str>) -> Self {
        let value = time.map_or(Value::Null, |time| Value::Time(time.to_owned()));
        self.with(key, value)
    }

    /// A value by its name.
    pub fn get(&self, key: &str) -> Option<&Value> {
        let found = self.0.iter().find(|(name, _)| *name == key);
        found.map(|(_, value)| value)
    }

    /// The names, in order.
    pub fn keys(&self) -> impl Iterator<Item = &'static str> {
        self.0.iter().map(|(name, _)| *name)
    }

    /// Names and values, in order.
    pub fn entries(&self) -> impl Iterator<Item = (&'static str, &Value)> {
        self.0.iter().map(|(name, value)| (*name, value))
    }
}

impl Value {
    /// As a text for one cell: empty for nothing, several values with `joiner` between them.
    pub fn cell(&self, times: &Times, joiner: &str) -> String {
        match self {
            Value::Null => String::new(),
            Value::Bool(value) => value.to_string(),
            Value::Number(value) => value.to_string(),
            Value::Text(text) => text.clone(),
            Value::Time(wire) => times.show(wire),
            Value::List(values) => {
                let mut text = String::new();
                for value in values {
                    if !text.is_empty() {
                        text.push_str(joiner);
                    }
                    let _ = write!(text, "{}", value.cell(times, joiner));
                }
                text
            }
            Value::Record(record) => serde_json::to_string(record).unwrap_or_default(),
            Value::Json(value) => value.to_string(),
        }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Null => serializer.serialize_none(),
            Value::Bool(value) => serializer.serialize_bool(*value),
            Value::Number(value) => serializer.serialize_u64(*value),
            Value::Text(text) | Value::Time(text) => serializer.serialize_str(text),
            Value::List(values) => serializer.collect_seq(values),
            Value::Record(record) => record.serialize(serializer),
            Value::Json(value) => value.serialize(serializer),
        }
    }
}

impl Serialize for Record {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, value) in &self.0 {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Value::Text(text)
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Value::Text(text.clone())
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Value::Bool(value)
    }
}

impl From<u32> for Value {
    fn from(value: u32) -> Self {
        Value::Number(u64::from(value))
    }
}

impl From<u64> for Value {
    fn from(value: u64) -> Self {
        Value::Number(value)
    }
}

impl From<usize> for Value {
    fn from(value: usize) -> Self {
        Value::Number(value as u64)
    }
}

impl From<Record> for Value {
    fn from(record: Record) -> Self {
        Value::Record(record)
    }
}

impl From<&Role> for Value {
    fn from(role: &Role) -> Self {
        Value::Text(role.to_string())
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Into::into)
    }
}

impl<T: Into<Value>> From<Vec<T>> for Value {
    fn from(values: Vec<T>) -> Self {
        Value::List(values.into_iter().map(Into::into).collect())
    }
}

impl From<&[String]> for Value {
    fn from(texts: &[String]) -> Self {
        Value::List(texts.iter().map(Into::into).collect())
    }
}

impl From<&[Role]> for Value {
    fn from(roles: &[Role]) -> Self {
        Value::List(roles.iter().map(Into::into).collect())
    }
}

impl From<&Workspace> for Record {
    /// In the order in which NeMo Platform's own command line prints it.
    fn from(workspace: &Workspace) -> Self {
        Record::default()
            .with("id", &workspace.id)
            .with_time("created_at", Some(&workspace.created_at))
            .with("name", &workspace.name)
            .with_time("updated_at", Some(&workspace.updated_at))
            .with("created_by", workspace.created_by.as_ref())
            .with("description", workspace.description.as_ref())
            .with("updated_by", workspace.updated_by.as_ref())
    }
}

impl From<&Member> for Record {
    fn from(member: &Member) -> Self {
        Record::default()
            .with("principal", &member.principal)
            .with("roles", member.roles.as_slice())
            .with_time("granted_at", member.granted_at.as_deref())
            .with("granted_by", member.granted_by.as_ref())
    }
}
