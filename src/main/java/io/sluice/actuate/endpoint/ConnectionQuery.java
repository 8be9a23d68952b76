package io.sluice.actuate.endpoint;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.sluice.telemetry.ConnectionInfo;

/**
 * Which connections are asked for, in which order, and which part of them.
 *
 * @param filter those that are meant
 * @param order their order
 * @param page the part to be shown, from 0
 * @param size how many a part has
 */
record ConnectionQuery(Predicate<ConnectionInfo> filter, Comparator<ConnectionInfo> order, int page, int size) {

	/**
	 * Answer the query.
	 * @param connections all that there are
	 */
	Answer answer(Stream<ConnectionInfo> connections) {
		List<ConnectionInfo> found = connections.filter(this.filter).sorted(this.order).toList();
		return new Answer(found.size(),
				found.stream().skip((long) this.page * this.size).limit(this.size).map(ConnectionField::show).toList());
	}

	/**
	 * One part of the connections that were asked for.
	 *
	 * @param total how many there are in all parts
	 * @param connections those of this part, as they are shown
	 */
	record Answer(int total, List<Map<String, Object>> connections) {

	}

}
