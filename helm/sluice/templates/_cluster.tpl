{{/* How the gateways are connected, by the value of the chart or by the setting of the gateway. */}}
{{- define "sluice.clusterVia" -}}
{{- $own := dig "cluster" "via" "none" .Values.sluice -}}
{{- eq .Values.cluster.via "none" | ternary (default "none" $own) .Values.cluster.via | toString | lower -}}
{{- end -}}

{{/* The SSL bundle of Redis, in Spring Boot's form; empty without one. It has no reload: open connections keep theirs. */}}
{{- define "sluice.redisBundle" -}}
{{- with .Values.cluster -}}
{{- if and (eq .via "redis") .redis.tls.enabled .redis.tls.existingSecret -}}
{{- $bundle := dict "truststore" (dict "certificate" "file:/sluice/tls/redis/ca.crt") -}}
{{- if .redis.tls.clientCertificate -}}
{{- $_ := set $bundle "keystore" (dict "certificate" "file:/sluice/tls/redis/tls.crt" "private-key" "file:/sluice/tls/redis/tls.key") -}}
{{- end -}}
{{- toYaml $bundle -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* The settings of spring.data.redis, without passwords. */}}
{{- define "sluice.redis" -}}
{{- $redis := dict -}}
{{- with .Values.cluster.redis -}}
{{- if .sentinel.nodes -}}
{{- $_ := set $redis "sentinel" (dict "master" .sentinel.master "nodes" .sentinel.nodes) -}}
{{- else -}}
{{- $_ := set $redis "host" .host -}}
{{- $_ := set $redis "port" .port -}}
{{- end -}}
{{- with .username }}{{ $_ := set $redis "username" . }}{{ end -}}
{{- if .tls.enabled -}}
{{- $_ := set $redis "ssl" (dict "enabled" true) -}}
{{- if .tls.existingSecret }}{{ $_ := set $redis.ssl "bundle" "redis" }}{{ end -}}
{{- end -}}
{{- end -}}
{{- toYaml $redis -}}
{{- end -}}

{{/* Environment variables of a gateway in a cluster. */}}
{{- define "sluice.clusterEnv" -}}
{{- if and (ne (include "sluice.clusterVia" .) "none") (not (dig "cluster" "pod" "" .Values.sluice)) }}
# HOSTNAME is cut off after 63 characters, and with hostNetwork it is the name of the node
- name: SLUICE_CLUSTER_POD
  valueFrom:
    fieldRef:
      fieldPath: metadata.name
{{- end }}
{{- with .Values.cluster }}
{{- if eq .via "redis" }}
{{- with .redis }}
{{- if .existingSecret }}
- name: SPRING_DATA_REDIS_PASSWORD
  valueFrom:
    secretKeyRef:
      name: {{ .existingSecret }}
      key: {{ .passwordKey }}
{{- end }}
{{- if .sentinel.existingSecret }}
- name: SPRING_DATA_REDIS_SENTINEL_PASSWORD
  valueFrom:
    secretKeyRef:
      name: {{ .sentinel.existingSecret }}
      key: {{ .sentinel.passwordKey }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}
{{- end -}}

{{/* The egress rules of networkPolicy.egressTo. */}}
{{- define "sluice.egressToRules" -}}
{{- $redis := .Values.cluster.redis -}}
{{- with .Values.networkPolicy.egressTo -}}
{{- $ports := .redisPorts -}}
{{- if not $ports -}}
{{- $ports = list $redis.port -}}
{{- if $redis.sentinel.nodes -}}
{{- $ports = list 6379 -}}
{{- range $redis.sentinel.nodes }}{{ $ports = append $ports (splitList ":" . | last | int) }}{{ end -}}
{{- end -}}
{{- end -}}
{{- if .redis }}
# Redis
{{ include "sluice.egressRule" (dict "peers" .redis "ports" (uniq $ports)) }}
{{- end }}
{{- if .kafka }}
# Kafka
{{ include "sluice.egressRule" (dict "peers" .kafka "ports" .kafkaPorts) }}
{{- end }}
{{- if .rabbitmq }}
# RabbitMQ
{{ include "sluice.egressRule" (dict "peers" .rabbitmq "ports" .rabbitmqPorts) }}
{{- end }}
{{- if and .dns (or .redis .kafka .rabbitmq) }}
# DNS
- ports:
    - port: 53
      protocol: UDP
    - port: 53
      protocol: TCP
{{- end }}
{{- end -}}
{{- end -}}

{{/* Given: peers, ports. */}}
{{- define "sluice.egressRule" -}}
- to:
    {{- toYaml .peers | nindent 4 }}
  ports:
    {{- range .ports }}
    - port: {{ . }}
      protocol: TCP
    {{- end }}
{{- end -}}

