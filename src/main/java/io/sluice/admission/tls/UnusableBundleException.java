package io.sluice.admission.tls;

import java.util.ArrayList;
import java.util.List;

/**
 * Thrown for an SSL bundle whose files cannot be read, or lack a key, a certificate or an
 * authority.
 */
public final class UnusableBundleException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	/** The number of messages that say enough; further ones are details of the JDK. */
	private static final int MAX_MESSAGES = 3;

	/** A bound on causes that form a ring. */
	private static final int MAX_DEPTH = 16;

	/**
	 * Create an exception.
	 * @param bundle the name of the bundle
	 * @param cause the reason why it cannot be used
	 */
	public UnusableBundleException(String bundle, Throwable cause) {
		super("SSL bundle '%s' cannot be used: %s".formatted(bundle, reason(cause)), cause);
	}

	/**
	 * The messages of an exception and its causes, without those that repeat another one.
	 */
	private static String reason(Throwable cause) {
		List<String> messages = new ArrayList<>();
		Throwable each = cause;
		for (int depth = 0; each != null && depth < MAX_DEPTH && messages.size() < MAX_MESSAGES; depth++) {
			String message = (each.getMessage() != null) ? each.getMessage() : each.getClass().getSimpleName();
			each = each.getCause();
			if (messages.isEmpty() || (!message.contains("Exception: ")
					&& messages.stream().noneMatch((other) -> other.contains(message)))) {
				messages.add(message);
			}
		}
		return String.join(": ", messages);
	}

}
