package io.sluice.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import io.sluice.admission.HandshakeOpener;
import io.sluice.admission.limits.AddressGate;
import io.sluice.admission.limits.AddressLimit;
import io.sluice.admission.limits.AddressRules;
import io.sluice.admission.limits.Admission;
import io.sluice.admission.limits.ConnectionLimit;
import io.sluice.admission.limits.ConnectionLimits;
import io.sluice.admission.limits.ConnectionRate;
import io.sluice.admission.limits.MemoryRoom;
import io.sluice.admission.limits.RejectionRecorder;
import io.sluice.admission.proxy.ProxyOpener;
import io.sluice.admission.tls.ClientPolicy;
import io.sluice.admission.tls.TlsDialer;
import io.sluice.admission.tls.TlsServer;
import io.sluice.admission.tls.TlsSettings;
import io.sluice.process.MemoryBudget;
import io.sluice.socket.CidrBlock;
import io.sluice.spi.ConnectionOpener;
import io.sluice.telemetry.AccessLog;
import io.sluice.telemetry.EventMemory;
import io.sluice.telemetry.ListenerMetrics;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundles;

/**
 * Creates the admission of a listener from the settings {@code limits}, {@code access},
 * {@code proxy-protocol} and {@code ssl}.
 */
@Slf4j(topic = "io.sluice.admission")
final class AdmissionFactory {

	private final String name;

	private final SluiceProperties.Listener listener;

	private final ListenerMetrics metrics;

	private final AccessLog accessLog;

	private final EventMemory events;

	private final ConnectionLimits limits;

	AdmissionFactory(String name, SluiceProperties.Listener listener, ListenerMetrics metrics, AccessLog accessLog,
			EventMemory events) {
		this.accessLog = accessLog;
		this.events = events;
		this.name = name;
		this.listener = listener;
		this.metrics = metrics;
		this.limits = new ConnectionLimits(new ConnectionLimit(listener.limits().maxConnections()),
				new AddressGate(rules(ListenerValidator.key(name), listener.access()),
						new AddressLimit(listener.limits().maxConnectionsPerAddress())),
				new ConnectionRate(listener.limits().connectionsPerSecond()));
	}

	/**
	 * The addresses that may connect.
	 * @param key the key of the listener
	 * @param access the settings
	 */
	static AddressRules rules(String key, SluiceProperties.Access access) {
		return new AddressRules(blocks(key + ".access.allow", access.allow()),
				blocks(key + ".access.deny", access.deny()));
	}

	/**
	 * The limits on connections, which may change.
	 */
	ConnectionLimits limits() {
		return this.limits;
	}

	/**
	 * Create the conditions for accepting a connection.
	 * @param process the connection limit of the process
	 * @param memory the memory budget of the process
	 */
	Admission admission(ConnectionLimit process, MemoryBudget memory) {
		ConnectionLimit own = this.limits.open();
		MemoryRoom room = new MemoryRoom(memory, (this.listener.ssl() != null) ? MemoryRoom.TLS : MemoryRoom.PLAIN);
		// while all threads of the pool are busy, clients wait in the backlog
		int threads = this.listener.executor().isPool() ? this.listener.executor().maxThreads() : Integer.MAX_VALUE;
		this.metrics.maxConnections(() -> Math.min(threads, Math.min(process.max(), own.max())));
		return new Admission(this.name, List.of(process, own, room), this.limits.rate(),
				this.listener.proxyProtocol().isRequired() ? null : this.limits.addresses(),
				new RejectionRecorder(this.name, this.metrics, this.accessLog, this.events)::record);
	}

	/**
	 * Create the opener of accepted connections.
	 * @param bundles the application's SSL bundles, or {@code null}
	 */
	ConnectionOpener opener(@Nullable SslBundles bundles) {
		if (!this.listener.connect().isEmpty()) {
			return dialOpener(bundles);
		}
		TlsServer tls = tls(bundles);
		ProxyOpener proxy = this.listener.proxyProtocol().isRequired() ? proxy() : null;
		return (tls == null && proxy == null) ? ConnectionOpener.PLAIN
				: new HandshakeOpener(proxy, tls, this.metrics, this.listener.limits().maxOverhead().toBytes());
	}

