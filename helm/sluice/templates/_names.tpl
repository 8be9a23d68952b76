{{- define "sluice.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{/* The beginning of all names, short enough for suffixes such as "-metrics". */}}
{{- define "sluice.fullname" -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- $full := ternary .Release.Name (printf "%s-%s" .Release.Name $name) (contains $name .Release.Name) -}}
{{- default $full .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{- define "sluice.serviceAccountName" -}}
{{- $created := ternary (include "sluice.fullname" .) "default" .Values.serviceAccount.create -}}
{{- default $created .Values.serviceAccount.name -}}
{{- end -}}

{{/* Given: root, image. */}}
{{- define "sluice.imageName" -}}
{{- with .image -}}
{{- if .digest -}}
{{- printf "%s@%s" .repository .digest -}}
{{- else -}}
{{- printf "%s:%s" .repository (default $.root.Chart.AppVersion .tag) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "sluice.image" -}}
{{- include "sluice.imageName" (dict "root" . "image" .Values.image) -}}
{{- end -}}

{{- define "sluice.testImage" -}}
{{- include "sluice.imageName" (dict "root" . "image" (ternary .Values.test.image .Values.image (ne .Values.test.image.repository ""))) -}}
{{- end -}}

{{/* The number of gateways, by either of its names. */}}
{{- define "sluice.replicas" -}}
{{- $count := kindIs "invalid" .Values.replicaCount | ternary .Values.replicas .Values.replicaCount -}}
{{- kindIs "invalid" $count | ternary 2 $count | int -}}
{{- end -}}

{{/* The ConfigMap with the configuration of the gateway. */}}
{{- define "sluice.configMapName" -}}
{{- default (include "sluice.fullname" .) .Values.existingConfigMap -}}
{{- end -}}

{{- define "sluice.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/part-of: {{ include "sluice.name" . }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* The labels by which a Deployment selects its pods. They must never change, and the pod of "helm test" has others. */}}
{{- define "sluice.selector" -}}
app.kubernetes.io/name: {{ include "sluice.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: gateway
{{- end -}}

{{- define "sluice.metadata" -}}
name: {{ include "sluice.fullname" . }}
namespace: {{ .Release.Namespace }}
labels:
  {{- include "sluice.selector" . | nindent 2 }}
  {{- include "sluice.labels" . | nindent 2 }}
{{- end -}}
