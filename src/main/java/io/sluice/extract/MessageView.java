package io.sluice.extract;

import java.nio.charset.Charset;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;

/**
 * A message as extractors and predicates see it: decoded and parsed at most once, however
 * many of them ask. Used by one thread at a time.
 */
public final class MessageView {

	private final Message<byte[]> message;

	private final Charset charset;

	private final JsonPaths paths;

	private @Nullable String text;

	private @Nullable String @Nullable [] json;

	private @Nullable Hl7Message hl7;

	/** The extracted values by slot; this view stands for a value that does not exist. */
	private @Nullable Object @Nullable [] values;

	MessageView(Message<byte[]> message, Charset charset, JsonPaths paths) {
		this.message = message;
		this.charset = charset;
		this.paths = paths;
	}

	/**
	 * The message itself.
	 */
	public Message<byte[]> message() {
		return this.message;
	}

	/**
	 * The bytes of the message.
	 */
	public byte[] payload() {
		return this.message.getPayload();
	}

	/**
	 * The headers of the message.
	 */
	public MessageHeaders headers() {
		return this.message.getHeaders();
	}

	/**
	 * The text of the message. Bytes that are not valid in the charset become its
	 * replacement character.
	 */
	public String text() {
		String decoded = this.text;
		if (decoded == null) {
			decoded = new String(payload(), this.charset);
			this.text = decoded;
		}
		return decoded;
	}

	/**
	 * The value at a path of the message's JSON.
	 * @param slot the number of the path
	 */
	@Nullable String json(int slot) {
		@Nullable String[] values = this.json;
		if (values == null) {
			values = this.paths.read(payload());
			this.json = values;
		}
		return values[slot];
	}

	/**
	 * Extract a value once.
	 * @param slot the number of the value
	 * @param size the number of all values
	 * @param extractor extracts it
	 */
	@Nullable String value(int slot, int size, Extractor extractor) {
		@Nullable Object[] known = this.values;
		if (known == null) {
			known = new Object[size];
			this.values = known;
		}
		if (known[slot] == null) {
			String value = extractor.extract(this);
			known[slot] = (value != null) ? value : this;
		}
		return (known[slot] instanceof String value) ? value : null;
	}

	/**
	 * The message as HL7 version 2.
	 */
	Hl7Message hl7() {
		Hl7Message parsed = this.hl7;
		if (parsed == null) {
			parsed = new Hl7Message(text());
			this.hl7 = parsed;
		}
		return parsed;
	}

}
