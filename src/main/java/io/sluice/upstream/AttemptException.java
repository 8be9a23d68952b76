package io.sluice.upstream;

import io.sluice.ErrorCode;
import io.sluice.TcpHandlerException;

/**
 * An attempt that the failure policy has prevented or ended.
 */
final class AttemptException extends TcpHandlerException {

	private static final long serialVersionUID = 1L;

	private final FailureKind kind;

	AttemptException(FailureKind kind, ErrorCode code, String message) {
		super(code, message);
		this.kind = kind;
	}

	FailureKind kind() {
		return this.kind;
	}

}
