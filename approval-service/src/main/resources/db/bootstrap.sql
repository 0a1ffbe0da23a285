-- Roles and schema of the approval service. Run by a superuser in the database the service will use, as often as
-- wanted; `${approval_owner_password}` and `${approval_app_password}` are replaced first (they must hold no quote).
-- Flyway migrates as approval_owner, the application connects as approval_app and may do only what a migration grants.
DO $bootstrap$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'approval_owner') THEN
        CREATE ROLE approval_owner;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'approval_app') THEN
        CREATE ROLE approval_app;
    END IF;
END
$bootstrap$;

ALTER ROLE approval_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT PASSWORD '${approval_owner_password}';
ALTER ROLE approval_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT PASSWORD '${approval_app_password}';
ALTER ROLE approval_owner SET search_path = approval;
ALTER ROLE approval_app SET search_path = approval;

CREATE SCHEMA IF NOT EXISTS approval AUTHORIZATION approval_owner;
REVOKE ALL ON SCHEMA approval FROM PUBLIC;
GRANT USAGE ON SCHEMA approval TO approval_app;
