package io.sluice.autoconfigure;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import io.sluice.autoconfigure.RouteProperties.BytesAt;
import io.sluice.autoconfigure.RouteProperties.Extract;
import io.sluice.autoconfigure.RouteProperties.JsonValue;
import io.sluice.autoconfigure.RouteProperties.Length;
import io.sluice.autoconfigure.RouteProperties.When;
import io.sluice.extract.Extractors;
import io.sluice.routing.BytePredicates;
import io.sluice.routing.ClientPredicates;
import io.sluice.routing.CompositePredicates;
import io.sluice.routing.MessagePredicate;
import io.sluice.routing.TextPredicates;
import io.sluice.routing.ValuePredicates;
import io.sluice.routing.ValuePredicates.ValueTest;
import io.sluice.socket.CidrBlock;
import io.sluice.spi.RoutePredicate;
import org.jspecify.annotations.Nullable;

/**
 * Creates the predicates of a listener's routes from their settings.
 */
final class PredicateFactory {

	private static final int MAX_OFFSET = 1 << 30;

	private final Charset charset;

	private final Extractors extractors;

	private final ExtractorFactory values;

	private final BeanLookup<RoutePredicate> beans;

	/**
	 * Create the factory of a listener.
	 * @param extractors extracts values of its messages
	 * @param beans finds the application's predicates by their names
	 */
	PredicateFactory(Extractors extractors, BeanLookup<RoutePredicate> beans) {
		this.charset = extractors.charset();
		this.extractors = extractors;
		this.values = new ExtractorFactory(extractors, this.charset);
		this.beans = beans;
	}

	/**
	 * The predicate of a route.
	 * @param key the key it is configured under
	 * @param when its settings, or {@code null} for every message
	 */
	MessagePredicate predicate(String key, @Nullable When when) {
		if (when == null) {
			return CompositePredicates.EVERY;
		}
		List<MessagePredicate> predicates = new ArrayList<>();
		if (when.extract() == null) {
			addOfMessage(predicates, key, when);
		}
		else {
			predicates.add(extracted(key, when, when.extract()));
		}
		addOfBytes(predicates, key, when);
		addOfClient(predicates, key, when);
		addNested(predicates, key, when);
		if (predicates.isEmpty()) {
			throw SettingCheck.invalid(key, "",
					"It is empty and would take every message. Set one of its keys, or leave it out: "
							+ KeyTree.keyNames(When.class) + ".");
		}
		MessagePredicate all = CompositePredicates.allOf(predicates);
		if (all.isContradictory()) {
			throw SettingCheck.invalid(key, all, "No message can match it: its parts contradict one another.");
		}
		return all;
	}

	private void addOfMessage(List<MessagePredicate> predicates, String key, When when) {
		if (!when.in().isEmpty()) {
			throw SettingCheck.invalid(key + ".in", when.in(),
					"It tests an extracted value; set 'extract' beside it, such as { text: \"0..3\" }.");
		}
		if (when.equals() != null) {
			predicates.add(BytePredicates.equalTo(ByteSetting.parse(key + ".equals", when.equals(), this.charset)));
		}
		if (when.startsWith() != null) {
			predicates.add(BytePredicates.startsWith(part(key + ".starts-with", when.startsWith())));
		}
		if (when.regex() != null) {
			predicates.add(SettingCheck.parse(key + ".regex", when.regex(),
					(expression) -> TextPredicates.regex(expression, this.extractors)));
		}
	}

	private MessagePredicate extracted(String key, When when, Extract extract) {
		ExtractorFactory.Named value = this.values.extractor(key + ".extract", extract);
		return ValuePredicates.value(value.description(), value.extractor(),
				test(key, value, when.equals(), when.startsWith(), when.in(), when.regex()));
	}

	private ValueTest test(String key, ExtractorFactory.Named value, @Nullable String equals,
			@Nullable String startsWith, List<String> in, @Nullable String regex) {
		List<ValueTest> tests = new ArrayList<>();
		if (equals != null) {
			tests.add(ValueTest.equalTo(value.comparable(key + ".equals", equals)));
		}
		if (startsWith != null) {
			tests.add(ValueTest.startsWith(value.comparable(key + ".starts-with", startsWith)));
		}
		if (!in.isEmpty()) {
			List<String> wanted = new ArrayList<>();
			in.forEach((one) -> wanted.add(value.comparable("%s.in[%d]".formatted(key, wanted.size()), one)));
			tests.add(ValueTest.in(wanted));
		}
		if (regex != null) {
			tests.add(SettingCheck.parse(key + ".regex", regex, ValueTest::regex));
		}
		return tests.stream()
			.reduce(ValueTest::and)
			.orElseThrow(() -> SettingCheck.invalid(key, value,
					"The extracted value is compared with nothing; set one of: equals, starts-with, in, regex."));
	}

