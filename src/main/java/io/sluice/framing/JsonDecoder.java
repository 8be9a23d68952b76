package io.sluice.framing;

import java.util.Objects;

import io.sluice.spi.FrameBuffer;
import io.sluice.spi.FrameException;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * Decodes JSON objects and arrays. White space before each is skipped.
 */
@RequiredArgsConstructor
final class JsonDecoder implements LargeFrames, LargeFrame, Padded {

	private final int maxSize;

	/** The state of the scan inside an object or array, or {@code null} between two. */
	private @Nullable JsonScanner scanner;

	/** The number of bytes of a large one that were scanned before its removal. */
	private int scannedOfLarge;

	@Override
	public byte @Nullable [] decode(FrameBuffer in) throws FrameException {
		JsonScanner current = this.scanner;
		if (current == null) {
			skipWhiteSpace(in);
			if (in.size() == 0) {
				return null;
			}
			current = new JsonScanner();
			this.scanner = current;
		}
		int end = Math.min(in.size(), this.maxSize);
		for (int i = in.scanned(); i < end; i++) {
			if (current.scan(in.at(i))) {
				this.scanner = null;
				return in.take(i + 1);
			}
		}
		if (end == this.maxSize) {
			throw MaxSize.tooLarge(this.maxSize);
		}
		return in.need(end + 1, end);
	}

	/**
	 * This decoder, which continues its scan.
	 */
	@Override
	public LargeFrame largeFrame(FrameBuffer in) {
		this.scannedOfLarge = this.maxSize;
		return this;
	}

	@Override
	public int begin() {
		return 0;
	}

	@Override
	public Progress discard(FrameBuffer in) throws FrameException {
		JsonScanner current = Objects.requireNonNull(this.scanner);
		int from = this.scannedOfLarge;
		this.scannedOfLarge = 0;
		for (int i = from; i < in.size(); i++) {
			if (current.scan(in.at(i))) {
				this.scanner = null;
				in.skip(i + 1);
				return Progress.ENDED;
			}
			if (current.depth() > this.maxSize) {
				throw MaxSize.tooLarge(this.maxSize);
			}
		}
		in.skip(in.size());
		return Progress.INCOMPLETE;
	}

	@Override
	public boolean isPadding(byte b) {
		return JsonScanner.isWhiteSpace(b);
	}

	private void skipWhiteSpace(FrameBuffer in) {
		int count = 0;
		while (count < in.size() && isPadding(in.at(count))) {
			count++;
		}
		in.skip(count);
	}

}
