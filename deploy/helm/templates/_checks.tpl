{{/*
Refuses values that could not work, or not safely. Each message says what to do.
*/}}
{{- define "nmp.checks" -}}
{{- $values := .Values -}}
{{- if le (int $values.terminationGracePeriodSeconds) (int $values.preStopSeconds) -}}
{{- fail "terminationGracePeriodSeconds must be longer than preStopSeconds" -}}
{{- end -}}
{{- if and (not $values.host) (or $values.ingress.enabled $values.httpRoute.enabled $values.openshiftRoute.enabled) -}}
{{- fail "ingress, httpRoute and openshiftRoute need the public name in host" -}}
{{- end -}}
{{- if and $values.httpRoute.enabled (not $values.httpRoute.parentRefs) -}}
{{- fail "httpRoute.parentRefs must name the Gateway" -}}
{{- end -}}
{{- if and $values.autoscaling.enabled (lt (int $values.autoscaling.maxReplicas) (int $values.autoscaling.minReplicas)) -}}
{{- fail "autoscaling.maxReplicas is smaller than autoscaling.minReplicas" -}}
{{- end -}}
{{- if and $values.networkPolicy.enabled (not $values.networkPolicy.from) -}}
{{- fail "networkPolicy.from must name who may connect, such as the ingress controller's namespace; nobody could reach the pods otherwise" -}}
{{- end -}}
{{- if eq $values.mode "studio" -}}
{{- include "nmp.checks.studio" . -}}
{{- else -}}
{{- include "nmp.checks.platform" . -}}
{{- end -}}
{{- end -}}

{{- define "nmp.checks.platform" -}}
{{- $values := .Values -}}
{{- $auth := default dict $values.platformConfig.auth -}}
{{- $oidc := default dict $auth.oidc -}}
{{- $platform := default dict $values.platformConfig.platform -}}
{{- if and (gt (int (include "nmp.mostReplicas" .)) 1) (not (include "nmp.hasDatabase" .)) -}}
{{- fail "more than one replica needs PostgreSQL: set database.urlSecret.name, or database.host and database.passwordSecret.name; SQLite has one writer" -}}
{{- end -}}
{{- if and $values.database.urlSecret.name $values.database.host -}}
{{- fail "database.urlSecret and database.host name two databases; set one" -}}
{{- end -}}
{{- if and $values.database.host (not $values.database.passwordSecret.name) -}}
{{- fail "database.passwordSecret.name must name the Secret with the password for database.host" -}}
{{- end -}}
{{- if $platform.database_url -}}
{{- fail "platformConfig.platform.database_url has a password, and a ConfigMap is not secret: use database.urlSecret" -}}
{{- end -}}
{{- if and (not (include "nmp.isProtected" .)) (not $values.insecureListen) -}}
{{- fail "nobody has to sign in (platformConfig.auth.enabled), or unsigned tokens are accepted (allow_unsigned_jwt), so the server would not start: configure platformConfig.auth.oidc, or set insecureListen: true for a trial" -}}
{{- end -}}
{{- if and $auth.enabled $oidc.enabled (not $oidc.audience) (not $oidc.allow_any_audience) (ne (default "" $oidc.bearer_token) "id_token") -}}
{{- fail "platformConfig.auth.oidc.audience is not set, so tokens for the provider's other services would be accepted, and the server would not start: set it, or allow_any_audience: true" -}}
{{- end -}}
{{- end -}}

{{- define "nmp.checks.studio" -}}
{{- $values := .Values -}}
{{- if not $values.studio.upstream -}}
{{- fail "studio.upstream must say where the platform is, such as http://nemo-platform-api:8080" -}}
{{- end -}}
{{- range $values.studio.forwardHeaders -}}
{{- if regexMatch "(?i)^x[-_](nmp|nhx)" . -}}
{{- fail (printf "studio.forwardHeaders must not have %s: the platform takes it for an identity" .) -}}
{{- end -}}
{{- end -}}
{{- range list "gateway" "tls" -}}
{{- $section := index $values . -}}
{{- if or $section.secretName (dig "secretRef" "name" "" $section) -}}
{{- fail (printf "%s is of mode: platform" .) -}}
{{- end -}}
{{- end -}}
{{- if $values.serviceMonitor.enabled -}}
{{- fail "serviceMonitor is of mode: platform; the existing platform has its own" -}}
{{- end -}}
{{- end -}}
