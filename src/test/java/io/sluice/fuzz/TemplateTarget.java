package io.sluice.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

import io.sluice.ErrorCode;
import io.sluice.TcpHandlerException;
import io.sluice.extract.Extractors;
import io.sluice.extract.MessageTemplate;
import io.sluice.extract.TemplateParser;
import io.sluice.extract.TemplateValues;
import io.sluice.spi.TcpError;

import org.springframework.messaging.support.GenericMessage;

/**
 * A text with values of the client's message: it stays in one line, and within its
 * largest length.
 */
final class TemplateTarget implements FuzzTarget {

	private static final int MAX = 60;

	private final Extractors extractors = new Extractors(StandardCharsets.UTF_8);

	private final MessageTemplate template = new TemplateParser(this.extractors, null, true)
		.parse("OK {json:$.id} {{x} {field:,:1};{regex:id=(.*)}/{hl7:MSH-10}{text:0..3}{bytes:-2..}{code}");

	@Override
	public void run(byte[] input) {
		TemplateValues values = new TemplateValues(this.extractors.view(new GenericMessage<>(input)), null, "BUSY",
				null);
		byte[] text;
		try {
			text = this.template.encode(values,
					(placeholder, value) -> TcpError.printable(Objects.requireNonNullElse(value, "")),
					StandardCharsets.UTF_8, MAX);
		}
		catch (TcpHandlerException ex) {
			if (ex.getCode() != ErrorCode.BAD_PAYLOAD) {
				throw ex;
			}
			return;
		}
		boolean line = true;
		for (byte b : text) {
			line &= (b & 0xe0) != 0 && b != 0x7f;
		}
		if (text.length > MAX || !line) {
			throw new AssertionError(
					"the text '%s' is too long, or not one line".formatted(new String(text, StandardCharsets.UTF_8)));
		}
	}

	@Override
	public List<byte[]> seeds() {
		return List.of("{\"id\":\"a\\u000ab\"}", "id=7,x\r\n", "MSH|^~\\&|a|b|c|d|e|f|g|17\r", "a,b,c,id=\u00e4")
			.stream()
			.map((text) -> text.getBytes(StandardCharsets.UTF_8))
			.toList();
	}

}
