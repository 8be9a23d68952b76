package io.sluice.autoconfigure;

import java.time.Duration;

import io.sluice.admission.tls.ClientAuth;
import io.sluice.extract.Extractor;
import io.sluice.extract.Extractors;
import io.sluice.session.IdentityRule;
import io.sluice.session.IdentityRule.NameExtractor;
import io.sluice.session.IdentitySource;
import io.sluice.spi.Framing;
import io.sluice.spi.MessageTransformer;
import org.jspecify.annotations.Nullable;

/**
 * Creates the rule that names the sessions of a listener.
 */
final class IdentityFactory {

	private static final Duration MAX_REQUIRED = Duration.ofDays(1);

	private final String name;

	private final String key;

	private final SluiceProperties.Listener listener;

	private final SluiceProperties.Identity settings;

	private final Framing framing;

	IdentityFactory(String name, SluiceProperties.Listener listener, Framing framing) {
		this.framing = framing;
		this.name = name;
		this.key = ListenerValidator.key(name) + ".identity";
		this.listener = listener;
		this.settings = listener.identity();
	}

	/**
	 * Create the rule, or fail if its settings are bad.
	 */
	IdentityRule rule() {
		Duration within = this.settings.requiredWithin();
		if (within.isNegative() || within.compareTo(MAX_REQUIRED) > 0) {
			throw SettingCheck.invalid(this.key + ".required-within", within,
					"It must be from 1ms to 1d, or 0s to require no name.");
		}
		IdentitySource source = this.settings.by();
		if (source == IdentitySource.MESSAGE) {
			return new IdentityRule(source, within, extractor(), reply());
		}
		RouteProperties.Extract extract = this.settings.extract();
		rejectOfMessage(".extract", (extract != null) ? named(new Extractors(this.listener.charset()), extract) : null);
		rejectOfMessage(".reply", this.settings.reply());
		if (source == null) {
			if (within.isPositive()) {
				throw SettingCheck.invalid(this.key + ".required-within", within,
						"A handler that could name the session would never get its message; set '%s.by', or remove this key."
							.formatted(this.key));
			}
			return IdentityRule.NONE;
		}
		if (source != IdentitySource.PEER) {
			checkCertificates(source);
		}
		return new IdentityRule(source, within, null, null);
	}

	private void rejectOfMessage(String child, @Nullable Object value) {
		if (value != null) {
			throw SettingCheck.invalid(this.key + child, value,
					"Only 'by: message' reads messages; set '%s.by' to 'message', or remove this key."
						.formatted(this.key));
		}
	}

	private void checkCertificates(IdentitySource source) {
		SluiceProperties.Ssl ssl = this.listener.ssl();
		if (ssl == null || ssl.clientAuth() == ClientAuth.NONE) {
			throw SettingCheck.invalid(this.key + ".by", source,
					"Clients are not asked for a certificate; set '%s.ssl.client-auth' to 'need' or 'want'."
						.formatted(ListenerValidator.key(this.name)));
		}
	}

	private NameExtractor extractor() {
		RouteProperties.Extract extract = SettingCheck.required(this.key + ".extract", this.settings.extract(),
				"the value of a message that names its session, such as 'regex: \"^LOGIN (\\\\S+)\"'");
		Extractors extractors = new Extractors(this.listener.charset());
		Extractor extractor = named(extractors, extract).extractor();
		return (message) -> extractor.extract(extractors.view(message));
	}

	private ExtractorFactory.Named named(Extractors extractors, RouteProperties.Extract extract) {
		return new ExtractorFactory(extractors, this.listener.charset()).extractor(this.key + ".extract", extract);
	}

	private @Nullable MessageTransformer reply() {
		String text = this.settings.reply();
		return (text != null)
				? new ReplyFactory(this.listener, this.framing, new BeanLookup<>(null, MessageTransformer.class))
					.text(this.key + ".reply", text)
				: null;
	}

}
