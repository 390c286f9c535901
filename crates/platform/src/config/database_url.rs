//! The address of a PostgreSQL database.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use sqlx::postgres::{PgConnectOptions, PgSslMode};

/// Where a PostgreSQL database is, who connects, and how. It can contain a password, so it is
/// never shown unredacted.
#[derive(Clone)]
pub struct DatabaseUrl {
    text: String,
    options: PgConnectOptions,
}

impl DatabaseUrl {
    /// The server and the name of the database, for people.
    pub fn place(&self) -> String {
        let options = &self.options;
        let server = match options.get_socket() {
            Some(folder) => folder.display().to_string(),
            None => format!("{}:{}", options.get_host(), options.get_port()),
        };
        let name = options
            .get_database()
            .unwrap_or_else(|| options.get_username());
        format!("{name} on {server}")
    }

    /// How to connect.
    pub fn options(&self) -> PgConnectOptions {
        self.options.clone()
    }

    /// Unknown parameters after the `?`. A mistyped one must not be ignored silently: the
    /// connection could lack TLS.
    pub fn unread_parameters(&self) -> Vec<String> {
        /// The library's parameters; those of `options[…]` are PostgreSQL's own.
        const READ: [&str; 18] = [
            "application_name",
            "dbname",
            "host",
            "hostaddr",
            "options",
            "password",
            "port",
            "ssl-ca",
            "ssl-cert",
            "ssl-key",
            "ssl-mode",
            "ssl-root-cert",
            "sslcert",
            "sslkey",
            "sslmode",
            "sslrootcert",
            "statement-cache-capacity",
            "user",
        ];
        let Ok(url) = url::Url::parse(&self.text) else {
            return Vec::new();
        };
        url.query_pairs()
            .map(|(name, _)| name.into_owned())
            .filter(|name| !READ.contains(&name.as_str()) && !name.starts_with("options["))
            .collect()
    }

    /// Whether someone between here and the server could eavesdrop or impersonate it.
    pub fn is_exposed(&self) -> bool {
        let host = self.options.get_host();
        let here = self.options.get_socket().is_some()
            || host.starts_with('/')
            || host == "localhost"
            || host
                .parse::<std::net::IpAddr>()
                .is_ok_and(|address| address.is_loopback());
        !here
            && !matches!(
                self.options.get_ssl_mode(),
                PgSslMode::VerifyCa | PgSslMode::VerifyFull
            )
    }
}

impl FromStr for DatabaseUrl {
    type Err = String;

    /// # Errors
    /// What is wrong, without the text, which can contain a password.
    fn from_str(text: &str) -> Result<Self, String> {
        let text = without_driver(text.trim());
        if text.starts_with("sqlite:") {
            return Err(
                "SQLite needs no address: leave it out, and the data are in the file platform.db \
                 of the data folder (NMP_DATA_DIR)"
                    .to_owned(),
            );
        }
        if !["postgres://", "postgresql://"]
            .iter()
            .any(|scheme| text.starts_with(scheme))
        {
            return Err(
                "it must be like postgres://user:password@host:5432/database; without it the \
                 data are in a file of the data folder"
                    .to_owned(),
            );
        }
        // The library's own message can contain the password.
        let options = text.parse().map_err(|_: sqlx::Error| {
            "it is not an address like postgres://user:password@host:5432/database (special \
             characters of a password must be percent-encoded)"
                .to_owned()
        })?;
        Ok(Self {
            text: text.into_owned(),
            options,
        })
    }
}

/// An address without the driver of Python's SQLAlchemy, which NeMo Platform's may name:
/// `postgresql+asyncpg://…`.
fn without_driver(text: &str) -> Cow<'_, str> {
    match text.split_once("://") {
        Some((scheme, rest)) if scheme.contains('+') => {
            let scheme = scheme.split('+').next().unwrap_or_default();
            Cow::Owned(format!("{scheme}://{rest}"))
        }
        _ => Cow::Borrowed(text),
    }
}

impl PartialEq for DatabaseUrl {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DatabaseUrl({})", self.place())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str = "postgres://nmp:secret@db.example.com:5433/access";

    #[test]
    fn the_password_is_never_shown() {
        let url: DatabaseUrl = URL.parse().unwrap();
        assert_eq!(url.place(), "access on db.example.com:5433");
        assert!(!format!("{url:?}").contains("secret"));
        for bad in [
            "mysql://a:secret@b/c",
            "postgres://a:secret@b:port/c",
            "secret",
        ] {
            let error = bad.parse::<DatabaseUrl>().unwrap_err();
            assert!(!error.contains("secret"), "{error}");
        }
    }

    #[test]
    fn addresses_of_nemo_platform_are_read() {
        let url: DatabaseUrl = URL
            .replace("postgres:", "postgresql+asyncpg:")
            .parse()
            .unwrap();
        assert_eq!(url.place(), "access on db.example.com:5433");
        for sqlite in ["sqlite:///x.db", "sqlite+aiosqlite:///x.db"] {
            let error = sqlite.parse::<DatabaseUrl>().unwrap_err();
            assert!(error.contains("NMP_DATA_DIR"), "{error}");
        }
    }

    #[test]
    fn unknown_parameters_are_found() {
        let url: DatabaseUrl = format!(
            "{URL}?sslmdoe=require&sslmode=require&options[search_path]=a&connect_timeout=3&user=b"
        )
        .parse()
        .unwrap();
        assert_eq!(url.unread_parameters(), ["sslmdoe", "connect_timeout"]);
    }

    #[test]
    fn exposed_addresses() {
        let cases = [
            (URL.to_owned(), true),
            (format!("{URL}?sslmode=require"), true),
            (format!("{URL}?sslmode=verify-full"), false),
            ("postgres://nmp@127.0.0.1/access".to_owned(), false),
            ("postgres:///access?host=/run/postgresql".to_owned(), false),
        ];
        for (text, exposed) in cases {
            let url: DatabaseUrl = text.parse().unwrap();
            assert_eq!(url.is_exposed(), exposed, "{text}");
        }
    }
}
