package io.sluice.framing;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

import io.sluice.spi.Decoder;
import io.sluice.spi.Framing;
import org.jspecify.annotations.Nullable;

/**
 * One of several framings, chosen once for each stream by its first bytes. A stream that
 * begins like none of them is {@code BAD_FRAME}. Until the choice, messages are written
 * with the usual framing: the one for any first bytes, or else the first.
 */
public final class FirstOfFraming implements Framing {

	private final List<Alternative> alternatives;

	private final Framing usual;

	private final int longestStart;

	/**
	 * Create the framing.
	 * @param alternatives at least one; the first that fits is chosen
	 */
	public FirstOfFraming(List<Alternative> alternatives) {
		this.alternatives = List.copyOf(alternatives);
		Alternative last = this.alternatives.getLast();
		this.usual = ((last.starts().length == 0) ? last : this.alternatives.getFirst()).framing();
		this.longestStart = this.alternatives.stream().mapToInt((each) -> each.starts().length).max().orElse(0);
	}

	/**
	 * The framings of which the streams of a framing have one, possibly behind other
	 * bytes.
	 * @param framing any framing
	 * @return the framings in their order, or none if the streams do not choose
	 */
	public static List<Framing> alternatives(Framing framing) {
		return switch (framing) {
			case FirstOfFraming chooser -> chooser.alternatives.stream().map(Alternative::framing).toList();
			case FramingDecorator decorator -> alternatives(decorator.framing());
			default -> List.of();
		};
	}

	/**
	 * {@return the framing of messages before the choice}
	 */
	Framing usual() {
		return this.usual;
	}

	@Override
	public int maxSize() {
		return this.alternatives.stream().mapToInt((each) -> each.framing().maxSize()).max().orElseThrow();
	}

	@Override
	public int maxFrameSize() {
		return this.alternatives.stream()
			.mapToInt((each) -> each.framing().maxFrameSize())
			.reduce(this.longestStart, Math::max);
	}

	@Override
	public Decoder decoder() {
		return new FirstOfDecoder(this.alternatives, this.usual);
	}

	@Override
	public @Nullable String refusal(byte[] message) {
		return this.usual.refusal(message);
	}

	@Override
	public void write(byte[] message, OutputStream out) throws IOException {
		this.usual.write(message, out);
	}

	@Override
	public String toString() {
		return "FirstOfFraming" + this.alternatives;
	}

	/**
	 * A framing, and the streams for which it is chosen.
	 *
	 * @param starts the first bytes of such a stream; none for any stream
	 * @param framing the framing, which reads those bytes too
	 */
	@SuppressWarnings("ArrayRecordComponent") // never compared
	public record Alternative(byte[] starts, Framing framing) {

		@Override
		public String toString() {
			return "'%s': %s".formatted(ByteSequence.describe(this.starts), this.framing);
		}

	}

}
