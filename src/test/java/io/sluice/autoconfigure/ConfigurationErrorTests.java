package io.sluice.autoconfigure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

import io.sluice.TcpHandler;
import io.sluice.support.TestGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.integration.channel.DirectChannel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * What cannot be is refused at the start, in one message that names key, value and
 * remedy.
 */
@ExtendWith(OutputCaptureExtension.class)
class ConfigurationErrorTests {

	private static final String ROUTE = ".routes[0].to=echo";

	/**
	 * Settings, and what the message says: the key, the value, the remedy.
	 */
	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			textBlock = """
					.port=65536           | sluice.listeners.test.port            | 65536  | from 0 to 65535
					.port=-1              | sluice.listeners.test.port            | -1     | from 0 to 65535
					.port=                | sluice.listeners.test.port            | ''     | It is empty. Set it to a whole number, or remove the key.
					.address=             | sluice.listeners.test.address         | ''     | It is empty. Set it to an address of this machine
					.executor.type=       | sluice.listeners.test.executor.type   | ''     | It is empty. Set it to one of: virtual, pool
					.tcp-no-delay=${no.such.key:} | sluice.listeners.test.tcp-no-delay | '' | It is empty. Set it to true or false
					.request-timeout=5    | sluice.listeners.test.request-timeout | 5      | It needs a unit: ms, s, m, h or d, as in '5s' or '5ms'.
					.request-timeout=${no.such.key:5} | sluice.listeners.test.request-timeout | 5 | It needs a unit
					.routes[0].timeout=250 | sluice.listeners.test.routes[0].timeout | 250 | '250s' or '250ms'
					sluice.upstreams.core.connect-timeout=3 | sluice.upstreams.core.connect-timeout | 3 | It needs a unit
					sluice.shutdown.timeout=-1 | sluice.shutdown.timeout          | -1     | It needs a unit
					.routes[0].to=ehco    | sluice.listeners.test.routes[0].to    | ehco   | Did you mean 'echo'? Known are: discard, echo
					.routes[0].to=POST pricng/quotes;sluice.upstreams.pricing.url=http://pricing | sluice.listeners.test.routes[0].to | pricng | Did you mean 'pricing'?
					.routes[0].to=fast    | sluice.listeners.test.routes[0].to    | fast   | such as kafka:orders. Known are:
					.dead-letter=orders   | sluice.listeners.test.dead-letter     | orders | kafka:rejects or rabbit:rejects/new.
					.ssl.bundle=onw;spring.ssl.bundle.pem.own.keystore.certificate=file:own | sluice.listeners.test.ssl.bundle | onw | Did you mean 'own'?
					sluice.upstreams.core.to=a:1;sluice.upstreams.core.ssl.bundle=onw;spring.ssl.bundle.pem.own.keystore.certificate=file:own | sluice.upstreams.core.ssl.bundle | onw | Did you mean 'own'?
					.routes[0].to=rabbit:orders;.routes[0].headers[0].name=priority;.routes[0].headers[0].value=1 | sluice.listeners.test.routes[0].headers[0].name | priority | no name that the client uses itself
					.port=http            | sluice.listeners.test.port            | http   | Set it to a whole number
					.backlog=0            | sluice.listeners.test.backlog         | 0      | from 1 to 65535
					.keep-alive.idle=0s   | sluice.listeners.test.keep-alive.idle | 0s     | from 1s to 32767s, in whole seconds
					.keep-alive.idle=10h  | sluice.listeners.test.keep-alive.idle | 10h    | from 1s to 32767s, in whole seconds
					.keep-alive.interval=1500ms | sluice.listeners.test.keep-alive.interval | 1500ms | in whole seconds
					.keep-alive.count=0   | sluice.listeners.test.keep-alive.count | 0     | from 1 to 127 probes
					.keep-alive.count=128 | sluice.listeners.test.keep-alive.count | 128   | from 1 to 127 probes
					.receive-buffer=1B    | sluice.listeners.test.receive-buffer  | 1B     | from 1KB to 1GB
					.send-buffer=2GB      | sluice.listeners.test.send-buffer     | 2GB    | from 1KB to 1GB
					.request-timeout=0s   | sluice.listeners.test.request-timeout | 0s     | from 1ms to 1d
					.executor.type=pol    | sluice.listeners.test.executor.type   | pol    | one of: virtual, pool
					.executor.max-threads=0 | sluice.listeners.test.executor.max-threads | 0 | from 1 to
					.charset=UTF-9        | sluice.listeners.test.charset         | UTF-9  | a charset such as UTF-8
					.address=no.such.host.invalid | sluice.listeners.test.address | no.such.host.invalid | an address of this machine
					.errors.mode=shout    | sluice.listeners.test.errors.mode     | shout  | one of: answer, close, silent
					.framing.type=lines   | sluice.listeners.test.framing.type    | lines  | one of: line, crlf, nul, delimiter
					.framing.max-size=0B  | sluice.listeners.test.framing.max-size | 0B    | from 1 to 1073741824 bytes
					.framing.max-size=2GB | sluice.listeners.test.framing.max-size | 2GB | from 1 to 1073741824 bytes
					.framing.digits=4     | sluice.listeners.test.framing.digits  | 4      | Framing 'line' has no such option
					.framing.type=length;.framing.header-size=5  | sluice.listeners.test.framing.header-size | 5 | from 1 to 4
					.framing.type=length;.framing.size=5B | sluice.listeners.test.framing.size | 5B | byte-order, encoding, header-size
					.framing.type=ascii-length;.framing.digits=10 | sluice.listeners.test.framing.digits | 10 | from 1 to 9
					.framing.type=fixed   | sluice.listeners.test.framing.size    | is not set   | needs the size of a message
					.framing.type=fixed;.framing.size=65KB | sluice.listeners.test.framing.size | 65KB | max-size
					.framing.type=delimiter | sluice.listeners.test.framing.delimiter | is not set | needed
					.framing.type=delimiter;.framing.delimiter=0x1 | sluice.listeners.test.framing.delimiter | 0x1 | two for each byte
					.framing.type=delimiter;.framing.delimiter=0123456789012345678901234567890123456789012345678901234567890abcd | sluice.listeners.test.framing.delimiter | 0123456789012345678901234567890123456789012345678901234567890abcd | 1 to 64 bytes
					.framing.type=delimiter;.framing.delimiter=</isomsg>;.framing.keep-delimiter=true;.framing.max-size=8B | sluice.listeners.test.framing.max-size | 8B | set at least 9B
					.framing.keep-delimiter=true | sluice.listeners.test.framing.keep-delimiter | true | its own are checksum
					.framing.type=mllp;.framing.end[0]=0x1c | sluice.listeners.test.framing.end | 0x1c | its own are require-cr, resync
					.framing.type=stx-etx;.framing.end[0]=0x0317 | sluice.listeners.test.framing.end[0] | 0x0317 | must be one byte
					.framing.type=stx-etx;.framing.end[0]=0x03;.framing.end[1]=0x02 | sluice.listeners.test.framing.end[1] | 0x02 | begins a frame
					.framing.type=stx-etx;.framing.end[0]=0x03;.framing.end[1]=\\x03 | sluice.listeners.test.framing.end[1] | \\x03 | twice
					.framing.type=stx-etx;.framing.trailer=crc | sluice.listeners.test.framing.trailer | crc | none, lrc, checksum-hex
					.framing.type=stx-etx;.framing.nak=0x15 | sluice.listeners.test.framing.nak | 0x15 | set 'trailer' to lrc or checksum-hex
					.framing.type=stx-etx;.framing.trailer=lrc;.framing.nak=0x03 | sluice.listeners.test.framing.nak | 0x03 | another byte
					.framing.type=stx-etx;.framing.controls=0x050302 | sluice.listeners.test.framing.controls | 0x050302 | 0x03 begins or ends a frame
					.framing.type=stx-etx;.framing.controls=0x | sluice.listeners.test.framing.controls | 0x | two for each byte
					.framing.checksum=md5 | sluice.listeners.test.framing.checksum | md5 | none, xor
					.framing.type=fix;.charset=UTF-16 | sluice.listeners.test.charset | UTF-16 | Framing 'fix' needs a charset
					sluice.access-log.payload=64B | sluice.access-log.payload | 64B | set 'sluice.access-log.per' to 'request'
					sluice.access-log.payload=5KB | sluice.access-log.payload | 5KB | from 0B to 4KB
					sluice.cluster.via=etcd | sluice.cluster.via | etcd | one of: none, redis, channels
					sluice.cluster.prefix=a/b | sluice.cluster.prefix | a/b | 1 to 64 letters
					sluice.cluster.clock-skew=11s | sluice.cluster.clock-skew | 11s | from 0ms to 10s
					sluice.cluster.max-payload=1B | sluice.cluster.max-payload | 1B | from 1KB to 64MB
					sluice.cluster.required=true | sluice.cluster.required | true | set 'sluice.cluster.via'
					sluice.cluster.inbound=in | sluice.cluster.inbound | in | set 'sluice.cluster.via' to 'channels'
					sluice.cluster.via=channels | sluice.cluster.outbound | is not set | a message channel of the application
					sluice.access-log.skip=none | sluice.access-log.skip | none | one of: empty
					.prot=7070            | sluice.listeners.test.prot            | 7070   | Did you mean 'sluice.listeners.test.port'?
					.framing.skip=0x | sluice.listeners.test.framing.skip | 0x | two for each byte
					.framing.type=length;.framing.skip=0x00 | sluice.listeners.test.framing.skip | 0x00 | can begin with any byte
					.framing.type=fixed;.framing.size=4B;.framing.skip=0x0d0a | sluice.listeners.test.framing.skip | 0x0d0a | can begin with any byte
					.framing.type=fixed;.framing.size=4B;.framing.bom=skip | sluice.listeners.test.framing.bom | skip | can begin with any byte
					.framing.type=ascii-length;.framing.offset=2;.framing.skip=0x0d0a00 | sluice.listeners.test.framing.skip | 0x0d0a00 | can begin with any byte
					.framing.type=ascii-length;.framing.offset=2;.framing.bom=skip | sluice.listeners.test.framing.bom | skip | can begin with any byte
					.framing.type=ascii-length;.framing.pad=space;.framing.skip=0x200d0a | sluice.listeners.test.framing.skip | 0x200d0a | can begin with the byte 0x20
					.framing.type=ascii-length;.framing.prefix=0x0d0a;.framing.skip=0x0d0a | sluice.listeners.test.framing.skip | 0x0d0a | can begin with the byte 0x0d
					.framing.type=ascii-length;.framing.prefix=0xefbbbf;.framing.bom=skip | sluice.listeners.test.framing.bom | skip | can begin with the byte 0xef; remove this key
					.framing.type=first-of;.framing.first-of[0].starts=<;.framing.first-of[0].framing.type=line;.framing.first-of[1].framing.type=length;.framing.skip=0x00 | sluice.listeners.test.framing.skip | 0x00 | can begin with any byte
					.framing.type=first-of;.framing.first-of[0].starts=<;.framing.first-of[0].framing.type=line;.framing.first-of[1].framing.type=length;.framing.bom=skip | sluice.listeners.test.framing.bom | skip | can begin with any byte
					.framing.type=first-of;.framing.first-of[0].starts=<;.framing.first-of[0].framing.type=line;.framing.first-of[1].framing.type=line;.framing.skip=0x3c | sluice.listeners.test.framing.skip | 0x3c | can begin with the byte 0x3c
					.framing.type=first-of;.framing.first-of[0].starts=<;.framing.first-of[0].framing.type=line;.framing.first-of[1].framing.type=octet-counting;.framing.skip=0x31 | sluice.listeners.test.framing.skip | 0x31 | A frame of framing 'octet-counting' can begin with the byte 0x31
					.framing.type=first-of;.framing.first-of[0].starts=<;.framing.first-of[0].framing.type=line;.framing.first-of[1].framing.type=crlf;.framing.skip=0x0d | sluice.listeners.test.framing.skip | 0x0d | would begin the next one; leave out 0x0d
					.framing.type=mllp;.framing.skip=0x0d0b | sluice.listeners.test.framing.skip | 0x0d0b | leave that byte out
					.framing.type=crlf;.framing.skip=0x0d00 | sluice.listeners.test.framing.skip | 0x0d00 | would begin the next one; leave out 0x0d
					.framing.type=delimiter;.framing.delimiter=0x0d0a2e0d0a;.framing.skip=0x0d0a | sluice.listeners.test.framing.skip | 0x0d0a | would begin the next one; leave out 0x0d
					.framing.type=raw;.framing.bom=skip | sluice.listeners.test.framing.bom | skip | can begin with any byte
					.framing.bom=drop | sluice.listeners.test.framing.bom | drop | one of: keep, skip
					.framing.type=json;.framing.rest=deliver | sluice.listeners.test.framing.rest | deliver | crlf, delimiter, line, mllp, nul, stx-etx, syslog
					.framing.type=crlf;.framing.checksum=xor | sluice.listeners.test.framing.checksum | xor | no such option; it has none of its own
					.framing.type=first-of;.framing.first-of[0].starts=0x05;.framing.first-of[0].framing.type=stx-etx | sluice.listeners.test.framing.first-of[0].starts | 0x05 | Its framing rejects every connection that begins so
					.framing.type=first-of;.framing.first-of[0].starts=<;.framing.first-of[0].framing.type=length;.framing.first-of[0].framing.prefix=0xaa55 | sluice.listeners.test.framing.first-of[0].starts | < | Its framing rejects every connection that begins so
					.framing.type=fixed;.framing.size=4B;.framing.oversize=drop | sluice.listeners.test.framing.oversize | drop | has messages of one size only
					.framing.type=first-of;.framing.oversize=drop;.framing.first-of[0].framing.type=line | sluice.listeners.test.framing.oversize | drop | in its list, where it can be set
					.framing.type=until-close;.framing.oversize=truncate | sluice.listeners.test.framing.oversize | truncate | there is no next one
					.framing.type=stx-etx;.framing.trailer=lrc;.framing.rest=deliver | sluice.listeners.test.framing.rest | deliver | a frame without its end cannot be verified
					.framing.type=stx-etx;.framing.end[0]=0x03;.framing.end[1]=0x17;.framing.rest=deliver | sluice.listeners.test.framing.rest | deliver | without it the message is not known
					.framing.type=stx-etx;.framing.controls=0x06;.framing.skip=0x06 | sluice.listeners.test.framing.skip | 0x06 | can begin with the byte 0x06
					.framing.starts=0x02 | sluice.listeners.test.framing.starts | 0x02 | Keys under 'sluice.listeners.test.framing' are: type, max-size
					.framing.first-of[0].framing.type=line | sluice.listeners.test.framing.first-of | line | Framing 'line' has no such option
					.framing.type=first-of | sluice.listeners.test.framing.first-of | is not set | needs the list of its framings
					.framing.type=first-of;.framing.first-of[0].framing.type=line;.framing.first-of[1].framing.type=mllp | sluice.listeners.test.framing.first-of[0].starts | is not set | must be the last one
					.framing.type=first-of;.framing.first-of[0].framing.type=first-of | sluice.listeners.test.framing.first-of[0].framing.type | first-of | no other one inside
					.framing.type=first-of;.framing.first-of[0].framing.type=spring;.framing.first-of[0].framing.name=a | sluice.listeners.test.framing.first-of[0].framing.type | spring | reads the stream itself
					.framing.type=first-of;.framing.first-of[0].framing.max-size=65KB | sluice.listeners.test.framing.first-of[0].framing.max-size | 65KB | must not exceed
					.framing.type=first-of;.framing.first-of[0].starts=a;.framing.first-of[0].framing.type=line;.framing.first-of[1].starts=ab;.framing.first-of[1].framing.type=line | sluice.listeners.test.framing.first-of[1].starts | ab | change the order
					.framing.type=first-of;.framing.first-of[0].framing.digits=4 | sluice.listeners.test.framing.first-of[0].framing.digits | 4 | Framing 'line' has no such option
					.framing.type=first-of;.framing.first-of[0].framing.max-sise=1KB | sluice.listeners.test.framing.first-of[0].framing.max-sise | 1KB | Did you mean 'sluice.listeners.test.framing.first-of[0].framing.max-size'?
					.framing.type=first-of;.framing.first-of[0].type=line | sluice.listeners.test.framing.first-of[0].type | line | Keys under 'sluice.listeners.test.framing.first-of[0]' are: starts, framing.
					.framing.type=first-of;.framing.first-of[0].framing.type=line;.framing.first-of[0].startz=a | sluice.listeners.test.framing.first-of[0].startz | a | Did you mean 'sluice.listeners.test.framing.first-of[0].starts'?
					.framing.type=first-of;.framing.first-of[0].framing.first-of[0].starts=a | sluice.listeners.test.framing.first-of[0].framing.first-of[0].starts | a | Keys under 'sluice.listeners.test.framing.first-of[0].framing' are: type
					.framing.type=first-of;.framing.first-of[0].starts=a | sluice.listeners.test.framing.first-of[0].framing | is not set | It must be the framing of these connections
					.framing.type=first-of;.framing.first-of[0].framing.max-size=x | sluice.listeners.test.framing.first-of[0].framing.max-size | x | Set it to
					.framing.type=first-of;.framing.first-of[0].framing.type=json;.charset=UTF-16 | sluice.listeners.test.charset | UTF-16 | Framing 'json' needs
					.framing.max-sise=1KB | sluice.listeners.test.framing.max-sise | 1KB   | Did you mean 'sluice.listeners.test.framing.max-size'?
					.routes[0].whn.equals=x | sluice.listeners.test.routes[0].whn.equals | x | Did you mean 'sluice.listeners.test.routes[0].when'?
					.color=red            | sluice.listeners.test.color           | red    | request-timeout
					sluice.listener.x.port=1 | sluice.listener.x.port             | 1      | Did you mean 'sluice.listeners'?
					.routes[0].to=ehco    | sluice.listeners.test.routes[0].to    | ehco   | Known are: discard, echo, errorChannel
					.routes[0].when.matches=( | sluice.listeners.test.routes[0].when.matches | ( | regular expression
					.routes[0].when.equals=\\q | sluice.listeners.test.routes[0].when.equals | \\q | escape
					sluice.listeners[a_b].port=1;sluice.listeners[a_b].routes[0].to=echo | sluice.listeners.a_b | a_b | letters, digits and dashes
					sluice.listeners.explain.port=1;sluice.listeners.explain.routes[0].to=echo | sluice.listeners.explain | explain | reserved for paths of /actuator/sluice
					sluice.listeners.upstreams.port=1;sluice.listeners.upstreams.routes[0].to=echo | sluice.listeners.upstreams | upstreams | reserved for paths of /actuator/sluice
					sluice.listeners.reload.port=1;sluice.listeners.reload.routes[0].to=echo | sluice.listeners.reload | reload | reserved for paths of /actuator/sluice
					sluice.listeners.x.routes[0].to=echo | sluice.listeners.x.port | is not set | any free port
					.executor=pool        | sluice.listeners.test.executor        | pool   | with one of: type, max-threads
					.routes[0].when=PING  | sluice.listeners.test.routes[0].when  | PING   | with one of: equals, starts-with
					.timeouts=30s         | sluice.listeners.test.timeouts        | 30s    | with one of: idle, idle-counts, frame, push, write
					sluice.listeners.x=7070 | sluice.listeners.x                  | 7070   | with one of: port, connect
					sluice.listeners=demo | sluice.listeners                      | demo   | write 'sluice.listeners.<name>'
					.routes[2].to=echo    | sluice.listeners.test.routes[2].to    | echo   | start at 0 and have no gaps
					.routes.to=echo       | sluice.listeners.test.routes.to       | echo   | 'sluice.listeners.test.routes' is a list
					.port.number=1        | sluice.listeners.test.port.number     | 1      | is a value without keys of its own
					.charset=x-JISAutoDetect | sluice.listeners.test.charset      | x-JISAutoDetect | can only be read
					.framing.type=json;.charset=Shift_JIS | sluice.listeners.test.charset | Shift_JIS | Framing 'json' needs UTF-8
					.framing.type=json;.charset=IBM1047 | sluice.listeners.test.charset | IBM1047 | Framing 'json' needs UTF-8
					.charset=US-ASCII;.errors.template=f\u00fcr {code} | sluice.listeners.test.errors.template | f\u00fcr {code} | the listener's charset US-ASCII lacks
					.routes[0].when.eqals=a | sluice.listeners.test.routes[0].when.eqals | a   | Did you mean 'sluice.listeners.test.routes[0].when.equals'?
					.routes[0].tto=a      | sluice.listeners.test.routes[0].tto   | a      | Did you mean 'sluice.listeners.test.routes[0].to'?
					.ssl.sni[0].hots=a    | sluice.listeners.test.ssl.sni[0].hots | a      | Did you mean 'sluice.listeners.test.ssl.sni[0].host'?
					.access.allow.from=10.0.0.0/8 | sluice.listeners.test.access.allow.from | 10.0.0.0/8 | 'sluice.listeners.test.access.allow' is a list
					.routes[0].when=      | sluice.listeners.test.routes[0].when  | ''     | It is empty. Set one of its keys, or leave it out: equals, starts-with
					.ssl=                 | sluice.listeners.test.ssl             | ''     | It is empty. Set one of its keys, or leave it out: bundle
					.routes[0].when.starts-with= | sluice.listeners.test.routes[0].when.starts-with | '' | at least one byte
					.routes[0].when.ends-with= | sluice.listeners.test.routes[0].when.ends-with | '' | at least one byte
					.keep-alive=false     | sluice.listeners.test.keep-alive      | false  | write 'sluice.listeners.test.keep-alive.enabled: false'
					sluice.console=true   | sluice.console                        | true   | write 'sluice.console.enabled: true'
					sluice.listeners.my.hl7.port=0 | sluice.listeners.my.hl7.port | 0      | Write 'my-hl7', for example.
					sluice.listeners.a$b.port=0 | sluice.listeners.ab.port         | 0      | The name 'a$b' would become 'ab'
					.charset=UTF-16       | sluice.listeners.test.charset         | UTF-16 | Framing 'line' needs a charset
					.limits.max-connections=-1 | sluice.listeners.test.limits.max-connections | -1 | 0 is no limit
					.limits.over-rate=drop | sluice.listeners.test.limits.over-rate | drop | one of: answer, delay
					.timeouts.idle=-1s    | sluice.listeners.test.timeouts.idle   | -1     | 0s for no limit
					.timeouts.handshake=0s | sluice.listeners.test.timeouts.handshake | 0s | from 1ms to 1d
					.access.allow[0]=10.1.2.3/8 | sluice.listeners.test.access.allow[0] | 10.1.2.3/8 | write 10.0.0.0/8
					.access.deny[0]=example.com | sluice.listeners.test.access.deny[0] | example.com | address
					.proxy-protocol.mode=maybe | sluice.listeners.test.proxy-protocol.mode | maybe | one of: off, required
					.ssl.bundle=nowhere   | sluice.listeners.test.ssl.bundle      | nowhere | under 'spring.ssl.bundle'. Known are: none.
					.ssl.bundle=own;spring.ssl.bundle.pem.own.keystore.certificate=file:own;.ssl.sni[0].host=a.example.com;.ssl.sni[0].bundle=other | sluice.listeners.test.ssl.sni[0].bundle | other | Known are: own.
					.ssl.bundle=own;spring.ssl.bundle.pem.own.keystore.certificate=file:own;.ssl.session-timeout=0s | sluice.listeners.test.ssl.session-timeout | 0s | from 1s to 7d
					.ssl.bundle=own;spring.ssl.bundle.pem.own.keystore.certificate=file:own;.ssl.session-timeout=8d | sluice.listeners.test.ssl.session-timeout | 8d | from 1s to 7d
					.timeouts.push=0s     | sluice.listeners.test.timeouts.push   | 0s     | from 1ms to 1d
					.limits.max-pending-pushes=0 | sluice.listeners.test.limits.max-pending-pushes | 0 | from 1 to 100000 pushes
					.identity.by=name     | sluice.listeners.test.identity.by     | name   | one of: message, tls-subject, tls-name, peer
					.identity.by=message  | sluice.listeners.test.identity.extract | is not set  | the value of a message that names its session
					.identity.by=peer;.identity.extract.text=0..2 | sluice.listeners.test.identity.extract | 'text 0..2' | set 'sluice.listeners.test.identity.by' to 'message'
					.identity.reply=LOAD  | sluice.listeners.test.identity.reply  | LOAD   | set 'sluice.listeners.test.identity.by' to 'message'
					.charset=US-ASCII;.identity.by=message;.identity.extract.text=0..2;.identity.reply=LÖAD | sluice.listeners.test.identity.reply | LÖAD | lacks
					.identity.by=message;.identity.extract.text=0..2;.identity.extract.json=$.id | sluice.listeners.test.identity.extract | text | exactly one of
					.identity.required-within=10s | sluice.listeners.test.identity.required-within | 10 | set 'sluice.listeners.test.identity.by'
					.identity.by=peer;.identity.required-within=-1s | sluice.listeners.test.identity.required-within | -1 | 0s to require no name
					.identity.by=tls-subject | sluice.listeners.test.identity.by  | tls-subject | set 'sluice.listeners.test.ssl.client-auth' to 'need' or 'want'
					.correlate.by=key     | sluice.listeners.test.correlate.extract | is not set  | the values that are the key
					.correlate.extract[0].text=0..2 | sluice.listeners.test.correlate.by | order | The values of 'extract' need 'by: key'
					.correlate.by=key;.correlate.extract[0].text=x | sluice.listeners.test.correlate.extract[0].text | x | range
					.correlate.by=order;.correlate.late-within=0s | sluice.listeners.test.correlate.late-within | 0s | from 1ms to 1d
					.correlate.correlator=nowhere | sluice.listeners.test.correlate.correlator | nowhere | no bean of type TcpCorrelator
					.correlate.answers.equls=x | sluice.listeners.test.correlate.answers.equls | x | equals
					.correlate.by=order;.executor.type=pool | sluice.listeners.test.correlate.by | order | set 'sluice.listeners.test.executor.type' to 'virtual'
					.heartbeat.every=10s  | sluice.listeners.test.heartbeat.send  | is not set   | the heartbeat, such as "PING"
					.heartbeat.send=a;.heartbeat.every=10ms | sluice.listeners.test.heartbeat.every | 10 | from 1s to 1d
					.heartbeat.send=a;.framing.type=first-of;.framing.first-of[0].framing.type=line | sluice.listeners.test.heartbeat.send | a | remove the heartbeat
					.heartbeat.send=a;.heartbeat.misses=0 | sluice.listeners.test.heartbeat.misses | 0 | from 1 to 1000 heartbeats
					.greeting=0x0a        | sluice.listeners.test.greeting        | 0x0a   | The framing cannot carry it
					.timeouts.idle-counts=sent | sluice.listeners.test.timeouts.idle-counts | sent | one of: received, both
					.identity.on-duplicate=close | sluice.listeners.test.identity.on-duplicate | close | one of: close-old, refuse-new, allow
					sluice.shutdown.timeout=2h | sluice.shutdown.timeout          | 2h     | from 0s to 1h
					sluice.limits.max-connections=-1 | sluice.limits.max-connections | -1  | file descriptors
					sluice.listeners.x.port=0 | sluice.listeners.x.routes         | is not set   | at least one route
					""")
	void settingIsRefused(String settings, String key, String value, String remedy, CapturedOutput output) {
		String[] all = (ROUTE + ";" + settings).split(";");
		assertThatException().isThrownBy(() -> TestGateway.start(ConfigurationErrorTests.class, all).close());
		assertThat(output.getAll()).contains("APPLICATION FAILED TO START", key, value, remedy)
			.doesNotContain("\tat ")
			.doesNotContainPattern("[a-z]\\.\\.\\s");
	}

	@Test
	void lineOfAFileIsNamed(@TempDir Path directory, CapturedOutput output) throws IOException {
		Path file = Files.writeString(directory.resolve("application.yml"), """
				sluice:
				  listeners:
				    demo:
				      port: 0
				      routes:
				        - { to: echo, when: { equals: 0200 } }
				""");
		assertThatException().isThrownBy(() -> TestGateway
			.start(ConfigurationErrorTests.class, "spring.config.additional-location=file:" + directory + "/")
			.close());
		assertThat(output.getAll())
			.contains("APPLICATION FAILED TO START",
					"Invalid value '128' for 'sluice.listeners.demo.routes[0].when.equals' (from ", file.toString(),
					"6:39", "read as a number", "quote it")
			.doesNotContain("\tat ");
	}

	@Test
	void nameMayHaveCapitalLetters() {
		try (TestGateway gateway = TestGateway.start(ConfigurationErrorTests.class, "sluice.listeners.HL7-in.port=0",
				"sluice.listeners.HL7-in.executor.type=pool", "sluice.listeners.HL7-in.routes[0].to=echo")) {
			assertThat(gateway.listener("HL7-in").isListening()).isTrue();
			assertThat(gateway.context().containsBean("sluice.HL7-in.executor")).isTrue();
		}
	}

	@Test
	void takenPortIsRefused(CapturedOutput output) throws IOException {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			int port = taken.getLocalPort();
			assertThatException()
				.isThrownBy(() -> TestGateway.start(ConfigurationErrorTests.class, ROUTE, ".port=" + port).close());
			assertThat(output.getAll())
				.contains("Listener 'test' cannot listen: port %d ('sluice.listeners.test.port') is already in use."
					.formatted(port), "set 'sluice.listeners.test.port' to another port")
				.doesNotContain("\tat ");
		}
	}

	@Test
	void foreignAddressIsRefused(CapturedOutput output) {
		assertThatException()
			.isThrownBy(() -> TestGateway.start(ConfigurationErrorTests.class, ROUTE, ".address=192.0.2.1").close());
		assertThat(output.getAll())
			.contains("192.0.2.1", "'sluice.listeners.test.address'", "an address of this machine")
			.doesNotContain("\tat ");
	}

	@Test
	void routesThatAreNoListAreRefused(CapturedOutput output) {
		assertThatException()
			.isThrownBy(() -> TestGateway.start(ConfigurationErrorTests.class, ".routes=echo").close());
		assertThat(output.getAll())
			.contains("'echo'", "'sluice.listeners.test.routes'",
					"routes[0]' with the keys: name, when, to, headers, key, partition, reply")
			.doesNotContain("\tat ");
	}

	@Test
	void errorReplyThatTheFramingCannotCarryIsSaidAtTheStart(CapturedOutput output) {
		TestGateway
			.start(ConfigurationErrorTests.class, ROUTE, ".framing.type=fixed", ".framing.size=4B",
					".errors.mode=answer")
			.close();
		assertThat(output.getAll()).contains("WARN", "[test]", "'sluice.listeners.test.errors.template'",
				"Set another template");
	}

	@Test
	void twoListenersOnOnePortAreRefused(CapturedOutput output) {
		assertThatException().isThrownBy(
				() -> TestGateway
					.start(ConfigurationErrorTests.class, ROUTE, ".port=17070", "sluice.listeners.other.port=17070",
							"sluice.listeners.other.routes[0].to=echo")
					.close());
		assertThat(output.getAll())
			.contains("sluice.listeners.other.port", "17070", "The listener 'test' has this port already")
			.doesNotContain("\tat ");
	}

	@Test
	void disabledListenerMayShareAPort() {
		try (TestGateway gateway = TestGateway.start(ConfigurationErrorTests.class, ROUTE,
				"sluice.listeners.other.enabled=false", "sluice.listeners.other.port=0",
				"sluice.listeners.other.routes[0].to=echo")) {
			assertThat(gateway.context().containsBean("sluice.other.connections")).isFalse();
		}
	}

	@Test
	void twoHandlersOfOneNameAreRefused(CapturedOutput output) {
		assertThatException().isThrownBy(() -> TestGateway.start(TwoHandlers.class, ROUTE).close());
		assertThat(output.getAll())
			.contains("Two targets are named 'orders'", "TwoHandlers.one()", "TwoHandlers.other()",
					"Give one of them another name")
			.doesNotContain("\tat ");
	}

	@Test
	void handlerAndChannelOfOneNameAreRefused(CapturedOutput output) {
		assertThatException().isThrownBy(() -> TestGateway.start(HandlerAndChannel.class, ROUTE).close());
		assertThat(output.getAll())
			.contains("Two targets are named 'orders'", "HandlerAndChannel.handle()", "the channel bean 'orders'")
			.doesNotContain("\tat ");
	}

	@Test
	void handlerNamedLikeABuiltInOneIsRefused(CapturedOutput output) {
		assertThatException().isThrownBy(() -> TestGateway.start(OwnEcho.class, ROUTE).close());
		assertThat(output.getAll()).contains("Two targets are named 'echo'", "the built-in handler 'echo'",
				"OwnEcho.echo()");
	}

	static class TwoHandlers {

		@TcpHandler("orders")
		void one() {
		}

		@TcpHandler("orders")
		void other() {
		}

	}

	static class HandlerAndChannel {

		@TcpHandler("orders")
		void handle() {
		}

		@Bean
		DirectChannel orders() {
			return new DirectChannel();
		}

	}

	static class OwnEcho {

		@TcpHandler("echo")
		void echo() {
		}

	}

}
