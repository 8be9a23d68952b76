package io.sluice.routing;

import java.nio.charset.Charset;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;

import io.sluice.ErrorCode;
import io.sluice.SluiceHeaders;
import io.sluice.TcpHandlerException;
import io.sluice.extract.Hl7Header;
import io.sluice.spi.ReplyFormat;
import io.sluice.spi.TcpError;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;

/**
 * Acknowledges HL7 messages of version 2: accepts them, reports an error, or rejects
 * them. The header of an acknowledgment mirrors that of its message.
 * <p>
 * In original mode the codes are AA, AE and AR. In enhanced mode a message gets the
 * accept acknowledgment CA, CE or CR if it meets the condition in MSH-15, or else the
 * application acknowledgment AA, AE or AR if it meets that in MSH-16. NE in MSH-15 with
 * AL in MSH-16 is therefore the same as original mode.
 * <p>
 * HL7 version 2.5.1, sections 2.9.2 (original mode), 2.9.3 (enhanced mode), 2.15.8 (MSA)
 * and 2.15.9 (MSH).
 */
@RequiredArgsConstructor
public final class Hl7Acknowledgments implements ReplyFormat {

	private static final int ACCEPT_CONDITION = 15;

	private static final int APPLICATION_CONDITION = 16;

	/** The longest text that older receivers accept, in characters. */
	private static final int MAX_TEXT = 80;

	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmssZ");

	/** Versions in which MSH-9 of an acknowledgment names no message structure. */
	private static final List<String> WITHOUT_STRUCTURE = List.of("2.0", "2.0D", "2.1", "2.2", "2.3");

	private final Charset charset;

	private final InstantSource clock;

	@Override
	public void check(Message<byte[]> request) {
		requireHeader(request);
	}

	private Hl7Header requireHeader(Message<byte[]> request) {
		Hl7Header header = header(request);
		if (header == null) {
			throw new TcpHandlerException(ErrorCode.BAD_PAYLOAD, "the message has no MSH segment");
		}
		return header;
	}

	@Override
	public byte @Nullable [] reply(Message<byte[]> request, byte @Nullable [] reply) {
		if (reply != null) {
			return reply;
		}
		Hl7Header header = requireHeader(request);
		String kind = kind(header, false);
		return (kind != null) ? acknowledge(header, kind + "A", "") : null;
	}

	/**
	 * Make the negative acknowledgment of a failed request.
	 * @param error the error
	 * @return {@code null} if the request cannot be acknowledged, or its sender wants no
	 * negative acknowledgment
	 */
	@Override
	public byte @Nullable [] errorReply(TcpError error) {
		Hl7Header header = header(error);
		String kind = (header != null) ? kind(header, true) : null;
		if (header == null || kind == null) {
			return null;
		}
		return acknowledge(header, kind + (isRejection(error.code()) ? "R" : "E"), error.printableMessage());
	}

	/**
	 * Whether the request of an error has a header that can be mirrored.
	 */
	public boolean isAnswerable(TcpError error) {
		return header(error) != null;
	}

	/**
	 * Whether the sender of a failed request wants a negative acknowledgment. One that
	 * cannot have it may have another reply.
	 */
	@Override
	public boolean isErrorReplyWanted(TcpError error) {
		Hl7Header header = header(error);
		return header == null || kind(header, true) != null;
	}

	private @Nullable Hl7Header header(TcpError error) {
		return (error.request() != null) ? header(error.request()) : null;
	}

	private @Nullable Hl7Header header(Message<byte[]> request) {
		boolean cut = Boolean.TRUE.equals(request.getHeaders().get(SluiceHeaders.TRUNCATED));
		return Hl7Header.read(request.getPayload(), this.charset, cut);
	}

	/**
	 * Whether a message was rejected before it was processed, so that it can be sent
	 * again.
	 */
	private static boolean isRejection(ErrorCode code) {
		return code == ErrorCode.NO_ROUTE || code == ErrorCode.BUSY || code == ErrorCode.RATE_LIMITED
				|| code == ErrorCode.UNIDENTIFIED || code == ErrorCode.IDENTITY_REFUSED;
	}

	/**
	 * The first letter of the code: that of an accept acknowledgment, or of an
	 * application acknowledgment.
	 * @return {@code null} if the sender wants no acknowledgment
	 */
	private static @Nullable String kind(Hl7Header header, boolean failed) {
		String accept = header.field(ACCEPT_CONDITION);
		String application = header.field(APPLICATION_CONDITION);
		if (!accept.isEmpty() && isMet(accept, failed)) {
			return "C";
		}
		boolean original = accept.isEmpty() && application.isEmpty();
		return (original || (!application.isEmpty() && isMet(application, failed))) ? "A" : null;
	}

	private static boolean isMet(String condition, boolean failed) {
		return switch (condition) {
			case "NE" -> false;
			case "ER" -> failed;
			case "SU" -> !failed;
			default -> true;
		};
	}

	private byte[] acknowledge(Hl7Header header, String code, String text) {
		String separator = header.separator();
		StringBuilder answer = new StringBuilder("MSH").append(separator).append(header.field(2));
		for (int number : new int[] { 5, 6, 3, 4 }) {
			answer.append(separator).append(header.field(number));
		}
		answer.append(separator).append(TIME.format(this.clock.instant().atZone(ZoneId.systemDefault())));
		answer.append(separator).append(separator).append(type(header));
		for (int number : new int[] { 10, 11, 12 }) {
			answer.append(separator).append(header.field(number));
		}
		if (!header.field(18).isEmpty()) {
			answer.append(separator.repeat(6)).append(header.field(18));
		}
		answer.append("\rMSA").append(separator).append(code);
		answer.append(separator).append(header.field(10));
		if (!text.isEmpty()) {
			answer.append(separator).append(escape(text, header));
		}
		return answer.append('\r').toString().getBytes(header.charset());
	}

	/**
	 * The message type of an acknowledgment, with the event of its message.
	 */
	private static String type(Hl7Header header) {
		String event = header.component(9, 2);
		if (event.isEmpty()) {
			return "ACK";
		}
		String type = "ACK" + header.separator(0) + event;
		return WITHOUT_STRUCTURE.contains(header.component(12, 1)) ? type : type + header.separator(0) + "ACK";
	}

	/**
	 * Encode a text as a field: separators become escape sequences, and other characters
	 * their bytes in the listener's charset.
	 */
	private String escape(String text, Hl7Header header) {
		String escape = header.separator(2);
		StringBuilder field = new StringBuilder();
		for (char c : text.substring(0, Math.min(text.length(), MAX_TEXT)).toCharArray()) {
			String replaced = sequence(c, header);
			field.append((replaced == null) ? String.valueOf(c) : escape.isEmpty() ? " " : escape + replaced + escape);
		}
		return new String(field.toString().getBytes(this.charset), header.charset());
	}

	private static @Nullable String sequence(char c, Hl7Header header) {
		String one = String.valueOf(c);
		if (one.equals(header.separator())) {
			return "F";
		}
		for (int i = 0; i < 4; i++) {
			if (one.equals(header.separator(i))) {
				return List.of("S", "R", "E", "T").get(i);
			}
		}
		return null;
	}

}
