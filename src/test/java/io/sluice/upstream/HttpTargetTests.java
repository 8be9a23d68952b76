package io.sluice.upstream;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import io.sluice.ErrorCode;
import io.sluice.SluiceHeaders;
import io.sluice.extract.Extractors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.HttpMethod;
import org.springframework.messaging.support.GenericMessage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What a message makes of path, query and headers, and what it cannot make of them.
 */
class HttpTargetTests {

	private static final String BASE = "http://pricing:8080";

	private final Extractors extractors = new Extractors(StandardCharsets.UTF_8);

	private HttpCall call(String base, String path, String header, String message) {
		HttpTarget target = new HttpTarget(HttpMethod.POST, PathTemplate.parse(path, this.extractors),
				List.of(HeaderTemplate.parse("X-Value", header, this.extractors)), this.extractors, "text/plain");
		return target.call(
				new GenericMessage<>(message.getBytes(StandardCharsets.UTF_8), Map.of(SluiceHeaders.LISTENER, "till")),
				HttpAddress.parse(base));
	}

	private String url(String path, String message) {
		return call(BASE, path, "none", message).url().toString().substring(BASE.length());
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			/quotes/{text:0..}           | 7              | /quotes/7
			/quotes/{text:0..}           | a b            | /quotes/a%20b
			/quotes/{text:0..}           | a/b            | /quotes/a%2Fb
			/quotes/{text:0..}/x         | a?b=c&d#e      | /quotes/a%3Fb%3Dc%26d%23e/x
			/quotes/{text:0..}           | a%2fb          | /quotes/a%252fb
			/quotes/{text:0..}           | @evil:80       | /quotes/%40evil%3A80
			/quotes/{text:0..}           | é€😀            | /quotes/%C3%A9%E2%82%AC%F0%9F%98%80
			/quotes/{text:0..}           | ...            | /quotes/...
			/quotes/{text:0..}           | a..b           | /quotes/a..b
			/quotes/{text:0..}           | ;v=1           | /quotes/%3Bv%3D1
			/quotes/v{text:0..}.json     | 1              | /quotes/v1.json
			/{field:,:0}/{field:,:1}     | a,b            | /a/b
			/{regex:(\\d?)$}             | id 7           | /7
			/{listener}                  | x              | /till
			/at%20once/(a);b=c           | x              | /at%20once/(a);b=c
			/q?id={text:0..}&x=1         | a&b=c d+       | /q?id=a%26b%3Dc%20d%2B&x=1
			/q?id={text:0..}             | ../..          | /q?id=..%2F..
			?id={text:0..}               | 7              | /?id=7
			``                           | 7              | /
			""")
	void aValueIsOneSegmentOfThePathOrOnePartOfTheQuery(String path, String message, String url) {
		assertThat(url(path, message)).isEqualTo(url);
	}

	@Test
	void anEmptyValueIsOneInAQuery() {
		assertThat(url("/q?a={field:,:0}&b={field:,:1}", ",")).isEqualTo("/q?a=&b=");
	}

	@Test
	void aLineBreakCannotEndThePath() {
		assertThat(url("/q/{text:0..}", "a HTTP/1.1\r\nHost: b")).isEqualTo("/q/a%20HTTP%2F1.1%0D%0AHost%3A%20b");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			/q/{text:0..}           | .             | the value of {text:0..} names another path
			/q/{text:0..}           | ..            | the value of {text:0..} names another path
			/q/{text:0..}           | ../admin      | the value of {text:0..} names another path
			/q/{text:0..}           | a/../../admin | the value of {text:0..} names another path
			/q/{text:0..}           | a\\..         | the value of {text:0..} names another path
			/q/.{text:0..}          | .             | the value of {text:0..} names another path
			/q/{field:,:0}.         | .,            | the value of {field:,:0} names another path
			/q/{json:$.id}          | {}            | the message has no value for {json:$.id}
			/q/{json:$.id}          | no JSON       | the message has no value for {json:$.id}
			/q/{field:,:1}          | a,            | the value of {field:,:1} is empty
			/q?id={json:$.id}       | {}            | the message has no value for {json:$.id}
			""")
	void aValueThatNamesAnotherPathOrNoneIsRefused(String path, String message, String reason) {
		assertThatExceptionOfType(UnusableValueException.class).isThrownBy(() -> url(path, message))
			.withMessage(reason)
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ErrorCode.BAD_PAYLOAD))
			.satisfies((ex) -> assertThat(ex.getStackTrace()).isEmpty());
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			/q/{field:,:0}{field:,:1}   | .,.
			/q/%2e{text:0..0}           | .
			/q/{text:0..0}%2E           | .
			""")
	void valuesThatMakeAnotherPathTogetherAreRefused(String path, String message) {
		assertThatExceptionOfType(UnusableValueException.class).isThrownBy(() -> url(path, message));
	}

	@ParameterizedTest
	@ValueSource(strings = { "a\r\nX-Admin: 1", "a\nb", "a\0b", "\u007f", "é", "\u001b" })
	void aValueThatAHeaderCannotHoldIsRefused(String message) {
		assertThatExceptionOfType(UnusableValueException.class)
			.isThrownBy(() -> call(BASE, "/q", "v {text:0..}", message))
			.withMessage("a header cannot hold the value of {text:0..}");
	}

	@Test
	void aHeaderHasValuesOfTheMessage() {
		assertThat(call(BASE, "/q", "v {text:0..} at {listener}", "a\t~").headers().getFirst("X-Value"))
			.isEqualTo("v a\t~ at till");
		assertThatExceptionOfType(UnusableValueException.class).isThrownBy(() -> call(BASE, "/q", "{json:$.id}", "{}"))
			.withMessage("the message has no value for {json:$.id}");
	}

	private String contentType(String header, String message) {
		HttpTarget target = new HttpTarget(HttpMethod.POST, PathTemplate.parse("", this.extractors),
				List.of(HeaderTemplate.parse("content-TYPE", header, this.extractors)), this.extractors, "text/plain");
		return String.valueOf(
				target.call(new GenericMessage<>(message.getBytes(StandardCharsets.UTF_8)), HttpAddress.parse(BASE))
					.headers()
					.getFirst("Content-Type"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			{text:0..}                     | x
			{text:0..}                     | a/b/c
			{field:,:0}                    | ,
			{text:0..}                     | text/*
			application/{text:0..}         | a b
			text/plain; charset={text:0..} | x
			""")
	void aValueThatMakesNoMediaTypeIsRefused(String header, String message) {
		assertThatExceptionOfType(UnusableValueException.class).isThrownBy(() -> contentType(header, message))
			.withMessage("the values of the message make no media type")
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ErrorCode.BAD_PAYLOAD))
			.satisfies((ex) -> assertThat(ex.getStackTrace()).isEmpty());
	}

	@Test
	void aContentTypeHasValuesOfTheMessage() {
		assertThat(contentType("{text:0..}", "text/xml")).isEqualTo("text/xml");
		assertThat(contentType("text/plain; charset={text:0..}", "ascii")).isEqualTo("text/plain; charset=ascii");
	}

	@ParameterizedTest
	@ValueSource(strings = { "x", "", "text/*", "text/plain; charset=none" })
	void aContentTypeThatIsNoMediaTypeIsRefusedAtTheStart(String value) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> HeaderTemplate.parse("content-type", value, this.extractors))
			.withMessageContaining("media type");
	}

	@Test
	void aRouteMayReplaceTheContentTypeAndTheUser() {
		HttpTarget target = new HttpTarget(HttpMethod.POST, PathTemplate.parse("", this.extractors),
				List.of(HeaderTemplate.parse("content-type", "application/xml", this.extractors),
						HeaderTemplate.parse("authorization", "Bearer x", this.extractors),
						HeaderTemplate.parse("X-A", "1", this.extractors),
						HeaderTemplate.parse("X-A", "2", this.extractors)),
				this.extractors, "text/plain");
		HttpCall call = target.call(new GenericMessage<>(new byte[0]), HttpAddress.parse("http://me:you@pricing"));
		assertThat(call.headers().get("Content-Type")).containsExactly("application/xml");
		assertThat(call.headers().get("Authorization")).containsExactly("Bearer x");
		assertThat(call.headers().get("X-A")).containsExactly("1", "2");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			http://a:8080           | ``        | http://a:8080/
			http://a:8080/          | ``        | http://a:8080/
			http://a:8080/x         | ``        | http://a:8080/x
			http://a:8080/x/        | ``        | http://a:8080/x/
			http://a:8080/x/        | /q        | http://a:8080/x/q
			HTTPS://a/x?k=1         | /q        | https://a/x/q?k=1
			https://a/x?k=1         | /q?id=2   | https://a/x/q?k=1&id=2
			http://[::1]:80         | ?id=2     | http://[::1]:80/?id=2
			""")
	void thePathOfARouteComesBehindThatOfTheAddress(String base, String path, String url) {
		assertThat(call(base, path, "none", "x").url()).hasToString(url);
	}

	@Test
	void aCallShowsNeitherQueryNorHeaders() {
		assertThat(call("http://me:you@pricing/x?key=secret", "/q?id={text:0..}", "token", "7"))
			.hasToString("POST http://pricing/x/q");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/a b", "/a#b", "/a\"", "/é", "/a%2", "/../x", "/x/.", "/{{x}", "/a|b", "/%2E%2e/x" })
	void aPathThatAUrlCannotHoldIsRefusedAtTheStart(String path) {
		assertThatIllegalArgumentException().isThrownBy(() -> PathTemplate.parse(path, this.extractors));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			pricing:8080                | must begin with http
			ftp://pricing               | must begin with http
			http://                     | not a valid URL
			http://pric ing             | not a valid URL
			http://pri_cing             | must have a host
			http://pricing:0            | must have a host
			http://pricing:65536        | must have a host
			http://{json:$.host}        | placeholders stand in
			{json:$.scheme}://pricing   | placeholders stand in
			http://pricing:{text:0..1}  | placeholders stand in
			http://pricing/#x           | never sent
			http://pricing/../x         | must not have a part
			""")
	void aUrlThatCannotBeCalledIsRefused(String url, String reason) {
		assertThatIllegalArgumentException().isThrownBy(() -> HttpAddress.parse(url)).withMessageContaining(reason);
	}

	@Test
	void whyAUrlIsRefusedIsSaidWithoutItsSecrets() {
		assertThatIllegalArgumentException().isThrownBy(() -> HttpAddress.parse("http://me:secret@pri cing?key=secret"))
			.satisfies((ex) -> assertThat(ex.toString() + ex.getCause()).doesNotContain("secret"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "Host", "content-length", "Connection", "Transfer-Encoding", "X A", "X:A", "", "é" })
	void aHeaderThatARouteCannotSetIsRefused(String name) {
		assertThatIllegalArgumentException().isThrownBy(() -> HeaderTemplate.checkName(name));
	}

	@ParameterizedTest
	@ValueSource(strings = { "a\nb", "é", "{reply}", "{word}" })
	void aHeaderValueThatCannotBeSentIsRefused(String value) {
		assertThatIllegalArgumentException().isThrownBy(() -> HeaderTemplate.parse("X-A", value, this.extractors));
	}

}
