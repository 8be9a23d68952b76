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
 * Tells what a browser sends on behalf of a page of this server from what it sends on
 * behalf of any other page: by the names this server goes by. A page of elsewhere can
 * have its own name resolve to this server (DNS rebinding), so that the browser takes the
 * two for one; but then the request carries that name. An address cannot be taken that
 * way, and need not be listed.
 */
public final class AllowedHosts {

	static final String KEY = "sluice.console.allowed-hosts";

	private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";

	private static final Pattern IPV4 = Pattern.compile("%s(\\.%s){3}".formatted(OCTET, OCTET));

	private static final Pattern HOST = Pattern
		.compile("\\[[0-9a-f:.]+]|[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*");

	/** A host, maybe with the dot that ends a full name, and maybe with a port. */
	private static final Pattern AUTHORITY = Pattern.compile("(?<host>%s)\\.?(:(?<port>[0-9]{1,5}))?".formatted(HOST));

	private static final int MAX_PORT = 65_535;

	private static final Pattern ORIGIN = Pattern.compile("https?://(?<authority>.+)");

	private final Set<String> names;

	/**
	 * Create the rule.
	 * @param names names that the server goes by, without a port
	 */
	public AllowedHosts(List<String> names) {
		this.names = names.stream().map(AllowedHosts::lowerCase).collect(Collectors.toUnmodifiableSet());
	}

	/**
	 * Whether a text is a host and nothing more.
	 * @param text a name, or an address, that of IPv6 in brackets
	 */
	public static boolean isHost(String text) {
		return HOST.matcher(lowerCase(text)).matches();
	}

	/**
	 * Why a request may not read.
	 * @param host its {@code Host}, the server as the sender calls it
	 * @return a sentence with the header, its value and what would be right, or
	 * {@code null} where it may
	 */
	public @Nullable String refusal(@Nullable String host) {
		if (host == null || isAllowed(lowerCase(host))) {
			return null;
		}
		return "'Host' is '%s': requests are answered under addresses and the names in '%s' only (%s); add it there if it is a name of this gateway"
			.formatted(Requester.printable(host), KEY, this.names.stream().sorted().collect(Collectors.joining(", ")));
	}

	/**
	 * Why a request may not write.
	 * @param host its {@code Host}, the server as who sent it calls it
	 * @param origin its {@code Origin}, the page that had it sent; none where it was no
	 * page
	 * @param site its {@code Sec-Fetch-Site}, what newer browsers say of the two
	 * @return a sentence with the header, its value and what would be right, or
	 * {@code null} where it may
	 */
	@Nullable String refusal(@Nullable String host, @Nullable String origin, @Nullable String site) {
		String foreign = refusal(host);
		if (foreign != null) {
			return foreign;
		}
		if (origin != null && !isSame(origin, host)) {
			return "'Origin' is '%s': a page may write only where it came from, and 'Host' says '%s'; open the console of this gateway itself, and let a proxy pass 'Host' on"
				.formatted(Requester.printable(origin), (host != null) ? host : "nothing");
		}
		if (site != null && !site.equals("same-origin") && !site.equals("none")) {
			return "'Sec-Fetch-Site' is '%s': a page may write only where it came from; open the console of this gateway itself"
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
	 * The scheme does not count: a proxy may take TLS off.
	 */
	private static boolean isSame(String origin, @Nullable String host) {
		Matcher matcher = ORIGIN.matcher(origin);
		return host != null && matcher.matches() && matcher.group("authority").equalsIgnoreCase(host);
	}

	private static String lowerCase(String text) {
		return text.toLowerCase(Locale.ROOT);
	}

}
