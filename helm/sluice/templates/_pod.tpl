{{/* What Pod Security calls restricted, for a pod. Given: root, sysctls. */}}
{{- define "sluice.podSecurity" -}}
{{- $sysctls := .sysctls -}}
{{- with .root -}}
serviceAccountName: {{ include "sluice.serviceAccountName" . }}
automountServiceAccountToken: false
# the gateway would read variables such as SLUICE_PORT as its configuration
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  {{- with .Values.securityContext }}
  {{- with .runAsUser }}
  runAsUser: {{ int64 . }}
  {{- end }}
  {{- with .runAsGroup }}
  runAsGroup: {{ int64 . }}
  {{- end }}
  {{- with .fsGroup }}
  fsGroup: {{ int64 . }}
  {{- end }}
  {{- end }}
  {{- with $sysctls }}
  sysctls:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  seccompProfile:
    type: RuntimeDefault
{{- with .Values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}
{{- end -}}

{{- define "sluice.containerSecurity" -}}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities:
    drop: [ALL]
{{- end -}}

{{/* Where pods run. */}}
{{- define "sluice.scheduling" -}}
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
{{- end -}}

{{/* Given: group, timing. */}}
{{- define "sluice.probe" -}}
httpGet:
  path: /actuator/health/{{ .group }}
  port: http-management
{{ toYaml .timing }}
{{- end -}}
