package io.sluice.app;

import java.io.IOException;

import io.sluice.support.LogWatch;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link SampleHandlers}: a sum is right, or it is refused.
 */
class SampleHandlersTests {

	private static TestGateway gateway;

	private final TestClient client = gateway.connect();

	private final LogWatch log = LogWatch.begin();

	@BeforeAll
	static void start() {
		gateway = TestGateway.start(SampleHandlers.class, ".framing.max-size=4MB", ".routes[0].to=sum");
	}

	@AfterAll
	static void stop() {
		gateway.close();
	}

	@BeforeEach
	void connected() throws IOException {
		assertThat(sumOf("1,2,3")).isEqualTo("{\"sum\":6}");
	}

	@AfterEach
	void close() throws IOException {
		this.log.close();
		this.client.close();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			''                                          | 0
			9223372036854775807,1                       | 9223372036854775808
			-9223372036854775808,-9223372036854775808   | -18446744073709551616
			1.5,1.5,0.25                                | 3.25
			0.1,0.2                                     | 0.3
			123456789012345678901234567890,1            | 123456789012345678901234567891
			""")
	void sumIsExact(String values, String sum) throws IOException {
		assertThat(sumOf(values)).isEqualTo("{\"sum\":" + sum + "}");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			1e999999999
			-1e999999999
			1e-999999999
			1e99999999999999999999
			1e101
			null
			NaN
			{}
			""")
	void whatCannotBeAddedUpIsRefused(String values) throws IOException {
		assertThat(sumOf("1," + values)).startsWith("ERR BAD_PAYLOAD ");
		this.log.assertQuiet("a payload that is no good");
	}

	@Test
	void numberWithMoreDigitsThanAnybodyNeedsIsRefused() throws IOException {
		assertThat(sumOf("9".repeat(1_000_000))).startsWith("ERR BAD_PAYLOAD ");
		assertThat(sumOf("0." + "1".repeat(101))).startsWith("ERR BAD_PAYLOAD ");
		this.log.assertQuiet("a number that is too long");
	}

	@Test
	void deepNestingIsRefused() throws IOException {
		String nested = "[".repeat(1_000_000) + "]".repeat(1_000_000);
		assertThat(sumOf(nested)).startsWith("ERR BAD_PAYLOAD ");
		assertThat(this.client.request("{\"other\":" + nested + ",\"values\":[1]}")).startsWith("ERR BAD_PAYLOAD ");
		this.log.assertQuiet("deep nesting");
	}

	@Test
	void manyNumbersAreAddedUp() throws IOException {
		assertThat(sumOf("1,".repeat(1_000_000) + "1")).isEqualTo("{\"sum\":1000001}");
	}

	@Test
	void secondDocumentInALineIsNotDropped() throws IOException {
		assertThat(this.client.request("{\"values\":[1]} {\"values\":[2]}")).startsWith("ERR BAD_PAYLOAD ");
	}

	private String sumOf(String values) throws IOException {
		return this.client.request("{\"values\":[" + values + "]}");
	}

}