{{- define "sluice.checkCluster" -}}
{{- $own := default dict .Values.sluice.cluster -}}
{{- if and $own.pod (not (contains "${" (toString $own.pod))) -}}
{{- fail (printf "sluice.cluster.pod: all gateways would have the name '%s'. Remove it: each gateway has the name of its pod" (toString $own.pod)) -}}
{{- end -}}
{{- if eq .Values.cluster.via "redis" -}}
{{- include "sluice.checkRedis" . -}}
{{- else -}}
{{- if .Values.cluster.required -}}
{{- fail "cluster.required: there is nothing that could be required. Set cluster.via to redis" -}}
{{- end -}}
{{- with .Values.cluster.redis -}}
{{- if or .host .sentinel.nodes .sentinel.master .existingSecret .tls.enabled -}}
{{- fail "cluster.redis: the gateways use it only if cluster.via is redis" -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "sluice.checkRedis" -}}
{{- $own := default dict .Values.sluice.cluster -}}
{{- range list "via" "required" -}}
{{- if hasKey $own . -}}
{{- fail (printf "sluice.cluster.%s: cluster.%s sets it. Remove it" . .) -}}
{{- end -}}
{{- end -}}
{{- with .Values.cluster.redis -}}
{{- if and .host .sentinel.nodes -}}
{{- fail "cluster.redis: set either host or sentinel, not both" -}}
{{- end -}}
{{- if not (or .host .sentinel.nodes) -}}
{{- fail "cluster.redis: set host, or master and nodes of sentinel" -}}
{{- end -}}
{{- if ne (empty .sentinel.master) (empty .sentinel.nodes) -}}
{{- fail "cluster.redis.sentinel: set both master and nodes" -}}
{{- end -}}
{{- if and .sentinel.existingSecret (not .sentinel.nodes) -}}
{{- fail "cluster.redis.sentinel.existingSecret: it is for sentinels, and there are none" -}}
{{- end -}}
{{- if and .username (not .existingSecret) -}}
{{- fail (printf "cluster.redis.username: user '%s' needs a password. Name its Secret by existingSecret" .username) -}}
{{- end -}}
{{- if and (or .tls.existingSecret .tls.clientCertificate) (not .tls.enabled) -}}
{{- fail "cluster.redis.tls: set enabled to true" -}}
{{- end -}}
{{- if and .tls.clientCertificate (not .tls.existingSecret) -}}
{{- fail "cluster.redis.tls.clientCertificate: name the Secret with the certificate by existingSecret" -}}
{{- end -}}
{{- end -}}
{{- range include "sluice.keys" (dict "map" .Values.config "prefix" "") | splitList "\n" -}}
{{- $uniform := lower . | replace "-" "" | replace "_" "" -}}
{{- range list "url" "host" "port" "username" "password" "sentinel" "ssl" "cluster" "masterreplica" -}}
{{- if hasPrefix (printf "spring.data.redis.%s." .) (print $uniform ".") -}}
{{- fail (printf "config.spring.data.redis.%s: cluster.redis sets the connection to Redis. Remove it" .) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if and (include "sluice.redisBundle" .) (or (hasKey .Values.tls.bundles "redis") (hasKey (dig "spring" "ssl" "bundle" "pem" dict .Values.config) "redis") (hasKey (dig "spring" "ssl" "bundle" "jks" dict .Values.config) "redis")) -}}
{{- fail "cluster.redis.tls: it makes the SSL bundle 'redis'. Give the other bundle of this name another one" -}}
{{- end -}}
{{- with .Values.networkPolicy -}}
{{- if and .enabled (or .egressTo.kafka .egressTo.rabbitmq) (not .egressTo.redis) (not .egress) -}}
{{- fail "networkPolicy.egressTo: the gateways could not connect to Redis. Name its peers by redis" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "sluice.checkScaling" -}}
{{- with .Values.autoscaling -}}
{{- if and .enabled (not .targetCPU) (not .targetConnections) -}}
{{- fail "autoscaling: set targetCPU, targetConnections or both; without them there is nothing to scale by" -}}
{{- end -}}
{{- end -}}
{{- if and .Values.autoscaling.enabled .Values.keda.enabled -}}
{{- fail "keda: autoscaling is enabled too, and two autoscalers would set the number of gateways. Disable one of them" -}}
{{- end -}}
{{- range $name, $scaler := dict "autoscaling" .Values.autoscaling "keda" .Values.keda -}}
{{- if and $scaler.enabled (gt (int $scaler.minReplicas) (int $scaler.maxReplicas)) -}}
{{- fail (printf "%s: minReplicas (%d) is greater than maxReplicas (%d)" $name (int $scaler.minReplicas) (int $scaler.maxReplicas)) -}}
{{- end -}}
{{- end -}}
{{- if and .Values.keda.enabled (not .Values.keda.serverAddress) -}}
{{- fail "keda.serverAddress: set the address of Prometheus, such as http://prometheus-operated.monitoring:9090" -}}
{{- end -}}
{{- end -}}
