#!/usr/bin/env bash
# Who may do what on Kafka. Clients are known by the subject of their certificate; what is not granted here is refused.
set -euo pipefail

config=/tmp/admin.properties
cat >"$config" <<P
security.protocol=SSL
ssl.keystore.type=PEM
ssl.keystore.location=${PORTCULLIS_KAFKA_KEYSTORE:-/run/portcullis/tls/kafka.pem}
ssl.truststore.type=PEM
ssl.truststore.location=/run/portcullis/tls/ca.crt
P

# principal operations resources: `--topic` names end at a space, operations are joined by commas
allow() {
  local principal=$1 operation operations=()
  for operation in ${2//,/ }; do
    operations+=(--operation "$operation")
  done
  shift 2
  java -Xmx128m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp '/opt/kafka/libs/*' org.apache.kafka.tools.AclCommand \
    --bootstrap-server "${PORTCULLIS_KAFKA:-kafka:9092}" --command-config "$config" --force \
    --add --allow-principal "User:$principal" "${operations[@]}" "$@" >/dev/null
}

audit=portcullis.audit.v1 recording=portcullis.recording.v1 approval=portcullis.approval.v1
grant=portcullis.grant.v1 policy=portcullis.policy.v1 control=portcullis.control.v1 checkpoint=portcullis.checkpoint.v1

allow svc-gateway Create,Describe,Write --topic $audit --topic $recording
allow svc-gateway Create,Describe,Read --topic $approval --topic $grant --topic $policy --topic $control
allow svc-policy Create,Describe,Write --topic $policy --topic $audit
allow svc-approval Create,Describe,Write --topic $approval --topic $grant --topic $audit
allow svc-audit Create,Describe,Read --topic $recording
allow svc-audit Create,Describe,Write --topic $control
allow svc-audit Create,Describe,Read,Write --topic $audit --topic $checkpoint
allow svc-audit Read --group portcullis-audit --group portcullis-audit-syslog
echo "Access to Kafka is set."
