{{/* The application.yaml of one service: what all have, what is its own, and over it what values say. Takes root and name. */}}
{{- define "portcullis.settings" -}}
{{- $service := get .root.Values .name -}}
{{- if regexMatch "(?im)^\\s*[\"']?[a-z.-]*(password|client-?secret|jaas\\.config)[\"']?:" (toYaml $service.settings) -}}
{{- fail (printf "%s.settings: there is a secret in it; settings are no place for one" .name) -}}
{{- end -}}
{{- $own := include (printf "portcullis.settings.%s" .name) . | fromYaml -}}
{{- $common := include "portcullis.settings.common" . | fromYaml -}}
{{- mergeOverwrite $common $own (deepCopy $service.settings) | toYaml -}}
{{- end }}

{{- define "portcullis.settings.common" -}}
{{- $values := .root.Values -}}
{{- $ports := include "portcullis.ports" . | fromYaml -}}
spring:
  config:
    # Secrets are files named after the setting they give; without them there is no start.
    import: "configtree:/run/portcullis/config/"
  lifecycle:
    timeout-per-shutdown-phase: {{ (get $values .name).drainSeconds }}s
server:
  address: 0.0.0.0
  port: {{ get $ports .name }}
  ssl:
    certificate: /run/portcullis/tls/tls.crt
    certificate-private-key: /run/portcullis/tls/tls.key
{{- with $values.logging.format }}
logging:
  structured:
    format:
      console: {{ . }}
{{- end }}
management:
  server:
    address: 0.0.0.0
    port: 8090
    ssl:
      enabled: false
portcullis:
  kafka:
    bootstrap-servers: {{ include "portcullis.kafkaServers" .root | quote }}
    replication-factor: {{ ternary 1 (int $values.kafka.replicationFactor) $values.kafka.bundled.enabled }}
    client:
      {{- include "portcullis.settings.kafkaClient" .root | nindent 6 }}
  {{- if $values.tracing.endpoint }}
  tracing:
    endpoint: {{ $values.tracing.endpoint | quote }}
    share: {{ $values.tracing.share }}
  {{- end }}
{{- end }}

{{- define "portcullis.settings.kafkaClient" -}}
ssl.truststore.type: PEM
ssl.truststore.location: /run/portcullis/prepared/ca.pem
{{- if .Values.kafka.mutualTls }}
security.protocol: SSL
ssl.keystore.type: PEM
ssl.keystore.location: /run/portcullis/tls/tls-combined.pem
{{- else }}
security.protocol: SASL_SSL
sasl.mechanism: {{ .Values.kafka.saslMechanism }}
{{- end }}
{{- with .Values.kafka.clientSettings }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "portcullis.settings.gateway" -}}
{{- $name := include "portcullis.fullname" .root -}}
{{- $values := .root.Values -}}
{{- with $values.gateway.certificateSecret }}
server:
  ssl:
    certificate: /run/portcullis/certificate/tls.crt
    certificate-private-key: /run/portcullis/certificate/tls.key
{{- end }}
portcullis:
  identity:
    issuers:
      - {{- include "portcullis.settings.issuer" $values.identity | nindent 8 }}
  services:
    policy: https://{{ $name }}-policy:8081
    approval: https://{{ $name }}-approval:8082
    audit: https://{{ $name }}-audit:8083
    token-uri: {{ $values.identity.tokenUri | required "identity.tokenUri: say where the gateway gets its own token" | quote }}
  postgres:
    address: 0.0.0.0
    port: 15432
    {{- $folder := ternary "certificate" "tls" (not (empty $values.gateway.certificateSecret)) }}
    certificate-file: /run/portcullis/{{ $folder }}/tls.crt
    private-key-file: /run/portcullis/{{ $folder }}/tls.key
    mask-key-file: /run/portcullis/mask/mask.key
  heartbeat:
    key-file: /run/portcullis/prepared/gateway.key
  audit:
    directory: /var/lib/portcullis/journal
    durability: {{ $values.gateway.durability }}
{{- end }}

{{- define "portcullis.settings.issuer" -}}
issuer: {{ .issuer | required "identity.issuer: name the identity provider, exactly as its tokens do in iss" | quote }}
jwk-set-uri: {{ .jwkSetUri | required "identity.jwkSetUri: say where the identity provider publishes its keys" | quote }}
audience: {{ .audience | quote }}
{{- end }}

