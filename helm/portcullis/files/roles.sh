#!/usr/bin/env bash
# Makes the services' roles and schemas, from the script that each service brings, when the bundled database is new.
set -euo pipefail
run() { psql -X -q -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d "$POSTGRES_DB"; }

for service in policy approval audit; do
  sql=$(<"/etc/portcullis/$service.sql")
  for role in owner app; do
    password=$(<"/run/portcullis/roles/$service/$role")
    case $password in
      '' | *[\'\\]*) echo "The password of ${service}_$role is empty, or holds a quote or a backslash." >&2 && exit 1 ;;
    esac
    sql=${sql//"\${${service}_${role}_password}"/"$password"}
  done
  run <<<"$sql"
done
run <<SQL
REVOKE CONNECT ON DATABASE "$POSTGRES_DB" FROM PUBLIC;
GRANT CONNECT ON DATABASE "$POSTGRES_DB" TO policy_owner, policy_app, approval_owner, approval_app, audit_owner, audit_app;
SQL
