package io.sluice.test;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.integration.ip.tcp.connection.AbstractServerConnectionFactory;

/**
 * The ports on which the listeners of an application listen.
 *
 * @param beans the beans of the application
 */
record ListenerPorts(BeanFactory beans) {

	/**
	 * The port of a listener.
	 * @throws IllegalStateException if it does not listen
	 */
	int get(String listener) {
		AbstractServerConnectionFactory connections = this.beans.getBean("sluice.%s.connections".formatted(listener),
				AbstractServerConnectionFactory.class);
		if (!connections.isListening()) {
			throw new IllegalStateException(
					"the listener '%s' does not listen: it starts after the beans of the application"
						.formatted(listener));
		}
		return connections.getPort();
	}

}
