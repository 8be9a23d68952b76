package io.sluice.autoconfigure;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.sluice.CloseReason;
import io.sluice.IdentityRefusedException;
import io.sluice.PushResult;
import io.sluice.PushResult.Outcome;
import io.sluice.SluiceHeaders;
import io.sluice.TcpHandler;
import io.sluice.TcpSession;
import io.sluice.TcpSessionAttribute;
import io.sluice.TcpSessionClosedEvent;
import io.sluice.TcpSessionIdentifiedEvent;
import io.sluice.TcpSessionOpenedEvent;
import io.sluice.TcpSessions;
import io.sluice.support.OpensslClient;
import io.sluice.support.TestCertificates;
import io.sluice.support.TestCertificates.Pem;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.event.EventListener;
import org.springframework.messaging.handler.annotation.Header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * The sessions of an application: names, attributes, events.
 */
class SessionTests {

	private static final String[] ROUTES = { ".routes[0].when.starts-with=login", ".routes[0].to=login",
			".routes[1].when.equals=where", ".routes[1].to=where", ".routes[2].to=who" };

	@Test
	void aHandlerNamesItsSessionAndKeepsValuesInIt() throws IOException {
		try (TestGateway gateway = TestGateway.start(Trackers.class, ROUTES); TestClient client = gateway.connect()) {
			assertThat(client.request("who")).isEqualTo("null null");
			assertThat(client.request("where")).isEqualTo("ERR HANDLER_ERROR the request could not be handled");
			assertThat(client.request("login 860")).isEqualTo("LOAD");
			assertThat(client.request("who")).isEqualTo("860 model of 860");
			assertThat(client.request("where")).isEqualTo("at model of 860");
			TcpSession session = sessions(gateway).find("test", "860");
			assertThat(session.identities()).containsExactly("860");
			assertThat(session.listener()).isEqualTo("test");
			assertThat(session.peer().getPort()).isEqualTo(client.socket().getLocalPort());
			assertThat(session.tlsSubject()).isNull();
			assertThat(session.tlsNames()).isEmpty();
			assertThat(session.isOpen()).isTrue();
			assertThat(sessions(gateway).session(session.id())).isSameAs(session);
			assertThat(sessions(gateway).find("860")).containsExactly(session);
			assertThat(sessions(gateway).localSessions("test")).containsExactly(session);
			assertThat(sessions(gateway).findLocal((other) -> other.attributes().containsKey("model")))
				.containsExactly(session);
			session.close();
			assertThat(client.readToEnd()).isEmpty();
			await().untilAsserted(() -> assertThat(gateway.closed("handler_requested")).isOne());
			assertThat(session.isOpen()).isFalse();
			assertThat(sessions(gateway).find("860")).isEmpty();
			assertThat(session.push("too late").outcome()).isEqualTo(Outcome.NOT_CONNECTED);
			assertThatExceptionOfType(IdentityRefusedException.class).isThrownBy(() -> session.identify("861"));
		}
	}

	@Test
	void eventsTellOfASessionsLife() throws Exception {
		try (TestGateway gateway = TestGateway.start(Trackers.class, ROUTES)) {
			BlockingQueue<Object> events = gateway.context().getBean(Trackers.class).events;
			try (TestClient client = gateway.connect()) {
				client.request("login 860");
				client.request("login 861");
			}
			TcpSession session = ((TcpSessionOpenedEvent) take(events)).session();
			assertThat(take(events)).isEqualTo(new TcpSessionIdentifiedEvent(session, "860"));
			assertThat(take(events)).isEqualTo(new TcpSessionIdentifiedEvent(session, "861"));
			TcpSessionClosedEvent closed = (TcpSessionClosedEvent) take(events);
			assertThat(closed.session()).isSameAs(session);
			assertThat(closed.identities()).containsExactlyInAnyOrder("860", "861");
			assertThat(closed.replaced()).isEmpty();
			assertThat(closed.reason()).isEqualTo(CloseReason.CLIENT_CLOSED);
			assertThat(closed.duration()).isPositive();
		}
	}

