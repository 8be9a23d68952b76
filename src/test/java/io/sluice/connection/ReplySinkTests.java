package io.sluice.connection;

import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.sluice.process.BufferPool;
import io.sluice.process.MemoryBudget;
import io.sluice.support.ClassLoads;
import io.sluice.telemetry.ListenerMetrics;
import io.sluice.socket.WriteClaim;
import org.junit.jupiter.api.Test;
import io.sluice.socket.WriteClaim;
import org.junit.jupiter.params.ParameterizedTest;
import io.sluice.socket.WriteClaim;
import org.junit.jupiter.params.provider.ValueSource;

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
		taken.forEach(sink::release);
		outside.forEach(sink::release);
		List<ByteBuffer> again = Stream.generate(() -> take(sink)).limit(200).toList();
		assertThat(again.subList(0, outside.size())).allMatch(ByteBuffer::isDirect);
		assertThat(again).allMatch((buffer) -> buffer.position() == 0 && buffer.remaining() == BufferPool.SIZE);
		again.forEach(sink::release);
	}

	@Test
	void nothingIsTakenWhereThereIsNoConnection() {
		assertThatExceptionOfType(SocketException.class).isThrownBy(ReplySink.NOT_OPEN::take)
			.withMessage("The connection is not open yet");
		assertThatExceptionOfType(SocketException.class)
			.isThrownBy(() -> ReplySink.CLOSED.write(ByteBuffer.allocate(1), WriteClaim.NONE))
			.withMessage("The connection is closed");
	}

	@ParameterizedTest
	@ValueSource(classes = { ClosePlain.class, CloseSecured.class })
	void aCloseNeedsNoClassOfItsOwn(Class<? extends Runnable> close) throws Exception {
		assertThat(ClassLoads.firstNeededBy(close)).as("would be initialized behind an OutOfMemoryError").isEmpty();
	}

	private static ByteBuffer take(ReplySink sink) {
		try {
			return sink.take();
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

	/**
	 * With replies held back, as where a connection fails.
	 */
	private static class Close implements Runnable {

		private final ReplyOutput output;

		Close(ReplySink sink) {
			this.output = new ReplyOutput(ListenerMetrics.NONE, SocketStub.unconnected());
			this.output.open(sink);
			try {
				this.output.write(1);
			}
			catch (IOException ex) {
				throw new AssertionError(ex);
			}
		}

		@Override
		public void run() {
			this.output.close();
		}

	}

	private static final class ClosePlain extends Close {

		ClosePlain() {
			super(new ReplySink.Plain(SocketStub.unconnected(), MemoryBudget.UNLIMITED.buffers()));
		}

	}

	private static final class CloseSecured extends Close {

		CloseSecured() {
			super(new ReplySink.Secured(OutputStream.nullOutputStream(), MemoryBudget.UNLIMITED));
		}

	}

}
