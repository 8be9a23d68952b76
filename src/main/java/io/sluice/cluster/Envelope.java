package io.sluice.cluster;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What one pod tells others. Immutable, once it is sent or received.
 */
final class Envelope {

	private final EnvelopeKind kind;

	private final Map<EnvelopeField, Object> fields = new EnumMap<>(EnvelopeField.class);

	Envelope(EnvelopeKind kind) {
		this.kind = kind;
	}

	EnvelopeKind kind() {
		return this.kind;
	}

	/**
	 * Add a field, unless it has no value.
	 */
	Envelope with(EnvelopeField field, @Nullable Object value) {
		if (value != null) {
			this.fields.put(field, value);
		}
		return this;
	}

	/**
	 * Add a field that is true or false.
	 */
	Envelope with(EnvelopeField field, boolean value) {
		return with(field, value ? 1L : 0L);
	}

	Map<EnvelopeField, Object> fields() {
		return this.fields;
	}

	boolean has(EnvelopeField field) {
		return this.fields.containsKey(field);
	}

	/**
	 * A number.
	 * @throws MalformedEnvelopeException if it is missing
	 */
	long number(EnvelopeField field) {
		return (Long) required(field);
	}

	/**
	 * A number, or 0 if it is missing.
	 */
	long numberOrZero(EnvelopeField field) {
		return has(field) ? number(field) : 0;
	}

	/**
	 * Whether a field is there and true.
	 */
	boolean isSet(EnvelopeField field) {
		return numberOrZero(field) != 0;
	}

	/**
	 * A text.
	 * @throws MalformedEnvelopeException if it is missing
	 */
	String text(EnvelopeField field) {
		return (String) required(field);
	}

	/**
	 * A text, or {@code null} if it is missing.
	 */
	@Nullable String textOrNull(EnvelopeField field) {
		return (String) this.fields.get(field);
	}

	/**
	 * Bytes.
	 * @throws MalformedEnvelopeException if they are missing
	 */
	byte[] bytes(EnvelopeField field) {
		return (byte[]) required(field);
	}

	/**
	 * Texts; none if they are missing.
	 */
	@SuppressWarnings("unchecked")
	List<String> texts(EnvelopeField field) {
		return (List<String>) this.fields.getOrDefault(field, List.of());
	}

	/**
	 * Envelopes; none if they are missing.
	 */
	@SuppressWarnings("unchecked")
	List<Envelope> envelopes(EnvelopeField field) {
		return (List<Envelope>) this.fields.getOrDefault(field, List.of());
	}

	private Object required(EnvelopeField field) {
		Object value = this.fields.get(field);
		if (value == null) {
			throw new MalformedEnvelopeException("%s has no %s".formatted(this.kind, field));
		}
		return value;
	}

	@Override
	public String toString() {
		return this.kind + this.fields.toString();
	}

}
