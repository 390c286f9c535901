{{/* The environment of the platform's containers. */}}
{{- define "nmp.platform.env" -}}
- name: NMP_CONFIG_FILE_PATH
  value: /etc/nmp-platform/platform.yaml
- name: NMP_DATA_DIR
  value: /data
{{- if .Values.insecureListen }}
- name: NMP_INSECURE_LISTEN
  value: "true"
{{- end }}
{{- if .Values.tls.secretName }}
- name: NMP_SERVER_TLS__CERTIFICATE
  value: /etc/nmp-platform/tls/tls.crt
- name: NMP_SERVER_TLS__KEY
  value: /etc/nmp-platform/tls/tls.key
{{- end }}
{{- if .Values.gateway.secretRef.name }}
- name: NMP_AUTH_TRUSTED_GATEWAY_SECRET_FILE
  value: /etc/nmp-platform/gateway/secret
{{- end }}
{{- with .Values.database }}
{{- if .urlSecret.name }}
- name: DATABASE_URL
  valueFrom:
    secretKeyRef:
      name: {{ .urlSecret.name }}
      key: {{ .urlSecret.key }}
{{- else if .host }}
- name: DATABASE_HOST
  value: {{ .host | quote }}
- name: DATABASE_PORT
  value: {{ .port | quote }}
- name: DATABASE_NAME
  value: {{ .name | quote }}
- name: DATABASE_USER
  value: {{ .user | quote }}
- name: DATABASE_PASSWORD
  valueFrom:
    secretKeyRef:
      name: {{ .passwordSecret.name }}
      key: {{ .passwordSecret.key }}
- name: PGSSLMODE
  value: {{ .sslMode }}
{{- end }}
{{- if .caSecret.name }}
- name: PGSSLROOTCERT
  value: /etc/nmp-platform/database/ca.crt
{{- end }}
{{- end }}
{{- with .Values.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "nmp.platform.mounts" -}}
- name: config
  mountPath: /etc/nmp-platform/platform.yaml
  subPath: platform.yaml
  readOnly: true
{{- if not (include "nmp.hasDatabase" .) }}
- name: data
  mountPath: /data
{{- end }}
{{- if .Values.tls.secretName }}
- name: tls
  mountPath: /etc/nmp-platform/tls
  readOnly: true
{{- end }}
{{- if .Values.gateway.secretRef.name }}
- name: gateway
  mountPath: /etc/nmp-platform/gateway
  readOnly: true
{{- end }}
{{- if .Values.database.caSecret.name }}
- name: database-ca
  mountPath: /etc/nmp-platform/database
  readOnly: true
{{- end }}
{{- end -}}

{{- define "nmp.platform.volumes" -}}
- name: config
  configMap:
    name: {{ include "nmp.fullname" . }}
{{- if not (include "nmp.hasDatabase" .) }}
- name: data
  persistentVolumeClaim:
    claimName: {{ default (include "nmp.fullname" .) .Values.persistence.existingClaim }}
{{- end }}
{{- with .Values.tls.secretName }}
- name: tls
  secret:
    secretName: {{ . }}
    defaultMode: 0440
{{- end }}
{{- with .Values.gateway.secretRef }}
{{- if .name }}
- name: gateway
  secret:
    secretName: {{ .name }}
    defaultMode: 0440
    items:
      - key: {{ .key }}
        path: secret
{{- end }}
{{- end }}
{{- with .Values.database.caSecret }}
{{- if .name }}
- name: database-ca
  secret:
    secretName: {{ .name }}
    defaultMode: 0440
    items:
      - key: {{ .key }}
        path: ca.crt
{{- end }}
{{- end }}
{{- end -}}

{{/* A probe of a path. Its Host is this machine's name, which is always accepted. */}}
{{- define "nmp.platform.probe" -}}
httpGet:
  path: {{ index . 1 }}
  port: http
  scheme: {{ ternary "HTTPS" "HTTP" (ne (index . 0).Values.tls.secretName "") }}
  httpHeaders:
    - name: Host
      value: localhost
{{- end -}}
