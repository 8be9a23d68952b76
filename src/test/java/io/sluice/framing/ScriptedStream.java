package io.sluice.framing;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * A stream whose reads yield given segments, and which remembers how it was read.
 */
final class ScriptedStream extends InputStream {

	/** A segment before one that has not arrived when the reader asks. */
	static final byte[] PAUSE = {};

	private final Deque<ByteBuffer> segments = new ArrayDeque<>();

	private final List<Integer> asked = new ArrayList<>();

	private int most = Integer.MAX_VALUE;

	private boolean open;

	private Runnable beforeRead = () -> {
	};

	ScriptedStream(byte[]... segments) {
		Stream.of(segments).map(ByteBuffer::wrap).forEach(this.segments::add);
	}

	static ScriptedStream ofChunks(byte[] bytes, int most) {
		ScriptedStream stream = new ScriptedStream(bytes);
		stream.most = most;
		return stream;
	}

	static ScriptedStream ofRandomChunks(byte[] bytes, Random random) {
		ScriptedStream stream = new ScriptedStream();
		int from = 0;
		while (from < bytes.length) {
			int most = random.nextBoolean() ? 3 : 2000;
			int to = Math.min(bytes.length, from + 1 + random.nextInt(most));
			stream.segments.add(ByteBuffer.wrap(bytes, from, to - from));
			from = to;
		}
		return stream;
	}

	/** A read after the last segment is one that would wait for ever, and fails. */
	ScriptedStream staysOpen() {
		this.open = true;
		return this;
	}

	ScriptedStream beforeRead(Runnable action) {
		this.beforeRead = action;
		return this;
	}

	/** How many bytes each read asked for. */
	List<Integer> asked() {
		return this.asked;
	}

	@Override
	public int read() {
		throw new AssertionError("read byte by byte");
	}

	@Override
	public int read(byte[] target, int offset, int length) {
		this.beforeRead.run();
		this.asked.add(length);
		ByteBuffer segment = this.segments.poll();
		while (segment != null && !segment.hasRemaining()) {
			segment = this.segments.poll();
		}
		if (segment == null) {
			return end();
		}
		int count = Math.min(segment.remaining(), Math.min(length, this.most));
		segment.get(target, offset, count);
		if (segment.hasRemaining()) {
			this.segments.addFirst(segment);
		}
		return count;
	}

	@Override
	public int available() {
		ByteBuffer segment = this.segments.peek();
		return (segment != null) ? segment.remaining() : 0;
	}

	private int end() {
		if (this.open) {
			throw new AssertionError("would wait for ever");
		}
		return -1;
	}

}
