package io.sluice.upstream;

import java.net.URI;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;

/**
 * A request, apart from its body.
 *
 * @param method the HTTP method
 * @param url the URL
 * @param headers the headers
 * @param body whether the message is the body
 */
record HttpCall(HttpMethod method, URI url, HttpHeaders headers, boolean body) {

	/** Without query and headers, which may be secret: channels log their messages. */
	@Override
	public String toString() {
		return this.method + " " + this.url.getScheme() + "://" + this.url.getRawAuthority() + this.url.getRawPath();
	}

}
