package io.sluice.listener;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

import io.sluice.connection.SluiceConnection;
import io.sluice.spi.MovableConnections;
import lombok.RequiredArgsConstructor;

/**
 * Ends connections of a listener, so that their clients connect to another pod.
 */
@RequiredArgsConstructor
public final class ConnectionMover implements MovableConnections {

	private final SluiceServerConnectionFactory factory;

	@Override
	public String listener() {
		return this.factory.getName();
	}

	@Override
	public boolean isAccepting() {
		return this.factory.isListening() && !this.factory.isDraining() && !this.factory.acceptSwitch().isSuspended();
	}

	@Override
	public int count() {
		return this.factory.openConnections().count();
	}

	@Override
	public int moving() {
		long now = System.nanoTime();
		return Math.toIntExact(
				this.factory.openConnections().stream().filter((connection) -> connection.isMoving(now)).count());
	}

	@Override
	public int move(int count, Duration minAge) {
		long now = System.nanoTime();
		List<SluiceConnection> old = this.factory.openConnections()
			.stream()
			.filter((connection) -> !connection.isMoving(now) && connection.isOpenForPushes()
					&& now - connection.acceptedAt() >= minAge.toNanos())
			.collect(Collectors.toList());
		Random random = ThreadLocalRandom.current();
		int chosen = Math.min(count, old.size());
		for (int i = 0; i < chosen; i++) {
			Collections.swap(old, i, i + random.nextInt(old.size() - i));
			old.get(i).move(now);
		}
		return chosen;
	}

}
