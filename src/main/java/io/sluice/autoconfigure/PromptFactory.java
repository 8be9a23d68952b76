package io.sluice.autoconfigure;

import java.time.Duration;

import io.sluice.autoconfigure.SluiceProperties.Heartbeat;
import io.sluice.framing.FramingType;
import io.sluice.session.HeartbeatPolicy;
import io.sluice.session.HeartbeatPolicy.Answer;
import io.sluice.session.PushFrame;
import io.sluice.session.SessionPrompts;
import io.sluice.spi.Framing;
import org.jspecify.annotations.Nullable;

/**
 * Creates the messages that a listener sends to its clients on its own: greeting and
 * heartbeat.
 */
final class PromptFactory {

	private static final String ANY = "any";

	private final String key;

	private final SluiceProperties.Listener listener;

	private final Framing framing;

	PromptFactory(String name, SluiceProperties.Listener listener, Framing framing) {
		this.framing = framing;
		this.key = ListenerValidator.key(name);
		this.listener = listener;
	}

	/**
	 * Create them, or fail if their settings are bad.
	 */
	SessionPrompts prompts() {
		String greeting = this.listener.greeting();
		return new SessionPrompts((greeting != null) ? frame(this.key + ".greeting", greeting) : null, heartbeat());
	}

	private @Nullable HeartbeatPolicy heartbeat() {
		Heartbeat settings = this.listener.heartbeat();
		if (settings == null) {
			return null;
		}
		String beat = this.key + ".heartbeat";
		if (this.listener.framing().type() == FramingType.FIRST_OF) {
			throw SettingCheck.invalid(beat + ".send", settings.send(),
					"A heartbeat has the same frame for all connections, and framing 'first-of' has several; remove the heartbeat.");
		}
		Duration every = settings.every();
		if (every.compareTo(Duration.ofSeconds(1)) < 0 || every.compareTo(Duration.ofDays(1)) > 0) {
			throw SettingCheck.invalid(beat + ".every", every, "It must be from 1s to 1d.");
		}
		SettingCheck.checkRange(beat + ".misses", settings.misses(), 1, 1000, " heartbeats");
		PushFrame frame = frame(beat + ".send",
				SettingCheck.required(beat + ".send", settings.send(), "the heartbeat, such as \"PING\""));
		String expect = settings.expect();
		if (expect == null || expect.equals(ANY)) {
			return new HeartbeatPolicy(every, frame, (expect != null) ? Answer.ANY : Answer.NONE, null,
					settings.misses());
		}
		return new HeartbeatPolicy(every, frame, Answer.EXACT,
				ByteSetting.parse(beat + ".expect", expect, this.listener.charset()), settings.misses());
	}

	private PushFrame frame(String setting, String value) {
		byte[] message = ByteSetting.parse(setting, value, this.listener.charset());
		String refusal = this.framing.refusal(message);
		if (refusal != null) {
			throw SettingCheck.invalid(setting, value, "The framing cannot carry it: %s.".formatted(refusal));
		}
		return new PushFrame(this.framing.frame(message), message.length, PushFrame.Purpose.PROMPT);
	}

}
