//! A statement that both databases understand.
//!
//! The text is made of pieces that are written in this program, by its type; everything else is
//! bound. Parameters are `$1`, `$2`, …, which PostgreSQL and SQLite both take.

use sqlx::AssertSqlSafe;
use sqlx::query::Query;

/// A value that is bound.
#[derive(Debug, Clone)]
pub(super) enum Value {
    /// A text, or `NULL`.
    Text(Option<String>),
    /// A number, for `LIMIT` and the like.
    Number(i64),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(Some(text.to_owned()))
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::Text(Some(text.clone()))
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(Some(text))
    }
}

impl From<Option<String>> for Value {
    fn from(text: Option<String>) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

/// A statement with its values.
#[derive(Debug, Clone)]
pub(super) struct Sql {
    text: String,
    values: Vec<Value>,
}

impl Sql {
    /// Begins a statement.
    pub fn new(text: &'static str) -> Self {
        Self {
            text: text.to_owned(),
            values: Vec::new(),
        }
    }

    /// A whole statement whose `$1`, `$2`, … are these values.
    pub fn with<const N: usize>(text: &'static str, values: [Value; N]) -> Self {
        Self {
            text: text.to_owned(),
            values: values.into(),
        }
    }

    /// Goes on.
    pub fn push(&mut self, text: &'static str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Binds a value here.
    pub fn bind(&mut self, value: impl Into<Value>) -> &mut Self {
        self.values.push(value.into());
        self.text.push('$');
        self.text.push_str(&self.values.len().to_string());
        self
    }

    /// Binds several values here, separated by commas.
    pub fn bind_all<V: Into<Value>>(&mut self, values: impl IntoIterator<Item = V>) -> &mut Self {
        for (index, value) in values.into_iter().enumerate() {
            if index > 0 {
                self.text.push_str(", ");
            }
            self.bind(value);
        }
        self
    }

    /// The statement for one of the databases.
    pub fn query<D>(self) -> Query<'static, D, D::Arguments>
    where
        D: sqlx::Database,
        Option<String>: for<'q> sqlx::Encode<'q, D> + sqlx::Type<D>,
        i64: for<'q> sqlx::Encode<'q, D> + sqlx::Type<D>,
    {
        // Sound, since the pieces are `'static`.
        let mut query = sqlx::query(AssertSqlSafe(self.text));
        for value in self.values {
            query = match value {
                Value::Text(text) => query.bind(text),
                Value::Number(number) => query.bind(number),
            };
        }
        query
    }
}
