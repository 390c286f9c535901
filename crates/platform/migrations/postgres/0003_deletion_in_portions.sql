-- A deleted workspace is gone at once, and its bindings, which can be many, are removed after that,
-- in portions. So there can be bindings without a workspace. Nobody sees them: whatever reads
-- bindings reads the workspace with them, whose identifier no other gets.
ALTER TABLE bindings DROP CONSTRAINT bindings_workspace_id_fkey;

-- For finding another one who has a role of which the last one stays.
CREATE INDEX bindings_that_stay ON bindings (workspace_id, role, principal)
    WHERE role IN ('Admin', 'PlatformAdmin');

-- For counting what someone has made.
CREATE INDEX workspaces_by_creator ON workspaces (created_by);

-- Deleted workspaces that still have bindings, and who deleted them, for the audit trail.
CREATE TABLE deletions (
    workspace_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    workspace    TEXT COLLATE "C" NOT NULL,
    actor_kind   TEXT COLLATE "C" NOT NULL,
    actor_id     TEXT COLLATE "C",
    actor_email  TEXT COLLATE "C",
    actor_name   TEXT COLLATE "C",
    request_id   TEXT COLLATE "C"
);

-- How many bindings there are, since counting them takes the longer the more they are. No row is
-- none.
CREATE TABLE binding_counts (
    workspace_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    bindings     BIGINT NOT NULL
);

INSERT INTO binding_counts SELECT workspace_id, COUNT(*) FROM bindings GROUP BY workspace_id;

CREATE FUNCTION count_bindings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO binding_counts AS c (workspace_id, bindings)
            SELECT workspace_id, COUNT(*) FROM changed GROUP BY workspace_id ORDER BY workspace_id
            ON CONFLICT (workspace_id) DO UPDATE SET bindings = c.bindings + EXCLUDED.bindings;
    ELSE
        UPDATE binding_counts c SET bindings = c.bindings - removed.bindings
            FROM (SELECT workspace_id, COUNT(*) AS bindings FROM changed GROUP BY workspace_id) removed
            WHERE c.workspace_id = removed.workspace_id;
        DELETE FROM binding_counts
            WHERE bindings = 0 AND workspace_id IN (SELECT workspace_id FROM changed);
    END IF;
    RETURN NULL;
END;
$$;

-- Once a statement, however many rows it touches.
CREATE TRIGGER bindings_are_counted AFTER INSERT ON bindings
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION count_bindings();

CREATE TRIGGER removed_bindings_are_not_counted AFTER DELETE ON bindings
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION count_bindings();
