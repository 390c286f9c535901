//! The one codec of addresses: how a text becomes a segment of a path or a value of a query, and how
//! it is read back. Studio's pages, the calls of the API and copied commands all use it.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// What needs no encoding in a path segment: `unreserved` and the `sub-delims` and `@` that
/// workspace names have (RFC 3986, section 3.3).
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'@')
    .remove(b'+')
    .remove(b'*');

/// Encodes a text as one path segment. Browsers resolve one of dots alone away, however it is
/// written ([`crate::path::is_dot_segment`]): code that builds the path of a resource must refuse
/// it first.
pub fn encode_segment(text: &str) -> String {
    utf8_percent_encode(text, SEGMENT).to_string()
}

/// Decodes a path segment, once; `None` if it is not UTF-8.
pub fn decode_segment(segment: &str) -> Option<String> {
    let text = percent_decode_str(segment).decode_utf8().ok()?;
    Some(text.into_owned())
}

/// Names and values behind the `?` of an address, or behind its `#` where there are too many for a
/// server (`application/x-www-form-urlencoded`, WHATWG URL Standard, section 5).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query(Vec<(String, String)>);

impl Query {
    /// Reads the part behind `?` or `#`, with or without that mark. A pair that is not UTF-8 is left
    /// out: what it was made for can't be known.
    pub fn parse(raw: &str) -> Self {
        let decode = |text: &str| decode_segment(&text.replace('+', " "));
        let pairs = raw
            .strip_prefix(['?', '#'])
            .unwrap_or(raw)
            .split('&')
            .filter_map(|pair| {
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                Some((decode(name)?, decode(value)?))
            })
            .filter(|(name, _)| !name.is_empty());
        Self(pairs.collect())
    }

    /// The last value of a name.
    pub fn get(&self, name: &str) -> Option<String> {
        let mut latest = self.0.iter().rev();
        let (_, value) = latest.find(|(key, _)| key == name)?;
        Some(value.clone())
    }

    /// All values of a name, in order.
    pub fn get_all(&self, name: &str) -> Vec<String> {
        let values = self.0.iter().filter(|(key, _)| key == name);
        values.map(|(_, value)| value.clone()).collect()
    }

    /// With one more value, also if it is empty.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.0.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With one more value, unless it is empty, which means that it is not asked for.
    #[must_use]
    pub fn with_some(self, name: &str, value: &str) -> Self {
        if value.is_empty() {
            self
        } else {
            self.with(name, value)
        }
    }

    /// As it stands behind the mark.
    pub fn encode(&self) -> String {
        let mut encoded = form_urlencoded::Serializer::new(String::new());
        for (name, value) in &self.0 {
            encoded.append_pair(name, value);
        }
        encoded.finish()
    }

    /// What follows the path: `?` and the pairs; empty without pairs.
    pub fn suffix(&self) -> String {
        if self.0.is_empty() {
            String::new()
        } else {
            format!("?{}", self.encode())
        }
    }
}
