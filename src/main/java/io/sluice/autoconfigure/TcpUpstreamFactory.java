package io.sluice.autoconfigure;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

import javax.net.ssl.SSLContext;

import io.sluice.autoconfigure.UpstreamProperties.Correlate;
import io.sluice.autoconfigure.UpstreamProperties.Health;
import io.sluice.autoconfigure.UpstreamProperties.Reconnect;
import io.sluice.client.Destination;
import io.sluice.client.Handshake;
import io.sluice.framing.FramingType;
import io.sluice.process.Backoff;
import io.sluice.process.DurationText;
import io.sluice.socket.HostAndPort;
import io.sluice.spi.Framing;
import io.sluice.upstream.ConnectionUse;
import io.sluice.upstream.HealthCheck;
import io.sluice.upstream.ReplyKeys;
import io.sluice.upstream.TcpDialogue;
import io.sluice.upstream.TcpPool;
import io.sluice.upstream.TcpUpstream;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundles;
import org.springframework.util.unit.DataSize;

/**
 * Creates a TCP upstream from its settings.
 */
final class TcpUpstreamFactory {

	private static final int MAX_CONNECTIONS = 1000;

	private static final int MAX_IN_FLIGHT = 10_000;

	private final String name;

	private final String key;

	private final UpstreamProperties settings;

	private final @Nullable SslBundles bundles;

	private final FramingBeans framings;

	private final LeaseFactory leases;

	private final Charset charset;

	/**
	 * Create a factory.
	 * @param name the name of the upstream
	 * @param bundles the application's SSL bundles, or {@code null}
	 * @param framings the framings that the settings may name
	 * @param leases creates the lease that the settings may require
	 */
	TcpUpstreamFactory(String name, UpstreamProperties settings, @Nullable SslBundles bundles, FramingBeans framings,
			LeaseFactory leases) {
		this.name = name;
		this.key = UpstreamChecks.key(name);
		this.settings = settings;
		this.bundles = bundles;
		this.framings = framings;
		this.leases = leases;
		this.charset = (settings.charset() != null) ? settings.charset() : StandardCharsets.UTF_8;
	}

	TcpUpstream create() {
		rejectKeysOfHttp();
		Framing framing = framing();
		ReplyKeys keys = keys();
		TcpDialogue dialogue = new TcpDialogue(timeout(), keys, check(framing, keys));
		return new TcpUpstream(this.name, destinations(framing), pool(), dialogue);
	}

	private void rejectKeysOfHttp() {
		if (this.settings.url() != null) {
			throw SettingCheck.invalid(this.key + ".to", this.settings.to(), UpstreamChecks.EITHER);
		}
		if (this.settings.maxResponseSize() != null) {
			throw SettingCheck.invalid(this.key + ".max-response-size", this.settings.maxResponseSize(),
					"It is for HTTP; set 'framing.max-size' instead.");
		}
	}

	private Framing framing() {
		FramingProperties given = this.settings.framing();
		FramingProperties complete = (given != null) ? given : FramingProperties.DEFAULT;
		if (complete.type() == FramingType.RAW) {
			throw SettingCheck.invalid(this.key + ".framing.type", "raw",
					"Framing 'raw' does not tell where a reply ends, so two replies could become one; set another framing.");
		}
		if (complete.type() == FramingType.UNTIL_CLOSE || complete.type() == FramingType.FIRST_OF) {
			throw SettingCheck.invalid(this.key + ".framing.type", complete.type().kebab(),
					"Framing '%s' is for listeners only; set another framing.".formatted(complete.type().kebab()));
		}
		if (complete.oversize() != null && complete.oversize() != FramingProperties.Oversize.CLOSE) {
			throw SettingCheck.invalid(this.key + ".framing.oversize", KebabCase.of(complete.oversize()),
					"A reply that is lost or cut would leave its request without an answer; remove this key, or raise 'max-size'.");
		}
		return new FramingFactory(this.key + ".framing", complete, this.charset, this.framings).create();
	}

	private List<Destination> destinations(Framing framing) {
		Handshake handshake = handshake();
		SettingCheck.checkTimeout(this.key + ".connect-timeout", this.settings.connectTimeout());
		List<Destination> destinations = new ArrayList<>();
		Set<HostAndPort> known = new HashSet<>();
		for (String address : this.settings.to()) {
			String addressKey = "%s.to[%d]".formatted(this.key, destinations.size());
			HostAndPort parsed = SettingCheck.parse(addressKey, address, HostAndPort::parse);
			if (!known.add(parsed)) {
				throw SettingCheck.invalid(addressKey, address, "It is in the list twice; remove one of the two.");
			}
			destinations.add(new Destination(parsed.host(), parsed.port(), framing, this.settings.connectTimeout(),
					handshake, null));
		}
		return destinations;
	}

