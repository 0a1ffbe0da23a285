-- Roles and schema of the policy service. Run by a superuser in the database the service will use, as often as wanted;
-- `${policy_owner_password}` and `${policy_app_password}` are replaced first (they must hold no quote).
-- Flyway migrates as policy_owner, the application connects as policy_app and may do only what a migration grants.
DO $bootstrap$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'policy_owner') THEN
        CREATE ROLE policy_owner;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'policy_app') THEN
        CREATE ROLE policy_app;
    END IF;
END
$bootstrap$;

ALTER ROLE policy_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT PASSWORD '${policy_owner_password}';
ALTER ROLE policy_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT PASSWORD '${policy_app_password}';
ALTER ROLE policy_owner SET search_path = policy;
ALTER ROLE policy_app SET search_path = policy;

CREATE SCHEMA IF NOT EXISTS policy AUTHORIZATION policy_owner;
REVOKE ALL ON SCHEMA policy FROM PUBLIC;
GRANT USAGE ON SCHEMA policy TO policy_app;
