package io.sluice.reload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The state of files, which shows a change without reading them. A file of a ConfigMap is
 * a symbolic link to one in a directory that another link leads to, and which Kubernetes
 * replaces as a whole; so the real path is a part of the state.
 *
 * @param states the states by path
 */
record Fingerprint(Map<Path, String> states) {

	/** Files that Spring Boot may read beside those that it has read. */
	private static final Pattern CONFIGURATION = Pattern.compile(".*\\.(ya?ml|properties)");

	/**
	 * Take the fingerprint of files.
	 * @param paths the files, and the directories of configuration trees
	 */
	static Fingerprint of(Collection<Path> paths) {
		Map<Path, String> states = new TreeMap<>();
		for (Path path : paths) {
			if (Files.isDirectory(path)) {
				children(path).forEach((child) -> states.put(child, state(child)));
			}
			else {
				states.put(path, state(path));
				Path directory = path.getParent();
				if (directory != null) {
					children(directory).stream()
						.filter((child) -> CONFIGURATION.matcher(child.toString()).matches())
						.forEach((child) -> states.put(child, state(child)));
				}
			}
		}
		return new Fingerprint(states);
	}

	private static List<Path> children(Path directory) {
		try (Stream<Path> children = Files.list(directory)) {
			return children.toList();
		}
		catch (IOException | UncheckedIOException ex) {
			return List.of();
		}
	}

	private static String state(Path path) {
		try {
			BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
			return "%s %s %s %d".formatted(path.toRealPath(), attributes.fileKey(), attributes.lastModifiedTime(),
					attributes.size());
		}
		catch (IOException ex) {
			return "missing";
		}
	}

}
