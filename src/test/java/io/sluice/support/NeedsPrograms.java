package io.sluice.support;

import java.io.File;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * A test that runs other programs. Where one is not installed the test is skipped, but
 * with CI=true it runs, and fails.
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@ExtendWith(NeedsPrograms.Condition.class)
public @interface NeedsPrograms {

	/**
	 * Their names.
	 */
	String[] value();

	/**
	 * Looks for the programs on the path.
	 */
	class Condition implements ExecutionCondition {

		@Override
		public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
			if ("true".equals(System.getenv("CI"))) {
				return ConditionEvaluationResult.enabled("CI is true");
			}
			return AnnotationSupport.findAnnotation(context.getElement(), NeedsPrograms.class)
				.stream()
				.flatMap((annotation) -> Stream.of(annotation.value()))
				.filter((program) -> !isInstalled(program))
				.findFirst()
				.map((program) -> ConditionEvaluationResult.disabled(program + " is not installed"))
				.orElse(ConditionEvaluationResult.enabled("nothing is missing"));
		}

		private static boolean isInstalled(String program) {
			return find(program).isPresent();
		}

		static Optional<Path> find(String program) {
			return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
				.map((directory) -> Path.of(directory, program))
				.filter(Files::isExecutable)
				.findFirst();
		}

	}

}
