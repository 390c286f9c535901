-- The collation "C" compares byte for byte, as SQLite does, whatever the database's own is.
--
-- Timestamps are UTC texts of fixed width with six digits of microseconds, so that they sort
-- as they are and look the same on every database.
CREATE TABLE workspaces (
    id          TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    name        TEXT COLLATE "C" NOT NULL UNIQUE,
    description TEXT COLLATE "C",
    created_at  TEXT COLLATE "C" NOT NULL,
    created_by  TEXT COLLATE "C",
    updated_at  TEXT COLLATE "C" NOT NULL,
    updated_by  TEXT COLLATE "C"
);

-- One row a role: a member with two roles has two.
CREATE TABLE bindings (
    workspace_id TEXT COLLATE "C" NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    principal    TEXT COLLATE "C" NOT NULL,
    role         TEXT COLLATE "C" NOT NULL,
    granted_at   TEXT COLLATE "C" NOT NULL,
    granted_by   TEXT COLLATE "C",
    PRIMARY KEY (workspace_id, principal, role)
);

CREATE INDEX bindings_by_principal ON bindings (principal);
