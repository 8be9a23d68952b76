package io.sluice.actuate.threads;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

import com.sun.management.HotSpotDiagnosticMXBean;
import lombok.extern.slf4j.Slf4j;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/**
 * The JVM's thread dump that includes virtual threads. The JVM writes it to a file, a few
 * kilobytes for each thread; the file is read thread by thread and deleted.
 *
 * @see HotSpotDiagnosticMXBean#dumpThreads
 */
@Slf4j(topic = "io.sluice.actuate")
public final class ThreadDump {

	private static final String TRACKING = "jdk.trackAllThreads";

	private ThreadDump() {
	}

	/**
	 * Make a dump.
	 * @param threads receives every thread, in no order
	 * @throws ThreadDumpException if no dump can be made
	 */
	public static void read(Consumer<DumpedThread> threads) {
		String tracking = System.getProperty(TRACKING);
		if (tracking != null && !tracking.isEmpty() && !Boolean.parseBoolean(tracking)) {
			throw new ThreadDumpException(
					"The JVM does not know its virtual threads, as it was started with -D%s=%s; start it without this option"
						.formatted(TRACKING, tracking),
					null);
		}
		Path temporary = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
		try {
			// in a directory of its own, which no other user can read
			readIn(Files.createTempDirectory(temporary, "sluice-threads-"), threads);
		}
		catch (IOException ex) {
			throw new ThreadDumpException("The dump could not be written to %s (java.io.tmpdir)".formatted(temporary),
					ex);
		}
		catch (JacksonException ex) {
			throw new ThreadDumpException("The JVM's dump does not have the expected format", ex);
		}
		catch (UnsupportedOperationException | IllegalArgumentException | LinkageError ex) {
			throw new ThreadDumpException("This JVM cannot dump its virtual threads", ex);
		}
	}

	private static void readIn(Path directory, Consumer<DumpedThread> threads) throws IOException {
		Path file = directory.resolve("threads.json");
		try {
			write(file);
			try (InputStream in = Files.newInputStream(file); JsonParser json = JsonMapper.shared().createParser(in)) {
				read(json, threads);
			}
		}
		finally {
			delete(file);
			delete(directory);
		}
	}

	private static void write(Path file) throws IOException {
		ManagementFactory.getPlatformMXBeans(HotSpotDiagnosticMXBean.class)
			.stream()
			.findFirst()
			.orElseThrow(() -> new UnsupportedOperationException("it has no HotSpotDiagnosticMXBean"))
			.dumpThreads(file.toString(), HotSpotDiagnosticMXBean.ThreadDumpFormat.JSON);
	}

	/**
	 * Read the threads of all containers.
	 */
	private static void read(JsonParser json, Consumer<DumpedThread> threads) {
		for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
			if (token == JsonToken.START_ARRAY && "threads".equals(json.currentName())) {
				while (json.nextToken() == JsonToken.START_OBJECT) {
					threads.accept(json.readValueAs(DumpedThread.class));
				}
			}
		}
	}

	private static void delete(Path path) {
		try {
			Files.deleteIfExists(path);
		}
		catch (IOException ex) {
			log.warn("the thread dump {} could not be deleted: {}. Delete it", path, ex.toString());
		}
	}

}
