package io.sluice.handler;

/**
 * Two targets have one name, so that a route could mean either.
 */
public final class DuplicateTargetException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Two targets have one name.
	 * @param name the name
	 * @param first where the one comes from
	 * @param second where the other comes from
	 */
	public DuplicateTargetException(String name, String first, String second) {
		super("Two targets are named '%s': %s and %s".formatted(name, first, second));
	}

}
