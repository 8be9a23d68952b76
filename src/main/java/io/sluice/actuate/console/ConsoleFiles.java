package io.sluice.actuate.console;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.core.io.Resource;
import org.springframework.core.io.support.ResourcePatternResolver;

/**
 * The files of the console's page, read from the class path once. Whatever a path names,
 * it is one of these or nothing.
 */
public final class ConsoleFiles {

	/** The page itself. */
	static final String PAGE = "index.html";

	private static final String OWN = "classpath:sluice-console/*";

	/** The chart library, of whichever version is on the class path. */
	private static final String CHARTS = "classpath*:META-INF/resources/webjars/uplot/*/dist/";

	private static final Map<String, String> TYPES = Map.of("html", "text/html;charset=UTF-8", "css",
			"text/css;charset=UTF-8", "js", "text/javascript;charset=UTF-8", "svg", "image/svg+xml;charset=UTF-8");

	private final Map<String, File> files = new HashMap<>();

	private final boolean charts;

	/**
	 * Read the files.
	 * @param resources finds them
	 * @throws IOException if that fails
	 */
	public ConsoleFiles(ResourcePatternResolver resources) throws IOException {
		for (Resource file : resources.getResources(OWN)) {
			add(file);
		}
		this.charts = add(resources.getResources(CHARTS + "uPlot.esm.js"))
				&& add(resources.getResources(CHARTS + "uPlot.min.css"));
	}

	private boolean add(Resource[] candidates) throws IOException {
		if (candidates.length > 0) {
			add(candidates[0]);
		}
		return candidates.length > 0;
	}

	private void add(Resource resource) throws IOException {
		String name = String.valueOf(resource.getFilename());
		String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
		if (type != null) {
			byte[] content = resource.getContentAsByteArray();
			this.files.put(name, new File(type, content, '"' + hash(content) + '"'));
		}
	}

	private static String hash(byte[] content) {
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content), 0, 12);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Whether the chart library is there, without which the page shows no charts.
	 */
	boolean hasCharts() {
		return this.charts;
	}

	@Nullable File find(String name) {
		return this.files.get(name);
	}

	/**
	 * A file.
	 *
	 * @param type its content type
	 * @param content its bytes
	 * @param tag its entity tag (RFC 9110), which changes with the content
	 */
	@SuppressWarnings("ArrayRecordComponent") // nobody compares them
	record File(String type, byte[] content, String tag) {

	}

}
