package io.sluice.extract;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import io.sluice.SluiceHeaders;
import io.sluice.TcpHandlerException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.messaging.support.GenericMessage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class MessageTemplateTests {

	private final Extractors request = new Extractors(StandardCharsets.UTF_8);

	private final Extractors reply = new Extractors(StandardCharsets.UTF_8);

	private String fill(String template) {
		MessageTemplate parsed = new TemplateParser(this.request, this.reply, true).parse(template);
		MessageView sent = this.request.view(new GenericMessage<>("{\"id\":7}".getBytes(StandardCharsets.UTF_8),
				Map.of(SluiceHeaders.PEER, new InetSocketAddress("10.1.2.3", 5), SluiceHeaders.LISTENER, "demo",
						SluiceHeaders.ROUTE, "quotes")));
		MessageView answer = this.reply.view(new GenericMessage<>("{\"x\":\"y\"}".getBytes(StandardCharsets.UTF_8)));
		return parsed.fill(new TemplateValues(sent, answer, "BUSY", "later"),
				(placeholder, value) -> (value != null) ? value : "(no " + placeholder + ")", 100);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			value = { "plain|plain", "{json:$.id}|7", "a{json:$.id}b{peer}c|a7b10.1.2.3c",
					"{listener}/{route}|demo/quotes", "{code}: {message}|BUSY: later", "{reply}|{\"x\":\"y\"}",
					"{reply.json:$.x}|y", "{text:1..4}|\"id\"", "{bytes:0}|7b", "{field:::1}|7}", "{regex:(\\d{1})}|7",
					"{json:$.no}|(no {json:$.no})", "{{json}|{json}", "{{{json:$.id}}|{7}",
					"{\"id\": \"{json:$.id}\"}|{\"id\": \"7\"}", "{ x }|{ x }", "{|{", "}|}", "{1}|{1}", "{}|{}" })
	void placeholdersAreFilledInAndOtherBracesStay(String template, String text) {
		assertThat(fill(template)).isEqualTo(text);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{nothing}", "{json}", "{jsonpath:$.x}", "{reply.nothing}", "{Peer}", "{peer:1}",
			"{json:$.x", "{text:x}", "{field:2}", "{field:;:x}", "{regex:x}", "{hl7:x}" })
	void anotherWordInBracesIsRefused(String template) {
		assertThatIllegalArgumentException().isThrownBy(() -> fill(template))
			.withMessageContaining("{")
			.satisfies((ex) -> assertThat(ex.getMessage()).hasSizeGreaterThan(20));
	}

	@Test
	void aTextThatGetsTooLongIsRefused() {
		assertThatExceptionOfType(TcpHandlerException.class).isThrownBy(() -> fill("{peer} ".repeat(20)))
			.withMessageContaining("more than 100 characters");
	}

	@Test
	void aTemplateKnowsWhereThereIsNoReplyAndNoError() {
		TemplateParser parser = new TemplateParser(this.request, null, false);
		for (String placeholder : new String[] { "{reply}", "{reply.text:0}", "{code}", "{message}" }) {
			assertThatIllegalArgumentException().isThrownBy(() -> parser.parse(placeholder))
				.withMessageContaining("'" + placeholder + "' is not a valid placeholder here")
				.withMessageContaining("write {{ for a literal brace");
		}
		assertThat(parser.parse("{{code}").constant()).isEqualTo("{code}");
		assertThat(parser.parse("{peer}").constant()).isNull();
	}

}
