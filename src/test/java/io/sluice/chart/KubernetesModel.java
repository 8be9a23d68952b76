package io.sluice.chart;

import java.util.Map;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;

/**
 * The types of Kubernetes and of the Prometheus operator, read as strictly as an API
 * server that validates fields: no field that is not there, no number for a text, no text
 * for a number.
 */
final class KubernetesModel {

	private static final String CORE = "io.fabric8.kubernetes.api.model.";

	private static final String MONITORING = "io.fabric8.openshift.api.model.monitoring.v1.";

	/**
	 * By name: the classes carry annotations of a tool that is not there, which the
	 * compiler would warn of.
	 */
	private static final Map<String, String> TYPES = Map.ofEntries(Map.entry("v1/ConfigMap", CORE + "ConfigMap"),
			Map.entry("v1/Pod", CORE + "Pod"), Map.entry("v1/Secret", CORE + "Secret"),
			Map.entry("v1/Service", CORE + "Service"), Map.entry("v1/ServiceAccount", CORE + "ServiceAccount"),
			Map.entry("apps/v1/Deployment", CORE + "apps.Deployment"),
			Map.entry("autoscaling/v2/HorizontalPodAutoscaler", CORE + "autoscaling.v2.HorizontalPodAutoscaler"),
			Map.entry("networking.k8s.io/v1/NetworkPolicy", CORE + "networking.v1.NetworkPolicy"),
			Map.entry("policy/v1/PodDisruptionBudget", CORE + "policy.v1.PodDisruptionBudget"),
			Map.entry("keda.sh/v1alpha1/ScaledObject", ScaledObject.class.getName()),
			Map.entry("monitoring.coreos.com/v1/PrometheusRule", MONITORING + "PrometheusRule"),
			Map.entry("monitoring.coreos.com/v1/ServiceMonitor", MONITORING + "ServiceMonitor"));

	private static final ObjectMapper MAPPER = JsonMapper.builder()
		.annotationIntrospector(new NoAnySetter())
		.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
		.disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
		.withCoercionConfig(LogicalType.Textual,
				(config) -> config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
					.setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
					.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
		.build();

	private KubernetesModel() {
	}

	/**
	 * Read a manifest.
	 * @throws IllegalArgumentException if it is none of its kind, with the field that is
	 * wrong
	 */
	static Object decode(Map<String, Object> manifest) {
		String kind = manifest.get("apiVersion") + "/" + manifest.get("kind");
		String type = TYPES.get(kind);
		if (type == null) {
			throw new IllegalArgumentException("No such kind: " + kind);
		}
		try {
			return MAPPER.convertValue(manifest, Class.forName(type));
		}
		catch (ClassNotFoundException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** The model keeps what it does not know. Here it is not to. */
	private static final class NoAnySetter extends JacksonAnnotationIntrospector {

		@Override
		public Boolean hasAnySetter(Annotated annotated) {
			return false;
		}

	}

}
