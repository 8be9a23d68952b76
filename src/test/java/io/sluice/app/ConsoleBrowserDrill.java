package io.sluice.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.sluice.support.Browser;
import io.sluice.support.NeedsPrograms;
import io.sluice.support.TestClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The console in a real browser, with real clients.
 */
@NeedsPrograms("chromium")
class ConsoleBrowserDrill {

	private static final Path SCREENSHOTS = Path.of("target/console-screenshots");

	private static final int WIDTH = 1280;

	private static final int NARROW = 360;

	private static final int HEIGHT = 900;

	private static final Pattern LAST_SEEN = Pattern
		.compile(".+ cannot be reached\\. Last seen at [0-9:]+; the page shows what it said then\\.");

	private static Browser browser;

	/** Of all tests that neither need other settings nor end it. */
	private static RunningApplication shared;

	private final List<TestClient> clients = new ArrayList<>();

	private final ScheduledExecutorService load = Executors.newScheduledThreadPool(4);

	private RunningApplication application = shared;

	@BeforeAll
	static void start() {
		shared = startWritable();
		browser = new Browser();
		PlaywrightAssertions.setDefaultAssertionTimeout(60_000);
	}

	@AfterAll
	static void stop() {
		try (RunningApplication _ = shared; Browser _ = browser) {
			// the browser first, and not where the start has failed
		}
	}

	@AfterEach
	void disconnect() throws IOException {
		browser.closePages();
		this.load.close();
		for (TestClient client : this.clients) {
			client.close();
		}
		if (this.application != shared) {
			this.application.close();
		}
		await().until(() -> shared.connections() == 0);
	}

	private static RunningApplication startWritable() {
		return RunningApplication.start("--management.endpoint.sluice.access=unrestricted",
				"--management.endpoint.connections.access=unrestricted",
				"--management.endpoint.tcpsessions.access=unrestricted",
				"--sluice.listeners.demo.limits.max-connections=40",
				"--sluice.listeners.demo.limits.max-requests-in-flight=100");
	}

	@Test
	void loadIsSeenToArrive() throws IOException {
		Page page = open(WIDTH, ColorScheme.LIGHT);
		assertThat(card(page)).containsText("0 of 40");
		assertThat(page.getByRole(AriaRole.STATUS).first()).hasText("up");
		startLoad(30);
		assertThat(card(page)).containsText("30 of 40");
		assertThat(card(page).locator(".figures dd").first()).hasText(Pattern.compile("[1-9][0-9.,]*"));
		assertThat(page.locator("#connections-total")).hasText("30 connections");
		assertThat(page.getByRole(AriaRole.ROW, new Page.GetByRoleOptions().setName("ping")).locator("td").nth(4))
			.hasText(Pattern.compile("[1-9][0-9.,]*"));
		Locator charts = page.locator("#charts figure");
		assertThat(charts).hasCount(4);
		assertThat(charts.nth(1).locator(".now")).hasText(Pattern
			.compile("p50 (≤ 100 µs|[0-9.]+ (µs|ms))p99 (≤ )?[0-9.]+ (µs|ms|s)p99.9 (≤ )?[0-9.]+ (µs|ms|s)"));
		assertThat(charts.nth(2).locator(".now")).hasText(Pattern.compile("[1-9][0-9.,]*"));
		assertThat(charts.nth(3).locator(".now")).hasText("30");
		awaitDrawn(page);
		assertUndisturbed(page);
	}

	/**
	 * Something in the first series' colour is on the first chart, once there are two
	 * points to join.
	 */
	private static void awaitDrawn(Page page) {
		page.waitForFunction("""
				() => {
				  const canvas = document.querySelector('#charts canvas');
				  if (canvas === null) {
				    return false;
				  }
				  const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d');
				  copy.drawImage(canvas, 0, 0);
				  const pixels = copy.getImageData(0, 0, canvas.width, canvas.height).data;
				  for (let i = 0; i < pixels.length; i += 4) {
				    if (pixels[i] < 40 && pixels[i + 1] > 80 && pixels[i + 2] > 130 && pixels[i + 3] > 100) {
				      return true;
				    }
				  }
				  return false;
				}""");
	}

