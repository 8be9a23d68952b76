package io.sluice.actuate.endpoint;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import io.sluice.actuate.endpoint.ConnectionQuery.Page;
import io.sluice.socket.CidrBlock;
import io.sluice.spi.TlsPeer;
import io.sluice.telemetry.AccessEntry.Client;
import io.sluice.telemetry.AccessEntry.Traffic;
import io.sluice.telemetry.ConnectionInfo;
import io.sluice.telemetry.Phase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Filters, order and pages of as many connections as a process can have.
 */
class ConnectionQueryReaderTests {

	private static final int COUNT = 20_000;

	private static final List<ConnectionInfo> ALL = connections();

	private final ConnectionQueryReader queries = new ConnectionQueryReader(List.of("one", "two"),
			(text) -> CidrBlock.parse(text)::contains);

	private static List<ConnectionInfo> connections() {
		Random random = new Random(5);
		List<Phase> phases = List.copyOf(EnumSet.allOf(Phase.class));
		List<ConnectionInfo> all = new ArrayList<>();
		for (int i = 0; i < COUNT; i++) {
			String host = (i % 4 == 0) ? "2001:db8::" + Integer.toHexString(i)
					: "10.0.%d.%d".formatted(i / 256, i % 256);
			TlsPeer tls = (i % 2 == 0) ? new TlsPeer("TLSv1.3", "CN=device-%d,O=Example".formatted(i), List.of(), null)
					: null;
			Client client = new Client((i % 5 == 0) ? "two" : "one", "id-%05d".formatted(i),
					new InetSocketAddress(InetAddress.ofLiteral(host), 1024 + i), null, tls,
					(i % 2 == 0) ? Set.of("name-" + i) : Set.of());
			all.add(new ConnectionInfo(client, Instant.EPOCH.plusMillis(random.nextInt(COUNT)),
					phases.get(i % phases.size()),
					new Traffic(random.nextInt(100), random.nextInt(100), random.nextInt(100)),
					(i % 3 == 0) ? null : "route-" + i % 7));
		}
		return all;
	}

	/** All connections by one field; each page sorts them all. */
	@ParameterizedTest
	@CsvSource({ "id, 3000", "listener, 3000", "peer, 3000", "identities, 3000", "tlsSubject, 3000", "state, 3000",
			"openedAt, 20000", "requests, 3000", "bytesReceived, 3000", "bytesSent, 3000", "route, 3000" })
	void everyFieldSortsUpAndDownWithEveryConnectionOnOnePage(String field, int count) {
		List<ConnectionInfo> connections = ALL.subList(0, count);
		assertThat(pages(connections, field)).isSortedAccordingTo(by(field)).doesNotHaveDuplicates().hasSize(count);
		assertThat(pages(connections, "-" + field)).isSortedAccordingTo(by(field).reversed())
			.doesNotHaveDuplicates()
			.hasSize(count);
	}

	private List<Map<String, Object>> pages(List<ConnectionInfo> connections, String sort) {
		List<Map<String, Object>> shown = new ArrayList<>();
		for (int page = 0; page < connections.size() / 1000; page++) {
			Page answer = page(connections, sort, page);
			assertThat(answer.total()).isEqualTo(connections.size());
			shown.addAll(answer.connections());
		}
		assertThat(page(connections, sort, connections.size() / 1000).connections()).isEmpty();
		return shown;
	}

	private Page page(List<ConnectionInfo> connections, String sort, int page) {
		return answer(connections, "sort", sort, "size", "1000", "page", Integer.toString(page));
	}

	private static Comparator<Map<String, Object>> by(String field) {
		return (one, other) -> {
			if (one.get(field) instanceof Long number && other.get(field) instanceof Long otherNumber) {
				return Long.compare(number, otherNumber);
			}
			if (field.equals("openedAt")) {
				return Instant.parse((String) one.get(field)).compareTo(Instant.parse((String) other.get(field)));
			}
			return text(one, field).compareTo(text(other, field));
		};
	}

	private static String text(Map<String, Object> shown, String field) {
		Object value = shown.getOrDefault(field, "");
		return (value instanceof List<?> names) ? names.getFirst().toString() : value.toString();
	}

	@ParameterizedTest
	@CsvSource({ "listener, one, 16000", "listener, two, 4000", "tlsSubject, device-1999, 5", "identity, name-1999, 5",
			"tlsSubject, cn=DEVICE, 10000", "tlsSubject, nobody, 0", "state, reply, 4000", "peer, 10.0.0.0/8, 15000",
			"peer, 10.0.3.0/24, 192", "peer, 10.0.0.7, 1", "peer, 10.0.0.7:1031, 1", "peer, 10.0.0.7:1032, 0",
			"peer, 2001:db8::/32, 5000", "peer, 2001:db8::4, 1", "peer, [2001:db8::4]:1028, 1",
			"peer, [2001:db8::4]:9, 0", "peer, ' ', 20000" })
	void filterFinds(String parameter, String value, int found) {
		assertThat(answer(parameter, value).total()).isEqualTo(found);
	}

	@Test
	void whatHasNoValueIsLeftOut() {
		assertThat(answer("sort", "id", "size", "4").connections())
			.extracting((shown) -> String.join(" ", shown.keySet()))
			.containsExactly("id listener peer identities tlsSubject state openedAt requests bytesReceived bytesSent",
					"id listener peer state openedAt requests bytesReceived bytesSent route",
					"id listener peer identities tlsSubject state openedAt requests bytesReceived bytesSent route",
					"id listener peer state openedAt requests bytesReceived bytesSent");
	}

	private Page answer(String... parameters) {
		return answer(ALL, parameters);
	}

	private Page answer(List<ConnectionInfo> connections, String... parameters) {
		QueryParameters given = new QueryParameters();
		for (int i = 0; i < parameters.length; i += 2) {
			given.with(parameters[i], parameters[i + 1]);
		}
		return this.queries.read(given).page(connections.stream());
	}

}
