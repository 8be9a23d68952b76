package io.sluice.listener;

/**
 * A setting of Spring Integration that a listener does not support. The message names the
 * setting and the replacement.
 */
public final class UnsupportedSettingException extends UnsupportedOperationException {

	private static final long serialVersionUID = 1L;

	private final String listener;

	private final String remedy;

	/**
	 * Reject a setting.
	 * @param listener the listener's name
	 * @param setting the method that sets it, for example {@code setSingleUse(true)}
	 * @param remedy the replacement, as a sentence
	 */
	UnsupportedSettingException(String listener, String setting, String remedy) {
		super("[%s] %s has no effect on a Sluice listener. %s".formatted(listener, setting, remedy));
		this.listener = listener;
		this.remedy = remedy;
	}

	/**
	 * The listener's name.
	 */
	public String getListener() {
		return this.listener;
	}

	/**
	 * The replacement for the setting.
	 * @return a sentence
	 */
	public String getRemedy() {
		return this.remedy;
	}

}