{{/* What the three services share that keep something in PostgreSQL and believe tokens of one issuer. */}}
{{- define "portcullis.settings.storing" -}}
{{- $postgres := .root.Values.postgres -}}
{{- $url := printf "jdbc:postgresql://%s:%s/%s?sslmode=verify-full&sslrootcert=/run/portcullis/prepared/ca.pem" (include "portcullis.postgresHost" .root) (include "portcullis.postgresPort" .root) $postgres.database -}}
spring:
  datasource:
    url: {{ $url | quote }}
    username: {{ .name }}_app
  flyway:
    url: {{ $url | quote }}
    user: {{ .name }}_owner
portcullis:
  identity:
    {{- include "portcullis.settings.issuer" .root.Values.identity | nindent 4 }}
  kafka:
    min-in-sync-replicas: {{ ternary 1 (int .root.Values.kafka.minInSyncReplicas) .root.Values.kafka.bundled.enabled }}
{{- end }}

{{- define "portcullis.settings.policy" -}}
{{ include "portcullis.settings.storing" . }}
  {{- with .root.Values.policy.seedConfigMap }}
  policy:
    seed-directory: /run/portcullis/prepared/seed
  {{- end }}
{{- end }}

{{- define "portcullis.settings.approval" -}}
{{ include "portcullis.settings.storing" . }}
  {{- with .root.Values.approval.templateRules }}
  templates:
    rules:
      {{- range . }}
      - connections: {{ toJson .connections }}
        quorum: {{ .quorum | quote }}
        {{- with .longest }}
        longest: {{ . | quote }}
        {{- end }}
        {{- with .mostUses }}
        most-uses: {{ int64 . }}
        {{- end }}
      {{- end }}
  {{- end }}
  {{- with .root.Values.approval.grantRules }}
  grants:
    rules:
      {{- range . }}
      - connections: {{ toJson .connections }}
        quorum: {{ .quorum | quote }}
        {{- with .longest }}
        longest: {{ . | quote }}
        {{- end }}
        {{- with .longestExtended }}
        longest-extended: {{ . | quote }}
        {{- end }}
      {{- end }}
  {{- end }}
  {{- with .root.Values.approval.keys }}
  keys:
    longest: {{ .longest | quote }}
    beyond-token: {{ .beyondToken }}
    per-identity: {{ int64 .perIdentity }}
  {{- end }}
{{- end }}

{{- define "portcullis.settings.audit" -}}
{{ include "portcullis.settings.storing" . }}
  audit:
    log:
      origin: {{ .root.Values.audit.logOrigin | required "audit.logOrigin: give the log its name, a URL without scheme such as example.com/portcullis" | quote }}
      key-file: /run/portcullis/prepared/log.key
      create-key: false
    recordings:
      kek-file: /run/portcullis/prepared/recordings.kek
      create-kek: false
    {{- if not .root.Values.audit.gatewayKeys }}
    {{- fail "audit.gatewayKeys: list the public keys of the gateways, the second line of what deploy/log-key printed for gateway.signingKeySecret" }}
    {{- end }}
    gateways:
      keys: {{ toJson .root.Values.audit.gatewayKeys }}
    {{- with .root.Values.audit.objects }}
    {{- if .bucket }}
    objects:
      bucket: {{ .bucket }}
      prefix: {{ .prefix | required "audit.objects.prefix: give this log a prefix of its own in the bucket, such as example.com/portcullis/; what the log does not know under it is removed" | quote }}
      {{- with .endpoint }}
      endpoint: {{ . | quote }}
      {{- end }}
      {{- with .region }}
      region: {{ . }}
      {{- end }}
      path-style: {{ .pathStyle }}
      access-key-file: /run/portcullis/prepared/access-key
      secret-key-file: /run/portcullis/prepared/secret-key
    {{- end }}
    {{- end }}
    {{- with .root.Values.audit.syslog }}
    {{- if .host }}
    syslog:
      host: {{ .host | quote }}
      port: {{ int64 .port }}
      transport: {{ .transport }}
    {{- end }}
    {{- end }}
{{- end }}
