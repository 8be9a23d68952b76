package io.sluice.autoconfigure;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;

import io.sluice.autoconfigure.SluiceProperties.Cluster;
import io.sluice.autoconfigure.SluiceProperties.Cluster.Via;
import io.sluice.cluster.ChannelEngine;
import io.sluice.cluster.ClusterNode;
import io.sluice.cluster.ClusterSettings;
import io.sluice.cluster.Engine;
import io.sluice.cluster.PayloadCodec;
import io.sluice.handler.PayloadConverter;
import io.sluice.handler.PayloadMapper;
import io.sluice.session.SessionDirectory;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.core.env.Environment;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.SubscribableChannel;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * Creates the parts of a cluster.
 */
@RequiredArgsConstructor
final class ClusterFactory {

	/** The longest time for a command, if pushes have more. */
	private static final Duration MAX_TIMEOUT = Duration.ofMillis(500);

	private final SluiceProperties properties;

	private final BeanFactory beans;

	/**
	 * Create the engine.
	 */
	Engine engine() {
		return (this.properties.cluster().via() == Via.REDIS) ? redis() : channels();
	}

	private Engine redis() {
		if (!ClassUtils.isPresent("org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory",
				getClass().getClassLoader())
				|| !ClassUtils.isPresent("org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails",
						getClass().getClassLoader())) {
			throw SettingCheck.invalid(ClusterCheck.KEY + ".via", "redis",
					"It needs the library 'org.springframework.boot:spring-boot-starter-data-redis'; add it as a "
							+ "dependency.");
		}
		return RedisEngineFactory.create(this.beans, timeout());
	}

	/**
	 * A command must end before the shortest push does.
	 */
	private Duration timeout() {
		return this.properties.listeners()
			.values()
			.stream()
			.map((listener) -> listener.timeouts().push())
			.filter((push) -> push.compareTo(MAX_TIMEOUT) < 0)
			.min(Duration::compareTo)
			.orElse(MAX_TIMEOUT);
	}

	private Engine channels() {
		Cluster cluster = this.properties.cluster();
		return new ChannelEngine(
				new BeanLookup<>(this.beans, MessageChannel.class).get(ClusterCheck.KEY + ".outbound",
						Objects.requireNonNull(cluster.outbound())),
				new BeanLookup<>(this.beans, SubscribableChannel.class).get(ClusterCheck.KEY + ".inbound",
						Objects.requireNonNull(cluster.inbound())));
	}

	/**
	 * Create this pod.
	 */
	ClusterNode node(Engine engine) {
		Cluster cluster = this.properties.cluster();
		return new ClusterNode(
				new ClusterSettings(pod(cluster.pod()), cluster.prefix(), cluster.clockSkew(),
						(int) cluster.maxPayload().toBytes()),
				engine, this.beans.getBean(SessionDirectory.class), codec());
	}

	private String pod(@Nullable String configured) {
		if (configured != null) {
			return configured;
		}
		String host = this.beans.getBean(Environment.class).getProperty("HOSTNAME");
		if (StringUtils.hasText(host)) {
			return host;
		}
		try {
			return InetAddress.getLocalHost().getHostName();
		}
		catch (UnknownHostException ex) {
			return "localhost";
		}
	}

	private PayloadCodec codec() {
		JsonMapper json = ListenerFactory.jsonMapper(this.beans);
		PayloadMapper mapper = new PayloadMapper(StandardCharsets.UTF_8, json);
		return new PayloadCodec() {

			@Override
			public byte[] write(Object payload) {
				byte[] bytes = mapper.fromMessage(new GenericMessage<>(payload));
				if (bytes == null) {
					throw new IllegalArgumentException("it is empty");
				}
				return bytes;
			}

			@Override
			public Object read(String listener, byte[] answer, Class<?> type) {
				return new PayloadConverter(charset(listener), json).read(answer, type);
			}

		};
	}

	private Charset charset(String name) {
		SluiceProperties.Listener listener = this.properties.listeners().get(name);
		return (listener != null) ? listener.charset() : StandardCharsets.UTF_8;
	}

}
