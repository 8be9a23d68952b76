package io.sluice.cli;

import java.io.Console;
import java.util.Optional;

import io.sluice.client.LoadDriver;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * Shows the progress of a load, if the output is a terminal.
 */
final class LoadProgress implements LoadDriver.Progress, AutoCloseable {

	private final boolean terminal = Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);

	private @Nullable String phase;

	private @Nullable ProgressBar bar;

	@Override
	public void show(String newPhase, long done, long all, long answered) {
		if (!this.terminal) {
			return;
		}
		if (this.bar == null || !newPhase.equals(this.phase)) {
			close();
			this.phase = newPhase;
			this.bar = new ProgressBarBuilder().setTaskName(newPhase)
				.setInitialMax(all)
				.setStyle(ProgressBarStyle.ASCII)
				.hideEta()
				.build();
		}
		this.bar.stepTo(done);
		this.bar.setExtraMessage((answered > 0) ? "%,d answered".formatted(answered) : "");
	}

	@Override
	public void close() {
		if (this.bar != null) {
			this.bar.close();
			this.bar = null;
		}
	}

}
