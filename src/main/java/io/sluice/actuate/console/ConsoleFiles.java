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
 * The files of the console, read from the class path once. A path names one of these
 * files, or none.
 */
public final class ConsoleFiles {

	/** The page. */
	static final String PAGE = "index.html";

	private static final String OWN = "classpath:sluice-console/*";

	/** The chart library, in any version on the class path. */
	private static final String CHARTS = "classpath*:META-INF/resources/webjars/uplot/*/dist/";

	private static final Map<String, String> TYPES = Map.of("html", "text/html;charset=UTF-8", "css",
			"text/css;charset=UTF-8", "js", "text/javascript;charset=UTF-8", "svg", "image/svg+xml;charset=UTF-8");

	private final Map<String, File> files = new HashMap<>();

	private final boolean charts;

	/**
	 * Read the files.
	 * @param resources finds the files
	 * @throws IOException if a file cannot be read
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
	 * Whether the chart library is present. Without it, the page shows no charts.
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
	@SuppressWarnings("ArrayRecordComponent") // never compared
	record File(String type, byte[] content, String tag) {

	}

}
