package io.sluice.app;

import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;

import io.sluice.TcpHandler;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.NotNull;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.annotation.Role;
import org.springframework.stereotype.Component;

/**
 * The handlers of the sample listener. Their role marks them as Sluice's own, so they run
 * without the context of the application's handlers.
 */
@Component
@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
class SampleHandlers {

	@TcpHandler("ping")
	String ping() {
		return "PONG";
	}

	@TcpHandler("time")
	String time() {
		return OffsetDateTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS).toString();
	}

	@TcpHandler("sum")
	Sum sum(@Valid Values values) {
		return new Sum(values.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add));
	}

	/**
	 * The request. The number of digits is limited, because a sum with 1e999999999 would
	 * have a billion digits.
	 *
	 * @param values the numbers to add
	 */
	record Values(@NotNull List<@NotNull @Digits(integer = 100, fraction = 100) BigDecimal> values) {

	}

	/**
	 * The reply.
	 *
	 * @param sum the sum of the numbers
	 */
	record Sum(BigDecimal sum) {

	}

}
