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
 * The services behind the sample listener. As Sluice's own they run without a context.
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
	 * What to add up. The digits are bounded, as a number like 1e999999999 would have a
	 * billion of them in a sum.
	 *
	 * @param values the numbers
	 */
	record Values(@NotNull List<@NotNull @Digits(integer = 100, fraction = 100) BigDecimal> values) {

	}

	/**
	 * What they add up to.
	 *
	 * @param sum the sum
	 */
	record Sum(BigDecimal sum) {

	}

}
