//! A [`Filter`] as SQL. Column names come from [`Field::name`], all values are bound.

use super::sql::Sql;
use crate::filter::{Filter, Operand, Operator};

#[cfg(doc)]
use crate::filter::Field;

/// Appends the condition, in parentheses.
pub(super) fn push(sql: &mut Sql, filter: &Filter) {
    sql.push("(");
    match filter {
        Filter::And(parts) => push_all(sql, parts, " AND "),
        Filter::Or(parts) => push_all(sql, parts, " OR "),
        Filter::Not(part) => {
            sql.push("NOT ");
            push(sql, part);
        }
        Filter::Compare {
            field,
            operator,
            value,
        } => {
            if *operator == Operator::Like {
                // PostgreSQL's LIKE tells the cases apart, SQLite's doesn't.
                sql.push("lower(w.").push(field.name()).push(")");
            } else {
                sql.push("w.").push(field.name());
            }
            push_comparison(sql, *operator, value);
        }
    }
    sql.push(")");
}

fn push_all(sql: &mut Sql, parts: &[Filter], between: &'static str) {
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            sql.push(between);
        }
        push(sql, part);
    }
}

fn push_comparison(sql: &mut Sql, operator: Operator, value: &Operand) {
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
            sql.push(" IS NULL");
        }
        // PostgreSQL has no empty lists.
        Operand::List(items) if items.is_empty() => {
            sql.push(match operator {
                Operator::Nin => " IS NULL OR 1 = 1",
                _ => " IS NULL AND 1 = 0",
            });
        }
        Operand::List(items) => {
            sql.push(sign).bind_all(items).push(")");
        }
        Operand::Text(text) if operator == Operator::Like => {
            sql.push(sign).bind(containing(text));
            sql.push(r" ESCAPE '\'");
        }
        Operand::Text(text) => {
            sql.push(sign).bind(text.clone());
        }
    }
}

/// A pattern for texts in small letters that contain this one; `%` and `_` in it mean
/// themselves. Of ASCII's letters only, which is what both databases do with `lower` (in
/// PostgreSQL's collation "C").
fn containing(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 2);
    pattern.push('%');
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c.to_ascii_lowercase());
    }
    pattern.push('%');
    pattern
}