	@Test
	void aSessionThatTakesOverANameReplacesTheOther() throws Exception {
		try (TestGateway gateway = TestGateway.start(Trackers.class, ROUTES);
				TestClient old = gateway.connect();
				TestClient current = gateway.connect()) {
			BlockingQueue<Object> events = gateway.context().getBean(Trackers.class).events;
			old.request("login 860");
			TcpSession replaced = sessions(gateway).find("test", "860");
			assertThat(current.request("login 860")).isEqualTo("LOAD");
			assertThat(old.readToEnd()).isEmpty();
			assertThat(sessions(gateway).find("test", "860")).isNotSameAs(replaced);
			assertThat(replaced.identities()).isEmpty();
			assertThatExceptionOfType(IdentityRefusedException.class).as("two sessions must not close each other")
				.isThrownBy(() -> replaced.identify("860"));
			assertThat(current.request("login 860")).as("the name that it has").isEqualTo("LOAD");
			assertThat(sessions(gateway).push("860", "hello").isWritten()).isTrue();
			assertThat(current.readLine()).isEqualTo("hello");
			await().untilAsserted(() -> assertThat(gateway.closed("replaced")).isOne());
			Object event = take(events);
			while (!(event instanceof TcpSessionClosedEvent)) {
				event = take(events);
			}
			assertThat(((TcpSessionClosedEvent) event).replaced()).containsExactly("860");
		}
	}

	@Test
	void aSessionIsRefusedANameThatAnotherOneKeeps() throws Exception {
		try (TestGateway gateway = TestGateway.start(Trackers.class, with(".identity.on-duplicate=refuse-new"));
				TestClient old = gateway.connect();
				TestClient late = gateway.connect()) {
			old.request("login 860");
			assertThat(late.request("login 860")).isEqualTo("ERR IDENTITY_REFUSED another session is named '860'");
			assertThat(late.readToEnd()).isEmpty();
			await().untilAsserted(() -> assertThat(gateway.closed("identity_refused")).isOne());
			assertThat(old.request("who")).isEqualTo("860 model of 860");
		}
	}

	@Test
	void severalSessionsMayHaveOneName() throws Exception {
		try (TestGateway gateway = TestGateway.start(Trackers.class, with(".identity.on-duplicate=allow"));
				TestClient old = gateway.connect()) {
			old.request("login 860");
			try (TestClient latest = gateway.connect()) {
				latest.request("login 860");
				sessions(gateway).push("860", "to the latest");
				assertThat(latest.readLine()).isEqualTo("to the latest");
				assertThat(sessions(gateway).findLocal((session) -> session.identities().contains("860"))).hasSize(2);
			}
			await().until(() -> sessions(gateway).push("860", "to the old one").isWritten()
					&& sessions(gateway).localSessions("test").size() == 1);
			assertThat(old.readLine()).isEqualTo("to the old one");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "tab\\there", "\u202e860" })
	void aNameIsPrintable(String name) throws IOException {
		try (TestGateway gateway = TestGateway.start(Trackers.class, ROUTES); TestClient client = gateway.connect()) {
			await().until(() -> !sessions(gateway).localSessions("test").isEmpty());
			TcpSession session = sessions(gateway).localSessions("test").getFirst();
			assertThatExceptionOfType(IdentityRefusedException.class)
				.isThrownBy(() -> session.identify(name.translateEscapes()))
				.withMessage("a name has 1 to 128 printable characters");
			assertThatExceptionOfType(IdentityRefusedException.class)
				.isThrownBy(() -> session.identify("x".repeat(129)));
			session.identify("x".repeat(128));
			assertThat(session.identities()).containsExactly("x".repeat(128));
			assertThat(client.socket().isConnected()).isTrue();
		}
	}

