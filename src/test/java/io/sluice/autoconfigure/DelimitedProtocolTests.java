package io.sluice.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.sluice.TcpHandler;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import org.jpos.iso.BaseChannel;
import org.jpos.iso.ISOException;
import org.jpos.iso.ISOMsg;
import org.jpos.iso.channel.LogChannel;
import org.jpos.iso.channel.TelnetXMLChannel;
import org.jpos.iso.channel.XMLChannel;
import org.jpos.iso.packager.XMLPackager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The recipes for protocols with start and end bytes, with what real peers send.
 */
class DelimitedProtocolTests {

	private static final String ENQ = "\u0005";

	private static final String ACK = "\u0006";

	private static final String NAK = "\u0015";

	private static final String EOT = "\u0004";

	/** A blood analyser reports to its laboratory system. */
	private static final List<String> FRAMES = List.of(
			"\u00021H|\\^&|||H500^910YXOH02815^2.2.2.2b|||||||P|LIS2-A2|20230324135102\r\u0003AA\r\n",
			"\u00022P|1|||||||||||||||||||||||||||||||||||\r\u000333\r\n",
			"\u00023O|1|CL-BL-23-0003||^^^DIF|R|20230324134947|||||||||BLOOD||||||||||F|||||\r\u0003D8\r\n");

	/**
	 * A frame that ends in ETB, from the comment on TryExtractMessage in a public driver
	 * of analysers (ASTMProtocols).
	 */
	private static final String CONTINUED = "\u00027L|1|N\r\u00171E\r\n";

	/**
	 * The example of the LRC in the protocol between till and terminal of Transbank
	 * ("Ejemplo de calculo LRC", TransbankDevelopers/transbank-developers-docs).
	 */
	private static final String SALE = "\u00020200|123|\u00031";

	/**
	 * The sample message of HL7 version 2.4. That it ends in CR FS alone is what the
	 * sender of nextgenhealthcare/connect#3856 did.
	 */
	private static final String OBSERVATION = "MSH|^~\\&|GHH LAB|ELAB-3|GHH OE|BLDG4|200202150930||ORU^R01|CNTRL-3456|P|2.4\r"
			+ "PID|||555-44-4444||EVERYWOMAN^EVE^E^^^^L|JONES|196203520|F|||153 FERNWOOD DR.^^STATESVILLE^OH^35292||"
			+ "(206)3345232|(206)752-121||||AC555444444||67-A4335^OH^20030520\r";

	private static final String LOGON = "8=FIX.4.2|9=65|35=A|49=SERVER|56=CLIENT|34=177|52=20090107-18:15:16|98=0|108=30|10=062|"
		.replace('|', '\u0001');

	@Test
	void analyserSendsItsFramesAndGetsThemAcknowledged() throws IOException {
		try (TestGateway gateway = TestGateway.start(Records.class, ".framing.type=stx-etx", ".framing.end[0]=0x03",
				".framing.end[1]=0x17", ".framing.trailer=checksum-hex", ".framing.nak=0x15",
				".framing.controls=0x05060415", ".routes[0].name=begin", ".routes[0].when.equals=0x05",
				".routes[0].reply.text=" + ACK, ".routes[1].name=end", ".routes[1].when.equals=0x04",
				".routes[1].to=discard", ".routes[1].reply=none", ".routes[2].to=records",
				".routes[2].reply.text=" + ACK); TestClient client = gateway.connect()) {
			assertThat(exchange(client, ENQ)).isEqualTo(ACK);
			assertThat(exchange(client, FRAMES.get(0))).isEqualTo(ACK);
			assertThat(exchange(client, FRAMES.get(1).replace("33\r\n", "32\r\n"))).isEqualTo(NAK);
			assertThat(exchange(client, FRAMES.get(1))).isEqualTo(ACK);
			assertThat(exchange(client, CONTINUED)).isEqualTo(ACK);
			assertThat(exchange(client, FRAMES.get(2))).isEqualTo(ACK);
			client.send(EOT);
			assertThat(exchange(client, ENQ)).isEqualTo(ACK);
			List<String> records = gateway.context().getBean(Records.class).records;
			assertThat(records).hasSize(4);
			assertThat(records.get(0)).startsWith("1H|\\^&|||H500").endsWith("102\r\u0003");
			assertThat(records.get(2)).isEqualTo("7L|1|N\r\u0017");
			assertThat(gateway.requests("none", "bad_frame")).isOne();
		}
	}

