package io.sluice.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;

import io.sluice.TcpHandler;
import io.sluice.spi.TcpError;
import io.sluice.spi.TcpErrorReply;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Every framing by its configuration and over a real socket: what a client sends and what
 * it gets back, errors included. Frames are in hexadecimal.
 */
class FramingOverSocketTests {

	/** Framings, each with a request and its echo. */
	private static final String FRAMES = """
			type=line                                          | 50494e470d0a       | 50494e470a
			type=crlf                                          | 50490d4e470d0a     | 50490d4e470d0a
			type=nul                                           | 50494e4700         | 50494e4700
			type=delimiter;delimiter=0x1e0d                    | 50494e471e0d       | 50494e471e0d
			type=delimiter;delimiter=\\r\\n.\\r\\n             | 50494e470d0a2e0d0a | 50494e470d0a2e0d0a
			type=stx-etx                                       | 0250494e4703       | 0250494e4703
			type=mllp                                          | 0b50494e471c0d     | 0b50494e471c0d
			type=delimiter;delimiter=0x0a;keep-delimiter=true  | 50494e470a         | 50494e470a
			type=stx-etx;resync=true                           | 500250490250494e4703 | 0250494e4703
			type=stx-etx;trailer=lrc                           | 0250494e470313     | 0250494e470313
			type=stx-etx;trailer=checksum-hex                  | 0250494e470333310d0a | 0250494e470333310d0a
			type=stx-etx;end[0]=0x03;end[1]=0x17               | 0250494e4717       | 0250494e4717
			type=stx-etx;controls=0x0506                       | 05                 | 05
			type=mllp;resync=true                              | 0b50490b50494e471c0d | 0b50494e471c0d
			type=mllp;require-cr=false                         | 0b50494e471c       | 0b50494e471c0d
			type=line;checksum=xor                             | 2450494e472a31300a | 2450494e472a31300d0a
			type=fix                                           | 383d4649582e342e3401393d350133353d300131303d31363301 | 383d4649582e342e3401393d350133353d300131303d31363301
			type=length                                        | 0000000450494e47   | 0000000450494e47
			type=length;header-size=2                          | 000450494e47       | 000450494e47
			type=length;header-size=2;byte-order=little-endian | 040050494e47       | 040050494e47
			type=length;header-size=1;includes-header=true     | 0550494e47         | 0550494e47
			type=ascii-length                                  | 3030303450494e47   | 3030303450494e47
			type=ascii-length;digits=2;includes-header=true    | 303650494e47       | 303650494e47
			type=octet-counting                                | 342050494e47       | 342050494e47
			type=syslog                                        | 342050494e47       | 342050494e47
			type=syslog                                        | 3c313e610a         | 34203c313e61
			type=fixed;size=4B                                 | 50494e47           | 50494e47
			type=json                                          | 7b2261223a227d227d | 7b2261223a227d227d0a
			type=raw                                           | 50                 | 50
			""";

	/** Framings, each with what is no frame of it, and why. */
	private static final String NO_FRAMES = """
			type=line;max-size=4B                        | 50494e47210a     | FRAME_TOO_LARGE
			type=crlf;max-size=4B                        | 50494e47210d0a   | FRAME_TOO_LARGE
			type=nul;max-size=4B                         | 50494e472100     | FRAME_TOO_LARGE
			type=delimiter;delimiter=0x1e0d;max-size=4B  | 50494e47211e0d   | FRAME_TOO_LARGE
			type=stx-etx;max-size=4B                     | 0250494e472103   | FRAME_TOO_LARGE
			type=stx-etx                                 | 50               | BAD_FRAME
			type=stx-etx;trailer=lrc                     | 02500300         | BAD_FRAME
			type=stx-etx;controls=0x05                   | 0506             | BAD_FRAME
			type=mllp;resync=true;max-size=4B            | 0b50494e47211c0d | FRAME_TOO_LARGE
			type=mllp;require-cr=false                   | 0b4d1c0a         | BAD_FRAME
			type=fix;max-size=9B                         | 383d4649582e342e3401393d3501 | FRAME_TOO_LARGE
			type=mllp;max-size=4B                        | 0b50494e47211c0d | FRAME_TOO_LARGE
			type=stx-etx                                 | 02500250         | BAD_FRAME
			type=mllp                                    | 4d               | BAD_FRAME
			type=mllp                                    | 0b4d1c0b         | BAD_FRAME
			type=length;max-size=4B                      | 00000005         | FRAME_TOO_LARGE
			type=length                                  | ffffffff         | FRAME_TOO_LARGE
			type=length;includes-header=true             | 00000003         | BAD_FRAME
			type=ascii-length;max-size=4B                | 30303035         | FRAME_TOO_LARGE
			type=ascii-length                            | 30783034         | BAD_FRAME
			type=octet-counting;max-size=4B              | 3520             | FRAME_TOO_LARGE
			type=octet-counting                          | 303420           | BAD_FRAME
			type=syslog;max-size=4B                      | 3c313e6162       | FRAME_TOO_LARGE
			type=syslog                                  | 303420           | BAD_FRAME
			type=until-close;max-size=4B                 | 50494e4721       | FRAME_TOO_LARGE
			type=json;max-size=4B                        | 5b302c315d       | FRAME_TOO_LARGE
			type=json                                    | 50               | BAD_FRAME
			type=json                                    | 7b22612220317b   | BAD_FRAME
			""";

