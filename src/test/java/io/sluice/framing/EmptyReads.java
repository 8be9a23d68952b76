package io.sluice.framing;

import java.io.InputStream;
import java.util.Iterator;
import java.util.List;

/**
 * A stream that does not wait: a read returns one of given segments, which may be empty.
 */
final class EmptyReads extends InputStream {

	private final Iterator<String> segments;

	EmptyReads(String... segments) {
		this.segments = List.of(segments).iterator();
	}

	@Override
	public int read() {
		throw new AssertionError("read byte by byte");
	}

	@Override
	public int read(byte[] target, int offset, int length) {
		if (!this.segments.hasNext()) {
			return -1;
		}
		byte[] segment = Frames.bytes(this.segments.next());
		System.arraycopy(segment, 0, target, offset, segment.length);
		return segment.length;
	}

}
