package io.sluice.socket;

import java.net.InetAddress;
import java.util.Random;

import io.sluice.support.Addresses;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.sluice.support.Addresses.address;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * {@link CidrBlock}.
 */
class CidrBlockTests {

	@ParameterizedTest
	@CsvSource({ "10.0.0.0/8, 10.0.0.0/8", "0.0.0.0/0, 0.0.0.0/0", "10.1.2.3, 10.1.2.3/32",
			"255.255.255.255/32, 255.255.255.255/32", "::1/128, ::1/128", "::1, ::1/128", "::/0, ::/0",
			"2001:DB8::/32, 2001:db8::/32", "2001:db8:0:0::/64, 2001:db8::/64", "fe80::/10, fe80::/10",
			"1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0/128", "::2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8/128",
			"1:0:0:2:3:4:5:6, 1::2:3:4:5:6/128", "::ffff:10.0.0.0/104, 10.0.0.0/8", "::ffff:0:0/96, 0.0.0.0/0",
			"::ffff:a01:203, 10.1.2.3/32", "64:ff9b::192.0.2.1, 64:ff9b::c000:201/128", "fe80::1%eth0, fe80::1/128",
			"fe80::%7/10, fe80::/10" })
	void isReadFromTextAndWrittenInShortForm(String text, String written) {
		CidrBlock block = CidrBlock.parse(text);
		assertThat(block).hasToString(written);
		assertThat(CidrBlock.parse(written)).isEqualTo(block).hasSameHashCodeAs(block);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "/", "/8", "localhost", "gateway.example.com/24", "10", "10.1", "10.0.0/8",
			"10.0.0.0.0/8", "10.0.0.256", "010.0.0.1", "10.0.0.00/8", "10.0.0.-1", "10.0.0.+1", " 10.0.0.0/8",
			"10..0.0", "0x0a.0.0.0", "10.0.0.1%eth0", ":", ":::", "::1::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9",
			"1:2:3:4:5:6:7:8::", "1:2:3:4::5:6:7:8", "::12345", "::00001", "::g", "[::1]", "[::1]/128",
			":1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:", "::1.2.3", "::1.2.3.4:5", "1.2.3.4::", "::01.2.3.4", "::-1",
			"٠.0.0.0" })
	void whatIsNoAddressIsRefusedWithoutLookingItUp(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> CidrBlock.parse(text))
			.withMessage("'%s' is not an IP address or a block: write 10.0.0.0/8, 2001:db8::/32 or an address alone. "
				.formatted(text) + "Names are not looked up");
	}

	@ParameterizedTest
	@CsvSource({ "10.0.0.0/33, 0, 32, 33", "10.0.0.0/-1, 0, 32, -1", "10.0.0.0/, 0, 32, ''", "10.0.0.0/08, 0, 32, 08",
			"10.0.0.0/+8, 0, 32, +8", "10.0.0.0/8/8, 0, 32, 8/8", "10.0.0.0/255.0.0.0, 0, 32, 255.0.0.0",
			"10.0.0.0/99999999999, 0, 32, 99999999999", "::/129, 0, 128, 129", "::ffff:10.0.0.0/95, 96, 128, 95",
			"::ffff:10.0.0.0/8, 96, 128, 8" })
	void aPrefixOutOfRangeIsRefused(String text, int lowest, int highest, String prefix) {
		assertThatIllegalArgumentException().isThrownBy(() -> CidrBlock.parse(text))
			.withMessage("%s needs a prefix from %d to %d, not '%s'", text, lowest, highest, prefix);
	}

	@ParameterizedTest
	@CsvSource({ "10.1.2.3/8, 10.0.0.0/8", "10.0.0.1/31, 10.0.0.0/31", "1.2.3.4/0, 0.0.0.0/0",
			"192.168.1.129/25, 192.168.1.128/25", "::1/127, ::/127", "2001:DB8::1/32, 2001:db8::/32",
			"fec0::/9, fe80::/9", "::ffff:10.1.2.3/104, 10.0.0.0/8" })
	void bitsBeyondThePrefixAreRefusedWithTheBlockThatWasMeant(String text, String meant) {
		assertThatIllegalArgumentException().isThrownBy(() -> CidrBlock.parse(text))
			.withMessage("%s has bits beyond its prefix: write %s, or the address alone", text, meant);
	}

	@ParameterizedTest
	@CsvSource({ "10.0.0.0/8, 10.0.0.0, 10.255.255.255, 9.255.255.255, 11.0.0.0",
			"192.168.1.128/25, 192.168.1.128, 192.168.1.255, 192.168.1.127, 192.168.2.0",
			"10.0.0.6/31, 10.0.0.6, 10.0.0.7, 10.0.0.5, 10.0.0.8", "10.1.2.3, 10.1.2.3, 10.1.2.3, 10.1.2.2, 10.1.2.4",
			"128.0.0.0/1, 128.0.0.0, 255.255.255.255, 127.255.255.255, 0.0.0.0",
			"0.0.0.0/0, 0.0.0.0, 255.255.255.255, ::, ::1", "::/0, ::, ffff::, 0.0.0.0, 255.255.255.255",
			"2001:db8::/33, 2001:db8::, 2001:db8:7fff:ffff:ffff:ffff:ffff:ffff, 2001:db7:ffff::, 2001:db8:8000::",
			"::1/128, ::1, ::1, ::, ::2", "fe80::/10, fe80::, febf:ffff::, fe7f:ffff::, fec0::" })
	void containsItsFirstAndItsLastAddressAndNoneBesides(String block, String first, String last, String before,
			String after) {
		CidrBlock tested = CidrBlock.parse(block);
		assertThat(tested.contains(address(first))).isTrue();
		assertThat(tested.contains(address(last))).isTrue();
		assertThat(tested.contains(address(before))).isFalse();
		assertThat(tested.contains(address(after))).isFalse();
	}

	@Test
	void anIpv4MappedAddressCountsAsIpv4() {
		InetAddress mapped = Addresses.mapped("10.1.2.3");
		assertThat(mapped.getAddress()).hasSize(16);
		assertThat(CidrBlock.parse("10.0.0.0/8").contains(mapped)).isTrue();
		assertThat(CidrBlock.parse("11.0.0.0/8").contains(mapped)).isFalse();
		assertThat(CidrBlock.parse("::/0").contains(mapped)).isFalse();
		assertThat(new CidrBlock(mapped, 32)).isEqualTo(CidrBlock.parse("10.1.2.3"));
	}

	@Test
	void scopesDoNotCount() {
		InetAddress scoped = Addresses.scoped("fe80::1", 7);
		assertThat(CidrBlock.parse("fe80::/10").contains(scoped)).isTrue();
		assertThat(CidrBlock.parse("fe80::1%3").contains(scoped)).isTrue();
		assertThat(new CidrBlock(scoped, 128)).hasToString("fe80::1/128");
	}

	@Test
	void isCheckedWhereItIsNotParsed() {
		assertThatIllegalArgumentException().isThrownBy(() -> new CidrBlock(address("10.0.0.0"), 33))
			.withMessage("a prefix is from 0 to 32, not 33");
		assertThatIllegalArgumentException().isThrownBy(() -> new CidrBlock(address("::"), -1))
			.withMessage("a prefix is from 0 to 128, not -1");
		assertThatIllegalArgumentException().isThrownBy(() -> new CidrBlock(address("10.0.0.1"), 8))
			.withMessage("10.0.0.1 has bits beyond a prefix of 8");
	}

	@ParameterizedTest(name = "seed {0}")
	@ValueSource(longs = { 4, 16 })
	void everyAddressIsReadAsTheJdkReadsItAndWrittenSoThatItIsReadAgain(long size) {
		Random random = new Random(size);
		for (int i = 0; i < 5000; i++) {
			byte[] bytes = new byte[(int) size];
			for (int b = 0; b < bytes.length; b++) {
				bytes[b] = (byte) (random.nextBoolean() ? 0 : random.nextInt());
			}
			InetAddress address = IpAddress.of(bytes);
			CidrBlock block = CidrBlock.parse(address.getHostAddress());
			assertThat(block.network()).isEqualTo(address);
			assertThat(CidrBlock.parse(block.toString())).isEqualTo(block);
		}
	}

}
