package io.sluice.routing;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

import io.sluice.ErrorCode;
import io.sluice.TcpHandlerException;
import io.sluice.spi.TcpError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.messaging.support.GenericMessage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * {@link Hl7Acknowledgments}.
 */
class Hl7AcknowledgmentsTests {

	private static final String ADMISSION = "MSH|^~\\&|LAB|WARD^7|HIS|CLINIC|20260101||ADT^A01^ADT_A01|4711|P|2.5.1\r"
			+ "EVN||20260101\rPID|1||4711\r";

	private static final Instant NOW = Instant.parse("2026-12-01T08:00:00Z");

	private static final String TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmssZ")
		.format(NOW.atZone(ZoneId.systemDefault()));

	private final Hl7Acknowledgments acknowledgments = new Hl7Acknowledgments(StandardCharsets.UTF_8,
			InstantSource.fixed(NOW));

	@Test
	void headerIsMirrored() {
		assertThat(reply(ADMISSION))
			.isEqualTo("MSH|^~\\&|HIS|CLINIC|LAB|WARD^7|" + TIME + "||ACK^A01^ACK|4711|P|2.5.1\rMSA|AA|4711\r");
	}

	@Test
	void ownReplyOfTheTargetIsSentAsItIs() {
		assertThat(this.acknowledgments.reply(message(ADMISSION), new byte[] { 1, 2 })).containsExactly(1, 2);
	}

	@ParameterizedTest
	@CsvSource({ "NO_ROUTE,AR", "BUSY,AR", "RATE_LIMITED,AR", "HANDLER_ERROR,AE", "BAD_PAYLOAD,AE", "TIMEOUT,AE",
			"UPSTREAM_UNAVAILABLE,AE" })
	void failureIsAnErrorAndWhatWasNotLookedAtARejection(ErrorCode code, String expected) {
		assertThat(nak(ADMISSION, code, "it failed")).endsWith("\rMSA|" + expected + "|4711|it failed\r");
	}

	@Test
	void separatorsInATextAreEscaped() {
		assertThat(nak(ADMISSION, ErrorCode.BAD_PAYLOAD, "a|b^c~d\\e&f\rg"))
			.endsWith("|a\\F\\b\\S\\c\\R\\d\\E\\e\\T\\f g\r");
		assertThat(nak(ADMISSION.replace('|', '#'), ErrorCode.BAD_PAYLOAD, "a#b|c")).endsWith("#a\\F\\b|c\r");
	}

	@Test
	void textIsWrittenInTheCharsetAndTheHeaderAsItCame() {
		String latin = ADMISSION.replace("LAB", "L\u00e4B");
		byte[] sent = latin.getBytes(StandardCharsets.ISO_8859_1);
		byte[] nak = this.acknowledgments
			.errorReply(new TcpError("test", ErrorCode.BAD_PAYLOAD, "f\u00fcnf", new GenericMessage<>(sent)));
		assertThat(new String(nak, StandardCharsets.ISO_8859_1)).contains("|CLINIC|L\u00e4B|");
		assertThat(new String(nak, StandardCharsets.UTF_8)).endsWith("|f\u00fcnf\r");
	}

