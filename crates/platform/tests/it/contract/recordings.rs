//! The recordings: the same exchanges with each version.

use serde::Deserialize;
use serde_json::Value;

/// A recorded version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// NeMo Platform 0.3.0.
    Platform030,
    /// NeMo Platform 0.6.0.
    Platform060,
    /// NeMo Helix 0.8.1.
    Helix081,
}

impl Version {
    pub const ALL: [Self; 3] = [Self::Platform030, Self::Platform060, Self::Helix081];

    /// Of `auth.dialect`.
    pub fn dialect(self) -> &'static str {
        match self {
            Self::Platform030 | Self::Platform060 => "nmp",
            Self::Helix081 => "helix",
        }
    }

    pub fn exchanges(self) -> Vec<Exchange> {
        parse(match self {
            Self::Platform030 => include_str!("../../fixtures/nemo-platform-0.3.0.json"),
            Self::Platform060 => include_str!("../../fixtures/nemo-platform-0.6.0.json"),
            Self::Helix081 => include_str!("../../fixtures/nemo-helix-0.8.1.json"),
        })
    }
}

/// The exchanges of a recording.
pub fn parse(text: &str) -> Vec<Exchange> {
    let recording: Recording = serde_json::from_str(text).unwrap();
    recording.exchanges
}

#[derive(Deserialize)]
struct Recording {
    exchanges: Vec<Exchange>,
}

#[derive(Deserialize)]
pub struct Exchange {
    pub name: String,
    pub request: Request,
    pub response: Response,
}

#[derive(Deserialize, Debug, PartialEq)]
pub struct Request {
    pub method: String,
    pub path: String,
    #[serde(rename = "as")]
    pub caller: Option<String>,
    #[serde(default)]
    pub extra_claims: Value,
    #[serde(default)]
    pub headers: serde_json::Map<String, Value>,
    pub body: Option<Value>,
    pub raw_body: Option<String>,
}

#[derive(Deserialize, Debug, PartialEq)]
pub struct Response {
    pub status: u16,
    pub body: Value,
}
