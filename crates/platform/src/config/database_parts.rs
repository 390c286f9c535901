//! The variables that NeMo Platform composes the address of its database of.

use url::Url;

use super::{ConfigError, Environment};

const DIALECT: &str = "DATABASE_DIALECT";
const HOST: &str = "DATABASE_HOST";
const PORT: &str = "DATABASE_PORT";
const NAME: &str = "DATABASE_NAME";
const USER: &str = "DATABASE_USER";
const PASSWORD: &str = "DATABASE_PASSWORD";
const PATH: &str = "DATABASE_PATH";

/// The address that the variables are the parts of; `None` if they name no database. `whole` is
/// whether the address is also set as a whole.
///
/// # Errors
/// [`ConfigError::Setting`] for a part that is missing or wrong, and for what this server lacks.
pub(super) fn url(environment: &Environment, whole: bool) -> Result<Option<String>, ConfigError> {
    let refused = |name: &str, problem: &str| Err(ConfigError::setting(name, problem));
    let part = |name: &str| -> Option<String> {
        Some(environment.first(&[name.to_owned()])?.1.trim().to_owned())
    };
    let dialect = part(DIALECT).unwrap_or_default().to_ascii_lowercase();
    // NeMo Platform's dialects may name a driver: `postgresql+asyncpg`.
    let dialect = dialect.split('+').next().unwrap_or_default();
    if part(PATH).is_some() {
        return refused(
            PATH,
            "here the SQLite database is the file platform.db in the data folder: set \
             NMP_DATA_DIR instead",
        );
    }
    let set: Vec<&str> = [HOST, PORT, NAME, USER, PASSWORD]
        .into_iter()
        .filter(|name| part(name).is_some())
        .collect();
    match dialect {
        "" | "postgres" | "postgresql" => {}
        "sqlite" if whole => return refused(DIALECT, "the database's address is set too; set one"),
        "sqlite" => {
            return match set.first() {
                None => Ok(None),
                Some(name) => refused(name, "it has no meaning with DATABASE_DIALECT=sqlite"),
            };
        }
        _ => {
            return refused(
                DIALECT,
                "this server keeps its data in PostgreSQL (postgresql) or SQLite (sqlite)",
            );
        }
    }
    // DATABASE_USER and the like may belong to another program if there is no host.
    let Some(host) = part(HOST) else {
        return match (dialect, whole) {
            ("", _) | (_, true) => Ok(None),
            _ => refused(HOST, "it is missing, but DATABASE_DIALECT is PostgreSQL's"),
        };
    };
    if whole {
        return refused(
            HOST,
            "the database's address is set as a whole too; set one of both",
        );
    }
    let required = |name: &str| {
        part(name).ok_or_else(|| ConfigError::setting(name, "it is missing beside DATABASE_HOST"))
    };
    let (name, user) = (required(NAME)?, required(USER)?);
    let port = match part(PORT) {
        None => 5432,
        Some(port) => port
            .parse()
            .map_err(|_| ConfigError::setting(PORT, "it must be a number from 1 to 65535"))?,
    };
    compose(&host, port, &name, &user, part(PASSWORD).as_deref())
        .map(Some)
        .ok_or_else(|| ConfigError::setting(HOST, "it is not the name or address of a host"))
}

/// The address, with the parts encoded.
fn compose(
    host: &str,
    port: u16,
    name: &str,
    user: &str,
    password: Option<&str>,
) -> Option<String> {
    let mut url = Url::parse("postgres://localhost/").ok()?;
    let is_ipv6 = host.contains(':') && !host.starts_with('[');
    let host = if is_ipv6 {
        format!("[{host}]")
    } else {
        host.to_owned()
    };
    url.set_host(Some(&host)).ok()?;
    url.set_port(Some(port)).ok()?;
    url.set_username(user).ok()?;
    url.set_password(password).ok()?;
    url.path_segments_mut().ok()?.clear().push(name);
    Some(url.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{DatabaseUrl, Settings};

    const PARTS: [(&str, &str); 4] = [
        (HOST, "db.example.com"),
        (NAME, "access"),
        (USER, "nmp"),
        (PASSWORD, "a/b@c:d%?#e"),
    ];

    fn with(more: &[(&str, &str)]) -> Environment {
        PARTS.iter().chain(more).copied().collect()
    }

    #[test]
    fn the_parts_are_an_address() {
        let text = url(&with(&[]), false).unwrap().unwrap();
        let parsed: DatabaseUrl = text.parse().unwrap();
        assert_eq!(parsed.place(), "access on db.example.com:5432");
        let options = format!("{:?}", parsed.options());
        assert!(options.contains("a/b@c:d%?#e"), "{options}");
        let more = [(PORT, "6000"), (DIALECT, "postgresql+asyncpg")];
        let settings = Settings::load(None, &with(&more)).unwrap();
        let place = settings.database.unwrap().url.place();
        assert_eq!(place, "access on db.example.com:6000");
    }

    #[test]
    fn without_a_host_they_are_another_programs() {
        let environment = [(USER, "x"), (PASSWORD, "y")].into_iter().collect();
        assert_eq!(url(&environment, false).unwrap(), None);
        let sqlite = [(DIALECT, "sqlite")].into_iter().collect();
        assert_eq!(url(&sqlite, false).unwrap(), None);
    }

    #[test]
    fn mistakes_are_refused_and_named() {
        type Case<'a> = (&'a [(&'a str, &'a str)], bool, &'a str);
        let cases: [Case<'_>; 9] = [
            (&[(PATH, "/data/nmp.db")], false, PATH),
            (&[(DIALECT, "mysql")], false, DIALECT),
            (&[(DIALECT, "postgresql")], false, HOST),
            (&[(DIALECT, "sqlite"), (HOST, "db")], false, HOST),
            (&[(DIALECT, "sqlite")], true, DIALECT),
            (&[(HOST, "db")], true, HOST),
            (&[(HOST, "db"), (NAME, "a")], false, USER),
            (
                &[(HOST, "db"), (NAME, "a"), (USER, "u"), (PORT, "x")],
                false,
                PORT,
            ),
            (&[(HOST, "d b"), (NAME, "a"), (USER, "u")], false, HOST),
        ];
        for (variables, whole, named) in cases {
            let error = url(&variables.iter().copied().collect(), whole).unwrap_err();
            let error = error.to_string();
            assert!(error.contains(named), "{variables:?}: {error}");
        }
        let both = with(&[("DATABASE_URL", "postgres://nmp@localhost/nmp")]);
        let error = Settings::load(None, &both).unwrap_err().to_string();
        assert!(error.contains(HOST), "{error}");
        assert!(!error.contains("a/b"), "{error}");
    }
}
