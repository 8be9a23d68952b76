package io.sluice.autoconfigure;

import java.time.Duration;
import java.util.function.Predicate;

import io.sluice.autoconfigure.SluiceProperties.Correlate;
import io.sluice.extract.Extractors;
import io.sluice.routing.MessagePredicate;
import io.sluice.session.Correlation;
import io.sluice.spi.RoutePredicate;
import io.sluice.spi.TcpCorrelator;
import io.sluice.telemetry.PluginGuard;
import io.sluice.upstream.ReplyKeys;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.messaging.Message;

/**
 * Creates the correlation of a listener, by which it recognizes the answers to asks.
 */
@RequiredArgsConstructor
final class CorrelationFactory {

	private final String name;

	private final SluiceProperties.Listener listener;

	private final BeanLookup<TcpCorrelator> correlators;

	private final BeanLookup<RoutePredicate> predicates;

	static CorrelationFactory of(String name, SluiceProperties.Listener listener, BeanFactory beans) {
		return new CorrelationFactory(name, listener, new BeanLookup<>(beans, TcpCorrelator.class),
				new BeanLookup<>(beans, RoutePredicate.class));
	}

	/**
	 * Create it, or fail if its settings are bad.
	 * @return {@code null} if clients cannot be asked
	 */
	@Nullable Correlation correlation() {
		Correlate settings = this.listener.correlate();
		if (settings == null) {
			return null;
		}
		String key = ListenerValidator.key(this.name) + ".correlate";
		if (this.listener.executor().isPool()) {
			throw SettingCheck.invalid(key + ".by", settings.by(),
					"It needs virtual threads; set '%s.executor.type' to 'virtual', or remove this key."
						.formatted(ListenerValidator.key(this.name)));
		}
		Duration late = settings.lateWithin();
		SettingCheck.checkTimeout(key + ".late-within", late);
		return new Correlation(keys(key, settings), answers(key + ".answers", settings.answers()), late,
				settings.late() == Correlate.Late.ROUTE);
	}

	private Predicate<Message<byte[]>> answers(String key, RouteProperties.@Nullable When when) {
		if (when == null) {
			return (message) -> true;
		}
		Extractors extractors = new Extractors(this.listener.charset());
		MessagePredicate predicate = new PredicateFactory(extractors, this.predicates).predicate(key, when);
		PluginGuard guard = new PluginGuard(this.name, "the condition 'correlate.answers'");
		return (message) -> {
			try {
				return predicate.test(extractors.view(message));
			}
			catch (RuntimeException ex) {
				guard.ignore(ex);
				return false;
			}
		};
	}

	private @Nullable TcpCorrelator keys(String key, Correlate settings) {
		if (settings.correlator() != null) {
			ReplyKeysFactory.rejectByOrder(key, settings.extract(), settings.extractReply());
			return bean(key + ".correlator", settings.correlator());
		}
		if (settings.by() == UpstreamProperties.Correlate.By.ORDER) {
			ReplyKeysFactory.rejectByOrder(key, settings.extract(), settings.extractReply());
			return null;
		}
		ReplyKeys keys = ReplyKeysFactory.create(key, settings.extract(), settings.extractReply(),
				this.listener.charset());
		return new TcpCorrelator() {

			@Override
			public @Nullable Object keyOfAsk(Message<byte[]> ask) {
				return keys.request(ask.getPayload());
			}

			@Override
			public @Nullable Object keyOfAnswer(Message<byte[]> message) {
				return keys.reply(message.getPayload());
			}

		};
	}

	private TcpCorrelator bean(String key, String bean) {
		TcpCorrelator found = this.correlators.get(key, bean);
		PluginGuard guard = new PluginGuard(this.name, "the TcpCorrelator '%s'".formatted(bean));
		return new TcpCorrelator() {

			@Override
			public @Nullable Object keyOfAsk(Message<byte[]> ask) {
				return found.keyOfAsk(ask);
			}

			@Override
			public @Nullable Object keyOfAnswer(Message<byte[]> message) {
				try {
					return found.keyOfAnswer(message);
				}
				catch (RuntimeException ex) {
					guard.ignore(ex);
					return null;
				}
			}

		};
	}

}
