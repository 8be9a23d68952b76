package io.sluice.chart;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.InstallCommand;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import tools.jackson.databind.json.JsonMapper;

/**
 * What runs in a {@link HelmProcess}: answers one request a line.
 */
final class HelmMain {

	private static final String RELEASE = "edge";

	private static final String NAMESPACE = "gateways";

	/** Without a cluster to ask, Helm takes a version that is long gone. */
	private static final String KUBERNETES = "1.34.0";

	private HelmMain() {
	}

	public static void main(String[] args) throws IOException {
		BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		for (String line = requests.readLine(); line != null; line = requests.readLine()) {
			HelmProcess.Request request = JsonMapper.shared().readValue(line, HelmProcess.Request.class);
			System.out.println(JsonMapper.shared().writeValueAsString(answer(request)));
		}
	}

	private static HelmProcess.Answer answer(HelmProcess.Request request) {
		Helm helm = new Helm(Path.of(request.chart()));
		try {
			return switch (request.command()) {
				case TEMPLATE -> new HelmProcess.Answer(false, template(helm, request));
				case NOTES -> new HelmProcess.Answer(false, notes(helm, request));
				case LINT -> lint(helm);
			};
		}
		catch (IllegalStateException ex) {
			return new HelmProcess.Answer(true, String.valueOf(ex.getMessage()));
		}
	}

	private static String template(Helm helm, HelmProcess.Request request) {
		TemplateCommand template = helm.template()
			.withName(RELEASE)
			.withNamespace(NAMESPACE)
			.withKubeVersion(KUBERNETES);
		request.values().forEach((file) -> template.withValuesFile(Path.of(file)));
		return template.call();
	}

	private static String notes(Helm helm, HelmProcess.Request request) {
		InstallCommand install = helm.install()
			.withName(RELEASE)
			.withNamespace(NAMESPACE)
			.withKubeVersion(KUBERNETES)
			.clientOnly()
			.dryRun();
		request.values().forEach((file) -> install.withValuesFile(Path.of(file)));
		return install.call().getOutput();
	}

	private static HelmProcess.Answer lint(Helm helm) {
		LintResult result = helm.lint().strict().call();
		return new HelmProcess.Answer(result.isFailed(), String.join("\n", result.getMessages()));
	}

}
