package io.sluice.actuate.endpoint;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.sluice.telemetry.ConnectionInfo;

/**
 * A query for connections.
 *
 * @param filter selects the connections
 * @param order their order
 * @param page the number of the page, from 0
 * @param size the number of connections on a page
 */
record ConnectionQuery(Predicate<ConnectionInfo> filter, Comparator<ConnectionInfo> order, int page, int size) {

	/**
	 * Run the query.
	 * @param connections all open connections
	 */
	Page page(Stream<ConnectionInfo> connections) {
		List<ConnectionInfo> found = connections.filter(this.filter).sorted(this.order).toList();
		return new Page(found.size(),
				found.stream().skip((long) this.page * this.size).limit(this.size).map(ConnectionField::show).toList());
	}

	/**
	 * One page of the connections.
	 *
	 * @param total the number of connections on all pages
	 * @param connections the connections of this page, as they are shown
	 */
	record Page(int total, List<Map<String, Object>> connections) {

	}

}
