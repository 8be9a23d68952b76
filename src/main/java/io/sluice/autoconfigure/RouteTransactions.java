package io.sluice.autoconfigure;

import io.sluice.routing.TransactionalChannel;
import lombok.RequiredArgsConstructor;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.messaging.MessageChannel;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Puts the transactions of the application's transaction manager around targets. A class
 * of its own, loaded only if a route is transactional.
 */
@RequiredArgsConstructor
final class RouteTransactions {

	private final PlatformTransactionManager manager;

	/**
	 * Find the transaction manager.
	 * @param key the key that needs it
	 * @param beans the beans of the application
	 */
	static RouteTransactions find(String key, BeanFactory beans) {
		PlatformTransactionManager manager = beans.getBeanProvider(PlatformTransactionManager.class).getIfUnique();
		if (manager == null) {
			throw SettingCheck.invalid(key, true,
					"It needs one bean of the type PlatformTransactionManager, or one that is primary.");
		}
		return new RouteTransactions(manager);
	}

	MessageChannel wrap(MessageChannel target) {
		return new TransactionalChannel(target, new TransactionTemplate(this.manager));
	}

}
