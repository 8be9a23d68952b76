package io.sluice.test;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The answers of a {@link FakeTcpServer} to the messages that match.
 */
public final class Script {

	private final Predicate<byte[]> matcher;

	private final AtomicInteger next = new AtomicInteger();

	private volatile List<Answer> answers = List.of(Answer.none());

	Script(Predicate<byte[]> matcher) {
		this.matcher = matcher;
	}

	/**
	 * Set a reply to each message that matches.
	 * @param message the reply, without its frame
	 */
	public void reply(String message) {
		answer(Answer.reply(message));
	}

	/**
	 * Set a reply to each message that matches.
	 * @param message the reply, without its frame
	 */
	public void reply(byte[] message) {
		answer(Answer.reply(message));
	}

	/**
	 * Set the answers to the messages that match, in order. The last one is repeated.
	 * @param first the first answer
	 * @param others the answers after it
	 */
	public void answer(Answer first, Answer... others) {
		this.next.set(0);
		this.answers = Stream.concat(Stream.of(first), Stream.of(others)).toList();
	}

	boolean matches(byte[] message) {
		return this.matcher.test(message);
	}

	Answer next() {
		List<Answer> current = this.answers;
		return current.get(Math.min(this.next.getAndIncrement(), current.size() - 1));
	}

}
