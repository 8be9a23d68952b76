package io.sluice.support;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;

/**
 * The machine's Chromium without a window, and what it had to complain about.
 */
public final class Browser implements AutoCloseable {

	private static final String PROGRAM = "chromium";

	/**
	 * Pages look again after a fifth of the time: sooner costs more of the processor than
	 * it saves in waiting.
	 */
	private static final String HURRY = """
			const wait = setTimeout;
			window.setTimeout = (task, millis, ...more) => wait(task, millis / 5, ...more);""";

	/**
	 * What each window would have beside its page. The popups of the address bar alone
	 * are two pages of their own, a third of the processor's time. The last list of an
	 * option counts, so the others are of that of Playwright.
	 */
	private static final String FEATURES = String.join(",", "WebUIOmniboxPopup", "WebUIOmniboxAimPopup",
			"WebUIOmniboxFullPopup", "DestroyProfileOnBrowserClose", "DialMediaRouteProvider", "GlobalMediaControls",
			"HttpsUpgrades", "LensOverlay", "MediaRouter", "OptimizationHints", "PaintHolding", "Translate");

	/**
	 * It runs as root where this is built, and is to speak to nobody but the page's
	 * server.
	 */
	private static final List<String> ARGUMENTS = List.of("--no-sandbox", "--disable-gpu", "--disable-quic",
			"--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
			"--in-process-gpu", "--disable-extensions", "--disable-features=" + FEATURES);

	private final Playwright playwright = Playwright
		.create(new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));

	private final com.microsoft.playwright.Browser browser;

	private final Queue<String> complaints = new ConcurrentLinkedQueue<>();

	private final Queue<String> requests = new ConcurrentLinkedQueue<>();

	public Browser() {
		try {
			this.browser = this.playwright.chromium()
				.launch(new BrowserType.LaunchOptions().setExecutablePath(program()).setArgs(ARGUMENTS));
		}
		catch (RuntimeException ex) {
			this.playwright.close();
			throw ex;
		}
	}

	private static Path program() {
		return NeedsPrograms.Condition.find(PROGRAM)
			.orElseThrow(() -> new IllegalStateException(PROGRAM + " is not installed"));
	}

	/**
	 * Open an empty page.
	 * @param width how wide its window is, in pixels
	 * @param height how high
	 */
	public Page open(int width, int height, ColorScheme scheme) {
		BrowserContext context = this.browser
			.newContext(new com.microsoft.playwright.Browser.NewContextOptions().setViewportSize(width, height)
				.setColorScheme(scheme));
		Page page = context.newPage();
		page.addInitScript(HURRY);
		page.onConsoleMessage((message) -> {
			if (List.of("error", "warning").contains(message.type())) {
				this.complaints.add(message.type() + ": " + message.text());
			}
		});
		page.onPageError((error) -> this.complaints.add("uncaught: " + error));
		page.onRequest((request) -> this.requests.add(request.url()));
		page.onRequestFailed((request) -> this.complaints.add("failed: " + request.url() + " " + request.failure()));
		return page;
	}

	/**
	 * Close all pages, and forget what there was about them: also that closing them cut
	 * requests off.
	 */
	public void closePages() {
		List.copyOf(this.browser.contexts()).forEach(BrowserContext::close);
		this.complaints.clear();
		this.requests.clear();
	}

	/**
	 * Errors and warnings of all pages, such as a breach of their content security
	 * policy.
	 */
	public List<String> complaints() {
		return List.copyOf(this.complaints);
	}

	/**
	 * The addresses that pages asked for.
	 */
	public List<String> requests() {
		return List.copyOf(this.requests);
	}

	@Override
	public void close() {
		this.browser.close();
		this.playwright.close();
	}

}
