{{/* The pod of one service. Takes root and name. */}}
{{- define "portcullis.pod" -}}
{{- $values := .root.Values -}}
{{- $service := get $values .name -}}
metadata:
  labels:
    {{- include "portcullis.selector" . | nindent 4 }}
    app.kubernetes.io/part-of: portcullis
  annotations:
    # A changed setting is a new pod.
    checksum/settings: {{ print (include "portcullis.settings" .) (.root.Files.Get "files/prepare.sh") | sha256sum }}
    {{- with $service.podAnnotations }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  serviceAccountName: {{ include "portcullis.fullname" .root }}-{{ .name }}
  {{- include "portcullis.podSecurity" 10001 | nindent 2 }}
  {{- with $values.image.pullSecrets }}
  imagePullSecrets:
    {{- range . }}
    - name: {{ . }}
    {{- end }}
  {{- end }}
  {{- /* The sleep, the service's own time to drain, and then to ship what is in the journal and to leave. */}}
  terminationGracePeriodSeconds: {{ add 5 (int $service.drainSeconds) 20 }}
  {{- include "portcullis.placement" . | nindent 2 }}
  initContainers:
    - name: prepare
      image: {{ include "portcullis.image" . | quote }}
      imagePullPolicy: {{ $values.image.pullPolicy }}
      command: [bash, /etc/portcullis/prepare.sh]
      env:
        - name: PORTCULLIS_PUBLIC_AUTHORITIES
          value: {{ $values.tls.publicAuthorities | quote }}
      securityContext:
        {{- include "portcullis.containerSecurity" . | nindent 8 }}
      resources:
        requests: {cpu: 50m, memory: 64Mi}
        limits: {memory: 256Mi}
      volumeMounts:
        {{- include "portcullis.mounts" . | nindent 8 }}
        - {name: prepared, mountPath: /run/portcullis/prepared}
  containers:
    - name: {{ .name }}
      image: {{ include "portcullis.image" . | quote }}
      imagePullPolicy: {{ $values.image.pullPolicy }}
      env:
        - name: SPRING_CONFIG_ADDITIONALLOCATION
          value: file:/etc/portcullis/application.yaml
        - name: JDK_JAVA_OPTIONS
          value: -Djavax.net.ssl.trustStore=/run/portcullis/prepared/trust.p12
        {{- if eq .name "gateway" }}
        - name: PORTCULLIS_AUDIT_INSTANCE
          valueFrom: {fieldRef: {fieldPath: metadata.name}}
        {{- end }}
        {{- with $service.extraEnv }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      ports:
        - {name: https, containerPort: {{ get (include "portcullis.ports" . | fromYaml) .name }}}
        {{- if eq .name "gateway" }}
        - {name: postgres, containerPort: 15432}
        {{- end }}
        - {name: management, containerPort: 8090}
      startupProbe:
        httpGet: {path: /actuator/health/liveness, port: management}
        periodSeconds: 3
        failureThreshold: 100
      livenessProbe:
        httpGet: {path: /actuator/health/liveness, port: management}
        periodSeconds: 10
        timeoutSeconds: 3
        failureThreshold: 3
      readinessProbe:
        httpGet: {path: /actuator/health/readiness, port: management}
        periodSeconds: 5
        timeoutSeconds: 3
        failureThreshold: 2
      lifecycle:
        # Until nobody sends new callers here any more; then SIGTERM, at which the service drains.
        preStop: {sleep: {seconds: 5}}
      securityContext:
        {{- include "portcullis.containerSecurity" . | nindent 8 }}
      resources:
        {{- toYaml $service.resources | nindent 8 }}
      volumeMounts:
        {{- include "portcullis.mounts" . | nindent 8 }}
        - {name: prepared, mountPath: /run/portcullis/prepared, readOnly: true}
        {{- if eq .name "gateway" }}
        - {name: journal, mountPath: /var/lib/portcullis}
        {{- end }}
  volumes:
    {{- include "portcullis.volumes" . | nindent 4 }}
{{- end }}

{{/* Takes the user's id. */}}
{{- define "portcullis.podSecurity" -}}
automountServiceAccountToken: false
# Variables such as PORTCULLIS_POSTGRES_PORT, made of a service's name, would be taken for settings.
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: {{ . }}
  runAsGroup: {{ . }}
  fsGroup: {{ . }}
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "portcullis.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}

{{- define "portcullis.placement" -}}
{{- $service := get .root.Values .name -}}
{{- with $service.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with $service.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $service.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.topologySpread.keys }}
topologySpreadConstraints:
  {{- range . }}
  - topologyKey: {{ . }}
    maxSkew: 1
    whenUnsatisfiable: {{ $.root.Values.topologySpread.whenUnsatisfiable }}
    labelSelector:
      matchLabels:
        {{- include "portcullis.selector" $ | nindent 8 }}
  {{- end }}
{{- end }}
{{- end }}