	@Test
	void aSessionHasABoundedNumberOfNames() throws IOException {
		try (TestGateway gateway = TestGateway.start(Trackers.class, ROUTES); TestClient client = gateway.connect()) {
			for (int i = 0; i < 64; i++) {
				assertThat(client.request("login " + i)).isEqualTo("LOAD");
			}
			assertThat(client.request("login 64")).isEqualTo("ERR IDENTITY_REFUSED a session has at most 64 names");
			assertThat(sessions(gateway).find("test", "0").identities()).hasSize(64).startsWith("0", "1", "2");
		}
	}

	@Test
	void aNameOfSeveralListenersIsAmbiguous() throws IOException {
		try (TestGateway gateway = TestGateway.start(Trackers.class,
				with("sluice.listeners.other.port=0", "sluice.listeners.other.routes[0].to=login"));
				TestClient one = gateway.connect();
				TestClient other = new TestClient(gateway.listener("other").getPort())) {
			one.request("login 860");
			other.request("login 860");
			PushResult result = sessions(gateway).push("860", "hello");
			assertThat(result.outcome()).isEqualTo(Outcome.AMBIGUOUS);
			assertThat(result.session()).isNull();
			assertThat(result.reason()).isEqualTo("sessions of several listeners are named '860'");
			assertThat(sessions(gateway).push("other", "860", "hello").isWritten()).isTrue();
			assertThat(other.readLine()).isEqualTo("hello");
			assertThat(sessions(gateway).push("860x", "hello").reason()).isEqualTo("no session is named '860x'");
			assertThat(sessions(gateway).push("none", "860", "hello").reason())
				.isEqualTo("there is no listener 'none'");
			assertThat(sessions(gateway).find("860")).hasSize(2);
		}
	}

	@Test
	void theFirstOfAllMessagesMayBeAPush() throws IOException {
		try (TestGateway gateway = TestGateway.start(Greeter.class, ".routes[0].to=echo");
				TestClient client = gateway.connect()) {
			client.send("first\n");
			assertThat(client.readLine()).isEqualTo("220 ready");
			assertThat(client.readLine()).isEqualTo("first");
		}
	}

	@Test
	void namesAndAttributesEndWithTheirSessions() throws IOException {
		try (TestGateway gateway = TestGateway.start(Trackers.class, ROUTES)) {
			for (int i = 0; i < 200; i++) {
				try (TestClient client = gateway.connect()) {
					client.request("login " + i);
				}
			}
			await().untilAsserted(() -> assertThat(sessions(gateway).localSessions("test")).isEmpty());
			for (int i = 0; i < 200; i++) {
				assertThat(sessions(gateway).find(Integer.toString(i))).isEmpty();
			}
		}
	}

	@Test
	void aMessageNamesItsSessionByConfiguration() throws IOException {
		try (TestGateway gateway = TestGateway.start(Trackers.class,
				with(".identity.by=message", ".identity.extract.regex=^LOGIN (\\S+)",
						".identity.reply=LOAD {regex:^LOGIN (\\S+)}", ".identity.required-within=1m"));
				TestClient client = gateway.connect()) {
			assertThat(client.request("who")).isEqualTo("ERR UNIDENTIFIED the session has no name yet");
			assertThat(client.request("LOGIN 860")).isEqualTo("LOAD 860");
			assertThat(client.request("who")).isEqualTo("860 null");
			assertThat(client.request("LOGIN 860")).isEqualTo("LOAD 860");
			assertThat(client.request("LOGIN 861")).isEqualTo("ERR IDENTITY_REFUSED the session has another name");
			assertThat(sessions(gateway).find("861")).isEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 8 })
	void aMessageThatNamesItsSessionIsRoutedWithoutAReplyOfItsOwn(int pipeline) throws IOException {
		try (TestGateway gateway = TestGateway.start(Trackers.class,
				with(".identity.by=message", ".identity.extract.text=0..2", ".pipeline=" + pipeline));
				TestClient client = gateway.connect()) {
			client.send("abc\nabcd\n");
			assertThat(client.readLine()).isEqualTo("abc null");
			assertThat(client.readLine()).isEqualTo("abc null");
		}
	}

