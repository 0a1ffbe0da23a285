-- What a superuser prepares once per database; running it again changes nothing but the passwords.
-- ${audit_owner_password} and ${audit_app_password} are replaced by the launcher, as the content of SQL string literals.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'audit_owner') THEN
    CREATE ROLE audit_owner;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'audit_app') THEN
    CREATE ROLE audit_app;
  END IF;
END
$$;
ALTER ROLE audit_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD '${audit_owner_password}';
ALTER ROLE audit_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD '${audit_app_password}';
CREATE SCHEMA IF NOT EXISTS audit AUTHORIZATION audit_owner;
REVOKE ALL ON SCHEMA audit FROM PUBLIC;
GRANT USAGE ON SCHEMA audit TO audit_app;
ALTER ROLE audit_owner SET search_path = audit;
ALTER ROLE audit_app SET search_path = audit;
