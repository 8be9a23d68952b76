package io.sluice.upstream;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.integration.support.channel.ChannelResolverUtils;
import org.springframework.messaging.MessageChannel;

/**
 * Finds the channel in a header of a message.
 */
public final class HeaderChannel {

	private HeaderChannel() {
	}

	/**
	 * Find a channel.
	 * @param header a channel, or the name of one
	 * @param beans resolves names
	 * @return {@code null} if the header is neither
	 */
	public static @Nullable MessageChannel find(@Nullable Object header, @Nullable BeanFactory beans) {
		return switch (header) {
			case MessageChannel channel -> channel;
			case String name ->
				ChannelResolverUtils.getChannelResolver(Objects.requireNonNull(beans)).resolveDestination(name);
			case null, default -> null;
		};
	}

}
