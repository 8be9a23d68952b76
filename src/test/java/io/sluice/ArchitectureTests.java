package io.sluice;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.sluice.client.SluiceClient;
import io.sluice.spi.Framing;
import io.sluice.support.Knots;
import io.sluice.support.PublicTypes;
import io.sluice.support.Waiting;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.commons.annotation.Testable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_FIELD_INJECTION;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The walls of the house: which package may use which, and what no file may do.
 */
class ArchitectureTests {

	private static final String ROOT = "io.sluice";

	/** The packages, each with those it may use. All of them may use the root package. */
	private static final Map<String, Set<String>> HOUSE = house();

	/**
	 * What applications compile against; a smaller number is welcome, a larger one a
	 * promise.
	 */
	private static final int MAX_PUBLIC_TYPES = 46;

	private static final Set<String> LOMBOK = Set.of("lombok.RequiredArgsConstructor", "lombok.extern.slf4j.Slf4j");

	private static JavaClasses main;

	private static JavaClasses tests;

	@BeforeAll
	static void read() {
		main = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages(ROOT);
		tests = new ClassFileImporter().withImportOption(new ImportOption.OnlyIncludeTests()).importPackages(ROOT);
	}

	/** Or every full collection of the other tests would walk 250 MB. */
	@AfterAll
	static void release() {
		main = null;
		tests = null;
	}

	private static Map<String, Set<String>> house() {
		Map<String, Set<String>> house = new TreeMap<>();
		house.put("process", Set.of());
		house.put("framing", Set.of("process", "spi"));
		house.put("socket", Set.of("process"));
		house.put("spi", Set.of("process"));
		house.put("telemetry", Set.of("process", "spi"));
		house.put("error", Set.of("process", "spi"));
		house.put("extract", Set.of());
		house.put("session", Set.of("spi"));
		house.put("cluster", Set.of("session", "process", "spi"));
		house.put("routing", Set.of("extract", "framing", "process", "socket", "spi"));
		house.put("handler", Set.of("extract", "framing", "spi"));
		house.put("client", Set.of("framing", "socket", "process", "spi"));
		house.put("upstream", Set.of("client", "extract", "framing", "process", "socket", "spi", "telemetry"));
		house.put("admission", Set.of("framing", "socket", "process", "spi", "telemetry"));
		house.put("connection", Set.of("framing", "session", "socket", "process", "spi", "telemetry"));
		house.put("listener", Set.of("connection", "framing", "session", "socket", "process", "spi", "telemetry"));
		house.put("reload", Set.of("listener", "upstream"));
		house.put("actuate", Set.of("cluster", "listener", "connection", "routing", "reload", "client", "framing",
				"socket", "process", "spi", "telemetry"));
		house.put("cli", Set.of("client", "framing", "socket", "spi"));
		house.put("autoconfigure", Set.copyOf(house.keySet()));
		house.put("test", Set.of("client", "framing", "socket", "spi"));
		house.put("app", Set.copyOf(house.keySet()));
		return house;
	}

	static Collection<String> packages() {
		return HOUSE.keySet();
	}

	@Test
	void everyPackageIsAPartOfTheHouse() {
		check(classes().should().resideInAnyPackage(patterns(HOUSE.keySet())));
	}

	@Test
	void theRootPackageUsesNoOther() {
		check(classes().that().resideInAPackage(ROOT).should().onlyDependOnClassesThat(areForeignOrIn(Set.of())));
	}

	@ParameterizedTest
	@MethodSource("packages")
	void aPackageUsesOnlyThoseItMay(String name) {
		Set<String> allowed = new TreeSet<>(HOUSE.get(name));
		allowed.add(name);
		check(classes().that(resideInAPackage(pattern(name)))
			.should()
			.onlyDependOnClassesThat(areForeignOrIn(allowed)));
	}

	@Test
	void packagesAreFreeOfCycles() {
		check(slices().matching(ROOT + ".(**)").should().beFreeOfCycles());
	}

	@Test
	void noMoreThanTwoTypesOfAPackageNeedOneAnother() {
		assertThat(Knots.find(main)).isEmpty();
	}

	@Test
	void applicationsCompileAgainstFewTypes() {
		assertThat(main.that(resideInAnyPackage(ROOT, ROOT + ".spi")).stream().filter(PublicTypes::isPublic))
			.hasSizeLessThanOrEqualTo(MAX_PUBLIC_TYPES);
	}

	@Test
	void whatIsPublicIsUsedByAnotherPackageOrFromOutside() {
		Set<String> registered = registered();
		Set<JavaClass> ofClient = PublicTypes.exposedBy(main.get(SluiceClient.class));
		assertThat(main.that(resideOutsideOfPackages(ROOT, ROOT + ".spi", ROOT + ".test"))
			.stream()
			.filter(PublicTypes::isPublic))
			.allMatch((type) -> PublicTypes.isUsedElsewhere(type) || registered.contains(type.getName())
					|| ofClient.contains(type) || type.isAssignableTo(Framing.class) || isStartedOrBound(type));
	}

	@Test
	void everyPackageIsNullMarked() {
		assertThat(main.stream().map(JavaClass::getPackage).distinct()).allSatisfy(
				(candidate) -> assertThat(candidate).matches(ArchitectureTests::isNullMarked, "is @NullMarked"));
	}

