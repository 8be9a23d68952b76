package io.sluice.fuzz;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;

import io.sluice.ErrorCode;
import io.sluice.TcpHandlerException;
import io.sluice.extract.Hl7Header;
import io.sluice.routing.Hl7Acknowledgments;
import io.sluice.spi.TcpError;

import org.springframework.messaging.support.GenericMessage;

/**
 * The acknowledgment of HL7, which mirrors a header of the client. Of an input, the first
 * byte chooses the outcome of the request, the second the length of the error's text, and
 * the rest is that text and the message.
 */
final class Hl7AcknowledgmentTarget implements FuzzTarget {

	private static final List<ErrorCode> CODES = List.of(ErrorCode.values());

	private final Hl7Acknowledgments acknowledgments = new Hl7Acknowledgments(StandardCharsets.ISO_8859_1,
			InstantSource.fixed(Instant.EPOCH));

	@Override
	public void run(byte[] input) {
		if (input.length < 2) {
			return;
		}
		int begin = Math.min(input.length, 2 + (input[1] & 0xff));
		byte[] message = Arrays.copyOfRange(input, begin, input.length);
		byte[] answer = answer(input[0] & 0xff, new String(input, 2, begin - 2, StandardCharsets.ISO_8859_1), message);
		Hl7Header header = Hl7Header.read(message, StandardCharsets.ISO_8859_1, false);
		if (header == null) {
			require(answer == null, answer, "acknowledges no message");
		}
		else if (answer != null) {
			check(header, answer);
		}
	}

	private byte[] answer(int outcome, String text, byte[] message) {
		GenericMessage<byte[]> request = new GenericMessage<>(message);
		if (outcome % 2 == 0) {
			ErrorCode code = CODES.get(outcome / 2 % CODES.size());
			return this.acknowledgments.errorReply(new TcpError("fuzz", code, text, request));
		}
		try {
			return this.acknowledgments.reply(request, null);
		}
		catch (TcpHandlerException ex) {
			return null;
		}
	}

	private static void check(Hl7Header header, byte[] answer) {
		Hl7Header mirrored = Hl7Header.read(answer, StandardCharsets.ISO_8859_1, false);
		require(mirrored != null, answer, "has no header");
		int[] swapped = { 2, 2, 3, 5, 4, 6, 5, 3, 6, 4, 10, 10, 11, 11, 12, 12 };
		for (int i = 0; i < swapped.length; i += 2) {
			require(mirrored.field(swapped[i]).equals(header.field(swapped[i + 1])), answer,
					"does not mirror field " + swapped[i + 1]);
		}
		int segments = 0;
		for (byte b : answer) {
			segments += (b == '\r') ? 1 : 0;
		}
		require(segments == 2 && answer[answer.length - 1] == '\r', answer, "has not two segments");
	}

	private static void require(boolean condition, byte[] answer, String failure) {
		if (!condition) {
			throw new AssertionError("'%s' %s"
				.formatted((answer != null) ? new String(answer, StandardCharsets.ISO_8859_1) : null, failure));
		}
	}

	@Override
	public List<byte[]> seeds() {
		String header = "MSH|^~\\&|LAB|MERCY|EHR|CITY|20260104||ORU^R01|17|P|2.5|||AL|NE||8859/1\rPID|1\r";
		return List
			.of("\0\0" + header, "\1\0" + header, "\2\6no|^~&" + header.replace("AL", "").replace("NE", ""),
					"\3\0" + header.replace("|", "#").replace("AL", "ER"))
			.stream()
			.map((text) -> text.getBytes(StandardCharsets.ISO_8859_1))
			.toList();
	}

}
