#!/usr/bin/env bash
# Gives the gateway its two roles at the sample database, once the sample is made. Runs at every start, so that a replaced
# password is set, and an installation that was made before there was an observer gets one.
set -euo pipefail

PGPASSWORD=$(cat /run/portcullis/superuser.password)
export PGPASSWORD PGOPTIONS='-c client_min_messages=warning'
{
  cat /setup/observer.sql
  for role in orders_gateway orders_observer; do
    echo "ALTER ROLE $role PASSWORD '$(cat "/run/portcullis/$role.password")';"
  done
} | psql -X -q -v ON_ERROR_STOP=1 "host=orders-db user=postgres dbname=orders sslmode=verify-full sslrootcert=/run/portcullis/tls/ca.crt"
echo "The gateway's roles at the sample database are there."
