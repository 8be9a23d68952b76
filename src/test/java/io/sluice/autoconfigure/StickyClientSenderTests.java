package io.sluice.autoconfigure;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import org.springframework.integration.ip.tcp.connection.TcpConnection;
import org.springframework.integration.ip.tcp.connection.TcpSender;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a sticky upstream is told of a listener's clients.
 */
class StickyClientSenderTests {

	private final List<String> told = new ArrayList<>();

	private Runnable whileAdding = () -> {
	};

	private final StickyClientSender clients = new StickyClientSender(new TcpSender() {

		@Override
		public void addNewConnection(TcpConnection client) {
			StickyClientSenderTests.this.whileAdding.run();
			StickyClientSenderTests.this.told.add("add");
		}

		@Override
		public void removeDeadConnection(TcpConnection client) {
			StickyClientSenderTests.this.told.add("remove");
		}

	});

	private final TcpConnection client = (TcpConnection) Proxy.newProxyInstance(TcpConnection.class.getClassLoader(),
			new Class<?>[] { TcpConnection.class }, (proxy, method, arguments) -> "id");

	@Test
	void aClientThatEndsWhileItIsAddedIsRemovedAfterwards() {
		this.clients.begin();
		this.whileAdding = () -> this.clients.removeDeadConnection(this.client);
		this.clients.addNewConnection(this.client);
		this.clients.removeDeadConnection(this.client);
		assertThat(this.told).containsExactly("remove", "add", "remove");
		assertThat(this.clients.end()).isTrue();
	}

	@Test
	void onlyAClientThatConnectsWhileARouteLeadsThereIsAdded() {
		this.clients.addNewConnection(this.client);
		assertThat(this.told).isEmpty();
		assertThat(this.clients.begin()).isTrue();
		assertThat(this.clients.begin()).isFalse();
		this.clients.addNewConnection(this.client);
		assertThat(this.clients.end()).isFalse();
		this.clients.removeDeadConnection(this.client);
		assertThat(this.told).containsExactly("add", "remove");
		assertThat(this.clients.end()).isTrue();
	}

}
