package io.sluice.test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Function;

import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.AbstractByteArrayAssert;
import org.assertj.core.api.AbstractStringAssert;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;

/**
 * Assertions of AssertJ on what a {@link TcpTestClient} receives. They wait as long as
 * the client's own expectations: <pre class="code">
 * assertThat(client.send("PING")).as("the answer of %s", listener).receives("PONG");
 * assertThat(client.send("{}")).nextText().startsWith("ERR BAD_PAYLOAD");
 * </pre>
 */
public final class TcpTestClientAssert extends AbstractAssert<TcpTestClientAssert, TcpTestClient> {

	private TcpTestClientAssert(@Nullable TcpTestClient client) {
		super(client, TcpTestClientAssert.class);
	}

	/**
	 * Begin assertions.
	 * @param client the client
	 * @return assertions on what it receives
	 */
	public static TcpTestClientAssert assertThat(@Nullable TcpTestClient client) {
		return new TcpTestClientAssert(client);
	}

	/**
	 * Send a message, and begin assertions.
	 * @param sending the message
	 * @return assertions on what its client receives
	 */
	public static TcpTestClientAssert assertThat(Sending sending) {
		return assertThat(sending.atOnce());
	}

	/**
	 * Verify that the next message is this one.
	 * @param message the message, without its frame
	 * @return this
	 */
	public TcpTestClientAssert receives(String message) {
		return receives(message.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Verify that the next message is this one.
	 * @param message the message, without its frame
	 * @return this
	 */
	public TcpTestClientAssert receives(byte[] message) {
		return verify((client) -> client.expect(message));
	}

	/**
	 * Verify that a message comes, also if others come before it.
	 * @param message the message, without its frame
	 * @return this
	 */
	public TcpTestClientAssert receivesPush(String message) {
		return receivesPush(message.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Verify that a message comes, also if others come before it.
	 * @param message the message, without its frame
	 * @return this
	 */
	public TcpTestClientAssert receivesPush(byte[] message) {
		return verify((client) -> client.expectPush(message));
	}

	/**
	 * Verify that neither a message nor a close comes for a while.
	 * @param time how long
	 * @return this
	 */
	public TcpTestClientAssert receivesNothingFor(Duration time) {
		return verify((client) -> client.expectNothingFor(time));
	}

	/**
	 * Verify that the server closes the connection, and sends nothing before.
	 * @return this
	 */
	public TcpTestClientAssert isClosed() {
		return verify(TcpTestClient::expectClosed);
	}

	/**
	 * Wait for the next message.
	 * @return assertions on the message, without its frame
	 */
	public AbstractByteArrayAssert<?> nextMessage() {
		return Assertions.assertThat(next()).as(this.info.description());
	}

	/**
	 * Wait for the next message.
	 * @return assertions on the message as text, without its frame
	 */
	public AbstractStringAssert<?> nextText() {
		return Assertions.assertThat(new String(next(), StandardCharsets.UTF_8)).as(this.info.description());
	}

	private byte[] next() {
		return verified(TcpTestClient::receive);
	}

	private TcpTestClientAssert verify(Function<TcpTestClient, TcpTestClient> expectation) {
		verified(expectation);
		return this;
	}

	/**
	 * Give a failure the description of this assertion.
	 */
	private <T> T verified(Function<TcpTestClient, T> expectation) {
		isNotNull();
		try {
			return expectation.apply(this.actual);
		}
		catch (AssertionError ex) {
			throw failure("%s", ex.getMessage());
		}
	}

}
