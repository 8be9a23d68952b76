package io.sluice.autoconfigure;

import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

import io.sluice.ErrorCode;
import io.sluice.connection.ErrorHandling;
import io.sluice.connection.ErrorMode;
import io.sluice.connection.GuardedErrorReply;
import io.sluice.error.ErrorTable;
import io.sluice.error.ErrorTemplate;
import io.sluice.framing.FramingType;
import io.sluice.routing.Hl7Acknowledgments;
import io.sluice.spi.Framing;
import io.sluice.spi.TcpError;
import io.sluice.spi.TcpErrorReply;
import io.sluice.telemetry.PluginGuard;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * Creates the error handling of a listener from its settings.
 */
@RequiredArgsConstructor
@Slf4j(topic = "io.sluice.listener")
final class ErrorHandlingFactory {

	private static final String TEMPLATE = "ERR {code} {message}";

	private static final String JSON_TEMPLATE = "{\"code\":\"{code}\",\"message\":\"{message}\"}";

	private final String listener;

	private final SluiceProperties.Listener settings;

	private final @Nullable TcpErrorReply custom;

	ErrorHandling create(Framing framing) {
		ErrorMode mode = mode();
		if (isHl7() && mode == ErrorMode.ANSWER) {
			return hl7();
		}
		ErrorTemplate replies = new ErrorTemplate(template(), this.settings.charset(),
				isJson() ? ErrorHandlingFactory::escapeJson : Function.identity(), customReply());
		if (mode == ErrorMode.ANSWER && this.custom == null) {
			warnIfRefused(replies, framing);
		}
		return new ErrorHandling((error) -> mode, table(), replies::apply);
	}

	/**
	 * Negative acknowledgments. An error whose request has no header to mirror closes the
	 * connection, unless the application has an error reply for it.
	 */
	private ErrorHandling hl7() {
		Hl7Acknowledgments acknowledgments = new Hl7Acknowledgments(this.settings.charset(), InstantSource.system());
		TcpErrorReply own = customReply();
		if (own == null) {
			return new ErrorHandling((error) -> mode(acknowledgments, error), table(), acknowledgments::errorReply);
		}
		return new ErrorHandling((error) -> ErrorMode.ANSWER, table(), (error) -> {
			byte[] reply = own.write(error);
			return (reply != null) ? reply : acknowledgments.errorReply(error);
		});
	}

	private static ErrorMode mode(Hl7Acknowledgments acknowledgments, TcpError error) {
		if (!acknowledgments.isAnswerable(error)) {
			return ErrorMode.CLOSE;
		}
		return acknowledgments.isWanted(error) ? ErrorMode.ANSWER : ErrorMode.SILENT;
	}

	private ErrorTable table() {
		return new ErrorTable(this.listener);
	}

	/**
	 * The settings with their defaults filled in.
	 */
	SluiceProperties.Errors effectiveErrors() {
		return new SluiceProperties.Errors(mode(), isHl7() ? null : template());
	}

	/**
	 * The application's error replies. If they fail, the template is used, unless clients
	 * of the framing could mistake its text for another reply. In that case, the
	 * connection is closed.
	 */
	private @Nullable TcpErrorReply customReply() {
		boolean text = this.settings.errors().template() != null || defaultMode() == ErrorMode.ANSWER;
		return (this.custom != null && text)
				? new GuardedErrorReply(this.custom, new PluginGuard(this.listener, "the TcpErrorReply bean"))
				: this.custom;
	}

	private ErrorMode mode() {
		ErrorMode mode = this.settings.errors().mode();
		return (mode != null) ? mode : defaultMode();
	}

	private ErrorMode defaultMode() {
		ListenerFramingProperties framing = this.settings.framing();
		return (framing.type() == FramingType.FIRST_OF) ? defaultMode(framing.firstOf())
				: defaultMode(framing.options());
	}

	/**
	 * The mode of the first framing that does not answer.
	 */
	private static ErrorMode defaultMode(List<FramingChoice> choices) {
		return choices.stream()
			.map(FramingChoice::framing)
			.filter(Objects::nonNull)
			.map(ErrorHandlingFactory::defaultMode)
			.filter((mode) -> mode != ErrorMode.ANSWER)
			.findFirst()
			.orElse(ErrorMode.ANSWER);
	}

	private static ErrorMode defaultMode(FramingProperties framing) {
		return switch (framing.type()) {
			// a text rarely has the right size
			case FIXED -> ErrorMode.CLOSE;
			// senders read no replies, and a close would lose what they have sent since
			case SYSLOG -> ErrorMode.SILENT;
			// a text is no message of theirs
			case FIX -> ErrorMode.CLOSE;
			case DELIMITER -> Boolean.TRUE.equals(framing.keepDelimiter()) ? ErrorMode.CLOSE : ErrorMode.ANSWER;
			case STX_ETX -> (framing.end().size() > 1) ? ErrorMode.CLOSE : ErrorMode.ANSWER;
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
			throw SettingCheck.invalid(ListenerValidator.key(this.listener) + ".errors.template", template,
					"It has a character that the listener's charset %s lacks.".formatted(this.settings.charset()));
		}
	}

	/**
	 * Whether errors are negative acknowledgments: senders of HL7 take any other text for
	 * a positive one.
	 */
	private boolean isHl7() {
		return type() == FramingType.MLLP && this.settings.errors().template() == null;
	}

	private boolean isJson() {
		return type() == FramingType.JSON;
	}

	private FramingType type() {
		return this.settings.framing().type();
	}

	/**
	 * Escapes all characters beyond ASCII: JSON is UTF-8, but the listener's charset may
	 * differ.
	 */
	static String escapeJson(String text) {
		StringBuilder escaped = new StringBuilder();
		for (char c : JsonStringEncoder.getInstance().quoteAsCharArray(text)) {
			if (c < 0x7f) {
				escaped.append(c);
			}
			else {
				escaped.append("\\u").append(HexFormat.of().toHexDigits(c));
			}
		}
		return escaped.toString();
	}

	/**
	 * Warn at the start instead of at the first error.
	 */
	private void warnIfRefused(ErrorTemplate replies, Framing framing) {
		for (ErrorCode code : ErrorCode.values()) {
			String refusal = framing
				.refusal(framing.toReply(replies.apply(new TcpError(this.listener, code, "", null)), null));
			if (refusal != null) {
				String key = ListenerValidator.key(this.listener) + ".errors";
				log.warn(
						"[{}] an error reply by '{}.template' ({}) cannot be sent, as {}: connections with an error "
								+ "will be closed as server_error. Set another template, or '{}.mode' to close",
						this.listener, key, template(), refusal, key);
				return;
			}
		}
	}

}
