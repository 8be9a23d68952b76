package io.sluice.autoconfigure;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import io.sluice.listener.SluiceServerConnectionFactory;
import lombok.RequiredArgsConstructor;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.integration.ip.tcp.connection.TcpSender;

/**
 * Lets listeners tell sticky upstreams of their clients. An upstream is told of the
 * clients of a listener until the listener stops, even if its routes lead elsewhere in
 * the meantime: those that are there may still have connections to it. For one thread at
 * a time.
 */
@RequiredArgsConstructor
final class StickyRegistration {

	private final BeanFactory beans;

	/** The upstreams of the current routes, by listener. */
	private final Map<String, Set<TcpSender>> current = new HashMap<>();

	/**
	 * Have a listener tell upstreams of its clients, also of those that are there.
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
