package io.sluice.cluster;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

class EnvelopeCodecTests {

	private static final int MAX = 4096;

	private final EnvelopeCodec codec = new EnvelopeCodec(EnvelopeCodec.VERSION, MAX);

	private static Envelope session() {
		return new Envelope(EnvelopeKind.SESSION).with(EnvelopeField.SESSION_ID, "id")
			.with(EnvelopeField.LISTENER, "devices")
			.with(EnvelopeField.ADDRESS, new byte[] { 127, 0, 0, 1 })
			.with(EnvelopeField.PORT, 4711L)
			.with(EnvelopeField.IDENTITIES, List.of("dev1", "d\u00e9v2"));
	}

	private static Envelope answer() {
		Envelope failure = new Envelope(EnvelopeKind.FAILURE).with(EnvelopeField.OUTCOME, "STUCK")
			.with(EnvelopeField.PARTIAL, true)
			.with(EnvelopeField.REASON, "")
			.with(EnvelopeField.SESSIONS, List.of(session()));
		return new Envelope(EnvelopeKind.ANSWER).with(EnvelopeField.POD_ID, "p")
			.with(EnvelopeField.BYTES, new byte[] { 0, -1, 1 })
			.with(EnvelopeField.REQUEST, Long.MIN_VALUE)
			.with(EnvelopeField.SESSIONS, List.of(session(), session()))
			.with(EnvelopeField.FAILURES, List.of(failure));
	}

	@Test
	void whatIsWrittenIsRead() {
		Envelope read = this.codec.decode(this.codec.encode(answer()));
		assertThat(read.kind()).isEqualTo(EnvelopeKind.ANSWER);
		assertThat(read.number(EnvelopeField.REQUEST)).isEqualTo(Long.MIN_VALUE);
		assertThat(read.bytes(EnvelopeField.BYTES)).containsExactly(0, -1, 1);
		assertThat(read.envelopes(EnvelopeField.SESSIONS)).hasSize(2);
		SessionDescription session = SessionDescription.read(read.with(EnvelopeField.POD, "one"),
				read.envelopes(EnvelopeField.SESSIONS).getFirst());
		assertThat(session.identities()).containsExactly("dev1", "d\u00e9v2");
		assertThat(session.peer().toString()).isEqualTo("/127.0.0.1:4711");
		Envelope failure = read.envelopes(EnvelopeField.FAILURES).getFirst();
		assertThat(failure.isSet(EnvelopeField.PARTIAL)).isTrue();
		assertThat(failure.envelopes(EnvelopeField.SESSIONS)).hasSize(1);
	}

	@Test
	void theVersionBeforeSkipsWhatItDoesNotKnowAndIsRead() {
		EnvelopeCodec before = new EnvelopeCodec(1, MAX);
		Envelope readBefore = before.decode(this.codec.encode(answer()));
		assertThat(readBefore.has(EnvelopeField.FAILURES)).isFalse();
		assertThat(readBefore.envelopes(EnvelopeField.SESSIONS)).hasSize(2);
		Envelope ofBefore = this.codec.decode(before.encode(answer()));
		assertThat(ofBefore.has(EnvelopeField.FAILURES)).isFalse();
		assertThat(ofBefore.text(EnvelopeField.POD_ID)).isEqualTo("p");
	}

	@Test
	void aLaterVersionIsReadUnlessItSaysOtherwise() {
		byte[] bytes = this.codec.encode(answer());
		bytes[1] = 9;
		assertThatNoException().isThrownBy(() -> this.codec.decode(bytes));
		bytes[2] = 3;
		assertThatExceptionOfType(MalformedEnvelopeException.class).isThrownBy(() -> this.codec.decode(bytes))
			.withMessage("it is of version 9");
	}

	@Test
	void unknownFieldsAreSkipped() {
		byte[] bytes = this.codec.encode(new Envelope(EnvelopeKind.LEAVE).with(EnvelopeField.POD_ID, "p"));
		byte[] longer = Arrays.copyOf(bytes, bytes.length + 7);
		longer[bytes.length] = 120;
		longer[bytes.length + 4] = 2;
		assertThat(this.codec.decode(longer).text(EnvelopeField.POD_ID)).isEqualTo("p");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 2, 3, 4, 9, 20 })
	void whatIsCutOffIsMalformed(int length) {
		byte[] bytes = Arrays.copyOf(this.codec.encode(answer()), length);
		if (length != 4) {
			assertThatExceptionOfType(MalformedEnvelopeException.class).isThrownBy(() -> this.codec.decode(bytes));
		}
	}

	@Test
	void whatIsTooLargeIsMalformed() {
		assertThatExceptionOfType(MalformedEnvelopeException.class)
			.isThrownBy(() -> this.codec.decode(new byte[300_000]));
		Envelope twice = new Envelope(EnvelopeKind.BEAT).with(EnvelopeField.POD_ID, "p".repeat(65));
		assertThatExceptionOfType(MalformedEnvelopeException.class)
			.isThrownBy(() -> this.codec.decode(this.codec.encode(twice)));
	}

	@Test
	void nestingIsBounded() {
		Envelope nested = session();
		for (int i = 0; i < 3; i++) {
			nested = session().with(EnvelopeField.SESSIONS, List.of(nested));
		}
		byte[] bytes = this.codec.encode(nested);
		assertThatExceptionOfType(MalformedEnvelopeException.class).isThrownBy(() -> this.codec.decode(bytes));
	}

	/**
	 * Anything else than an envelope or a {@link MalformedEnvelopeException} fails.
	 */
	@Test
	void garbageIsMalformed() {
		Random random = new Random(42);
		byte[] valid = this.codec.encode(answer());
		for (int i = 0; i < 50_000; i++) {
			byte[] bytes = valid.clone();
			if (i % 3 == 0) {
				bytes = new byte[random.nextInt(60)];
				random.nextBytes(bytes);
				byte[] start = { 'S', 2, 1 };
				System.arraycopy(start, 0, bytes, 0, Math.min(start.length, bytes.length));
			}
			else {
				for (int k = 0; k <= random.nextInt(4); k++) {
					bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
				}
			}
			decode(bytes);
		}
	}

	private void decode(byte[] bytes) {
		try {
			this.codec.decode(bytes);
		}
		catch (MalformedEnvelopeException ex) {
			// as it should be
		}
	}

}
