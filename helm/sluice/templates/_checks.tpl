{{/* The rules that the schema of the values cannot express. Each message says what to change. */}}
{{- define "sluice.checks" -}}
{{- include "sluice.checkReplicas" . -}}
{{- include "sluice.checkConfigMap" . -}}
{{- include "sluice.checkDrain" . -}}
{{- include "sluice.checkConfig" . -}}
{{- include "sluice.checkListeners" . -}}
{{- include "sluice.checkNames" . -}}
{{- include "sluice.checkBundles" . -}}
{{- include "sluice.checkCluster" . -}}
{{- include "sluice.checkScaling" . -}}
{{- with .Values.service -}}
{{- if and (eq .type "ClusterIP") (or .externalTrafficPolicy .nodePorts .loadBalancerSourceRanges .loadBalancerClass) -}}
{{- fail "service: externalTrafficPolicy, nodePorts, loadBalancerClass and loadBalancerSourceRanges are for the types NodePort and LoadBalancer" -}}
{{- end -}}
{{- if and .healthCheckNodePort (not (and (eq .type "LoadBalancer") (eq .externalTrafficPolicy "Local"))) -}}
{{- fail "service.healthCheckNodePort goes with the type LoadBalancer and externalTrafficPolicy: Local" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "sluice.checkReplicas" -}}
{{- with .Values -}}
{{- if not (or (kindIs "invalid" .replicaCount) (kindIs "invalid" .replicas)) -}}
{{- if ne (int .replicaCount) (int .replicas) -}}
{{- fail (printf "replicaCount is %d and replicas is %d. They are two names of one value: set only one of them" (int .replicaCount) (int .replicas)) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "sluice.checkConfigMap" -}}
{{- if .Values.existingConfigMap -}}
{{- if not .Values.sluice.listeners -}}
{{- fail (printf "existingConfigMap: list the listeners of ConfigMap '%s' with their ports under sluice.listeners, because the Service needs the ports" .Values.existingConfigMap) -}}
{{- end -}}
{{- range .Values.extraEnv -}}
{{- if eq .name "SPRING_APPLICATION_JSON" -}}
{{- fail "extraEnv: with existingConfigMap, the chart itself sets SPRING_APPLICATION_JSON. Use 'config' instead" -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "sluice.checkDrain" -}}
{{- $drain := include "sluice.drainMillis" . | int64 -}}
{{- if ge $drain (mul .Values.terminationGracePeriodSeconds 1000 | int64) -}}
{{- $parts := list -}}
{{- range list "accept-for" "close-spread" "timeout" -}}
{{- $parts = append $parts (printf "%s %s" . (include "sluice.shutdownMillis" (dict "root" $ "name" .) | include "sluice.readable")) -}}
{{- end -}}
{{- fail (printf "sluice.shutdown: %s make %s, which reaches terminationGracePeriodSeconds (%ds): Kubernetes would kill a gateway while it drains. Set terminationGracePeriodSeconds to more than %d, or shorten the drain" (join ", " $parts) (include "sluice.readable" $drain) (int .Values.terminationGracePeriodSeconds) (div (add $drain 999) 1000)) -}}
{{- end -}}
{{- end -}}

{{/* The keys of a map and of the maps in it, with dots, a line for each. Given: map, prefix. */}}
{{- define "sluice.keys" -}}
{{- range $name, $value := .map -}}
{{- $key := printf "%s%s" $.prefix $name -}}
{{- if kindIs "map" $value -}}
{{- include "sluice.keys" (dict "map" $value "prefix" (print $key ".")) -}}
{{- else -}}
{{- println $key -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* The keys that config must not set, and why. Spring Boot accepts each key in other spellings too. */}}
{{- define "sluice.refusedConfig" -}}
{{- $moved := "probes, Prometheus and 'helm test' request /actuator at 'management.port', so it must stay there" -}}
server.port: set 'management.port' instead
server.address: the chart sets it, because probes come from outside the pod
server.ssl: probes, Prometheus and 'helm test' request 'management.port' over plain HTTP
management.server: probes and Prometheus request 'management.port', so there must be no other port
server.servlet.context-path: {{ $moved }}
spring.mvc.servlet.path: {{ $moved }}
management.endpoints.web.base-path: {{ $moved }}
management.endpoints.web.path-mapping.health: {{ $moved }}
management.endpoints.web.path-mapping.prometheus: {{ $moved }}
{{- end -}}

