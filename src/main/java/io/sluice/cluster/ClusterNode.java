package io.sluice.cluster;

import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import io.sluice.session.SessionDirectory;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

/**
 * This pod in its cluster: puts the parts together, and follows the connection to the
 * engine.
 */
@Slf4j(topic = "io.sluice.cluster")
public final class ClusterNode implements EngineListener {

	private static final long SUBSCRIBE_SECONDS = 10;

	private final Engine engine;

	private final ClusterChannels channels;

	private final ClusterLink link;

	private final NameSet names;

	private final NameLoop nameLoop;

	private final ClusterMembers members;

	private final PendingRequests pending;

	private final RequestHandler requests;

	private final EnvelopeReceiver receiver;

	private final ClusterSessions sessions;

	private final AtomicInteger connections = new AtomicInteger();

	/**
	 * Create a node that is not connected.
	 * @param settings its settings
	 * @param engine brings what pods tell one another
	 * @param local the sessions of this process
	 * @param codec converts payloads
	 */
	public ClusterNode(ClusterSettings settings, Engine engine, SessionDirectory local, PayloadCodec codec) {
		this(settings, engine, local, codec, EnvelopeCodec.VERSION);
	}

	ClusterNode(ClusterSettings settings, Engine engine, SessionDirectory local, PayloadCodec codec, int version) {
		this.engine = engine;
		this.channels = new ClusterChannels(settings.prefix());
		InstantSource clock = InstantSource.system();
		ClusterCounts counts = new ClusterCounts();
		EnvelopeCodec envelopes = new EnvelopeCodec(version, settings.maxPayload());
		this.link = new ClusterLink(engine, envelopes, UUID.randomUUID().toString().replace("-", ""), settings.pod(),
				counts);
		this.pending = new PendingRequests(this.link.id());
		this.names = new NameSet(this.link, this.channels, counts, local, clock);
		this.nameLoop = new NameLoop(this.names, engine, this.channels);
		this.members = new ClusterMembers(this.link, settings, local, this.names, counts);
		this.requests = new RequestHandler(local, this.names,
				new AnswerSender(this.link, this.channels, settings.maxPayload()), counts, clock);
		this.receiver = new EnvelopeReceiver(envelopes, this.members, this.names, this.requests, this.pending);
		RemoteRequests remote = new RemoteRequests(this.link, this.channels, this.members.pods(), this.pending, local);
		this.sessions = new ClusterSessions(local, new RemoteSessions(remote, local, settings, codec, counts));
		local.observe(this.names);
	}

	/**
	 * The sessions of all pods.
	 */
	public ClusterSessions sessions() {
		return this.sessions;
	}

	/**
	 * The other pods.
	 */
	public PodRegistry pods() {
		return this.members.pods();
	}

	/**
	 * The connections of the other pods.
	 */
	public PodLoads loads() {
		return this.members.loads();
	}

	/**
	 * The leases of the pods.
	 */
	public PodLeases leases() {
		return this.members.leases();
	}

	/**
	 * What has been counted.
	 */
	public ClusterCounts counts() {
		return this.members.counts();
	}

	/**
	 * The name of this pod.
	 */
	public String pod() {
		return this.link.pod();
	}

	/**
	 * Whether the other pods can be reached.
	 */
	public boolean isConnected() {
		return this.link.isReady(System.nanoTime());
	}

	/**
	 * Why the other pods cannot be reached, as far as the engine has told.
	 */
	public @Nullable String problem() {
		return this.engine.problem();
	}

	/**
	 * The number of names that the engine is to know.
	 */
	public int nameCount() {
		return this.names.count();
	}

	/**
	 * Whether the engine knows all names.
	 */
	public boolean isComplete() {
		return isConnected() && this.names.isComplete();
	}

	/**
	 * How often the engine has been connected.
	 */
	int connections() {
		return this.connections.get();
	}

	@Override
	public boolean connected() {
		try {
			this.engine.subscribe(List.of(this.channels.pods(), this.channels.pod(this.link.id())))
				.toCompletableFuture()
				.get(SUBSCRIBE_SECONDS, TimeUnit.SECONDS);
		}
		catch (ExecutionException | TimeoutException ex) {
			log.debug("The engine takes no subscriptions", ex);
			return false;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
		this.link.setUp(true);
		this.pods().recordLink(true, System.nanoTime());
		this.members.beat(true);
		this.names.beginConnection(this.connections.incrementAndGet());
		return true;
	}

	@Override
	public void disconnected() {
		this.names.endConnection();
		this.link.setUp(false);
		this.pods().recordLink(false, System.nanoTime());
	}

	@Override
	public void receive(String channel, byte[] message) {
		if (!this.channels.isOfOther(channel, this.link.id())) {
			this.receiver.receive(channel, message);
		}
	}

	/**
	 * Tell the engine some names.
	 * @return whether there were any, and the engine has taken them
	 */
	boolean stepNames() throws InterruptedException {
		return this.nameLoop.step();
	}

	/**
	 * Wait until a name has changed, or one that was not told is to be tried again.
	 */
	void awaitNames() throws InterruptedException {
		this.nameLoop.awaitChange();
	}

	/**
	 * Tell that this pod lives.
	 */
	void beat() {
		if (this.link.isUp()) {
			this.members.beat(false);
		}
		this.requests.sweep();
	}

	/**
	 * Whether the engine is connected and brings nothing.
	 */
	boolean isDeaf(long connectedFor) {
		return this.link.isUp() && connectedFor > PodRegistry.SETTLING.toNanos() && !isConnected();
	}

	/**
	 * Tell that this pod stops, and then nothing more. Waits until the engine has taken
	 * it, for a moment at most.
	 */
	void leave() {
		var _ = this.members.leave()
			.exceptionally((_) -> 0L)
			.toCompletableFuture()
			.completeOnTimeout(0L, PodRegistry.BEAT.toMillis(), TimeUnit.MILLISECONDS)
			.join();
		this.link.setUp(false);
	}

}
