//! What a command prints, whatever the format.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::value::Record;

/// Rows, and what is said beside them.
#[derive(Debug, Clone, PartialEq)]
pub struct Data {
    rows: Vec<Record>,
    /// The names of the columns that a table has unless others are asked for.
    pub columns: &'static [&'static str],
    /// What JSON and YAML have beside the rows.
    pub beside: Record,
    shape: Shape,
}

/// How JSON and YAML show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// The one row by itself; there is no table.
    One,
    /// `data`, then what is beside it.
    List,
}

impl Data {
    /// A list, with these columns by default.
    pub fn list(rows: Vec<Record>, columns: &'static [&'static str]) -> Self {
        Self {
            rows,
            columns,
            beside: Record::default(),
            shape: Shape::List,
        }
    }

    /// One thing.
    pub fn one(row: Record) -> Self {
        Self {
            rows: vec![row],
            columns: &[],
            beside: Record::default(),
            shape: Shape::One,
        }
    }

    /// With more beside the rows.
    #[must_use]
    pub fn beside(mut self, beside: Record) -> Self {
        self.beside = beside;
        self
    }

    /// The rows.
    pub fn rows(&self) -> &[Record] {
        &self.rows
    }

    /// Whether it is one thing, which is never a table.
    pub fn is_one(&self) -> bool {
        self.shape == Shape::One
    }

    /// Every name that a row has, in order. Rows of one list have the same.
    pub fn keys(&self) -> Vec<&'static str> {
        match self.rows.first() {
            Some(row) => row.keys().collect(),
            None => self.columns.to_vec(),
        }
    }
}

impl Serialize for Data {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match (self.shape, self.rows.as_slice()) {
            (Shape::One, [row, ..]) => row.serialize(serializer),
            _ => {
                let mut map = serializer.serialize_map(None)?;
                map.serialize_entry("data", &self.rows)?;
                for (key, value) in self.beside.entries() {
                    map.serialize_entry(key, value)?;
                }
                map.end()
            }
        }
    }
}