{{- define "sluice.checkConfig" -}}
{{- if hasKey .Values.config "sluice" -}}
{{- fail "config.sluice: move it to the value 'sluice'" -}}
{{- end -}}
{{- $refusals := include "sluice.refusedConfig" . | fromYaml -}}
{{- range include "sluice.keys" (dict "map" .Values.config "prefix" "") | splitList "\n" -}}
{{- $key := . -}}
{{- $uniform := $key | lower | replace "-" "" | replace "_" "" -}}
{{- range $refused, $why := $refusals -}}
{{- if hasPrefix (printf "%s." ($refused | replace "-" "")) (printf "%s." $uniform) -}}
{{- fail (printf "config.%s: %s" $key $why) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- range $name, $_ := dig "spring" "ssl" "bundle" "pem" dict .Values.config -}}
{{- if hasKey $.Values.tls.bundles $name -}}
{{- fail (printf "config.spring.ssl.bundle.pem.%s: tls.bundles has a bundle of this name too" $name) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "sluice.checkListeners" -}}
{{- $listening := include "sluice.listening" . | fromYaml -}}
{{- if not $listening -}}
{{- fail "sluice.listeners: at least one enabled listener must have a port, because the Service needs one" -}}
{{- end -}}
{{- $known := concat (keys .Values.tls.bundles) (keys (dig "spring" "ssl" "bundle" "pem" dict .Values.config)) (keys (dig "spring" "ssl" "bundle" "jks" dict .Values.config)) | sortAlpha -}}
{{- $ports := dict (.Values.management.port | int | toString) "management.port" -}}
{{- range $name, $listener := $listening -}}
{{- $key := printf "sluice.listeners.%s" $name -}}
{{- $port := $listener.port | int | toString -}}
{{- if hasKey $ports $port -}}
{{- fail (printf "%s.port: %s already has port %s" $key (get $ports $port) $port) -}}
{{- end -}}
{{- $_ := set $ports $port $key -}}
{{- if regexMatch "^(127\\.|::1$|localhost$)" (default "" $listener.address) -}}
{{- fail (printf "%s.address: a Service does not reach %s. Leave the address out" $key $listener.address) -}}
{{- end -}}
{{- range (include "sluice.listenerBundles" $listener | fromYaml).names -}}
{{- if not (has . $known) -}}
{{- fail (printf "%s.ssl: there is no SSL bundle '%s' in tls.bundles. Known are: %s" $key . (default "none" (join ", " $known))) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* Every listener that a value names must exist. */}}
{{- define "sluice.checkNames" -}}
{{- $listening := include "sluice.listening" . | fromYaml -}}
{{- $servicePorts := dict -}}
{{- range $key, $names := dict "service.ports" .Values.service.ports "service.nodePorts" .Values.service.nodePorts "test.listeners" .Values.test.listeners -}}
{{- range $name, $_ := $names -}}
{{- if not (hasKey $listening $name) -}}
{{- fail (printf "%s.%s: there is no listener of this name. Known are: %s" $key $name (keys $listening | sortAlpha | join ", ")) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- range $name, $listener := $listening -}}
{{- $port := get $.Values.service.ports $name | default $listener.port | int | toString -}}
{{- if hasKey $servicePorts $port -}}
{{- fail (printf "service.ports: %s and %s both have port %s" (get $servicePorts $port) $name $port) -}}
{{- end -}}
{{- $_ := set $servicePorts $port $name -}}
{{- end -}}
{{- end -}}

{{- define "sluice.checkBundles" -}}
{{- range $name, $bundle := .Values.tls.bundles -}}
{{- $pem := or $bundle.certificate $bundle.privateKey $bundle.clientCertificates -}}
{{- if and $bundle.existingSecret $pem -}}
{{- fail (printf "tls.bundles.%s: either existingSecret or PEM, not both" $name) -}}
{{- end -}}
{{- if and (not $bundle.existingSecret) (not (and $bundle.certificate $bundle.privateKey)) -}}
{{- fail (printf "tls.bundles.%s: name a Secret by existingSecret, or give certificate and privateKey in PEM" $name) -}}
{{- end -}}
{{- if and $bundle.clientCa (not $bundle.existingSecret) -}}
{{- fail (printf "tls.bundles.%s: clientCa is for an existingSecret; give clientCertificates in PEM" $name) -}}
{{- end -}}
{{- end -}}
{{- end -}}
