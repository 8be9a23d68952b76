package io.sluice.test;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.sluice.spi.Framing;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.context.ApplicationListener;
import org.springframework.test.context.event.AfterTestMethodEvent;

/**
 * The clients that tests have injected. Their connections end with each test.
 */
final class ListenerClients implements ApplicationListener<AfterTestMethodEvent> {

	private final BeanFactory beans;

	private final ListenerPorts ports;

	private final Queue<TcpTestClient> clients = new ConcurrentLinkedQueue<>();

	ListenerClients(BeanFactory beans, ListenerPorts ports) {
		this.beans = beans;
		this.ports = ports;
	}

	TcpTestClient create(String listener) {
		Framing framing = this.beans.getBean("sluice.%s.framing".formatted(listener), Framing.class);
		TcpTestClient client = TcpTestClient.to(this.ports.host(listener), this.ports.get(listener), framing);
		this.clients.add(client);
		return client;
	}

	@Override
	public void onApplicationEvent(AfterTestMethodEvent event) {
		closeAll();
	}

	/**
	 * Close each client, also if another one fails.
	 * @throws RuntimeException the first failure
	 */
	void closeAll() {
		RuntimeException failure = null;
		for (TcpTestClient client : this.clients) {
			try {
				client.close();
			}
			catch (RuntimeException ex) {
				failure = (failure != null) ? failure : ex;
			}
		}
		if (failure != null) {
			throw failure;
		}
	}

}