	@Test
	void fieldsAreNotInjected() {
		check(NO_CLASSES_SHOULD_USE_FIELD_INJECTION);
	}

	@Test
	void onlyTheCommandLinePrints() {
		check(noClasses().that()
			.resideOutsideOfPackages(pattern("cli"), pattern("app"))
			.and()
			// a program of its own, which images of applications need too
			.doNotHaveSimpleName("HealthProbe")
			.should(ACCESS_STANDARD_STREAMS));
	}

	@Test
	void nothingLogsByJavaUtilLogging() {
		check(noClasses().should().dependOnClassesThat().resideInAPackage("java.util.logging"));
	}

	@Test
	void lombokWritesOnlyConstructorsAndLoggers() {
		assertThat(find("\\blombok\\.[\\w.*]+", Path.of("src/main/java"), (found) -> !LOMBOK.contains(found)))
			.isEmpty();
	}

	@Test
	void theStarterRegistersNothingOfTheApplication() {
		assertThat(find("\\bio\\.sluice\\.app\\b", Path.of("src/main/resources/META-INF"), (found) -> true)).isEmpty();
	}

	@Test
	void noTestSleeps() {
		// the benchmark measures, and waits where a test may not
		assertThat(find("(\\.|::)\\s*sleep\\b", Path.of("src/test/java"), (found) -> true))
			.allSatisfy((found) -> assertThat(found).startsWith("src/test/java/io/sluice/bench/"));
	}

	@Test
	void noTestWatchesTheLogBesideOthers() {
		check(tests, noClasses().that()
			.containAnyMethodsThat(
					DescribedPredicate.describe("are @Waiting", (method) -> method.isAnnotatedWith(Waiting.class)))
			.should()
			.dependOnClassesThat()
			.belongToAnyOf(OutputCaptureExtension.class)
			.because("@WatchesLog has them run alone"));
	}

	@Test
	void everyTestIsInAClassThatTheBuildRuns() {
		check(tests, methods().that()
			.areMetaAnnotatedWith(Testable.class)
			.should()
			.beDeclaredInClassesThat(DescribedPredicate.describe(
					"are named ...Tests, or ...Drill, ...Benchmark or ...Campaign for their profiles, or nested in such",
					(candidate) -> outermost(candidate).getSimpleName()
						.matches(".*(Tests|Drill|Benchmark|Campaign)"))));
	}

	/** Or every build would compile all files, because Maven takes one for changed. */
	@Test
	void everySourceFileHasTheClassOfItsName() throws IOException {
		for (Path sources : List.of(Path.of("src/main/java"), Path.of("src/test/java"))) {
			try (Stream<Path> files = Files.walk(sources)) {
				assertThat(files.filter(Files::isRegularFile).map((file) -> sources.relativize(file).toString()))
					.allSatisfy((file) -> assertThat(
							ArchitectureTests.class.getResource("/" + file.replaceFirst("\\.java$", ".class")))
						.as(file)
						.isNotNull());
			}
		}
	}

	/** The JVM starts main classes, and Spring Boot binds properties of any package. */
	private static boolean isStartedOrBound(JavaClass type) {
		return type.tryGetMethod("main", String[].class).isPresent()
				|| type.isAnnotatedWith(ConfigurationProperties.class);
	}

	/** What Spring finds by its name. */
	private static Set<String> registered() {
		return Set
			.copyOf(find("\\bio\\.sluice\\.[\\w.]+", Path.of("src/main/resources/META-INF"), (found) -> true).stream()
				.map((found) -> found.substring(found.indexOf(": ") + 2))
				.toList());
	}

	private static void check(ArchRule rule) {
		check(main, rule);
	}

	/** A rule may speak of a package that is not there yet. */
	private static void check(JavaClasses classes, ArchRule rule) {
		rule.allowEmptyShould(true).check(classes);
	}

	private static DescribedPredicate<JavaClass> areForeignOrIn(Set<String> names) {
		return resideOutsideOfPackage(ROOT + "..").or(resideInAnyPackage(patterns(names)));
	}

	private static String[] patterns(Set<String> names) {
		return Stream.concat(Stream.of(ROOT), names.stream().map(ArchitectureTests::pattern)).toArray(String[]::new);
	}

	private static String pattern(String name) {
		return ROOT + "." + name + "..";
	}

	private static boolean isNullMarked(JavaPackage candidate) {
		return candidate.isAnnotatedWith(NullMarked.class);
	}

	private static JavaClass outermost(JavaClass type) {
		return type.getEnclosingClass().map(ArchitectureTests::outermost).orElse(type);
	}

	private static List<String> find(String regex, Path directory, Predicate<String> offends) {
		if (!Files.isDirectory(directory)) {
			return List.of();
		}
		Pattern pattern = Pattern.compile(regex);
		List<String> found = new ArrayList<>();
		try (Stream<Path> files = Files.walk(directory)) {
			files.filter(Files::isRegularFile)
				.forEach((file) -> pattern.matcher(read(file))
					.results()
					.filter((match) -> offends.test(match.group()))
					.forEach((match) -> found.add(file + ": " + match.group())));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return found;
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
