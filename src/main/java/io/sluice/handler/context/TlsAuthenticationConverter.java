package io.sluice.handler.context;

import java.util.List;
import java.util.Objects;

import io.sluice.SluiceHeaders;
import io.sluice.TlsPrincipal;
import io.sluice.spi.TcpAuthenticationConverter;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.security.core.Authentication;

/**
 * Identifies a client by the subject of its TLS certificate, which the handshake has
 * verified.
 */
public final class TlsAuthenticationConverter implements TcpAuthenticationConverter {

	@Override
	public @Nullable Authentication convert(Message<?> request) {
		MessageHeaders headers = request.getHeaders();
		if (!(headers.get(SluiceHeaders.TLS_SUBJECT) instanceof String subject)) {
			return null;
		}
		return new TlsAuthentication(new TlsPrincipal(subject, names(headers)),
				Objects.requireNonNullElse(headers.get(SluiceHeaders.PEER), ""));
	}

	private static List<String> names(MessageHeaders headers) {
		return (headers.get(SluiceHeaders.TLS_NAMES) instanceof List<?> names)
				? names.stream().map(String::valueOf).toList() : List.of();
	}

}
