package io.sluice.autoconfigure;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

import io.sluice.listener.RequestsInProgress;
import io.sluice.listener.SluiceServerConnectionFactory;
import io.sluice.reload.PreparedConfiguration;
import io.sluice.reload.ReloadReport;
import io.sluice.reload.RetiredUpstreams;
import io.sluice.telemetry.UpstreamRoster;
import io.sluice.upstream.Upstream;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * A change of the gateway's settings while it runs.
 */
final class GatewayChange implements PreparedConfiguration {

	/** The bean name of {@link RetiredUpstreams}. */
	static final String RETIRED = "sluiceRetiredUpstreams";

	/** Requests end a moment after their timeout. */
	private static final Duration MARGIN = Duration.ofSeconds(1);

	private final RunningSettings running;

	private final SluiceProperties settings;

	private final ConfigurableListableBeanFactory beans;

	private final Parts parts;

	private GatewayChange(RunningSettings running, SluiceProperties settings, ConfigurableListableBeanFactory beans,
			Parts parts) {
		this.running = running;
		this.settings = settings;
		this.beans = beans;
		this.parts = parts;
	}

	/**
	 * Prepare a change.
	 * @param running the settings in force
	 * @param next the new settings
	 * @param beans the beans of the application
	 * @throws RuntimeException if the new settings are invalid together with the settings
	 * that only a restart changes
	 */
	static PreparedConfiguration prepare(RunningSettings running, SluiceProperties next,
			ConfigurableListableBeanFactory beans) {
		SluiceProperties former = running.current();
		SluiceProperties merged = SettingsMerge.merge(former, next);
		SettingsReader.check(merged);
		List<String> restart = SettingsDiff.keys(merged, next);
		if (merged.equals(former)) {
			return new NoChange(restart);
		}
		UpstreamDraft upstreams = UpstreamDraft.of(beans, former.upstreams(), merged.upstreams());
		try {
			GatewayRoutes.Draft routes = beans.getBean(RouteInitializer.class).routes().draft(merged);
			GatewayChange change = new GatewayChange(running, merged, beans,
					new Parts(upstreams, routes, report(former, merged, upstreams, restart)));
			change.checkCompletion();
			return change;
		}
		catch (RuntimeException | Error ex) {
			upstreams.discard();
			throw ex;
		}
	}

	private void checkCompletion() {
		try {
			this.parts.routes()
				.complete((name, table) -> CompletionCheck.complete(name,
						Objects.requireNonNull(this.settings.listeners().get(name)), table, this.beans));
		}
		catch (RuntimeException | Error ex) {
			this.parts.routes().discard();
			throw ex;
		}
	}

	private static ReloadReport report(SluiceProperties former, SluiceProperties merged, UpstreamDraft upstreams,
			List<String> restart) {
		List<String> routes = merged.listeners()
			.keySet()
			.stream()
			.filter((name) -> !routes(former, name).equals(routes(merged, name)))
			.toList();
		List<String> limits = SettingsDiff.keys(former, merged)
			.stream()
			.filter(Predicate.not((key) -> key.startsWith("sluice.upstreams.") || key.endsWith(".routes")))
			.toList();
		return new ReloadReport(new ReloadReport.Changed(routes, upstreams.report(), limits), restart);
	}

	private static List<RouteProperties> routes(SluiceProperties settings, String listener) {
		return Objects.requireNonNull(settings.listeners().get(listener)).routes();
	}

	@Override
	public ReloadReport report() {
		return this.parts.report();
	}

	@Override
	public void apply() {
		start();
		Map<String, Upstream> former = new LinkedHashMap<>(this.parts.upstreams().replace());
		former.putAll(this.parts.routes().install());
		new LimitChange(this.beans, this.running.current()).apply(this.settings);
		this.beans.getBean(UpstreamRoster.class).require(UpstreamChecks.required(this.settings.upstreams()));
		this.running.change(this.settings);
		former.putAll(this.parts.upstreams().remove());
		retire(former);
	}

	/**
	 * Start the new upstreams before any change takes effect. The start needs threads and
	 * may fail.
	 */
	private void start() {
		try {
			this.parts.upstreams().start();
		}
		catch (RuntimeException | Error ex) {
			discard();
			throw ex;
		}
	}

	private void retire(Map<String, Upstream> former) {
		if (former.isEmpty()) {
			return;
		}
		List<RequestsInProgress> requests = this.beans.getBeansOfType(SluiceServerConnectionFactory.class)
			.values()
			.stream()
			.map((listener) -> listener.openConnections().requestsInProgress())
			.toList();
		Duration limit = this.settings.listeners()
			.values()
			.stream()
			.map(SluiceProperties.Listener::requestTimeout)
			.max(Duration::compareTo)
			.orElse(Duration.ZERO)
			.plus(MARGIN);
		RetiredUpstreams retired = this.beans.getBean(RETIRED, RetiredUpstreams.class);
		former.forEach((name, upstream) -> retired.retire(name, upstream, requests, limit));
	}

	@Override
	public void discard() {
		this.parts.routes().discard();
		this.parts.upstreams().discard();
	}

	/**
	 * A configuration that changes nothing.
	 *
	 * @param restart the keys whose new values need a restart
	 */
	private record NoChange(List<String> restart) implements PreparedConfiguration {

		@Override
		public ReloadReport report() {
			return new ReloadReport(new ReloadReport.Changed(List.of(),
					new ReloadReport.Upstreams(List.of(), List.of(), List.of()), List.of()), this.restart);
		}

		@Override
		public void apply() {
		}

		@Override
		public void discard() {
		}

	}

	/**
	 * The prepared parts of a change.
	 *
	 * @param upstreams the configured upstreams
	 * @param routes the routes
	 * @param report what changes
	 */
	private record Parts(UpstreamDraft upstreams, GatewayRoutes.Draft routes, ReloadReport report) {

	}

}
