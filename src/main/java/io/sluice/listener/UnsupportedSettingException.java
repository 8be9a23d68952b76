package io.sluice.listener;

/**
 * A setting of Spring Integration's that a listener does not follow. Its message names
 * the setting and what to use instead.
 */
public final class UnsupportedSettingException extends UnsupportedOperationException {

	private static final long serialVersionUID = 1L;

	private final String listener;

	private final String remedy;

	/**
	 * Refuse a setting.
	 * @param listener the listener's name
	 * @param setting the method that sets it, such as {@code setSingleUse(true)}
	 * @param remedy what to use instead, as a sentence
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
	 * What to use instead.
	 * @return a sentence
	 */
	public String getRemedy() {
		return this.remedy;
	}

}
