package io.sluice.autoconfigure;

import io.sluice.listener.UnsupportedSettingException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains which setting of Spring Integration's a listener does not follow.
 */
final class UnsupportedSettingFailureAnalyzer extends AbstractFailureAnalyzer<UnsupportedSettingException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, UnsupportedSettingException cause) {
		return new FailureAnalysis(String.valueOf(cause.getMessage()), cause.getRemedy(), cause);
	}

}
