package io.sluice.handler;

/**
 * A handler whose declaration cannot answer any request.
 */
public final class HandlerSignatureException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String remedy;

	/**
	 * Create an exception.
	 * @param origin the method and the bean
	 * @param problem the mistake in the declaration
	 * @param remedy the correction
	 */
	public HandlerSignatureException(String origin, String problem, String remedy) {
		super("%s cannot be a handler: %s".formatted(origin, problem));
		this.remedy = remedy;
	}

	/**
	 * The correction.
	 * @return a sentence
	 */
	public String remedy() {
		return this.remedy;
	}

}
