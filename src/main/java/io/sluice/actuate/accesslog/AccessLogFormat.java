package io.sluice.actuate.accesslog;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;

import io.sluice.SluiceHeaders;
import io.sluice.actuate.endpoint.ConnectionField;
import io.sluice.spi.ProxyPeer;
import io.sluice.spi.TlsPeer;
import io.sluice.telemetry.AccessEntry;
import io.sluice.telemetry.AccessEntry.End;
import io.sluice.telemetry.AccessEntry.Payload;
import io.sluice.telemetry.AccessEntry.Result;
import io.sluice.telemetry.ListenerMetrics;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;
import org.slf4j.spi.LoggingEventBuilder;

import org.springframework.boot.json.JsonWriter;

/**
 * The format of the access log's entries, with the names of the Elastic Common Schema,
 * and {@code sluice} for everything else. An entry is one line of JSON, or members of a
 * structured log line.
 *
 * @see <a href="https://www.elastic.co/docs/reference/ecs">Elastic Common Schema</a>
 */
@RequiredArgsConstructor
final class AccessLogFormat {

	private static final JsonWriter<Map<String, Object>> JSON = JsonWriter.standard();

	private final PayloadRedaction redaction;

	String line(AccessEntry entry) {
		Map<String, Object> line = fields("@timestamp", entry.span().end(), "ecs", fields("version", "8.11"));
		line.putAll(members(entry));
		return JSON.writeToString(line);
	}

	/**
	 * Log an entry as members, which every structured format supports. The time of the
	 * line is the time of writing, so the members include the end of the entry.
	 * @param entry the entry
	 * @param line the line
	 */
	void log(AccessEntry entry, LoggingEventBuilder line) {
		End end = entry.end();
		Result result = entry.result();
		String outcome = (end != null) ? end.reason().tag() : (result != null) ? result.outcome() : null;
		add(line, "", members(entry)).addKeyValue("event.end", entry.span().end())
			.log("[%s] %s of %s: %s".formatted(entry.client().listener(), action(entry),
					ConnectionField.describe(entry.client().peer()), outcome));
	}

	/** Add members by their full names, because not every format nests them. */
	private static LoggingEventBuilder add(LoggingEventBuilder line, String prefix, Map<?, ?> members) {
		LoggingEventBuilder result = line;
		for (Map.Entry<?, ?> member : members.entrySet()) {
			String name = prefix + member.getKey();
			result = (member.getValue() instanceof Map<?, ?> nested) ? add(result, name + ".", nested)
					: result.addKeyValue(name, member.getValue());
		}
		return result;
	}

	private Map<String, Object> members(AccessEntry entry) {
		return fields("event", event(entry), "client", client(entry), "server", fields("bytes", entry.traffic().sent()),
				"tls", tls(entry.client().tls()), "sluice", sluice(entry));
	}

	private static Map<String, Object> event(AccessEntry entry) {
		return fields("kind", "event", "dataset", QueuedAccessLog.LOGGER, "action", action(entry), "start",
				entry.span().start(), "duration", entry.span().nanos(), "outcome",
				isSuccess(entry) ? "success" : "failure");
	}

	private static String action(AccessEntry entry) {
		return (entry.end() != null) ? "connection" : "request";
	}

	private static boolean isSuccess(AccessEntry entry) {
		End end = entry.end();
		if (end != null) {
			return entry.isEmpty() || end.isOrderly();
		}
		Result result = entry.result();
		return result != null && ListenerMetrics.OK.equals(result.outcome());
	}

	private static Map<String, Object> client(AccessEntry entry) {
		InetSocketAddress peer = entry.client().peer();
		return fields("ip", ip(peer.getAddress()), "port", peer.getPort(), "bytes", entry.traffic().received());
	}

	private static String ip(InetAddress address) {
		String text = address.getHostAddress();
		// the zone of a link-local address belongs to this machine, not to the address
		int zone = text.indexOf('%');
		return (zone < 0) ? text : text.substring(0, zone);
	}

	private static @Nullable Map<String, Object> tls(@Nullable TlsPeer peer) {
		if (peer == null) {
			return null;
		}
		Map<String, Object> client = fields("subject", peer.subject(), "x509",
				peer.names().isEmpty() ? null : fields("alternative_names", peer.names()));
		return fields("version_protocol", "tls", "version", peer.protocol().replaceFirst("^TLSv", ""), "client",
				client.isEmpty() ? null : client);
	}

	private Map<String, Object> sluice(AccessEntry entry) {
		AccessEntry.Client client = entry.client();
		ProxyPeer proxy = client.proxy();
		Result result = entry.result();
		Payload payload = (result != null) ? result.payload() : null;
		End end = entry.end();
		return fields("listener", client.listener(), "connection", client.connectionId(), "identities",
				client.identities().isEmpty() ? null : client.identities(), "proxy",
				(proxy != null) ? proxy(proxy) : null, "route", (result != null) ? result.route() : null, "fallback",
				(result != null) ? result.fallback() : null, "requests", entry.traffic().requests(), "outcome",
				(result != null) ? result.outcome() : null, "close_reason", (end != null) ? end.reason().tag() : null,
				"phase", (end != null) ? end.phase().tag() : null, "payload",
				(payload != null) ? this.redaction.text(entry, payload) : null);
	}

	private static Map<String, Object> proxy(ProxyPeer proxy) {
		Map<String, Object> values = proxy.fields();
		Map<String, Object> tls = fields("version", values.get(SluiceHeaders.PROXY_TLS_PROTOCOL), "verified",
				values.get(SluiceHeaders.PROXY_TLS_VERIFIED), "cn", values.get(SluiceHeaders.PROXY_TLS_CN));
		return fields("ip", ip(proxy.ip()), "port", proxy.port(), "authority",
				values.get(SluiceHeaders.PROXY_AUTHORITY), "alpn", values.get(SluiceHeaders.PROXY_ALPN), "unique_id",
				values.get(SluiceHeaders.PROXY_UNIQUE_ID), "tls", tls.isEmpty() ? null : tls, "aws_vpc_endpoint_id",
				values.get(SluiceHeaders.PROXY_AWS_ENDPOINT_ID), "azure_link_id",
				values.get(SluiceHeaders.PROXY_AZURE_LINK_ID), "gcp_psc_connection_id",
				values.get(SluiceHeaders.PROXY_GCP_CONNECTION_ID));
	}

	/**
	 * The fields in the given order, without those that have no value.
	 */
	private static Map<String, Object> fields(@Nullable Object... namesAndValues) {
		Map<String, Object> fields = new LinkedHashMap<>();
		for (int i = 0; i < namesAndValues.length; i += 2) {
			Object value = namesAndValues[i + 1];
			if (value != null) {
				fields.put(String.valueOf(namesAndValues[i]), value);
			}
		}
		return fields;
	}

}
