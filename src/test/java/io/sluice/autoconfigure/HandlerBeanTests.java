package io.sluice.autoconfigure;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.util.concurrent.atomic.AtomicInteger;

import io.sluice.TcpHandler;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.asm.ClassWriter;
import org.springframework.asm.Opcodes;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.CustomScopeConfigurer;
import org.springframework.beans.factory.support.BeanDefinitionBuilder;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.context.support.SimpleThreadScope;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Which bean a handler's call is made on, and which beans are looked at.
 */
@ExtendWith(OutputCaptureExtension.class)
class HandlerBeanTests {

	/** Handlers that tell which instance they are of, and what two calls of each say. */
	@ParameterizedTest
	@CsvSource({ "singleton, 1 1", "prototype, 1 2", "prototype-proxy, 1 2", "prototype-advised, 1 2", "factory, 1 2",
			"thread, 1 1", "thread-proxy, 1 1", "interface-proxy, 1 2" })
	void callIsMadeOnTheInstanceThatTheScopeSays(String handler, String instances) throws IOException {
		try (TestGateway gateway = TestGateway.start(Scopes.class, ".routes[0].to=" + handler);
				TestClient client = gateway.connect()) {
			assertThat(client.request("") + " " + client.request("")).isEqualTo(instances);
		}
	}

	@Test
	void threadScopeHasAnInstanceOfItsOwnForAnotherConnection() throws IOException {
		try (TestGateway gateway = TestGateway.start(Scopes.class, ".routes[0].to=thread");
				TestClient first = gateway.connect();
				TestClient second = gateway.connect()) {
			assertThat(first.request("")).isEqualTo("1");
			assertThat(second.request("")).isEqualTo("2");
		}
	}

	@ParameterizedTest
	@CsvSource({ "io.sluice.autoconfigure.HandlerBeanTests$NoScope",
			"io.sluice.autoconfigure.HandlerBeanTests$NoScopeBehindProxy" })
	void scopeThatIsNotThereIsRefused(Class<?> beans, CapturedOutput output) {
		assertThatException().isThrownBy(() -> TestGateway.start(beans, ".routes[0].to=echo").close());
		assertThat(output.getAll())
			.contains("Instances.instance() of bean 'orders' cannot be a handler: there is no scope 'request'.",
					"make the bean a singleton or a prototype")
			.doesNotContain("\tat ");
	}

	@Test
	void nullBeanIsRefused(CapturedOutput output) {
		assertThatException().isThrownBy(() -> TestGateway.start(NullBean.class, ".routes[0].to=echo").close());
		assertThat(output.getAll()).contains("of bean 'orders' cannot be a handler: the bean is null");
	}

	@Test
	void lazyBeanIsCreatedOnlyIfItHasAHandler() throws IOException {
		try (TestGateway gateway = TestGateway.start(LazyBeans.class, ".routes[0].to=instance");
				TestClient client = gateway.connect()) {
			assertThat(gateway.context().getBeanFactory().containsSingleton("withHandler")).isTrue();
			assertThat(gateway.context().getBeanFactory().containsSingleton("without")).isFalse();
			assertThat(gateway.context().getBeanFactory().containsSingleton("lazyFactory")).isFalse();
			assertThat(client.request("")).isNotEmpty();
		}
	}

	/** Such as those of a library that is optional, and whose beans are lazy. */
	@Test
	void beanOfAClassThatCannotBeReadIsPassedOver() throws IOException {
		try (TestGateway gateway = TestGateway.start(UnreadableBeans.class, ".routes[0].to=instance");
				TestClient client = gateway.connect()) {
			assertThat(client.request("")).isNotEmpty();
			assertThat(gateway.context().containsBean("unreadable")).isTrue();
		}
	}

	static class Instances {

		private static final AtomicInteger CREATED = new AtomicInteger();

		private final int number = CREATED.incrementAndGet();

		@TcpHandler("instance")
		public String instance() {
			return String.valueOf(this.number);
		}

	}

	/** Each of its beans counts from one. */
	abstract static class Counted {

		private final int number;

		Counted(AtomicInteger created) {
			this.number = created.incrementAndGet();
		}

