package io.sluice.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Explains a setting that is missing, or that Spring Boot would bind to another value or
 * ignore.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class BadSettingFailureAnalyzer extends AbstractFailureAnalyzer<BadSettingException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, BadSettingException cause) {
		return new FailureAnalysis(cause.description(), cause.remedy(), cause);
	}

}
