package io.sluice.support;

import java.util.concurrent.CompletableFuture;

import io.sluice.client.ClientException;
import io.sluice.client.Request;
import org.jspecify.annotations.Nullable;

/**
 * A request to a server, with a future.
 */
public final class TestRequest extends Request {

	private final CompletableFuture<byte[]> reply = new CompletableFuture<>();

	public TestRequest(byte[] message, @Nullable Object key, long deadline) {
		super(message, key, deadline);
	}

	public CompletableFuture<byte[]> reply() {
		return this.reply;
	}

	@Override
	protected void complete(byte[] received) {
		this.reply.complete(received);
	}

	@Override
	protected void fail(ClientException failure) {
		this.reply.completeExceptionally(failure);
	}

}
