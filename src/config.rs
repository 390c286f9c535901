//! What the page that carries Studio says about the deployment.

/// The marker that NMP's own static server replaces in the pages it serves.
const MARKER: &str = "STUDIO_UI_VITE_PLATFORM_BASE_URL";

/// The platform's address from `<meta name="nmp-platform-base-url">`: the bare marker, an
/// empty value or no element mean the origin that Studio itself comes from (an empty text).
pub fn platform_base_url(meta_content: Option<&str>) -> String {
    match meta_content.map(str::trim) {
        None | Some("" | MARKER) => String::new(),
        Some(url) => url.trim_end_matches('/').to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_marker_means_the_same_origin() {
        for same_origin in [None, Some(""), Some(" "), Some(MARKER)] {
            assert_eq!(platform_base_url(same_origin), "");
        }
        assert_eq!(
            platform_base_url(Some("https://nmp.example.com/")),
            "https://nmp.example.com"
        );
    }
}