	@Test
	void tableIsFilteredAndAConnectionClosed() throws IOException {
		for (int i = 0; i < 12; i++) {
			connect().request("PING");
		}
		TestClient busy = this.clients.get(4);
		for (int i = 0; i < 20; i++) {
			busy.request("more");
		}
		Page page = open(WIDTH, ColorScheme.LIGHT);
		Locator rows = page.locator("#connections-table tbody tr");
		assertThat(rows).hasCount(12);
		page.locator("select[name=size]").selectOption("10");
		assertThat(rows).hasCount(10);
		assertThat(page.locator("#connections-page")).hasText("Page 1 of 2");
		button(page, "Next").click();
		assertThat(rows).hasCount(2);
		button(page, "Requests").click();
		assertThat(page.locator("th[aria-sort=ascending]")).hasText("Requests");
		button(page, "Requests").click();
		String peer = "127.0.0.1:" + busy.socket().getLocalPort();
		assertThat(rows.first()).containsText(peer);
		assertThat(page.locator("th[aria-sort=descending]")).hasText("Requests");
		page.getByLabel("Peer").fill("nonsense");
		assertThat(page.locator("#connections-result")).containsText("'peer' is 'nonsense'");
		page.getByLabel("Peer").fill(peer);
		assertThat(rows).hasCount(1);
		assertThat(page.locator("#connections-result")).isEmpty();

		button(page, "Close " + peer).click();
		page.keyboard().press("Escape");
		assertThat(busy.request("still there")).isEqualTo("still there");
		button(page, "Close " + peer).click();
		page.getByRole(AriaRole.DIALOG).getByText("Close connection").click();

		assertThat(busy.readToEnd()).isEmpty();
		assertThat(rows).hasCount(0);
		assertThat(page.locator("#connections-result")).hasText(peer + " has been told to end.");
		button(page, "Clear").click();
		assertThat(page.locator("#connections-total")).hasText("11 connections");
		assertUndisturbed(page, "status of 400");
	}

	@Test
	void lifeOfAConnectionIsShownAndItsClientReachedByKeyboard() throws Exception {
		this.application = RunningApplication.start("--management.endpoint.tcpsessions.access=unrestricted",
				"--sluice.listeners.demo.routes[0].to=echo", "--sluice.listeners.own.port=0",
				"--sluice.listeners.own.address=127.0.0.1", "--sluice.listeners.own.routes[0].to=echo",
				"--sluice.listeners.own.identity.by=message",
				"--sluice.listeners.own.identity.extract.regex=^LOGIN (.*)",
				"--sluice.listeners.own.correlate.answers.starts-with=ANS");
		this.clients.add(new TestClient(this.application.port("own")));
		TestClient client = this.clients.getLast();
		client.request("LOGIN <b>device</b>");
		String peer = "127.0.0.1:" + client.socket().getLocalPort();
		Page page = open(WIDTH, ColorScheme.LIGHT);
		button(page, peer).press("Enter");
		Locator life = page.getByRole(AriaRole.DIALOG, new Page.GetByRoleOptions().setName("Connection of " + peer));
		assertThat(life.locator("#life-facts")).containsText("own · idle · <b>device</b>");
		Locator events = life.locator("tbody tr");
		assertThat(events).hasCount(3);
		assertThat(events.nth(0)).hasText(Pattern.compile(".*request19 Becho[a-z]*ok19 B"));
		assertThat(events.nth(1)).containsText("identified as <b>device</b>");
		assertThat(events.nth(2)).containsText("opened");

		client.request("more");
		assertThat(events).hasCount(4);
		life.getByLabel("Message to the client").fill("CMD");
		page.keyboard().press("Tab");
		assertThat(life.getByLabel("in hexadecimal")).isFocused();
		page.keyboard().press("Enter");
		assertThat(life.locator("#life-result")).isEmpty();
		page.keyboard().press("Tab");
		page.keyboard().press("Enter");
		assertThat(client.readLine()).isEqualTo("CMD");
		assertThat(life.locator("#life-result")).hasText("WRITTEN: the operating system has taken the message.");
		assertThat(button(page, "Push")).isFocused();
		assertThat(events.first()).hasText(Pattern.compile(".*push3 B–written–"));

		life.getByLabel("in hexadecimal").check();
		life.getByLabel("Message to the client").fill("50 4f 53");
		button(page, "Ask").press("Enter");
		assertThat(client.readLine()).isEqualTo("POS");
		assertThat(life.locator("#life-result")).hasText("Waiting for the answer …");
		client.send("ANS<i>\n");
		assertThat(life.locator("#life-result")).hasText("The client answered 6 B:");
		assertThat(life.locator("#life-reply")).hasText("ANS<i>\n414e533c693e");
		assertThat(events.first()).hasText(Pattern.compile(".*answer6 B–ok–"));
		life.getByLabel("Message to the client").fill("5");
		button(page, "Push").click();
		assertThat(life.locator("#life-result")).containsText("it must be an even number of hexadecimal digits");
		page.screenshot(new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve("life.png")));

