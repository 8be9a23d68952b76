{{/* Which series are those of this release, as the Prometheus operator labels them. */}}
{{- define "sluice.series" -}}
namespace="{{ .Release.Namespace }}",service="{{ include "sluice.fullname" . }}-metrics"
{{- end -}}

{{- define "sluice.alertLabels" -}}
severity: {{ .severity }}
{{- with .root.Values.prometheusRule.alertLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}
