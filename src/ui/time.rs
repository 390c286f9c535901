//! Times for people: “3 days ago”, with the exact time as the title.

use js_sys::{Array, Date, Intl, Object, Reflect};
use leptos::prelude::*;
use wasm_bindgen::JsValue;

use crate::web;

/// A moment of the wire in milliseconds since 1970. The platform's times are UTC; some have no
/// zone, which browsers would take for local time.
fn milliseconds(wire: &str) -> Option<f64> {
    let has_zone = wire.ends_with('Z') || wire.rfind(['+', '-']).is_some_and(|at| at > 10);
    let text = if has_zone {
        wire.to_owned()
    } else {
        format!("{wire}Z")
    };
    let time = Date::parse(&text);
    time.is_finite().then_some(time)
}

/// A number of seconds in the largest fitting unit.
fn in_unit(seconds: i64) -> (i64, &'static str) {
    const UNITS: [(i64, &str); 6] = [
        (31_557_600, "year"),
        (2_629_800, "month"),
        (604_800, "week"),
        (86_400, "day"),
        (3_600, "hour"),
        (60, "minute"),
    ];
    UNITS
        .into_iter()
        .find(|(length, _)| seconds.abs() >= *length)
        .map_or((seconds, "second"), |(length, unit)| {
            (seconds / length, unit)
        })
}

fn relative(milliseconds: f64) -> String {
    let (value, unit) = in_unit(((milliseconds - web::unix_milliseconds()) / 1000.0) as i64);
    if unit == "second" {
        return "just now".to_owned();
    }
    let options = Object::new();
    let _ = Reflect::set(&options, &"numeric".into(), &"auto".into());
    let locale = Array::of1(&JsValue::from_str("en"));
    Intl::RelativeTimeFormat::new(&locale, &options)
        .format(value as f64, unit)
        .into()
}

fn absolute(milliseconds: f64) -> String {
    let options = Object::new();
    for (name, value) in [("dateStyle", "long"), ("timeStyle", "long")] {
        let _ = Reflect::set(&options, &name.into(), &value.into());
    }
    Date::new(&JsValue::from_f64(milliseconds))
        .to_locale_string("en", &options)
        .into()
}

/// A moment of the wire. Shows the text as it is if it is not a time.
#[component]
pub fn Moment(
    /// ISO 8601, UTC, with or without `Z`.
    wire: String,
) -> impl IntoView {
    match milliseconds(&wire) {
        None => view! { <span>{wire}</span> }.into_any(),
        Some(time) => view! {
            <time datetime=wire title=absolute(time)>
                {relative(time)}
            </time>
        }
        .into_any(),
    }
}

/// The moment at which a day begins in the person's time zone, that many days later, as the wire
/// has it: `2026-11-25` is `2026-11-24T23:00:00.000Z` in Paris. `None` if it is not a day.
pub fn day_start(day: &str, later: u32) -> Option<String> {
    let mut parts = day.split('-').map(str::parse::<u32>);
    let mut part = || parts.next()?.ok();
    let (year, month, date) = (part()?, part()?, part()?);
    // The midnight of each day by itself, never a number of hours after another: where clocks are
    // put forward at midnight, a day begins at one o'clock, and the next one doesn't. Browsers take
    // a time that doesn't exist for the one after it, and of two equal times the first (ECMA-262,
    // 21.4.1.26).
    let midnight = Date::new_with_year_month_day(2000, 0, 1);
    let month = i32::try_from(month).ok()? - 1;
    let date = i32::try_from(date.checked_add(later)?).ok()?;
    let time = midnight.set_full_year_with_month_date(year, month, date);
    time.is_finite().then(|| midnight.to_iso_string().into())
}

/// How long something will go on, in words: “about 5 minutes”.
pub fn remaining(seconds: i64) -> String {
    let (value, unit) = in_unit(seconds.max(0));
    let plural = if value == 1 { "" } else { "s" };
    format!("{value} {unit}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_told_in_the_largest_unit() {
        let cases = [
            (0, "0 seconds"),
            (59, "59 seconds"),
            (60, "1 minute"),
            (3_599, "59 minutes"),
            (28_800, "8 hours"),
            (90_000, "1 day"),
            (-5, "0 seconds"),
        ];
        for (seconds, expected) in cases {
            assert_eq!(remaining(seconds), expected);
        }
    }
}
