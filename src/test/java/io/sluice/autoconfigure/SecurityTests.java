package io.sluice.autoconfigure;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

import io.sluice.TcpHandler;
import io.sluice.TlsPrincipal;
import io.sluice.spi.RequestObserver;
import io.sluice.spi.TcpAuthenticationConverter;
import io.sluice.support.LogWatch;
import io.sluice.support.NeedsPrograms;
import io.sluice.support.OpensslClient;
import io.sluice.support.TestCertificates;
import io.sluice.support.TestCertificates.Pem;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.aop.framework.autoproxy.DefaultAdvisorAutoProxyCreator;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.authorization.method.AuthorizationManagerBeforeMethodInterceptor;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Handlers secured by Spring Security.
 */
@ExtendWith(OutputCaptureExtension.class)
class SecurityTests {

	private static final String DENIED = "ERR HANDLER_ERROR access denied";

	@TempDir
	private Path directory;

	@Test
	@NeedsPrograms("openssl")
	void subjectOfTheClientsCertificateIsTheAuthentication() throws Exception {
		TestCertificates certificates = new TestCertificates(this.directory, "authority");
		Pem device = certificates.issue("device-7", "DNS:device-7.example.com");
		Pem other = certificates.issue("device-8", "DNS:device-8.example.com");
		try (TestGateway gateway = startTls(certificates);
				OpensslClient client = client(gateway, device);
				OpensslClient stranger = client(gateway, other);
				OpensslClient nobody = new OpensslClient(gateway.port())) {
			assertThat(client.request("seven", "seven for ")).isEqualTo("CN=device-7,O=Sluice [FACTOR_X509]");
			assertThat(client.request("named", "named ")).isEqualTo("[DNS:device-7.example.com]");
			assertThat(stranger.request("seven", DENIED)).isEmpty();
			assertThat(stranger.request("known", "known as ")).isEqualTo("CN=device-8,O=Sluice");
			assertThat(nobody.request("known", DENIED)).isEmpty();
		}
	}

	@Test
	void clientWithoutATlsSubjectIsAnonymousAndToldWithoutAStackTrace() throws IOException {
		try (TestGateway gateway = start(Handlers.class, "virtual");
				LogWatch watch = LogWatch.begin();
				TestClient client = gateway.connect()) {
			assertThat(client.request("known")).isEqualTo(DENIED);
			assertThat(client.request("later")).isEqualTo(DENIED);
			assertThat(client.request("flow")).isEqualTo(DENIED);
			assertThat(client.request("open")).isEqualTo("open to anonymousUser");
			watch.assertQuiet("access denied");
		}
	}

	@ParameterizedTest
	@CsvSource({ "login, virtual", "login, pool", "hanging, pool", "known, pool" })
	void authenticationIsGoneAfterTheRequest(String route, String executor) throws IOException {
		Handlers.FOUND.clear();
		try (TestGateway gateway = start(Handlers.class, executor)) {
			for (int i = 0; i < 2; i++) {
				try (TestClient client = gateway.connect()) {
					client.request(route);
					assertThat(client.request("open")).isEqualTo("open to anonymousUser");
					client.endOutput().readToEnd();
				}
			}
		}
		assertThat(Handlers.FOUND).hasSize(4).containsOnly("null");
	}

	@Test
	void applicationMayFindOutTheSenderItself(CapturedOutput output) throws IOException {
		try (TestGateway gateway = start(Converters.class, "virtual"); TestClient client = gateway.connect()) {
			assertThat(client.request("known")).isEqualTo("known as 127.0.0.1");
			Converters.failing = () -> new BadCredentialsException("unknown");
			assertThat(client.request("open")).isEqualTo(DENIED);
			assertThat(output).doesNotContain("request failed");
			Converters.failing = () -> new AuthenticationServiceException("the directory is down");
			assertThat(client.request("open")).isEqualTo("ERR HANDLER_ERROR the request could not be handled");
			assertThat(output).contains("request failed", "the directory is down");
			Converters.failing = null;
			assertThat(client.request("known")).isEqualTo("known as 127.0.0.1");
		}
	}

