package io.sluice.framing;

import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.sluice.spi.Framing;

/**
 * Frames as they were seen on the wire.
 *
 * @param name whose they are
 * @param framing their framing, with a {@code max-size} of 1000
 * @param frames the frames
 */
record Capture(String name, Framing framing, List<Frame> frames) {

	private static final int MAX = 1000;

	private static final String HL7 = "MSH|^~\\\\&|LAB|MERCY|EHR|MERCY|20260104||ORU^R01|17|P|2.5\\rPID|1||4711\\r";

	private static final String SYSLOG = "<34>1 2003-10-11T22:14:15.003Z mymachine.example.com "
			+ "su - ID47 - 'su root' failed";

	private static final String ISO_8583 = "\\x08\\0\\x82 \\0\\0\\0\\0\\0\\0\\x04\\0\\0\\0"
			+ "\\0\\0\\0\\0\\x07\\x11\\x10\\x15\\x12\\0\\x03\\x01";

	static final StxEtxOptions ASTM = new StxEtxOptions(new byte[] { 0x03, 0x17 }, BlockTrailer.CHECKSUM_HEX,
			new byte[] { 0x15 }, new byte[] { 0x05, 0x06, 0x04, 0x15 });

	static final StxEtxOptions LRC = new StxEtxOptions(new byte[] { 0x03 }, BlockTrailer.LRC, null, new byte[0]);

	private static final String LOGON = "8=FIX.4.2\\x019=61\\x0135=A\\x0149=BANZAI\\x0152=20120331-10:25:29\\x0156=EXEC"
			+ "\\x0134=1\\x0198=0\\x01108=30\\x0110=006\\x01";

	private static final String LONG = "xyz\\0".repeat(64);

	/** Captures of all framings that have boundaries. */
	static Stream<Capture> all() {
		return Stream.of(texts(), blocks(), tolerantBlocks(), lengths(), LengthCaptures.all())
			.flatMap((captures) -> captures);
	}

	private static Stream<Capture> texts() {
		return Stream.of(
				capture("GPS tracker", new LineFraming(MAX), frame("$GPGGA,1\\r\\n", "$GPGGA,1", "$GPGGA,1\\n"),
						frame("\\r\\n", "", "\\n"), frame("BP:\\r05\\n", "BP:\\r05"), frame("\\n", "")),
				capture("scanner", DelimitedFraming.crlf(MAX), frame("4006381333931\\r\\n", "4006381333931"),
						frame("\\r\\n", ""), frame("a\\rb\\nc\\r\\r\\n", "a\\rb\\nc\\r")),
				capture("XML socket", DelimitedFraming.nul(MAX),
						frame("<policy-file-request/>\\0", "<policy-file-request/>"), frame("\\0", ""),
						frame("<a>\\r\\n</a>\\0", "<a>\\r\\n</a>")),
				capture("mail", DelimitedFraming.delimiter(MAX, Frames.bytes("\\r\\n.\\r\\n")),
						frame("Hello\\r\\n..x\\r\\n.\\r\\n", "Hello\\r\\n..x"), frame("\\r\\n.\\r\\n", ""),
						frame("Bye.\\r\\n.\\r\\n", "Bye.")),
				capture("XML channel", DelimitedFraming.keptDelimiter(MAX, Frames.bytes("</isomsg>")),
						whole("<isomsg><field id=\"0\" value=\"0800\"/></isomsg>"), whole("</isomsg>"),
						whole("\\r\\n<isomsg></isomsg>")),
				capture("marine instrument", new ChecksumLineFraming(MAX),
						frame("$GPGLL,3953.88008971,N,10506.75318910,W,034138.00,A,D*7a\\n",
								"$GPGLL,3953.88008971,N,10506.75318910,W,034138.00,A,D",
								"$GPGLL,3953.88008971,N,10506.75318910,W,034138.00,A,D*7A\\r\\n"),
						frame("*00\\r\\n", "")),
				capture("FIX", new FixFraming(MAX), whole(LOGON), whole("8=FIX.4.4\\x019=5\\x0135=0\\x0110=163\\x01")),
				capture("JSON lines", new JsonFraming(MAX), json("{\"a\":\"}\\\\\"]\\\\\\\\\"}"), json("[]"),
						json("[{\"b\":[1,{}]},\"[\\n\"]"), frame("{}", "{}", "{}\\n")));
	}

	private static Stream<Capture> blocks() {
		return Stream.of(
				capture("payment terminal", DelimitedFraming.stxEtx(MAX), frame("\\x02060100\\x04\\x03", "060100\\x04"),
						frame("\\x02\\x03", ""), frame("\\x02\\n\\x03", "\\n")),
				capture("HL7", DelimitedFraming.mllp(MAX), frame("\\x0b" + HL7 + "\\x1c\\r", HL7),
						frame("\\x0b\\x1c\\r", ""), frame("\\x0ba\\x1cb\\r\\x1c\\x1c\\r", "a\\x1cb\\r\\x1c")),
				capture("mainframe", new FixedFraming(MAX, 6), frame("A00001", "A00001"),
						frame("\\0\\0\\0\\0\\0\\0", "\\0\\0\\0\\0\\0\\0"), frame("B     ", "B     ")));
	}

