//! Numbers of the settings file without infinities and NaN, which YAML has (`.inf`, `.nan`) and no
//! setting means. JSON, by which the environment is overlaid, would lose them.

use serde::de::{Deserialize, Deserializer, Error};

/// A number, if there is one.
pub(super) fn optional<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<f64>, D::Error> {
    match Option::<f64>::deserialize(deserializer)? {
        Some(number) if !number.is_finite() => Err(Error::custom("it must be a finite number")),
        number => Ok(number),
    }
}

/// A number.
pub(super) fn required<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    optional(deserializer)?.ok_or_else(|| Error::custom("it must be a number"))
}