	private TestGateway startTls(TestCertificates certificates) {
		List<String> properties = new ArrayList<>(List.of(".ssl.bundle=gateway", ".ssl.client-auth=want",
				"spring.ssl.bundle.pem.gateway.truststore.certificate=file:" + certificates.authority().certificate()));
		properties.addAll(certificates.issue("gateway", "DNS:localhost").bundle("gateway"));
		return start(Handlers.class, "virtual", properties.toArray(String[]::new));
	}

	private static TestGateway start(Class<?> beans, String executor, String... properties) {
		List<String> all = new ArrayList<>(List.of(properties));
		all.addAll(List.of(".request-timeout=5s", ".executor.type=" + executor));
		if (executor.equals("pool")) {
			all.add(".executor.max-threads=1");
		}
		int i = 0;
		for (String route : new String[] { "seven", "named", "known", "later", "flow", "login", "hanging", "open" }) {
			all.add(".routes[%d].to=%s".formatted(i, route));
			all.add(".routes[%d].when.equals=%s".formatted(i++, route));
		}
		return TestGateway.start(beans, all.toArray(String[]::new));
	}

	private static OpensslClient client(TestGateway gateway, Pem pem) throws Exception {
		return new OpensslClient(gateway.port(), "-cert", pem.certificate().toString(), "-key", pem.key().toString());
	}

	@Configuration(proxyBeanMethods = false)
	static class Handlers {

		private static final Queue<String> FOUND = new ConcurrentLinkedQueue<>();

		/** Two beans that {@code @EnableMethodSecurity} brings too. */
		@Bean
		static DefaultAdvisorAutoProxyCreator proxies() {
			DefaultAdvisorAutoProxyCreator proxies = new DefaultAdvisorAutoProxyCreator();
			proxies.setProxyTargetClass(true);
			return proxies;
		}

		@Bean
		static AuthorizationManagerBeforeMethodInterceptor preAuthorize() {
			return AuthorizationManagerBeforeMethodInterceptor.preAuthorize();
		}

		@Bean
		Secured secured() {
			return new Secured();
		}

		@Bean
		RequestObserver observer() {
			return (request) -> {
				FOUND.add(String.valueOf(SecurityContextHolder.getContext().getAuthentication()));
				return RequestObserver.Observed.NOTHING;
			};
		}

		@Bean
		IntegrationFlow flow(Secured secured) {
			return (flow) -> flow.channel((channels) -> channels.direct())
				.handle((payload, headers) -> secured.known());
		}

	}

	static class Converters extends Handlers {

		private static volatile @Nullable Supplier<RuntimeException> failing;

		@Bean
		TcpAuthenticationConverter converter() {
			return (request) -> {
				Supplier<RuntimeException> failure = failing;
				if (failure != null) {
					throw failure.get();
				}
				return new TestingAuthenticationToken(request.getHeaders().get("ip_address"), null, "ROLE_DEVICE");
			};
		}

	}

	static class Secured {

		@TcpHandler("seven")
		@PreAuthorize("authentication.name == 'CN=device-7,O=Sluice'")
		public String seven() {
			Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
			return "seven for " + authentication.getName() + " "
					+ authentication.getAuthorities().stream().map((authority) -> authority.getAuthority()).toList();
		}

		@TcpHandler("named")
		@PreAuthorize("principal.names().contains('DNS:device-7.example.com')")
		public String named() {
			return "named "
					+ ((TlsPrincipal) SecurityContextHolder.getContext().getAuthentication().getPrincipal()).names();
		}

		@TcpHandler("known")
		@PreAuthorize("isAuthenticated()")
		public String known() {
			return "known as " + SecurityContextHolder.getContext().getAuthentication().getName();
		}

		@TcpHandler("later")
		public CompletableFuture<String> later() {
			return CompletableFuture.failedFuture(new AccessDeniedException("not for you"));
		}

		@TcpHandler("login")
		public String login() {
			SecurityContextHolder.getContext()
				.setAuthentication(new TestingAuthenticationToken("somebody", null, "ROLE_X"));
			return "logged in";
		}

		@TcpHandler("hanging")
		public String hanging() throws InterruptedException {
			SecurityContextHolder.getContext()
				.setAuthentication(new TestingAuthenticationToken("somebody", null, "ROLE_X"));
			throw new InterruptedException("as at a timeout");
		}

		@TcpHandler("open")
		public String open() {
			return "open to " + SecurityContextHolder.getContext().getAuthentication().getName();
		}

	}

}
