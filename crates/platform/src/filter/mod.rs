//! The `filter` of a listing: read from the query, echoed in the answer, applied by the store.
//!
//! Three forms, as on the real platform: text (`filter=name~"ml"`), JSON
//! (`filter={"name":{"$like":"ml"}}`), and brackets (`filter[name]=ml-team`,
//! `filter[name][$like]=ml`). [`parse`] reads each into a [`Filter`].

mod parse;
mod schema;
mod text;

use serde_json::{Value, json};

pub use parse::{FilterError, parse};

/// A condition on workspaces.
#[derive(Debug, Clone, PartialEq)]
pub enum Filter {
    /// A field compared with a value.
    Compare {
        /// Which field.
        field: Field,
        /// How.
        operator: Operator,
        /// With what.
        value: Operand,
    },
    /// All of these.
    And(Vec<Filter>),
    /// Any of these.
    Or(Vec<Filter>),
    /// Not this.
    Not(Box<Filter>),
}

/// A field of a workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// `id`.
    Id,
    /// `name`.
    Name,
    /// `description`.
    Description,
    /// `created_at`.
    CreatedAt,
    /// `created_by`.
    CreatedBy,
    /// `updated_at`.
    UpdatedAt,
    /// `updated_by`.
    UpdatedBy,
}

impl Field {
    const ALL: [Field; 7] = [
        Field::Id,
        Field::Name,
        Field::Description,
        Field::CreatedAt,
        Field::CreatedBy,
        Field::UpdatedAt,
        Field::UpdatedBy,
    ];

    /// The name on the wire, which is that of the column too.
    pub fn name(self) -> &'static str {
        match self {
            Field::Id => "id",
            Field::Name => "name",
            Field::Description => "description",
            Field::CreatedAt => "created_at",
            Field::CreatedBy => "created_by",
            Field::UpdatedAt => "updated_at",
            Field::UpdatedBy => "updated_by",
        }
    }

    fn is_time(self) -> bool {
        matches!(self, Field::CreatedAt | Field::UpdatedAt)
    }
}

/// How a field is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// Equal; with `null`: absent.
    Eq,
    /// Contains the text; ASCII letters in either case.
    Like,
    /// Less.
    Lt,
    /// Less or equal.
    Lte,
    /// Greater.
    Gt,
    /// Greater or equal.
    Gte,
    /// One of a list.
    In,
    /// None of a list.
    Nin,
}

impl Operator {
    const ALL: [Operator; 8] = [
        Operator::Eq,
        Operator::Like,
        Operator::Lt,
        Operator::Lte,
        Operator::Gt,
        Operator::Gte,
        Operator::In,
        Operator::Nin,
    ];

    /// The name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Operator::Eq => "$eq",
            Operator::Like => "$like",
            Operator::Lt => "$lt",
            Operator::Lte => "$lte",
            Operator::Gt => "$gt",
            Operator::Gte => "$gte",
            Operator::In => "$in",
            Operator::Nin => "$nin",
        }
    }
}

/// What a field is compared with: of the shape that its operator needs.
#[derive(Debug, Clone, PartialEq)]
pub enum Operand {
    /// Nothing (`null`), for [`Operator::Eq`].
    Absent,
    /// A text.
    Text(String),
    /// Texts, for [`Operator::In`] and [`Operator::Nin`].
    List(Vec<String>),
}

impl Filter {
    /// The filter as the answer of a listing echoes it: every operator written out.
    pub fn to_json(&self) -> Value {
        match self {
            Filter::Compare {
                field,
                operator,
                value,
            } => {
                let value = match value {
                    Operand::Absent => Value::Null,
                    Operand::Text(text) => json!(text),
                    Operand::List(texts) => json!(texts),
                };
                json!({ field.name(): { operator.name(): value } })
            }
            Filter::And(parts) => {
                json!({ "$and": parts.iter().map(Filter::to_json).collect::<Vec<_>>() })
            }
            Filter::Or(parts) => {
                json!({ "$or": parts.iter().map(Filter::to_json).collect::<Vec<_>>() })
            }
            Filter::Not(part) => json!({ "$not": part.to_json() }),
        }
    }
}
