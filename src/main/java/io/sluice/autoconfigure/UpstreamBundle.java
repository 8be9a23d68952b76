package io.sluice.autoconfigure;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.function.BiConsumer;

import io.sluice.admission.tls.UnusableBundleException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/**
 * The SSL bundle of an upstream.
 *
 * @param bundles the application's SSL bundles
 * @param name the name of the bundle
 * @param current its current state
 */
record UpstreamBundle(SslBundles bundles, String name, SslBundle current) {

	/**
	 * Find a bundle.
	 * @param key the key that names it
	 * @param name its name
	 * @param bundles the application's SSL bundles, or {@code null}
	 * @throws UnusableBundleException if its files cannot be read
	 */
	static UpstreamBundle find(String key, String name, @Nullable SslBundles bundles) {
		if (bundles == null) {
			throw SettingCheck.invalid(key, name, "There are no SSL bundles; define it under 'spring.ssl.bundle'.");
		}
		require(key, name, bundles);
		SslBundle bundle = bundles.getBundle(name);
		try {
			bundle.createSslContext();
		}
		catch (RuntimeException ex) {
			throw new UnusableBundleException(name, ex);
		}
		return new UpstreamBundle(bundles, name, bundle);
	}

	/**
	 * Check the name of a bundle.
	 * @param key the key that names it
	 * @param name its name, or {@code null} if it is missing
	 * @param bundles the application's SSL bundles
	 * @return the name
	 */
	static String require(String key, @Nullable String name, SslBundles bundles) {
		List<String> known = bundles.getBundleNames();
		if (name == null || !known.contains(name)) {
			throw SettingCheck.invalid(key, name, "It must name an SSL bundle, under 'spring.ssl.bundle'. %s."
				.formatted(NearestName.remedy((name != null) ? name : "", known)));
		}
		return name;
	}

	/**
	 * Pass later states of the bundle to a user. An update handler cannot be removed, so
	 * it refers to the user weakly: the connections of a replaced upstream can be freed.
	 * @param <T> the type of the user
	 * @param user the user
	 * @param update passes a later state to the user
	 */
	<T> void follow(T user, BiConsumer<T, SslBundle> update) {
		WeakReference<T> reference = new WeakReference<>(user);
		this.bundles.addBundleUpdateHandler(this.name, (latest) -> {
			T used = reference.get();
			if (used != null) {
				update.accept(used, latest);
			}
		});
	}

}
