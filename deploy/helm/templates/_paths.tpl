{{/*
What the world may reach: everything but /metrics.
*/}}
{{- define "nmp.publicPaths" -}}
- { path: /studio, type: Prefix }
- { path: /apis, type: Prefix }
- { path: /health, type: Prefix }
- { path: /status, type: Exact }
- { path: /cluster-info, type: Exact }
- { path: /openapi.json, type: Exact }
- { path: /, type: Exact }
{{- end -}}
