package io.sluice.autoconfigure;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import javax.tools.ToolProvider;

import io.sluice.handler.HandlerHints;
import io.sluice.support.ClosedPort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.ReflectionHintsPredicates;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.beans.factory.aot.AotServices;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotContribution;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotProcessor;
import org.springframework.boot.SpringApplicationAotProcessor;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.javapoet.ClassName;
import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Applications that are processed ahead of time, for a faster start or a native image.
 */
class AheadOfTimeTests {

	private static final ReflectionHintsPredicates REFLECTION = RuntimeHintsPredicates.reflection();

	@TempDir
	private Path directory;

	@ParameterizedTest
	@CsvSource({ "none, redis", "servlet, none" })
	void applicationServesWithWhatWasGenerated(String web, String cluster) throws Exception {
		String[] args = { "--spring.main.web-application-type=" + web, "--spring.main.banner-mode=off",
				"--logging.level.root=warn", "--server.port=0", "--sluice.cluster.via=" + cluster,
				"--spring.data.redis.port=" + ClosedPort.reserve(), "--sluice.console.enabled=true",
				"--sluice.access-log.enabled=true", "--sluice.listeners.test.port=0",
				"--sluice.listeners.test.address=127.0.0.1", "--sluice.listeners.test.executor.type=pool",
				"--sluice.listeners.test.routes[0].to=orders", "--sluice.listeners.test.routes[0].when.starts-with={",
				"--sluice.listeners.test.routes[1].to=reverse", "--sluice.listeners.test.routes[1].when.equals=flow",
				"--sluice.listeners.test.routes[2].to=echo" };
		// listeners are those of the start, not of the processing
		Path classes = generate(
				Stream.of(args).map((arg) -> arg.replace("listeners.test", "listeners.other")).toArray(String[]::new));
		// the generated classes share packages with those that they call
		try (URLClassLoader loader = new URLClassLoader(classPath(classes), ClassLoader.getPlatformClassLoader())) {
			Thread thread = Thread.currentThread();
			ClassLoader before = thread.getContextClassLoader();
			thread.setContextClassLoader(loader);
			try {
				Object replies = loader.loadClass(AheadOfTimeApplication.class.getName())
					.getMethod("talk", String[].class)
					.invoke(null, (Object) args);
				// a bean definition that was generated knows no resource
				assertThat(replies).isEqualTo(List.of("{\"text\":\"ordered pear\"}", "wolf", "else", "null",
						cluster.equals("redis") ? "away" : "alone"));
			}
			finally {
				thread.setContextClassLoader(before);
			}
		}
	}

	@Test
	void handlerMethodsAreCalledByReflection() throws NoSuchMethodException {
		RuntimeHints hints = handlerHints();
		assertThat(REFLECTION.onMethodInvocation(
				AheadOfTimeApplication.Handlers.class.getDeclaredMethod("order", AheadOfTimeApplication.Order.class)))
			.accepts(hints);
	}

	@ParameterizedTest
	@ValueSource(classes = { AheadOfTimeApplication.Order.class, AheadOfTimeApplication.Confirmation.class,
			AheadOfTimeApplication.Wrapped.class, AheadOfTimeApplication.Nested.class,
			AheadOfTimeApplication.Later.class })
	void payloadsAndRepliesAreBoundByReflection(Class<?> type) throws NoSuchMethodException {
		RuntimeHints hints = handlerHints();
		assertThat(REFLECTION.onType(type).withMemberCategory(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS))
			.accepts(hints);
		assertThat(REFLECTION.onMethodInvocation(type.getDeclaredMethod(type.getRecordComponents()[0].getName())))
			.accepts(hints);
	}

	@Test
	void whatIsNoPayloadIsNotBound() {
		RuntimeHints hints = handlerHints();
		assertThat(REFLECTION.onType(AheadOfTimeApplication.Unbound.class)).rejects(hints);
		assertThat(REFLECTION.onType(List.class)).rejects(hints);
	}

