package io.sluice.autoconfigure;

/**
 * The settings in force: those of the start, or of the latest reload.
 */
final class RunningSettings {

	private volatile SluiceProperties current;

	RunningSettings(SluiceProperties start) {
		this.current = start;
	}

	SluiceProperties current() {
		return this.current;
	}

	void change(SluiceProperties next) {
		this.current = next;
	}

}
