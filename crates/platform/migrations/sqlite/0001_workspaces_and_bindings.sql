-- Timestamps are UTC texts of fixed width with six digits of microseconds, so that they sort
-- as they are and look the same on every database.
CREATE TABLE workspaces (
    id          TEXT NOT NULL PRIMARY KEY,
    name        TEXT NOT NULL UNIQUE,
    description TEXT,
    created_at  TEXT NOT NULL,
    created_by  TEXT,
    updated_at  TEXT NOT NULL,
    updated_by  TEXT
);

-- One row a role: a member with two roles has two.
CREATE TABLE bindings (
    workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    principal    TEXT NOT NULL,
    role         TEXT NOT NULL,
    granted_at   TEXT NOT NULL,
    granted_by   TEXT,
    PRIMARY KEY (workspace_id, principal, role)
);

CREATE INDEX bindings_by_principal ON bindings (principal);
