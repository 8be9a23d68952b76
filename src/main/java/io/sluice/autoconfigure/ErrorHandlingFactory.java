package io.sluice.autoconfigure;

import java.util.function.Function;

import io.sluice.ErrorCode;
import io.sluice.connection.ErrorHandling;
import io.sluice.connection.ErrorMode;
import io.sluice.connection.GuardedErrorReply;
import io.sluice.error.ErrorTable;
import io.sluice.error.ErrorTemplate;
import io.sluice.framing.Framing;
import io.sluice.framing.FramingType;
import io.sluice.spi.TcpError;
import io.sluice.spi.TcpErrorReply;
import io.sluice.telemetry.PluginGuard;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * Makes the error handling of a listener of its settings.
 */
@RequiredArgsConstructor
@Slf4j(topic = "io.sluice.listener")
final class ErrorSettings {

	private static final String TEMPLATE = "ERR {code} {message}";

	private static final String JSON_TEMPLATE = "{\"code\":\"{code}\",\"message\":\"{message}\"}";

	private final String listener;

	private final SluiceProperties.Listener settings;

	private final @Nullable TcpErrorReply own;

	ErrorHandling errorHandling(Framing framing) {
		ErrorTemplate answer = new ErrorTemplate(template(), this.settings.charset(),
				isJson() ? ErrorSettings::escapeJson : Function.identity(), findOwn());
		if (mode() == ErrorMode.ANSWER && this.own == null) {
			warnUnlessCarried(answer, framing);
		}
		return new ErrorHandling(mode(), new ErrorTable(this.listener)::errorOf, answer);
	}

	/**
	 * The settings with the values that hold where none is set.
	 */
	SluiceProperties.Errors inForce() {
		return new SluiceProperties.Errors(mode(), template());
	}

	/**
	 * The application's error replies. Where they fail, the template's text is the answer
	 * unless a client of the framing could take it for something else: then the
	 * connection is closed.
	 */
	private @Nullable TcpErrorReply findOwn() {
		boolean text = this.settings.errors().template() != null || defaultMode() == ErrorMode.ANSWER;
		return (this.own != null && text)
				? new GuardedErrorReply(this.own, new PluginGuard(this.listener, "the TcpErrorReply bean")) : this.own;
	}

	private ErrorMode mode() {
		ErrorMode mode = this.settings.errors().mode();
		return (mode != null) ? mode : defaultMode();
	}

	private ErrorMode defaultMode() {
		return switch (type()) {
			// a text rarely has the right size
			case FIXED -> ErrorMode.CLOSE;
			// senders take any text for an acknowledgement
			case MLLP -> ErrorMode.CLOSE;
			default -> ErrorMode.ANSWER;
		};
	}

	private String template() {
		String template = this.settings.errors().template();
		if (template != null) {
			checkCharacters(template);
			return template;
		}
		return isJson() ? JSON_TEMPLATE : TEMPLATE;
	}

	private void checkCharacters(String template) {
		if (!this.settings.charset().newEncoder().canEncode(template)) {
			throw SettingCheck.value(ListenerChecks.key(this.listener) + ".errors.template", template,
					"It has a character that the listener's charset %s lacks.".formatted(this.settings.charset()));
		}
	}

	private boolean isJson() {
		return type() == FramingType.JSON;
	}

	private FramingType type() {
		return this.settings.framing().type();
	}

	/**
	 * ASCII alone: JSON is UTF-8, and the listener's charset may be another.
	 */
	private static String escapeJson(String text) {
		StringBuilder escaped = new StringBuilder();
		for (char c : JsonStringEncoder.getInstance().quoteAsCharArray(text)) {
			if (c < 0x7f) {
				escaped.append(c);
			}
			else {
				escaped.append("\\u%04x".formatted((int) c));
			}
		}
		return escaped.toString();
	}

	/**
	 * Say at the start what would otherwise be found out with the first error.
	 */
	private void warnUnlessCarried(ErrorTemplate answer, Framing framing) {
		for (ErrorCode code : ErrorCode.values()) {
			String refusal = framing.refusal(answer.apply(new TcpError(this.listener, code, "", null)));
			if (refusal != null) {
				String key = ListenerChecks.key(this.listener) + ".errors";
				log.warn(
						"[{}] an error answer by '{}.template' ({}) cannot be sent, as {}: connections with an error "
								+ "will be closed as server_error. Set another template, or '{}.mode' to close",
						this.listener, key, template(), refusal, key);
				return;
			}
		}
	}

}
