package io.sluice.connection;

import java.io.Serializable;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import io.sluice.SluiceHeaders;
import io.sluice.session.Session;
import io.sluice.spi.ProxyPeer;
import io.sluice.spi.TlsPeer;
import org.jspecify.annotations.Nullable;

import org.springframework.integration.ip.IpHeaders;
import org.springframework.messaging.MessageHeaders;

/**
 * A request's headers as a view of its exchange and connection. Nothing is copied per
 * message, and no map is kept per connection. They have no id and no timestamp.
 */
final class RequestHeaders extends MessageHeaders {

	private static final long serialVersionUID = 1L;

	private static final String[] NAMES = { IpHeaders.CONNECTION_ID, IpHeaders.HOSTNAME, IpHeaders.IP_ADDRESS,
			IpHeaders.REMOTE_PORT, IpHeaders.LOCAL_ADDRESS, SluiceHeaders.LISTENER, SluiceHeaders.ROUTE,
			SluiceHeaders.PEER, SluiceHeaders.IDENTITY, SluiceHeaders.PROXY, SluiceHeaders.TLS_PROTOCOL,
			SluiceHeaders.TLS_SUBJECT, SluiceHeaders.TLS_NAMES, SluiceHeaders.TLS_SERVER_NAME,
			SluiceHeaders.PROXY_AUTHORITY, SluiceHeaders.PROXY_ALPN, SluiceHeaders.PROXY_UNIQUE_ID,
			SluiceHeaders.PROXY_TLS_PROTOCOL, SluiceHeaders.PROXY_TLS_VERIFIED, SluiceHeaders.PROXY_TLS_CN,
			SluiceHeaders.PROXY_AWS_ENDPOINT_ID, SluiceHeaders.PROXY_AZURE_LINK_ID,
			SluiceHeaders.PROXY_GCP_CONNECTION_ID, SluiceHeaders.CHARSET, SluiceHeaders.TRUNCATED, REPLY_CHANNEL,
			ERROR_CHANNEL };

	private final transient ListenerContext listener;

	private final transient ConnectionContext connection;

	private final transient RequestExchange exchange;

	RequestHeaders(ListenerContext listener, ConnectionContext connection, RequestExchange exchange) {
		super(null, ID_VALUE_NONE, -1L);
		this.listener = listener;
		this.connection = connection;
		this.exchange = exchange;
	}

	@Override
	public @Nullable Object get(Object key) {
		if (!(key instanceof String name)) {
			return null;
		}
		return switch (name) {
			case REPLY_CHANNEL, ERROR_CHANNEL -> this.exchange;
			case SluiceHeaders.ROUTE -> this.exchange.route();
			case SluiceHeaders.TRUNCATED -> this.exchange.isTruncated() ? Boolean.TRUE : null;
			case SluiceHeaders.CHARSET -> this.listener.protocol().charset();
			case SluiceHeaders.LISTENER -> this.listener.name();
			case SluiceHeaders.IDENTITY -> identity(this.connection.session());
			case SluiceHeaders.PEER -> this.connection.peer();
			case IpHeaders.CONNECTION_ID -> this.connection.getConnectionId();
			case IpHeaders.HOSTNAME, IpHeaders.IP_ADDRESS -> this.connection.peer().getAddress().getHostAddress();
			case IpHeaders.REMOTE_PORT -> this.connection.peer().getPort();
			case IpHeaders.LOCAL_ADDRESS -> this.connection.localAddress();
			case SluiceHeaders.PROXY, SluiceHeaders.PROXY_AUTHORITY, SluiceHeaders.PROXY_ALPN,
					SluiceHeaders.PROXY_UNIQUE_ID, SluiceHeaders.PROXY_TLS_PROTOCOL, SluiceHeaders.PROXY_TLS_VERIFIED,
					SluiceHeaders.PROXY_TLS_CN, SluiceHeaders.PROXY_AWS_ENDPOINT_ID, SluiceHeaders.PROXY_AZURE_LINK_ID,
					SluiceHeaders.PROXY_GCP_CONNECTION_ID ->
				proxyHeader(name, this.connection.proxy());
			case SluiceHeaders.TLS_PROTOCOL, SluiceHeaders.TLS_SUBJECT, SluiceHeaders.TLS_NAMES,
					SluiceHeaders.TLS_SERVER_NAME ->
				tlsHeader(name, this.connection.tls());
			default -> null;
		};
	}

	private static @Nullable Object identity(@Nullable Session session) {
		return (session != null) ? session.identity() : null;
	}

	private static @Nullable Object proxyHeader(String name, @Nullable ProxyPeer proxy) {
		return (proxy != null) ? proxy.header(name) : null;
	}

	private static @Nullable Object tlsHeader(String name, @Nullable TlsPeer tls) {
		if (tls == null) {
			return null;
		}
		return switch (name) {
			case SluiceHeaders.TLS_SUBJECT -> tls.subject();
			case SluiceHeaders.TLS_SERVER_NAME -> tls.serverName();
			case SluiceHeaders.TLS_NAMES -> (tls.subject() != null) ? tls.names() : null;
			default -> tls.protocol();
		};
	}

	@Override
	public @Nullable Object getReplyChannel() {
		return this.exchange;
	}

	@Override
	public <T> @Nullable T get(Object key, Class<T> type) {
		Object value = get(key);
		if (value != null && !type.isInstance(value)) {
			throw new IllegalArgumentException(
					"The header '%s' is a %s, not a %s".formatted(key, value.getClass().getName(), type.getName()));
		}
		return type.cast(value);
	}

	/**
	 * Copy the headers into a map.
	 * @return a map that the caller may change
	 */
	private Map<String, Object> copy() {
		Map<String, Object> copy = new LinkedHashMap<>();
		for (String name : NAMES) {
			Object value = get(name);
			if (value != null) {
				copy.put(name, value);
			}
		}
		return copy;
	}

	@Override
	public boolean containsKey(Object key) {
		return get(key) != null;
	}

	@Override
	public boolean containsValue(Object value) {
		return copy().containsValue(value);
	}

	@Override
	public Set<Map.Entry<String, Object>> entrySet() {
		return Collections.unmodifiableMap(copy()).entrySet();
	}

	@Override
	public Set<String> keySet() {
		return Set.copyOf(copy().keySet());
	}

	@Override
	public Collection<Object> values() {
		return Map.copyOf(copy()).values();
	}

	@Override
	public int size() {
		return copy().size();
	}

	@Override
	public boolean isEmpty() {
		return false;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other || (other instanceof MessageHeaders that && copy().equals(that));
	}

	@Override
	public int hashCode() {
		return copy().hashCode();
	}

	@Override
	public String toString() {
		return copy().toString();
	}

	private Object writeReplace() {
		Map<String, Object> copy = copy();
		copy.values().removeIf((value) -> !(value instanceof Serializable));
		return new MessageHeaders(copy);
	}

}
