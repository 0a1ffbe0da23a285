#!/usr/bin/env bash
# Gives the gateway's roles at the sample database their passwords, once the sample is made.
set -euo pipefail
psql -X -q -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d "$POSTGRES_DB" <<SQL
ALTER ROLE orders_gateway PASSWORD '$(cat /run/portcullis/orders_gateway.password)';
ALTER ROLE orders_observer PASSWORD '$(cat /run/portcullis/orders_observer.password)';
SQL
