package io.sluice.cluster;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes envelopes as bytes and reads them. An envelope begins with a mark, the version
 * of its writer and the first version that can read it; its fields have a tag and a
 * length. A reader skips the fields that it does not know.
 */
final class EnvelopeCodec {

	/** The version of what this class writes. */
	static final int VERSION = 2;

	/** The first version that can read what this class writes, and the first it reads. */
	static final int READABLE_SINCE = 1;

	private static final byte MARK = 'S';

	/** What an envelope may have beside a message. */
	private static final int ROOM = 256 * 1024;

	/** The most texts or envelopes in a list. */
	private static final int MAX_LIST = 1000;

	/** A session inside a failure inside an answer. */
	private static final int MAX_DEPTH = 2;

	private final int version;

	private final int maxSize;

	/**
	 * Create a codec.
	 * @param version the version to write and to read
	 * @param maxPayload the longest message in an envelope
	 */
	EnvelopeCodec(int version, int maxPayload) {
		this.version = version;
		this.maxSize = maxPayload + ROOM;
	}

	/**
	 * Write an envelope.
	 */
	byte[] encode(Envelope envelope) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
		bytes.write(MARK);
		bytes.write(this.version);
		bytes.write(READABLE_SINCE);
		write(bytes, envelope);
		return bytes.toByteArray();
	}

	private void write(ByteArrayOutputStream bytes, Envelope envelope) {
		bytes.write(envelope.kind().code());
		envelope.fields().forEach((field, value) -> {
			if (field.isKnown(this.version)) {
				byte[] content = content(field, value);
				bytes.write(field.tag());
				writeLength(bytes, content.length);
				bytes.writeBytes(content);
			}
		});
	}

	private static void writeLength(ByteArrayOutputStream bytes, int length) {
		bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(length).array());
	}

	private byte[] content(EnvelopeField field, Object value) {
		return switch (field.type()) {
			case NUMBER -> ByteBuffer.allocate(Long.BYTES).putLong((Long) value).array();
			case TEXT -> ((String) value).getBytes(StandardCharsets.UTF_8);
			case BYTES -> (byte[]) value;
			case TEXTS, ENVELOPES -> list((List<?>) value);
		};
	}

	private byte[] list(List<?> values) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		for (Object value : values) {
			byte[] content;
			if (value instanceof Envelope nested) {
				ByteArrayOutputStream inner = new ByteArrayOutputStream();
				write(inner, nested);
				content = inner.toByteArray();
			}
			else {
				content = ((String) value).getBytes(StandardCharsets.UTF_8);
			}
			writeLength(bytes, content.length);
			bytes.writeBytes(content);
		}
		return bytes.toByteArray();
	}

	/**
	 * Read an envelope.
	 * @throws MalformedEnvelopeException if this version cannot read the bytes
	 */
	Envelope decode(byte[] bytes) {
		if (bytes.length > this.maxSize) {
			throw new MalformedEnvelopeException("it has %d bytes".formatted(bytes.length));
		}
		try {
			ByteBuffer buffer = ByteBuffer.wrap(bytes);
			if (buffer.get() != MARK) {
				throw new MalformedEnvelopeException("it is no envelope");
			}
			int writer = buffer.get();
			int readableSince = buffer.get();
			if (readableSince > this.version || writer < READABLE_SINCE) {
				throw new MalformedEnvelopeException("it is of version %d".formatted(writer));
			}
			return read(buffer, 0);
		}
		catch (BufferUnderflowException ex) {
			throw new MalformedEnvelopeException("it is cut off");
		}
	}

	private Envelope read(ByteBuffer buffer, int depth) {
		int code = buffer.get();
		EnvelopeKind kind = EnvelopeKind.of(code);
		if (kind == null) {
			throw new MalformedEnvelopeException("it is of kind %d".formatted(code));
		}
		Envelope envelope = new Envelope(kind);
		while (buffer.hasRemaining()) {
			EnvelopeField field = EnvelopeField.of(buffer.get());
			ByteBuffer content = next(buffer);
			if (field == null || !field.isKnown(this.version)) {
				continue;
			}
			if (envelope.has(field) || content.remaining() > field.maxLength()) {
				throw new MalformedEnvelopeException("%s is twice there or too long".formatted(field));
			}
			envelope.with(field, value(field, content, depth));
		}
		return envelope;
	}

	private static ByteBuffer next(ByteBuffer buffer) {
		int length = buffer.getInt();
		if (length < 0 || length > buffer.remaining()) {
			throw new MalformedEnvelopeException("it is cut off");
		}
		ByteBuffer content = buffer.slice(buffer.position(), length);
		buffer.position(buffer.position() + length);
		return content;
	}

	private Object value(EnvelopeField field, ByteBuffer content, int depth) {
		return switch (field.type()) {
			case NUMBER -> number(field, content);
			case TEXT -> text(content);
			case BYTES -> bytes(content);
			case TEXTS -> texts(content);
			case ENVELOPES -> envelopes(field, content, depth);
		};
	}

	private static Long number(EnvelopeField field, ByteBuffer content) {
		if (content.remaining() != Long.BYTES) {
			throw new MalformedEnvelopeException("%s is no number".formatted(field));
		}
		return content.getLong();
	}

	private static String text(ByteBuffer content) {
		try {
			return StandardCharsets.UTF_8.newDecoder().decode(content).toString();
		}
		catch (CharacterCodingException ex) {
			throw new MalformedEnvelopeException("it has a text that is not UTF-8");
		}
	}

	private static byte[] bytes(ByteBuffer content) {
		byte[] bytes = new byte[content.remaining()];
		content.get(bytes);
		return bytes;
	}

	private static List<String> texts(ByteBuffer content) {
		List<String> texts = new ArrayList<>();
		while (content.hasRemaining()) {
			checkSize(texts);
			texts.add(text(next(content)));
		}
		return List.copyOf(texts);
	}

	private List<Envelope> envelopes(EnvelopeField field, ByteBuffer content, int depth) {
		if (depth >= MAX_DEPTH) {
			throw new MalformedEnvelopeException("%s is nested".formatted(field));
		}
		List<Envelope> envelopes = new ArrayList<>();
		while (content.hasRemaining()) {
			checkSize(envelopes);
			envelopes.add(read(next(content), depth + 1));
		}
		return List.copyOf(envelopes);
	}

	private static void checkSize(List<?> list) {
		if (list.size() >= MAX_LIST) {
			throw new MalformedEnvelopeException("it has a list of more than %d".formatted(MAX_LIST));
		}
	}

}
