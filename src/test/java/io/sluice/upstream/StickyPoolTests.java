package io.sluice.upstream;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.lang.reflect.Proxy;

import io.sluice.support.LinePeer;
import org.junit.jupiter.api.Test;

import org.springframework.integration.ip.tcp.connection.TcpConnection;
import org.springframework.integration.ip.tcp.connection.TcpSender;

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

}
