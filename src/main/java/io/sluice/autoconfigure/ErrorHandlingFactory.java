package io.sluice.autoconfigure;

import java.time.InstantSource;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

import io.sluice.ErrorCode;
import io.sluice.connection.ErrorHandling;
import io.sluice.connection.ErrorMode;
import io.sluice.connection.ErrorReplies;
import io.sluice.connection.GuardedErrorReply;
import io.sluice.error.ErrorTable;
import io.sluice.error.ErrorTemplate;
import io.sluice.framing.FirstOfFraming;
import io.sluice.framing.FramingType;
import io.sluice.framing.JsonFraming;
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
		ErrorReplies usual = replies(type(), framing);
		IdentityHashMap<Framing, ErrorReplies> chosen = new IdentityHashMap<>();
		List<Framing> alternatives = FirstOfFraming.alternatives(framing);
		for (int i = 0; i < alternatives.size(); i++) {
			FramingProperties options = Objects.requireNonNull(this.settings.framing().firstOf().get(i).framing());
			chosen.put(alternatives.get(i), replies(options.type(), alternatives.get(i)));
		}
		return new ErrorHandling(new ErrorTable(this.listener), usual, chosen);
	}

	private ErrorReplies replies(FramingType type, Framing framing) {
		ErrorMode mode = mode();
		if (mode != ErrorMode.ANSWER) {
			return new ErrorReplies((error) -> null, (error) -> mode == ErrorMode.CLOSE);
		}
		if (isHl7(type)) {
			Hl7Acknowledgments acknowledgments = acknowledgments();
			// without a header to mirror there is no acknowledgment
			return new ErrorReplies(ownOr(acknowledgments::errorReply),
					(error) -> !acknowledgments.isAnswerable(error));
		}
		ErrorTemplate template = new ErrorTemplate(template(type), this.settings.charset(),
				JsonFraming.isJson(framing) ? ErrorHandlingFactory::escapeJson : Function.identity());
		if (type != FramingType.FIRST_OF && this.custom == null) {
			warnIfRefused(template, template(type), framing);
		}
		return new ErrorReplies(ownOr((type == FramingType.MLLP) ? wanted(template) : template), (error) -> false);
	}

	/**
	 * Error replies for those senders of HL7 that want a negative acknowledgment.
	 */
	private TcpErrorReply wanted(TcpErrorReply reply) {
		Hl7Acknowledgments acknowledgments = acknowledgments();
		return (error) -> acknowledgments.isErrorReplyWanted(error) ? reply.write(error) : null;
	}

	private Hl7Acknowledgments acknowledgments() {
		return new Hl7Acknowledgments(this.settings.charset(), InstantSource.system());
	}

	private TcpErrorReply ownOr(TcpErrorReply usual) {
		TcpErrorReply own = customReply();
		return (own == null) ? usual : (error) -> {
			byte[] reply = own.write(error);
			return (reply != null) ? reply : usual.write(error);
		};
	}

	/**
	 * The settings with their defaults filled in.
	 */
	SluiceProperties.Errors effectiveErrors() {
		return new SluiceProperties.Errors(mode(), isHl7(type()) ? null : template(type()));
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

	private String template(FramingType type) {
		String template = this.settings.errors().template();
		if (template != null) {
			checkCharacters(template);
			return template;
		}
		return (type == FramingType.JSON) ? JSON_TEMPLATE : TEMPLATE;
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
	private boolean isHl7(FramingType type) {
		return type == FramingType.MLLP && this.settings.errors().template() == null;
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
	private void warnIfRefused(ErrorTemplate replies, String template, Framing framing) {
		for (ErrorCode code : ErrorCode.values()) {
			String refusal = framing
				.refusal(framing.toReply(replies.write(new TcpError(this.listener, code, "", null)), null));
			if (refusal != null) {
				String key = ListenerValidator.key(this.listener) + ".errors";
				log.warn(
						"[{}] an error reply by '{}.template' ({}) cannot be sent, as {}: connections with an error "
								+ "will be closed as server_error. Set another template, or '{}.mode' to close",
						this.listener, key, template, refusal, key);
				return;
			}
		}
	}

}
