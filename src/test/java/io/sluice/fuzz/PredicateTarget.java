package io.sluice.fuzz;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import io.sluice.extract.Extractors;
import io.sluice.extract.MessageView;
import io.sluice.routing.BytePredicates;
import io.sluice.routing.CompositePredicates;
import io.sluice.routing.MessagePredicate;
import io.sluice.routing.TextPredicates;
import io.sluice.routing.ValuePredicates;
import io.sluice.routing.ValuePredicates.ValueTest;

import org.springframework.messaging.support.GenericMessage;

/**
 * The conditions of routes over a message. Each says the same as a plain search, which
 * takes one character for one byte.
 */
final class PredicateTarget implements FuzzTarget {

	private static final Charset LATIN = StandardCharsets.ISO_8859_1;

	private final Extractors extractors = new Extractors(LATIN);

	private final List<Condition> conditions = new ArrayList<>();

	PredicateTarget() {
		for (String part : List.of("a", "abab", "abcabd", "\0\0\1", "\u00ff\u00fe", "aaaaaaab")) {
			byte[] bytes = part.getBytes(LATIN);
			add(BytePredicates.equalTo(bytes), part::equals);
			add(BytePredicates.startsWith(bytes), (text) -> text.startsWith(part));
			add(BytePredicates.endsWith(bytes), (text) -> text.endsWith(part));
			add(BytePredicates.contains(bytes), (text) -> text.contains(part));
			add(BytePredicates.bytesAt(2, bytes, null), (text) -> text.startsWith(part, 2));
			add(BytePredicates.bytesAt(-9, bytes, null),
					(text) -> text.length() >= 9 && text.startsWith(part, text.length() - 9));
			add(TextPredicates.regex(Pattern.quote(part), this.extractors), (text) -> text.contains(part));
			add(ValuePredicates.value("text", this.extractors.text("0.."), ValueTest.startsWith(part)),
					(text) -> text.startsWith(part));
		}
		add(BytePredicates.bytesAt(1, new byte[] { 0x20, 0 }, new byte[] { 0x30, 0x0f }),
				(text) -> text.length() >= 3 && (text.charAt(1) & 0x30) == 0x20 && (text.charAt(2) & 0x0f) == 0);
		add(BytePredicates.length(3, 9), (text) -> text.length() >= 3 && text.length() <= 9);
	}

	private void add(MessagePredicate predicate, Predicate<String> plain) {
		this.conditions.add(new Condition(predicate, plain));
		this.conditions.add(new Condition(CompositePredicates.noneOf(List.of(predicate)), plain.negate()));
	}

	@Override
	public void run(byte[] input) {
		if (input.length < 1) {
			return;
		}
		byte[] message = Arrays.copyOfRange(input, 1, input.length);
		MessageView view = this.extractors.view(new GenericMessage<>(message));
		String text = new String(message, LATIN);
		int chosen = input[0] & 0xff;
		for (int i = 0; i < 4; i++) {
			Condition condition = this.conditions.get((chosen + i) % this.conditions.size());
			if (condition.predicate.test(view) != condition.plain.test(text)) {
				throw new AssertionError("'%s' decides otherwise than a search".formatted(condition.predicate));
			}
		}
	}

	@Override
	public List<byte[]> seeds() {
		List<byte[]> seeds = new ArrayList<>();
		for (int i = 0; i < this.conditions.size(); i += 3) {
			for (String text : List.of("abab", "xxabcabcabd", "\0\0\0\0\1", "\u00ff\u00fe1234567", "aaaaaaaaaaab")) {
				seeds.add(((char) i + text).getBytes(LATIN));
			}
		}
		return seeds;
	}

	/** A predicate, and a plain way to say the same. */
	private record Condition(MessagePredicate predicate, Predicate<String> plain) {

	}

}
