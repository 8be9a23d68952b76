package io.sluice.support;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;

/**
 * The certificate of a TLS listener, and Java's own TLS clients that trust it: for tests
 * that need more of them than there can be processes.
 */
public final class TlsClients {

	private final Path store;

	private final SSLContext trusting;

	/**
	 * Make the certificate.
	 * @param directory where its key store goes
	 */
	public TlsClients(Path directory) throws Exception {
		this.store = TestTls.createStore(directory);
		this.trusting = TestTls.contextOf(this.store);
	}

	/**
	 * The properties of a listener {@code test} that speaks TLS.
	 * @param more any other
	 */
	public String[] properties(String... more) {
		List<String> all = new ArrayList<>(List.of(more));
		String bundle = "spring.ssl.bundle.jks.gateway.keystore.";
		all.addAll(List.of(".ssl.bundle=gateway", bundle + "type=PKCS12", bundle + "location=file:" + this.store,
				bundle + "password=" + TestTls.PASSWORD));
		return all.toArray(String[]::new);
	}

	/**
	 * Connect and make the handshake.
	 */
	public TestClient connect(int port) throws IOException {
		return connect(new Socket(InetAddress.getLoopbackAddress(), port), "TLSv1.3");
	}

	/**
	 * Make the handshake.
	 * @param connected what is under TLS
	 * @param protocol the version of TLS
	 */
	public TestClient connect(Socket connected, String protocol) throws IOException {
		SSLSocket socket = (SSLSocket) this.trusting.getSocketFactory()
			.createSocket(connected, "localhost", connected.getPort(), true);
		socket.setEnabledProtocols(new String[] { protocol });
		TestClient client = new TestClient(socket);
		socket.startHandshake();
		return client;
	}

	/**
	 * What a client sends first.
	 * @return a whole ClientHello in its TLS record
	 */
	public byte[] clientHello() throws IOException {
		SSLEngine engine = this.trusting.createSSLEngine();
		engine.setUseClientMode(true);
		ByteBuffer record = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
		engine.wrap(ByteBuffer.allocate(0), record);
		return Arrays.copyOf(record.array(), record.position());
	}

}
