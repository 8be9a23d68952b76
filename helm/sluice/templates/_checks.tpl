{{/* What must hold of the values beyond their schema. Each message says what to change. */}}
{{- define "sluice.checks" -}}
{{- include "sluice.checkDrain" . -}}
{{- include "sluice.checkConfig" . -}}
{{- include "sluice.checkListeners" . -}}
{{- include "sluice.checkNames" . -}}
{{- include "sluice.checkBundles" . -}}
{{- with .Values.autoscaling -}}
{{- if and .enabled (not .targetCPU) (not .targetConnections) -}}
{{- fail "autoscaling: set targetCPU, targetConnections or both, or there is nothing to scale by" -}}
{{- end -}}
{{- if and .enabled (gt (int .minReplicas) (int .maxReplicas)) -}}
{{- fail (printf "autoscaling: minReplicas (%d) is greater than maxReplicas (%d)" (int .minReplicas) (int .maxReplicas)) -}}
{{- end -}}
{{- end -}}
{{- with .Values.service -}}
{{- if and (eq .type "ClusterIP") (or .externalTrafficPolicy .nodePorts .loadBalancerSourceRanges .loadBalancerClass) -}}
{{- fail "service: externalTrafficPolicy, nodePorts, loadBalancerClass and loadBalancerSourceRanges are for the types NodePort and LoadBalancer" -}}
{{- end -}}
{{- if and .healthCheckNodePort (not (and (eq .type "LoadBalancer") (eq .externalTrafficPolicy "Local"))) -}}
{{- fail "service.healthCheckNodePort goes with the type LoadBalancer and externalTrafficPolicy: Local" -}}
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
{{- fail (printf "sluice.shutdown: %s make %s, which reaches terminationGracePeriodSeconds (%ds): Kubernetes would kill a gateway that still drains. Set terminationGracePeriodSeconds to more than %d, or shorten the drain" (join ", " $parts) (include "sluice.readable" $drain) (int .Values.terminationGracePeriodSeconds) (div (add $drain 999) 1000)) -}}
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

{{/* What config must leave alone, and why. Spring Boot takes each key in other spellings too. */}}
{{- define "sluice.refusedConfig" -}}
{{- $moved := "probes, metrics and 'helm test' ask at /actuator of 'management.port', which is not to be moved" -}}
server.port: the chart sets it, by 'management.port'
server.address: the chart sets it, as probes come from outside the pod
server.ssl: probes, metrics and 'helm test' ask 'management.port' over plain HTTP
management.server: probes and metrics are asked for at 'management.port', so there is no other port
server.servlet.context-path: {{ $moved }}
spring.mvc.servlet.path: {{ $moved }}
management.endpoints.web.base-path: {{ $moved }}
management.endpoints.web.path-mapping.health: {{ $moved }}
management.endpoints.web.path-mapping.prometheus: {{ $moved }}
{{- end -}}

{{- define "sluice.checkConfig" -}}
{{- if hasKey .Values.config "sluice" -}}
{{- fail "config.sluice: write it under 'sluice' itself" -}}
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
{{- fail (printf "config.spring.ssl.bundle.pem.%s: tls.bundles has one of this name too" $name) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "sluice.checkListeners" -}}
{{- $listening := include "sluice.listening" . | fromYaml -}}
{{- if not $listening -}}
{{- fail "sluice.listeners: none of them is enabled and has a port, and a Service needs one" -}}
{{- end -}}
{{- $known := concat (keys .Values.tls.bundles) (keys (dig "spring" "ssl" "bundle" "pem" dict .Values.config)) (keys (dig "spring" "ssl" "bundle" "jks" dict .Values.config)) | sortAlpha -}}
{{- $ports := dict (.Values.management.port | int | toString) "management.port" -}}
{{- range $name, $listener := $listening -}}
{{- $key := printf "sluice.listeners.%s" $name -}}
{{- $port := $listener.port | int | toString -}}
{{- if hasKey $ports $port -}}
{{- fail (printf "%s.port: %s has port %s already" $key (get $ports $port) $port) -}}
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

{{/* Where values speak of a listener, it must be there. */}}
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
