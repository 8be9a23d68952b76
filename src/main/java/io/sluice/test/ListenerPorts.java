package io.sluice.test;

import java.net.InetAddress;
import java.net.InetSocketAddress;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.integration.ip.tcp.connection.AbstractServerConnectionFactory;

/**
 * The ports and hosts on which the listeners of an application listen.
 *
 * @param beans the beans of the application
 */
record ListenerPorts(BeanFactory beans) {

	/**
	 * The port of a listener.
	 * @throws IllegalStateException if it does not listen
	 */
	int get(String listener) {
		return listening(listener).getPort();
	}

	/**
	 * The host by which a client on this machine reaches a listener.
	 * @throws IllegalStateException if it does not listen
	 */
	String host(String listener) {
		// a name where it is possible, as certificates have one
		return (listening(listener).getServerSocketAddress() instanceof InetSocketAddress bound
				&& !isLocalhost(bound.getAddress())) ? bound.getAddress().getHostAddress() : "localhost";
	}

	private static boolean isLocalhost(InetAddress address) {
		return address.isAnyLocalAddress() || address.equals(InetAddress.getLoopbackAddress());
	}

	private AbstractServerConnectionFactory listening(String listener) {
		AbstractServerConnectionFactory connections = this.beans.getBean("sluice.%s.connections".formatted(listener),
				AbstractServerConnectionFactory.class);
		if (!connections.isListening()) {
			throw new IllegalStateException(
					"the listener '%s' does not listen: it starts after the beans of the application"
						.formatted(listener));
		}
		return connections;
	}

}
