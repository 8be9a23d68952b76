package io.sluice.admission.limits;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.sluice.socket.CidrBlock;
import io.sluice.support.Addresses;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.sluice.support.Addresses.address;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link AddressRules}.
 */
class AddressRulesTests {

	private static AddressRules rules(List<String> allow, List<String> deny) {
		return new AddressRules(blocks(allow), blocks(deny));
	}

	private static List<CidrBlock> blocks(List<String> texts) {
		return texts.stream().map(CidrBlock::parse).toList();
	}

	@ParameterizedTest
	@ValueSource(strings = { "10.0.0.1", "::1", "0.0.0.0" })
	void withoutRulesEveryoneIsPermitted(String client) {
		assertThat(rules(List.of(), List.of()).isPermitted(address(client))).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "10.2.0.1, true", "2001:db8::7, true", "11.0.0.1, false", "::1, false" })
	void onlyThoseAreAllowedThatAreListed(String client, boolean permitted) {
		AddressRules rules = rules(List.of("10.0.0.0/8", "2001:db8::/32"), List.of());
		assertThat(rules.isPermitted(address(client))).isEqualTo(permitted);
	}

	@ParameterizedTest
	@CsvSource({ "10.2.0.1, false", "11.0.0.1, true", "::1, true" })
	void whereOnlyDeniedOnesAreListedAllOthersArePermitted(String client, boolean permitted) {
		assertThat(rules(List.of(), List.of("10.0.0.0/8")).isPermitted(address(client))).isEqualTo(permitted);
	}

	@ParameterizedTest
	@CsvSource({ "10.2.0.1, true", "10.1.0.1, false", "10.1.2.3, false", "12.0.0.1, false" })
	void denyWinsEvenOverANarrowerAllow(String client, boolean permitted) {
		AddressRules rules = rules(List.of("10.0.0.0/8", "10.1.2.3"), List.of("10.1.0.0/16"));
		assertThat(rules.isPermitted(address(client))).isEqualTo(permitted);
	}

	@Test
	void anIpv4MappedAddressDoesNotSlipPastADeniedOne() {
		AddressRules rules = rules(List.of("0.0.0.0/0", "::/0"), List.of("10.0.0.0/8"));
		assertThat(rules.isPermitted(Addresses.mapped("10.1.2.3"))).isFalse();
		assertThat(rules.isPermitted(Addresses.mapped("11.1.2.3"))).isTrue();
	}

	@Test
	void laterChangesOfTheListsDoNotCount() {
		List<CidrBlock> deny = new ArrayList<>(blocks(List.of("10.0.0.0/8")));
		AddressRules rules = new AddressRules(List.of(), deny);
		deny.clear();
		assertThat(Stream.of("10.0.0.1", "10.9.9.9")).noneMatch((client) -> rules.isPermitted(address(client)));
	}

}
