{{- define "portcullis.network.components" -}}
{{- range .names }}
- podSelector:
    matchLabels:
      {{- include "portcullis.selector" (dict "root" $.root "name" .) | nindent 6 }}
{{- end }}
{{- end }}

{{- define "portcullis.network.monitoring" -}}
{{- with .Values.networkPolicy.monitoring }}
- ports: [{port: 8090, protocol: TCP}]
  from:
    {{- toYaml . | nindent 4 }}
{{- end }}
{{- end }}

{{- define "portcullis.network.dns" -}}
- to:
    {{- toYaml .Values.networkPolicy.dns | nindent 4 }}
  ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]
{{- end }}

{{/* What all four services need: names, the identity provider's keys, Kafka. */}}
{{- define "portcullis.network.common" -}}
{{- $identity := .Values.networkPolicy.identityProvider -}}
{{ include "portcullis.network.dns" . }}
- to:
    {{- $identity.peers | default "" | required "networkPolicy.identityProvider.peers: say where the identity provider is, for example [{ipBlock: {cidr: 10.30.0.7/32}}]" | toYaml | nindent 4 }}
  ports: [{port: {{ $identity.port }}, protocol: TCP}]
{{ include "portcullis.network.kafka" . }}
{{- end }}

{{- define "portcullis.network.kafka" -}}
{{- if .Values.kafka.bundled.enabled -}}
- to:
    {{- include "portcullis.network.components" (dict "root" $ "names" (list "kafka")) | nindent 4 }}
  ports: [{port: 9092, protocol: TCP}]
{{- else -}}
- to:
    {{- .Values.networkPolicy.kafka | default "" | required "networkPolicy.kafka: say where the brokers are, for example [{ipBlock: {cidr: 10.30.2.0/28}}]" | toYaml | nindent 4 }}
  ports:
    {{- $ports := list }}
    {{- range splitList "," (include "portcullis.kafkaServers" .) }}
    {{- $ports = append $ports (splitList ":" (trim .) | last) }}
    {{- end }}
    {{- range $ports | uniq }}
    - {port: {{ . }}, protocol: TCP}
    {{- end }}
{{- end }}
{{- end }}

{{/* Where services tell of commands. */}}
{{- define "portcullis.network.collector" -}}
{{- if .Values.tracing.endpoint }}
{{- .Values.networkPolicy.collector | default "" | required "networkPolicy.collector: say where the collector of tracing.endpoint is, for example [{to: [{ipBlock: {cidr: 10.80.0.9/32}}], ports: [{port: 4318}]}]" | toYaml }}
{{- end }}
{{- end }}

{{- define "portcullis.network.postgres" -}}
{{- if .Values.postgres.bundled.enabled -}}
- to:
    {{- include "portcullis.network.components" (dict "root" $ "names" (list "postgres")) | nindent 4 }}
  ports: [{port: 5432, protocol: TCP}]
{{- else -}}
- to:
    {{- .Values.networkPolicy.postgres | default "" | required "networkPolicy.postgres: say where the database is, for example [{ipBlock: {cidr: 10.30.1.0/28}}]" | toYaml | nindent 4 }}
  ports: [{port: {{ .Values.postgres.port }}, protocol: TCP}]
{{- end }}
{{- end }}
