package io.sluice.admission.tls;

import java.io.IOException;
import java.net.Socket;
import java.util.List;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

import io.sluice.process.LogLimit;
import lombok.extern.slf4j.Slf4j;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/**
 * The client side of TLS, for a listener that connects to its clients. The server's
 * certificate must be issued for the host that was dialed. The bundle may be reloaded at
 * run time.
 */
@Slf4j(topic = "io.sluice.admission")
public final class TlsDialer implements TlsParty {

	private final String listener;

	private final List<String> enabledProtocols;

	private final LogLimit warnings = new LogLimit();

	private volatile Context context;

	/**
	 * Load the bundle, and load it again when it is updated.
	 * @param listener the listener's name
	 * @param bundle the SSL bundle with the authorities of servers, and with the
	 * listener's own certificate if servers ask for one
	 * @param enabledProtocols {@code TLSv1.3}, {@code TLSv1.2} or both; if empty, those
	 * of {@link TlsProtocols}
	 * @param bundles the application's SSL bundles
	 */
	public TlsDialer(String listener, String bundle, List<String> enabledProtocols, SslBundles bundles) {
		this.listener = listener;
		this.enabledProtocols = List.copyOf(enabledProtocols);
		this.enabledProtocols.forEach((protocol) -> TlsProtocols
			.requireModern("sluice.listeners." + listener + ".ssl.enabled-protocols", protocol));
		this.context = load(bundle, bundles.getBundle(bundle));
		bundles.addBundleUpdateHandler(bundle, (updated) -> update(bundle, updated));
	}

	private void update(String name, SslBundle updated) {
		try {
			this.context = load(name, updated);
			log.info("[{}] SSL bundle '{}' was reloaded and serves new connections", this.listener, name);
		}
		catch (RuntimeException ex) {
			log.warn("[{}] the old certificates stay in use: {}", this.listener, ex.getMessage());
		}
	}

	private Context load(String name, SslBundle bundle) {
		try {
			return load(bundle);
		}
		catch (RuntimeException ex) {
			throw new UnusableBundleException(name, ex);
		}
	}

	private Context load(SslBundle bundle) {
		SSLContext loaded = bundle.createSslContext();
		SSLParameters parameters = new SSLParameters(bundle.getOptions().getCiphers(),
				TlsProtocols.inForce(this.enabledProtocols, bundle).toArray(String[]::new));
		parameters.setEndpointIdentificationAlgorithm("HTTPS");
		// a cipher unknown to JSSE fails the start
		loaded.createSSLEngine().setSSLParameters(parameters);
		return new Context(loaded, parameters);
	}

	@Override
	public boolean isClient() {
		return true;
	}

	@Override
	public TlsLayer layer(Socket dialed, RecordInput records) throws IOException {
		Context current = this.context;
		SSLSocket socket = (SSLSocket) current.ssl().getSocketFactory().createSocket(dialed, records, true);
		socket.setUseClientMode(true);
		socket.setSSLParameters(current.parameters());
		return new TlsLayer(socket, records, null);
	}

	@Override
	public SSLSession handshake(TlsLayer layer) throws IOException {
		try {
			layer.socket().startHandshake();
			return layer.socket().getSession();
		}
		catch (SSLException ex) {
			this.warnings.log(log, "[{}] the TLS handshake with {} failed: {}", this.listener,
					layer.socket().getInetAddress(), ex.getMessage());
			throw ex;
		}
	}

	/**
	 * The objects of JSSE that are made from a bundle.
	 *
	 * @param ssl creates sockets
	 * @param parameters set on each socket
	 */
	private record Context(SSLContext ssl, SSLParameters parameters) {

	}

}
