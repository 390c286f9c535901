-- Projects of workspaces. Those of a deleted workspace are removed after it, as its bindings are, and
-- until then nobody sees them: whatever reads projects reads the workspace with them.
CREATE TABLE projects (
    id           TEXT NOT NULL PRIMARY KEY,
    workspace_id TEXT NOT NULL,
    name         TEXT NOT NULL,
    description  TEXT,
    created_at   TEXT NOT NULL,
    updated_at   TEXT NOT NULL,
    UNIQUE (workspace_id, name)
);

-- Who made a workspace that is being deleted, and when its deletion began. Both are unknown for
-- deletions that an earlier version began.
ALTER TABLE deletions ADD COLUMN created_by TEXT;
ALTER TABLE deletions ADD COLUMN began_at TEXT;
