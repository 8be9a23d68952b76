package io.sluice.autoconfigure;

import java.time.Duration;

import io.sluice.listener.SluiceServerConnectionFactory;
import io.sluice.socket.AcceptedOptions;
import io.sluice.socket.KeepAlive;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

import org.springframework.util.unit.DataSize;

/**
 * Sets the options of a listener's sockets from their settings.
 */
@RequiredArgsConstructor
final class SocketConfigurer {

	/** The maximum on Linux. */
	private static final int MAX_SECONDS = 32767;

	private static final int MAX_PROBES = 127;

	private static final DataSize MIN_BUFFER = DataSize.ofKilobytes(1);

	private static final DataSize MAX_BUFFER = DataSize.ofGigabytes(1);

	private final String key;

	private final SluiceProperties.Listener listener;

	void check() {
		SluiceProperties.KeepAlive keepAlive = this.listener.keepAlive();
		checkSeconds(".keep-alive.idle", keepAlive.idle());
		checkSeconds(".keep-alive.interval", keepAlive.interval());
		SettingCheck.checkRange(this.key + ".keep-alive.count", keepAlive.count(), 1, MAX_PROBES, " probes");
		checkBuffer(".receive-buffer", this.listener.receiveBuffer());
		checkBuffer(".send-buffer", this.listener.sendBuffer());
	}

	private void checkSeconds(String option, Duration time) {
		if (!time.equals(Duration.ofSeconds(time.toSeconds())) || time.toSeconds() < 1
				|| time.toSeconds() > MAX_SECONDS) {
			throw SettingCheck.invalid(this.key + option, time,
					"It must be from 1s to %ds, in whole seconds.".formatted(MAX_SECONDS));
		}
	}

	private void checkBuffer(String option, @Nullable DataSize size) {
		if (size != null && (size.compareTo(MIN_BUFFER) < 0 || size.compareTo(MAX_BUFFER) > 0)) {
			throw SettingCheck.invalid(this.key + option, size,
					"It must be from 1KB to 1GB; remove this key for the system's own size.");
		}
	}

	/**
	 * The options that accepted sockets inherit from the server socket.
	 */
	AcceptedOptions acceptedOptions() {
		return new AcceptedOptions(bytes(this.listener.receiveBuffer()), probes(this.listener.keepAlive()));
	}

	private static @Nullable Integer bytes(@Nullable DataSize size) {
		return (size != null) ? Math.toIntExact(size.toBytes()) : null;
	}

	private static @Nullable KeepAlive probes(SluiceProperties.KeepAlive settings) {
		return settings.enabled() ? new KeepAlive(Math.toIntExact(settings.idle().toSeconds()),
				Math.toIntExact(settings.interval().toSeconds()), settings.count()) : null;
	}

	/**
	 * Set the options that the factory sets on each accepted socket.
	 */
	void apply(SluiceServerConnectionFactory factory) {
		factory.setSoTcpNoDelay(this.listener.tcpNoDelay());
		factory.setSoKeepAlive(this.listener.keepAlive().enabled());
		Integer sendBuffer = bytes(this.listener.sendBuffer());
		if (sendBuffer != null) {
			factory.setSoSendBufferSize(sendBuffer);
		}
	}

}
