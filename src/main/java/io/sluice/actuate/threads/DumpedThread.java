package io.sluice.actuate.threads;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * A thread as the JVM dumps it.
 *
 * @param tid its id
 * @param virtual whether it is a virtual one; {@code null} for others
 * @param state its {@link Thread.State}
 * @param parkBlocker what it is parked for, where that was said
 * @param blockedOn the object whose monitor it waits to enter
 * @param waitingOn the object that it waits to be notified by
 * @param stack its frames, the latest call first; none before it has run at all
 */
public record DumpedThread(@JsonProperty(required = true) long tid, @Nullable Boolean virtual,
		@JsonProperty(required = true) String state, @Nullable Blocker parkBlocker, @Nullable String blockedOn,
		@Nullable String waitingOn, @JsonProperty(required = true) List<String> stack) {

	public boolean isVirtual() {
		return Boolean.TRUE.equals(this.virtual);
	}

	/**
	 * What kind of object it waits for.
	 * @return the name of a class, or {@code null} where it waits for none
	 */
	@Nullable String waitsFor() {
		String object = (this.parkBlocker != null) ? this.parkBlocker.object() : this.blockedOn;
		object = (object != null) ? object : this.waitingOn;
		// behind the class is a number that tells the object from its like
		return (object != null) ? object.replaceFirst("@[0-9a-f]+$", "") : null;
	}

	/**
	 * What a thread is parked for.
	 *
	 * @param object the object
	 */
	record Blocker(@JsonProperty(required = true) String object) {

	}

}