	/**
	 * In Shift_JIS, the sender's name has bytes that are also separators.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "Shift_JIS", "ISO-2022-JP", "EUC-JP", "UTF-8" })
	void separatorsInsideCharactersAreNone(String charset) {
		String japanese = ADMISSION.replace("LAB", "\u30dd\u8868\u30a4\u30cb");
		byte[] sent = japanese.getBytes(Charset.forName(charset));
		Hl7Acknowledgments inCharset = new Hl7Acknowledgments(Charset.forName(charset), InstantSource.fixed(NOW));
		byte[] nak = inCharset
			.errorReply(new TcpError("test", ErrorCode.BAD_PAYLOAD, "\u8868|", new GenericMessage<>(sent)));
		assertThat(new String(nak, Charset.forName(charset)))
			.isEqualTo("MSH|^~\\&|HIS|CLINIC|\u30dd\u8868\u30a4\u30cb|WARD^7|" + TIME
					+ "||ACK^A01^ACK|4711|P|2.5.1\rMSA|AE|4711|\u8868\\F\\\r");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Shift_JIS", "EUC-JP", "windows-1252" })
	void headerThatIsNoTextInTheCharsetKeepsItsBytes(String charset) {
		byte[] sent = ADMISSION.replace("LAB", "L\u00ff\u0081B").getBytes(StandardCharsets.ISO_8859_1);
		Hl7Acknowledgments inCharset = new Hl7Acknowledgments(Charset.forName(charset), InstantSource.fixed(NOW));
		byte[] reply = inCharset.reply(new GenericMessage<>(sent), null);
		assertThat(new String(reply, StandardCharsets.ISO_8859_1)).contains("|CLINIC|L\u00ff\u0081B|");
	}

	@ParameterizedTest
	@CsvSource({ "2.2,ACK^A01", "2.3,ACK^A01", "2.3.1,ACK^A01^ACK", "2.7^GBR,ACK^A01^ACK" })
	void typeHasAStructureWhereTheVersionKnowsOne(String version, String type) {
		assertThat(reply(ADMISSION.replace("2.5.1", version))).contains("||" + type + "|4711|P|" + version + "\r");
	}

	@Test
	void messageWithoutAnEventIsAcknowledgedWithoutOne() {
		assertThat(reply(ADMISSION.replace("ADT^A01^ADT_A01", "ORU"))).contains("||ACK|4711|");
	}

	@Test
	void characterSetIsMirrored() {
		assertThat(reply(ADMISSION.replace("2.5.1", "2.5.1||||||8859/1"))).contains("|2.5.1||||||8859/1\r");
	}

	/** Enhanced mode. */
	@ParameterizedTest
	@CsvSource({ "AL|AL,CA,CE", "ER|AL,AA,CE", "SU|AL,CA,AE", "NE|AL,AA,AE", "AL|NE,CA,CE", "ER|NE,,CE", "SU|NE,CA,",
			"NE|NE,,", "NE|ER,,AE", "NE|SU,AA,", "AL,CA,CE", "ER,,CE", "SU,CA,", "NE,," })
	void acknowledgmentIsSentOnTheConditionsOfTheMessage(String conditions, String success, String failure) {
		String message = ADMISSION.replace("2.5.1", "2.5.1|||" + conditions);
		assertThat(code(reply(message))).isEqualTo(success);
		assertThat(code(nak(message, ErrorCode.HANDLER_ERROR, "it failed"))).isEqualTo(failure);
		assertThat(this.acknowledgments.isErrorReplyWanted(error(message))).isEqualTo(failure != null);
	}

	@ParameterizedTest
	@CsvSource({ "AL,AA,AE", "ER,,AE", "SU,AA,", "NE,," })
	void applicationAcknowledgmentAloneIsSentOnItsCondition(String condition, String success, String failure) {
		String message = ADMISSION.replace("2.5.1", "2.5.1||||" + condition);
		assertThat(code(reply(message))).isEqualTo(success);
		assertThat(code(nak(message, ErrorCode.HANDLER_ERROR, "it failed"))).isEqualTo(failure);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "M", "MSH", "MSH|", "PID|1", "MSH|^~\\&|A|B|C|D|2026||ADT^A01",
			"MSH|^~\\&|A|B|C|D|2026||ADT^A01||P|2.5", "MSHA^~\\&AAABACADA2026AAADTA1",
			"MSH||A|B|C|D|2026||ADT|1|P|2.5" })
	void messageWithoutAReadableHeaderIsNotAcknowledged(String message) {
		assertThatExceptionOfType(TcpHandlerException.class).isThrownBy(() -> reply(message))
			.withMessage("the message has no MSH segment");
		assertThat(nak(message, ErrorCode.HANDLER_ERROR, "it failed")).isNull();
		assertThat(this.acknowledgments.isAnswerable(error(message))).isFalse();
	}

	@Test
	void errorWithoutARequestIsNotAnswered() {
		TcpError error = new TcpError("test", ErrorCode.BAD_FRAME, "no frame", null);
		assertThat(this.acknowledgments.isAnswerable(error)).isFalse();
		assertThat(this.acknowledgments.errorReply(error)).isNull();
	}

	private static String code(String acknowledgment) {
		return (acknowledgment != null) ? acknowledgment.substring(acknowledgment.indexOf("\rMSA|") + 5).substring(0, 2)
				: null;
	}

	private String reply(String message) {
		return text(this.acknowledgments.reply(message(message), null));
	}

	private String nak(String message, ErrorCode code, String text) {
		return text(this.acknowledgments.errorReply(new TcpError("test", code, text, message(message))));
	}

	private static String text(byte[] bytes) {
		return (bytes != null) ? new String(bytes, StandardCharsets.UTF_8) : null;
	}

	private static TcpError error(String message) {
		return new TcpError("test", ErrorCode.HANDLER_ERROR, "it failed", message(message));
	}

	private static GenericMessage<byte[]> message(String text) {
		return new GenericMessage<>(text.getBytes(StandardCharsets.UTF_8));
	}

}
