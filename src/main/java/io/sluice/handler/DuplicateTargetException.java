package io.sluice.handler;

/**
 * Two targets have the same name, so a route could mean either of them.
 */
public final class DuplicateTargetException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create an exception.
	 * @param name the name
	 * @param first the origin of the first target
	 * @param second the origin of the second target
	 */
	public DuplicateTargetException(String name, String first, String second) {
		super("Two targets are named '%s': %s and %s".formatted(name, first, second));
	}

}
