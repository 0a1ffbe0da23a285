{{/* What a service finds where. Secrets are files that its user and group read, nobody else. Takes root and name. */}}
{{- define "portcullis.mounts" -}}
{{- $values := .root.Values -}}
{{- $service := get $values .name -}}
- {name: settings, mountPath: /etc/portcullis, readOnly: true}
- {name: secrets, mountPath: /run/portcullis/config, readOnly: true}
- {name: tls, mountPath: /run/portcullis/tls, readOnly: true}
- {name: tmp, mountPath: /tmp}
{{- if $values.tls.authorities }}
- {name: authorities, mountPath: /run/portcullis/authorities, readOnly: true}
{{- end }}
{{- range $secret := $service.credentialSecrets }}
- {name: credential-{{ $secret | sha256sum | trunc 8 }}, mountPath: /run/portcullis/credentials/{{ $secret }}, readOnly: true}
{{- end }}
{{- if eq .name "gateway" }}
- {name: mask, mountPath: /run/portcullis/mask, readOnly: true}
- {name: signing-key, mountPath: /run/portcullis/signing-key, readOnly: true}
{{- if $service.certificateSecret }}
- {name: certificate, mountPath: /run/portcullis/certificate, readOnly: true}
{{- end }}
{{- end }}
{{- if and (eq .name "policy") $service.seedConfigMap }}
- {name: seed, mountPath: /run/portcullis/seed, readOnly: true}
{{- end }}
{{- if eq .name "audit" }}
- {name: log-key, mountPath: /run/portcullis/log-key, readOnly: true}
- {name: recording-key, mountPath: /run/portcullis/recording-key, readOnly: true}
{{- if $service.objects.bucket }}
- {name: object-key, mountPath: /run/portcullis/object-key, readOnly: true}
{{- end }}
{{- end }}
{{- end }}

{{- define "portcullis.volumes" -}}
{{- $values := .root.Values -}}
{{- $service := get $values .name -}}
- name: settings
  configMap: {name: {{ include "portcullis.fullname" .root }}-{{ .name }}}
- name: secrets
  projected:
    defaultMode: 0440
    sources:
      {{- include (printf "portcullis.secrets.%s" .name) . | nindent 6 }}
      {{- if not $values.kafka.mutualTls }}
      - secret:
          name: {{ $service.kafkaSecret | required (printf "%s.kafkaSecret: kafka.mutualTls is off, so name the Secret by which %s is known to Kafka (key sasl.jaas.config)" .name .name) }}
          items: [{key: sasl.jaas.config, path: portcullis.kafka.client.sasl.jaas.config}]
      {{- end }}
- name: tls
  secret: {secretName: {{ include "portcullis.tlsSecret" . }}, defaultMode: 0440}
- name: prepared
  emptyDir: {medium: Memory, sizeLimit: 16Mi}
- name: tmp
  emptyDir: {sizeLimit: 128Mi}
{{- with $values.tls.authorities }}
- name: authorities
  configMap: {name: {{ . }}}
{{- end }}
{{- range $secret := $service.credentialSecrets }}
- name: credential-{{ $secret | sha256sum | trunc 8 }}
  secret: {secretName: {{ $secret }}, defaultMode: 0440}
{{- end }}
{{- if eq .name "gateway" }}
- name: mask
  secret:
    secretName: {{ $service.maskKeySecret | required "gateway.maskKeySecret: name the Secret that hashes and pseudonyms depend on (key mask.key, at least 16 random bytes)" }}
    defaultMode: 0440
- name: signing-key
  secret:
    secretName: {{ $service.signingKeySecret | required "gateway.signingKeySecret: name the Secret with the key that gateways sign their heartbeats with (key gateway.key); deploy/log-key makes one" }}
    defaultMode: 0440
{{- with $service.certificateSecret }}
- name: certificate
  secret: {secretName: {{ . }}, defaultMode: 0440}
{{- end }}
{{- if eq $service.durability "quorum" }}
- name: journal
  emptyDir: {sizeLimit: {{ $service.journal.size }}}
{{- end }}
{{- end }}
{{- if eq .name "policy" }}
{{- with $service.seedConfigMap }}
- name: seed
  configMap: {name: {{ . }}}
{{- end }}
{{- end }}
{{- if eq .name "audit" }}
- name: log-key
  secret:
    secretName: {{ $service.logKeySecret | required "audit.logKeySecret: name the Secret with the key that signs the log (key log.key); deploy/log-key makes one" }}
    defaultMode: 0440
- name: recording-key
  secret:
    secretName: {{ $service.recordingKeySecret | required "audit.recordingKeySecret: name the Secret with the keys that wrap those of recordings (key recordings.kek, lines of openssl rand -base64 32)" }}
    defaultMode: 0440
{{- if $service.objects.bucket }}
- name: object-key
  secret:
    secretName: {{ $service.objects.keySecret | required "audit.objects.keySecret: name the Secret with the key to the bucket (keys access-key and secret-key)" }}
    defaultMode: 0440
{{- end }}
{{- end }}
{{- end }}

{{- define "portcullis.secrets.gateway" -}}
- secret:
    name: {{ .root.Values.gateway.clientSecret | required "gateway.clientSecret: name the Secret with the gateway's own client secret at the identity provider (key client-secret)" }}
    items: [{key: client-secret, path: portcullis.services.client-secret}]
{{- end }}

{{- define "portcullis.secrets.policy" -}}{{ include "portcullis.secrets.database" . }}{{- end }}
{{- define "portcullis.secrets.approval" -}}{{ include "portcullis.secrets.database" . }}{{- end }}
{{- define "portcullis.secrets.audit" -}}{{ include "portcullis.secrets.database" . }}{{- end }}

{{- define "portcullis.databaseSecret" -}}
{{ (get .root.Values .name).databaseSecret | required (printf "%s.databaseSecret: name the Secret with the passwords of %s_app and %s_owner (keys app and owner)" .name .name .name) }}
{{- end }}

{{- define "portcullis.secrets.database" -}}
- secret:
    name: {{ include "portcullis.databaseSecret" . }}
    items:
      - {key: app, path: spring.datasource.password}
      - {key: owner, path: spring.flyway.password}
{{- end }}