	private void addOfBytes(List<MessagePredicate> predicates, String key, When when) {
		if (when.endsWith() != null) {
			predicates.add(BytePredicates.endsWith(part(key + ".ends-with", when.endsWith())));
		}
		if (when.contains() != null) {
			predicates.add(BytePredicates.contains(part(key + ".contains", when.contains())));
		}
		if (when.bytes() != null) {
			predicates.add(bytes(key + ".bytes", when.bytes()));
		}
		if (when.length() != null) {
			predicates.add(length(key + ".length", when.length()));
		}
		if (when.matches() != null) {
			predicates.add(TextPredicates.matches(pattern(key + ".matches", when.matches())));
		}
		for (int i = 0; i < when.json().size(); i++) {
			predicates.add(json("%s.json[%d]".formatted(key, i), when.json().get(i)));
		}
	}

	private MessagePredicate bytes(String key, BytesAt settings) {
		int at = SettingCheck.required(key + ".at", settings.at(), "the place of the first byte, from 0");
		SettingCheck.checkRange(key + ".at", at, -MAX_OFFSET, MAX_OFFSET, "");
		byte[] is = part(key + ".is", settings.is());
		byte[] mask = (settings.mask() != null) ? part(key + ".mask", settings.mask()) : null;
		if (at < 0 && is.length > -at) {
			throw SettingCheck.invalid(key + ".at", at,
					"No message can match it: %d bytes do not fit there.".formatted(is.length));
		}
		return SettingCheck.parse(key + ".mask", String.valueOf(settings.mask()),
				(value) -> BytePredicates.bytesAt(at, is, mask));
	}

	private static MessagePredicate length(String key, Length settings) {
		SettingCheck.checkRange(key + ".min", settings.min(), 0, MAX_OFFSET, " bytes");
		int max = (settings.max() != null) ? settings.max() : Integer.MAX_VALUE;
		if (settings.max() != null) {
			SettingCheck.checkRange(key + ".max", max, 0, MAX_OFFSET, " bytes");
		}
		if (settings.min() > max) {
			throw SettingCheck.invalid(key + ".max", max,
					"No message can match it: 'min' is %d, and must not be greater.".formatted(settings.min()));
		}
		return BytePredicates.length(settings.min(), max);
	}

	private MessagePredicate json(String key, JsonValue settings) {
		ExtractorFactory.Named value = this.values.json(key + ".path",
				SettingCheck.required(key + ".path", settings.path(), "$.type or another path"));
		return ValuePredicates.value(value.description(), value.extractor(),
				test(key, value, settings.equals(), settings.startsWith(), settings.in(), settings.regex()));
	}

	private void addOfClient(List<MessagePredicate> predicates, String key, When when) {
		if (!when.peer().isEmpty()) {
			List<CidrBlock> blocks = new ArrayList<>();
			when.peer()
				.forEach((peer) -> blocks
					.add(SettingCheck.parse("%s.peer[%d]".formatted(key, blocks.size()), peer, CidrBlock::parse)));
			predicates.add(ClientPredicates.peer(blocks));
		}
		if (when.tlsSubject() != null) {
			predicates.add(SettingCheck.parse(key + ".tls-subject", when.tlsSubject(), ClientPredicates::tlsSubject));
		}
		if (when.sni() != null) {
			predicates.add(SettingCheck.parse(key + ".sni", when.sni(), ClientPredicates::sni));
		}
		if (when.predicate() != null) {
			predicates.add(ClientPredicates.application(when.predicate(),
					this.beans.get(key + ".predicate", when.predicate())));
		}
	}

	private void addNested(List<MessagePredicate> predicates, String key, When when) {
		if (!when.all().isEmpty()) {
			predicates.add(CompositePredicates.allOf(nested(key + ".all", when.all())));
		}
		if (!when.any().isEmpty()) {
			predicates.add(CompositePredicates.anyOf(nested(key + ".any", when.any())));
		}
		if (!when.not().isEmpty()) {
			predicates.add(CompositePredicates.noneOf(nested(key + ".not", when.not())));
		}
	}

	private List<MessagePredicate> nested(String key, List<When> all) {
		List<MessagePredicate> predicates = new ArrayList<>();
		all.forEach((when) -> predicates.add(predicate("%s[%d]".formatted(key, predicates.size()), when)));
		return predicates;
	}

	private byte[] part(String key, @Nullable String value) {
		byte[] part = ByteSetting.parse(key, value, this.charset);
		if (part.length == 0) {
			throw SettingCheck.invalid(key, value,
					"It is empty and would take every message. It must have at least one byte.");
		}
		return part;
	}

	private static Pattern pattern(String key, String expression) {
		try {
			return Pattern.compile(expression, Pattern.DOTALL);
		}
		catch (PatternSyntaxException ex) {
			throw SettingCheck.invalid(key, expression,
					"It must be a regular expression of java.util.regex.Pattern: %s.".formatted(ex.getDescription()));
		}
	}

}
