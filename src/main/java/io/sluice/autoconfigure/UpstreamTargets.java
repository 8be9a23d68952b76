package io.sluice.autoconfigure;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import io.sluice.autoconfigure.TargetRegistry.ResolvedTarget;
import io.sluice.spi.DeadLetters;
import io.sluice.spi.Exchange;
import io.sluice.upstream.Probe;
import io.sluice.upstream.TcpUpstreamChannel;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.integration.ip.tcp.connection.TcpSender;

/**
 * Finds the targets of routes that are upstreams: by the name of an upstream, with a
 * method and a path if it speaks HTTP, by a URL, or by a destination of a broker.
 */
@RequiredArgsConstructor
final class UpstreamTargets {

	private final Map<String, UpstreamProperties> upstreams;

	private final ConfigurableListableBeanFactory beans;

	private final RouteUpstreams urls;

	private final BrokerTargets brokers;

	/**
	 * Find a target.
	 * @param key the key that it is configured under
	 * @param to the configured target
	 * @param details what the route says of its requests
	 * @param listener the listener of the route
	 * @return {@code null} if the target is no upstream
	 */
	@Nullable ResolvedTarget find(String key, String to, TargetDetails details, SluiceProperties.Listener listener) {
		BrokerAddress broker = BrokerAddress.find(to);
		if (broker != null) {
			return this.brokers.target(key, broker, details, listener);
		}
		details.checkNoRecord("'%s' is not the destination of a broker".formatted(MaskedUrl.of(to)));
		TargetAddress address = TargetAddress.parse(to);
		UpstreamProperties settings = this.upstreams.get(address.service());
		if (settings == null && !address.isRequest()) {
			return null;
		}
		if (settings == null && !address.isUrl()) {
			throw SettingCheck.invalidUrl(key, to, "There is no upstream '%s'. %s".formatted(address.service(),
					NearestName.remedy(address.service(), this.upstreams.keySet())));
		}
		if (settings == null || settings.url() != null) {
			UpstreamChecks.checkLibrary(key, to);
			return new HttpTargetFactory(this.beans, this.urls, listener).target(key, to, details, settings);
		}
		if (address.hasDetails()) {
			throw SettingCheck.invalidUrl(key, to,
					"The upstream '%s' speaks TCP, which has no methods and paths; write its name alone"
						.formatted(address.service()));
		}
		details.checkNoHeaders("'%s' speaks TCP".formatted(to));
		String channel = BeanNames.of(to, "upstream");
		TcpUpstreamChannel upstream = this.beans.getBean(channel, TcpUpstreamChannel.class);
		// the connections of a sticky upstream are opened by requests alone
		Probe probe = Boolean.TRUE.equals(settings.sticky()) ? null : upstream.probe();
		return new ResolvedTarget(to, to, upstream.route(), channel, Exchange.ReplyTiming.AWAITED, false, true,
				settings.idempotent(), probe);
	}

	/**
	 * Find what keeps the requests that have failed for good.
	 * @param key the key that it is configured under
	 * @param to the destination of a broker
	 * @param listener the listener's name
	 */
	DeadLetters deadLetters(String key, String to, String listener) {
		BrokerAddress address = BrokerAddress.find(to);
		if (address == null) {
			throw SettingCheck.invalidUrl(key, to,
					"It must be a destination of a broker, such as kafka:rejects or rabbit:rejects/new");
		}
		return this.brokers.deadLetters(key, address, listener);
	}

	/**
	 * The sticky upstreams that the routes of a listener lead to. The listener notifies
	 * them of its clients.
	 */
	Set<TcpSender> sticky(SluiceProperties.Listener listener) {
		Set<TcpSender> senders = new LinkedHashSet<>();
		for (RouteProperties route : listener.routes()) {
			for (String target : route.targets()) {
				UpstreamProperties settings = this.upstreams.get(target);
				if (settings != null && Boolean.TRUE.equals(settings.sticky())) {
					String channel = BeanNames.of(target, "upstream");
					senders.add(this.beans.getBean(channel, TcpUpstreamChannel.class).clients());
				}
			}
		}
		return senders;
	}

}
