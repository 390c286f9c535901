//! The `filter` of a listing: parsed from the query, echoed in the answer, applied by the store.
//!
//! Three forms, as on the real platform: text (`filter=name~"ml"`), JSON
//! (`filter={"name":{"$like":"ml"}}`), and brackets (`filter[name]=ml-team`,
//! `filter[name][$like]=ml`). [`mod@parse`] reads each into a [`Filter`].

mod bindings;
mod error;
mod parse;
mod schema;
mod text;

use serde_json::{Value, json};

pub use bindings::{BindingFilter, MAX_BINDING_CHARS};
pub use error::{FilterError, MAX_OPERAND_CHARS};
pub use parse::{parse, parse_of};

/// A condition on workspaces.
#[derive(Debug, Clone, PartialEq)]
pub enum Filter {
    /// A field compared with a value.
    Compare {
        /// The field.
        field: Field,
        /// The operator.
        operator: Operator,
        /// The value.
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

    /// Those that projects have too.
    pub const OF_PROJECTS: [Field; 5] = [
        Field::Id,
        Field::Name,
        Field::Description,
        Field::CreatedAt,
        Field::UpdatedAt,
    ];

    /// The name on the wire, which is also the column's.
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

/// The value to compare with, in the shape that the operator needs.
#[derive(Debug, Clone, PartialEq)]
pub enum Operand {
    /// `null`, for [`Operator::Eq`].
    Absent,
    /// A string.
    Text(String),
    /// Strings, for [`Operator::In`] and [`Operator::Nin`].
    List(Vec<String>),
}

impl Filter {
    /// The filter as listings echo it, with every operator written out.
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
