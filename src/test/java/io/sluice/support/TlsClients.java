package io.sluice.support;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

import io.sluice.support.TestCertificates.Pem;

/**
 * The certificate of a TLS listener, and Java's own TLS clients that trust it: for tests
 * that need more of them than there can be processes.
 */
public final class TlsClients {

	private final Pem server;

	private final SSLContext trusting;

	/**
	 * Issue the certificate; needs openssl.
	 * @param directory where its files go
	 */
	public TlsClients(Path directory) throws IOException, GeneralSecurityException {
		TestCertificates certificates = new TestCertificates(directory, "authority");
		this.server = certificates.issue("gateway.example.com", "DNS:gateway.example.com");
		KeyStore authorities = KeyStore.getInstance(KeyStore.getDefaultType());
		authorities.load(null, null);
		authorities.setCertificateEntry("authority", certificates.authority().read());
		TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		trust.init(authorities);
		this.trusting = SSLContext.getInstance("TLS");
		this.trusting.init(null, trust.getTrustManagers(), null);
	}

	/**
	 * The properties of a listener {@code test} that speaks TLS.
	 * @param more any other
	 */
	public String[] properties(String... more) {
		List<String> all = new ArrayList<>(List.of(more));
		all.add(".ssl.bundle=gateway");
		all.add("spring.ssl.bundle.pem.gateway.keystore.certificate=file:" + this.server.certificate());
		all.add("spring.ssl.bundle.pem.gateway.keystore.private-key=file:" + this.server.key());
		return all.toArray(String[]::new);
	}

	/**
	 * Connect and make the handshake.
	 */
	public TestClient connect(int port) throws IOException {
		SSLSocket socket = (SSLSocket) this.trusting.getSocketFactory()
			.createSocket(InetAddress.getLoopbackAddress(), port);
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
