-- Who changed what: rows are only ever added. Names are copies, since what they name may go.
CREATE TABLE audit (
    seq          INTEGER PRIMARY KEY AUTOINCREMENT,
    id           TEXT NOT NULL UNIQUE,
    -- UTC, RFC 3339 with milliseconds and Z, of fixed width, so that it sorts as it is.
    at           TEXT NOT NULL,
    actor_kind   TEXT NOT NULL,
    actor_id     TEXT,
    actor_email  TEXT,
    actor_name   TEXT,
    action       TEXT NOT NULL,
    -- The identifier tells a workspace from another that had the name before.
    workspace_id TEXT NOT NULL,
    workspace    TEXT NOT NULL,
    principal    TEXT,
    -- JSON lists.
    roles_before TEXT NOT NULL,
    roles_after  TEXT NOT NULL,
    request_id   TEXT
);

CREATE INDEX audit_by_workspace_id ON audit (workspace_id, seq);
CREATE INDEX audit_by_workspace ON audit (workspace, seq);
CREATE INDEX audit_by_principal ON audit (principal, seq);

CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
BEGIN
    SELECT RAISE(ABORT, 'audit entries can''t be changed');
END;

CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit
BEGIN
    SELECT RAISE(ABORT, 'audit entries can''t be deleted');
END;

-- INSERT OR REPLACE deletes without asking the trigger above.
CREATE TRIGGER audit_is_not_replaced BEFORE INSERT ON audit
WHEN EXISTS (SELECT 1 FROM audit WHERE seq = NEW.seq OR id = NEW.id)
BEGIN
    SELECT RAISE(ABORT, 'audit entries can''t be replaced');
END;
