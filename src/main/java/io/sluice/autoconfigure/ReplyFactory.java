package io.sluice.autoconfigure;

import java.nio.charset.Charset;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

import io.sluice.autoconfigure.RouteProperties.Conversion;
import io.sluice.autoconfigure.RouteProperties.Replace;
import io.sluice.autoconfigure.RouteProperties.Reply;
import io.sluice.autoconfigure.RouteProperties.Step;
import io.sluice.extract.Extractors;
import io.sluice.extract.MessageTemplate;
import io.sluice.extract.MessageTemplate.Encoder;
import io.sluice.extract.TemplateParser;
import io.sluice.extract.TemplateValues;
import io.sluice.framing.FirstOfFraming;
import io.sluice.framing.JsonFraming;
import io.sluice.routing.Hl7Acknowledgments;
import io.sluice.routing.RouteReply;
import io.sluice.routing.Transforms;
import io.sluice.spi.Exchange;
import io.sluice.spi.Framing;
import io.sluice.spi.MessageTransformer;
import io.sluice.spi.ReplyFormat;
import io.sluice.spi.TcpError;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;

/**
 * Creates the transform steps and the reply texts of a listener's routes from their
 * settings.
 */
final class ReplyFactory {

	private static final String KINDS = "replace, template, charset, strip, prefix, transformer";

	private final Charset charset;

	/** The framings that replies may have. */
	private final List<Framing> framings;

	/** The largest result of a step. */
	private final int maxSize;

	/** What encodes the values of a message. */
	private final Function<Message<?>, Encoder> encoders;

	private final BeanLookup<MessageTransformer> beans;

	/**
	 * Create the factory of a listener.
	 * @param listener the listener's settings
	 * @param framing its framing
	 * @param beans finds the application's transformers by their names
	 */
	ReplyFactory(SluiceProperties.Listener listener, Framing framing, BeanLookup<MessageTransformer> beans) {
		this.charset = listener.charset();
		List<Framing> alternatives = FirstOfFraming.alternatives(framing);
		this.framings = alternatives.isEmpty() ? List.of(framing) : alternatives;
		this.maxSize = Math.toIntExact(listener.framing().maxSize().toBytes());
		Encoder usual = encoder(framing);
		this.encoders = alternatives.isEmpty() ? (message) -> usual : (message) -> encoder(message, usual);
		this.beans = beans;
	}

	/**
	 * The encoder for a connection that has chosen its framing.
	 */
	private static Encoder encoder(Message<?> message, Encoder usual) {
		return (message.getHeaders().getReplyChannel() instanceof Exchange exchange) ? encoder(exchange.framing())
				: usual;
	}

	private static Encoder encoder(Framing framing) {
		return JsonFraming.isJson(framing)
				? (placeholder, value) -> ErrorHandlingFactory.escapeJson(Objects.requireNonNullElse(value, ""))
				: ReplyFactory::encode;
	}

	/**
	 * Encode a value for a text. In a value of the request, control characters become
	 * spaces, because most framings end a message at one. A value of the target's reply
	 * is unchanged.
	 */
	private static String encode(String placeholder, @Nullable String value) {
		String text = Objects.requireNonNullElse(value, "");
		return placeholder.startsWith("{reply") ? text : TcpError.printable(text);
	}

	/**
	 * The replies of a route.
	 * @param key the key of the route
	 * @param route its settings
	 * @return the format, or {@code null} if the target's reply is sent as it is
	 */
	@Nullable ReplyFormat format(String key, RouteProperties route) {
		Reply reply = route.reply();
		List<Step> after = route.transform().after();
		String text = (reply != null) ? reply.text() : null;
		String error = (reply != null) ? reply.error() : null;
		if (reply != null && reply.mode() != Reply.Mode.AUTO && (text != null || error != null)) {
			throw SettingCheck.invalid(key + ".reply.mode", reply.mode(),
					"The client gets %s; remove 'text' and 'error', or this key."
						.formatted((reply.mode() == Reply.Mode.NONE) ? "no reply" : "an acknowledgment"));
		}
		if (reply != null && reply.mode() == Reply.Mode.HL7_ACK) {
			checkUnchanged(key + ".transform.after", after);
			checkFramed(key + ".reply", "hl7-ack", "MSH|^~\\&\rMSA|AA\r");
			return new Hl7Acknowledgments(this.charset, InstantSource.system());
		}
		if (text == null && error == null && after.isEmpty()) {
			return null;
		}
		Extractors ofRequest = new Extractors(this.charset);
		Extractors ofReply = new Extractors(this.charset);
		MessageTemplate success = template(key + ".reply.text", text, new TemplateParser(ofRequest, ofReply, false));
		MessageTemplate failure = template(key + ".reply.error", error, new TemplateParser(ofRequest, null, true));
		if (route.to() == null && success != null && success.usesReply()) {
			throw SettingCheck.invalid(key + ".reply.text", text,
					"It uses the target's reply, and the route has no target; set 'to' too.");
		}
		checkFramed(key + ".reply.text", success);
		checkFramed(key + ".reply.error", failure);
		return new RouteReply(ofRequest, ofReply, steps(key + ".transform.after", after), success, failure,
				this.encoders, this.maxSize);
	}