	@Test
	void terminalWithLrcIsAnsweredWithLrc() throws IOException {
		try (TestGateway gateway = TestGateway.start(Records.class, ".framing.type=stx-etx", ".framing.trailer=lrc",
				".framing.nak=0x15", ".framing.controls=0x06", ".routes[0].when.equals=0x06", ".routes[0].to=discard",
				".routes[0].reply=none", ".routes[0].name=ack", ".routes[1].to=echo");
				TestClient client = gateway.connect()) {
			client.send(SALE + ACK);
			assertThat(client.read(SALE.length())).asString().isEqualTo(SALE);
		}
	}

	@Test
	void receiverOfNmeaSentencesGetsWhatArrivedWhole() throws IOException {
		try (TestGateway gateway = TestGateway.start(Records.class, ".framing.type=line", ".framing.checksum=xor",
				".errors.mode=silent", ".routes[0].to=records", ".routes[0].reply=none");
				TestClient client = gateway.connect()) {
			for (String sentence : List.of("$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*47",
					"$GPGGA,123520,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*47",
					"!AIVDM,1,1,,B,177KQJ5000G?tO`K>RA1wUbN0TKH,0*5C")) {
				client.send(sentence + "\r\n");
			}
			List<String> records = gateway.context().getBean(Records.class).records;
			await().untilAsserted(() -> assertThat(records).containsExactly(
					"$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,",
					"!AIVDM,1,1,,B,177KQJ5000G?tO`K>RA1wUbN0TKH,0"));
			assertThat(gateway.requests("none", "bad_frame")).isOne();
		}
	}

	@Test
	void senderOfALineWithoutChecksumIsToldWhatIsMissing() throws IOException {
		try (TestGateway gateway = TestGateway.start(Records.class, ".framing.type=line", ".framing.checksum=xor",
				".routes[0].to=echo"); TestClient client = gateway.connect()) {
			client.send("$GPGGA\n");
			assertThat(client.readLine()).startsWith("ERR BAD_FRAME the line has no checksum");
		}
	}

	@Test
	void garbledFixMessageIsIgnoredAndTheNextIsServed() throws IOException {
		try (TestGateway gateway = TestGateway.start(Records.class, ".framing.type=fix", ".routes[0].to=echo");
				TestClient client = gateway.connect()) {
			client.send(LOGON.replace("10=062", "10=060") + LOGON);
			assertThat(client.read(LOGON.length())).asString().isEqualTo(LOGON);
			client.send(LOGON);
			assertThat(client.read(LOGON.length())).asString().isEqualTo(LOGON);
			assertThat(gateway.requests("none", "bad_frame")).isOne();
			assertThat(gateway.requests("echo", "ok")).isEqualTo(2);
		}
	}

	/**
	 * A reply that is no FIX message would break the session.
	 */
	@Test
	void replyThatIsNoFixMessageClosesTheConnection() throws IOException {
		try (TestGateway gateway = TestGateway.start(Records.class, ".framing.type=fix", ".routes[0].to=text");
				TestClient client = gateway.connect()) {
			client.send(LOGON);
			assertThat(client.readToEnd()).isEmpty();
			await().untilAsserted(() -> assertThat(gateway.closed("error_answered")).isOne());
		}
	}

	@Test
	void senderOfHl7WithoutCrIsServedAtOnce() throws IOException {
		String message = OBSERVATION;
		try (TestGateway gateway = TestGateway.start(Records.class, ".framing.type=mllp", ".framing.require-cr=false",
				".framing.resync=true", ".routes[0].to=echo"); TestClient client = gateway.connect()) {
			for (String end : new String[] { "\u001c", "\u001c\r", "\u001c" }) {
				client.send("\u000b" + message + end);
				assertThat(client.read(message.length() + 3)).asString().isEqualTo("\u000b" + message + "\u001c\r");
			}
			client.send("\u000b" + message.substring(0, 20) + "\u000b" + message + "\u001c");
			assertThat(client.read(message.length() + 3)).asString().isEqualTo("\u000b" + message + "\u001c\r");
			assertThat(gateway.requests("none", "bad_frame")).isOne();
		}
	}

