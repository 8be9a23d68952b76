package io.sluice.admission.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;

import io.sluice.process.MemoryAccount;
import io.sluice.process.MemoryBudget;
import io.sluice.process.MemoryKind;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class RecordInputTests {

	private static final byte DATA = 23;

	private static final byte HANDSHAKE = 22;

	private byte type = DATA;

	/** The lengths that were asked for, one a read. */
	private final List<Integer> reads = new ArrayList<>();

	private final MemoryBudget budget = new MemoryBudget(64 * 1024);

	private final MemoryAccount memory = new MemoryAccount(this.budget);

	@Test
	void whatTlsKeepsForItsLargestRecordIsCountedOnce() throws IOException {
		RecordInput input = input(80, 1500, 16_000, 80, 16_000, 9000);
		record(input);
		record(input);
		assertThat(this.budget.used(MemoryKind.TLS)).as("short records").isZero();
		input.readNBytes(5);
		assertThat(this.budget.used(MemoryKind.TLS)).as("half a record").isEqualTo(2 * 16_000);
		input.readNBytes(16_000);
		record(input);
		record(input);
		record(input);
		assertThat(this.budget.used(MemoryKind.TLS)).as("later ones").isEqualTo(2 * 16_000);
		this.memory.releaseAll();
		assertThat(this.budget.used()).isZero();
	}

	@Test
	void partsOfAHandshakeMessageAreCounted() throws IOException {
		this.type = HANDSHAKE;
		RecordInput input = input(16_000, 16_000);
		record(input);
		record(input);
		assertThat(this.budget.used(MemoryKind.TLS)).isEqualTo(3 * 16_000);
	}

	@Test
	void aRecordForWhichThereIsNoRoomIsNotPassedOn() {
		RecordInput input = input(16_000, 16_000);
		assertThat(this.budget.tryTake(MemoryKind.BUFFERS, 40 * 1024)).isTrue();
		this.memory.close();
		assertThatExceptionOfType(SocketException.class).isThrownBy(() -> input.readNBytes(5));
		assertThat(this.budget.used(MemoryKind.TLS)).isZero();
	}

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

	@Test
	void countsWhatHasComeSinceThereWasData() throws IOException {
		RecordInput input = input(0, 100, 16_000);
		record(input);
		assertThat(input.overhead()).isEqualTo(5);
		record(input);
		assertThat(input.overhead()).isEqualTo(5 + 105);
		input.recordData();
		record(input);
		assertThat(input.overhead()).isEqualTo(16_005);
	}

	@Test
	void saysSoBeforeARecordThatFollowsOneWithoutData() throws IOException {
		List<Long> said = new ArrayList<>();
		RecordInput input = input(20, 20, 20, 3000, 20);
		input.onOverhead(() -> said.add(input.overhead()));
		record(input);
		input.recordData();
		record(input);
		assertThat(said).isEmpty();
		record(input);
		assertThat(said).containsExactly(25L);
		record(input);
		input.recordData();
		record(input);
		assertThat(said).containsExactly(25L, 50L);
	}

	@Test
	void readsOnWhereItWasStoppedBetweenTwoRecords() throws IOException {
		RecordInput input = input(20, 30);
		record(input);
		input.onOverhead(() -> {
			throw new InterruptedIOException("on purpose");
		});
		assertThatExceptionOfType(InterruptedIOException.class).isThrownBy(() -> input.read(new byte[5], 0, 5));
		input.onOverhead(() -> {
		});
		assertThat(record(input)).hasSize(30);
	}

	@Test
	void knowsWhetherTlsHasAPartOfARecord() throws IOException {
		RecordInput input = input(300, 20);
		assertThat(input.isInsideRecord()).isFalse();
		for (int part : List.of(3, 2, 299)) {
			input.readNBytes(part);
			assertThat(input.isInsideRecord()).isTrue();
		}
		input.readNBytes(1);
		assertThat(input.isInsideRecord()).isFalse();
	}

	/**
	 * A stream of records.
	 * @param lengths of each the length of what follows its header
	 */
	private RecordInput input(int... lengths) {
		int size = 0;
		byte[] bytes = new byte[64 * 1024];
		for (int length : lengths) {
			byte[] header = { this.type, 3, 3, (byte) (length >> 8), (byte) length };
			System.arraycopy(header, 0, bytes, size, header.length);
			size += header.length + length;
		}
		return new RecordInput(new ByteArrayInputStream(bytes, 0, size) {

			@Override
			public synchronized int read(byte[] target, int offset, int length) {
				RecordInputTests.this.reads.add(length);
				return super.read(target, offset, length);
			}

		}, this.memory);
	}

	/**
	 * As the JDK reads it.
	 */
	private static byte[] record(RecordInput input) throws IOException {
		byte[] header = input.readNBytes(5);
		return input.readNBytes(((header[3] & 0xff) << 8) | (header[4] & 0xff));
	}

}
