package io.sluice.reload;

import java.util.ArrayList;
import java.util.List;

/**
 * The changes of a reload.
 *
 * @param changed the changes in force
 * @param restart the keys whose new values need a restart
 */
public record ReloadReport(Changed changed, List<String> restart) {

	/** Whether nothing has changed. */
	boolean isEmpty() {
		return this.changed.routes().isEmpty() && this.changed.upstreams().isEmpty() && this.changed.limits().isEmpty();
	}

	/**
	 * The changes in force.
	 *
	 * @param routes the listeners whose routes have changed
	 * @param upstreams the upstreams that have changed
	 * @param limits the keys of changed limits
	 */
	public record Changed(List<String> routes, Upstreams upstreams, List<String> limits) {

		/**
		 * What has changed, as a part of a sentence.
		 */
		String describe() {
			List<String> parts = new ArrayList<>();
			this.routes.forEach((listener) -> parts.add("the routes of '%s'".formatted(listener)));
			this.upstreams.added().forEach((name) -> parts.add("upstream '%s' (added)".formatted(name)));
			this.upstreams.removed().forEach((name) -> parts.add("upstream '%s' (removed)".formatted(name)));
			this.upstreams.replaced().forEach((name) -> parts.add("upstream '%s' (replaced)".formatted(name)));
			this.limits.forEach((key) -> parts.add("'%s'".formatted(key)));
			if (parts.size() < 2) {
				return String.join("", parts);
			}
			return String.join(", ", parts.subList(0, parts.size() - 1)) + " and " + parts.getLast();
		}

	}

	/**
	 * The upstreams that have changed, by name.
	 *
	 * @param added those that are new
	 * @param removed those that are no longer configured
	 * @param replaced those with other settings
	 */
	public record Upstreams(List<String> added, List<String> removed, List<String> replaced) {

		boolean isEmpty() {
			return this.added.isEmpty() && this.removed.isEmpty() && this.replaced.isEmpty();
		}

	}

}
