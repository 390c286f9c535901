-- Who changed what: rows are only ever added. Names are copies, since what they name may go.
CREATE TABLE audit (
    seq          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id           TEXT COLLATE "C" NOT NULL UNIQUE,
    -- UTC, RFC 3339 with milliseconds and Z, of fixed width, so that it sorts as it is.
    at           TEXT COLLATE "C" NOT NULL,
    actor_kind   TEXT COLLATE "C" NOT NULL,
    actor_id     TEXT COLLATE "C",
    actor_email  TEXT COLLATE "C",
    actor_name   TEXT COLLATE "C",
    action       TEXT COLLATE "C" NOT NULL,
    -- The identifier tells a workspace from another that had the name before.
    workspace_id TEXT COLLATE "C" NOT NULL,
    workspace    TEXT COLLATE "C" NOT NULL,
    principal    TEXT COLLATE "C",
    -- JSON lists.
    roles_before TEXT COLLATE "C" NOT NULL,
    roles_after  TEXT COLLATE "C" NOT NULL,
    request_id   TEXT COLLATE "C"
);

CREATE INDEX audit_by_workspace_id ON audit (workspace_id, seq);
CREATE INDEX audit_by_workspace ON audit (workspace, seq);
CREATE INDEX audit_by_principal ON audit (principal, seq);

CREATE FUNCTION audit_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit entries can''t be changed or deleted';
END;
$$;

CREATE TRIGGER audit_is_not_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION audit_only_grows();
