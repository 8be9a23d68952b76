package io.sluice.fuzz;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import io.sluice.admission.proxy.ProxyBlockTarget;
import io.sluice.admission.proxy.ProxyLineTarget;
import io.sluice.framing.FramingType;
import io.sluice.upstream.UrlTextTarget;

/**
 * All targets, by the names that the fuzzer and the documents use.
 */
final class FuzzTargets {

	private FuzzTargets() {
	}

	static Map<String, FuzzTarget> all() {
		Map<String, FuzzTarget> targets = new LinkedHashMap<>();
		for (FramingType type : FramingType.values()) {
			targets.put(type.kebab(), new FramingTarget(FramingVariants.of(type)));
		}
		targets.put("proxy-v1", new ProxyLineTarget());
		targets.put("proxy-v2", new ProxyBlockTarget());
		targets.put("extract-text", ExtractorTarget.text());
		targets.put("extract-json", new JsonTarget());
		targets.put("extract-hl7", ExtractorTarget.hl7());
		targets.put("hl7-ack", new Hl7AcknowledgmentTarget());
		targets.put("predicates", new PredicateTarget());
		targets.put("transforms", new TransformTarget());
		targets.put("template", new TemplateTarget());
		targets.put("url", new UrlTextTarget());
		return Collections.unmodifiableMap(targets);
	}

}