		String number() {
			return String.valueOf(this.number);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync(proxyTargetClass = true)
	static class Scopes {

		private final AtomicInteger singletons = new AtomicInteger();

		private final AtomicInteger prototypes = new AtomicInteger();

		private final AtomicInteger proxied = new AtomicInteger();

		private final AtomicInteger advised = new AtomicInteger();

		private final AtomicInteger made = new AtomicInteger();

		private final AtomicInteger ofThreads = new AtomicInteger();

		private final AtomicInteger proxiedOfThreads = new AtomicInteger();

		private final AtomicInteger behindInterface = new AtomicInteger();

		@Bean
		static CustomScopeConfigurer scopes() {
			CustomScopeConfigurer scopes = new CustomScopeConfigurer();
			scopes.addScope("thread", new SimpleThreadScope());
			return scopes;
		}

		@Bean
		Singleton singleton() {
			return new Singleton(this.singletons);
		}

		@Bean
		@Scope("prototype")
		Prototype prototype() {
			return new Prototype(this.prototypes);
		}

		@Bean
		@Scope(value = "prototype", proxyMode = ScopedProxyMode.TARGET_CLASS)
		PrototypeProxy prototypeProxy() {
			return new PrototypeProxy(this.proxied);
		}

		@Bean
		@Scope("prototype")
		Advised advised() {
			return new Advised(this.advised);
		}

		@Bean
		FactoryBean<Made> made() {
			return new FactoryBean<>() {

				@Override
				public Made getObject() {
					return new Made(Scopes.this.made);
				}

				@Override
				public Class<?> getObjectType() {
					return Made.class;
				}

				@Override
				public boolean isSingleton() {
					return false;
				}

			};
		}

		@Bean
		@Scope("thread")
		OfThread ofThread() {
			return new OfThread(this.ofThreads);
		}

		@Bean
		@Scope(value = "thread", proxyMode = ScopedProxyMode.TARGET_CLASS)
		ProxyOfThread proxyOfThread() {
			return new ProxyOfThread(this.proxiedOfThreads);
		}

		@Bean
		@Scope(value = "prototype", proxyMode = ScopedProxyMode.INTERFACES)
		BehindInterface behindInterface() {
			return new BehindInterface(this.behindInterface);
		}

	}

	static class Singleton extends Counted {

		Singleton(AtomicInteger created) {
			super(created);
		}

		@TcpHandler("singleton")
		String handle() {
			return number();
		}

	}

	static class Prototype extends Counted {

		Prototype(AtomicInteger created) {
			super(created);
		}

		@TcpHandler("prototype")
		String handle() {
			return number();
		}

	}

	static class PrototypeProxy extends Counted {

		PrototypeProxy(AtomicInteger created) {
			super(created);
		}

		@TcpHandler("prototype-proxy")
		String handle() {
			return number();
		}

	}

	static class Advised extends Counted {

		Advised(AtomicInteger created) {
			super(created);
		}

		@TcpHandler("prototype-advised")
		String handle() {
			return number();
		}

		@Async
		public void another() {
		}

	}

	static class Made extends Counted {

		Made(AtomicInteger created) {
			super(created);
		}

		@TcpHandler("factory")
		String handle() {
			return number();
		}

	}

	static class OfThread extends Counted {

		OfThread(AtomicInteger created) {
			super(created);
		}

		@TcpHandler("thread")
		String handle() {
			return number();
		}

	}

	static class ProxyOfThread extends Counted {

		ProxyOfThread(AtomicInteger created) {
			super(created);
		}

		@TcpHandler("thread-proxy")
		String handle() {
			return number();
		}

	}

	interface Numbered {

		String handle();

	}

	static class BehindInterface extends Counted implements Numbered {

		BehindInterface(AtomicInteger created) {
			super(created);
		}

		@Override
		@TcpHandler("interface-proxy")
		public String handle() {
			return number();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NoScope {

		@Bean
		@Scope("request")
		Instances orders() {
			return new Instances();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NoScopeBehindProxy {

		@Bean
		@Scope(value = "request", proxyMode = ScopedProxyMode.TARGET_CLASS)
		Instances orders() {
			return new Instances();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NullBean {

		@Bean
		Instances orders() {
			return null;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LazyBeans {

		@Bean
		@Lazy
		Instances withHandler() {
			return new Instances();
		}

		@Bean
		@Lazy
		Object without() {
			throw new IllegalStateException("nobody asked for it");
		}

		@Bean
		@Lazy
		FactoryBean<Object> lazyFactory() {
			throw new IllegalStateException("nobody asked for it");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class UnreadableBeans {

		@Bean
		Instances readable() {
			return new Instances();
		}

		@Bean
		static BeanDefinitionRegistryPostProcessor registrar() {
			return (registry) -> registry.registerBeanDefinition("unreadable",
					BeanDefinitionBuilder.rootBeanDefinition(unreadableClass()).setLazyInit(true).getBeanDefinition());
		}

		/** A class with a method whose argument is of a class that is missing. */
		private static Class<?> unreadableClass() {
			ClassWriter writer = new ClassWriter(0);
			writer.visit(Opcodes.V17, Opcodes.ACC_PUBLIC | Opcodes.ACC_ABSTRACT, "io/sluice/autoconfigure/Unreadable",
					null, "java/lang/Object", null);
			writer
				.visitMethod(Opcodes.ACC_PUBLIC | Opcodes.ACC_ABSTRACT, "take", "(Lcom/example/Missing;)V", null, null)
				.visitEnd();
			writer.visitEnd();
			try {
				return MethodHandles.lookup().defineClass(writer.toByteArray());
			}
			catch (IllegalAccessException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

}
