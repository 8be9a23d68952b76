package io.sluice.handler;

/**
 * A handler that could not answer any request as it is written.
 */
public final class HandlerSignatureException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String remedy;

	/**
	 * A handler that cannot be called.
	 * @param origin the method and the bean
	 * @param problem what is wrong with it
	 * @param remedy what to write instead
	 */
	public HandlerSignatureException(String origin, String problem, String remedy) {
		super("%s cannot be a handler: %s".formatted(origin, problem));
		this.remedy = remedy;
	}

	/**
	 * What to write instead.
	 * @return a sentence
	 */
	public String remedy() {
		return this.remedy;
	}

}
