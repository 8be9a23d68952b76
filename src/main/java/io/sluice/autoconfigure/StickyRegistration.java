package io.sluice.autoconfigure;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import io.sluice.listener.SluiceServerConnectionFactory;
import lombok.RequiredArgsConstructor;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.integration.ip.tcp.connection.TcpSender;

/**
 * Makes listeners notify sticky upstreams of their clients. A listener notifies an
 * upstream until the listener stops, even if its routes lead elsewhere in the meantime:
 * connected clients may still have connections to the upstream. For one thread at a time.
 */
@RequiredArgsConstructor
final class StickyRegistration {

	private final BeanFactory beans;

	/** The upstreams of the current routes, by listener. */
	private final Map<String, Set<TcpSender>> current = new HashMap<>();

	/**
	 * Make a listener notify upstreams of its clients, including those already connected.
	 */
	void register(String listener, Set<TcpSender> upstreams) {
		Set<TcpSender> known = this.current.getOrDefault(listener, Set.of());
		this.current.put(listener, upstreams);
		for (TcpSender upstream : upstreams) {
			if (!known.contains(upstream)) {
				this.beans.getBean(BeanNames.of(listener, "connections"), SluiceServerConnectionFactory.class)
					.introduce(upstream);
			}
		}
	}

}
