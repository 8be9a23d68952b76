package io.sluice.chart;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What the chart sets of KEDA's ScaledObject, by its definition
 * {@code scaledobjects.keda.sh} of version 2.
 *
 * @param apiVersion the version of the definition
 * @param kind the kind
 * @param metadata name, namespace and labels
 * @param spec what is scaled, and by what
 */
record ScaledObject(String apiVersion, String kind, Map<String, Object> metadata, Spec spec) {

	record Spec(Target scaleTargetRef, int pollingInterval, int minReplicaCount, int maxReplicaCount,
			@Nullable Advanced advanced, List<Trigger> triggers) {

	}

	record Target(String apiVersion, String kind, String name) {

	}

	record Advanced(Scaler horizontalPodAutoscalerConfig) {

	}

	record Scaler(Behavior behavior) {

	}

	record Behavior(@Nullable Map<String, Object> scaleUp, @Nullable Map<String, Object> scaleDown) {

	}

	record Trigger(String type, String metricType, Prometheus metadata, @Nullable Authentication authenticationRef) {

	}

	/** All of them are texts, also the numbers. */
	record Prometheus(String serverAddress, String query, String threshold, String ignoreNullValues) {

	}

	record Authentication(String name) {

	}

}
