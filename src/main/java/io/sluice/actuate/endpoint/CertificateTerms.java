package io.sluice.actuate.endpoint;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.info.SslInfo;
import org.springframework.boot.info.SslInfo.CertificateChainInfo;
import org.springframework.boot.info.SslInfo.CertificateInfo;
import org.springframework.boot.ssl.SslBundles;

/**
 * When the certificates of the SSL bundles expire.
 *
 * @param bundles the application's SSL bundles, or {@code null} without any
 */
record CertificateTerms(@Nullable SslBundles bundles) {

	/** The largest number of certificates that the console shows. */
	private static final int MOST = 20;

	/**
	 * The terms of the chains.
	 * @return the terms, the soonest expiry first
	 */
	List<Map<String, Object>> show() {
		if (this.bundles == null) {
			return List.of();
		}
		SslInfo info = new SslInfo(this.bundles);
		List<Term> terms = new ArrayList<>();
		this.bundles.getBundleNames().forEach((name) -> terms.addAll(terms(name, info)));
		terms.sort(Comparator.comparing(Term::expiresAt));
		return terms.stream().limit(MOST).map(Term::show).toList();
	}

	private static List<Term> terms(String bundle, SslInfo info) {
		try {
			return info.getBundle(bundle)
				.getCertificateChains()
				.stream()
				.map(CertificateChainInfo::getCertificates)
				.filter((chain) -> !chain.isEmpty())
				.map((chain) -> Term.of(bundle, chain))
				.toList();
		}
		catch (RuntimeException ex) {
			// a bundle that nothing uses is read here for the first time, and may be
			// invalid
			return List.of();
		}
	}

	/**
	 * The term of a certificate chain.
	 *
	 * @param bundle the name of the bundle
	 * @param subject the subject of its first certificate
	 * @param expiresAt the time at which the first of its certificates expires
	 */
	private record Term(String bundle, String subject, Instant expiresAt) {

		static Term of(String bundle, List<CertificateInfo> chain) {
			Instant first = chain.stream()
				.map(CertificateInfo::getValidityEnds)
				.min(Comparator.naturalOrder())
				.orElseThrow();
			return new Term(bundle, Objects.toString(chain.getFirst().getSubject(), "unknown"), first);
		}

		Map<String, Object> show() {
			Map<String, Object> shown = new LinkedHashMap<>();
			shown.put("bundle", this.bundle);
			shown.put("subject", this.subject);
			shown.put("expiresAt", this.expiresAt.toString());
			return shown;
		}

	}

}
