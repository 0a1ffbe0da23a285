#!/usr/bin/env bash
# Gives the gateway's role at the sample database its password, once the sample is made.
set -euo pipefail
psql -X -q -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d "$POSTGRES_DB" <<SQL
ALTER ROLE orders_gateway PASSWORD '$(cat /run/portcullis/orders_gateway.password)';
SQL
