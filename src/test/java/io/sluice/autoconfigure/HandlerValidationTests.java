package io.sluice.autoconfigure;

import io.sluice.TcpHandler;
import io.sluice.support.TestClient;
import io.sluice.support.TestGateway;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.validation.Errors;
import org.springframework.validation.Validator;
import org.springframework.validation.annotation.Validated;
import org.springframework.validation.beanvalidation.LocalValidatorFactoryBean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * A payload that a handler wants to be validated is validated, or nothing starts.
 */
@ExtendWith(OutputCaptureExtension.class)
class HandlerValidationTests {

	private static final String WITHOUT_VALIDATOR = "spring.autoconfigure.exclude="
			+ "org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration";

	@ParameterizedTest
	@ValueSource(classes = { WithValid.class, WithValidated.class, TwoValidators.class, ValidatorOfAnotherClass.class })
	void nothingStartsWhereNothingWouldValidate(Class<?> handler, CapturedOutput output) {
		assertRefused(handler, output, "Add spring-boot-starter-validation", "mark one as @Primary");
	}

	@ParameterizedTest
	@ValueSource(classes = { WholeMessage.class, ValueOfExpression.class })
	void whatIsNotThePayloadItselfIsNotValidated(Class<?> handler, CapturedOutput output) {
		assertRefused(handler, output, "take the payload as an argument");
	}

	private static void assertRefused(Class<?> handler, CapturedOutput output, String... texts) {
		assertThatException()
			.isThrownBy(() -> TestGateway.start(handler, ".routes[0].to=echo", WITHOUT_VALIDATOR).close());
		assertThat(output.getAll())
			.contains("APPLICATION FAILED TO START", "handle() of bean '", "nothing validates its argument 'order'.")
			.contains(texts)
			.doesNotContain("\tat ");
	}

	@ParameterizedTest
	@ValueSource(classes = { WithoutValid.class, ValidatedByItsProxy.class })
	void noValidatorIsNeededWhereNoneIsAskedFor(Class<?> handler) throws Exception {
		try (TestGateway gateway = TestGateway.start(handler, ".routes[0].to=orders", WITHOUT_VALIDATOR);
				TestClient client = gateway.connect()) {
			assertThat(client.request("{}")).isEqualTo("answer");
		}
	}

	@Test
	void validatorThatControllersUseIsNoSecondOne() throws Exception {
		try (TestGateway gateway = TestGateway.start(BesideControllers.class, ".routes[0].to=orders",
				WITHOUT_VALIDATOR); TestClient client = gateway.connect()) {
			assertThat(client.request("{}")).isEqualTo("ERR BAD_PAYLOAD the payload is not valid: item");
		}
	}

	record Order(@NotNull String item) {

	}

	static class WithValid {

		@TcpHandler("orders")
		String handle(@Valid Order order) {
			return "answer";
		}

	}

	static class WithValidated {

		@TcpHandler("orders")
		String handle(@Validated Order order) {
			return "answer";
		}

	}

	static class WholeMessage {

		@TcpHandler("orders")
		String handle(@Valid Message<Order> order) {
			return "answer";
		}

	}

	static class ValueOfExpression {

		@TcpHandler("orders")
		String handle(@Valid @Payload("#root") byte[] order) {
			return "answer";
		}

	}

	static class WithoutValid {

		@TcpHandler("orders")
		String handle(Order order) {
			return "answer";
		}

	}

	@Validated
	static class ValidatedByItsProxy {

		@TcpHandler("orders")
		String handle(@Valid Order order) {
			return "answer";
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(WithValid.class)
	static class TwoValidators {

		@Bean
		LocalValidatorFactoryBean one() {
			return new LocalValidatorFactoryBean();
		}

		@Bean
		LocalValidatorFactoryBean other() {
			return new LocalValidatorFactoryBean();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(WithValid.class)
	static class ValidatorOfAnotherClass {

		@Bean
		Validator validator() {
			return new Validator() {

				@Override
				public boolean supports(Class<?> type) {
					return type == String.class;
				}

				@Override
				public void validate(Object target, Errors errors) {
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(WithValid.class)
	static class BesideControllers {

		@Bean
		LocalValidatorFactoryBean own() {
			return new LocalValidatorFactoryBean();
		}

		@Bean
		Validator mvcValidator() {
			return new LocalValidatorFactoryBean();
		}

	}

}
