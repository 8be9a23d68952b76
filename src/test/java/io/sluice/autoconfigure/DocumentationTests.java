package io.sluice.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.sluice.AskNotSentException;
import io.sluice.AskUnansweredException;
import io.sluice.CloseReason;
import io.sluice.ErrorCode;
import io.sluice.IdentityRefusedException;
import io.sluice.PushResult;
import io.sluice.TcpHandler;
import io.sluice.TcpSessionClosedEvent;
import io.sluice.TcpSessionIdentifiedEvent;
import io.sluice.TcpSessionOpenedEvent;
import io.sluice.framing.FramingType;
import io.sluice.framing.LineFraming;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.integration.ip.tcp.serializer.ByteArrayCrLfSerializer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the documentation shows is so.
 */
class DocumentationTests {

	private static final Pattern YAML = Pattern.compile("```yaml\n(sluice:.*?)```", Pattern.DOTALL);

	private static final Pattern TYPE = Pattern.compile("\\b(?:class|interface|record|enum) (\\w+)");

	/** With or without a member of it behind, or an annotation's sign before. */
	private static final Pattern NAMED_TYPE = Pattern.compile("`@?([A-Z][a-z]\\w+)(?:[.(<][^`]*)?`");

	private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:\\s]+)(?:#[^)]*)?\\)");

	private static final Pattern CODE = Pattern.compile("`[^`\n]+`");

	private static final Set<Class<?>> OWN_TABLES = Set.of(RouteProperties.When.class, RouteProperties.Extract.class,
			FramingProperties.class, ListenerFramingProperties.class);

	static Stream<String> examples() throws IOException {
		try (Stream<Path> docs = Files.list(Path.of("docs"))) {
			return Stream.concat(Stream.of(Path.of("README.md")), docs.toList().stream())
				.filter((page) -> page.toString().endsWith(".md"))
				.flatMap((page) -> YAML.matcher(read(page)).results().map((match) -> match.group(1)));
		}
	}

	@ParameterizedTest
	@MethodSource("examples")
	void exampleOfAConfigurationIsValid(String yaml) throws IOException {
		SluiceProperties properties = bind(yaml);
		UpstreamChecks.check(properties.upstreams());
		ListenerValidator.check(properties.listeners());
		BeanFactory beans = new StaticListableBeanFactory(
				Map.of("tpdu", new LineFraming(1000), "hosts", new ByteArrayCrLfSerializer()));
		properties.listeners()
			.forEach((name, listener) -> assertThat(FramingFactory.create(name, listener, beans)).isNotNull());
	}

	@Test
	void handlerOfTheReadmeAnswersAsItSays() throws IOException {
		String readme = read(Path.of("README.md"));
		assertThat(readme).contains("return \"ordered \" + order.count() + \" \" + order.item();");
		Matcher sentence = Pattern.compile("A line `(.*)` sent to port 7071 is answered `(.*)`").matcher(readme);
		assertThat(sentence.find()).isTrue();
		assertThat(bind(examples().findFirst().orElseThrow()).listeners().get("orders").routes().getFirst().to())
			.isEqualTo("orders");
		try (TestGateway gateway = TestGateway.start(Orders.class, ".routes[0].to=orders");
				TestClient client = gateway.connect()) {
			assertThat(client.request(sentence.group(1))).isEqualTo(sentence.group(2));
		}
	}

	@Test
	void commandsForContributorsNameWhatThereIs() throws IOException {
		String page = read(Path.of("CONTRIBUTING.md"));
		assertThat(found(page, "\\./mvnw -P(\\w+)")).isNotEmpty()
			.allSatisfy((profile) -> assertThat(read(Path.of("pom.xml"))).contains("<id>" + profile + "</id>"));
		try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
			List<String> classes = files.map((file) -> file.toString().replace('/', '.')).toList();
			assertThat(found(page, "-Dtest='?([\\w.*]+)")).isNotEmpty()
				.allSatisfy((test) -> assertThat(classes)
					.anyMatch((name) -> name.matches(".*\\." + test.replace("*", "\\w*") + "\\.java")));
		}
	}

	private static List<String> found(String page, String regex) {
		return Pattern.compile(regex).matcher(page).results().map((match) -> match.group(1)).toList();
	}

	@ParameterizedTest
	@EnumSource
	void everyCloseReasonIsExplained(CloseReason reason) {
		assertThat(read(Path.of("docs/errors.md"))).contains("`" + reason.tag() + "`");
	}

	@ParameterizedTest
	@EnumSource
	void everyErrorCodeIsExplained(ErrorCode code) {
		assertThat(read(Path.of("docs/errors.md"))).contains("`" + code + "`");
	}

	@ParameterizedTest
	@EnumSource
	void everyFramingIsExplained(FramingType type) {
		assertThat(read(Path.of("docs/framings.md"))).contains("| `" + type.kebab() + "` |");
	}

	@ParameterizedTest
	@EnumSource
	void everyOutcomeOfAPushIsExplained(PushResult.Outcome outcome) {
		assertThat(read(Path.of("docs/sessions.md"))).contains("| `" + outcome + "` |");
		assertThat(read(Path.of("docs/endpoints.md"))).contains("| `" + outcome + "` |");
	}

	@ParameterizedTest
	@ValueSource(classes = { SluiceProperties.Identity.class, SluiceProperties.Correlate.class,
			SluiceProperties.Heartbeat.class })
	void everyKeyOfSessionsIsExplained(Class<?> settings) {
		String page = read(Path.of("docs/sessions.md"));
		assertThat(settings.getRecordComponents()).allSatisfy((key) -> assertThat(page)
			.contains("| `%s.%s` |".formatted(settings.getSimpleName().toLowerCase(Locale.ROOT),
					key.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT))));
	}

	/**
	 * The keys of what is in a map or a list, and those of conditions, values and
	 * framings, which have tables of their own, are without what is before them.
	 */
	@Test
	void everySettingIsOnAPage() throws IOException {
		List<String> code = new ArrayList<>();
		try (Stream<Path> docs = Files.list(Path.of("docs"))) {
			docs.filter((page) -> page.toString().endsWith(".md"))
				.forEach((page) -> CODE.matcher(read(page)).results().map(MatchResult::group).forEach(code::add));
		}
		Set<String> keys = new LinkedHashSet<>();
		findKeys("sluice.", SluiceProperties.class, keys, new HashSet<>());
		assertThat(keys).hasSizeGreaterThan(150)
			.allSatisfy((key) -> assertThat(code)
				.anyMatch(Pattern.compile("(^`|[{,] )" + key.replace(".", "[ :.{\\[]+(\\S+ )*?") + "\\b(?![-])")
					.asPredicate()));
	}

	private static void findKeys(String prefix, Class<?> owner, Set<String> keys, Set<Class<?>> found) {
		for (RecordComponent component : owner.getRecordComponents()) {
			String key = prefix + KeyTree.key(component);
			Type type = component.getGenericType();
			boolean many = type instanceof ParameterizedType;
			Type element = many ? KeyTree.element((ParameterizedType) type) : type;
			if (many || !KeyTree.isRecord(type)) {
				keys.add(key);
			}
			if (element instanceof Class<?> settings && settings.isRecord()) {
				boolean separate = many || OWN_TABLES.contains(settings);
				if (!separate || found.add(settings)) {
					findKeys(separate ? "" : key + ".", settings, keys, found);
				}
			}
		}
	}

	@ParameterizedTest
	@ValueSource(classes = { TcpSessionOpenedEvent.class, TcpSessionIdentifiedEvent.class, TcpSessionClosedEvent.class,
			AskNotSentException.class, AskUnansweredException.class, IdentityRefusedException.class })
	void everyEventAndExceptionOfSessionsIsExplained(Class<?> type) {
		assertThat(read(Path.of("docs/sessions.md"))).contains("`" + type.getSimpleName() + "`");
	}

	/**
	 * A page of names that are gone leads nowhere.
	 */
	@Test
	void everyTypeThatTheArchitectureNamesIsThere() throws IOException {
		Set<String> foreign = Set.of("ConfigurationPropertiesSource", "GenericMessage", "MeterRegistry", "Socket",
				"SocketImpl", "TcpInboundGateway", "TcpNetServerConnectionFactory");
		Set<String> declared = new HashSet<>(foreign);
		try (Stream<Path> files = Files.walk(Path.of("src"))) {
			files.filter((file) -> file.toString().endsWith(".java"))
				.forEach((file) -> TYPE.matcher(read(file)).results().forEach((match) -> declared.add(match.group(1))));
		}
		assertThat(NAMED_TYPE.matcher(read(Path.of("docs/architecture.md"))).results().map((match) -> match.group(1)))
			.isNotEmpty()
			.allMatch(declared::contains);
	}

	@Test
	void everyFileThatAPageLinksToIsThere() throws IOException {
		try (Stream<Path> docs = Files.list(Path.of("docs"))) {
			assertThat(docs.filter((page) -> page.toString().endsWith(".md"))
				.flatMap((page) -> LINK.matcher(read(page))
					.results()
					.map((match) -> page.resolveSibling(match.group(1)).normalize())))
				.isNotEmpty()
				.allMatch(Files::exists);
		}
	}

	private static SluiceProperties bind(String yaml) throws IOException {
		StandardEnvironment environment = new StandardEnvironment();
		new YamlPropertySourceLoader().load("example", new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)))
			.forEach(environment.getPropertySources()::addFirst);
		new ConfigurationWalk(KeyTree.SLUICE).check(environment);
		return Binder.get(environment)
			.bind("sluice", Bindable.of(SluiceProperties.class),
					new NoUnboundElementsBindHandler(BindHandler.DEFAULT, (source) -> true))
			.get();
	}

	private static String read(Path page) {
		try {
			return Files.readString(page);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static class Orders {

		@TcpHandler("orders")
		String order(Order order) {
			return "ordered " + order.count() + " " + order.item();
		}

		record Order(String item, int count) {

		}

	}

}
