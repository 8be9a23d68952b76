package io.sluice.autoconfigure;

import java.io.IOException;
import java.io.OutputStream;

import io.sluice.spi.Decoder;
import io.sluice.spi.FrameBuffer;
import io.sluice.spi.Framing;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A framing of the application that has a defect.
 */
@ExtendWith(OutputCaptureExtension.class)
class BrokenFramingTests {

	private static final int CLIENTS = 3;

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			decoder  | 1 | no decoder
			throw    | 1 | no number is expected
			throw    | 4 | no number is expected
			overflow | 1 | StackOverflowError
			array    | 1 | OutOfMemoryError
			stay     | 1 | returned a message without removing a byte
			greedy   | 1 | more than its largest frame of 20
			large    | 1 | returned a message of 17 bytes, more than its maxSize() of 16
			large    | 4 | returned a message of 17 bytes, more than its maxSize() of 16
			refusal  | 1 | no refusal
			refusal  | 4 | no refusal
			write    | 1 | no output
			write    | 4 | no output
			""")
	void eachConnectionIsClosedAsServerErrorAndTheLogHasOneWarning(String defect, int pipeline, String text,
			CapturedOutput output) throws IOException {
		try (TestGateway gateway = TestGateway.start(Framings.class, ".framing.type=bean", ".framing.name=" + defect,
				".pipeline=" + pipeline, ".routes[0].to=echo")) {
			for (int i = 0; i < CLIENTS; i++) {
				try (TestClient client = gateway.connect()) {
					client.send("message;");
					assertThat(client.readToEnd()).isEmpty();
				}
			}
			await().untilAsserted(() -> assertThat(gateway.closed("server_error")).isEqualTo(CLIENTS));
		}
		assertThat(output.getAll().lines().filter((line) -> line.contains(" WARN "))).singleElement()
			.asString()
			.contains("[test] a connection is closed, because its framing is broken");
		assertThat(output).contains(text).doesNotContain(" ERROR ");
	}

	@Configuration(proxyBeanMethods = false)
	static class Framings {

		@Bean
		Framing decoder() {
			return new Broken("decoder");
		}

		@Bean("throw")
		Framing throwing() {
			return new Broken("throw");
		}

		@Bean
		Framing overflow() {
			return new Broken("overflow");
		}

		@Bean
		Framing array() {
			return new Broken("array");
		}

		@Bean
		Framing stay() {
			return new Broken("stay");
		}

		@Bean
		Framing greedy() {
			return new Broken("greedy");
		}

		@Bean
		Framing large() {
			return new Broken("large");
		}

		@Bean
		Framing refusal() {
			return new Broken("refusal");
		}

		@Bean
		Framing write() {
			return new Broken("write");
		}

	}

	/**
	 * Messages that end in a semicolon.
	 *
	 * @param defect what is wrong
	 */
	private record Broken(String defect) implements Framing, Decoder {

		@Override
		public int maxSize() {
			return 16;
		}

		@Override
		public int maxFrameSize() {
			return 20;
		}

		@Override
		public Decoder decoder() {
			failIf("decoder", "no decoder");
			return this;
		}

		@Override
		public byte @Nullable [] decode(FrameBuffer in) {
			failIf("throw", "no number is expected");
			if (this.defect.equals("overflow")) {
				return decode(in);
			}
			if (this.defect.equals("array")) {
				return new byte[in.at(0) - 'm' + Integer.MAX_VALUE];
			}
			if (this.defect.equals("greedy")) {
				return in.need(21, 0);
			}
			int end = in.indexOf((byte) ';', 0);
			if (end < 0) {
				return in.need(in.size() + 1, 0);
			}
			byte[] message = in.copy(0, end);
			in.skip(this.defect.equals("stay") ? 0 : end + 1);
			return this.defect.equals("large") ? new byte[17] : message;
		}

		@Override
		public @Nullable String refusal(byte[] message) {
			if (message.length > 0 && message[0] == 'm') {
				failIf("refusal", "no refusal");
			}
			return null;
		}

		@Override
		public void write(byte[] message, OutputStream out) throws IOException {
			out.write(message);
			failIf("write", "no output");
			out.write(';');
		}

		private void failIf(String wanted, String text) {
			if (this.defect.equals(wanted)) {
				throw new IllegalStateException(text);
			}
		}

	}

}
