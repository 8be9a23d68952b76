package io.sluice.cluster;

import java.util.concurrent.CancellationException;

import io.sluice.CloseReason;
import io.sluice.session.OnDuplicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a pod tells the engine of its names when sessions come and go meanwhile, or the
 * engine does not take it.
 */
class NameLoopTests {

	private static final String NAME = "dev";

	private static final String CHANNEL = "test:name:" + NAME;

	private final SimulatedBus bus = new SimulatedBus(true);

	private SimulatedPod pod(String name, OnDuplicate onDuplicate) {
		return new SimulatedPod(name, this.bus, onDuplicate);
	}

	private void assertOneSessionIsLeft(SimulatedPod... pods) {
		await().untilAsserted(() -> {
			long count = 0;
			for (SimulatedPod pod : pods) {
				pod.tellNames();
				this.bus.deliverAll();
				count += pod.count(NAME);
			}
			assertThat(count).isOne();
		});
	}

	@ParameterizedTest
	@EnumSource(names = { "CLOSE_OLD", "REFUSE_NEW" })
	void aLoginWhileOtherNamesAreSubscribedToIsClaimedInTheOrderOfTheEngine(OnDuplicate policy) {
		SimulatedPod one = pod("one", policy);
		SimulatedPod two = pod("two", policy);
		one.login(NAME).finish(CloseReason.CLIENT_CLOSED);
		one.login("other");
		one.port().whileSubscribing(() -> {
			if (one.count(NAME) == 0) {
				one.login(NAME);
			}
		});
		one.tellNames();
		this.bus.deliverAll();
		two.login(NAME);
		assertOneSessionIsLeft(one, two);
	}

	/** The engine may have ended the subscription although it does not say so. */
	@ParameterizedTest
	@EnumSource(names = { "CLOSE_OLD", "REFUSE_NEW" })
	void aNameWhoseUnsubscriptionFailedIsSubscribedToAgain(OnDuplicate policy) {
		SimulatedPod one = pod("one", policy);
		SimulatedPod two = pod("two", policy);
		SimulatedConnection first = one.login(NAME);
		one.tellNames();
		this.bus.deliverAll();
		first.finish(CloseReason.CLIENT_CLOSED);
		one.port().failUnsubscriptions(new EngineAwayException("no answer in time"));
		one.tellNames();
		one.port().dropSubscription(CHANNEL);
		one.login(NAME);
		one.tellNames();
		this.bus.deliverAll();
		two.login(NAME);
		assertOneSessionIsLeft(one, two);
	}

	@Test
	void anUnsubscriptionThatIsCancelledIsNotTriedAgain() {
		SimulatedPod one = pod("one", OnDuplicate.CLOSE_OLD);
		SimulatedConnection device = one.login(NAME);
		one.tellNames();
		device.finish(CloseReason.CLIENT_CLOSED);
		one.port().failUnsubscriptions(new CancellationException());
		one.tellNames();
		assertThat(one.node().nameCount()).isZero();
	}

	/** Otherwise clients could fill the memory while the engine is away. */
	@ParameterizedTest
	@EnumSource
	void namesThatComeAndGoWhileTheEngineIsAwayAreForgotten(OnDuplicate policy) {
		SimulatedPod one = pod("one", policy);
		one.login(NAME);
		one.tellNames();
		this.bus.deliverAll();
		one.port().cut();
		for (int i = 0; i < 10; i++) {
			one.login("other" + i).finish(CloseReason.CLIENT_CLOSED);
		}
		assertThat(one.node().nameCount()).isOne();
		one.logout(NAME);
		one.port().connect();
		one.tellNames();
		assertThat(one.node().nameCount()).isZero();
	}

	@Test
	void aClaimThatFailsIsToldAgainAfterAPause() throws InterruptedException {
		SimulatedPod one = pod("one", OnDuplicate.CLOSE_OLD);
		this.bus.deliverAll();
		one.login(NAME);
		one.port().failPublications(new IllegalStateException("refused"));
		assertThat(one.node().stepNames()).isFalse();
		assertThat(one.node().stepNames()).isFalse();
		assertThat(one.node().isComplete()).isFalse();
		one.port().failPublications(null);
		assertThat(one.node().stepNames()).isTrue();
		assertThat(one.node().isComplete()).isTrue();
	}

}
