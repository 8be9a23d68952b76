package io.sluice.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

import io.sluice.spi.Framing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The settings of the framings 'length' and 'ascii-length'.
 */
class LengthSettingTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			header-size=2                                      | 50494e47 | 000450494e47
			header-size=2;includes-header=true                 | 50494e47 | 000650494e47
			header-size=2;adjustment=-2                        | 50494e47 | 000650494e47
			header-size=2;offset=1;includes-header=true        | 50494e47 | 00000750494e47
			header-size=2;offset=4;strip=0                     | 00010000ffff1103 | 0001000000021103
			header-size=2;adjustment=2;strip=4                 | 50494e47 | 0004000050494e47
			header-size=2;encoding=bcd                         | 50494e47 | 000450494e47
			header-size=2;encoding=bcd;byte-order=little-endian | 50494e47 | 040050494e47
			encoding=hex                                       | 50494e47505050505050 | 3030304150494e47505050505050
			encoding=ascii;pad=space                           | 50494e47 | 2020203450494e47
			header-size=1;suffix=0x03                          | 50494e47 | 0550494e4703
			header-size=1;suffix=0x03;adjustment=1             | 50494e47 | 0450494e4703
			header-size=1;prefix=0xaa55                        | 50494e47 | aa550450494e47
			type=ascii-length;digits=2;pad=space               | 50494e47 | 203450494e47
			type=ascii-length;digits=2;includes-header=true    | 50494e47 | 303650494e47
			""")
	void frameIsMadeOfTheSettings(String settings, String message, String frame) {
		byte[] bytes = HexFormat.of().parseHex(message);
		assertThat(framing(settings).refusal(bytes)).isNull();
		assertThat(HexFormat.of().formatHex(framing(settings).frame(bytes))).isEqualTo(frame);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					header-size=5                            | header-size | 5  | from 1 to 4
					header-size=5;encoding=bcd               | header-size | 5  | from 1 to 4
					header-size=9;encoding=hex               | header-size | 9  | from 1 to 8
					header-size=10;encoding=ascii            | header-size | 10 | from 1 to 9
					type=ascii-length;digits=10              | digits      | 10 | from 1 to 9
					offset=-1                                | offset      | -1 | from 0 to 255
					offset=256                               | offset      | 256 | from 0 to 255
					strip=260                                | strip       | 260 | from 0 to 259
					strip=3                                  | strip       | 3  | at most 0 to keep the length, or at least 4
					header-size=1;adjustment=-256            | adjustment  | -256 | every length negative, because the largest is 255
					offset=255;header-size=1;includes-header=true | includes-header | true | every length negative
					adjustment=1;includes-header=true        | adjustment  | 1  | includes-header' is the adjustment -4
					adjustment=0;includes-header=true        | adjustment  | 0  | includes-header' is the adjustment -4
					adjustment=-4;includes-header=false      | adjustment  | -4 | includes-header' is the adjustment 0
					type=ascii-length;adjustment=2;includes-header=false | adjustment | 2 | includes-header' is the adjustment 0
					adjustment=70000                         | max-size    | 65536B | at least 70000 bytes
					header-size=1;encoding=ascii;strip=20    | strip       | 20 | Not even the largest length, 9
					offset=4;strip=0;mirror=7                | mirror      | 7  | begins with the 8 bytes
					mirror=256                               | mirror      | 256 | from 0 to 255
					encoding=hex;byte-order=big-endian       | byte-order  | BIG_ENDIAN | no byte order
					pad=space                                | pad         | SPACE | ascii and hex
					encoding=bcd;pad=zero                    | pad         | ZERO | ascii and hex
					prefix=                                  | prefix      | '' | 1 to 64 bytes
					suffix=0x1                               | suffix      | 0x1 | two for each byte
					type=ascii-length;encoding=hex           | encoding    | HEX | no such option
					type=line;offset=1                       | offset      | 1  | no such option
					""")
	void settingsThatCannotFrameFailTheStart(String settings, String key, String value, String remedy) {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class).isThrownBy(() -> framing(settings))
			.satisfies((ex) -> {
				assertThat(ex.getName()).isEqualTo("framing." + key);
				assertThat(String.valueOf(ex.getValue())).isEqualToIgnoringCase(value);
				assertThat(ex.getReason()).contains(remedy);
			});
	}

	@Test
	void mirroredBytesAreThoseOfTheHeaderUnlessSet() {
		assertThat(mirrored("header-size=2")).isZero();
		assertThat(mirrored("header-size=2;mirror=5")).isEqualTo(5);
		assertThat(mirrored("header-size=2;adjustment=5")).isEqualTo(5);
		assertThat(mirrored("header-size=2;adjustment=5;strip=7")).isZero();
		assertThat(mirrored("header-size=2;adjustment=6;suffix=0x03")).isEqualTo(5);
		assertThat(mirrored("header-size=2;offset=4;strip=0")).isEqualTo(6);
		assertThat(mirrored("header-size=2;offset=4;strip=1")).isEqualTo(5);
	}

	private static int mirrored(String settings) {
		return framing(settings).toReply(new byte[0], null).length;
	}

	private static Framing framing(String settings) {
		Map<String, String> keys = new HashMap<>(Map.of("framing.type", "length"));
		for (String setting : settings.split(";", -1)) {
			int equals = setting.indexOf('=');
			keys.put("framing." + setting.substring(0, equals), setting.substring(equals + 1));
		}
		FramingProperties properties = new Binder(new MapConfigurationPropertySource(keys))
			.bind("framing", FramingProperties.class)
			.get();
		return new FramingFactory("framing", properties, StandardCharsets.UTF_8,
				new FramingBeans(new DefaultListableBeanFactory()))
			.create();
	}

}
