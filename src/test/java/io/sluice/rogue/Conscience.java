package io.sluice.rogue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * Decides what a service does to each request, and notes which requests it has received.
 * What was noted outlives the process.
 */
final class Conscience {

	/** One request in so many suffers a misdeed. */
	private static final int RARITY = 40;

	/** Beyond the timeout of the upstream. */
	private static final long LATE_MILLIS = 650;

	private final Random random;

	private final List<Misdeed> misdeeds;

	private final OutputStream received;

	private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);

	private volatile boolean calm;

	/**
	 * Create a conscience.
	 * @param misdeeds what the service may do
	 * @param file where the ids of the requests go that it has received
	 */
	Conscience(long seed, Set<Misdeed> misdeeds, Path file) throws IOException {
		this.random = new Random(seed);
		this.misdeeds = List.copyOf(EnumSet.copyOf(misdeeds));
		this.received = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
	}

	/** Answer every request from now on. */
	void calm() {
		this.calm = true;
	}

	void note(String id) {
		try {
			// one write, so that a kill leaves no half of it
			this.received.write((id + "\n").getBytes(StandardCharsets.UTF_8));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private synchronized @Nullable Misdeed next() {
		if (this.calm || this.random.nextInt(RARITY) != 0) {
			return null;
		}
		return this.misdeeds.get(this.random.nextInt(this.misdeeds.size()));
	}

	private static long delay(Misdeed misdeed) {
		return switch (misdeed) {
			case SLOW -> 50;
			case LATE -> LATE_MILLIS;
			case HELD -> 5;
			case TWICE, GARBAGE, HALF, CLOSE -> 0;
		};
	}

	/**
	 * Deal with a request. Later requests of its connection wait meanwhile.
	 */
	void answer(Wire wire) {
		Misdeed misdeed = next();
		if (misdeed != null) {
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(delay(misdeed)));
		}
		act(wire, misdeed);
	}

	/**
	 * Deal with a request, while later ones of its connection go on.
	 */
	void answerInAnyOrder(Wire wire) {
		Misdeed misdeed = next();
		long delay = (misdeed != null) ? delay(misdeed) : 0;
		if (delay == 0) {
			act(wire, misdeed);
		}
		else {
			var _ = this.timer.schedule(() -> act(wire, misdeed), delay, TimeUnit.MILLISECONDS);
		}
	}

	private static void act(Wire wire, @Nullable Misdeed misdeed) {
		try {
			switch (misdeed) {
				case TWICE -> wire.twice();
				case GARBAGE -> wire.garbage();
				case HALF -> {
					wire.half();
					wire.close();
				}
				case CLOSE -> wire.close();
				case null, default -> wire.reply();
			}
		}
		catch (IOException ex) {
			// the gateway has closed the connection
		}
	}

}
