package io.sluice.autoconfigure;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.sluice.listener.UnsupportedSettingException;
import io.sluice.support.TestGateway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Every setter that the beans of a listener inherit from Spring Integration works or is
 * refused. One that is not in these tables is new, and has to be decided on: try it, and
 * either prove in {@link SpringSettingEffectTests} that it works, or refuse it.
 */
class SpringSettingTests {

	/** The ways to be in a table. */
	private static final String REFUSED = "refused";

	/** A value that says what holds anyway is taken; the other one is refused. */
	private static final String REFUSED_IF_TRUE = "refused if true";

	private static final String REFUSED_IF_FALSE = "refused if false";

	/** Proven by a test. */
	private static final String WORKS = "works";

	/** Set by the container, or by Spring Integration on any component. */
	private static final String CONTAINER = "container";

	/** What is set by a final method is looked at when the bean is initialized. */
	private static final String AT_START = "refused at start";

	private static final Map<String, String> COMPONENT = table("""
			setApplicationContext(ApplicationContext)             container
			setBeanFactory(BeanFactory)                           container
			setBeanName(String)                                   container
			setChannelResolver(DestinationResolver)               container
			setComponentDescription(String)                       container
			setComponentName(String)                              works
			setComponentSource(Object)                            container
			setConversionService(ConversionService)               container
			setMessageBuilderFactory(MessageBuilderFactory)       container
			setPrimaryExpression(Expression)                      container
			setTaskScheduler(TaskScheduler)                       container
			""");

	private static final Map<String, String> CONNECTIONS = table("""
			setApplicationEventPublisher(ApplicationEventPublisher)       container
			setBacklog(int)                                               refused
			setDeserializer(Deserializer)                                 refused
			setHost(String)                                               refused
			setInterceptorFactoryChain(TcpConnectionInterceptorFactoryChain) refused
			setLeaveOpen(boolean)                                         refused if false
			setLocalAddress(String)                                       refused
			setLookupHost(boolean)                                        refused if true
			setMapper(TcpMessageMapper)                                   works
			setNioHarvestInterval(int)                                    refused
			setPort(int)                                                  refused
			setReadDelay(long)                                            refused
			setSerializer(Serializer)                                     refused
			setSingleUse(boolean)                                         refused if true
			setSoKeepAlive(boolean)                                       works
			setSoLinger(int)                                              refused
			setSoReceiveBufferSize(int)                                   works
			setSoSendBufferSize(int)                                      works
			setSoTcpNoDelay(boolean)                                      works
			setSoTimeout(int)                                             refused
			setSoTrafficClass(int)                                        works
			setSslHandshakeTimeout(int)                                   refused
			setTaskExecutor(Executor)                                     refused
			setTcpNetConnectionSupport(TcpNetConnectionSupport)           refused
			setTcpSocketFactorySupport(TcpSocketFactorySupport)           refused
			setTcpSocketSupport(TcpSocketSupport)                         works
			""");

	private static final Map<String, String> GATEWAY = table("""
			setAutoStartup(boolean)                                       works
			setClientMode(boolean)                                        refused if true
			setConnectionFactory(AbstractConnectionFactory)               refused
			setErrorChannel(MessageChannel)                               refused
			setErrorChannelName(String)                                   refused
			setErrorMessageStrategy(ErrorMessageStrategy)                 refused at start
			setErrorOnTimeout(boolean)                                    refused if true
			setLoggingEnabled(boolean)                                    container
			setManagedName(String)                                        container
			setManagedType(String)                                        container
			setObservationConvention(MessageRequestReplyReceiverObservationConvention) refused
			setPhase(int)                                                 works
			setReceiverObservationConvention(MessageReceiverObservationConvention) refused
			setReplyChannel(MessageChannel)                               refused
			setReplyChannelName(String)                                   refused
			setReplyMapper(OutboundMessageMapper)                         refused
			setReplyTimeout(long)                                         refused
			setRequestChannel(MessageChannel)                             refused
			setRequestChannelName(String)                                 refused
			setRequestMapper(InboundMessageMapper)                        refused
			setRequestTimeout(long)                                       refused
			setRetryInterval(long)                                        refused
			setRole(String)                                               works
			setShouldTrack(boolean)                                       works
			""");

	private static final Map<String, String> MAPPER = table("""
			setAddContentTypeHeader(boolean)                              refused if true
			setApplySequence(boolean)                                     refused if true
			setBeanFactory(BeanFactory)                                   container
			setBytesMessageMapper(BytesMessageMapper)                     refused
			setCharset(String)                                            refused
			setContentType(String)                                        refused
			setStringToBytes(boolean)                                     refused if false
			""");

	private static TestGateway gateway;

