{{/* The SSL bundles of values.tls, in Spring Boot's form. */}}
{{- define "sluice.sslBundles" -}}
{{- $bundles := dict -}}
{{- range $name, $bundle := .Values.tls.bundles -}}
{{- $files := printf "file:/sluice/tls/%s/" $name -}}
{{- $keystore := dict "certificate" (print $files "tls.crt") "private-key" (print $files "tls.key") -}}
{{- $pem := dict "reload-on-update" true "keystore" $keystore -}}
{{- if or $bundle.clientCa $bundle.clientCertificates -}}
{{- $_ := set $pem "truststore" (dict "certificate" (print $files "ca.crt")) -}}
{{- end -}}
{{- $_ := set $bundles $name $pem -}}
{{- end -}}
{{- toYaml $bundles -}}
{{- end -}}

{{/* The application.yml of the gateway. */}}
{{- define "sluice.configuration" -}}
{{- $configuration := deepCopy .Values.config -}}
{{- $sluice := set (deepCopy .Values.sluice) "listeners" (include "sluice.listeners" . | fromYaml) -}}
{{- if eq .Values.reload "watch" -}}
{{- $_ := set $sluice "reload" (dict "watch" true) -}}
{{- end -}}
{{- $own := dict "sluice" $sluice "server" (dict "address" "0.0.0.0" "port" .Values.management.port) -}}
{{- $bundles := include "sluice.sslBundles" . | fromYaml -}}
{{- with include "sluice.redisBundle" . | fromYaml }}{{ $_ := set $bundles "redis" . }}{{ end -}}
{{- $spring := dict -}}
{{- if $bundles }}{{ $_ := set $spring "ssl" (dict "bundle" (dict "pem" $bundles)) }}{{ end -}}
{{- if eq .Values.cluster.via "redis" -}}
{{- $_ := set $sluice "cluster" (merge (dict "via" "redis" "required" .Values.cluster.required) (default dict $sluice.cluster)) -}}
{{- $_ := set $spring "data" (dict "redis" (include "sluice.redis" . | fromYaml)) -}}
{{- end -}}
{{- if $spring }}{{ $_ := set $own "spring" $spring }}{{ end -}}
{{- mergeOverwrite $configuration $own | toYaml -}}
{{- end -}}

{{/* The part of the configuration that only new pods read. */}}
{{- define "sluice.restartConfiguration" -}}
{{- if eq .Values.reload "watch" -}}
{{- $configuration := include "sluice.configuration" . | fromYaml -}}
{{- range $key := list "upstreams" "limits" -}}
{{- $_ := unset $configuration.sluice $key -}}
{{- end -}}
{{- range $_, $listener := $configuration.sluice.listeners -}}
{{- if kindIs "map" $listener -}}
{{- range $key := list "routes" "limits" "access" -}}
{{- $_ := unset $listener $key -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- toYaml $configuration -}}
{{- else -}}
{{- include "sluice.configuration" . -}}
{{- end -}}
{{- end -}}

{{- define "sluice.tlsSecretName" -}}
{{- default (printf "%s-tls-%s" (include "sluice.fullname" .root) .name) .bundle.existingSecret -}}
{{- end -}}
