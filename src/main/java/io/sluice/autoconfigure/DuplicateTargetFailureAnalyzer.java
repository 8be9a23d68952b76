package io.sluice.autoconfigure;

import io.sluice.handler.DuplicateTargetException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains two targets with the same name.
 */
final class DuplicateTargetFailureAnalyzer extends AbstractFailureAnalyzer<DuplicateTargetException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, DuplicateTargetException cause) {
		return new FailureAnalysis(cause.getMessage() + ".",
				"Give one of them another name: a route's 'to' must mean one target.", cause);
	}

}
