package io.sluice.framing;

import java.util.List;

import io.sluice.framing.FirstOfFraming.Alternative;
import io.sluice.spi.Decoder;
import io.sluice.spi.FrameBuffer;
import io.sluice.spi.FrameException;
import io.sluice.spi.Framing;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the framing of one stream, and leaves its frames to that framing.
 */
final class FirstOfDecoder implements Padded {

	private final List<Alternative> alternatives;

	/**
	 * The framing of what is written: the usual one until one is chosen. Any thread
	 * writes.
	 */
	private volatile Framing framing;

	/** The decoder of the framing that has been chosen. */
	private @Nullable Decoder chosen;

	FirstOfDecoder(List<Alternative> alternatives, Framing usual) {
		this.alternatives = alternatives;
		this.framing = usual;
	}

	@Override
	public Framing framing() {
		Decoder current = this.chosen;
		Framing inner = (current != null) ? current.framing() : null;
		return (inner != null) ? inner : this.framing;
	}

	@Override
	public boolean isPadding(byte b) {
		Decoder current = this.chosen;
		return current != null && Padded.isPadding(current, b);
	}

	@Override
	public byte @Nullable [] decode(FrameBuffer in) throws FrameException {
		Decoder current = this.chosen;
		if (current == null) {
			for (Alternative each : this.alternatives) {
				int known = known(in, each.starts());
				if (known == each.starts().length) {
					return choose(each).decode(in);
				}
				if (known == in.size()) {
					return in.need(in.size() + 1, 0);
				}
			}
			throw noneFits(in);
		}
		return current.decode(in);
	}

	@Override
	public byte @Nullable [] end(FrameBuffer in) throws FrameException {
		Decoder current = this.chosen;
		if (current == null && in.size() > 0) {
			for (Alternative each : this.alternatives) {
				if (current == null && known(in, each.starts()) == each.starts().length) {
					current = choose(each);
				}
			}
		}
		return (current != null) ? current.end(in) : null;
	}

	private Decoder choose(Alternative alternative) {
		Decoder decoder = alternative.framing().decoder();
		this.framing = alternative.framing();
		this.chosen = decoder;
		return decoder;
	}

	/**
	 * The number of bytes that are those of a start.
	 */
	private static int known(FrameBuffer in, byte[] starts) {
		int index = 0;
		while (index < starts.length && index < in.size() && in.at(index) == starts[index]) {
			index++;
		}
		return index;
	}

	private static FrameException noneFits(FrameBuffer in) {
		return BadFrame.unexpected("a connection to begin like one of its framings", in.at(0));
	}

}