	@Test
	void documentKeepsItsEndTagAndAReplyMustHaveOne() throws IOException {
		try (TestGateway gateway = TestGateway.start(Records.class, ".framing.type=delimiter",
				".framing.delimiter=</isomsg>", ".framing.keep-delimiter=true", ".routes[0].name=text",
				".routes[0].when.contains=fail", ".routes[0].to=text", ".routes[1].to=echo");
				TestClient client = gateway.connect()) {
			assertThat(client.send("<isomsg>1</isomsg>\r\n<isomsg>2</isomsg>").read(38)).asString()
				.isEqualTo("<isomsg>1</isomsg>\r\n<isomsg>2</isomsg>");
			client.send("fail</isomsg>");
			assertThat(client.readToEnd()).isEmpty();
			await().untilAsserted(() -> assertThat(gateway.closed("error_answered")).isOne());
		}
	}

	/**
	 * Its replies need a line end, and a message inside another one has an indented end
	 * tag. One of the channels cannot read such a message itself.
	 */
	@ParameterizedTest
	@ValueSource(classes = { XMLChannel.class, TelnetXMLChannel.class, LogChannel.class })
	void xmlChannelOfJposIsServed(Class<? extends BaseChannel> type) throws Exception {
		boolean composite = type != TelnetXMLChannel.class;
		try (TestGateway gateway = startForDocuments()) {
			BaseChannel channel = type.getConstructor().newInstance();
			channel.setHost("127.0.0.1", gateway.port());
			channel.setPackager(new XMLPackager());
			channel.connect();
			try {
				for (String stan : List.of("000001", "000002")) {
					channel.send(networkMessage(stan, composite));
					ISOMsg reply = channel.receive();
					assertThat(reply.getMTI()).isEqualTo("0800");
					assertThat(reply.getString(11)).isEqualTo(stan);
					assertThat(reply.getString("48.2")).isEqualTo(composite ? "inner" : null);
				}
			}
			finally {
				channel.disconnect();
			}
			assertThat(gateway.requests("echo", "ok")).isEqualTo(2);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "\u00ff\u00fd\u0003", "<log realm=\"channel\">\n" })
	void bytesInFrontOfADocumentStayInTheMessage(String before) throws IOException {
		String document = before + "<isomsg>\n</isomsg>\n";
		try (TestGateway gateway = startForDocuments(); TestClient client = gateway.connect()) {
			client.send(document.getBytes(StandardCharsets.ISO_8859_1));
			assertThat(client.read(document.length())).isEqualTo(document.getBytes(StandardCharsets.ISO_8859_1));
			assertThat(gateway.requests("echo", "ok")).isOne();
		}
	}

	private static TestGateway startForDocuments() {
		return TestGateway.start(Records.class, ".framing.type=delimiter", ".framing.delimiter=\\n</isomsg>\\n",
				".framing.keep-delimiter=true", ".routes[0].to=echo");
	}

	private static ISOMsg networkMessage(String stan, boolean composite) throws ISOException {
		ISOMsg message = new ISOMsg("0800");
		message.set(11, stan);
		if (composite) {
			message.set("48.2", "inner");
		}
		message.set(70, "301");
		return message;
	}

	private static String exchange(TestClient client, String request) throws IOException {
		client.send(request.getBytes(StandardCharsets.ISO_8859_1));
		return new String(client.read(1), StandardCharsets.ISO_8859_1);
	}

	static class Records {

		private final List<String> records = new CopyOnWriteArrayList<>();

		@TcpHandler("records")
		void accept(String message) {
			this.records.add(message);
		}

		@TcpHandler("text")
		String answer() {
			return "no message of this protocol";
		}

	}

}
