package io.sluice.actuate.endpoint;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

import io.sluice.actuate.threads.ThreadDump;
import io.sluice.actuate.threads.ThreadDumpException;
import io.sluice.actuate.threads.ThreadGrouping;
import io.sluice.actuate.threads.ThreadGrouping.Served;
import io.sluice.listener.SluiceServerConnectionFactory;
import lombok.extern.slf4j.Slf4j;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/**
 * Shows the virtual threads, which Spring Boot's thread dump leaves out. They are grouped
 * by the place where they wait, with the connections that they serve.
 */
@Slf4j(topic = "io.sluice.actuate")
@Endpoint(id = "virtualthreads", defaultAccess = Access.READ_ONLY)
public final class VirtualThreadsEndpoint {

	private final List<SluiceServerConnectionFactory> listeners;

	private final SharedCall<WebEndpointResponse<Object>> dump = new SharedCall<>(this::dump);

	/**
	 * Create the endpoint.
	 * @param listeners the enabled listeners
	 */
	public VirtualThreadsEndpoint(List<SluiceServerConnectionFactory> listeners) {
		this.listeners = List.copyOf(listeners);
	}

	/**
	 * Show all virtual threads. Calls at the same time share one dump.
	 * @return the number of threads, their connections by listener and phase, and their
	 * groups; status 503 if the JVM cannot make a dump
	 * @throws InterruptedException if the wait for the dump of another call is
	 * interrupted
	 * @throws ExecutionException if the dump failed because of a defect
	 */
	@ReadOperation
	public WebEndpointResponse<Object> threads() throws InterruptedException, ExecutionException {
		return this.dump.get();
	}

	private WebEndpointResponse<Object> dump() {
		ThreadGrouping groups = new ThreadGrouping(connectionsByThread());
		try {
			ThreadDump.read((thread) -> {
				if (thread.isVirtual()) {
					groups.add(thread);
				}
			});
			return new WebEndpointResponse<>(groups.show());
		}
		catch (ThreadDumpException ex) {
			log.debug("Threads cannot be shown", ex);
			return EndpointProblem.unavailable(ex);
		}
	}

	private Map<Long, Served> connectionsByThread() {
		Map<Long, Served> served = new HashMap<>();
		for (SluiceServerConnectionFactory listener : this.listeners) {
			listener.openConnections()
				.phases()
				.forEach((thread, phase) -> served.put(thread, new Served(listener.getName(), phase)));
		}
		return served;
	}

}
