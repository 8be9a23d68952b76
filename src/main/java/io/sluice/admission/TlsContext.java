package io.sluice.admission;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

import io.sluice.process.MemoryAccount;
import org.springframework.boot.ssl.SslBundle;

/**
 * What handshakes are made with until a bundle is reloaded. It never changes; the
 * sessions it keeps are not resumed with another.
 *
 * @param sockets makes the sockets
 * @param parameters what is set on each, and only read
 * @param keys the keys of all bundles, by the bundle's name
 */
record TlsContext(SSLSocketFactory sockets, SSLParameters parameters, Map<String, BundleKeys> keys) {

	/**
	 * Create a context.
	 * @param keys the keys of all bundles that the settings name
	 * @throws IllegalStateException naming the listener's own bundle, if that does not do
	 */
	static TlsContext of(TlsSettings settings, Map<String, BundleKeys> keys) {
		SslBundle bundle = BundleKeys.require(keys, settings.bundle()).bundle();
		try {
			SSLContext context = SSLContext.getInstance(bundle.getProtocol());
			KeyManager[] managers = { new ServerNameKeyManager(settings, keys) };
			context.init(managers, trust(settings.clientAuth(), bundle), null);
			SSLParameters parameters = parameters(settings, bundle);
			// a cipher that JSSE does not know is found now, not by the first client
			context.createSSLEngine().setSSLParameters(parameters);
			ServerNameOptions.check(settings, keys);
			return new TlsContext(context.getSocketFactory(), parameters, Map.copyOf(keys));
		}
		catch (GeneralSecurityException | RuntimeException ex) {
			throw BundleKeys.unusable(settings.bundle(), ex);
		}
	}

	private static TrustManager[] trust(ClientAuth clientAuth, SslBundle bundle) {
		if (clientAuth == ClientAuth.NONE) {
			return new TrustManager[0];
		}
		// without a trust store the JDK trusts every public authority, and so everyone
		if (bundle.getStores().getTrustStore() == null && bundle.getStores().getKeyStore() != null) {
			throw new IllegalStateException(
					"it has no truststore, which must hold the authorities that clients' certificates come from");
		}
		return Stream.of(bundle.getManagers().getTrustManagers())
			.map(ClientTrustManager::around)
			.toArray(TrustManager[]::new);
	}

	private static SSLParameters parameters(TlsSettings settings, SslBundle bundle) {
		List<String> protocols = TlsProtocols.inForce(settings.enabledProtocols(), bundle);
		SSLParameters parameters = new SSLParameters(bundle.getOptions().getCiphers(),
				protocols.toArray(String[]::new));
		parameters.setWantClientAuth(settings.clientAuth() == ClientAuth.WANT);
		if (settings.clientAuth() == ClientAuth.NEED) {
			parameters.setNeedClientAuth(true);
		}
		return parameters;
	}

	TlsLayer layer(Socket accepted, MemoryAccount memory) throws IOException {
		// the overload with a stream of what was read already is the one for servers; up
		// to its end, which is the connection's, nothing is read but from there
		RecordInput records = new RecordInput(accepted.getInputStream(), memory);
		SSLSocket socket = (SSLSocket) this.sockets.createSocket(accepted, records, true);
		socket.setSSLParameters(this.parameters);
		return new TlsLayer(socket, records);
	}

}
