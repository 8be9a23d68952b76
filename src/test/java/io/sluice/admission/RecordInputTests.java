package io.sluice.admission;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class RecordInputTests {

	private static final int DATA = 23;

	/** After how many reads each wait was. */
	private final List<Integer> waits = new ArrayList<>();

	/** The lengths that were asked for, one a read. */
	private final List<Integer> reads = new ArrayList<>();

	@Test
	void recordsThatHaveArrivedAreReadAtOnce() throws IOException {
		RecordInput input = input(80, 80);
		assertThat(record(input)).hasSize(80);
		assertThat(record(input)).hasSize(80);
		assertThat(this.reads).hasSize(1);
		assertThat(input.read()).isEqualTo(-1);
	}

	@Test
	void readSaysBeforeItWaitsAndOnlyThen() throws IOException {
		RecordInput input = input(80, 1500, 1500);
		input.beforeWaiting(() -> this.waits.add(this.reads.size()));
		record(input);
		record(input);
		assertThat(this.waits).containsExactly(0);
		record(input);
		assertThat(this.waits).as("the third record has not arrived whole").containsExactly(0, 1);
	}

	@Test
	void waitThatIsRefusedLosesNothing() throws IOException {
		RecordInput input = input(80);
		input.beforeWaiting(() -> {
			throw new InterruptedIOException("refused");
		});
		assertThatExceptionOfType(InterruptedIOException.class).isThrownBy(input::read);
		input.beforeWaiting(() -> {
		});
		assertThat(record(input)).hasSize(80);
	}

	@Test
	void longRecordIsReadPastTheBuffer() throws IOException {
		RecordInput input = input(16_000, 300);
		assertThat(record(input)).hasSize(16_000);
		assertThat(this.reads).hasSize(2).last().isEqualTo(16_000 + 5 - 2048);
		assertThat(record(input)).hasSize(300);
	}

	/**
	 * A stream of records.
	 * @param lengths of each the length of what follows its header
	 */
	private RecordInput input(int... lengths) {
		int size = 0;
		byte[] bytes = new byte[64 * 1024];
		for (int length : lengths) {
			byte[] header = { DATA, 3, 3, (byte) (length >> 8), (byte) length };
			System.arraycopy(header, 0, bytes, size, header.length);
			size += header.length + length;
		}
		return new RecordInput(new ByteArrayInputStream(bytes, 0, size) {

			@Override
			public synchronized int read(byte[] target, int offset, int length) {
				RecordInputTests.this.reads.add(length);
				return super.read(target, offset, length);
			}

		});
	}

	/**
	 * As the JDK reads it.
	 */
	private static byte[] record(RecordInput input) throws IOException {
		byte[] header = input.readNBytes(5);
		return input.readNBytes(((header[3] & 0xff) << 8) | (header[4] & 0xff));
	}

}
