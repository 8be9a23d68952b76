package io.sluice.cli;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

/**
 * A request to the Actuator of a gateway.
 */
final class ActuatorCall {

	private ActuatorCall() {
	}

	/**
	 * Send a request.
	 * @param request the request
	 * @param timeout the longest time to the response, including its body
	 * @return the response, of any status
	 * @throws IOException if there is no response; the message is for the user
	 */
	static HttpResponse<String> send(HttpRequest request, Duration timeout) throws IOException, InterruptedException {
		// the JVM's proxy settings are for other hosts than the gateway
		HttpClient client = HttpClient.newBuilder()
			.version(HttpClient.Version.HTTP_1_1)
			.proxy(HttpClient.Builder.NO_PROXY)
			.build();
		try {
			// the client's own timeouts do not include the body
			return client.sendAsync(request, HttpResponse.BodyHandlers.ofString())
				.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException ex) {
			throw new IOException("%s did not answer within %d ms".formatted(request.uri(), timeout.toMillis()), ex);
		}
		catch (ExecutionException ex) {
			throw new IOException("the request to %s failed: %s".formatted(request.uri(), reason(ex.getCause())), ex);
		}
		finally {
			client.shutdownNow();
		}
	}

	private static String reason(@Nullable Throwable failure) {
		// the exception of a refused connection has no message
		return (failure instanceof ConnectException) ? "cannot connect"
				: (failure != null) ? String.valueOf(failure.getMessage()) : "unknown";
	}

}
