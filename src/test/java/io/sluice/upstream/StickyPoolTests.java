package io.sluice.upstream;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.lang.reflect.Proxy;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

import io.sluice.support.LinePeer;
import io.sluice.telemetry.UpstreamMetrics;
import io.sluice.telemetry.UpstreamRoster;
import org.junit.jupiter.api.Test;

import org.springframework.integration.ip.tcp.connection.TcpConnection;
import org.springframework.integration.ip.tcp.connection.TcpSender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Clients of an upstream that has been stopped, as after a reload that removes it.
 */
class StickyPoolTests {

	private static TcpConnection client(String id) {
		return (TcpConnection) Proxy.newProxyInstance(TcpConnection.class.getClassLoader(),
				new Class<?>[] { TcpConnection.class },
				(proxy, method, arguments) -> method.getName().equals("getConnectionId") ? id
						: method.getName().equals("isOpen") ? true : null);
	}

	private static WeakReference<TcpConnection> add(TcpSender clients, String id) {
		TcpConnection client = client(id);
		clients.addNewConnection(client);
		return new WeakReference<>(client);
	}

	private static void awaitForgotten(WeakReference<TcpConnection> client) {
		await().until(() -> {
			System.gc();
			return client.get() == null;
		});
	}

	@Test
	void aClientThatLeavesIsForgotten() throws IOException {
		try (LinePeer peer = LinePeer.start(LinePeer::echo);
				UpstreamUnderTest core = UpstreamUnderTest.sticky(peer.port())) {
			TcpSender clients = core.upstream.clients();
			WeakReference<TcpConnection> before = add(clients, "before");
			await().until(() -> peer.accepted() == 1);
			core.upstream.stop();
			clients.removeDeadConnection(client("before"));
			awaitForgotten(before);
			WeakReference<TcpConnection> after = add(clients, "after");
			clients.removeDeadConnection(client("after"));
			awaitForgotten(after);
		}
	}

	@Test
	void aClientThatConnectsDuringAReplacementBelongsToTheReplacement() throws IOException {
		try (LinePeer peer = LinePeer.start(LinePeer::echo);
				UpstreamUnderTest former = UpstreamUnderTest.sticky(peer.port());
				UpstreamUnderTest next = UpstreamUnderTest.sticky(peer.port())) {
			TcpUpstreamChannel channel = new TcpUpstreamChannel("core", former.upstream,
					new UpstreamRoster((name) -> UpstreamMetrics.NONE));
			AtomicBoolean replaced = new AtomicBoolean();
			TcpConnection client = (TcpConnection) Proxy.newProxyInstance(TcpConnection.class.getClassLoader(),
					new Class<?>[] { TcpConnection.class }, (proxy, method, arguments) -> {
						if (replaced.compareAndSet(false, true)) {
							channel.prepare(next.upstream);
							channel.replace();
						}
						return method.getName().equals("getConnectionId") ? "client" : null;
					});
			channel.clients().addNewConnection(client);
			assertThat(Objects.requireNonNull((StickyPool) next.upstream.clients()).dispatcher("client")).isNotNull();
			assertThat(Objects.requireNonNull((StickyPool) former.upstream.clients()).dispatcher("client")).isNull();
		}
	}

}
