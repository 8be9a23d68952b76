package io.sluice.actuate.endpoint;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.InvocationContext;
import org.springframework.boot.actuate.endpoint.OperationArgumentResolver;
import org.springframework.boot.actuate.endpoint.OperationType;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvoker;
import org.springframework.boot.actuate.endpoint.invoke.OperationParameter;
import org.springframework.boot.actuate.endpoint.invoke.OperationParameters;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link EndpointGuard}: what becomes of an operation by who asks for it.
 */
@ExtendWith(OutputCaptureExtension.class)
class EndpointGuardTests {

	private static final InvocationContext WEB = new InvocationContext(SecurityContext.NONE, Map.of(),
			OperationArgumentResolver.of(WebServerNamespace.class, () -> WebServerNamespace.SERVER));

	private static final InvocationContext JMX = new InvocationContext(SecurityContext.NONE, Map.of());

	private final EndpointGuard guard = new EndpointGuard(new AllowedHosts(List.of("localhost")));

	@AfterEach
	void forget() {
		RequestContextHolder.resetRequestAttributes();
	}

	/**
	 * As in an application on Spring WebFlux.
	 */
	@ParameterizedTest
	@CsvSource({ "sluice, WRITE, 403", "connections, DELETE, 403", "integrationgraph, WRITE, 403", "sluice, READ, 200",
			"health, WRITE, 200" })
	void nothingIsWrittenWhereTheRequestCannotBeSeen(String endpoint, OperationType type, int status) {
		assertThat(status(invoke(endpoint, type, WEB))).isEqualTo(status);
	}

	@Test
	void readThatCannotBeCheckedIsWarnedOfOnce(CapturedOutput output) {
		invoke("sluice", OperationType.READ, WEB);
		invoke("connections", OperationType.READ, WEB);
		assertThat(output.getAll().split("'sluice.console.allowed-hosts' does not hold for reads", -1)).hasSize(2);
	}

	@ParameterizedTest
	@CsvSource({ "sluice, WRITE", "connections, DELETE", "sluice, READ" })
	void jmxIsNotLookedAt(String endpoint, OperationType type) {
		assertThat(status(invoke(endpoint, type, JMX))).isEqualTo(200);
	}

	@ParameterizedTest
	@CsvSource({ "sluice, READ, 403", "connections, READ, 403", "history, READ, 403", "tcpsessions, READ, 403",
			"tcpsessions, WRITE, 403", "virtualthreads, READ, 403", "sluice, WRITE, 403",
			"integrationgraph, WRITE, 403", "integrationgraph, READ, 200", "health, READ, 200",
			"prometheus, READ, 200" })
	void foreignNameIsRefusedByTheGatewaysOwnEndpoints(String endpoint, OperationType type, int status) {
		requestOf("rebound.example");
		assertThat(status(invoke(endpoint, type, WEB))).isEqualTo(status);
	}

	@Test
	void ownNameReadsAndWrites() {
		requestOf("localhost:8080");
		assertThat(status(invoke("sluice", OperationType.READ, WEB))).isEqualTo(200);
		assertThat(status(invoke("sluice", OperationType.WRITE, WEB))).isEqualTo(200);
	}

	/**
	 * Browsers send one; a proxy that adds its own hides the other.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "Host", "Origin", "Sec-Fetch-Site" })
	void aHeaderThatIsThereTwiceIsRefused(String header) {
		MockHttpServletRequest request = requestOf("localhost:8080");
		request.addHeader("Origin", "http://localhost:8080");
		request.addHeader("Sec-Fetch-Site", "same-origin");
		assertThat(status(invoke("sluice", OperationType.WRITE, WEB))).isEqualTo(200);
		request.addHeader(header, header.equals("Origin") ? "http://evil.example" : "evil.example");
		assertThat(status(invoke("sluice", OperationType.WRITE, WEB))).isEqualTo(403);
	}

	private static MockHttpServletRequest requestOf(String host) {
		MockHttpServletRequest request = new MockHttpServletRequest();
		request.addHeader("Host", host);
		RequestContextHolder.setRequestAttributes(new ServletRequestAttributes(request));
		return request;
	}

	private Object invoke(String endpoint, OperationType type, InvocationContext context) {
		OperationInvoker invoker = (ignored) -> "done";
		return this.guard.apply(EndpointId.of(endpoint), type, noParameters(), invoker).invoke(context);
	}

	private static OperationParameters noParameters() {
		return new OperationParameters() {

			@Override
			public boolean hasParameters() {
				return false;
			}

			@Override
			public int getParameterCount() {
				return 0;
			}

			@Override
			public OperationParameter get(int index) {
				throw new IndexOutOfBoundsException(index);
			}

			@Override
			public Iterator<OperationParameter> iterator() {
				return stream().iterator();
			}

			@Override
			public Stream<OperationParameter> stream() {
				return Stream.empty();
			}

		};
	}

	private static int status(Object answer) {
		return (answer instanceof WebEndpointResponse<?> response) ? response.getStatus() : 200;
	}

}
