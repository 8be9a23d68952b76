package io.sluice.framing;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.sluice.spi.Framing;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random messages through every framing, in random pieces.
 */
@ParameterizedClass
@FieldSource("FRAMINGS")
class RoundTripTests {

	private static final int MAX = 20_000;

	private static final int FRAMES = 400;

	private static final StxEtxOptions CHECKED = new StxEtxOptions(new byte[] { 0x03 }, BlockTrailer.CHECKSUM_HEX, null,
			new byte[] { 0x04 });

	static final List<Framing> FRAMINGS = List.of(new LineFraming(MAX), DelimitedFraming.crlf(MAX),
			DelimitedFraming.nul(MAX), DelimitedFraming.delimiter(MAX, Frames.bytes("\\r\\n.\\r\\n")),
			DelimitedFraming.delimiter(MAX, Frames.bytes("aa")),
			DelimitedFraming.delimiter(MAX, Frames.bytes("\\r\\n\\r\\n.\\r\\n\\r")), DelimitedFraming.stxEtx(MAX),
			DelimitedFraming.mllp(MAX), BlockFraming.mllp(MAX, true, true), BlockFraming.mllp(MAX, false, false),
			BlockFraming.stxEtx(MAX, true, Capture.LRC), BlockFraming.stxEtx(MAX, false, CHECKED),
			new ChecksumLineFraming(MAX), new FixedFraming(MAX, 12), new FixedFraming(MAX, 3000), new JsonFraming(MAX),
			new LengthFraming(MAX, 1, ByteOrder.BIG_ENDIAN, true),
			new LengthFraming(MAX, 2, ByteOrder.LITTLE_ENDIAN, false),
			new LengthFraming(MAX, 3, ByteOrder.BIG_ENDIAN, false),
			new LengthFraming(MAX, 4, ByteOrder.LITTLE_ENDIAN, true), new AsciiLengthFraming(MAX, 3, true),
			new AsciiLengthFraming(MAX, 9, false), new OctetCountingFraming(MAX),
			LengthCaptures.padded(MAX, LengthEncoding.HEX, 4), LengthCaptures.padded(MAX, LengthEncoding.ASCII, 9),
			LengthCaptures.bcd(MAX, 3), LengthCaptures.reserved(MAX), LengthCaptures.enclosed(MAX));

	private final Framing framing;

	RoundTripTests(Framing framing) {
		this.framing = framing;
	}

	static Stream<Long> seeds() {
		return IntStream.rangeClosed(1, 5).mapToObj((i) -> i * 20_260_104L);
	}

	@ParameterizedTest(name = "seed {0}")
	@MethodSource("seeds")
	void whatIsWrittenIsRead(long seed) throws IOException {
		Random random = new Random(seed);
		RandomMessages source = new RandomMessages(this.framing, random);
		List<byte[]> messages = new ArrayList<>();
		while (messages.size() < FRAMES) {
			byte[] message = source.next();
			if (this.framing.refusal(message) == null) {
				messages.add(message);
			}
		}
		byte[] wire = Frames.write(this.framing, messages.toArray(byte[][]::new));
		List<String> read = Frames.readAll(this.framing, ScriptedStream.ofRandomChunks(wire, random));
		assertThat(read).as("seed %d", seed).isEqualTo(messages.stream().map(ByteSequence::describe).toList());
	}

}
