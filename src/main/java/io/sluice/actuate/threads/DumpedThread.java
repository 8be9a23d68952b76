package io.sluice.actuate.threads;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * A thread in the JVM's dump.
 *
 * @param tid its id
 * @param virtual whether it is a virtual thread; {@code null} for others
 * @param state its {@link Thread.State}
 * @param parkBlocker the object that it is parked on, if known
 * @param blockedOn the object whose monitor it waits to enter
 * @param waitingOn the object whose notification it waits for
 * @param stack its frames, the latest call first; empty before the thread has run
 */
public record DumpedThread(@JsonProperty(required = true) long tid, @Nullable Boolean virtual,
		@JsonProperty(required = true) String state, @Nullable Blocker parkBlocker, @Nullable String blockedOn,
		@Nullable String waitingOn, @JsonProperty(required = true) List<String> stack) {

	public boolean isVirtual() {
		return Boolean.TRUE.equals(this.virtual);
	}

	/**
	 * The class of the object that the thread waits for.
	 * @return a class name, or {@code null} if the thread waits for no object
	 */
	@Nullable String waitsFor() {
		String object = (this.parkBlocker != null) ? this.parkBlocker.object() : this.blockedOn;
		object = (object != null) ? object : this.waitingOn;
		// the class name is followed by a number that identifies the object
		return (object != null) ? object.replaceFirst("@[0-9a-f]+$", "") : null;
	}

	/**
	 * The object that a thread is parked on.
	 *
	 * @param object the object
	 */
	record Blocker(@JsonProperty(required = true) String object) {

	}

}