	private static Stream<Capture> tolerantBlocks() {
		return Stream.of(
				capture("HL7 that may lose bytes", BlockFraming.mllp(MAX, true, true),
						frame("\\x0b" + HL7 + "\\x1c\\r", HL7), frame("\\x0b\\x1c\\r", ""),
						frame("\\x0ba\\x1cb\\r\\x1c\\x1c\\r", "a\\x1cb\\r\\x1c")),
				capture("HL7 without CR", BlockFraming.mllp(MAX, false, false),
						frame("\\x0b" + HL7 + "\\x1c", HL7, "\\x0b" + HL7 + "\\x1c\\r"),
						frame("\\x0b\\x1c", "", "\\x0b\\x1c\\r")),
				capture("analyser", BlockFraming.stxEtx(MAX, false, ASTM), whole("\\x05"),
						frame("\\x021H|\\\\^&\\r\\x17F9\\r\\n", "1H|\\\\^&\\r\\x17"),
						frame("\\x022L|1|N\\r\\x0305\\r\\n", "2L|1|N\\r\\x03"), whole("\\x04")),
				capture("terminal with LRC", BlockFraming.stxEtx(MAX, true, LRC),
						frame("\\x020200|123|\\x031", "0200|123|"), frame("\\x02\\x03\\x03", ""),
						frame("\\x02\\x01\\x03\\x02", "\\x01")));
	}

	private static Stream<Capture> lengths() {
		return Stream.of(
				capture("1 byte", new LengthFraming(MAX, 1, ByteOrder.BIG_ENDIAN, false), frame("\\x02ab", "ab"),
						frame("\\0", ""), frame("\\x01\\x01", "\\x01")),
				capture("ISO 8583", new LengthFraming(MAX, 2, ByteOrder.BIG_ENDIAN, false),
						frame("\\0\\x1a" + ISO_8583, ISO_8583), frame("\\0\\0", ""), frame("\\x01\\0" + LONG, LONG)),
				capture("IMS", new LengthFraming(MAX, 4, ByteOrder.BIG_ENDIAN, true),
						frame("\\0\\0\\0\\tIVTNO", "IVTNO"), frame("\\0\\0\\0\\x04", ""),
						frame("\\0\\0\\x01\\x04" + LONG, LONG)),
				capture("little endian", new LengthFraming(MAX, 3, ByteOrder.LITTLE_ENDIAN, true),
						frame("\\x06\\0\\0abc", "abc"), frame("\\x03\\0\\0", ""), frame("\\x03\\x01\\0" + LONG, LONG)),
				capture("digits", new AsciiLengthFraming(MAX, 4, false), frame("0012Hello World!", "Hello World!"),
						frame("0000", ""), frame("00030\\r\\n", "0\\r\\n")),
				capture("digits with header", new AsciiLengthFraming(MAX, 3, true), frame("006abc", "abc"),
						frame("003", ""), frame("0131234567890", "1234567890")),
				capture("syslog", new OctetCountingFraming(MAX), frame("81 " + SYSLOG, SYSLOG), frame("1 x", "x"),
						frame("10 3 abc 12  ", "3 abc 12  ")));
	}

	static Capture capture(String name, Framing framing, Frame... frames) {
		return new Capture(name, framing, List.of(frames));
	}

	private static Frame whole(String wire) {
		return new Frame(wire, wire, wire);
	}

	static Frame frame(String wire, String message) {
		return new Frame(wire, message, wire);
	}

	private static Frame frame(String received, String message, String sent) {
		return new Frame(received, message, sent);
	}

	private static Frame json(String message) {
		return new Frame(" \\r\\n\\t" + message, message, message + "\\n");
	}

	byte[] received() {
		return Frames.bytes(this.frames.stream().map(Frame::received).collect(Collectors.joining()));
	}

	List<String> messages() {
		return this.frames.stream().map(Frame::message).toList();
	}

	/**
	 * Whether the capture, cut off, ends between frames.
	 * @param end how many bytes are left of it
	 * @return {@code false} if it ends inside a frame
	 */
	boolean isBoundary(int end) {
		int begin = 0;
		for (Frame frame : this.frames) {
			int next = begin + Frames.bytes(frame.received).length;
			if (end < next) {
				String cut = ByteSequence.describe(Arrays.copyOfRange(received(), begin, end));
				return (this.framing instanceof JsonFraming) ? " \\r\\n\\t".startsWith(cut) : cut.isEmpty();
			}
			begin = next;
		}
		return true;
	}

	@Override
	public String toString() {
		return this.name + " " + this.framing;
	}

	/**
	 * A frame in the notation of {@link ByteSequence}.
	 *
	 * @param received as a client sends it
	 * @param message the message in it
	 * @param sent as it is written
	 */
	record Frame(String received, String message, String sent) {

	}

}
