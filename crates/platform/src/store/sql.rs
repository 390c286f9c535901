//! A statement that both databases understand.
//!
//! Its type guarantees that the text consists of literals of this program; everything else is
//! bound. Parameters are `$1`, `$2`, …, which PostgreSQL and SQLite both accept.

use sqlx::query::Query;
use sqlx::{AssertSqlSafe, Postgres, Sqlite};

/// A bound value.
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

/// SQL that differs between the two databases.
pub(super) trait Dialect {
    /// The text before and after the number of a parameter that is a JSON list, to select its
    /// strings.
    const TEXTS_OF: [&'static str; 2];
}

impl Dialect for Sqlite {
    const TEXTS_OF: [&'static str; 2] = ["SELECT value FROM json_each($", ")"];
}

impl Dialect for Postgres {
    const TEXTS_OF: [&'static str; 2] = ["SELECT jsonb_array_elements_text(CAST($", " AS jsonb))"];
}

/// Which database it is, where statements differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Engine {
    /// SQLite.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

/// A statement with its values.
#[derive(Debug, Clone)]
pub(super) struct Sql {
    text: String,
    values: Vec<Value>,
    /// The position in the text of each list parameter, and its number.
    lists: Vec<(usize, usize)>,
}

impl Sql {
    /// Starts a statement.
    pub fn new(text: &'static str) -> Self {
        Self {
            text: text.to_owned(),
            values: Vec::new(),
            lists: Vec::new(),
        }
    }

    /// A complete statement whose `$1`, `$2`, … are these values.
    pub fn with<const N: usize>(text: &'static str, values: [Value; N]) -> Self {
        Self {
            text: text.to_owned(),
            values: values.into(),
            lists: Vec::new(),
        }
    }

    /// Appends text.
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

    /// Binds any number of strings here as one value, and selects them. Thousands of parameters
    /// would exceed the databases' limits, and each number would be a different statement.
    pub fn bind_list(&mut self, texts: &[String]) -> &mut Self {
        self.values
            .push(Value::from(serde_json::json!(texts).to_string()));
        self.lists.push((self.text.len(), self.values.len()));
        self
    }

    fn text<D: Dialect>(&self) -> String {
        let mut text = self.text.clone();
        let [before, behind] = D::TEXTS_OF;
        // From the end, so earlier positions stay valid.
        for (place, parameter) in self.lists.iter().rev() {
            text.insert_str(*place, &format!("{before}{parameter}{behind}"));
        }
        text
    }

    /// The statement for one of the databases.
    pub fn query<D>(self) -> Query<'static, D, D::Arguments>
    where
        D: sqlx::Database + Dialect,
        Option<String>: for<'q> sqlx::Encode<'q, D> + sqlx::Type<D>,
        i64: for<'q> sqlx::Encode<'q, D> + sqlx::Type<D>,
    {
        // Sound, since the pieces are `'static`.
        let mut query = sqlx::query(AssertSqlSafe(self.text::<D>()));
        for value in self.values {
            query = match value {
                Value::Text(text) => query.bind(text),
                Value::Number(number) => query.bind(number),
            };
        }
        query
    }
}
