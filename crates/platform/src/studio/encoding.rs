//! Chooses which of a file's encodings to send (RFC 9110, section 12.5.3).

use axum::http::HeaderMap;
use axum::http::header::ACCEPT_ENCODING;

/// An encoding of the files beside a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Encoding {
    /// Its name in HTTP.
    pub(super) name: &'static str,
    /// The extension that is added to the file's name.
    pub(super) extension: &'static str,
}

/// All of them, the smallest first.
pub(super) const ENCODINGS: [Encoding; 2] = [
    Encoding {
        name: "br",
        extension: ".br",
    },
    Encoding {
        name: "gzip",
        extension: ".gz",
    },
];

/// The encodings that a request accepts, the best first. The file itself is always accepted.
pub(super) fn accepted(headers: &HeaderMap) -> Vec<Encoding> {
    let mut weights: Vec<(f32, Encoding)> = ENCODINGS
        .into_iter()
        .map(|encoding| (weight(headers, encoding.name), encoding))
        .filter(|(weight, _)| *weight > 0.0)
        .collect();
    // Stable: of two equally preferred ones, the smaller comes first.
    weights.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    weights.into_iter().map(|(_, encoding)| encoding).collect()
}

/// A request's weight for an encoding, from 0 to 1.
fn weight(headers: &HeaderMap, name: &str) -> f32 {
    let mut of_all = 0.0;
    for item in headers
        .get_all(ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
    {
        let mut parts = item.split(';').map(str::trim);
        let coding = parts.next().unwrap_or_default();
        let weight = parts
            .find_map(|part| part.strip_prefix("q=").or(part.strip_prefix("Q=")))
            .map_or(1.0, |weight| weight.parse().unwrap_or(0.0));
        if coding.eq_ignore_ascii_case(name) {
            return weight;
        }
        if coding == "*" {
            of_all = weight;
        }
    }
    of_all
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn the_best_accepted_encoding() {
        for (header, expected) in [
            ("", vec![]),
            ("gzip", vec!["gzip"]),
            ("gzip, deflate, br, zstd", vec!["br", "gzip"]),
            ("GZIP", vec!["gzip"]),
            ("br;q=0", vec![]),
            ("br;q=0, gzip;q=0.5", vec!["gzip"]),
            ("br;q=0.2, gzip;q=0.8", vec!["gzip", "br"]),
            ("br ; q=0.2 , gzip ; Q=0.8", vec!["gzip", "br"]),
            ("*", vec!["br", "gzip"]),
            ("*;q=0", vec![]),
            ("br;q=0, *", vec!["gzip"]),
            ("identity", vec![]),
            ("br;q=x", vec![]),
            ("brotli, gzipx", vec![]),
        ] {
            let headers =
                HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static(header))]);
            let names: Vec<&str> = accepted(&headers).iter().map(|one| one.name).collect();
            assert_eq!(names, expected, "{header}");
        }
        assert_eq!(accepted(&HeaderMap::new()), vec![]);
    }
}
