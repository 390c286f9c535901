//! Sections `service`, `platform` and `studio`.

use super::Kind::{Flag, Number, Path, Secret, Text, Whole};
use super::Origin::{Nmp, Ours};
use super::{Setting, row};

pub(super) const SERVICE: &[Setting] = &[
    row(
        "service.host",
        Text,
        "127.0.0.1",
        Nmp,
        "The address to listen on; `0.0.0.0` for all. The option `--host` wins.",
    )
    .also(&["NMP_HOST"]),
    row(
        "service.port",
        Whole,
        "8080",
        Nmp,
        "The port to listen on; 0 takes a free one. The option `--port` wins.",
    )
    .also(&["NMP_PORT"]),
    row(
        "service.log_format",
        Text,
        "text",
        Nmp,
        "`text` (NeMo Platform's `plain`) for people, `json` for programs. The option `--log-format` wins.",
    )
    .also(&["LOG_FORMAT", "NMP_LOG_FORMAT"]),
    row(
        "service.log_level",
        Text,
        "info",
        Nmp,
        "`error`, `warn`, `info`, `debug` or `trace`, NeMo Platform's `WARNING` and `CRITICAL`, or filters like `platform=debug,info`.",
    )
    .also(&["LOG_LEVEL", "NMP_LOG"]),
    row(
        "platform.redirect_root_to_studio",
        Flag,
        "true",
        Nmp,
        "Redirect `/` to `/studio/`; otherwise it is 404.",
    ),
    row(
        "platform.database_url",
        Secret,
        "(SQLite in the data folder)",
        Ours,
        "PostgreSQL: `postgres://user:password@host:5432/database?sslmode=verify-full`. `DATABASE_HOST`, `_PORT`, `_NAME`, `_USER`, `_PASSWORD` and `_DIALECT` together are the same.",
    )
    .also(&["DATABASE_URL"]),
    row(
        "platform.database_connections",
        Whole,
        "10",
        Ours,
        "The most connections to PostgreSQL. Of two or more one is for health checks.",
    ),
    row(
        "platform.database_wait_seconds",
        Number,
        "300",
        Ours,
        "How long a start waits for PostgreSQL.",
    ),
    row(
        "platform.database_statement_timeout_seconds",
        Number,
        "5",
        Ours,
        "The longest statement, in either database.",
    ),
    row(
        "studio.static_files_path",
        Path,
        "dist",
        Nmp,
        "The folder of Studio's files.",
    ),
];
