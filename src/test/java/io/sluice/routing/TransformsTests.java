package io.sluice.routing;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;

import io.sluice.ErrorCode;
import io.sluice.TcpHandlerException;
import io.sluice.extract.Extractors;
import io.sluice.extract.TemplateParser;
import io.sluice.spi.MessageTransformer;
import org.junit.jupiter.api.Test;

import org.springframework.messaging.support.GenericMessage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * {@link Transforms} and {@link RouteReply}: the largest result counts in bytes, and all
 * of them.
 */
class TransformsTests {

	private static final int MAX = 10;

	private static final Charset UTF_8 = StandardCharsets.UTF_8;

	@Test
	void whatFollowsTheLastMatchCounts() {
		MessageTransformer bytes = Transforms.replaceBytes(new byte[] { 'a' }, new byte[] { 'b', 'b' }, MAX);
		MessageTransformer regex = Transforms.replaceRegex("a", "bb", UTF_8, MAX);
		for (MessageTransformer step : List.of(bytes, regex)) {
			assertThat(step.transform(message("a12345678"))).hasSize(MAX);
			assertTooLong(() -> step.transform(message("a123456789")));
		}
	}

	@Test
	void aMessageThatWasTooLongBeforeIsTooLong() {
		assertTooLong(() -> Transforms.replaceRegex("x", "", UTF_8, MAX).transform(message("12345678901")));
	}

	@Test
	void aCharacterOfSeveralBytesCountsAsThese() {
		MessageTransformer step = Transforms.replaceRegex("a", "\u20ac", UTF_8, MAX);
		assertThat(step.transform(message("aaa1"))).hasSize(MAX);
		assertTooLong(() -> step.transform(message("aaa12")));
	}

	@Test
	void theTextOfAReplyCountsInBytes() {
		Extractors extractors = new Extractors(UTF_8);
		RouteReply reply = new RouteReply(extractors, new Extractors(UTF_8), List.of(),
				new TemplateParser(extractors, null, false).parse("{text:0..}!"), null,
				(request) -> (placeholder, value) -> value, MAX);
		assertThat(reply.reply(message("\u20ac\u20ac\u20ac"), null)).hasSize(MAX);
		assertTooLong(() -> reply.reply(message("\u20ac\u20ac\u20ac1"), null));
	}

	private static GenericMessage<byte[]> message(String text) {
		return new GenericMessage<>(text.getBytes(UTF_8));
	}

	private static void assertTooLong(Runnable change) {
		assertThatExceptionOfType(TcpHandlerException.class).isThrownBy(change::run)
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ErrorCode.BAD_PAYLOAD));
	}

}
