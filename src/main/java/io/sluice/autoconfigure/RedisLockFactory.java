package io.sluice.autoconfigure;

import io.sluice.cluster.LeaseTerms;
import io.sluice.cluster.RedisLocks;
import io.sluice.cluster.SharedLocks;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.util.ClassUtils;

/**
 * Creates the locks in Redis, whose classes are loaded only if they are needed.
 */
final class RedisLockFactory {

	private RedisLockFactory() {
	}

	/**
	 * Create locks in the server that {@code spring.data.redis} describes.
	 * @param key the key that needs them, for errors
	 * @param prefix the beginning of their keys
	 */
	static SharedLocks create(String key, BeanFactory beans, String prefix, LeaseTerms terms) {
		if (!ClassUtils.isPresent("org.springframework.integration.redis.util.RedisLockRegistry",
				RedisLockFactory.class.getClassLoader())) {
			throw SettingCheck.invalid(key, true,
					"It needs the libraries 'org.springframework.boot:spring-boot-data-redis' and "
							+ "'org.springframework.integration:spring-integration-redis'; add them as dependencies.");
		}
		return Connected.create(key, beans, prefix, terms);
	}

	/** Refers to the classes of the client. */
	private static final class Connected {

		private Connected() {
		}

		static SharedLocks create(String key, BeanFactory beans, String prefix, LeaseTerms terms) {
			LettuceConnectionFactory application = beans.getBeanProvider(LettuceConnectionFactory.class).getIfUnique();
			if (application == null) {
				throw SettingCheck.invalid(key, true,
						"It needs a bean of the type LettuceConnectionFactory, which Spring Boot's auto-configuration of "
								+ "Redis has.");
			}
			return RedisLocks.create(application, prefix, terms);
		}

	}

}
