package io.sluice.bench;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The contestants that run: each from when it is first asked for, so that those that have
 * their turn later take neither memory nor time.
 */
final class Servers implements AutoCloseable {

	private final Map<Contestant, ServerProcess> running = new EnumMap<>(Contestant.class);

	/**
	 * Those that can run here.
	 */
	List<Contestant> available(List<Contestant> contestants) {
		return contestants.stream().filter((contestant) -> {
			if (!contestant.isAvailable()) {
				System.out.println("Not here: " + contestant.title());
			}
			return contestant.isAvailable();
		}).toList();
	}

	boolean isRunning(Contestant contestant) {
		return this.running.containsKey(contestant);
	}

	ServerProcess get(Contestant contestant) throws Exception {
		ServerProcess server = this.running.get(contestant);
		if (server == null) {
			server = ServerProcess.start(contestant, (other) -> get(other).port());
			this.running.put(contestant, server);
		}
		return server;
	}

	/**
	 * Stop those of these that run.
	 */
	void stop(List<Contestant> contestants) {
		for (Contestant contestant : contestants) {
			ServerProcess server = this.running.remove(contestant);
			if (server != null) {
				server.close();
			}
		}
	}

	@Override
	public void close() {
		stop(List.of(Contestant.values()));
	}

}
