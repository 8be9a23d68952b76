package io.sluice.admission.tls;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLSocket;

import io.sluice.process.MemoryAccount;
import io.sluice.process.MemoryBudget;
import io.sluice.support.TestServer;

/**
 * Serves each connection on a virtual thread: every line is answered with the protocol,
 * the cipher and who the client is.
 */
final class TlsLineServer implements AutoCloseable {

	private final TlsServer tls;

	private final TestServer server;

	private final Queue<String> failures = new ConcurrentLinkedQueue<>();

	private volatile Runnable beforeHandshake = () -> {
	};

	TlsLineServer(TlsServer tls) throws IOException {
		this.tls = tls;
		this.server = new TestServer(ServerSocketFactory.getDefault(), 0, Thread::startVirtualThread, this::serve);
	}

	int port() {
		return this.server.port();
	}

	/** Do something between a connection's accept and its handshake. */
	void beforeHandshake(Runnable action) {
		this.beforeHandshake = action;
	}

	/** Why handshakes failed. */
	Queue<String> failures() {
		return this.failures;
	}

	private void serve(int connection, Socket accepted) {
		try {
			TlsLayer layer = this.tls.layer(accepted,
					new RecordInput(accepted.getInputStream(), new MemoryAccount(MemoryBudget.UNLIMITED)));
			this.beforeHandshake.run();
			try (SSLSocket client = layer.socket()) {
				this.tls.handshake(layer);
				answer(client);
			}
		}
		catch (IOException ex) {
			this.failures.add(ex.toString());
		}
	}

	private void answer(SSLSocket client) throws IOException {
		BufferedReader in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
		PrintWriter out = new PrintWriter(client.getOutputStream(), true, StandardCharsets.UTF_8);
		TlsIdentity identity = TlsIdentity.of(client.getSession());
		for (String line = in.readLine(); line != null; line = in.readLine()) {
			out.print("answer to %s: %s %s %s\n".formatted(line, client.getSession().getProtocol(),
					client.getSession().getCipherSuite(), identity));
			out.flush();
		}
	}

	@Override
	public void close() {
		this.server.close();
	}

}
