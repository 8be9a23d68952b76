package io.sluice;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every Java snippet of the documents compiles: whole files, classes, members and
 * statements.
 */
class JavaSnippetTests {

	private static final Pattern SNIPPET = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

	private static final Pattern TYPE = Pattern.compile("(?m)^(public )?(class|record|interface) ");

	private static final Pattern PUBLIC_TYPE = Pattern.compile("(?m)^public class (\\w+) ");

	/** A method, below its annotations. */
	private static final Pattern METHOD = Pattern.compile("(@.*\n)*[\\w<>\\[\\] ]+ \\w+\\(.*\\) \\{\n");

	private static final String IMPORTS = """
			import static io.sluice.test.TcpTestClientAssert.assertThat;
			import static java.nio.charset.StandardCharsets.UTF_8;
			import static org.assertj.core.api.Assertions.assertThat;
			import io.micrometer.context.ContextRegistry;
			import io.sluice.*;
			import io.sluice.client.*;
			import io.sluice.framing.*;
			import io.sluice.listener.*;
			import io.sluice.process.*;
			import io.sluice.spi.*;
			import io.sluice.test.*;
			import jakarta.validation.Valid;
			import jakarta.validation.constraints.*;
			import java.io.*;
			import java.net.*;
			import java.nio.ByteOrder;
			import java.nio.charset.StandardCharsets;
			import java.time.Duration;
			import java.util.*;
			import java.util.concurrent.*;
			import java.util.stream.Stream;
			import javax.net.ssl.SSLContext;
			import org.junit.jupiter.api.*;
			import org.springframework.beans.factory.annotation.*;
			import org.springframework.beans.factory.config.BeanPostProcessor;
			import org.springframework.boot.test.context.SpringBootTest;
			import org.springframework.context.annotation.*;
			import org.springframework.integration.annotation.ServiceActivator;
			import org.springframework.integration.config.GlobalChannelInterceptor;
			import org.springframework.integration.dsl.IntegrationFlow;
			import org.springframework.integration.ip.tcp.connection.*;
			import org.springframework.integration.ip.tcp.inbound.*;
			import org.springframework.integration.ip.tcp.outbound.*;
			import org.springframework.integration.ip.tcp.serializer.*;
			import org.springframework.messaging.*;
			import org.springframework.messaging.handler.annotation.Header;
			import org.springframework.messaging.support.*;
			import org.springframework.security.access.prepost.PreAuthorize;
			import org.springframework.security.core.Authentication;
			import org.springframework.stereotype.*;
			""";

	/** What a snippet takes for granted. */
	private static final String MEMBERS = """
				static final ThreadLocal<String> TENANT = new ThreadLocal<>();
				TcpSessions sessions;
				record Order(String item, int count) { }
				record Confirmation(String item, int count) { }
				interface TillRepository {
					Authentication authenticate(String subject);
				}
			""";

	@Test
	void everySnippetCompiles(@TempDir Path output) throws IOException {
		List<JavaFileObject> sources = new ArrayList<>();
		try (Stream<Path> docs = Files.list(Path.of("docs"))) {
			for (Path page : Stream.concat(Stream.of(Path.of("README.md")), docs)
				.filter((file) -> file.toString().endsWith(".md"))
				.toList()) {
				for (MatchResult snippet : SNIPPET.matcher(Files.readString(page)).results().toList()) {
					sources.add(source(page, sources.size(), snippet.group(1)));
				}
			}
		}
		assertThat(sources).hasSizeGreaterThan(25);
		DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		List<String> options = List.of("-parameters", "-proc:none", "-cp", System.getProperty("java.class.path"), "-d",
				output.toString());
		boolean compiled = compiler.getTask(null, null, problems, options, null, sources).call();
		assertThat(compiled).as(() -> problems.getDiagnostics().toString()).isTrue();
	}

	private static JavaFileObject source(Path page, int number, String snippet) {
		String name = page.getFileName().toString().replaceAll("\\W", "_") + number;
		if (snippet.startsWith("package ")) {
			Matcher type = PUBLIC_TYPE.matcher(snippet);
			return new Source(type.find() ? type.group(1) : "Snippet", snippet);
		}
		return new Source("Snippet", "package %s;\n%s%s".formatted(name, IMPORTS, declaration(snippet)));
	}

	private static String declaration(String snippet) {
		if (TYPE.matcher(snippet).find()) {
			return snippet;
		}
		if (METHOD.matcher(snippet).lookingAt()) {
			return "class Snippet {\n%s%s}\n".formatted(MEMBERS, snippet);
		}
		if (snippet.startsWith("@")) {
			return snippet + "class Snippet { }\n";
		}
		boolean ends = snippet.contains("return ") || snippet.contains("throw ");
		return "class Snippet {\n%s%s run() throws Exception {\n%s}\n}\n".formatted(MEMBERS, ends ? "Object" : "void",
				snippet);
	}

	/** A source in memory. */
	private static final class Source extends SimpleJavaFileObject {

		private final String text;

		Source(String type, String text) {
			super(URI.create("string:///" + text.hashCode() + "/" + type + Kind.SOURCE.extension), Kind.SOURCE);
			this.text = text;
		}

		@Override
		public CharSequence getCharContent(boolean ignoreEncodingErrors) {
			return this.text;
		}

	}

}
