package io.sluice.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A page of the documentation.
 *
 * @param path its file
 */
public record MarkdownPage(Path path) {

	private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:\\s]*)(?:#([^)\\s]+))?\\)");

	private static final Pattern HEADING = Pattern.compile("#{1,6} (.+)");

	public String text() {
		try {
			return Files.readString(this.path);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * The links to files of the project and to headings.
	 */
	public List<Link> links() {
		return LINK.matcher(text()).results().map(this::link).toList();
	}

	private Link link(MatchResult link) {
		Path target = link.group(1).isEmpty() ? this.path
				: this.path.toAbsolutePath().resolveSibling(link.group(1)).normalize();
		return new Link(target, link.group(2));
	}

	/**
	 * The anchors of the headings.
	 */
	public Set<String> anchors() {
		Set<String> anchors = new HashSet<>();
		Map<String, Integer> counts = new HashMap<>();
		boolean code = false;
		for (String line : text().lines().toList()) {
			code ^= line.startsWith("```");
			if (!code && HEADING.matcher(line).matches()) {
				String anchor = anchor(line.replaceFirst("#+ ", ""));
				int count = counts.merge(anchor, 1, Integer::sum);
				anchors.add((count == 1) ? anchor : anchor + "-" + (count - 1));
			}
		}
		return anchors;
	}

	/**
	 * The anchor of a heading, as GitHub makes it.
	 */
	public static String anchor(String heading) {
		return heading.replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1")
			.toLowerCase(Locale.ROOT)
			.replaceAll("[^\\p{L}\\p{N}_ -]", "")
			.replace(' ', '-');
	}

	/**
	 * A link.
	 *
	 * @param target the file
	 * @param anchor the heading in it, or {@code null}
	 */
	public record Link(Path target, @Nullable String anchor) {

	}

}
