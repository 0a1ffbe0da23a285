# SPDX-License-Identifier: Apache-2.0
# Sourced by benchmarks of the PostgreSQL data plane, after `work`, `here`, `root` and `home` (may be empty) are set: starts Portcullis as it is
# deployed, makes the target `bench`, and starts PgBouncer beside it. Everything stops when the script ends.
. "$here/as-deployed.sh"
pgbench=$(command -v pgbench || ls /usr/lib/postgresql/*/bin/pgbench 2>/dev/null | tail -n 1) || true
for program in "${pgbench:-pgbench}" psql pgbouncer; do
  command -v "$program" >/dev/null || { echo "$program is not on the PATH; see the head of this script" >&2; exit 1; }
done
mkdir -p "$work"
# Every `java` says on standard error that it picked up what as-deployed.sh asks for.
exec 2> >(grep --line-buffered -v '^Picked up _JAVA_OPTIONS' >&2)

export PORTCULLIS_HOME=${home:-$work/home}
bouncer=
cleanup() {
  [ -z "$bouncer" ] || kill "$bouncer" 2>/dev/null || true
  rm -f "$work/bouncer.key" "$work/users.txt" "$work/pgbouncer.ini" "$work/bench.password"
  "$root/portcullis" down >/dev/null 2>&1 || true
}
trap cleanup EXIT
"$root/portcullis" up --detach >/dev/null

ca=$PORTCULLIS_HOME/tls/ca.crt
target=$(property "$PORTCULLIS_HOME/ports.properties" orders)
gate=$(property "$PORTCULLIS_HOME/ports.properties" postgres)
store=$(property "$PORTCULLIS_HOME/ports.properties" store)
management=$(property "$PORTCULLIS_HOME/ports.properties" gateway-management)
superuser=$(property "$PORTCULLIS_HOME/secrets/passwords.properties" orders-db_superuser)
store_superuser=$(property "$PORTCULLIS_HOME/secrets/passwords.properties" store_superuser)
admin() { PGPASSWORD=$superuser psql -qAtX "host=localhost port=$target user=postgres sslmode=verify-full sslrootcert=$ca dbname=$1" -c "$2"; }
stored() { PGPASSWORD=$store_superuser psql -qAtX "host=localhost port=$store user=postgres sslmode=verify-full sslrootcert=$ca dbname=portcullis" -c "SELECT count(*) FROM audit.event WHERE kind = 'command.outcome'"; }
recorded() { curl -s "http://localhost:$management/actuator/prometheus" | sed -n 's/^portcullis_events_total{.*kind="command.outcome".*} \([0-9]*\).*/\1/p'; }
median() { sort -n | awk '{v[NR]=$1} END {print NR ? v[int((NR+1)/2)] : "-"}'; }

# The database and the role.
password=$(head -c 18 /dev/urandom | base64 | tr '+/' 'ab')
[ "$(admin postgres "SELECT count(*) FROM pg_database WHERE datname = 'bench'")" = 1 ] || admin postgres "CREATE DATABASE bench"
[ "$(admin bench "SELECT count(*) FROM pg_roles WHERE rolname = 'bench'")" = 1 ] || admin bench "CREATE ROLE bench LOGIN"
admin bench "ALTER ROLE bench PASSWORD '$password'"
(umask 077; printf '%s' "$password" >"$work/bench.password")

# connection NAME [RECORDING]: a connection to that database, in a file of its own.
connection() {
  sed -e "s|name: bench|name: $1|" -e "s|@PORT@|$target|" -e "s|@PASSWORD_FILE@|$work/bench.password|" -e "s|@CA@|$ca|" \
    -e "s|recording: full|recording: ${2:-full}|" "$here/bench-connection.yaml" >"$work/connection-$1.yaml"
  echo "$work/connection-$1.yaml"
}

# PgBouncer: session pooling, TLS on both sides.
bouncer_port=16432
cat >"$work/pgbouncer.ini" <<INI
[databases]
bench = host=127.0.0.1 port=$target dbname=bench user=bench password=$password
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = $bouncer_port
unix_socket_dir =
auth_type = plain
auth_file = $work/users.txt
pool_mode = session
default_pool_size = ${pool:-100}
max_client_conn = ${clients_allowed:-200}
client_tls_sslmode = require
client_tls_key_file = $work/bouncer.key
client_tls_cert_file = $work/bouncer.crt
server_tls_sslmode = verify-ca
server_tls_ca_file = $work/ca.crt
ignore_startup_parameters = extra_float_digits
INI
printf '"bench" "%s"\n' "$password" >"$work/users.txt"
# PgBouncer does not run as root; these copies are what it may read then, and they are gone with the benchmark.
cp "$PORTCULLIS_HOME/tls/gateway.key" "$work/bouncer.key"
cp "$PORTCULLIS_HOME/tls/gateway.crt" "$work/bouncer.crt"
cp "$ca" "$work/ca.crt"
chmod 644 "$work/users.txt" "$work/pgbouncer.ini" "$work"/bouncer.* "$work/ca.crt"
if [ "$(id -u)" = 0 ]; then
  chmod a+rx "$work"
  pgbouncer -u nobody "$work/pgbouncer.ini" >"$work/pgbouncer.out" 2>&1 &
else
  pgbouncer "$work/pgbouncer.ini" >"$work/pgbouncer.out" 2>&1 &
fi
bouncer=$!
sleep 1
kill -0 "$bouncer" || { cat "$work/pgbouncer.out" >&2; exit 1; }

# way WAY [CONNECTION]: where a client of direct, pgbouncer or portcullis goes; sets PGPASSWORD and the string `to`.
way() {
  local port=$target name=bench tls=verify-full
  export PGPASSWORD=$password
  case $1 in
  pgbouncer) port=$bouncer_port tls=require ;;
  portcullis)
    port=$gate name=${2:-bench}
    PGPASSWORD=$("$root/portcullis" token --as agent)
    ;;
  esac
  to="host=localhost port=$port user=bench sslmode=$tls sslrootcert=$ca dbname=$name"
}

# As if they were elsewhere.
stand_aside() {
  local part pid thread
  for part in kafka audit store; do
    read -r pid _ <"$PORTCULLIS_HOME/run/$part.pid"
    # Every thread has a priority of its own, and counts only inside its session where the kernel groups by session.
    for thread in /proc/"$pid"/task/*; do renice -n 19 -p "${thread##*/}" >/dev/null; done
    [ ! -w "/proc/$pid/autogroup" ] || echo 19 >"/proc/$pid/autogroup"
  done
}
