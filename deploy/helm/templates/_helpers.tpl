{{/* The name of everything. */}}
{{- define "nmp.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "nmp.selectorLabels" -}}
app.kubernetes.io/name: {{ default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: {{ .Values.mode }}
{{- end -}}

{{/* The pod of `helm test`, which the NetworkPolicy lets in. */}}
{{- define "nmp.testLabels" -}}
app.kubernetes.io/name: {{ default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: test
{{- end -}}

{{- define "nmp.labels" -}}
{{ include "nmp.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{/* An image: repository, and a digest or a tag. Takes [image, default tag]. */}}
{{- define "nmp.image" -}}
{{- $image := index . 0 -}}
{{- if $image.digest -}}
{{ $image.repository }}@{{ $image.digest }}
{{- else -}}
{{ $image.repository }}:{{ default (index . 1) $image.tag }}
{{- end -}}
{{- end -}}

{{- define "nmp.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{ default (include "nmp.fullname" .) .Values.serviceAccount.name }}
{{- else -}}
{{ default "default" .Values.serviceAccount.name }}
{{- end -}}
{{- end -}}

{{/* "true" if the data are in PostgreSQL. */}}
{{- define "nmp.hasDatabase" -}}
{{- if or .Values.database.urlSecret.name .Values.database.host -}}true{{- end -}}
{{- end -}}

{{/* How many pods there can be. */}}
{{- define "nmp.mostReplicas" -}}
{{- if .Values.autoscaling.enabled -}}{{ .Values.autoscaling.maxReplicas }}{{- else -}}{{ .Values.replicaCount }}{{- end -}}
{{- end -}}

{{/* "true" if people have to sign in and nobody can claim to be anyone. */}}
{{- define "nmp.isProtected" -}}
{{- $auth := default dict .Values.platformConfig.auth -}}
{{- if and $auth.enabled (not $auth.allow_unsigned_jwt) -}}true{{- end -}}
{{- end -}}

{{/* The settings file: the values' over what the container needs. */}}
{{- define "nmp.platformConfig" -}}
{{- $base := dict
  "service" (dict "host" "0.0.0.0" "port" 8080 "log_format" "json")
  "studio" (dict "static_files_path" "/usr/local/share/nmp-platform/studio")
-}}
{{- if not (include "nmp.isProtected" .) -}}
{{- $name := include "nmp.fullname" . -}}
{{- $hosts := list $name (printf "%s.%s" $name .Release.Namespace) (printf "%s.%s.svc" $name .Release.Namespace) -}}
{{- if .Values.host -}}{{- $hosts = append $hosts .Values.host -}}{{- end -}}
{{- $_ := set $base "server" (dict "allowed_hosts" $hosts) -}}
{{- end -}}
{{- toYaml (mergeOverwrite $base (deepCopy .Values.platformConfig)) -}}
{{- end -}}

{{/* The restricted Pod Security Standard. */}}
{{- define "nmp.podSecurityContext" -}}
runAsNonRoot: true
{{- with .Values.runAsUser }}
runAsUser: {{ . }}
runAsGroup: {{ . }}
{{- end }}
{{- with .Values.fsGroup }}
fsGroup: {{ . }}
fsGroupChangePolicy: OnRootMismatch
{{- end }}
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "nmp.securityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}

{{/* What every pod has beside its containers. */}}
{{- define "nmp.podSpec" -}}
serviceAccountName: {{ include "nmp.serviceAccount" . }}
automountServiceAccountToken: false
# Otherwise Kubernetes sets variables like NMP_SERVICE_HOST for a service named nmp.
enableServiceLinks: false
terminationGracePeriodSeconds: {{ .Values.terminationGracePeriodSeconds }}
securityContext:
  {{- include "nmp.podSecurityContext" . | nindent 2 }}
{{- with .Values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
topologySpreadConstraints:
{{- if .Values.topologySpreadConstraints }}
  {{- toYaml .Values.topologySpreadConstraints | nindent 2 }}
{{- else }}
{{- range list "kubernetes.io/hostname" "topology.kubernetes.io/zone" }}
  - maxSkew: 1
    topologyKey: {{ . }}
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- include "nmp.selectorLabels" $ | nindent 8 }}
{{- end }}
{{- end }}
{{- end -}}