		client.close();
		assertThat(life.locator("#life-result")).hasText("The connection is closed.");
		assertThat(events).hasCount(7);
		page.keyboard().press("Escape");
		assertThat(life).isHidden();
		assertUndisturbed(page, "status of 400", "status of 404");
	}

	@Test
	void clientThatCannotBeAskedIsSaidToNeedASetting() throws IOException {
		TestClient client = connect();
		client.request("PING");
		String peer = "127.0.0.1:" + client.socket().getLocalPort();
		Page page = open(WIDTH, ColorScheme.DARK);
		button(page, peer).click();
		Locator life = page.getByRole(AriaRole.DIALOG);
		life.getByLabel("Message to the client").fill("status?");
		button(page, "Ask").click();
		assertThat(life.locator("#life-result")).containsText("without 'sluice.listeners.demo.correlate'");
		assertThat(life.locator("#life-reply")).isHidden();
		button(page, "Done").click();
		assertThat(life).isHidden();
		assertThat(button(page, peer)).isFocused();
		int asked = askedForOneConnection();
		assertThat(page.locator("#updated")).not().hasText(page.locator("#updated").textContent());
		assertThat(askedForOneConnection()).isEqualTo(asked);
		assertUndisturbed(page, "status of 409");
	}

	private static int askedForOneConnection() {
		return (int) browser.requests()
			.stream()
			.filter((url) -> url.contains("/actuator/connections/") && !url.endsWith("/errors"))
			.count();
	}

	@Test
	void messageIsSentAndItsReplyShownAsText() {
		Page page = open(WIDTH, ColorScheme.LIGHT);
		Locator message = page.getByLabel("Message", new Page.GetByLabelOptions().setExact(true));
		message.fill("PING");
		page.keyboard().down("Enter");
		page.keyboard().down("Enter");
		page.keyboard().up("Enter");
		assertThat(page.locator("#send-reply")).hasText("PONG");
		message.fill("once");
		page.locator("#send-form").evaluate("(form) => { form.requestSubmit(); form.requestSubmit(); }");
		assertThat(page.locator("#send-reply")).hasText("once");
		assertThat(browser.requests()).filteredOn((url) -> url.endsWith("/actuator/sluice/demo")).hasSize(2);
		message.fill("PING");
		button(page, "Send").click();
		assertThat(page.locator("#send-result")).hasText(Pattern.compile("demo replied 4 B in [0-9.]+ ms:"));
		String hostile = "<img src=x onerror=document.title='taken'>\u202e\u0007";
		message.fill(hostile);
		button(page, "Send").click();
		assertThat(page.locator("#send-reply")).hasText("<img src=x onerror=document.title='taken'>\\u202e\\x07");
		page.locator("#send").getByLabel("in hexadecimal").check();
		message.fill("no hex");
		button(page, "Send").click();
		assertThat(page.locator("#send-result")).containsText("it must be an even number of hexadecimal digits");
		assertThat(page.locator("#send-reply")).isHidden();
		assertThat(page).hasTitle(Pattern.compile(".* · Sluice console"));
		assertUndisturbed(page, "status of 400");
	}

	@Test
	void messageIsExplainedAndNotSent() {
		Page page = open(WIDTH, ColorScheme.LIGHT);
		page.getByLabel("Message", new Page.GetByLabelOptions().setExact(true)).fill("TIME");
		button(page, "Explain").click();
		assertThat(page.locator("#send-result")).hasText("demo would do this, and nothing was sent:");
		assertThat(page.locator("#send-reply"))
			.hasText("ping does not match: not equals \"PING\"\ntime matches, its target is time");
		page.locator("#send").getByLabel("in hexadecimal").check();
		button(page, "Explain").click();
		assertThat(page.locator("#send-result")).containsText("it must be an even number of hexadecimal digits");
		assertThat(page.locator("#send-reply")).isHidden();
		assertThat(browser.requests()).noneMatch((url) -> url.endsWith("/actuator/sluice/demo"));
		assertUndisturbed(page, "status of 400");
	}

	@Test
	void listenerIsSuspendedAndResumedByKeyboard() throws IOException {
		Page page = open(WIDTH, ColorScheme.DARK);
		button(page, "Suspend").focus();
		page.keyboard().press("Enter");
		Locator dialog = page.getByRole(AriaRole.DIALOG);
		assertThat(dialog).containsText("Suspend demo?");
		page.keyboard().press("Tab");
		page.keyboard().press("Enter");
		assertThat(card(page)).containsText("suspended");
		assertThat(page.getByRole(AriaRole.STATUS).first()).hasText("out of service");
		TestClient waiting = connect().send("PING\n");
		button(page, "Resume").press("Enter");
		assertThat(card(page)).containsText("listening");
		assertThat(waiting.readLine()).isEqualTo("PONG");
		assertUndisturbed(page, "status of 503");
	}

	@Test
	void nothingThatWritesIsOfferedWithReadAccess() {
		this.application = RunningApplication.start();
		try (TestClient client = connect()) {
			client.request("PING");
			Page page = open(WIDTH, ColorScheme.LIGHT);
			assertThat(page.locator("#connections-table tbody tr")).hasCount(1);
			assertThat(page.getByText("Closing is not offered")).isVisible();
			assertThat(page.locator("#send-note")).containsText("Not offered: management.endpoint.sluice.access");
			button(page, "127.0.0.1:" + client.socket().getLocalPort()).click();
			assertThat(page.locator("#life tbody tr")).hasCount(2);
			assertThat(page.locator("#life-note")).hasText("Pushing and asking are not offered: "
					+ "management.endpoint.tcpsessions.access is not \"unrestricted\".");
			for (String name : List.of("Close", "Suspend", "Resume", "Send", "Explain", "Push", "Ask")) {
				assertThat(button(page, name)).hasCount(0);
			}
			assertUndisturbed(page);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void pageOfAGatewayThatIsGoneIsGreyAndNothingOnItCanBePressed() {
		this.application = startWritable();
		Page page = open(WIDTH, ColorScheme.LIGHT);
		Locator health = page.locator("#health");
		Locator gone = page.locator("#gone");
		assertThat(health).hasText("up");
		assertThat(page.locator("#host")).not().isEmpty();
		button(page, "Suspend").click();
		assertThat(page.getByRole(AriaRole.DIALOG)).isVisible();
		page.context().setOffline(true);
		assertThat(health).hasText("unreachable");
		assertThat(health).hasClass("badge bad");
		assertThat(gone).hasText(LAST_SEEN);
		assertThat(page.locator("#updated")).hasText(Pattern.compile("last seen [0-9]+ (s|min) ago"));
		assertThat(page.locator("#trouble")).isHidden();
		assertThat(page.getByRole(AriaRole.DIALOG)).isHidden();
		assertThat(page.locator("#listeners")).hasCSS("filter", "grayscale(1)");
		assertThat(page).hasTitle(Pattern.compile("unreachable · .+ · Sluice console"));
		assertThat(page.locator("#life")).hasCSS("opacity", "1");
		assertThat(page.locator("button:enabled, input:enabled, select:enabled, textarea:enabled").and(visible(page)))
			.hasCount(0);
		capture(page, "gone.png");
		page.context().setOffline(false);
		assertThat(health).hasText("up");
		assertThat(gone).isHidden();
		assertThat(page).not().hasTitle(Pattern.compile("unreachable .*"));
		assertThat(button(page, "Suspend")).isEnabled();
		button(page, "Pause").click();
		this.application.close();
		button(page, "Look again").click();
		assertThat(gone).hasText(LAST_SEEN);
		assertThat(button(page, "Pause")).isDisabled();
	}

	@Test
	void windowOfAConnectionIsGreyWhenTheGatewayIsGone() throws IOException {
		this.application = startWritable();
		TestClient client = this.application.connect();
		this.clients.add(client);
		client.request("hello");
		Page page = open(WIDTH, ColorScheme.LIGHT);
		page.locator("#connections-table .open").click();
		assertThat(page.locator("#life tbody tr")).hasCount(2);
		page.context().setOffline(true);
		assertThat(page.locator("#health")).hasText("unreachable");
		for (String name : List.of("Push", "Ask")) {
			assertThat(button(page, name)).isDisabled();
		}
		assertThat(page.locator("#life-form")).hasCSS("filter", "grayscale(1)");
		page.screenshot(new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve("life-gone.png")));
	}

	private static Locator visible(Page page) {
		return page.locator(":visible");
	}

	@Test
	void endpointThatIsNotExposedIsSaidToBeMissing() {
		this.application = RunningApplication.start("--management.endpoints.web.exposure.exclude=health,sluice");
		Page page = browser.open(WIDTH, HEIGHT, ColorScheme.LIGHT);
		page.navigate(url());
		for (String part : List.of("listeners", "routes", "send")) {
			assertThat(page.locator("#" + part + "-note"))
				.hasText("Not available: the endpoint \"sluice\" is not exposed.");
		}
		assertThat(page.locator("#connections-total")).hasText("0 connections");
		assertThat(page.locator("#health")).isHidden();
		assertThat(page.locator("#trouble")).isHidden();
		assertUndisturbed(page);
	}

	@Test
	void listenerInTroubleIsTheFirstOfAll() throws IOException {
		this.application = RunningApplication.start("--sluice.limits.max-connections=50",
				"--sluice.listeners.demo.routes[0].to=echo", "--sluice.listeners.own.port=0",
				"--sluice.listeners.own.routes[0].to=sum", "--sluice.listeners.own.limits.max-connections=40",
				"--sluice.listeners.own.limits.max-connections-per-address=1");
		connect().request("one");
		this.clients.add(new TestClient(this.application.port("own")));
		TestClient failing = this.clients.getLast();
		for (int i = 0; i < 20; i++) {
			failing.request("{}");
		}
		for (int i = 0; i < 3; i++) {
			try (TestClient rejected = new TestClient(this.application.port("own"))) {
				rejected.awaitClosed();
			}
		}
		Page page = open(WIDTH, ColorScheme.LIGHT);
		assertThat(page.locator("#listeners-all")).hasText("All connections2 of 50");
		assertThat(card(page)).containsText("1 of 50");
		Locator verdict = page.locator("#verdict li");
		assertThat(verdict).hasCount(1);
		assertThat(verdict).hasText(Pattern.compile("major own 100 % of requests are errors · [a-z_]+ 20, "
				+ "address_limit 3 · since [0-9:]+ \\([0-9]+ s\\) · 20 of the latest 20 from 127\\.0\\.0\\.1 · "
				+ "3 of the latest 3 rejected from 127\\.0\\.0\\.1"));
		assertThat(page).hasTitle(Pattern.compile("\\(1\\) .+ · Sluice console"));
		assertThat(page.locator(".card h3").first()).hasText("own");
		assertThat(page.locator(".card.major .figures dd.failed").first()).hasText("100 %");
		assertThat(page.locator("#charts figure")).hasCount(4);
		assertThat(page.locator("#charts figcaption strong").first()).hasText("Errors per second");
		assertThat(page.locator("#charts figure").last()).containsText("own 1");
		assertThat(page.locator("#charts figure").last()).containsText("demo 1");
		page.locator("#history-listener").selectOption("demo");
		assertThat(page.locator("#charts figcaption strong").first()).hasText("Requests per second");
		Locator errors = page.locator("#errors-table tbody tr");
		assertThat(errors).hasCount(2);
		assertThat(errors.first()).containsText("rejected");
		assertThat(errors.last()).containsText("request");
		assertThat(errors.last().locator("td[data-label=Times]")).hasText("20");
		for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
			page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
			for (int width : List.of(WIDTH, NARROW)) {
				page.setViewportSize(width, HEIGHT);
				page.waitForFunction("(width) => document.documentElement.scrollWidth <= width", width);
				capture(page, "trouble-%s-%d.png".formatted(scheme.name().toLowerCase(Locale.ROOT), width));
			}
		}
		button(page, "127.0.0.1").first().click();
		assertThat(page.locator("#connections-table tbody tr")).hasCount(1);
		assertThat(page.locator("#connections-table tbody tr")).containsText("own");
		assertUndisturbed(page);
	}

	/**
	 * Clocks of the browser that are wrong, by minutes.
	 */
	@ParameterizedTest
	@ValueSource(ints = { -30, 30 })
	void timesAreThoseOfTheGateway(int wrong) throws IOException {
		connect().request("PING");
		await().until(() -> samples() >= 2);
		Page page = browser.open(WIDTH, HEIGHT, ColorScheme.LIGHT);
		page.addInitScript("const now = Date.now; Date.now = () => now() + %d * 60000".formatted(wrong));
		page.navigate(url());
		assertThat(page.locator("#connections-table tbody td[data-label=Opened]"))
			.hasText(Pattern.compile("[0-9]+ s ago"));
		awaitDrawn(page);
		assertUndisturbed(page);
	}

	@Test
	void pageFitsAnyWidthInBothThemes() throws IOException {
		startLoad(30);
		await().until(() -> samples() >= 2);
		Page page = open(WIDTH, ColorScheme.LIGHT);
		assertThat(page.locator("select[name=size]")).hasValue("25");
		page.locator("#listeners details summary").click();
		for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
			page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
			for (int width : List.of(WIDTH, 768, NARROW)) {
				page.setViewportSize(width, HEIGHT);
				assertPageFits(page, width, "30");
				if (width == ((scheme == ColorScheme.LIGHT) ? WIDTH : NARROW)) {
					capture(page, "%s-%d.png".formatted(scheme.name().toLowerCase(Locale.ROOT), width));
				}
				assertLifeFits(page, width, scheme);
			}
		}
		assertUndisturbed(page);
	}

	@Test
	void historyMayArriveBeforeTheLimitsOfTheListeners() {
		await().until(() -> samples() >= 1);
		Page page = browser.open(WIDTH, HEIGHT, ColorScheme.LIGHT);
		List<Route> limits = new ArrayList<>();
		page.route("**/actuator/metrics/**", limits::add);
		page.waitForResponse("**/actuator/sluice", () -> page.navigate(url()));
		// what the page makes of one shows before it asks for the next
		for (int i = 0; i < 3; i++) {
			page.waitForResponse("**/actuator/history", () -> {
			});
		}
		assertThat(limits).isNotEmpty();
		assertThat(page.locator("#trouble")).isHidden();
		page.unroute("**/actuator/metrics/**");
		limits.forEach(Route::resume);
		assertThat(card(page)).containsText("0 of 40");
		assertUndisturbed(page);
	}

	@Test
	void narrowPageBeginsWithAShortTable() throws IOException {
		connect().request("PING");
		Page page = open(NARROW, ColorScheme.LIGHT);
		assertThat(page.locator("#connections-total")).hasText("1 connection");
		assertThat(page.locator("select[name=size]")).hasValue("10");
		assertPageFits(page, NARROW, "1");
		assertUndisturbed(page);
	}

	private static void assertPageFits(Page page, int width, String connections) {
		assertThat(page.locator("#charts figure").nth(3).locator(".now")).hasText(connections);
		button(page, "Clear").click();
		page.waitForFunction("(width) => document.documentElement.scrollWidth <= width", width);
	}

	private static void assertLifeFits(Page page, int width, ColorScheme scheme) {
		page.locator("#connections-table .open").first().click();
		assertThat(page.locator("#life tbody tr").nth(5)).isVisible();
		assertThat((int) page.evaluate("document.querySelector('#life').scrollWidth")).isLessThanOrEqualTo(width);
		assertThat((boolean) page
			.evaluate("document.querySelector('#life').scrollWidth <= document.querySelector('#life').offsetWidth"))
			.isTrue();
		if (width != 768) {
			page.screenshot(new Page.ScreenshotOptions().setPath(
					SCREENSHOTS.resolve("life-%s-%d.png".formatted(scheme.name().toLowerCase(Locale.ROOT), width))));
		}
		page.keyboard().press("Escape");
	}

	/** For people to look at. */
	private static void capture(Page page, String name) {
		page.screenshot(new Page.ScreenshotOptions().setFullPage(true).setPath(SCREENSHOTS.resolve(name)));
	}

	private int samples() {
		return this.application.http().get("/actuator/history").json(200).at("/samples").size();
	}

	private Page open(int width, ColorScheme scheme) {
		Page page = browser.open(width, HEIGHT, scheme);
		page.navigate(url());
		assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("demo"))).isVisible();
		return page;
	}

	private String url() {
		return "http://localhost:%d/".formatted(this.application.http().port());
	}

	private static Locator card(Page page) {
		return page.getByRole(AriaRole.ARTICLE, new Page.GetByRoleOptions().setName("Listener demo"));
	}

	private static Locator button(Page page, String name) {
		return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
	}

	private TestClient connect() {
		this.clients.add(this.application.connect());
		return this.clients.getLast();
	}

	/** Clients with five requests a second each, every eighth of which fails. */
	private void startLoad(int count) throws IOException {
		for (int i = 0; i < count; i++) {
			TestClient client = connect();
			client.request("PING");
			AtomicInteger number = new AtomicInteger();
			var _ = this.load.scheduleAtFixedRate(() -> request(client, number.getAndIncrement()), i, 200,
					TimeUnit.MILLISECONDS);
		}
	}

	private static void request(TestClient client, int number) {
		try {
			client.request((number % 8 == 0) ? "{}" : (number % 3 == 0) ? "PING" : "hello " + number);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** No error, no breach of the policy, and nothing asked of any other server. */
	private static void assertUndisturbed(Page page, String... expected) {
		assertThat(browser.complaints()).filteredOn((complaint) -> Stream.of(expected).noneMatch(complaint::contains))
			.isEmpty();
		assertThat(browser.requests()).filteredOn((url) -> !url.matches("http://localhost:[0-9]+/.*")).isEmpty();
		assertThat((String) page.evaluate("document.documentElement.outerHTML")).doesNotContain("NaN", "undefined");
	}

}
