package io.sluice.connection;

import io.sluice.spi.TcpError;
import io.sluice.spi.TcpErrorReply;
import io.sluice.telemetry.PluginGuard;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * An application's error replies. If one cannot be made, the listener's template is used.
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
