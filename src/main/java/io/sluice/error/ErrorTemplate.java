package io.sluice.error;

import java.nio.charset.Charset;
import java.util.function.Function;

import io.sluice.spi.TcpError;
import io.sluice.spi.TcpErrorReply;
import lombok.RequiredArgsConstructor;

import org.springframework.util.StringUtils;

/**
 * Writes error replies: a template with {@code {code}} and {@code {message}} filled in.
 * In the message, control characters become spaces, and characters that are not in the
 * charset become its replacement, such as a question mark.
 */
@RequiredArgsConstructor
public final class ErrorTemplate implements TcpErrorReply {

	private final String template;

	private final Charset charset;

	/** Escapes a value for the template, for example for JSON. */
	private final Function<String, String> escape;

	@Override
	public byte[] write(TcpError error) {
		String text = StringUtils.replace(this.template, "{code}", error.code().name());
		return StringUtils.replace(text, "{message}", this.escape.apply(error.printableMessage()))
			.getBytes(this.charset);
	}

}
