//! A [`Filter`] as SQL. Column names come from [`Field::name`], all values are bound.

use nmp_types::workspace::MAX_DESCRIPTION_CHARS;

use super::sql::{Engine, Sql};
use crate::filter::{Field, Filter, Operand, Operator};

/// Appends the condition, in parentheses.
pub(super) fn push(sql: &mut Sql, filter: &Filter, engine: Engine) {
    sql.push("(");
    match filter {
        Filter::And(parts) => push_all(sql, parts, " AND ", engine),
        Filter::Or(parts) => push_all(sql, parts, " OR ", engine),
        Filter::Not(part) => {
            sql.push("NOT ");
            push(sql, part, engine);
        }
        Filter::Compare {
            field,
            operator,
            value,
        } => match value {
            Operand::Text(text) if *operator == Operator::Like => {
                push_containing(sql, *field, text, engine);
            }
            value => {
                sql.push("w.").push(field.name());
                push_comparison(sql, *operator, value);
            }
        },
    }
    sql.push(")");
}

fn push_all(sql: &mut Sql, parts: &[Filter], between: &'static str, engine: Engine) {
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            sql.push(between);
        }
        push(sql, part, engine);
    }
}

fn push_comparison(sql: &mut Sql, operator: Operator, value: &Operand) {
    let sign = match operator {
        // `$like` is written elsewhere.
        Operator::Eq | Operator::Like => " = ",
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
        Operand::Text(text) => {
            sql.push(sign).bind(text.clone());
        }
    }
}

/// Whether a field contains a text, ignoring the case of ASCII letters, which both databases'
/// `lower` handles (in PostgreSQL with the collation "C").
///
/// It doesn't use `LIKE`, whose time is the product of both lengths. Only the start of a
/// description is searched, up to today's limit; earlier versions accepted a million characters.
fn push_containing(sql: &mut Sql, field: Field, text: &str, engine: Engine) {
    sql.push(match engine {
        Engine::Sqlite => "instr(lower(",
        Engine::Postgres => "strpos(lower(",
    });
    if field == Field::Description {
        let most = i64::try_from(MAX_DESCRIPTION_CHARS).unwrap_or(i64::MAX);
        sql.push("substr(w.description, 1, CAST(")
            .bind(most)
            .push(" AS INTEGER))");
    } else {
        sql.push("w.").push(field.name());
    }
    sql.push("), ")
        .bind(text.to_ascii_lowercase())
        .push(") > 0");
}
