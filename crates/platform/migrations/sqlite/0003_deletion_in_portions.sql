-- A deleted workspace is gone at once, and its bindings, which can be many, are removed after that,
-- in portions. So there can be bindings without a workspace. Nobody sees them: whatever reads
-- bindings reads the workspace with them, whose identifier no other gets. SQLite can't drop the
-- constraint that they had, so the table is made again.
CREATE TABLE bindings_of_any (
    workspace_id TEXT NOT NULL,
    principal    TEXT NOT NULL,
    role         TEXT NOT NULL,
    granted_at   TEXT NOT NULL,
    granted_by   TEXT,
    PRIMARY KEY (workspace_id, principal, role)
);

INSERT INTO bindings_of_any SELECT workspace_id, principal, role, granted_at, granted_by FROM bindings;
DROP TABLE bindings;
ALTER TABLE bindings_of_any RENAME TO bindings;

CREATE INDEX bindings_by_principal ON bindings (principal);

-- For finding another one who has a role of which the last one stays.
CREATE INDEX bindings_that_stay ON bindings (workspace_id, role, principal)
    WHERE role IN ('Admin', 'PlatformAdmin');

-- For counting what someone has made.
CREATE INDEX workspaces_by_creator ON workspaces (created_by);

-- Deleted workspaces that still have bindings, and who deleted them, for the audit trail.
CREATE TABLE deletions (
    workspace_id TEXT NOT NULL PRIMARY KEY,
    workspace    TEXT NOT NULL,
    actor_kind   TEXT NOT NULL,
    actor_id     TEXT,
    actor_email  TEXT,
    actor_name   TEXT,
    request_id   TEXT
);

-- How many bindings there are, since counting them takes the longer the more they are. No row is
-- none.
CREATE TABLE binding_counts (
    workspace_id TEXT NOT NULL PRIMARY KEY,
    bindings     INTEGER NOT NULL
);

INSERT INTO binding_counts SELECT workspace_id, COUNT(*) FROM bindings GROUP BY workspace_id;

CREATE TRIGGER bindings_are_counted AFTER INSERT ON bindings
BEGIN
    INSERT INTO binding_counts (workspace_id, bindings) VALUES (NEW.workspace_id, 1)
    ON CONFLICT (workspace_id) DO UPDATE SET bindings = bindings + 1;
END;

CREATE TRIGGER removed_bindings_are_not_counted AFTER DELETE ON bindings
BEGIN
    UPDATE binding_counts SET bindings = bindings - 1 WHERE workspace_id = OLD.workspace_id;
    DELETE FROM binding_counts WHERE workspace_id = OLD.workspace_id AND bindings = 0;
END;
