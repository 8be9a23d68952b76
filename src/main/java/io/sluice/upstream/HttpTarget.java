package io.sluice.upstream;

import java.util.List;
import java.util.Set;

import io.sluice.extract.Extractors;
import io.sluice.extract.TemplateValues;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.messaging.Message;

/**
 * The requests that a route makes of its messages.
 *
 * @param method the HTTP method
 * @param path the path and query
 * @param headers the headers
 * @param extractors has created the extractors of path and headers
 * @param contentType the media type of the messages
 */
public record HttpTarget(HttpMethod method, PathTemplate path, List<HeaderTemplate> headers, Extractors extractors,
		String contentType) {

	private static final Set<HttpMethod> WITH_BODY = Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH);

	public HttpTarget {
		headers = List.copyOf(headers);
	}

	/**
	 * Make the request of a message.
	 * @param message the message
	 * @param address the address of the service
	 * @throws UnusableValueException if the message lacks a value, or has one that cannot
	 * be sent
	 */
	HttpCall call(Message<byte[]> message, HttpAddress address) {
		TemplateValues values = new TemplateValues(this.extractors.view(message));
		HttpHeaders filled = new HttpHeaders();
		if (address.authorization() != null) {
			filled.set(HttpHeaders.AUTHORIZATION, address.authorization());
		}
		boolean body = WITH_BODY.contains(this.method);
		if (body) {
			filled.set(HttpHeaders.CONTENT_TYPE, this.contentType);
		}
		this.headers.forEach((header) -> filled.remove(header.name()));
		this.headers.forEach((header) -> filled.add(header.name(), header.fill(values)));
		return new HttpCall(this.method, this.path.fill(values, address), filled, body);
	}

}
