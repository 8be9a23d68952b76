package io.sluice.connection;

import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.sluice.process.BufferPool;
import io.sluice.process.MemoryBudget;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * {@link ReplySink}: which buffers there are.
 */
class ReplySinkTests {

	@Test
	void onlySoMuchIsOutsideTheHeapAndStaysThere() {
		ReplySink sink = new ReplySink.Plain(SocketStub.unconnected(), MemoryBudget.UNLIMITED.buffers());
		List<ByteBuffer> taken = new ArrayList<>(Stream.generate(() -> take(sink)).limit(200).toList());
		List<ByteBuffer> outside = taken.stream().filter(ByteBuffer::isDirect).toList();
		assertThat(outside).hasSizeBetween(1, BufferPool.KEPT);
		taken.removeIf(ByteBuffer::isDirect);
		taken.forEach((buffer) -> buffer.position(1));
		// those of the heap first: they do not take the others' places
		taken.forEach(sink::giveBack);
		outside.forEach(sink::giveBack);
		List<ByteBuffer> again = Stream.generate(() -> take(sink)).limit(200).toList();
		assertThat(again.subList(0, outside.size())).allMatch(ByteBuffer::isDirect);
		assertThat(again).allMatch((buffer) -> buffer.position() == 0 && buffer.remaining() == BufferPool.SIZE);
		again.forEach(sink::giveBack);
	}

	@Test
	void nothingIsTakenWhereThereIsNoConnection() {
		assertThatExceptionOfType(SocketException.class).isThrownBy(ReplySink.NOT_OPEN::take)
			.withMessage("The connection is not open yet");
		assertThatExceptionOfType(SocketException.class)
			.isThrownBy(() -> ReplySink.CLOSED.write(ByteBuffer.allocate(1)))
			.withMessage("The connection is closed");
	}

	private static ByteBuffer take(ReplySink sink) {
		try {
			return sink.take();
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

}
