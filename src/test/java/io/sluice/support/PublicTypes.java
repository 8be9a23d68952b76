package io.sluice.support;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;

/**
 * The reasons for which a type may be public.
 */
public final class PublicTypes {

	private static final String ROOT = "io.sluice";

	private PublicTypes() {
	}

	public static boolean isPublic(JavaClass type) {
		return type.isTopLevelClass() && type.getModifiers().contains(JavaModifier.PUBLIC);
	}

	/**
	 * Whether another package uses a type, or one whose public signatures name it: a type
	 * argument is in no class file of those that use it.
	 */
	public static boolean isUsedElsewhere(JavaClass type) {
		return isUsedByAnotherPackage(type) || type.getDirectDependenciesToSelf()
			.stream()
			.map(Dependency::getOriginClass)
			.filter((user) -> isPublic(user) && isUsedByAnotherPackage(user))
			.anyMatch((user) -> signatures(user).anyMatch(type::equals));
	}

	private static boolean isUsedByAnotherPackage(JavaClass type) {
		return type.getDirectDependenciesToSelf()
			.stream()
			.anyMatch((use) -> !use.getOriginClass().getPackage().equals(type.getPackage()));
	}

	/**
	 * What an application has to name that calls a type: those of its public signatures,
	 * the exceptions that it throws, what sealed ones permit, and those of all these.
	 */
	public static Set<JavaClass> exposedBy(JavaClass root) {
		Set<JavaClass> exposed = new LinkedHashSet<>(Set.of(root));
		Deque<JavaClass> open = new ArrayDeque<>(exposed);
		while (!open.isEmpty()) {
			named(open.remove()).filter((type) -> type.getPackageName().startsWith(ROOT))
				.filter(exposed::add)
				.forEach(open::add);
		}
		return exposed;
	}

	private static Stream<JavaClass> named(JavaClass type) {
		Stream<JavaClass> exceptions = type.getDirectDependenciesFromSelf()
			.stream()
			.map(Dependency::getTargetClass)
			.filter((target) -> target.isAssignableTo(Throwable.class));
		Stream<JavaClass> permitted = type.getPermittedSubclasses().orElse(Set.of()).stream();
		return Stream.of(signatures(type), exceptions, permitted).flatMap(Function.identity());
	}

	private static Stream<JavaClass> signatures(JavaClass type) {
		return type.getCodeUnits()
			.stream()
			.filter((unit) -> unit.getModifiers().contains(JavaModifier.PUBLIC))
			.flatMap((unit) -> Stream.concat(Stream.of(unit.getReturnType()), unit.getParameterTypes().stream()))
			.flatMap((signature) -> signature.getAllInvolvedRawTypes().stream());
	}

}
