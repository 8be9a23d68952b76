package io.sluice.extract;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.messaging.support.GenericMessage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ExtractorsTests {

	private static final String ADT = "MSH|^~\\&|LAB|ST \\T\\ CO|EHR||20260101||ORU^R01^ORU_R01|MSG-7|P|2.5\r"
			+ "PID|1||A-1^^^HOSP^MR~B-2^^^CITY^PI||Doe^Jane&M\r" + "OBX|1|NM|GLU||5.4\rOBX|2|NM|NA||140\r";

	private static String extract(String text, Charset charset, Function<Extractors, Extractor> kind) {
		Extractors extractors = new Extractors(charset);
		Extractor extractor = kind.apply(extractors);
		return extractor.extract(extractors.view(new GenericMessage<>(text.getBytes(charset))));
	}

	private static String extract(String text, Function<Extractors, Extractor> kind) {
		return extract(text, StandardCharsets.UTF_8, kind);
	}

	@ParameterizedTest
	@CsvSource({ "0..1,3031", "4..,34353637", "-2..,3637", "-3..-2,3536", "7,37", "-1,37", "0..7,3031323334353637",
			"0..8,", "8,", "-9..,", "5..-4," })
	void bytesAreHexDigitsOfARangeThatIsWhollyThere(String range, String hex) {
		assertThat(extract("01234567", (extractors) -> extractors.bytes(range))).isEqualTo(hex);
	}

	@Test
	void bytesAreInLowerCase() {
		assertThat(extract("\u00ff", StandardCharsets.ISO_8859_1, (extractors) -> extractors.bytes("0")))
			.isEqualTo("ff");
	}

	@ParameterizedTest
	@CsvSource({ "0..1,äö", "1..,ö\ud83d\ude00x", "2,\ud83d\ude00", "-1,x", "-2..,\ud83d\ude00x", "0..4," })
	void textIsCountedInCharactersNotInBytes(String range, String text) {
		assertThat(extract("äö\ud83d\ude00x", (extractors) -> extractors.text(range))).isEqualTo(text);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "4..2", "a", "1.2", "..4", "-1..-2", "1..2..3", "99999999999" })
	void whatIsNoRangeIsRefused(String range) {
		assertThatIllegalArgumentException().isThrownBy(() -> new Extractors(StandardCharsets.UTF_8).bytes(range))
			.withMessageContaining("'" + range + "'");
	}

	@ParameterizedTest
	@CsvSource({ "0,a", "1,''", "2,c", "3,", "-1,c", "-3,a", "-4," })
	void fieldsAreCountedFromBothEnds(int index, String field) {
		assertThat(extract("a;;c", (extractors) -> extractors.field(";", index))).isEqualTo(field);
	}

	@Test
	void aRegexGivesItsFirstGroup() {
		assertThat(extract("x id=42;id=43", (extractors) -> extractors.regex("id=(\\d+)"))).isEqualTo("42");
		assertThat(extract("x", (extractors) -> extractors.regex("id=(\\d+)"))).isNull();
		assertThat(extract("ab", (extractors) -> extractors.regex("(x)?ab"))).isNull();
	}

	@Test
	void aRegexNeedsAGroupAndTheSyntaxOfRe2() {
		Extractors extractors = new Extractors(StandardCharsets.UTF_8);
		assertThatIllegalArgumentException().isThrownBy(() -> extractors.regex("\\d+"))
			.withMessageContaining("has no group");
		assertThatIllegalArgumentException().isThrownBy(() -> extractors.regex("(a)(?=b)"))
			.withMessageContaining("(a)(?=b)");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "$.id|7", "$['id']|7", "$.a.b[1]|x", "$.a.b[2].c|true", "$.a|", "$.a.b|", "$.none|", "$.nil|",
					"$.num|1.50", "$.exp|1e3", "$['a b']|spaced", "$.dup|last", "$.over.x|", "$.over.y|2", "$|",
					"$[0]|" })
	void jsonGivesScalarsAsTheyAreWritten(String path, String value) {
		String document = """
				{"id":7,"a":{"b":[0,"x",{"c":true}]},"nil":null,"num":1.50,"exp":1e3,"a b":"spaced",
				"dup":"first","dup":"last","over":{"x":1},"over":{"y":2}}""";
		assertThat(extract(document, (extractors) -> extractors.json(path))).isEqualTo(value);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{", "{\"id\":7", "{\"id\":7} x", "{\"id\":7}{}", "id", "{'id':7}", "[" })
	void whatIsNoJsonDocumentHasNoValues(String document) {
		assertThat(extract(document, (extractors) -> extractors.json("$.id"))).isNull();
	}

	@Test
	void ofDuplicateNamesTheLastOneCountsWithAllThatIsBelowIt() {
		String document = "{\"a\":{\"x\":1,\"y\":{\"z\":2}},\"a\":{\"y\":{}},\"b\":[{\"x\":1}],\"b\":[{\"x\":2},3]}";
		assertThat(extract(document, (extractors) -> extractors.json("$.a.x"))).isNull();
		assertThat(extract(document, (extractors) -> extractors.json("$.a.y.z"))).isNull();
		assertThat(extract(document, (extractors) -> extractors.json("$.b[0].x"))).isEqualTo("2");
		assertThat(extract(document, (extractors) -> extractors.json("$.b[1]"))).isEqualTo("3");
	}

	@Test
	void jsonIsUtf8() {
		assertThat(extract("{\"a\":\"\u00e9\"}", (extractors) -> extractors.json("$.a"))).isEqualTo("\u00e9");
		assertThat(extract("{\"a\":\"\u00e9\"}", StandardCharsets.ISO_8859_1, (extractors) -> extractors.json("$.a")))
			.isNull();
	}

	@Test
	void unknownEscapesOfHl7Stay() {
		String message = "MSH|^~\\&|\\X41\\E\\F\\.br\\|a\\b";
		assertThat(extract(message, (extractors) -> extractors.hl7("MSH-3"))).isEqualTo("\\X41\\E|.br\\");
		assertThat(extract(message, (extractors) -> extractors.hl7("MSH-4"))).isEqualTo("a\\b");
	}

	@Test
	void aScalarIsADocument() {
		assertThat(extract(" \"x\" ", (extractors) -> extractors.json("$"))).isEqualTo("x");
		assertThat(extract("[1,[2,3]]", (extractors) -> extractors.json("$[1][1]"))).isEqualTo("3");
	}

	@Test
	void deepJsonHasNoValuesAndDoesNoHarm() {
		assertThat(extract("{\"a\":".repeat(100_000), (extractors) -> extractors.json("$.a.a.a"))).isNull();
		assertThat(extract("[".repeat(100_000), (extractors) -> extractors.json("$[0]"))).isNull();
	}

	@Test
	void allPathsAreReadInOnePass() {
		Extractors extractors = new Extractors(StandardCharsets.UTF_8);
		List<Extractor> all = List.of(extractors.json("$.a"), extractors.json("$.b.c"), extractors.json("$.a"));
		MessageView view = extractors
			.view(new GenericMessage<>("{\"b\":{\"c\":2},\"a\":1}".getBytes(StandardCharsets.UTF_8)));
		assertThat(all).extracting((extractor) -> extractor.extract(view)).containsExactly("1", "2", "1");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "id", "$.", "$..id", "$.a[", "$.a[x]", "$[]", "$.a b", "$['a]", "$.*", "$[-1]" })
	void whatIsNoPathIsRefused(String path) {
		assertThatIllegalArgumentException().isThrownBy(() -> new Extractors(StandardCharsets.UTF_8).json(path))
			.withMessageContaining("'" + path + "' is not a valid path");
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';',
			value = { "MSH-1;|", "MSH-2;^~\\&", "MSH-3;LAB", "MSH-4;ST & CO", "MSH-6;", "MSH-9.2;R01", "MSH-10;MSG-7",
					"PID-3;A-1^^^HOSP^MR", "PID-3.1;A-1", "PID-3(2).4;CITY", "PID-5.2.2;M", "PID-5.2.1;Jane",
					"OBX-5;5.4", "OBX(2)-5;140", "OBX(3)-5;", "ZZZ-1;", "MSH-99;" })
	void hl7PlacesAreFoundByTheSeparatorsOfTheMessage(String place, String value) {
		assertThat(extract(ADT, (extractors) -> extractors.hl7(place))).isEqualTo(value);
	}

	@Test
	void hl7HeaderWithoutSeparatorsHasNoValueOfThem() {
		assertThat(extract("MSH||LAB|A|B", (extractors) -> extractors.hl7("MSH-2"))).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "MSH", "MSH|^~", "PID|1\rMSH|^~\\&|x", "{\"MSH\":1}" })
	void whatIsNoHl7MessageHasNoValues(String message) {
		assertThat(extract(message, (extractors) -> extractors.hl7("MSH-3"))).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "MSH", "msh-1", "MSH-0", "MSH-1.0", "MSH-1.2.3.4", "MSH(0)-1", "MSH 10" })
	void whatIsNoPlaceIsRefused(String place) {
		assertThatIllegalArgumentException().isThrownBy(() -> new Extractors(StandardCharsets.UTF_8).hl7(place))
			.withMessageContaining("'" + place + "'");
	}

	@Test
	void noMessageMakesAnExtractorThrowOrHang() {
		Random random = new Random(7);
		List<Charset> charsets = List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, Charset.forName("IBM500"),
				StandardCharsets.US_ASCII);
		for (int i = 0; i < 20_000; i++) {
			Extractors extractors = new Extractors(charsets.get(i % charsets.size()));
			List<Extractor> all = List.of(extractors.bytes("-4.."), extractors.text("1..3"), extractors.field("|", -2),
					extractors.regex("(a+)+b"), extractors.json("$.a[0]"), extractors.hl7("PID-3(2).1.1"));
			byte[] message = new byte[random.nextInt(40)];
			random.nextBytes(message);
			for (int j = 0; j < message.length && i % 3 == 0; j++) {
				message[j] = (byte) "MSH|^~\\&\rPID{[\"a:1,]}".charAt(random.nextInt(21));
			}
			MessageView view = extractors.view(new GenericMessage<>(message));
			all.forEach((extractor) -> extractor.extract(view));
		}
	}

	@Test
	void longMessagesTakeLinearTime() {
		String letters = "a".repeat(1_000_000);
		assertThat(CompletableFuture.supplyAsync(() -> extract(letters, (extractors) -> extractors.regex("(a+)+b"))))
			.succeedsWithin(Duration.ofMinutes(1))
			.isNull();
	}

}
