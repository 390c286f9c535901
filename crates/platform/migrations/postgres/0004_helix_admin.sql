-- NeMo Helix calls the role of platform administrators HelixAdmin.
DROP INDEX bindings_that_stay;
CREATE INDEX bindings_that_stay ON bindings (workspace_id, role, principal)
    WHERE role IN ('Admin', 'PlatformAdmin', 'HelixAdmin');
