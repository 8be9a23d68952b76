package io.sluice;

import java.io.IOException;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page of what is stable is complete, and what it calls stable needs nothing that is
 * not.
 */
class StabilityTests {

	private static final Path PAGE = Path.of("docs/stability.md");

	private static final String ROOT = "io.sluice";

	private static final String SPI = ROOT + ".spi";

	static List<Class<?>> stableTypes() throws IOException {
		return Stream
			.of(publicTypes(ROOT), stableContracts().stream().map((name) -> type(SPI + "." + name)),
					publicTypes(ROOT + ".test"))
			.flatMap((types) -> types)
			.flatMap(StabilityTests::withMembers)
			.toList();
	}

	@Test
	void thePageNamesEachContractOnce() throws IOException {
		assertThat(Stream.concat(stableContracts().stream(), otherContracts().stream()))
			.containsExactlyInAnyOrderElementsOf(publicTypes(SPI).map(Class::getSimpleName).toList());
	}

	@ParameterizedTest
	@MethodSource("stableTypes")
	void aStableTypeShowsStableTypes(Class<?> type) throws IOException {
		Set<String> stable = new HashSet<>();
		stableTypes().forEach((known) -> stable.add(known.getName()));
		assertThat(signatures(type).flatMap(StabilityTests::typesOfSluice)).isSubsetOf(stable);
	}

	/** The list below "Stable types". */
	private static List<String> stableContracts() throws IOException {
		return names("(?m)^- `([A-Z]\\w+)`$", Files.readString(PAGE));
	}

	/** The sentence behind that list. */
	private static List<String> otherContracts() throws IOException {
		return Files.readAllLines(PAGE)
			.stream()
			.filter((line) -> line.startsWith("The other types of `io.sluice.spi`"))
			.flatMap((line) -> names("`([A-Z]\\w+)`", line).stream())
			.toList();
	}

	private static List<String> names(String regex, String text) {
		return Pattern.compile(regex).matcher(text).results().map((match) -> match.group(1)).toList();
	}

	private static Stream<Class<?>> publicTypes(String name) throws IOException {
		try (Stream<Path> files = Files.list(Path.of("src/main/java", name.split("\\.")))) {
			List<Class<?>> types = files.map((file) -> file.getFileName().toString())
				.filter((file) -> file.endsWith(".java") && !file.equals("package-info.java"))
				.<Class<?>>map((file) -> type(name + "." + file.replace(".java", "")))
				.filter((type) -> Modifier.isPublic(type.getModifiers()))
				.toList();
			return types.stream();
		}
	}

	private static Class<?> type(String name) {
		try {
			return Class.forName(name, false, StabilityTests.class.getClassLoader());
		}
		catch (ClassNotFoundException ex) {
			throw new IllegalArgumentException(ex);
		}
	}

	private static Stream<Class<?>> withMembers(Class<?> type) {
		return Stream.concat(Stream.of(type),
				Stream.of(type.getDeclaredClasses())
					.filter(StabilityTests::isShown)
					.flatMap(StabilityTests::withMembers));
	}

	private static boolean isShown(Class<?> type) {
		return isShown(type.getModifiers());
	}

	private static boolean isShown(int modifiers) {
		return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
	}

	private static Stream<String> signatures(Class<?> type) {
		Stream<Member> members = Stream
			.of(type.getDeclaredMethods(), type.getDeclaredConstructors(), type.getDeclaredFields())
			.flatMap(Stream::of);
		return Stream.concat(
				Stream.concat(Stream.ofNullable(type.getGenericSuperclass()), Stream.of(type.getGenericInterfaces()))
					.map(Object::toString),
				members.filter((member) -> isShown(member.getModifiers()) && !member.isSynthetic())
					.map(StabilityTests::signature));
	}

	private static String signature(Member member) {
		return switch (member) {
			case Executable executable -> executable.toGenericString();
			case Field field -> field.toGenericString();
			default -> throw new IllegalArgumentException(member.toString());
		};
	}

	private static Stream<String> typesOfSluice(String signature) {
		return Pattern.compile("io\\.sluice\\.[a-z.]*[A-Z]\\w*(?:\\$\\w+)*")
			.matcher(signature)
			.results()
			.map(MatchResult::group);
	}

}
