package io.sluice.autoconfigure;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.env.Environment;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;
import org.springframework.core.io.support.SpringFactoriesLoader.FailureHandler;
import org.springframework.util.StringUtils;

/**
 * Explains a failed reload in the words of the analyzers that explain a failed start.
 */
final class FailureReport {

	private FailureReport() {
	}

	/**
	 * Explain a failure.
	 * @param failure the failure
	 * @param beans the beans of the application
	 * @param environment the environment in which the failure happened
	 * @return what is wrong, and the remedy
	 */
	static String of(Throwable failure, BeanFactory beans, Environment environment) {
		List<FailureAnalyzer> analyzers = SpringFactoriesLoader
			.forDefaultResourceLocation(FailureReport.class.getClassLoader())
			.load(FailureAnalyzer.class,
					ArgumentResolver.of(BeanFactory.class, beans).and(Environment.class, environment),
					FailureHandler.handleMessage((message, cause) -> {
					}));
		for (FailureAnalyzer analyzer : analyzers) {
			FailureAnalysis analysis = analyze(analyzer, failure);
			if (analysis != null) {
				return line(StringUtils.hasText(analysis.getAction())
						? analysis.getDescription() + " " + analysis.getAction() : analysis.getDescription());
			}
		}
		return "The configuration cannot be read: "
				+ line((failure.getMessage() != null) ? failure.getMessage() : failure.toString());
	}

	private static String line(String text) {
		return text.strip().replaceAll("\\s*\\R\\s*", " ");
	}

	/** An analyzer that fails is skipped, as at a start. */
	private static @Nullable FailureAnalysis analyze(FailureAnalyzer analyzer, Throwable failure) {
		try {
			return analyzer.analyze(failure);
		}
		catch (RuntimeException | LinkageError ex) {
			return null;
		}
	}

}