	@Test
	void settingsAreBoundByReflection() {
		RuntimeHints hints = sluiceHints();
		records(SluiceProperties.class)
			.forEach((type) -> assertThat(REFLECTION.onConstructorInvocation(type.getDeclaredConstructors()[0]))
				.as(type.getName())
				.accepts(hints));
		assertThat(REFLECTION.onConstructorInvocation(BeanSettings.ListenerShape.class.getDeclaredConstructors()[0]))
			.accepts(hints);
	}

	@Test
	void filesOfTheConsoleAreThere() throws IOException {
		RuntimeHints hints = sluiceHints();
		try (Stream<Path> files = Files.list(Path.of("src/main/resources/sluice-console"))) {
			files.forEach((file) -> assertThat(
					RuntimeHintsPredicates.resource().forResource("sluice-console/" + file.getFileName()))
				.accepts(hints));
		}
		assertThat(RuntimeHintsPredicates.resource()
			.forResource("META-INF/resources/webjars/uplot/1.6.30/dist/uPlot.esm.js")).accepts(hints);
	}

	private static Stream<Class<?>> records(Class<?> type) {
		return Stream.concat(Stream.of(type).filter(Class::isRecord),
				Stream.of(type.getDeclaredClasses()).flatMap(AheadOfTimeTests::records));
	}

	private static RuntimeHints sluiceHints() {
		RuntimeHints hints = new RuntimeHints();
		assertThat(AotServices.factories().load(RuntimeHintsRegistrar.class))
			.hasAtLeastOneElementOfType(SluiceRuntimeHints.class);
		new SluiceRuntimeHints().registerHints(hints, null);
		return hints;
	}

	private static RuntimeHints handlerHints() {
		DefaultGenerationContext generation = new DefaultGenerationContext(
				new ClassNameGenerator(ClassName.get(AheadOfTimeTests.class)), new InMemoryGeneratedFiles());
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.register(AheadOfTimeApplication.Handlers.class);
			assertThat(AotServices.factories().load(BeanFactoryInitializationAotProcessor.class))
				.hasAtLeastOneElementOfType(HandlerHints.class);
			BeanFactoryInitializationAotContribution contribution = new HandlerHints()
				.processAheadOfTime(context.getBeanFactory());
			contribution.applyTo(generation, null);
		}
		return generation.getRuntimeHints();
	}

	/** As Spring Boot's {@code process-aot} does. */
	private Path generate(String[] args) throws IOException {
		Path sources = this.directory.resolve("sources");
		Path classes = this.directory.resolve("classes");
		new SpringApplicationAotProcessor(AheadOfTimeApplication.class,
				AbstractAotProcessor.Settings.builder()
					.sourceOutput(sources)
					.resourceOutput(classes)
					.classOutput(classes)
					.groupId("io.sluice")
					.artifactId("application")
					.build(),
				args)
			.process();
		Files.createDirectories(classes);
		Files.writeString(classes.resolve("spring.properties"), "spring.aot.enabled=true");
		compile(sources, classes);
		return classes;
	}

	private static void compile(Path sources, Path classes) throws IOException {
		List<String> arguments = new ArrayList<>(List.of("-nowarn", "-proc:none", "-d", classes.toString(), "-cp",
				classes + File.pathSeparator + System.getProperty("java.class.path")));
		try (Stream<Path> files = Files.walk(sources)) {
			files.map(Path::toString).filter((file) -> file.endsWith(".java")).forEach(arguments::add);
		}
		assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)))
			.isZero();
	}

	private static URL[] classPath(Path first) throws IOException {
		List<URL> urls = new ArrayList<>(List.of(first.toUri().toURL()));
		for (String entry : StringUtils.delimitedListToStringArray(System.getProperty("java.class.path"),
				File.pathSeparator)) {
			urls.add(Path.of(entry).toUri().toURL());
		}
		return urls.toArray(URL[]::new);
	}

}
