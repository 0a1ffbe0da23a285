#!/usr/bin/env bash
# Runs before a service, in its image and as its user: makes what the service reads in another form than Kubernetes
# mounts it. Everything goes into memory that belongs to this pod.
set -euo pipefail
umask 077
readonly from=${PORTCULLIS_MOUNTS:-/run/portcullis} to=${PORTCULLIS_PREPARED:-/run/portcullis/prepared}

# The virtual machine reads no PEM as a trust store. There is nothing secret in it, so it has no password.
open_keytool() {
  keytool -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC -J-Dkeystore.pkcs12.certProtectionAlgorithm=NONE \
    -J-Dkeystore.pkcs12.macAlgorithm=NONE "$@" 2>/dev/null
}

trust() {
  open_keytool -importcert -noprompt -alias "portcullis-$1" -keystore "$to/trust.p12" -storetype PKCS12 -storepass unused-unused
}

trust_public_authorities() {
  open_keytool -importkeystore -noprompt -srckeystore "${JAVA_HOME:?}/lib/security/cacerts" -srcstorepass changeit \
    -destkeystore "$to/trust.p12" -deststoretype PKCS12 -deststorepass unused-unused
}

trust_authorities() {
  local line certificate='' number=0
  while IFS= read -r line; do
    [ "$line" = '-----BEGIN CERTIFICATE-----' ] && certificate=''
    certificate+=$line$'\n'
    if [ "$line" = '-----END CERTIFICATE-----' ]; then
      number=$((number + 1))
      trust "$number" <<<"$certificate"
    fi
  done <"$to/ca.pem"
  [ "$number" -gt 0 ] || { echo "There is no certificate in the authorities that are to be trusted." >&2; exit 1; }
}

rm -rf "${to:?}"/*
for file in "$from/tls/ca.crt" "$from"/authorities/*; do
  if [ -f "$file" ]; then
    cat "$file" && echo
  fi
done >"$to/ca.pem"
if [ "${PORTCULLIS_PUBLIC_AUTHORITIES:-false}" = true ]; then
  trust_public_authorities
fi
trust_authorities
# Keys are taken only from files that are their owner's alone, which no mounted secret is.
for key in signing-key/gateway.key log-key/log.key recording-key/recordings.kek object-key/access-key object-key/secret-key; do
  if [ -f "$from/$key" ]; then
    install -m 400 "$from/$key" "$to/${key#*/}"
  fi
done
# A mounted folder shows every file twice; the policy service would apply each document twice.
if [ -d "$from/seed" ]; then
  mkdir "$to/seed" && cp -L "$from"/seed/*.yaml "$to/seed/"
fi
