package io.sluice.autoconfigure;

import io.sluice.handler.HandlerSignatureException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains a handler method that cannot answer any request.
 */
final class HandlerSignatureFailureAnalyzer extends AbstractFailureAnalyzer<HandlerSignatureException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, HandlerSignatureException cause) {
		return new FailureAnalysis(cause.getMessage() + ".", cause.remedy(), cause);
	}

}
