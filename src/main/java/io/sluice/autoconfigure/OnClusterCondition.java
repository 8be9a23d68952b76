package io.sluice.autoconfigure;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Holds if the gateway is one of several pods.
 */
final class OnClusterCondition extends SpringBootCondition {

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		String via = context.getEnvironment().getProperty("sluice.cluster.via", "none").strip();
		return new ConditionOutcome(!via.equalsIgnoreCase("none"),
				ConditionMessage.of("'sluice.cluster.via' is '%s'".formatted(via)));
	}

}