	/** With a listener for each of both. */
	private static TestGateway echo;

	static Stream<Arguments> frames() {
		return rows("frames", FRAMES);
	}

	static Stream<Arguments> noFrames() {
		return rows("no-frames", NO_FRAMES);
	}

	/** The cells of each line behind the name of its listener. */
	private static Stream<Arguments> rows(String listeners, String table) {
		AtomicInteger row = new AtomicInteger();
		return table.lines()
			.map((line) -> line.split("\\|"))
			.map((cells) -> Arguments.of(listeners + "-" + row.incrementAndGet(), cells[0].strip(), cells[1].strip(),
					cells[2].strip()));
	}

	@BeforeAll
	static void start() {
		echo = TestGateway.start(Unfit.class, Stream.concat(frames(), noFrames())
			.map(Arguments::get)
			.flatMap((row) -> Stream
				.concat(Stream.of(properties((String) row[1], "to=echo")), Stream.of(".port=0", ".address=127.0.0.1"))
				.map((property) -> "sluice.listeners." + row[0] + property))
			.toArray(String[]::new));
	}

	@AfterAll
	static void stop() {
		echo.close();
	}

	@ParameterizedTest
	@MethodSource("frames")
	void requestIsEchoedWholeAndByteByByte(String listener, String framing, String request, String reply)
			throws IOException {
		byte[] bytes = HexFormat.of().parseHex(request);
		try (TestClient client = new TestClient(echo.listener(listener).getPort())) {
			client.send(bytes);
			assertThat(HexFormat.of().formatHex(client.read(reply.length() / 2))).isEqualTo(reply);
			for (byte b : bytes) {
				client.send(new byte[] { b });
			}
			assertThat(HexFormat.of().formatHex(client.read(reply.length() / 2))).isEqualTo(reply);
		}
	}

