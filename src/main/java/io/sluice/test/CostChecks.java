package io.sluice.test;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import io.sluice.spi.Framing;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;

/**
 * Checks what a client can make a decoder spend: time for bytes that it examines again,
 * and memory for bytes that have not arrived.
 *
 * @param framing the framing
 * @param samples messages, from which longer ones are made
 */
record CostChecks(Framing framing, List<Sample> samples) {

	private static final int SHORT = 512;

	private static final int LONG = 4 * SHORT;

	/** Linear is 4, and quadratic is 16. */
	private static final int MOST_GROWTH = 8;

	/** Bytes that a decoder may allocate for its own state and its exception. */
	private static final int ALLOWED = 16 * 1024;

	/** The bytes of the largest frame that arrive, its header among them. */
	private static final int ARRIVED = 64;

	private static final MBeanServer MANAGEMENT = ManagementFactory.getPlatformMBeanServer();

	/** Of the JDK; its class is in a module that a user of the kit need not read. */
	private static final String ALLOCATED = "CurrentThreadAllocatedBytes";

	Stream<DynamicTest> tests() {
		return Stream.of(
				DynamicTest.dynamicTest("no byte is looked at again and again while a frame arrives", this::scan),
				DynamicTest.dynamicTest("nothing is allocated for bytes that have not arrived", this::allocate));
	}

	private void scan() {
		byte[] little = Sample.carried(this.samples, SHORT);
		byte[] much = Sample.carried(this.samples, LONG);
		Assumptions.assumeTrue(little != null && much != null, "no sample can be made long enough");
		CountingBuffer few = DecoderStream.trickle(this.framing, this.framing.frame(little))
			.require(List.of(little))
			.buffer();
		CountingBuffer many = DecoderStream.trickle(this.framing, this.framing.frame(much))
			.require(List.of(much))
			.buffer();
		if (many.looks() > MOST_GROWTH * few.looks()) {
			int most = many.mostLooked();
			throw new AssertionError(
					"a message of %2$,d bytes that arrives byte by byte makes the decoder examine %1$,d bytes, and one of %4$,d makes it examine %3$,d: "
						.formatted(many.looks(), LONG, few.looks(), SHORT)
							+ "it examines byte %d alone %,d times. Begin at scanned(), and pass to need how far the scan has come"
								.formatted(most, many.looks(most)));
		}
	}

	private void allocate() {
		byte[] largest = Sample.carried(this.samples, Math.min(this.framing.maxSize(), 1024 * 1024));
		Assumptions.assumeTrue(largest != null && largest.length > 2 * ALLOWED,
				"the largest message is too small for this test");
		byte[] frame = this.framing.frame(largest);
		byte[] begun = Arrays.copyOf(frame, Math.min(ARRIVED, frame.length));
		allocatedBy(begun); // what is allocated once, such as classes
		long allocated = allocatedBy(begun);
		if (allocated > ALLOWED) {
			throw new AssertionError("when %d bytes of a frame of %,d had arrived, the decoder had allocated %,d bytes"
				.formatted(begun.length, frame.length, allocated));
		}
	}

	private long allocatedBy(byte[] bytes) {
		long before = allocated();
		DecoderStream.of(this.framing, bytes);
		return allocated() - before;
	}

	/**
	 * The bytes that the current thread has allocated, including a few for this call.
	 */
	private static long allocated() {
		try {
			return (long) MANAGEMENT.getAttribute(ObjectName.getInstance(ManagementFactory.THREAD_MXBEAN_NAME),
					ALLOCATED);
		}
		catch (JMException ex) {
			throw new IllegalStateException("This JVM does not tell what a thread allocates", ex);
		}
	}

}
