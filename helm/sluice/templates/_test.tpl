{{/* The labels of the pod of "helm test". No Service selects it. */}}
{{- define "sluice.testSelector" -}}
app.kubernetes.io/name: {{ include "sluice.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: test
{{- end -}}

{{/* A container that runs a command of Sluice's image. */}}
{{- define "sluice.testContainer" -}}
image: {{ include "sluice.testImage" . | quote }}
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
