package io.sluice.upstream;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * The address of an HTTP service.
 *
 * @param origin scheme, host and port, such as {@code http://pricing:8080}
 * @param path the path before those of the routes, as it is sent; may be empty
 * @param query the query before those of the routes, or {@code null}
 * @param authorization the header value for the user in the URL, or {@code null}
 */
public record HttpAddress(String origin, String path, @Nullable String query, @Nullable String authorization) {

	private static final int MAX_PORT = 65535;

	/**
	 * Parse a URL.
	 * @param url the URL; a user and a password in it are sent as the header
	 * {@code Authorization}
	 * @throws IllegalArgumentException if it cannot be called; the message does not quote
	 * it
	 */
	public static HttpAddress parse(String url) {
		if (url.indexOf('{') >= 0) {
			throw new IllegalArgumentException("It has a brace: placeholders stand in the path, the query and the "
					+ "header values of a route, but not in scheme, host and port");
		}
		URI uri = uri(url);
		String scheme = (uri.getScheme() != null) ? uri.getScheme().toLowerCase(Locale.ROOT) : "";
		if (!scheme.equals("http") && !scheme.equals("https")) {
			throw new IllegalArgumentException("It must begin with http:// or https://");
		}
		if (uri.getHost() == null || uri.getPort() == 0 || uri.getPort() > MAX_PORT) {
			throw new IllegalArgumentException("It must have a host, which is an address or a name of letters, digits, "
					+ "dots and dashes, and may have a port from 1 to 65535, such as http://pricing:8080");
		}
		if (uri.getRawFragment() != null) {
			throw new IllegalArgumentException("The part behind '#' is never sent: remove it");
		}
		String authority = uri.getHost() + ((uri.getPort() > 0) ? ":" + uri.getPort() : "");
		HttpAddress address = new HttpAddress(scheme + "://" + authority, uri.getRawPath(), uri.getRawQuery(),
				authorization(uri.getUserInfo()));
		if (UrlText.hasDotSegment(address.path())) {
			throw new IllegalArgumentException("The path must not have a part '.' or '..'");
		}
		return address;
	}

	private static URI uri(String url) {
		try {
			return new URI(url);
		}
		catch (URISyntaxException ex) {
			// its message would quote the URL, which may have a password
			throw new IllegalArgumentException(
					"It is not a valid URL: %s at position %d".formatted(ex.getReason(), ex.getIndex()), ex.getCause());
		}
	}

	private static @Nullable String authorization(@Nullable String user) {
		return (user != null) ? "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8))
				: null;
	}

	/**
	 * Host and port.
	 */
	public String name() {
		return this.origin.substring(this.origin.indexOf("://") + 3);
	}

	/**
	 * Host and port, with the default port if the URL has none. It therefore differs from
	 * every configured name of an upstream.
	 */
	public String hostAndPort() {
		URI uri = URI.create(this.origin);
		int port = (uri.getPort() > 0) ? uri.getPort() : isSecure() ? 443 : 80;
		return uri.getHost() + ":" + port;
	}

	/**
	 * Whether the service is called over TLS.
	 */
	public boolean isSecure() {
		return this.origin.startsWith("https:");
	}

	/**
	 * A URL of the service.
	 * @param route the path of a route, encoded; empty for that of the address
	 * @param routeQuery the query of a route, encoded, or {@code null}
	 */
	URI resolve(String route, @Nullable String routeQuery) {
		StringBuilder url = new StringBuilder(this.origin);
		boolean slash = this.path.endsWith("/") && !route.isEmpty();
		url.append(this.path, 0, this.path.length() - (slash ? 1 : 0)).append(route);
		if (this.path.isEmpty() && route.isEmpty()) {
			url.append('/');
		}
		char separator = '?';
		for (String part : new @Nullable String[] { this.query, routeQuery }) {
			if (part != null) {
				url.append(separator).append(part);
				separator = '&';
			}
		}
		return URI.create(url.toString());
	}

	@Override
	public String toString() {
		return this.origin + this.path;
	}

}
