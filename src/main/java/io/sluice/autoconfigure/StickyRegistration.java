package io.sluice.autoconfigure;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.sluice.listener.SluiceServerConnectionFactory;
import lombok.RequiredArgsConstructor;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.integration.ip.tcp.connection.TcpSender;

/**
 * Makes listeners notify sticky upstreams of their clients. When the routes of a listener
 * lead elsewhere, it still notifies the upstream of the ends of connected clients, which
 * may have connections there. For one thread at a time.
 */
@RequiredArgsConstructor
final class StickyRegistration {

	private final BeanFactory beans;

	/** The clients at each upstream that a listener notifies, by listener. */
	private final Map<String, Map<TcpSender, StickyClientSender>> known = new HashMap<>();

	/**
	 * Make a listener notify upstreams of its clients, including those already connected.
	 * @param listener the listener's name
	 * @param upstreams the upstreams that its routes lead to
	 */
	void register(String listener, Set<TcpSender> upstreams) {
		Map<TcpSender, StickyClientSender> registered = this.known.computeIfAbsent(listener, (name) -> new HashMap<>());
		for (TcpSender upstream : upstreams) {
			StickyClientSender clients = registered.computeIfAbsent(upstream, StickyClientSender::new);
			if (clients.begin()) {
				connections(listener).introduce(clients);
			}
		}
	}

	/**
	 * Make a listener notify no other upstreams of later clients.
	 * @param listener the listener's name
	 * @param upstreams the upstreams that its routes lead to
	 */
	void release(String listener, Set<TcpSender> upstreams) {
		Map<TcpSender, StickyClientSender> registered = this.known.getOrDefault(listener, Map.of());
		Set<TcpSender> left = new HashSet<>(registered.keySet());
		left.removeAll(upstreams);
		for (TcpSender upstream : left) {
			StickyClientSender clients = Objects.requireNonNull(registered.get(upstream));
			if (clients.end()) {
				connections(listener).unregisterSender(clients);
				registered.remove(upstream);
			}
		}
	}

	private SluiceServerConnectionFactory connections(String listener) {
		return this.beans.getBean(BeanNames.of(listener, "connections"), SluiceServerConnectionFactory.class);
	}

}
