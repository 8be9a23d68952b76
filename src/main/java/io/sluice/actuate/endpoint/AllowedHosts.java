package io.sluice.actuate.endpoint;

import java.net.Inet6Address;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Distinguishes the requests of this server's own pages from those of pages from other
 * origins, by the names of this server. A page from another origin can make its own name
 * resolve to this server (DNS rebinding), and then the browser treats both as one origin.
 * The request then still carries that name, which is not one of the server's names. DNS
 * rebinding cannot take over an IP address, so addresses need not be listed.
 */
public final class AllowedHosts {

	static final String KEY = "sluice.console.allowed-hosts";

	private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";

	private static final Pattern IPV4 = Pattern.compile("%s(\\.%s){3}".formatted(OCTET, OCTET));

	private static final String LABEL = "[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?";

	/**
	 * The labels are possessive: otherwise each of them would take a part of the stack,
	 * and a long header would overflow it.
	 */
	private static final Pattern HOST = Pattern.compile("\\[[0-9a-f:.]+]|%1$s(\\.%1$s)*+".formatted(LABEL));

	/**
	 * A host, optionally with the dot that ends a full name, and optionally with a port.
	 */
	private static final Pattern AUTHORITY = Pattern.compile("(?<host>%s)\\.?(:(?<port>[0-9]{1,5}))?".formatted(HOST));

	private static final int MAX_PORT = 65_535;

	private static final Pattern ORIGIN = Pattern.compile("https?://(?<authority>.+)");

	private final Set<String> names;

	/**
	 * Create the rule.
	 * @param names the names of this server, without a port
	 */
	public AllowedHosts(List<String> names) {
		this.names = names.stream().map(AllowedHosts::lowerCase).collect(Collectors.toUnmodifiableSet());
	}

	/**
	 * Whether a text is a host and nothing else.
	 * @param text a name, an IPv4 address, or an IPv6 address in brackets
	 */
	public static boolean isHost(String text) {
		return HOST.matcher(lowerCase(text)).matches();
	}

	/**
	 * The reason to refuse a read.
	 * @param host the request's {@code Host}: the name under which the sender knows this
	 * server
	 * @return a sentence with the header, its value and the correction, or {@code null}
	 * to allow the read
	 */
	public @Nullable String refusal(@Nullable String host) {
		if (host == null || isAllowed(lowerCase(host))) {
			return null;
		}
		return "'Host' is '%s': this gateway answers to IP addresses and the names in '%s' only (%s); if the name belongs to this gateway, add it there"
			.formatted(Requester.printable(host), KEY, this.names.stream().sorted().collect(Collectors.joining(", ")));
	}

	/**
	 * The reason to refuse a write.
	 * @param host the request's {@code Host}: the name under which the sender knows this
	 * server
	 * @param origin the request's {@code Origin}: the origin of the page that made the
	 * request; absent if there was no page
	 * @param site the request's {@code Sec-Fetch-Site}: the relation of the two, as newer
	 * browsers send it
	 * @return a sentence with the header, its value and the correction, or {@code null}
	 * to allow the write
	 */
	@Nullable String refusal(@Nullable String host, @Nullable String origin, @Nullable String site) {
		String foreign = refusal(host);
		if (foreign != null) {
			return foreign;
		}
		if (origin != null && !isSame(origin, host)) {
			return "'Origin' is '%s': a page may write only to its own origin, and 'Host' is %s; open this gateway's own console, and configure a proxy before it to pass 'Host' on"
				.formatted(Requester.printable(origin), (host != null) ? "'" + host + "'" : "missing");
		}
		if (site != null && !site.equals("same-origin") && !site.equals("none")) {
			return "'Sec-Fetch-Site' is '%s': a page may write only to its own origin; open this gateway's own console"
				.formatted(Requester.printable(site));
		}
		return null;
	}

	private boolean isAllowed(String host) {
		Matcher matcher = AUTHORITY.matcher(host);
		return matcher.matches() && isPort(matcher.group("port"))
				&& (isAddress(matcher.group("host")) || this.names.contains(matcher.group("host")));
	}

	private static boolean isPort(@Nullable String port) {
		return port == null || Integer.parseInt(port) <= MAX_PORT;
	}

	private static boolean isAddress(String host) {
		if (!host.startsWith("[")) {
			return IPV4.matcher(host).matches();
		}
		try {
			Inet6Address.ofLiteral(host);
			return true;
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	/**
	 * Compare without the scheme, because a proxy may terminate TLS.
	 */
	private static boolean isSame(String origin, @Nullable String host) {
		Matcher matcher = ORIGIN.matcher(origin);
		return host != null && matcher.matches() && matcher.group("authority").equalsIgnoreCase(host);
	}

	private static String lowerCase(String text) {
		return text.toLowerCase(Locale.ROOT);
	}

}
