{{/* Digits without leading zeros, which would make them octal. */}}
{{- define "sluice.integer" -}}
{{- regexReplaceAll "^0+([0-9])" . "${1}" -}}
{{- end -}}

{{/*
A duration as the gateway reads it, in milliseconds, rounded up: 500ms, 30s, 2m, 1h, 0, or ISO 8601 such as PT1M30S. As
in the gateway, a number other than 0 needs a unit. Given: key, value.
*/}}
{{- define "sluice.millis" -}}
{{- $text := kindIs "string" .value | ternary (toString .value) (printf "%d" (int64 .value)) -}}
{{- $iso := "^[+]?[pP](?:([0-9]{1,4})[dD])?(?:[tT](?:([0-9]{1,6})[hH])?(?:([0-9]{1,8})[mM])?(?:([0-9]{1,10})(?:[.,]([0-9]{0,9}))?[sS])?)?$" -}}
{{- if regexMatch "^[+]?(0{1,10}|[0-9]{1,10}([mM][sS]|[sSmMhHdD]|[nNuU][sS]))$" $text -}}
{{- $unit := regexFind "[a-zA-Z]*$" $text | lower -}}
{{- $count := include "sluice.integer" (regexFind "[0-9]+" $text) | int64 -}}
{{- if eq $unit "ns" -}}
{{- div (add $count 999999) 1000000 -}}
{{- else if eq $unit "us" -}}
{{- div (add $count 999) 1000 -}}
{{- else -}}
{{- mul $count (get (dict "" 1 "ms" 1 "s" 1000 "m" 60000 "h" 3600000 "d" 86400000) $unit) -}}
{{- end -}}
{{- else if and (regexMatch $iso $text) (regexMatch "[0-9][a-zA-Z]$" $text) -}}
{{- $days := include "sluice.integer" (regexReplaceAll $iso $text "${1}") | int64 -}}
{{- $hours := include "sluice.integer" (regexReplaceAll $iso $text "${2}") | int64 -}}
{{- $minutes := include "sluice.integer" (regexReplaceAll $iso $text "${3}") | int64 -}}
{{- $seconds := include "sluice.integer" (regexReplaceAll $iso $text "${4}") | int64 -}}
{{- $nanos := include "sluice.integer" (regexReplaceAll $iso $text "${5}" | printf "%s000000000" | trunc 9) | int64 -}}
{{- add (mul $days 86400000) (mul $hours 3600000) (mul $minutes 60000) (mul $seconds 1000) (div (add $nanos 999999) 1000000) -}}
{{- else -}}
{{- fail (printf "%s: '%s' is not a duration that the chart can read. Write it as 500ms, 30s, 2m, 1h or PT1M30S" .key $text) -}}
{{- end -}}
{{- end -}}

{{/* Milliseconds as readable text. */}}
{{- define "sluice.readable" -}}
{{- $millis := int64 . -}}
{{- ne (mod $millis 1000) 0 | ternary (printf "%dms" $millis) (printf "%ds" (div $millis 1000)) -}}
{{- end -}}

{{/* A duration of sluice.shutdown in milliseconds. Defaults to the gateway's own default. */}}
{{- define "sluice.shutdownMillis" -}}
{{- $defaults := dict "accept-for" "0s" "close-spread" "0s" "timeout" "30s" -}}
{{- $value := index (default dict .root.Values.sluice.shutdown) .name -}}
{{- include "sluice.millis" (dict "key" (printf "sluice.shutdown.%s" .name) "value" (kindIs "invalid" $value | ternary (get $defaults .name) $value)) -}}
{{- end -}}

{{/* The time that a gateway may take to stop, in milliseconds. */}}
{{- define "sluice.drainMillis" -}}
{{- $sum := int64 0 -}}
{{- range list "accept-for" "close-spread" "timeout" -}}
{{- $sum = add $sum (include "sluice.shutdownMillis" (dict "root" $ "name" .) | int64) -}}
{{- end -}}
{{- $sum -}}
{{- end -}}

{{/*
The seconds after which a drain is late: when half of the time for busy connections has passed. When all of it has
passed, the pod is gone, and an alert would be too late.
*/}}
{{- define "sluice.lateDrainSeconds" -}}
{{- $timeout := include "sluice.shutdownMillis" (dict "root" . "name" "timeout") | int64 -}}
{{- $late := sub (include "sluice.drainMillis" . | int64) (div $timeout 2) -}}
{{- div (add $late 999) 1000 -}}
{{- end -}}