	@BeforeAll
	static void start() {
		gateway = TestGateway.start(SpringSettingTests.class, ".routes[0].to=echo");
	}

	@AfterAll
	static void stop() {
		gateway.close();
	}

	private static Map<String, String> table(String text) {
		return text.lines()
			.map((line) -> line.split("\\s+", 2))
			.collect(Collectors.toMap((line) -> line[0], (line) -> line[1], (one, other) -> one, TreeMap::new));
	}

	static Stream<Arguments> beans() {
		return Stream.of(Arguments.of("connections", with(COMPONENT, CONNECTIONS)),
				Arguments.of("gateway", with(COMPONENT, GATEWAY)), Arguments.of("mapper", MAPPER));
	}

	private static Map<String, String> with(Map<String, String> one, Map<String, String> other) {
		Map<String, String> both = new TreeMap<>(one);
		both.putAll(other);
		return both;
	}

	private static Object bean(String part) {
		ApplicationContext context = gateway.context();
		return part.equals("mapper") ? gateway.listener("test").getMapper() : context.getBean("sluice.test." + part);
	}

	@ParameterizedTest
	@MethodSource("beans")
	void everySetterOfSpringsIsDecidedOn(String part, Map<String, String> table) {
		assertThat(setters(bean(part)).keySet()).isEqualTo(table.keySet());
	}

	@ParameterizedTest
	@MethodSource("beans")
	void whatIsIgnoredIsRefusedWithWhatToUseInstead(String part, Map<String, String> table) {
		Object bean = bean(part);
		setters(bean).forEach((signature, setter) -> {
			String kind = table.get(signature);
			if (kind.equals(REFUSED)) {
				assertRefused(bean, setter,
						Stream.of(setter.getParameterTypes()).map(SpringSettingTests::argument).toArray());
			}
			else if (kind.equals(REFUSED_IF_TRUE) || kind.equals(REFUSED_IF_FALSE)) {
				assertRefused(bean, setter, kind.equals(REFUSED_IF_TRUE));
				assertThatCode(() -> setter.invoke(bean, kind.equals(REFUSED_IF_FALSE))).doesNotThrowAnyException();
			}
			else {
				assertThat(kind).isIn(WORKS, CONTAINER, AT_START);
			}
		});
	}

	private static void assertRefused(Object bean, Method setter, Object... arguments) {
		Throwable failure = catchThrowable(() -> setter.invoke(bean, arguments));
		assertThat(failure).as(setter.toString()).isInstanceOf(InvocationTargetException.class);
		Throwable refusal = failure.getCause();
		assertThat(refusal).isInstanceOf(UnsupportedOperationException.class)
			.hasMessageContaining(setter.getName())
			.hasMessageMatching("(?s).*(instead|leave it out|[Ss]et |[Ss]end |[Ll]ook |always).*");
		if (refusal instanceof UnsupportedSettingException) {
			assertThat(refusal).hasMessageStartingWith("[test] ");
			assertThat(refusal.getMessage()).doesNotContain("%");
		}
	}

	/**
	 * A value of a type, as good as any.
	 */
	private static Object argument(Class<?> type) {
		return switch (type.getSimpleName()) {
			case "int" -> 1;
			case "long" -> 1L;
			case "boolean" -> true;
			case "String" -> "any";
			default -> type.isInterface() ? proxy(type) : null;
		};
	}

	private static Object proxy(Class<?> type) {
		return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type },
				(proxy, method, arguments) -> null);
	}

	/**
	 * Those that a class of Spring's declares, whoever overrides them.
	 */
	private static Map<String, Method> setters(Object bean) {
		Map<String, Method> setters = new TreeMap<>();
		for (Class<?> type = bean.getClass(); type != Object.class; type = type.getSuperclass()) {
			if (!type.getName().startsWith("io.sluice")) {
				Stream.concat(Stream.of(type.getDeclaredMethods()), interfaceMethods(type))
					.filter(SpringSettingTests::isSetter)
					.forEach((setter) -> setters.putIfAbsent(signature(setter), setter));
			}
		}
		return setters;
	}

	private static Stream<Method> interfaceMethods(Class<?> type) {
		return Stream.of(type.getInterfaces()).flatMap((each) -> Stream.of(each.getMethods()));
	}

	private static boolean isSetter(Method method) {
		return method.getName().startsWith("set") && Modifier.isPublic(method.getModifiers())
				&& !Modifier.isStatic(method.getModifiers()) && !method.isBridge() && method.getParameterCount() > 0;
	}

	private static String signature(Method method) {
		return method.getName() + Arrays.stream(method.getParameterTypes())
			.map(Class::getSimpleName)
			.collect(Collectors.joining(",", "(", ")"));
	}

}
