//! A [`Filter`] as SQL. Column names come from [`Field::name`], all values are bound.

use sqlx::{QueryBuilder, Sqlite};

use crate::filter::{Filter, Operand, Operator};

#[cfg(doc)]
use crate::filter::Field;

/// Appends the condition, in parentheses.
pub(super) fn push(query: &mut QueryBuilder<Sqlite>, filter: &Filter) {
    query.push("(");
    match filter {
        Filter::And(parts) => push_all(query, parts, " AND "),
        Filter::Or(parts) => push_all(query, parts, " OR "),
        Filter::Not(part) => {
            query.push("NOT ");
            push(query, part);
        }
        Filter::Compare {
            field,
            operator,
            value,
        } => {
            query.push("w.").push(field.name());
            push_comparison(query, *operator, value);
        }
    }
    query.push(")");
}

fn push_all(query: &mut QueryBuilder<Sqlite>, parts: &[Filter], between: &str) {
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            query.push(between);
        }
        push(query, part);
    }
}

fn push_comparison(query: &mut QueryBuilder<Sqlite>, operator: Operator, value: &Operand) {
    let sign = match operator {
        Operator::Eq => " = ",
        Operator::Like => " LIKE ",
        Operator::Lt => " < ",
        Operator::Lte => " <= ",
        Operator::Gt => " > ",
        Operator::Gte => " >= ",
        Operator::In => " IN (",
        Operator::Nin => " NOT IN (",
    };
    match value {
        Operand::Absent => {
            query.push(" IS NULL");
        }
        Operand::List(items) => {
            query.push(sign);
            let mut list = query.separated(", ");
            for item in items {
                list.push_bind(item.clone());
            }
            query.push(")");
        }
        Operand::Text(text) if operator == Operator::Like => {
            query.push(sign).push_bind(containing(text));
            query.push(r" ESCAPE '\'");
        }
        Operand::Text(text) => {
            query.push(sign).push_bind(text.clone());
        }
    }
}

/// A pattern for texts that contain this one; `%` and `_` in it mean themselves.
fn containing(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 2);
    pattern.push('%');
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}
