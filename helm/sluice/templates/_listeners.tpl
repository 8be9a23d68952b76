{{/*
The listeners of the gateway. One named demo is merged over the executable's sample listener, which may listen on
another address. 0.0.0.0 is every address, also of IPv6.
*/}}
{{- define "sluice.listeners" -}}
{{- $listeners := deepCopy (default dict .Values.sluice.listeners) -}}
{{- if not $listeners -}}
{{- $listeners = dict "demo" (dict "port" 7070) -}}
{{- end -}}
{{- if hasKey $listeners "demo" -}}
{{- $_ := set $listeners "demo" (merge (get $listeners "demo") (dict "address" "0.0.0.0")) -}}
{{- end -}}
{{- toYaml $listeners -}}
{{- end -}}

{{/* The listeners with a port. A listener with "connect" opens its connections itself. */}}
{{- define "sluice.listening" -}}
{{- $listening := dict -}}
{{- range $name, $listener := include "sluice.listeners" . | fromYaml -}}
{{- if and (ne (toString $listener.enabled) "false") (not $listener.connect) -}}
{{- $_ := set $listening $name $listener -}}
{{- end -}}
{{- end -}}
{{- toYaml $listening -}}
{{- end -}}

{{/* The SSL bundles of a listener, as {"names": [...]}. */}}
{{- define "sluice.listenerBundles" -}}
{{- $names := list -}}
{{- with .ssl -}}
{{- with .bundle }}{{ $names = append $names . }}{{ end -}}
{{- range .sni }}{{ $names = append $names .bundle }}{{ end -}}
{{- end -}}
{{- toYaml (dict "names" $names) -}}
{{- end -}}

{{/*
The reason why "helm test" sends no message to a listener; empty if it sends one. Given: listener, test (the
listener's entry in values.test.listeners).
*/}}
{{- define "sluice.untestable" -}}
{{- $silent := true -}}
{{- range .listener.routes }}{{ if ne (default "auto" .reply | toString | lower) "none" }}{{ $silent = false }}{{ end }}{{ end -}}
{{- if .test.skip -}}
is skipped
{{- else if and .listener.routes $silent -}}
does not reply
{{- else if has (dig "framing" "type" "line" .listener | toString | lower | replace "_" "-") (list "until-close" "first-of" "bean") -}}
has a framing that the command "send" does not speak
{{- else if and (eq (dig "ssl" "client-auth" "none" .listener | toString | lower) "need") (not .test.clientSecret) -}}
needs a client certificate
{{- end -}}
{{- end -}}

{{/* TLS and PROXY protocol as options of the command "send". Given: listener, test. */}}
{{- define "sluice.openingOptions" -}}
{{- if .listener.ssl }}
# the certificate need not have the name of the Service
- --insecure
{{- end }}
{{- if and .listener.ssl .test.clientSecret }}
- --certificate
- /sluice/client/tls.crt
- --private-key
- /sluice/client/tls.key
{{- end }}
{{- if eq (dig "proxy-protocol" "mode" "off" .listener | toString | lower) "required" }}
- --proxy-protocol
{{- end }}
{{- end -}}

{{/* A framing as options of the command "send", one per line. */}}
{{- define "sluice.framingOptions" -}}
{{- $framing := default dict .framing -}}
- --framing
- {{ default "line" $framing.type | toString | lower | replace "_" "-" }}
{{- with $framing.delimiter }}
- --delimiter
- {{ . | quote }}
{{- end }}
{{- range $option := list "keep-delimiter" "resync" }}
{{- if eq (index $framing $option | toString | lower) "true" }}
- --{{ $option }}
{{- end }}
{{- end }}
{{- if eq (index $framing "require-cr" | toString | lower) "false" }}
- --require-cr
- "false"
{{- end }}
{{- range $option := list "trailer" "checksum" }}
{{- with index $framing $option }}
- --{{ $option }}
- {{ . | toString | lower | replace "_" "-" | quote }}
{{- end }}
{{- end }}
{{- with $framing.end }}
- --end
- {{ include "sluice.joinedBytes" . | quote }}
{{- end }}
{{- with $framing.controls }}
- --controls
- {{ . | quote }}
{{- end }}
{{- with index $framing "header-size" }}
- --header-size
- {{ . | int | quote }}
{{- end }}
{{- if hasPrefix "little" (index $framing "byte-order" | toString | lower) }}
- --little-endian
{{- end }}
{{- if eq (index $framing "includes-header" | toString | lower) "true" }}
- --includes-header
{{- end }}
{{- range $option := list "encoding" "pad" "offset" "adjustment" "strip" "prefix" "suffix" }}
{{- if hasKey $framing $option }}
- --{{ $option }}
{{- $value := get $framing $option }}
- {{ kindIs "string" $value | ternary (toString $value) (printf "%d" (int64 $value)) | quote }}
{{- end }}
{{- end }}
{{- with $framing.digits }}
- --digits
- {{ . | int | quote }}
{{- end }}
{{- with $framing.size }}
- --size
- {{ include "sluice.bytes" . | quote }}
{{- end }}
{{- end -}}

{{/* A list of bytes as one sequence: those in hexadecimal as escapes. */}}
{{- define "sluice.joinedBytes" -}}
{{- range . }}{{ regexReplaceAll "^0[xX]([0-9a-fA-F]{2})$" . "\\x${1}" }}{{ end -}}
{{- end -}}

{{/* A size such as 128B in bytes. */}}
{{- define "sluice.bytes" -}}
{{- $text := kindIs "string" . | ternary (toString .) (printf "%d" (int64 .)) -}}
{{- if not (regexMatch "^[0-9]{1,9}(B|KB|MB|GB)?$" $text) -}}
{{- fail (printf "framing.size: '%s' is not a size such as 128B or 4KB" $text) -}}
{{- end -}}
{{- $count := include "sluice.integer" (regexFind "^[0-9]+" $text) | int64 -}}
{{- mul $count (get (dict "" 1 "B" 1 "KB" 1024 "MB" 1048576 "GB" 1073741824) (regexFind "[A-Z]*$" $text)) -}}
{{- end -}}
