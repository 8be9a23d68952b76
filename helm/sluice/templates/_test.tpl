{{/* The pod of "helm test", which no Service leads to. */}}
{{- define "sluice.testSelector" -}}
app.kubernetes.io/name: {{ include "sluice.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: test
{{- end -}}

{{/* A container that runs a command of the gateway's own image. */}}
{{- define "sluice.testContainer" -}}
image: {{ include "sluice.image" . | quote }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
{{ include "sluice.containerSecurity" . }}
resources:
  requests:
    cpu: 100m
    memory: 256Mi
  limits:
    memory: 256Mi
volumeMounts:
  - name: tmp
    mountPath: /tmp
{{- end -}}
