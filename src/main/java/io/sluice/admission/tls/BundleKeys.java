package io.sluice.admission.tls;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import javax.net.ssl.X509ExtendedKeyManager;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundle;

/**
 * The private keys of an SSL bundle. There is at least one, and each one matches its
 * certificate.
 *
 * @param bundle the bundle
 * @param manager provides its keys and certificates
 */
record BundleKeys(SslBundle bundle, X509ExtendedKeyManager manager) {

	/**
	 * The types of keys that TLS 1.2 and 1.3 sign with, and a signature algorithm to test
	 * each.
	 */
	private static final Map<String, String> SIGNATURES = Map.of("EC", "SHA256withECDSA", "RSA", "SHA256withRSA",
			"RSASSA-PSS", "RSASSA-PSS", "EdDSA", "EdDSA");

	private static final PSSParameterSpec PSS = new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32,
			1);

	/**
	 * Load the keys of a bundle.
	 * @param name the bundle's name
	 * @throws UnusableBundleException if it cannot be read, has no key, or has a key that
	 * does not match its certificate
	 */
	static BundleKeys of(String name, SslBundle bundle) {
		try {
			X509ExtendedKeyManager manager = Stream.of(bundle.getManagers().getKeyManagers())
				.filter(X509ExtendedKeyManager.class::isInstance)
				.map(X509ExtendedKeyManager.class::cast)
				.findFirst()
				.orElseThrow(() -> new IllegalStateException("it has no manager of X.509 keys"));
			check(manager, bundle.getKey().getAlias());
			return new BundleKeys(bundle, manager);
		}
		catch (GeneralSecurityException | RuntimeException ex) {
			throw new UnusableBundleException(name, ex);
		}
	}

	static BundleKeys require(Map<String, BundleKeys> keys, String name) {
		return Objects.requireNonNull(keys.get(name), name);
	}

	private static void check(X509ExtendedKeyManager manager, @Nullable String chosen) throws GeneralSecurityException {
		List<String> aliases = (chosen != null) ? List.of(chosen)
				: SIGNATURES.keySet().stream().flatMap((type) -> aliases(manager, type)).toList();
		boolean found = false;
		for (String alias : aliases) {
			PrivateKey key = manager.getPrivateKey(alias);
			if (key != null) {
				checkPair(alias, key, manager.getCertificateChain(alias)[0].getPublicKey());
				found = true;
			}
		}
		if (!found) {
			throw new IllegalStateException("it has no private key%s with a certificate, of type EC, RSA or EdDSA"
				.formatted((chosen != null) ? " '" + chosen + "'" : ""));
		}
	}

	private static Stream<String> aliases(X509ExtendedKeyManager manager, String type) {
		String[] aliases = manager.getServerAliases(type, null);
		return (aliases != null) ? Arrays.stream(aliases) : Stream.empty();
	}

	/**
	 * Check that key and certificate match. While files are replaced one after another,
	 * they do not match for a moment.
	 */
	private static void checkPair(String alias, PrivateKey privateKey, PublicKey publicKey)
			throws GeneralSecurityException {
		byte[] probe = { 1, 2, 3 };
		String algorithm = SIGNATURES.get(publicKey.getAlgorithm());
		if (algorithm == null || !privateKey.getAlgorithm().equals(publicKey.getAlgorithm())
				|| !verify(algorithm, publicKey, probe, sign(algorithm, privateKey, probe))) {
			throw new IllegalStateException("the private key '%s' does not match its certificate".formatted(alias));
		}
	}

	private static byte[] sign(String algorithm, PrivateKey key, byte[] data) throws GeneralSecurityException {
		Signature signature = signature(algorithm);
		signature.initSign(key);
		signature.update(data);
		return signature.sign();
	}

	private static boolean verify(String algorithm, PublicKey key, byte[] data, byte[] signed)
			throws GeneralSecurityException {
		Signature signature = signature(algorithm);
		signature.initVerify(key);
		signature.update(data);
		return signature.verify(signed);
	}

	private static Signature signature(String algorithm) throws GeneralSecurityException {
		Signature signature = Signature.getInstance(algorithm);
		if (algorithm.equals("RSASSA-PSS")) {
			signature.setParameter(PSS);
		}
		return signature;
	}

}
