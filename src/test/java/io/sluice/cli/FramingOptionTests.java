package io.sluice.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

import javax.net.ServerSocketFactory;

import io.sluice.cli.CommandProcess.Result;
import io.sluice.support.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The framing options of the client commands: the bytes on the wire, in both directions.
 */
class FramingOptionTests {

	private final ByteArrayOutputStream received = new ByteArrayOutputStream();

	private TestServer server;

	@BeforeEach
	void start() throws IOException {
		this.server = new TestServer(ServerSocketFactory.getDefault(), 0, Runnable::run,
				(connection, client) -> echo(client));
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	/** Send back what arrives, as it arrives. */
	private void echo(Socket client) throws IOException {
		InputStream in = client.getInputStream();
		byte[] bytes = new byte[1024];
		for (int count = in.read(bytes); count > 0; count = in.read(bytes)) {
			this.received.write(bytes, 0, count);
			client.getOutputStream().write(bytes, 0, count);
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			line                                                     | 61         | 610a
			line --checksum xor                                      | 2461       | 24612a36310d0a
			line --checksum none                                     | 61         | 610a
			crlf                                                     | 61         | 610d0a
			delimiter --delimiter 0x1e0d                             | 61         | 611e0d
			delimiter --delimiter \\r\\n.\\r\\n                      | 61         | 610d0a2e0d0a
			delimiter --delimiter z --keep-delimiter                 | 617a       | 617a
			mllp                                                     | 61         | 0b611c0d
			mllp --require-cr true                                   | 61         | 0b611c0d
			mllp --require-cr false                                  | 61         | 0b611c0d
			mllp --resync                                            | 61         | 0b611c0d
			stx-etx                                                  | 61         | 026103
			stx-etx --resync                                         | 61         | 026103
			stx-etx --end 0x04                                       | 61         | 026104
			stx-etx --end 0x0317                                     | 6117       | 026117
			stx-etx --trailer none                                   | 61         | 026103
			stx-etx --trailer lrc                                    | 61         | 02610362
			stx-etx --trailer checksum-hex                           | 61         | 02610336340d0a
			stx-etx --controls 0x0506                                | 06         | 06
			length                                                   | 61         | 0000000161
			length --header-size 2                                   | 61         | 000161
			length --header-size 2 --little-endian                   | 61         | 010061
			length --header-size 1 --includes-header                 | 61         | 0261
			length --header-size 2 --encoding bcd                    | 61         | 000161
			length --header-size 2 --encoding hex                    | 61         | 303161
			length --header-size 3 --encoding ascii --pad space      | 61         | 20203161
			length --header-size 3 --encoding ascii --pad zero       | 61         | 30303161
			length --header-size 2 --adjustment 2 --strip 4          | 61         | 0001000061
			length --offset 2 --header-size 2                        | 61         | 0000000161
			length --offset 2 --header-size 2 --strip 0              | 0a0b000161 | 0a0b000161
			length --header-size 1 --prefix 0xaa55 --suffix 0x03     | 61         | aa55026103
			ascii-length --digits 2                                  | 61         | 303161
			ascii-length --digits 2 --includes-header                | 61         | 303361
			ascii-length --digits 3 --pad space                      | 61         | 20203161
			fixed --size 2B                                          | 6162       | 6162
			octet-counting --max-size 1B                             | 61         | 312061
			""")
	void messageIsFramedAsTheOptionsSay(String framing, String message, String wire) {
		Result result = send(framing, "--hex", message);
		assertThat(result.err()).isEmpty();
		assertThat(result.out()).isEqualTo(message + "\n");
		assertThat(HexFormat.of().formatHex(this.received.toByteArray())).isEqualTo(wire);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					stx-etx --trailer crc            | --trailer is none, lrc or checksum-hex, not 'crc'
					stx-etx --end 0x02               | STX (0x02) cannot be an end byte or a control byte too
					stx-etx --end 0x03 --controls 0x03 | a byte cannot end a frame and be a control byte
					line --checksum md5              | --checksum is none or xor, not 'md5'
					delimiter                        | the delimiter must be 1 to 64 bytes, not 0
					delimiter --delimiter 0x1        | two for each byte
					fixed                            | --framing fixed needs the size of every message, such as --size 128B
					length --encoding utf            | encoding
					length --header-size 5           | 1 to 4
					length --offset 1 --includes-header --adjustment 0 | --includes-header is --adjustment -5: set one of the two
					length --pad left                | pad
					ascii-length --digits 10         | 1 to 9
					mllp --require-cr maybe          | maybe
					bean                             | needs a bean
					first-of                         | only for listeners
					""")
	void optionThatCannotBeIsNamed(String framing, String text) {
		Result result = send(framing, "--hex", "61");
		assertThat(result.status()).isNotZero();
		assertThat(result.err()).contains(text);
		assertThat(this.received.size()).isZero();
	}

	private Result send(String framing, String... rest) {
		List<String> arguments = new ArrayList<>(
				List.of("send", "--to", "127.0.0.1:" + this.server.port(), "--framing"));
		arguments.addAll(List.of(framing.split(" ")));
		arguments.addAll(List.of(rest));
		return CommandRun.run("", arguments.toArray(String[]::new));
	}

}
