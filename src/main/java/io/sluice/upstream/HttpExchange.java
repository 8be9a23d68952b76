package io.sluice.upstream;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.util.zip.GZIPInputStream;

import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.AbstractClientHttpRequest;
import org.springframework.http.client.ClientHttpResponse;

/**
 * A request of Spring's client by the client of the JDK. Both bodies are arrays, so no
 * thread is needed to move them.
 */
@RequiredArgsConstructor
final class HttpExchange extends AbstractClientHttpRequest {

	/** Reading more of a discarded body costs more than opening another connection. */
	private static final int MAX_DISCARDED = 64 * 1024;

	/** What a compressed body may have besides its content: header and trailer. */
	private static final int GZIP_OVERHEAD = 1024;

	private static final byte[] NONE = {};

	private final CountedHttpClient client;

	private final URI uri;

	private final HttpMethod method;

	private final ResponseLimits limits;

	private @Nullable ByteArrayOutputStream body;

	/** A response whose body may not have arrived yet. */
	private volatile @Nullable Begun begun;

	@Override
	public HttpMethod getMethod() {
		return this.method;
	}

	@Override
	public URI getURI() {
		return this.uri;
	}

	@Override
	protected OutputStream getBodyInternal(HttpHeaders headers) {
		ByteArrayOutputStream written = this.body;
		if (written == null) {
			written = new ByteArrayOutputStream((int) Math.max(0, headers.getContentLength()));
			this.body = written;
		}
		return written;
	}

	@Override
	protected ClientHttpResponse executeInternal(HttpHeaders headers) throws IOException {
		try {
			HttpResponse<byte[]> response = this.client.send(request(headers), this::receive, this.limits.timeout());
			return new Response(response.statusCode(), response.headers(), response.body(),
					maxReceived(response.headers()));
		}
		catch (IOException ex) {
			Begun known = this.begun;
			Response response = (known != null) ? known.response() : null;
			if (response == null) {
				throw ex;
			}
			return response;
		}
	}

	private HttpRequest request(HttpHeaders headers) {
		HttpRequest.Builder request = begin();
		headers.forEach((name, values) -> {
			if (!name.equalsIgnoreCase(HttpHeaders.CONTENT_LENGTH)) {
				values.forEach((value) -> request.header(name, value));
			}
		});
		return request.build();
	}

	private HttpRequest.Builder begin() {
		HttpRequest.Builder request = HttpRequest.newBuilder(this.uri);
		String name = this.method.name();
		if (this.body != null) {
			return request.method(name, BodyPublishers.ofByteArray(this.body.toByteArray()));
		}
		return switch (name) {
			// a publisher, also one of nothing, would add a length
			case "GET" -> request.GET();
			case "DELETE" -> request.DELETE();
			default -> request.method(name, BodyPublishers.noBody());
		};
	}

	private BodySubscriber<byte[]> receive(ResponseInfo head) {
		int maxReceived = maxReceived(head.headers());
		// one byte more tells that a reply is too large
		BoundedBody reply = HttpResponseReader.hasReply(head.statusCode()) ? new BoundedBody(maxReceived + 1) : null;
		this.begun = new Begun(head, reply, maxReceived);
		return (reply != null) ? reply : BodySubscribers.limiting(BodySubscribers.replacing(NONE), MAX_DISCARDED);
	}

	/**
	 * The maximum size of a body as it is received. Compression makes random bytes
	 * larger.
	 */
	private int maxReceived(java.net.http.HttpHeaders headers) {
		int maxSize = this.limits.maxSize();
		return isCompressed(headers) ? maxSize + maxSize / 8 + GZIP_OVERHEAD : maxSize;
	}

	/** Not asked for, unless by a header of the route. */
	private static boolean isCompressed(java.net.http.HttpHeaders headers) {
		return headers.firstValue(HttpHeaders.CONTENT_ENCODING).filter("gzip"::equalsIgnoreCase).isPresent();
	}

	/**
	 * A response that has begun.
	 *
	 * @param head its status and headers
	 * @param reply its body, or {@code null} if that does not count
	 * @param maxReceived the maximum size of the body as it is received
	 */
	private record Begun(ResponseInfo head, @Nullable BoundedBody reply, int maxReceived) {

		/**
		 * The response as far as it counts, whatever became of the rest, or {@code null}
		 * if that has not arrived. Over HTTP/2, the JDK may report a body that is
		 * cancelled as a failure, although it is complete.
		 */
		@Nullable Response response() {
			byte[] content = (this.reply != null) ? this.reply.collected() : NONE;
			return (content != null)
					? new Response(this.head.statusCode(), this.head.headers(), content, this.maxReceived) : null;
		}

	}

	/** A response that has arrived. */
	@RequiredArgsConstructor
	private static final class Response implements ClientHttpResponse {

		private final int status;

		private final java.net.http.HttpHeaders received;

		private final byte[] content;

		private final int maxReceived;

		@Override
		public HttpStatusCode getStatusCode() {
			return HttpStatusCode.valueOf(this.status);
		}

		@Override
		public String getStatusText() {
			return "";
		}

		@Override
		public HttpHeaders getHeaders() {
			HttpHeaders headers = new HttpHeaders();
			this.received.map().forEach(headers::addAll);
			return headers;
		}

		@Override
		public InputStream getBody() throws IOException {
			InputStream body = new ByteArrayInputStream(this.content);
			// one that was cut stays as it is, which is too large in any case
			boolean whole = this.content.length > 0 && this.content.length <= this.maxReceived;
			return (whole && isCompressed(this.received)) ? new GZIPInputStream(body) : body;
		}

		@Override
		public void close() {
		}

	}

}
