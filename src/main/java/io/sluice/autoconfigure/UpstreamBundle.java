package io.sluice.autoconfigure;

import java.lang.ref.WeakReference;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.NoSuchSslBundleException;
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
	 */
	static UpstreamBundle find(String key, String name, @Nullable SslBundles bundles) {
		if (bundles == null) {
			throw SettingCheck.invalid(key, name, "There are no SSL bundles; define it under 'spring.ssl.bundle'.");
		}
		try {
			return new UpstreamBundle(bundles, name, bundles.getBundle(name));
		}
		catch (NoSuchSslBundleException ex) {
			throw SettingCheck.invalid(key, name,
					"There is no SSL bundle of this name; define it under 'spring.ssl.bundle'.");
		}
	}

	/**
	 * Pass later states of the bundle to a user for as long as it is in use. An update
	 * handler cannot be removed, and must not keep the connections of an upstream that
	 * was replaced.
	 * @param <T> the type of the user
	 * @param user the user
	 * @param update has the user take another state
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
