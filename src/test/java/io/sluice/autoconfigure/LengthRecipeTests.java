package io.sluice.autoconfigure;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.sluice.framing.FrameInput;
import io.sluice.framing.FrameReader;
import io.sluice.listener.SluiceServerConnectionFactory;
import io.sluice.spi.Framing;
import io.sluice.support.TestGateway;
import org.jpos.core.SimpleConfiguration;
import org.jpos.iso.BaseChannel;
import org.jpos.iso.FSDISOMsg;
import org.jpos.iso.ISOMsg;
import org.jpos.iso.channel.FSDChannel;
import org.jpos.iso.packager.ISO87APackager;
import org.jpos.util.FSDMsg;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The recipes of {@code docs/protocols.md}: frames of the protocols with a length, and
 * jPOS' channels as clients over sockets.
 */
class LengthRecipeTests {

	private static final Path PAGE = Path.of("docs/protocols.md");

	private static final Pattern PROTOCOL = Pattern
		.compile("(?m)^\\| ([^|`]+) \\| `(\\{ type: length[^`]+})` \\| `([0-9a-f ]+)` \\| `([0-9a-f ]+)` \\|$");

	private static final Pattern CHANNEL = Pattern.compile("(?m)^\\| `(\\w+)Channel` \\| `(\\{[^`]+})` \\|$");

	/** Where jPOS finds the fields of the messages of its {@code FSDChannel}. */
	private static final String SCHEMA = "file:src/test/resources/jpos/";

	private static final byte[] TPDU = HexFormat.of().parseHex("6000030000");

	private static TestGateway gateway;

	@BeforeAll
	static void start() throws IOException {
		List<String> properties = new ArrayList<>();
		channels().forEach((row) -> {
			String listener = "sluice.listeners." + listener((String) row.get()[0]) + ".";
			properties.add(listener + "port=0");
			properties.add(listener + "address=127.0.0.1");
			properties.add(listener + "routes[0].to=echo");
			settings((String) row.get()[1])
				.forEach((key, value) -> properties.add(listener + "framing." + key + "=" + value));
		});
		gateway = TestGateway.start(LengthRecipeTests.class, properties.toArray(String[]::new));
	}

	@AfterAll
	static void stop() {
		gateway.close();
	}

	static Stream<Arguments> protocols() throws IOException {
		return PROTOCOL.matcher(Files.readString(PAGE))
			.results()
			.map((row) -> Arguments.of(row.group(1), row.group(2), row.group(3), row.group(4)));
	}

	static Stream<Arguments> channels() throws IOException {
		return CHANNEL.matcher(Files.readString(PAGE)).results().map((row) -> Arguments.of(row.group(1), row.group(2)));
	}

	@Test
	void everyRowIsFound() throws IOException {
		assertThat(protocols()).hasSizeGreaterThanOrEqualTo(9);
		assertThat(channels()).hasSizeGreaterThanOrEqualTo(15);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("protocols")
	void frameOfAProtocolIsReadAndWritten(String protocol, String settings, String frame, String message)
			throws IOException {
		Framing framing = framing(settings);
		byte[] wire = bytes(frame);
		byte[] twice = bytes(frame + frame);
		FrameReader reader = new FrameReader(framing, new FrameInput(new ByteArrayInputStream(twice)));
		assertThat(reader.read()).isEqualTo(bytes(message));
		assertThat(reader.read()).isEqualTo(bytes(message));
		assertThat(reader.read()).isNull();
		assertThat(framing.refusal(bytes(message))).isNull();
		assertThat(framing.frame(bytes(message))).isEqualTo(wire);
	}

	@ParameterizedTest(name = "{0}Channel")
	@MethodSource("channels")
	void channelOfJposGetsItsMessagesBack(String name, String settings) throws Exception {
		BaseChannel channel = channel(name);
		if (settings.contains("mirror: 5")) {
			channel.setHeader(TPDU);
		}
		channel.connect();
		try {
			if (channel instanceof FSDChannel) {
				echoFormatSpecificMessage(channel);
				return;
			}
			for (int trace = 1; trace <= 3; trace++) {
				channel.send(networkCheck(trace));
				ISOMsg reply = channel.receive();
				assertThat(reply.getMTI()).isEqualTo("0800");
				assertThat(reply.getString(11)).isEqualTo("00000" + trace);
				assertThat(reply.getString(48)).hasSize(300);
			}
		}
		finally {
			channel.disconnect();
		}
	}

	private static void echoFormatSpecificMessage(BaseChannel channel) throws Exception {
		FSDMsg message = new FSDMsg(SCHEMA);
		message.set("mti", "0800");
		message.set("trace", "000001");
		channel.send(new FSDISOMsg(message));
		assertThat(channel.receive()).isInstanceOfSatisfying(FSDISOMsg.class,
				(reply) -> assertThat(reply.getString("trace")).isEqualTo("000001"));
	}

	private static BaseChannel channel(String name) throws Exception {
		BaseChannel channel = Class.forName("org.jpos.iso.channel." + name + "Channel")
			.asSubclass(BaseChannel.class)
			.getConstructor()
			.newInstance();
		SimpleConfiguration configuration = new SimpleConfiguration();
		configuration.put("schema", SCHEMA);
		channel.setConfiguration(configuration);
		channel.setHost("127.0.0.1",
				gateway.context()
					.getBean("sluice." + listener(name) + ".connections", SluiceServerConnectionFactory.class)
					.getPort());
		channel.setPackager(new ISO87APackager());
		channel.setTimeout(60_000);
		return channel;
	}

	private static String listener(String channel) {
		return channel.toLowerCase(Locale.ROOT);
	}

	private static ISOMsg networkCheck(int trace) throws Exception {
		ISOMsg message = new ISOMsg("0800");
		message.set(11, "00000" + trace);
		message.set(48, "x".repeat(300));
		message.set(70, "301");
		return message;
	}

	private static Map<String, Object> settings(String yaml) {
		return new Yaml().load(yaml);
	}

	private static Framing framing(String yaml) {
		MapConfigurationPropertySource source = new MapConfigurationPropertySource();
		settings(yaml).forEach((key, value) -> source.put("framing." + key, value));
		FramingProperties properties = new Binder(source).bind("framing", FramingProperties.class).get();
		return new FramingFactory("framing", properties, StandardCharsets.UTF_8,
				new FramingBeans(new DefaultListableBeanFactory()))
			.create();
	}

	private static byte[] bytes(String hex) {
		return HexFormat.of().parseHex(hex.replace(" ", ""));
	}

}
