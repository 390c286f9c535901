{{- define "nmp.studio.upstreamPort" -}}
{{- $url := urlParse .Values.studio.upstream -}}
{{- $port := regexFind ":[0-9]+$" $url.host | trimPrefix ":" -}}
{{- default (ternary "443" "80" (eq $url.scheme "https")) $port -}}
{{- end -}}

{{/*
nginx in front of an existing platform: /studio is ours, the rest of the API theirs. As
deploy/nginx.conf, without its TLS, which ends in front of the pod.
*/}}
{{- define "nmp.studio.nginx" -}}
{{- $studio := .Values.studio -}}
worker_processes auto;
pid /tmp/nginx.pid;
error_log stderr warn;
events {
  worker_connections 1024;
}
http {
  client_body_temp_path /tmp/body;
  proxy_temp_path /tmp/proxy;
  fastcgi_temp_path /tmp/fastcgi;
  uwsgi_temp_path /tmp/uwsgi;
  scgi_temp_path /tmp/scgi;
  # Without queries, in which codes of sign-ins are.
  log_format json escape=json '{"time":"$time_iso8601","method":"$request_method","path":"$uri",'
    '"status":$status,"seconds":$request_time,"request_id":"$request_id"}';
  access_log /dev/stdout json;
  server_tokens off;
  sendfile on;

  # A path that is not a file is a page of the app, for clients that ask for HTML.
  map $http_accept $studio_page {
    default /studio/-;
    "~*\btext/html\b" /studio/index.html;
  }
  map $uri $studio_cache {
    default no-cache;
    "~-[0-9a-f]{16}\.(js|wasm|css)$" "public, max-age=31536000, immutable";
  }
  # In addition to the policy in index.html, which allows WebAssembly: who may frame the app, and
  # what it may connect to.
  map $uri $studio_policy {
    default "";
    /studio/index.html "frame-ancestors 'none'{{ with $studio.identityProviderOrigins }}; connect-src 'self' {{ join " " . }}{{ end }}";
  }
  {{- if $studio.refuseServiceTokens }}
  # The platform's services identify themselves to each other without a signature.
  map $http_authorization $service_token {
    default 0;
    "~*^bearer\s+service(-account)?:" 1;
  }
  {{- end }}
  # Studio's own scheme and TLS end in front.
  map $http_x_forwarded_proto $forwarded_proto {
    default $scheme;
    https https;
  }

  upstream platform {
    server {{ (urlParse $studio.upstream).host }}{{ if not (regexMatch ":[0-9]+$" (urlParse $studio.upstream).host) }}:{{ include "nmp.studio.upstreamPort" . }}{{ end }};
    keepalive 16;
    keepalive_timeout 20s;
  }

  server {
    listen 8080;
    server_name _;
    absolute_redirect off;
    client_max_body_size {{ $studio.maxBodySize }};
    # Tokens with many groups are long.
    large_client_header_buffers 4 80k;

    location = / {
      return 307 /studio/;
    }
    location = /studio {
      return 308 /studio/;
    }
    location = /studio/ {
      rewrite ^ /studio/index.html last;
    }
    location = /-/live {
      access_log off;
      return 200 "live\n";
    }

    location /studio/ {
      root /srv/www;
      limit_except GET HEAD {
        deny all;
      }
      gzip_static on;
      types {
        application/wasm wasm;
        image/svg+xml svg;
        text/css css;
        text/html html;
        text/javascript js;
      }
      charset utf-8;
      charset_types text/css text/javascript;
      try_files $uri $studio_page =404;
      etag off;
      if_modified_since off;
      add_header Last-Modified "";
      add_header Cache-Control $studio_cache always;
      add_header Content-Security-Policy $studio_policy;
      add_header Cross-Origin-Opener-Policy same-origin always;
      add_header Permissions-Policy "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()" always;
      add_header Referrer-Policy no-referrer always;
      add_header Strict-Transport-Security "max-age=31536000" always;
      add_header X-Content-Type-Options nosniff always;
    }

    # The whole API except /metrics and /internal, which are internal.
    location ~ ^/(apis/|health/|status$|cluster-info$|openapi\.json$) {
      {{- if $studio.refuseServiceTokens }}
      if ($service_token) {
        return 401;
      }
      {{- end }}
      proxy_pass {{ (urlParse $studio.upstream).scheme }}://platform;
      {{- if eq (urlParse $studio.upstream).scheme "https" }}
      proxy_ssl_server_name on;
      proxy_ssl_name {{ (urlParse $studio.upstream).hostname }};
      proxy_ssl_verify on;
      proxy_ssl_trusted_certificate /etc/ssl/certs/ca-certificates.crt;
      {{- end }}
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $host;
      proxy_set_header X-Forwarded-Proto $forwarded_proto;
      proxy_set_header X-Request-Id $request_id;
      # The platform trusts identity headers (X-NMP-…, X-NHX-…) from anyone, and nginx can't remove
      # headers by prefix. So only these headers are forwarded.
      proxy_pass_request_headers off;
      {{- $usual := list "Accept" "Accept-Encoding" "Accept-Language" "Access-Control-Request-Headers" "Access-Control-Request-Method" "Authorization" "Cache-Control" "Content-Encoding" "Content-Type" "If-Match" "If-Modified-Since" "If-None-Match" "Origin" "Range" "User-Agent" }}
      {{- range concat $usual $studio.forwardHeaders | uniq }}
      proxy_set_header {{ . }} $http_{{ . | lower | replace "-" "_" }};
      {{- end }}
      proxy_request_buffering off;
      proxy_read_timeout {{ $studio.readTimeoutSeconds }}s;
      add_header Strict-Transport-Security "max-age=31536000" always;
    }

    location / {
      return 404;
    }
  }
}
{{- end -}}

{{- define "nmp.studio.mounts" -}}
- name: config
  mountPath: /etc/nginx-studio
  readOnly: true
- name: www
  mountPath: /srv/www
  readOnly: true
- name: tmp
  mountPath: /tmp
{{- end -}}
