//! How settings are spelt in other places: a name as a variable and as a pointer, a boolean in a
//! variable.

/// Where a setting is in the settings as JSON (RFC 6901).
pub(super) fn pointer(setting: &str) -> String {
    format!("/{}", setting.replace('.', "/"))
}

/// The environment variable of a setting: `auth.oidc.issuer` is `NMP_AUTH_OIDC__ISSUER`, as
/// pydantic has it with NeMo Platform's prefix of a section and its delimiter `__`.
pub(super) fn variable(setting: &str) -> String {
    let nested = setting.replace('.', "__");
    let (section, rest) = nested.split_once("__").unwrap_or((&nested, ""));
    format!("NMP_{section}_{rest}").to_ascii_uppercase()
}

/// The words that NeMo Platform's own settings (pydantic) accept as booleans.
pub(super) fn flag(text: &str) -> Option<bool> {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" | "1" | "yes" | "y" | "on" | "t" => Some(true),
        "false" | "0" | "no" | "n" | "off" | "f" => Some(false),
        _ => None,
    }
}