	private ConnectionOpener dialOpener(@Nullable SslBundles bundles) {
		SluiceProperties.Ssl ssl = this.listener.ssl();
		if (ssl == null) {
			return ConnectionOpener.PLAIN;
		}
		SslBundles known = (bundles != null) ? bundles : new DefaultSslBundleRegistry();
		String bundle = UpstreamBundle.require(ListenerValidator.key(this.name) + ".ssl.bundle", ssl.bundle(), known);
		return new HandshakeOpener(null, new TlsDialer(this.name, bundle, ssl.enabledProtocols(), known), this.metrics,
				this.listener.limits().maxOverhead().toBytes());
	}

	private ProxyOpener proxy() {
		String key = ListenerValidator.key(this.name) + ".proxy-protocol.trusted";
		List<CidrBlock> trusted = blocks(key, this.listener.proxyProtocol().trusted());
		if (trusted.isEmpty()) {
			log.warn("[{}] any client can claim any address by a PROXY header; list the trusted proxies in '{}'",
					this.name, key);
		}
		return new ProxyOpener(new AddressRules(trusted, List.of()), this.limits.addresses(), this.metrics);
	}

	private @Nullable TlsServer tls(@Nullable SslBundles bundles) {
		SluiceProperties.Ssl ssl = this.listener.ssl();
		if (ssl == null) {
			return null;
		}
		// an application without SSL bundles may lack their auto-configuration
		SslBundles known = (bundles != null) ? bundles : new DefaultSslBundleRegistry();
		return new TlsServer(settings(ssl, known), known);
	}

	private TlsSettings settings(SluiceProperties.Ssl ssl, SslBundles bundles) {
		String bundle = UpstreamBundle.require(ListenerValidator.key(this.name) + ".ssl.bundle", ssl.bundle(), bundles);
		List<TlsSettings.ServerName> names = new ArrayList<>();
		for (int i = 0; i < ssl.sni().size(); i++) {
			String key = "%s.ssl.sni[%d].".formatted(ListenerValidator.key(this.name), i);
			SluiceProperties.Sni sni = ssl.sni().get(i);
			if (sni.host() == null) {
				throw SettingCheck.invalid(key + "host", null, "It must be a server name, such as '*.example.com'.");
			}
			names.add(new TlsSettings.ServerName(sni.host(),
					UpstreamBundle.require(key + "bundle", sni.bundle(), bundles)));
		}
		try {
			return new TlsSettings(this.name, bundle, clients(ssl), ssl.enabledProtocols(), names);
		}
		catch (IllegalArgumentException ex) {
			throw SettingCheck.invalid(ListenerValidator.key(this.name) + ".ssl", null,
					String.valueOf(ex.getMessage()));
		}
	}

	private ClientPolicy clients(SluiceProperties.Ssl ssl) {
		try {
			return ClientPolicy.of(ssl.clientAuth(), ssl.sessionTimeout());
		}
		catch (IllegalArgumentException ex) {
			throw SettingCheck.invalid(ListenerValidator.key(this.name) + ".ssl.session-timeout", ssl.sessionTimeout(),
					String.valueOf(ex.getMessage()));
		}
	}

	private static List<CidrBlock> blocks(String key, List<String> texts) {
		List<CidrBlock> blocks = new ArrayList<>();
		for (int i = 0; i < texts.size(); i++) {
			String text = texts.get(i);
			try {
				blocks.add(CidrBlock.parse(text));
			}
			catch (IllegalArgumentException ex) {
				throw SettingCheck.invalid("%s[%d]".formatted(key, i), text, String.valueOf(ex.getMessage()));
			}
		}
		return blocks;
	}

}
