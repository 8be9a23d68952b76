package io.sluice.handler;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.io.Writer;
import java.nio.channels.Channel;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.BaseStream;

import org.jspecify.annotations.Nullable;

import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.io.InputStreamSource;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.messaging.Message;

/**
 * The treatment of an object of a class as a reply. Without this distinction, Jackson
 * would write any object as JSON, even the fields of a wrapper instead of its content.
 */
enum ReplyKind {

	/** Written as bytes, text or JSON. */
	VALUE(null),

	/** The payload is written. */
	MESSAGE(null),

	/** The value is written, if there is one. */
	OPTIONAL(null),

	/** Stands for no value, like Kotlin's {@code Unit}. */
	NOTHING(null),

	/** Awaited; a late result can be reported. */
	STAGE(null),

	/** Awaited. */
	FUTURE(null),

	/** Subscribed to by Spring's adapter for its class, and awaited. */
	REACTIVE(null),

	/** An object with several values. */
	MULTIPLE("A reply is one message: collect the values into a List, or return a Mono of a List."),

	/** A task that would have to be run. */
	TASK("Return its result: a handler runs on its connection's own thread and may block."),

	/** A source or a sink of bytes. */
	STREAM("Read it, and return byte[] or String."),

	/** A value of another asynchronous framework. */
	FOREIGN("Return its value, or a CompletableFuture.");

	/** Class names, because the libraries may be absent. */
	private static final Map<ReplyKind, Set<String>> NAMED = Map.of(NOTHING, Set.of("kotlin.Unit"), MULTIPLE,
			Set.of("org.reactivestreams.Publisher", "java.util.concurrent.Flow$Publisher",
					"kotlinx.coroutines.flow.Flow", "kotlin.sequences.Sequence", "io.reactivex.Flowable",
					"io.reactivex.Observable", "io.reactivex.rxjava3.core.Flowable",
					"io.reactivex.rxjava3.core.Observable", "rx.Observable", "io.smallrye.mutiny.Multi",
					"org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter"),
			TASK, Set.of("kotlin.Function", "kotlin.Lazy"), STREAM,
			Set.of("java.sql.Blob", "java.sql.Clob", "io.netty.buffer.ByteBuf"), FOREIGN,
			Set.of("org.springframework.web.context.request.async.DeferredResult",
					"org.springframework.web.context.request.async.WebAsyncTask", "org.springframework.http.HttpEntity",
					"kotlinx.coroutines.Job", "io.reactivex.Single", "io.reactivex.Maybe", "io.reactivex.Completable",
					"io.reactivex.rxjava3.core.Single", "io.reactivex.rxjava3.core.Maybe",
					"io.reactivex.rxjava3.core.Completable", "rx.Single", "rx.Completable", "io.smallrye.mutiny.Uni",
					"io.vertx.core.Future", "scala.concurrent.Future", "reactor.core.Disposable",
					"org.reactivestreams.Subscription", "java.util.concurrent.Flow$Subscription"));

	private static final List<Class<?>> OPTIONALS = List.of(Optional.class, OptionalInt.class, OptionalLong.class,
			OptionalDouble.class);

	private static final List<Class<?>> TASKS = List.of(Callable.class, Supplier.class, Runnable.class);

	private static final List<Class<?>> STREAMS = List.of(InputStream.class, OutputStream.class, Reader.class,
			Writer.class, Channel.class, InputStreamSource.class, DataBuffer.class);

	private static final ClassValue<ReplyKind> KINDS = new ClassValue<>() {

		@Override
		protected ReplyKind computeValue(Class<?> type) {
			return find(type);
		}

	};

	private final @Nullable String remedy;

	ReplyKind(@Nullable String remedy) {
		this.remedy = remedy;
	}

	/**
	 * The kind of a class.
	 * @param type the declared class, or the class of an object
	 * @return the kind
	 */
	static ReplyKind of(Class<?> type) {
		return KINDS.get(type);
	}

	/**
	 * The correction for an object that cannot be a reply.
	 * @return the correction, or {@code null} if it can
	 */
	@Nullable String remedy() {
		return this.remedy;
	}

	boolean isAwaited() {
		return this == STAGE || this == FUTURE || this == REACTIVE;
	}

	private static ReplyKind find(Class<?> type) {
		if (Message.class.isAssignableFrom(type)) {
			return MESSAGE;
		}
		if (OPTIONALS.contains(type)) {
			return OPTIONAL;
		}
		if (CompletionStage.class.isAssignableFrom(type)) {
			return STAGE;
		}
		ReactiveAdapter adapter = ReactiveAdapterRegistry.getSharedInstance().getAdapter(type);
		if (adapter != null) {
			return adapter.isMultiValue() ? MULTIPLE : REACTIVE;
		}
		if (Future.class.isAssignableFrom(type)) {
			return FUTURE;
		}
		return findUnawaited(type);
	}

	private static ReplyKind findUnawaited(Class<?> type) {
		if (BaseStream.class.isAssignableFrom(type)) {
			return MULTIPLE;
		}
		if (isAnyOf(STREAMS, type)) {
			return STREAM;
		}
		if (isTask(type)) {
			return TASK;
		}
		Set<String> names = TypeNames.of(type);
		return NAMED.entrySet()
			.stream()
			.filter((named) -> named.getValue().stream().anyMatch(names::contains))
			.map(Map.Entry::getKey)
			.sorted()
			.findFirst()
			.orElse(VALUE);
	}

	private static boolean isAnyOf(List<Class<?>> types, Class<?> type) {
		return types.stream().anyMatch((candidate) -> candidate.isAssignableFrom(type));
	}

	/**
	 * Whether the class is a task: declared as a function, or the class of a lambda. A
	 * collection may supply its own stream, like those of Spring Data, and an enum or a
	 * record its own value; these are not tasks.
	 */
	private static boolean isTask(Class<?> type) {
		if (Enum.class.isAssignableFrom(type) || type.isRecord()) {
			return false;
		}
		boolean function = type.isHidden()
				|| (type.isInterface() && type.isAnnotationPresent(FunctionalInterface.class));
		return (function || isAnyOf(TASKS, type)) && !Iterable.class.isAssignableFrom(type);
	}

}
