package io.sluice.fuzz;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.BiPredicate;
import java.util.function.Function;

import io.sluice.extract.Extractor;
import io.sluice.extract.Extractors;
import io.sluice.extract.MessageView;
import io.sluice.framing.Captures;

import org.springframework.messaging.support.GenericMessage;

/**
 * The extractors of bytes, texts, fields, expressions and HL7. Of an input, the first
 * byte chooses the extractor, the second the charset, and the rest is the message.
 */
final class ExtractorTarget implements FuzzTarget {

	private static final List<Charset> CHARSETS = List.of(StandardCharsets.UTF_8, StandardCharsets.ISO_8859_1,
			StandardCharsets.US_ASCII, StandardCharsets.UTF_16, StandardCharsets.UTF_16LE, Charset.forName("Shift_JIS"),
			Charset.forName("GB18030"), Charset.forName("ISO-2022-JP"));

	private static final List<String> RANGES = List.of("0..3", "4..", "-4..", "2", "-1", "0..", "-9..-2", "3..-2",
			"-5..6", "999999999");

	private static final List<String> SEPARATORS = List.of(",", "|", "ab", "\r\n", " ");

	private static final List<String> EXPRESSIONS = List.of("id=(\\d+)", "^(.*)$", "(a|b)*c", "((a*)*)*b", "(x)?ab",
			"(?i)key\\s*[:=]\\s*(\\S+)", "([[:alpha:]]+)[^[:alpha:]]", "(\\p{L}{2,5})");

	private static final List<String> PLACES = List.of("MSH-1", "MSH-2", "MSH-9.2", "MSH-10", "PID-3(2).4.1", "PID-5",
			"PID-5.1.2", "OBX(2)-5", "OBX-5", "ZZ1-9999(9999).9999.9999");

	/** The extractions for each charset. */
	private final List<List<Extraction>> extractions = new ArrayList<>();

	private final List<Extractors> extractors = new ArrayList<>();

	private ExtractorTarget(Function<Extractors, List<Extraction>> kind) {
		for (Charset charset : CHARSETS) {
			Extractors created = new Extractors(charset);
			this.extractors.add(created);
			this.extractions.add(kind.apply(created));
		}
	}

	static ExtractorTarget text() {
		return new ExtractorTarget((extractors) -> {
			List<Extraction> all = new ArrayList<>();
			for (String range : RANGES) {
				all.add(new Extraction(extractors.bytes(range), ExtractorTarget::isHexOfPayload));
				all.add(new Extraction(extractors.text(range), ExtractorTarget::isInText));
			}
			for (String separator : SEPARATORS) {
				for (int index : new int[] { 0, 1, 7, -1, -2, Integer.MAX_VALUE, Integer.MIN_VALUE }) {
					all.add(new Extraction(extractors.field(separator, index),
							(message, value) -> isInText(message, value) && !value.contains(separator)));
				}
			}
			for (String expression : EXPRESSIONS) {
				all.add(new Extraction(extractors.regex(expression), ExtractorTarget::isInText));
			}
			return all;
		});
	}

	static ExtractorTarget hl7() {
		return new ExtractorTarget((extractors) -> PLACES.stream()
			.map((place) -> new Extraction(extractors.hl7(place),
					(message, value) -> !value.isEmpty() && value.length() <= message.text().length()))
			.toList());
	}

	private static boolean isInText(MessageView message, String value) {
		return message.text().contains(value);
	}

	private static boolean isHexOfPayload(MessageView message, String value) {
		return !value.isEmpty() && value.length() <= 2 * message.payload().length && value.length() % 2 == 0;
	}

	@Override
	public void run(byte[] input) {
		if (input.length < 2) {
			return;
		}
		int charset = (input[1] & 0xff) % CHARSETS.size();
		List<Extraction> all = this.extractions.get(charset);
		GenericMessage<byte[]> message = new GenericMessage<>(Arrays.copyOfRange(input, 2, input.length));
		int chosen = (input[0] & 0xff) % all.size();
		MessageView view = this.extractors.get(charset).view(message);
		String value = all.get(chosen).extract(view);
		for (int i = 0; i < 3; i++) {
			all.get((chosen + i) % all.size()).extract(view);
		}
		if (!Objects.equals(value, all.get(chosen).extract(view))
				|| !Objects.equals(value, all.get(chosen).extract(this.extractors.get(charset).view(message)))) {
			throw new AssertionError("the value '%s' is another one later".formatted(value));
		}
	}

	@Override
	public List<byte[]> seeds() {
		List<byte[]> seeds = new ArrayList<>();
		List<byte[]> messages = new ArrayList<>(Captures.all());
		for (String text : List.of("id=17,b,,key: value",
				"MSH|^~\\&|LAB|ST \\T\\ CO|EHR||20260101||ORU^R01^ORU_R01|7|P|2.5\r"
						+ "PID|1||A-1^^^HOSP^MR~B-2^^^CITY^PI||Doe^Jane&M\rOBX|1|NM|GLU||5.4\rOBX|2|NM|NA||140\r")) {
			messages.add(text.getBytes(StandardCharsets.US_ASCII));
		}
		for (int i = 0; i < this.extractions.getFirst().size(); i++) {
			for (byte[] message : messages) {
				byte[] seed = new byte[message.length + 2];
				seed[0] = (byte) i;
				seed[1] = (byte) (i % CHARSETS.size());
				System.arraycopy(message, 0, seed, 2, message.length);
				seeds.add(seed);
			}
		}
		return seeds;
	}

	/**
	 * An extractor, and what is true of its values.
	 */
	private record Extraction(Extractor extractor, BiPredicate<MessageView, String> rule) {

		String extract(MessageView message) {
			String value = this.extractor.extract(message);
			if (value != null && !this.rule.test(message, value)) {
				throw new AssertionError("the value '%s' is not of the message '%s'".formatted(value, message.text()));
			}
			return value;
		}

	}

}
