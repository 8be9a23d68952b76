{{/*
The label matchers that select the gateways: those of the values, or of this release as the Prometheus operator labels it.
*/}}
{{- define "sluice.series" -}}
{{- $release := printf "namespace=\"%s\",service=\"%s-metrics\"" .Release.Namespace (include "sluice.fullname" .) -}}
{{- default $release .Values.prometheusRule.selector -}}
{{- end -}}

{{/* The labels that all gateways of the release have in common. */}}
{{- define "sluice.releaseLabels" -}}
{{- empty .Values.prometheusRule.selector | ternary "namespace, service" "job" -}}
{{- end -}}

{{/* The label that tells one gateway from another. */}}
{{- define "sluice.gatewayLabel" -}}
{{- empty .Values.prometheusRule.selector | ternary "pod" "instance" -}}
{{- end -}}

{{- define "sluice.alertLabels" -}}
severity: {{ .severity }}
{{- with .root.Values.prometheusRule.alertLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}