	private static void checkUnchanged(String key, List<Step> after) {
		if (!after.isEmpty()) {
			throw SettingCheck.invalid(key, "",
					"With 'reply: hl7-ack', the reply is not changed; remove these steps, or set 'reply: auto'.");
		}
	}

	/**
	 * Fail the start if no connection can ever carry a text.
	 */
	private void checkFramed(String key, @Nullable MessageTemplate template) {
		String constant = (template != null) ? template.constant() : null;
		if (constant != null) {
			checkFramed(key, constant, constant);
		}
	}

	private void checkFramed(String key, String value, String reply) {
		byte[] text = reply.getBytes(this.charset);
		List<String> refusals = new ArrayList<>();
		for (Framing each : this.framings) {
			String refusal = each.refusal(each.toReply(text, null));
			if (refusal == null) {
				return;
			}
			refusals.add(refusal);
		}
		throw SettingCheck.invalid(key, value, "The framing cannot carry it: %s.".formatted(refusals.getFirst()));
	}

	private @Nullable MessageTemplate template(String key, @Nullable String text, TemplateParser parser) {
		if (text == null) {
			return null;
		}
		if (!this.charset.newEncoder().canEncode(text)) {
			throw SettingCheck.invalid(key, text,
					"It has a character that the listener's charset %s lacks.".formatted(this.charset));
		}
		return SettingCheck.parse(key, text, parser::parse);
	}

	/**
	 * Steps that change messages.
	 * @param key the key they are configured under
	 * @param steps their settings
	 */
	List<MessageTransformer> steps(String key, List<Step> steps) {
		List<MessageTransformer> all = new ArrayList<>();
		steps.forEach((step) -> all.add(step("%s[%d]".formatted(key, all.size()), step)));
		return all;
	}

	private MessageTransformer step(String key, Step step) {
		List<MessageTransformer> all = new ArrayList<>();
		if (step.replace() != null) {
			all.add(replace(key + ".replace", step.replace()));
		}
		if (step.template() != null) {
			all.add(template(key + ".template", step.template()));
		}
		if (step.charset() != null) {
			all.add(convert(key + ".charset", step.charset()));
		}
		if (step.strip() != null) {
			all.add(Transforms.strip(ByteSetting.parse(key + ".strip", step.strip(), this.charset)));
		}
		if (step.prefix() != null) {
			all.add(Transforms.prefix(ByteSetting.parse(key + ".prefix", step.prefix(), this.charset)));
		}
		if (step.transformer() != null) {
			all.add(bean(key + ".transformer", step.transformer()));
		}
		if (all.size() != 1) {
			throw SettingCheck.invalid(key, "", "A step must have exactly one of: " + KINDS + ".");
		}
		return all.getFirst();
	}

	private MessageTransformer replace(String key, Replace settings) {
		String with = Objects.requireNonNullElse(settings.with(), "");
		if ((settings.regex() != null) == (settings.bytes() != null)) {
			throw SettingCheck.invalid(key, "", "It must have exactly one of: regex, bytes.");
		}
		if (settings.regex() != null) {
			return SettingCheck.parse(key + ".regex", settings.regex(),
					(expression) -> Transforms.replaceRegex(expression, with, this.charset, this.maxSize));
		}
		byte[] bytes = ByteSetting.parse(key + ".bytes", settings.bytes(), this.charset);
		if (bytes.length == 0) {
			throw SettingCheck.invalid(key + ".bytes", settings.bytes(), "It must have at least one byte.");
		}
		return Transforms.replaceBytes(bytes, ByteSetting.parse(key + ".with", with, this.charset), this.maxSize);
	}

	/**
	 * Create the step that makes a text from a request, as its reply without its framing.
	 * @param key the key that their text is configured under
	 * @param text the text, which may have placeholders
	 */
	MessageTransformer text(String key, String text) {
		checkFramed(key, template(key, text, new TemplateParser(new Extractors(this.charset), null, false)));
		return template(key, text);
	}

	private MessageTransformer template(String key, String text) {
		Extractors extractors = new Extractors(this.charset);
		MessageTemplate template = Objects
			.requireNonNull(template(key, text, new TemplateParser(extractors, null, false)));
		return (message) -> template.encode(new TemplateValues(extractors.view(message)), this.encoders.apply(message),
				this.charset, this.maxSize);
	}

	private MessageTransformer convert(String key, Conversion settings) {
		Charset from = Objects.requireNonNullElse(settings.from(), this.charset);
		Charset to = Objects.requireNonNullElse(settings.to(), this.charset);
		if (from.equals(to)) {
			throw SettingCheck.invalid(key, to, "It changes nothing; 'from' and 'to' must be different charsets.");
		}
		if (!to.canEncode()) {
			throw SettingCheck.invalid(key + ".to", to,
					"Java can read this charset but not write it; set another one, such as UTF-8.");
		}
		return Transforms.charset(from, to);
	}

	private MessageTransformer bean(String key, String name) {
		MessageTransformer bean = this.beans.get(key, name);
		return (message) -> Objects.requireNonNull(bean.transform(message),
				() -> "The MessageTransformer '%s' returned null".formatted(name));
	}

}
