package io.sluice.routing;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import org.springframework.context.Lifecycle;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.messaging.Message;
import org.springframework.messaging.support.GenericMessage;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link RequestChannel}.
 */
class RequestChannelTests {

	/**
	 * Spring Integration's own channels do, and one of two first requests at once may
	 * fail.
	 */
	@Test
	void sendDoesNotAskWhetherTheApplicationRuns() {
		try (GenericApplicationContext context = new GenericApplicationContext()) {
			context.registerBean("applicationRunningController", Lifecycle.class, NeverRunning::new);
			context.refresh();
			RequestChannel channel = new RequestChannel("requests");
			channel.setApplicationContext(context);
			channel.setBeanFactory(context);
			channel.afterPropertiesSet();
			List<Message<?>> received = new ArrayList<>();
			channel.subscribe(received::add);
			Message<?> request = new GenericMessage<>("request");
			assertThat(channel.send(request)).isTrue();
			assertThat(received).hasSize(1).first().isSameAs(request);
		}
	}

	private static final class NeverRunning implements Lifecycle {

		@Override
		public void start() {
		}

		@Override
		public void stop() {
		}

		@Override
		public boolean isRunning() {
			return false;
		}

	}

}