	@ParameterizedTest
	@MethodSource("noFrames")
	void whatIsNoFrameIsCountedAndTheConnectionClosed(String listener, String framing, String request, String code)
			throws IOException {
		String tag = code.toLowerCase(Locale.ROOT);
		try (TestClient client = new TestClient(echo.listener(listener).getPort())) {
			client.send(HexFormat.of().parseHex(request));
			client.readToEnd();
			await().untilAsserted(
					() -> assertThat(echo.count("sluice.connections", "listener", listener, "close.reason", tag))
						.isOne());
			assertThat(echo.count("sluice.requests", "listener", listener, "route", "none", "outcome", tag)).isOne();
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			type=stx-etx;trailer=lrc;nak=0x15 | 02500300025003530250030002500353 | 15025003531502500353 | 2
			type=stx-etx;resync=true          | 50025002500302510350             | 025003025103         | 3
			type=mllp;resync=true             | 0b4d0b4d1c0d                     | 0b4d1c0d             | 1
			type=line;checksum=xor;errors     | 61620a612a36310a                 | 612a36310d0a         | 1
			""")
	void whatIsNoFrameIsCountedAndTheNextIsServed(String framing, String request, String reply, int rejected)
			throws IOException {
		String[] properties = framing.contains(";errors")
				? properties(framing.replace(";errors", ""), "to=echo", ".errors.mode=silent")
				: properties(framing, "to=echo");
		try (TestGateway gateway = TestGateway.start(Unfit.class, properties); TestClient client = gateway.connect()) {
			client.send(HexFormat.of().parseHex(request));
			assertThat(HexFormat.of().formatHex(client.read(reply.length() / 2))).isEqualTo(reply);
			await().untilAsserted(() -> assertThat(gateway.requests("none", "bad_frame")).isEqualTo(rejected));
		}
	}

	@Test
	void answerToABadFrameIsReadableThoughTheClientSendsOn() throws IOException {
		try (TestGateway gateway = start("type=line;max-size=64B"); TestClient client = gateway.connect()) {
			client.send("before\n" + "x".repeat(100_000));
			assertThat(client.readToEnd()).startsWith("before\nERR FRAME_TOO_LARGE ").endsWith("\n");
		}
	}

	@Test
	void jsonListenerAnswersErrorsAsAnObject() throws IOException {
		try (TestGateway gateway = start("type=json"); TestClient client = gateway.connect()) {
			client.send("{} oops");
			assertThat(client.readToEnd()).startsWith("{}\n{\"code\":\"BAD_FRAME\",\"message\":\"").endsWith("\"}\n");
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			type=line        | two\\nlines | ERR HANDLER_ERROR the reply cannot be sent
			type=line;max-size=80B | long  | ERR HANDLER_ERROR the reply cannot be sent
			""")
	void replyThatItsFramingCannotCarryIsAnError(String framing, String reply, String answer) throws IOException {
		try (TestGateway gateway = TestGateway.start(Unfit.class, properties(framing, "to=unfit"));
				TestClient client = gateway.connect()) {
			gateway.context().getBean(Unfit.class).reply = reply.equals("long") ? "x".repeat(81)
					: reply.replace("\\n", "\n");
			assertThat(client.request("now")).startsWith(answer);
			gateway.context().getBean(Unfit.class).reply = "fits";
			assertThat(client.request("again")).isEqualTo("fits");
			assertThat(gateway.requests("unfit", "handler_error")).isOne();
		}
	}

	@Test
	void connectionIsClosedWhereNotEvenTheAnswerFits() throws IOException {
		try (TestGateway gateway = TestGateway.start(Unfit.class,
				properties("type=fixed;size=4B", "to=unfit", ".errors.mode=answer"));
				TestClient client = gateway.connect()) {
			client.send("PING");
			assertThat(client.readToEnd()).isEmpty();
			await().untilAsserted(() -> assertThat(gateway.closed("server_error")).isOne());
		}
	}

	@Test
	void fixedListenerClosesInsteadOfAnswering() throws IOException {
		try (TestGateway gateway = TestGateway.start(Unfit.class, properties("type=fixed;size=4B", "to=unfit"));
				TestClient client = gateway.connect()) {
			client.send("PING");
			assertThat(client.readToEnd()).isEmpty();
			await().untilAsserted(() -> assertThat(gateway.closed("error_answered")).isOne());
		}
	}

	/**
	 * Senders of HL7 take any text in a frame for an acknowledgement.
	 */
	@Test
	void mllpListenerClosesInsteadOfAnswering() throws IOException {
		for (String when : new String[] { ".request-timeout=30s", ".routes[0].when.equals=nothing" }) {
			try (TestGateway gateway = TestGateway.start(Unfit.class,
					properties("type=mllp;max-size=100B", "to=unfit", when)); TestClient client = gateway.connect()) {
				gateway.context().getBean(Unfit.class).reply = "x".repeat(101);
				client.send("\u000bMSH|1\r\u001c\r");
				assertThat(client.readToEnd()).isEmpty();
				await().untilAsserted(() -> assertThat(gateway.closed("error_answered")).isOne());
			}
		}
	}

	@Test
	void silentListenerAnswersNothingAndLivesOn() throws IOException {
		try (TestGateway gateway = TestGateway.start(Unfit.class,
				properties("type=line", "to=fits;when.equals=fits", ".errors.mode=silent"));
				TestClient client = gateway.connect()) {
			client.send("no route\nfits\n");
			assertThat(client.readLine()).isEqualTo("it does");
			assertThat(gateway.requests("none", "no_route")).isOne();
		}
	}

	@Test
	void applicationMayWriteErrorRepliesItself() throws IOException {
		try (TestGateway gateway = TestGateway.start(OwnAnswers.class,
				properties("type=fixed;size=4B", "to=fits;when.equals=fits", ".errors.mode=answer"));
				TestClient client = gateway.connect()) {
			client.send("PING");
			assertThat(new String(client.read(4), StandardCharsets.US_ASCII)).isEqualTo("N\u0000PI");
		}
	}

	private static TestGateway start(String framing) {
		return TestGateway.start(Unfit.class, properties(framing, "to=echo"));
	}

	/**
	 * The properties of a listener.
	 * @param framing the framing's, such as {@code type=length;header-size=2}
	 * @param route the route's, such as {@code to=echo;when.equals=PING}
	 * @param more any other
	 */
	private static String[] properties(String framing, String route, String... more) {
		return Stream
			.of(Stream.of(framing.split(";")).map((option) -> ".framing." + option),
					Stream.of(route.split(";")).map((option) -> ".routes[0]." + option), Stream.of(more))
			.flatMap(Function.identity())
			.toArray(String[]::new);
	}

	static class Unfit {

		volatile String reply = "does not fit";

		@TcpHandler("unfit")
		String unfit() {
			return this.reply;
		}

		@TcpHandler("fits")
		String fits() {
			return "it does";
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnAnswers extends Unfit {

		@Bean
		TcpErrorReply errorReply() {
			return (TcpError error) -> new byte[] { 'N', (byte) (error.code().name().startsWith("NO_ROUTE") ? 0 : 1),
					error.request().getPayload()[0], error.request().getPayload()[1] };
		}

	}

}
