#!/usr/bin/env bash
# Makes whatever secret, key or certificate of the installation is not there yet, and hands each to the one container
# that needs it: every folder below /secrets is the volume of one of them. There is no password that comes with
# Portcullis. Runs before everything else, at every start; what exists stays, so that it may also be replaced.
set -euo pipefail
umask 077

readonly authority=/secrets/authority days=825
readonly service=10001:10001 postgres=999:999 kafka=1000:1000 keycloak=1000:1000 root=0:0

# owner file: takes the content from standard input
put() {
  mkdir -p "$(dirname "$2")"
  cat >"$2.new"
  chown "$1" "$2.new"
  chmod 400 "$2.new"
  mv "$2.new" "$2"
}

# name: prints a secret of 256 bits, made now if there is none
secret() {
  local file=$authority/secrets/$1
  mkdir -p "$authority/secrets"
  if [ ! -s "$file" ]; then
    openssl rand -base64 32 | tr '+/' '-_' | tr -d '=\n' >"$file.new"
    mv "$file.new" "$file"
  fi
  cat "$file"
}

private_key() { openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1"; }

make_authority() {
  mkdir -p "$authority"
  [ -s "$authority/ca.crt" ] && return
  private_key "$authority/ca.key"
  openssl req -x509 -new -key "$authority/ca.key" -days 3650 -subj "/CN=Portcullis installation $(openssl rand -hex 3)" \
    -addext basicConstraints=critical,CA:TRUE,pathlen:0 -addext keyUsage=critical,keyCertSign,cRLSign -out "$authority/ca.crt"
}

# name usage: a certificate whose subject is the name, renewed a month before it ends
certificate() {
  local files=$authority/certificates/$1
  mkdir -p "$authority/certificates"
  openssl x509 -in "$files.crt" -noout -checkend 2592000 >/dev/null 2>&1 && return
  private_key "$files.key"
  openssl req -new -key "$files.key" -subj "/CN=$1" -out "$files.csr"
  openssl x509 -req -in "$files.csr" -CA "$authority/ca.crt" -CAkey "$authority/ca.key" -days "$days" -out "$files.crt" \
    -extfile <(printf '%s\n' basicConstraints=critical,CA:FALSE keyUsage=critical,digitalSignature \
      "extendedKeyUsage=$2" "subjectAltName=DNS:$1,DNS:localhost,IP:127.0.0.1${3:+,DNS:$3}") 2>/dev/null
}

# consumer owner [name in the network]: what a server shows and what it trusts
server() {
  certificate "$1" serverAuth "${3:-}"
  put "$2" "/secrets/$1/tls/server.crt" <"$authority/certificates/$1.crt"
  put "$2" "/secrets/$1/tls/server.key" <"$authority/certificates/$1.key"
  put "$2" "/secrets/$1/tls/ca.crt" <"$authority/ca.crt"
}

# consumer owner principal: by what Kafka knows a client, key and chain in one file
kafka_client() {
  certificate "$3" clientAuth
  cat "$authority/certificates/$3.key" "$authority/certificates/$3.crt" "$authority/ca.crt" | put "$2" "/secrets/$1/tls/kafka.pem"
  put "$2" "/secrets/$1/tls/ca.crt" <"$authority/ca.crt"
}

# There is nothing secret in a trust store, so it has no password.
open_keytool() {
  keytool -J-Dkeystore.pkcs12.certProtectionAlgorithm=NONE -J-Dkeystore.pkcs12.macAlgorithm=NONE "$@"
}

# consumer owner: the virtual machine reads no PEM here.
trust_store() {
  [ -s "$authority/trust.p12" ] || open_keytool -importcert -noprompt -alias portcullis -file "$authority/ca.crt" \
    -keystore "$authority/trust.p12" -storetype PKCS12 -storepass unused-unused 2>/dev/null
  put "$2" "/secrets/$1/tls/trust.p12" <"$authority/trust.p12"
}

# What the audit service trusts besides, where it is to find a bucket or witnesses outside.
trust_for_audit() {
  local store=/secrets/audit/tls/trust.p12 made=/tmp/trust.p12 number=0 certificate='' line
  cp "$authority/trust.p12" "$made"
  if [ "${PORTCULLIS_AUDIT_PUBLICAUTHORITIES:-false}" = true ]; then
    open_keytool -importkeystore -noprompt -srckeystore "$JAVA_HOME/lib/security/cacerts" -srcstorepass changeit \
      -destkeystore "$made" -deststoretype PKCS12 -deststorepass unused-unused 2>/dev/null
  fi
  while IFS= read -r line; do
    [ "$line" != '-----BEGIN CERTIFICATE-----' ] || certificate=''
    certificate+=$line$'\n'
    [ "$line" = '-----END CERTIFICATE-----' ] || continue
    number=$((number + 1))
    open_keytool -importcert -noprompt -alias "given-$number" -keystore "$made" -storetype PKCS12 -storepass unused-unused \
      <<<"$certificate" 2>/dev/null
  done </given/authorities.pem
  put "$service" "$store" <"$made"
}

# The key to the bucket comes from whoever runs this; a start with a bucket and without it is refused.
make_bucket_key() {
  local name
  for name in access-key secret-key; do
    if [ -s "/given/$name" ]; then
      put "$service" "/secrets/audit/objects/$name" <"/given/$name"
    else
      rm -f "/secrets/audit/objects/$name"
    fi
  done
}

# consumer role: the passwords of a service's two database roles; the file names are the settings they give
database_roles() {
  secret "${2}_app" | put "$service" "/secrets/$1/config/spring.datasource.password"
  secret "${2}_owner" | put "$service" "/secrets/$1/config/spring.flyway.password"
  secret "${2}_app" | put "$postgres" "/secrets/store-roles/${2}_app"
  secret "${2}_owner" | put "$postgres" "/secrets/store-roles/${2}_owner"
}

make_services() {
  local name
  for name in gateway policy approval audit; do
    server "$name" "$service" "$name-service"
    kafka_client "$name" "$service" "svc-$name"
    trust_store "$name" "$service"
  done
  trust_for_audit
  make_bucket_key
  for name in policy approval audit; do
    database_roles "$name" "$name"
  done
  secret svc-gateway | put "$service" /secrets/gateway/config/portcullis.services.client-secret
  secret mask | put "$service" /secrets/gateway/mask.key
}

# What the gateway says of its sessions is signed with a key of its own; the audit service knows the public half.
make_signing_key() {
  local file=$authority/secrets/gateway.key
  if [ ! -s "$file" ]; then
    bash /setup/log-key gateway >"$file.new"
    mv "$file.new" "$file"
  fi
  put "$service" /secrets/gateway/gateway.key <"$file"
  tail -n 1 "$file" | put "$service" /secrets/audit/config/portcullis.audit.gateways.keys
}

make_infrastructure() {
  server store "$postgres"
  secret store-superuser | put "$postgres" /secrets/store/superuser.password
  secret store-superuser | put "$postgres" /secrets/store-roles/superuser
  put "$postgres" /secrets/store-roles/ca.crt <"$authority/ca.crt"
  secret keycloak | put "$postgres" /secrets/store-roles/keycloak
  # the broker is also the client of its own controller
  certificate kafka serverAuth,clientAuth
  cat "$authority/certificates/kafka.key" "$authority/certificates/kafka.crt" "$authority/ca.crt" |
    put "$kafka" /secrets/kafka/tls/kafka.pem
  put "$kafka" /secrets/kafka/tls/ca.crt <"$authority/ca.crt"
  kafka_client kafka-access "$kafka" kafka-admin
  server keycloak "$keycloak"
  trust_store keycloak "$keycloak"
  printf 'db-password=%s\n' "$(secret keycloak)" | put "$keycloak" /secrets/keycloak/keycloak.conf
}

# name group role: a confidential client with a service account of the same name
client() {
  clients+=$(sed -e "s/\${NAME}/$1/" -e "s/\${SECRET}/$(secret "client-$1")/" /templates/client.json),
  users+=$(sed -e "s/\${NAME}/$1/g" -e "s/\${GROUPS}/${2:+\"\/$2\"}/" -e "s/\${ROLE}/$3/" /templates/account.json),
}

make_realm() {
  local clients='' users=''
  secret svc-gateway >"$authority/secrets/client-svc-gateway"
  client svc-gateway '' service
  if demo; then
    client agent agents agent
    client developer developers developer
    client approver dba approver
    client approver2 security approver
    client auditor auditors auditor
    client auditor2 auditors auditor
    client policy-admin platform policy-admin
    client operator operators operator
  fi
  printf '%s' "${clients%,}" >/tmp/clients.json
  printf '%s' "${users%,}" >/tmp/users.json
  sed -e '/"@CLIENTS@"/{r /tmp/clients.json' -e 'd}' -e '/"@USERS@"/{r /tmp/users.json' -e 'd}' /templates/realm.json |
    put "$keycloak" /secrets/keycloak/import/portcullis-realm.json
}

demo() { case ",${PORTCULLIS_PROFILES:-}," in *,demo,*) ;; *) return 1 ;; esac; }