	private Handshake handshake() {
		String bundleName = this.settings.ssl().bundle();
		if (bundleName == null) {
			return Handshake.PLAIN;
		}
		UpstreamBundle bundle = UpstreamBundle.find(this.key + ".ssl.bundle", bundleName, this.bundles);
		AtomicReference<SSLContext> context = new AtomicReference<>(bundle.current().createSslContext());
		bundle.follow(context, (used, latest) -> used.set(latest.createSslContext()));
		return new Handshake(false, context::get);
	}

	private TcpPool pool() {
		ConnectionUse use = use();
		if (use == ConnectionUse.STICKY && Boolean.TRUE.equals(this.settings.singleton())) {
			throw SettingCheck.invalid(this.key + ".singleton", true,
					"With 'sticky', each client has a connection of its own; remove one of the two.");
		}
		return new TcpPool(connections(use), maxInFlight(), use, backoff(),
				this.leases.upstream(this.name, this.settings));
	}

	private int connections(ConnectionUse use) {
		Integer given = this.settings.connections();
		if (use == ConnectionUse.STICKY) {
			if (given != null) {
				throw SettingCheck.invalid(this.key + ".connections", given,
						"With 'sticky', each client has one connection; remove this key.");
			}
			// the health check needs one
			return (this.settings.health() != null) ? 1 : 0;
		}
		int connections = (given != null) ? given : 8;
		SettingCheck.checkRange(this.key + ".connections", connections, 1, MAX_CONNECTIONS, "");
		return connections;
	}

	private ConnectionUse use() {
		if (Boolean.TRUE.equals(this.settings.sticky())) {
			if (Boolean.TRUE.equals(this.settings.exclusive())) {
				throw SettingCheck.invalid(this.key + ".exclusive", true,
						"With 'sticky', each client has a connection of its own; remove one of the two.");
			}
			return ConnectionUse.STICKY;
		}
		return Boolean.TRUE.equals(this.settings.exclusive()) ? ConnectionUse.EXCLUSIVE : ConnectionUse.SHARED;
	}

	private int maxInFlight() {
		Integer given = this.settings.maxInFlight();
		if (Boolean.TRUE.equals(this.settings.exclusive())) {
			if (given != null && given != 1) {
				throw SettingCheck.invalid(this.key + ".max-in-flight", given,
						"With 'exclusive', a connection has one request at a time; remove this key.");
			}
			return 1;
		}
		int limit = (given != null) ? given : 64;
		SettingCheck.checkRange(this.key + ".max-in-flight", limit, 1, MAX_IN_FLIGHT, "");
		return limit;
	}

	private Backoff backoff() {
		Reconnect reconnect = this.settings.reconnect();
		if (reconnect == null) {
			return Backoff.DEFAULT;
		}
		SettingCheck.checkTimeout(this.key + ".reconnect.backoff", reconnect.backoff());
		SettingCheck.checkTimeout(this.key + ".reconnect.max-backoff", reconnect.maxBackoff());
		if (reconnect.maxBackoff().compareTo(reconnect.backoff()) < 0) {
			throw SettingCheck.invalid(this.key + ".reconnect.max-backoff", reconnect.maxBackoff(),
					"It must not be below 'backoff', which is %s.".formatted(DurationText.of(reconnect.backoff())));
		}
		return new Backoff(reconnect.backoff(), reconnect.maxBackoff());
	}

	private Duration timeout() {
		Duration timeout = (this.settings.timeout() != null) ? this.settings.timeout() : Duration.ofSeconds(10);
		SettingCheck.checkTimeout(this.key + ".timeout", timeout);
		return timeout;
	}

	private @Nullable ReplyKeys keys() {
		Correlate correlate = this.settings.correlate();
		String correlateKey = this.key + ".correlate";
		if (correlate == null) {
			return null;
		}
		if (correlate.by() == Correlate.By.ORDER) {
			ReplyKeysFactory.rejectByOrder(correlateKey, correlate.extract(), correlate.extractReply());
			return null;
		}
		return ReplyKeysFactory.create(correlateKey, correlate.extract(), correlate.extractReply(), this.charset);
	}

	private @Nullable HealthCheck check(Framing framing, @Nullable ReplyKeys keys) {
		Health health = this.settings.health();
		if (health == null) {
			return null;
		}
		String healthKey = this.key + ".health";
		byte[] request = ByteSetting.parse(healthKey + ".send", health.send(), this.charset);
		String refusal = framing.refusal(request);
		if (refusal != null) {
			throw SettingCheck.invalid(healthKey + ".send", health.send(),
					"The framing cannot carry it: %s.".formatted(refusal));
		}
		if (keys != null && keys.request(request) == null) {
			throw SettingCheck.invalid(healthKey + ".send", health.send(),
					"It lacks a value of 'correlate.extract', by which its reply is recognized.");
		}
		byte[] expected = ByteSetting.parse(healthKey + ".expect.starts-with",
				(health.expect() != null) ? health.expect().startsWith() : null, this.charset);
		SettingCheck.checkTimeout(healthKey + ".every", health.every());
		return new HealthCheck(request, expected, health.every());
	}

}
