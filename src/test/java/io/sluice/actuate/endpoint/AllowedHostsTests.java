package io.sluice.actuate.endpoint;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which requests may write, by what a browser says of them.
 */
class AllowedHostsTests {

	private final AllowedHosts hosts = new AllowedHosts(List.of("localhost", "Gateway.example.com"));

	@ParameterizedTest
	@CsvSource({ "localhost:8080,", "localhost,", "LOCALHOST:8080,", "localhost.:8080,", "127.0.0.1:8080,", "10.0.0.9,",
			"[::1]:8080,", "[2001:db8::7]:8080,", "[::ffff:10.0.0.9],", "127.0.0.1:65535,", "255.255.255.255,",
			"gateway.example.com,", ",", "localhost:8080,http://localhost:8080", "10.0.0.9:8080,http://10.0.0.9:8080",
			"gateway.example.com,https://gateway.example.com", "[::1]:8080,http://[::1]:8080" })
	void whoeverCallsTheServerByItsNameOrAddressMayWrite(String host, String origin) {
		assertThat(this.hosts.refusal(host, origin, null)).isNull();
		assertThat(this.hosts.refusal(host, origin, (origin != null) ? "same-origin" : "none")).isNull();
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "evil.example", "evil.example:8080", "localhost.evil.example:8080", "127.0.0.1.evil.example",
					"1.2.3.4.nip.io:8080", "example.com", "other.gateway.example.com", "localhost:8080@evil.example",
					"localhost/", "localhost:99999999", "", " ", "localhost,evil.example", "[::1", "::1",
					"evil.example:80\tx", "1.2.3", "999.1.1.1", "127.0.0.256", "127.0.0.1:99999", "127.0.0.1:65536",
					"127.0.0.01", "[1:2:3]", "[::1]:99999", "[:::]", "[1.2.3.4]", "[::1::]", "localhost:65536" })
	void nameThatIsNotTheServersIsRefused(String host) {
		assertThat(this.hosts.refusal(host, null, null)).startsWith("'Host' is '")
			.contains("'sluice.console.allowed-hosts' only (gateway.example.com, localhost)");
		assertThat(this.hosts.refusal(host, "http://" + host, "same-origin")).startsWith("'Host' is '");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a.", "1.", "a-", "a", "a-b.", "[", ":" })
	void nameOfAnyLengthIsRefused(String part) {
		assertThat(this.hosts.refusal(part.repeat(10_000) + "a")).startsWith("'Host' is '");
		assertThat(this.hosts.refusal(part.repeat(10_000) + "/")).startsWith("'Host' is '");
	}

	@ParameterizedTest
	@CsvSource({ "localhost:8080,http://evil.example", "localhost:8080,http://localhost:3000",
			"localhost:8080,http://localhost", "localhost:8080,http://127.0.0.1:8080", "localhost:8080,null",
			"127.0.0.1:8080,http://127.0.0.1:8080.evil.example", "localhost:8080,ftp://localhost:8080",
			"localhost:8080,localhost:8080", "localhost:8080,http://localhost:8080/", ",http://localhost:8080" })
	void pageOfElsewhereIsRefused(String host, String origin) {
		assertThat(this.hosts.refusal(host, origin, null)).startsWith("'Origin' is '" + origin + "'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "cross-site", "same-site", "anything" })
	void browserThatSaysItIsAnotherSiteIsBelieved(String site) {
		assertThat(this.hosts.refusal("localhost:8080", null, site)).startsWith("'Sec-Fetch-Site' is '" + site + "'");
	}

	@Test
	void whatIsQuotedEndsNoLine() {
		assertThat(this.hosts.refusal("evil\r\nexample", null, null)).contains("'evil  example'");
	}

	@ParameterizedTest
	@CsvSource({ "gateway.example.com,true", "localhost,true", "my_host-1,true", "127.0.0.1,true", "[::1],true",
			"http://localhost,false", "localhost:8080,false", "*.example.com,false", "localhost/,false", "-x,false",
			"a..b,false", "'',false" })
	void hostIsANameOrAnAddressAndNothingMore(String text, boolean host) {
		assertThat(AllowedHosts.isHost(text)).isEqualTo(host);
	}

}
