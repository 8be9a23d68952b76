package io.sluice.app;

import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.sluice.support.Browser;
import io.sluice.support.LinePeer;
import io.sluice.support.NeedsPrograms;
import io.sluice.support.TestClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The console's upstreams in a real browser, with a real service behind them.
 */
@NeedsPrograms("chromium")
class ConsoleUpstreamDrill {

	private static final int WIDTH = 1280;

	private static final int NARROW = 360;

	private static Browser browser;

	@BeforeAll
	static void start() {
		browser = new Browser();
		PlaywrightAssertions.setDefaultAssertionTimeout(60_000);
	}

	@AfterAll
	static void stop() {
		browser.close();
	}

	@AfterEach
	void closePages() {
		browser.closePages();
	}

	/** The service answers everything but {@code fail}, and has no second address. */
	private static LinePeer serve() throws IOException {
		return LinePeer.start((connection, in, out) -> {
			for (String line = in.readLine(); line != null && !line.equals("fail"); line = in.readLine()) {
				out.println(line);
			}
		});
	}

	private static RunningApplication start(LinePeer peer, String access) {
		return RunningApplication.start("--management.endpoint.sluice.access=" + access,
				"--logging.level.io.sluice.upstream=error", "--sluice.upstreams.core.to[0]=127.0.0.1:" + peer.port(),
				"--sluice.upstreams.core.to[1]=127.0.0.1:1", "--sluice.upstreams.core.connections=2",
				"--sluice.upstreams.pricing.url=http://127.0.0.1:1/v1?key=secret",
				"--sluice.listeners.demo.routes[0].to=core");
	}

	private static Page open(RunningApplication application, int width) {
		Page page = browser.open(width, 900, ColorScheme.LIGHT);
		page.navigate("http://localhost:%d/".formatted(application.http().port()));
		assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("demo"))).isVisible();
		return page;
	}

	private static Locator row(Page page, String upstream) {
		return page.locator("#upstreams-table tbody tr").filter(new Locator.FilterOptions().setHasText(upstream));
	}

	private static Locator button(Page page, String name) {
		return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
	}

	@Test
	void upstreamsAreShownWithTheirStateLatencyAndLatestError() throws IOException {
		try (LinePeer peer = serve();
				RunningApplication application = start(peer, "read-only");
				TestClient client = application.connect()) {
			Page page = open(application, WIDTH);
			assertThat(row(page, "core")).containsText("degraded");
			assertThat(row(page, "core")).containsText("cannot connect to 127.0.0.1:1");
			assertThat(row(page, "core").locator("td[data-label=Connections]")).hasText("2");
			assertThat(row(page, "pricing")).containsText("http://127.0.0.1:1/v1");
			assertThat(row(page, "pricing").locator(".badge")).hasText("up");
			assertThat(row(page, "pricing").locator("td[data-label=Connections]")).hasText("–");
			client.request("hello");
			client.request("fail");
			assertThat(row(page, "core").locator("td[data-label=p50]")).hasText(Pattern.compile("[0-9.]+ (µs|ms|s)"));
			assertThat(row(page, "core")).containsText("s ago: the upstream did not answer");
			for (String name : List.of("Suspend core", "Resume core", "Suspend pricing")) {
				assertThat(button(page, name)).hasCount(0);
			}
			assertUndisturbed(page);
		}
	}

	@Test
	void anUpstreamIsSuspendedAndResumed() throws IOException {
		try (LinePeer peer = serve();
				RunningApplication application = start(peer, "unrestricted");
				TestClient client = application.connect()) {
			Page page = open(application, WIDTH);
			button(page, "Suspend core").click();
			Locator dialog = page.getByRole(AriaRole.DIALOG);
			assertThat(dialog).containsText("Suspend core?");
			page.keyboard().press("Escape");
			assertThat(client.request("hello")).isEqualTo("hello");
			button(page, "Suspend core").click();
			dialog.getByText("Suspend", new Locator.GetByTextOptions().setExact(true)).click();
			assertThat(row(page, "core").locator(".badge")).hasText("suspended");
			assertThat(page.locator("#upstreams-result")).hasText("core is suspended.");
			assertThat(client.request("hello")).isEqualTo("ERR UPSTREAM_UNAVAILABLE the upstream is suspended");
			button(page, "Resume core").click();
			assertThat(row(page, "core").locator(".badge")).hasText("degraded");
			assertThat(page.locator("#upstreams-result")).hasText("core is resumed.");
			assertThat(client.request("hello")).isEqualTo("hello");
			assertUndisturbed(page);
		}
	}

	@Test
	void theTableFitsANarrowPage() throws IOException {
		try (LinePeer peer = serve(); RunningApplication application = start(peer, "unrestricted")) {
			Page page = open(application, NARROW);
			assertThat(row(page, "core")).containsText("degraded");
			assertThat((int) page.evaluate("document.documentElement.scrollWidth")).isLessThanOrEqualTo(NARROW);
			assertUndisturbed(page);
		}
	}

	@Test
	void withoutUpstreamsThePartIsHidden() {
		try (RunningApplication application = RunningApplication.start()) {
			Page page = open(application, WIDTH);
			assertThat(page.locator("#routes-table tbody tr").first()).isVisible();
			assertThat(page.locator("#upstreams")).isHidden();
			assertThat(page.locator("#upstreams-link")).isHidden();
			assertUndisturbed(page);
		}
	}

	private static void assertUndisturbed(Page page) {
		assertThat(browser.complaints()).isEmpty();
		assertThat((String) page.evaluate("document.documentElement.outerHTML")).doesNotContain("NaN", "undefined",
				"secret");
	}

}