# The sample target with its connection and policy, and what the command line needs to play all the parts.
make_demo() {
  # What an earlier version put there may not suit this one.
  rm -rf /secrets/policy/seed
  mkdir -p /secrets/policy/seed
  chmod 755 /secrets/policy/seed
  demo || return 0
  server orders-db "$postgres"
  secret orders-superuser | put "$postgres" /secrets/orders-db/superuser.password
  secret orders_gateway | put "$postgres" /secrets/orders-db/orders_gateway.password
  secret orders_observer | put "$postgres" /secrets/orders-db/orders_observer.password
  secret orders_gateway | put "$service" /secrets/gateway/targets/orders.password
  secret orders_observer | put "$service" /secrets/gateway/targets/orders-observer.password
  server model "$service"
  local key
  for key in model_api_key model_github_credential; do
    secret "$key" | put "$service" "/secrets/model/$key"
    secret "$key" | put "$service" "/secrets/gateway/targets/$key"
  done
  local file
  (cd /policies && find . -name '*.yaml') | while read -r file; do
    sed -e 's/${ORDERS_HOST}/orders-db/' -e 's/${ORDERS_PORT}/5432/' -e 's/${ORDERS_DATABASE}/orders/' \
      -e 's/${ORDERS_USER}/orders_gateway/' -e 's|${ORDERS_PASSWORD_FILE}|/run/portcullis/targets/orders.password|' \
      -e 's|${ORDERS_OBSERVER_FILE}|/run/portcullis/targets/orders-observer.password|' \
      -e 's|${ORDERS_CA_FILE}|/run/portcullis/tls/ca.crt|' -e 's/${MODEL_HOST}/model/' -e 's/${MODEL_NAME}/model/' \
      -e 's/${MODEL_PORT}/8443/' -e 's|${MODEL_CA_FILE}|/run/portcullis/tls/ca.crt|' \
      -e 's|${MODEL_KEY_FILE}|/run/portcullis/targets/model_api_key|' \
      -e 's|${MODEL_GITHUB_FILE}|/run/portcullis/targets/model_github_credential|' "/policies/$file" | put "$service" "/secrets/policy/seed/$file"
  done
  put "$root" /secrets/demo/tls/ca.crt <"$authority/ca.crt"
  for file in "$authority"/secrets/client-*; do
    printf '%s=%s\n' "${file##*/client-}" "$(cat "$file")"
  done | put "$root" /secrets/demo/secrets/clients.properties
}

make_authority
make_services
make_signing_key
make_infrastructure
make_realm
make_demo
# A folder is entered by the container it belongs to, whatever user that runs as; the files in it are its user's alone.
find /secrets -mindepth 1 -type d -not -path "$authority*" -exec chmod 755 {} +
echo "Secrets and certificates are there."
