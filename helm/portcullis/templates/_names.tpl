{{/* Short enough that every name made from it fits the 63 characters of a label. */}}
{{- define "portcullis.fullname" -}}
{{- $chart := default .Chart.Name .Values.nameOverride -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 34 | trimSuffix "-" -}}
{{- else if contains $chart .Release.Name -}}
{{- .Release.Name | trunc 34 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $chart | trunc 34 | trimSuffix "-" -}}
{{- end -}}
{{- end }}

{{/* What selects the pods of one component. Takes root and name. */}}
{{- define "portcullis.selector" -}}
app.kubernetes.io/name: {{ default .root.Chart.Name .root.Values.nameOverride }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .name }}
{{- end }}

{{- define "portcullis.labels" -}}
{{ include "portcullis.selector" . }}
app.kubernetes.io/part-of: portcullis
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end }}

{{- define "portcullis.metadata" -}}
name: {{ include "portcullis.fullname" .root }}-{{ .name }}
namespace: {{ .root.Release.Namespace }}
labels:
  {{- include "portcullis.labels" . | nindent 2 }}
{{- end }}

{{/* The Secret with the certificate of a component: cert-manager's, or the one that was named. */}}
{{- define "portcullis.tlsSecret" -}}
{{- $tls := .root.Values.tls -}}
{{- if $tls.certManager.enabled -}}
{{ include "portcullis.fullname" .root }}-{{ .name }}-tls
{{- else -}}
{{- $key := .name | replace "kafka-admin" "kafkaAdmin" -}}
{{- get $tls.secrets $key | required (printf "tls.secrets.%s: name the Secret with the certificate of %s (tls.crt, tls.key, ca.crt, tls-combined.pem), or set tls.certManager.enabled" $key .name) -}}
{{- end -}}
{{- end }}

{{- define "portcullis.image" -}}
{{- $values := .root.Values.image -}}
{{- $registry := $values.registry | required "image.registry: say where the images are, for example registry.example.com/portcullis; deploy/service.Dockerfile builds them" -}}
{{- $digest := (get .root.Values .name).digest -}}
{{- if $digest -}}
{{ $registry }}/{{ .name }}-service@{{ $digest }}
{{- else -}}
{{ $registry }}/{{ .name }}-service:{{ default .root.Chart.AppVersion $values.tag }}
{{- end -}}
{{- end }}

{{/* Which services there are, and where each listens. */}}
{{- define "portcullis.ports" -}}
gateway: 8080
policy: 8081
approval: 8082
audit: 8083
{{- end }}

{{- define "portcullis.postgresHost" -}}
{{- if .Values.postgres.bundled.enabled -}}
{{ include "portcullis.fullname" . }}-postgres
{{- else -}}
{{ .Values.postgres.host | required "postgres.host: name the PostgreSQL server, or set postgres.bundled.enabled to try things out" }}
{{- end -}}
{{- end }}

{{- define "portcullis.postgresPort" -}}
{{ ternary 5432 (int .Values.postgres.port) .Values.postgres.bundled.enabled }}
{{- end }}

{{- define "portcullis.kafkaServers" -}}
{{- if .Values.kafka.bundled.enabled -}}
{{ include "portcullis.fullname" . }}-kafka:9092
{{- else -}}
{{ .Values.kafka.bootstrapServers | required "kafka.bootstrapServers: name some brokers, or set kafka.bundled.enabled to try things out" }}
{{- end -}}
{{- end }}
