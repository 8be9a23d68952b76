package io.sluice.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import javax.tools.ToolProvider;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link Knots}: finds what was planted, and nothing else.
 */
class KnotsTests {

	@TempDir
	private Path directory;

	@Test
	void threeTypesInACircleAreAKnot() throws IOException {
		assertThat(knots("class A { B b; }", "class B { C c; }", "class C { void run(A a) { } }", "class D { A a; }"))
			.containsExactly(Set.of("p.A", "p.B", "p.C"));
	}

	@Test
	void twoCirclesThatShareATypeAreOneKnot() throws IOException {
		assertThat(knots("class A { B b; }", "class B { A a; C c; }", "class C { B b; }"))
			.containsExactly(Set.of("p.A", "p.B", "p.C"));
	}

	@Test
	void twoKnotsAreTold() throws IOException {
		assertThat(knots("class A { B b; }", "class B { C c; }", "class C { A a; D d; }", "class D { E[] e; }",
				"class E { F f; }", "class F { Object o = new D(); }"))
			.containsExactlyInAnyOrder(Set.of("p.A", "p.B", "p.C"), Set.of("p.D", "p.E", "p.F"));
	}

	@Test
	void aPairIsNoKnot() throws IOException {
		assertThat(knots("class A { B b; }", "class B { A a; C c; }", "class C { D d; }", "class D { C c; }"))
			.isEmpty();
	}

	@Test
	void aNestedTypeIsAPartOfItsTopLevelType() throws IOException {
		assertThat(knots("class A { static class N { B b; } }", "class B { A a; A.N n; }")).isEmpty();
		assertThat(knots("class A { static class N { B b; } }", "class B { C c; }",
				"class C { Runnable r = () -> System.out.println(new A()); }"))
			.containsExactly(Set.of("p.A", "p.B", "p.C"));
	}

	@Test
	void aSealedTypeIsOneWithWhatItPermits() throws IOException {
		String sealed = "sealed interface S permits A, B { static S of() { return new A(); } }";
		assertThat(knots(sealed, "record A() implements S { B b() { return null; } }", "record B() implements S { }",
				"class C { S s; }"))
			.isEmpty();
		assertThat(knots(sealed, "record A() implements S { C c() { return null; } }", "record B() implements S { }",
				"class C { D d; }", "class D { S s; }"))
			.containsExactly(Set.of("p.S", "p.C", "p.D"));
	}

	@Test
	void anotherPackageEndsTheSearch() throws IOException {
		assertThat(knots("class A { B b; }", "public class B { q.C c; }", "package q; public class C { p.B b; }"))
			.isEmpty();
	}

	/**
	 * Of types that are compiled for this, in the package {@code p} unless they say so.
	 */
	private List<Set<String>> knots(String... types) throws IOException {
		Path classes = Files.createTempDirectory(this.directory, "classes");
		List<String> arguments = new ArrayList<>(List.of("-proc:none", "-d", classes.toString()));
		for (String type : types) {
			String name = type.replaceFirst(".*?(class|record|interface) (\\w+).*", "$2");
			Path source = classes.resolve(name + ".java");
			Files.writeString(source, type.startsWith("package") ? type : "package p; " + type);
			arguments.add(source.toString());
		}
		assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)))
			.isZero();
		return Knots.find(new ClassFileImporter().importPath(classes));
	}

}
