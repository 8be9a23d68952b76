package io.sluice.app;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import javax.tools.ToolProvider;

import org.springframework.boot.SpringApplication;
import org.springframework.core.io.DefaultResourceLoader;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The classes of an example with a {@code pom.xml}, compiled as its build does.
 */
final class ExampleClasses implements AutoCloseable {

	private final URLClassLoader loader;

	private ExampleClasses(URLClassLoader loader) {
		this.loader = loader;
	}

	/**
	 * Compile an example.
	 * @param example its directory
	 * @param directory the directory in which to make one for the classes
	 * @param resources directories of resources
	 */
	static ExampleClasses compile(Path example, Path directory, Path... resources) throws IOException {
		Path output = Files.createDirectory(directory.resolve("classes"));
		List<String> arguments = new ArrayList<>(List.of("-parameters", "-proc:none", "-Werror", "-cp",
				System.getProperty("java.class.path"), "-d", output.toString()));
		try (Stream<Path> files = Files.walk(example.resolve("src"))) {
			files.map(Path::toString).filter((file) -> file.endsWith(".java")).forEach(arguments::add);
		}
		assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)))
			.isZero();
		List<URL> places = new ArrayList<>(List.of(output.toUri().toURL()));
		for (Path each : resources) {
			places.add(each.toUri().toURL());
		}
		return new ExampleClasses(
				new URLClassLoader(places.toArray(URL[]::new), ExampleClasses.class.getClassLoader()));
	}

	/**
	 * Create the application of the example. It is not started.
	 * @param main the name of its class
	 */
	SpringApplication application(String main) {
		try {
			return new SpringApplication(new DefaultResourceLoader(this.loader), this.loader.loadClass(main));
		}
		catch (ClassNotFoundException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() throws IOException {
		this.loader.close();
	}

}
