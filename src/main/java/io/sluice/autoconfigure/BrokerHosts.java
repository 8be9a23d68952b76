package io.sluice.autoconfigure;

import java.util.List;

import lombok.RequiredArgsConstructor;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * Where a broker is: by a setting, or by a service connection of the application. Without
 * either, Spring Boot would connect to this machine.
 *
 * @see ConnectionDetails
 */
@RequiredArgsConstructor
final class BrokerHosts {

	private final Class<? extends ConnectionDetails> connection;

	/** The key to set, and others that serve as well. */
	private final List<String> keys;

	/** A value for the first key. */
	private final String example;

	/**
	 * Fail the start if nothing says where the broker is.
	 * @param key the key that a target is configured under
	 * @param address the target
	 * @param beans the beans of the application
	 */
	void check(String key, BrokerAddress address, ListableBeanFactory beans) {
		Binder binder = Binder.get(beans.getBean(Environment.class));
		boolean set = this.keys.stream().anyMatch((each) -> isSet(binder, each));
		if (!set && !hasServiceConnection(beans)) {
			throw SettingCheck.invalid(this.keys.getFirst(), null,
					"'%s' (%s) needs it; set it to where the broker is, such as %s.".formatted(address.name(), key,
							this.example));
		}
	}

	private static boolean isSet(Binder binder, String key) {
		return !binder.bind(key, Bindable.listOf(String.class)).orElse(List.of()).isEmpty();
	}

	/** Spring Boot has one of its own, beside the interface, that reads the settings. */
	private boolean hasServiceConnection(ListableBeanFactory beans) {
		return beans.getBeanProvider(this.connection)
			.stream()
			.anyMatch((each) -> !each.getClass().getPackageName().equals(this.connection.getPackageName()));
	}

}