	@Test
	void aSessionThatStaysUnnamedIsClosed() throws IOException {
		try (TestGateway gateway = TestGateway.start(Trackers.class,
				with(".identity.by=message", ".identity.extract.regex=^LOGIN (\\S+)", ".identity.required-within=3s"));
				TestClient named = gateway.connect();
				TestClient unnamed = gateway.connect()) {
			named.request("LOGIN 860");
			assertThat(unnamed.readToEnd()).isEmpty();
			await().untilAsserted(() -> assertThat(gateway.closed("unidentified")).isOne());
			assertThat(named.request("who")).isEqualTo("860 null");
		}
	}

	@Test
	void anAddressNamesItsSession() throws IOException {
		try (TestGateway gateway = TestGateway.start(Trackers.class, with(".identity.by=peer"));
				TestClient client = gateway.connect()) {
			assertThat(client.request("who")).isEqualTo("127.0.0.1 null");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "tls-subject", "tls-name" })
	void aCertificateNamesItsSession(String source, @TempDir Path directory) throws Exception {
		TestCertificates certificates = new TestCertificates(directory, "authority");
		List<String> properties = new ArrayList<>(List.of(with(".identity.by=" + source)));
		properties.addAll(List.of(".ssl.bundle=gateway", ".ssl.client-auth=need",
				"spring.ssl.bundle.pem.gateway.truststore.certificate=file:" + certificates.authority().certificate()));
		properties.addAll(certificates.issue("gateway", "DNS:localhost").bundle("gateway"));
		try (TestGateway gateway = TestGateway.start(Trackers.class, properties.toArray(String[]::new));
				OpensslClient client = client(gateway, certificates.issue("tracker", "DNS:860.example.com"))) {
			String name = source.equals("tls-name") ? "860.example.com" : "CN=tracker,O=Sluice";
			assertThat(client.request("who", name)).isEqualTo(" null");
		}
	}

	private static OpensslClient client(TestGateway gateway, Pem pem) throws Exception {
		return new OpensslClient(gateway.port(), "-cert", pem.certificate().toString(), "-key", pem.key().toString());
	}

	private static String[] with(String... properties) {
		List<String> all = new ArrayList<>(List.of(ROUTES));
		all.addAll(List.of(properties));
		return all.toArray(String[]::new);
	}

	private static TcpSessions sessions(TestGateway gateway) {
		return gateway.context().getBean(TcpSessions.class);
	}

	private static Object take(BlockingQueue<Object> events) throws InterruptedException {
		return events.poll(1, TimeUnit.MINUTES);
	}

	static class Trackers {

		final BlockingQueue<Object> events = new LinkedBlockingQueue<>();

		@TcpHandler("login")
		String login(String message, TcpSession session) {
			String name = message.substring("login ".length());
			session.identify(name);
			session.attributes().put("model", "model of " + name);
			return "LOAD";
		}

		@TcpHandler("where")
		String where(@TcpSessionAttribute("model") String model) {
			return "at " + model;
		}

		@TcpHandler("who")
		String who(@Header(name = SluiceHeaders.IDENTITY, required = false) String name,
				@TcpSessionAttribute Optional<String> model) {
			return name + " " + model.orElse(null);
		}

		@EventListener
		void opened(TcpSessionOpenedEvent event) {
			this.events.add(event);
		}

		@EventListener
		void identified(TcpSessionIdentifiedEvent event) {
			this.events.add(event);
		}

		@EventListener
		void closed(TcpSessionClosedEvent event) {
			this.events.add(event);
		}

	}

	static class Greeter {

		@EventListener
		void opened(TcpSessionOpenedEvent event) {
			event.session().push("220 ready");
		}

	}

}
