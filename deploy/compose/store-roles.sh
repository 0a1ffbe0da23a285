#!/usr/bin/env bash
# Makes the services' database roles and schemas from the script that each service brings. Runs at every start, so that
# a replaced password is set.
set -euo pipefail

run() { psql -X -q -v ON_ERROR_STOP=1 "host=store user=postgres dbname=$1 sslmode=verify-full sslrootcert=/run/portcullis/ca.crt"; }
secret() { cat "/run/portcullis/$1"; }

PGPASSWORD=$(secret superuser)
export PGPASSWORD PGOPTIONS='-c client_min_messages=warning'
for service in policy approval audit; do
  sed -e "s/\${${service}_owner_password}/$(secret "${service}_owner")/" -e "s/\${${service}_app_password}/$(secret "${service}_app")/" \
    "/bootstrap/$service.sql" | run portcullis
done
run postgres <<SQL
SELECT 'CREATE ROLE keycloak' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'keycloak') \gexec
ALTER ROLE keycloak LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD '$(secret keycloak)';
SELECT 'CREATE DATABASE keycloak OWNER keycloak' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'keycloak') \gexec
REVOKE CONNECT ON DATABASE keycloak, portcullis FROM PUBLIC;
GRANT CONNECT ON DATABASE portcullis TO policy_owner, policy_app, approval_owner, approval_app, audit_owner, audit_app;
SQL
echo "Database roles are there."
