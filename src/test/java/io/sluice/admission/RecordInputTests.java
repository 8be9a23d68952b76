package io.sluice.admission;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RecordInputTests {

	private static final int DATA = 23;

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
	void holdsWhatTlsHasNotAskedFor() throws IOException {
		RecordInput input = input(80, 1500, 1500);
		assertThat(input.isHolding()).isFalse();
		record(input);
		assertThat(input.isHolding()).isTrue();
		record(input);
		assertThat(input.isHolding()).as("a part of the third record").isTrue();
		record(input);
		assertThat(input.isHolding()).isFalse();
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
