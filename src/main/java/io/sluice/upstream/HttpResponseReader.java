package io.sluice.upstream;

import java.io.IOException;
import java.io.InputStream;

import io.sluice.upstream.UpstreamException.Failure;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpResponse;

/**
 * Reads responses.
 */
final class HttpResponseReader {

	/** Reading more of a discarded body costs more than opening another connection. */
	private static final int MAX_DISCARDED = 64 * 1024;

	private HttpResponseReader() {
	}

	/**
	 * Read a response.
	 * @param response the response
	 * @param maxSize the maximum size of its body
	 * @return the body, or {@code null} if there is none
	 * @throws IOException if the response does not arrive
	 * @throws UpstreamException if its status is not a success, or its body is too large
	 */
	static byte @Nullable [] read(ClientHttpResponse response, int maxSize) throws IOException {
		HttpStatusCode status = response.getStatusCode();
		if (status.value() == HttpStatus.NO_CONTENT.value()) {
			return null;
		}
		if (!status.is2xxSuccessful()) {
			discard(response);
			throw status.is4xxClientError()
					? new UpstreamException(Failure.REFUSED,
							"the upstream refused the request with status " + status.value(), null)
					: new UpstreamException(Failure.FAILED, "the upstream failed with status " + status.value(), null);
		}
		InputStream body = response.getBody();
		byte[] read = body.readNBytes(maxSize + 1);
		if (read.length > maxSize) {
			// closes without waiting for the rest
			body.close();
			throw new UpstreamException(Failure.FAILED,
					"the response of the upstream is larger than %d bytes".formatted(maxSize), null);
		}
		return read;
	}

	/**
	 * Discard the body. The connection is kept if the body is complete; in any case the
	 * status counts.
	 */
	private static void discard(ClientHttpResponse response) {
		try (InputStream body = response.getBody()) {
			body.skipNBytes(MAX_DISCARDED);
		}
		catch (IOException ex) {
			// the end of the body, or of the connection
		}
	}

}
