package io.sluice.session;

import java.time.Duration;
import java.util.List;

import io.sluice.ErrorCode;
import io.sluice.IdentityRefusedException;
import io.sluice.TcpHandlerException;
import io.sluice.TcpSession;
import io.sluice.spi.MessageTransformer;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;

/**
 * Names the sessions of a listener by its configuration. Any thread.
 */
@RequiredArgsConstructor
@Slf4j(topic = "io.sluice.session")
public final class IdentityRule {

	/** Names no session, and requires no name. */
	public static final IdentityRule NONE = new IdentityRule(null, Duration.ZERO, null, null);

	private final @Nullable IdentitySource source;

	/** The time that a session has to get a name, or zero if it needs none. */
	private final Duration requiredWithin;

	/** Finds the name in a message, for {@link IdentitySource#MESSAGE}. */
	private final @Nullable NameExtractor extractor;

	/**
	 * Makes the reply to a message that has named the session; {@code null} if such a
	 * message is routed.
	 */
	private final @Nullable MessageTransformer reply;

	/**
	 * Name a session by what is known of its client.
	 */
	void identify(TcpSession session) {
		String name = (this.source != null) ? nameOf(session, this.source) : null;
		if (name != null) {
			try {
				session.identify(name);
			}
			catch (IdentityRefusedException ex) {
				log.debug("[{}] connection {} is not named: {}", session.listener(), session.id(), ex.getMessage());
			}
		}
	}

	private static @Nullable String nameOf(TcpSession session, IdentitySource source) {
		return switch (source) {
			case MESSAGE -> null;
			case TLS_SUBJECT -> session.tlsSubject();
			case TLS_NAME -> firstName(session.tlsNames());
			case PEER -> session.peer().getAddress().getHostAddress();
		};
	}

	/** The first subject alternative name, without its type. */
	private static @Nullable String firstName(List<String> names) {
		return names.isEmpty() ? null : names.getFirst().substring(names.getFirst().indexOf(':') + 1);
	}

	/**
	 * Name a session by a message, and decide whether the message may be routed.
	 * @param session the session
	 * @param message its message
	 * @return the reply to the message, or {@code null} if the message is to be routed
	 * @throws IdentityRefusedException if the session must not have the name
	 * @throws TcpHandlerException if the session needs a name and has none
	 */
	public byte @Nullable [] answer(TcpSession session, Message<byte[]> message) {
		String name = (this.extractor != null) ? this.extractor.extract(message) : null;
		if (name != null) {
			identify(session, name);
			return (this.reply != null) ? this.reply.transform(message) : null;
		}
		if (!this.requiredWithin.isZero() && session.identity() == null) {
			throw new TcpHandlerException(ErrorCode.UNIDENTIFIED, "the session has no name yet");
		}
		return null;
	}

	private static void identify(TcpSession session, String name) {
		if (session.identity() != null && !session.identities().contains(name)) {
			throw new IdentityRefusedException("the session has another name");
		}
		session.identify(name);
	}

	/**
	 * Whether the rule looks at messages.
	 */
	public boolean isActive() {
		return this.extractor != null || !this.requiredWithin.isZero();
	}

	/**
	 * The time until a session needs a name.
	 * @return nanoseconds, or {@link Long#MAX_VALUE} if it needs none
	 */
	long remainingNanos(long ageNanos) {
		return this.requiredWithin.isZero() ? Long.MAX_VALUE : this.requiredWithin.toNanos() - ageNanos;
	}

	/** Finds a name in a message. */
	@FunctionalInterface
	public interface NameExtractor {

		/**
		 * Find the name.
		 * @return the name, or {@code null} if the message has none
		 */
		@Nullable String extract(Message<byte[]> message);

	}

}
