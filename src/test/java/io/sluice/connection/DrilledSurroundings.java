package io.sluice.connection;

import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import io.sluice.framing.LineFraming;
import io.sluice.framing.RawFraming;
import io.sluice.process.MemoryBudget;
import io.sluice.spi.RequestGate;
import io.sluice.spi.RequestObserver;
import io.sluice.support.CountingGate;
import io.sluice.telemetry.AccessLog;
import io.sluice.telemetry.EventMemory;
import io.sluice.telemetry.ListenerMetrics;
import io.sluice.telemetry.ListenerTelemetry;

import org.springframework.integration.ip.tcp.connection.TcpMessageMapper;
import org.springframework.messaging.Message;

/**
 * What surrounds a request of a drill, and counts what becomes of it.
 */
final class DrilledSurroundings {

	static final Duration TIMEOUT = Duration.ofSeconds(1);

	/**
	 * The connection of all requests. The checker would follow the loggers that its
	 * mapper looks up.
	 */
	static final ConnectionContext CONNECTION = connection();

	private static final Timeouts TIMEOUTS = new Timeouts(TIMEOUT, TIMEOUT, TIMEOUT,
			new Lifetime(TIMEOUT, Duration.ZERO, IdleCounts.RECEIVED, Duration.ZERO));

	final CountingGate gate = new CountingGate();

	final AtomicInteger dropped = new AtomicInteger();

	private final OutstandingRequestTracker outstanding = new OutstandingRequestTracker("test", 0,
			MemoryBudget.UNLIMITED);

	ListenerContext listener(PipelinePolicy pipeline) {
		ListenerMetrics metrics = new ListenerMetrics() {

			@Override
			public void replyDropped() {
				DrilledSurroundings.this.dropped.incrementAndGet();
			}

		};
		return new ListenerContext("test",
				new Protocol(null, new RawFraming(1), StandardCharsets.UTF_8, TIMEOUTS,
						new ErrorHandling(null, new ErrorReplies((error) -> null, (error) -> false), Map.of())),
				new RequestPolicy(null, this.outstanding, TargetPolicy.DEFAULT, null, pipeline), null,
				ListenerTelemetry.of("test", metrics, AccessLog.OFF, RequestObserver.NONE, EventMemory.OFF),
				new ConnectionResources(MemoryBudget.UNLIMITED, null, null));
	}

	private static ConnectionContext connection() {
		InetSocketAddress peer = new InetSocketAddress(0);
		TcpMessageMapper mapper = new TcpMessageMapper() {

			@Override
			public Object fromMessage(Message<?> message) {
				return message.getPayload();
			}

		};
		return (ConnectionContext) Proxy.newProxyInstance(ConnectionContext.class.getClassLoader(),
				new Class<?>[] { ConnectionContext.class }, (proxy, method, arguments) -> switch (method.getName()) {
					case "peer" -> peer;
					case "getMapper" -> mapper;
					case "acceptedAt" -> 0L;
					case "framing" -> new LineFraming(1 << 16);
					case "isRevoked" -> !((RequestGate) arguments[0]).isOpen();
					case "equals" -> proxy == arguments[0];
					default -> null;
				});
	}

	/**
	 * Check that the place of the request has been given back once.
	 */
	void checkPlace() {
		if (this.gate.left() != 1 || this.gate.outstanding() != 0 || this.outstanding.count() != 0) {
			throw new IllegalStateException(this.gate + ", count " + this.outstanding.count());
		}
	}

}
