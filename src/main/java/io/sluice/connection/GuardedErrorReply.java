package io.sluice.connection;

import io.sluice.spi.TcpError;
import io.sluice.spi.TcpErrorReply;
import io.sluice.telemetry.PluginGuard;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * An application's error replies. One that cannot be made is left to the listener's
 * template.
 */
@RequiredArgsConstructor
public final class GuardedErrorReply implements TcpErrorReply {

	private final TcpErrorReply errorReply;

	private final PluginGuard guard;

	@Override
	public byte @Nullable [] write(TcpError error) {
		try {
			return this.errorReply.write(error);
		}
		catch (Throwable ex) {
			this.guard.ignore(ex);
			return null;
		}
	}

}
