package io.sluice.autoconfigure;

import java.io.FileNotFoundException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.security.UnrecoverableKeyException;

import javax.crypto.BadPaddingException;

import io.sluice.admission.tls.UnusableBundleException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains an SSL bundle whose files cannot be read, or do not hold what is needed.
 * Spring Boot itself fails if it cannot watch a bundle's files.
 */
final class SslBundleFailureAnalyzer extends AbstractFailureAnalyzer<IllegalStateException> {

	private static final String UNREGISTERED = "Unable to register SSL bundle '";

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, IllegalStateException cause) {
		UnusableBundleException unusable = findUnusable(rootFailure);
		return (unusable != null) ? new FailureAnalysis(unusable.getMessage() + ".",
				remedy(unusable) + " See 'spring.ssl.bundle'.", unusable) : null;
	}

	private @Nullable UnusableBundleException findUnusable(Throwable failure) {
		for (Throwable each = failure; each != null; each = each.getCause()) {
			if (each instanceof UnusableBundleException unusable) {
				return unusable;
			}
			String message = String.valueOf(each.getMessage());
			if (each instanceof IllegalStateException && message.startsWith(UNREGISTERED) && each.getCause() != null) {
				return new UnusableBundleException(
						message.substring(UNREGISTERED.length(), message.length() - "'".length()), each.getCause());
			}
		}
		return null;
	}

	private String remedy(Throwable unusable) {
		String text = String.valueOf(unusable.getMessage());
		if (text.contains("Permission denied") || findCause(unusable, AccessDeniedException.class) != null) {
			return "Let the user that runs this process read the file.";
		}
		if (findCause(unusable, FileNotFoundException.class) != null
				|| findCause(unusable, NoSuchFileException.class) != null || text.contains("neither a file nor")) {
			return "Put the file there, or correct its path.";
		}
		if (findCause(unusable, UnrecoverableKeyException.class) != null
				|| findCause(unusable, BadPaddingException.class) != null) {
			return "Correct the password of the key or key store.";
		}
		return "Correct the bundle: a 'pem' bundle has files in PEM, a 'jks' bundle has a key store, and the private key fits the certificate.";
	}

}
