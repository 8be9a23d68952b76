package io.sluice.upstream;

import java.io.IOException;

import io.sluice.upstream.UpstreamException.Failure;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpResponse;

/**
 * Reads responses.
 */
final class HttpResponseReader {

	private HttpResponseReader() {
	}

	/**
	 * Whether a response with this status has a reply as its body.
	 * @param status the status code
	 */
	static boolean hasReply(int status) {
		return status >= 200 && status < 300 && status != HttpStatus.NO_CONTENT.value();
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
			throw status.is4xxClientError()
					? new UpstreamException(Failure.REFUSED,
							"the upstream refused the request with status " + status.value(), null)
					: new UpstreamException(Failure.FAILED, "the upstream failed with status " + status.value(), null);
		}
		byte[] body = response.getBody().readNBytes(maxSize + 1);
		if (body.length > maxSize) {
			throw new UpstreamException(Failure.FAILED,
					"the response of the upstream is larger than %d bytes".formatted(maxSize), null);
		}
		return body;
	}

}
