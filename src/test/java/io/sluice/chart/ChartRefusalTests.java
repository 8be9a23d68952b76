package io.sluice.chart;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.convert.DurationStyle;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What cannot be is refused before anything is installed, in words that say what is wrong
 * and where.
 */
class ChartRefusalTests {

	/**
	 * Values, and what the message says: parts of it, with {@code &} between them.
	 */
	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					replica: 3                                          | additional properties 'replica' not allowed
					image: { tags: a }                                  | /image & additional properties 'tags' not allowed
					replicas: two                                       | /replicas & got string, want null or integer
					{ replicaCount: 3, replicas: 2 }                    | replicaCount is 3 and replicas is 2 & set only one of them
					existingConfigMap: mine                             | existingConfigMap: list the listeners of ConfigMap 'mine' with their ports under sluice.listeners
					existingConfigMap: My_Map                           | /existingConfigMap & does not match pattern
					{ existingConfigMap: a, sluice: { listeners: { a: { port: 1 } } }, extraEnv: [{ name: SPRING_APPLICATION_JSON, value: "{}" }] } | extraEnv & SPRING_APPLICATION_JSON & 'config'
					extraContainers: [{ name: a }]                      | /extraContainers/0 & missing property 'image'
					securityContext: { sysctls: [{ name: a, value: 1 }] } | /securityContext/sysctls/0/value & got number, want string
					prometheusRule: { selector: "{job='a'}" }           | /prometheusRule/selector & does not match pattern
					test: { image: { tags: a } }                        | /test/image & additional properties 'tags' not allowed
					service: { type: Loadbalancer }                     | /service/type & 'ClusterIP', 'NodePort', 'LoadBalancer'
					extraEnv: [{ nam: A, value: b }]                    | /extraEnv/0 & additional properties 'nam' not allowed
					extraEnv: [{ name: A, value: 1 }]                   | /extraEnv/0/value & got number, want string
					podLabels: { version: 1.0 }                         | /podLabels/version & got number, want string
					securityContext: { runAsUser: 0 }                   | /securityContext/runAsUser & minimum: got 0, want 1
					tls: { bundles: { Gate: {} } }                      | Gate
					management: { port: 70000 }                         | /management/port & maximum
					rollingUpdate: { maxUnavailable: 1 }                | /rollingUpdate & additional properties 'maxUnavailable' not allowed
					sluice: { shutdown: { acceptFor: 3s } }             | /sluice/shutdown & additional properties 'acceptFor' not allowed
					sluice: { accessLog: { enabled: true } }            | /sluice' & additional properties 'accessLog' not allowed
					sluice: { acess-log: {} }                           | /sluice' & additional properties 'acess-log' not allowed
					sluice: { limits: { max-conections: 1 } }           | /sluice/limits & additional properties 'max-conections' not allowed
					sluice: { access-log: { on: true } }                | /sluice/access-log & not allowed
					sluice: { console: { enable: true } }               | /sluice/console & additional properties 'enable' not allowed
					sluice: { limits: 5 }                               | /sluice/limits & got number, want object
					sluice: { listeners: { a: { routes: [{ to: echo }] } } } | /sluice/listeners/a & missing property 'port'
					sluice: { listeners: { a: { port: 0 } } }           | /sluice/listeners/a/port & minimum
					sluice: { listeners: { a: { port: 1, proxyProtocol: {} } } } | /sluice/listeners/a' & additional properties 'proxyProtocol' not allowed
					sluice: { listeners: { a: { port: 1, proxy-protocol: { mode: off } } } } | /proxy-protocol/mode & got boolean, want string
					sluice: { listeners: { a_b: { port: 1 } } }         | 'a_b' does not match pattern
					sluice: { listeners: { explain: { port: 1 } } }     | invalid propertyName 'explain'
					sluice: { listeners: { a: { port: 1, timeouts: { maxAge: 1h } } } } | /sluice/listeners/a/timeouts & additional properties 'maxAge' not allowed
					sluice: { listeners: { a: { port: 1, time-outs: {} } } } | /sluice/listeners/a' & additional properties 'time-outs' not allowed
					sluice: { listeners: { a: { port: 1, limits: { connections: 1 } } } } | /a/limits & additional properties 'connections' not allowed
					sluice: { listeners: { a: { port: 1, limits: { over-rate: { delay: 1 } } } } } | /a/limits/over-rate & got object
					sluice: { listeners: { a: { port: 1, access: { denied: [] } } } } | /a/access & additional properties 'denied' not allowed
					sluice: { listeners: { a: { port: 1, proxy-protocol: { trust: [] } } } } | /a/proxy-protocol & additional properties 'trust' not allowed
					sluice: { listeners: { a: { port: 1, ssl: { protocols: [] } } } } | /a/ssl & additional properties 'protocols' not allowed
					sluice: { listeners: { a: { port: 1, framing: { length: 4 } } } } | /a/framing & additional properties 'length' not allowed
					sluice: { listeners: { a: { port: 1, errors: { text: a } } } } | /a/errors & additional properties 'text' not allowed
					sluice: { listeners: { a: { port: 1, executor: { threads: 4 } } } } | /a/executor & additional properties 'threads' not allowed
					sluice: { listeners: { a: { port: 1, routes: [{ target: echo }] } } } | /a/routes/0 & additional properties 'target' not allowed
					sluice: { listeners: { a: { port: 1, routes: [{ when: { begins: a }, to: echo }] } } } | /a/routes/0/when & additional properties 'begins' not allowed
					sluice: { listeners: { a: { port: 1, enabled: false } } } | sluice.listeners: at least one enabled listener must have a port
					sluice: { listeners: { a: { port: 8080 } } }        | sluice.listeners.a.port: management.port already has port 8080
					sluice: { listeners: { a: { port: 1 }, b: { port: 1 } } } | sluice.listeners.b.port: sluice.listeners.a already has port 1
					sluice: { listeners: { a: { port: 1, address: 127.0.0.1 } } } | sluice.listeners.a.address: a Service does not reach 127.0.0.1
					sluice: { listeners: { a: { port: 1, ssl: { bundle: gate } } } } | sluice.listeners.a.ssl: there is no SSL bundle 'gate' & Known are: none
					sluice: { listeners: { a: { port: 1, framing: { type: fixed, size: 1TB } } } } | framing.size: '1TB' is not a size
					service: { ports: { b: 7 } }                        | service.ports.b: there is no listener of this name. Known are: demo
					test: { listeners: { b: { skip: true } } }          | test.listeners.b: there is no listener of this name
					service: { nodePorts: { demo: 30000 } }             | service: externalTrafficPolicy, nodePorts
					service: { type: LoadBalancer, healthCheckNodePort: 30000 } | service.healthCheckNodePort & externalTrafficPolicy: Local
					config: { sluice: {} }                              | config.sluice: move it to the value 'sluice'
					config: { server: { port: 1 } }                     | config.server & management.port
					config: { management: { server: { port: 1 } } }     | config.management.server & management.port
					config: { server: { ssl: { bundle: a } } }          | config.server.ssl.bundle: & over plain HTTP
					config: { server: { servlet: { context-path: /a } } } | config.server.servlet.context-path: & /actuator at 'management.port', so it must stay there
					config: { server.servlet: { contextPath: /a } }     | config.server.servlet.contextPath: & so it must stay there
					config: { spring: { mvc: { servlet: { path: /a } } } } | config.spring.mvc.servlet.path: & so it must stay there
					config: { spring.mvc.servlet.path: /a }             | config.spring.mvc.servlet.path: & so it must stay there
					config: { management: { endpoints: { web: { base-path: / } } } } | config.management.endpoints.web.base-path: & so it must stay there
					config: { management: { endpoints: { web: { path-mapping: { health: up } } } } } | path-mapping.health: & so it must stay there
					config: { management: { endpoints: { web: { path-mapping: { prometheus: up } } } } } | path-mapping.prometheus: & so it must stay there
					tmp: { sizeLimit: 256MB }                           | /tmp/sizeLimit & does not match pattern
					tls: { bundles: { a: {} } }                         | tls.bundles.a: name a Secret by existingSecret, or give certificate
					tls: { bundles: { a: { existingSecret: a, privateKey: b } } } | tls.bundles.a: either existingSecret or PEM
					tls: { bundles: { a: { certificate: a, privateKey: b, clientCa: true } } } | tls.bundles.a: clientCa is for an existingSecret
					autoscaling: { enabled: true, targetCPU: null }     | autoscaling: set targetCPU, targetConnections or both
					autoscaling: { enabled: true, minReplicas: 11 }     | autoscaling: minReplicas (11) is greater than maxReplicas (10)
					{ autoscaling: { enabled: true }, keda: { enabled: true, serverAddress: "http://p:9090" } } | keda: autoscaling is enabled too & Disable one of them
					keda: { enabled: true }                             | keda.serverAddress: set the address of Prometheus
					keda: { enabled: true, serverAddress: "p:9090" }    | /keda/serverAddress & does not match pattern
					keda: { enabled: true, serverAddress: "http://p:9090", minReplicas: 11 } | keda: minReplicas (11) is greater than maxReplicas (10)
					keda: { minReplicas: 0 }                            | /keda/minReplicas & minimum
					keda: { threshold: 0 }                              | /keda/threshold & exclusiveMinimum
					keda: { threshold: "5" }                            | /keda/threshold & got string, want number
					keda: { behavior: { up: {} } }                      | /keda/behavior & additional properties 'up' not allowed
					keda: { prometheus: a }                             | /keda' & additional properties 'prometheus' not allowed
					cluster: { via: channels }                          | /cluster/via & 'none', 'redis'
					cluster: { via: redis }                             | cluster.redis: set host, or master and nodes of sentinel
					cluster: { redis: { host: a } }                     | cluster.redis: the gateways use it only if cluster.via is redis
					cluster: { redis: { tls: { enabled: true } } }      | cluster.redis: the gateways use it only if cluster.via is redis
					cluster: { required: true }                         | cluster.required: there is nothing that could be required
					cluster: { via: redis, redis: { url: a } }          | /cluster/redis & additional properties 'url' not allowed
					cluster: { via: redis, redis: { host: "redis://a" } } | /cluster/redis/host & does not match pattern
					cluster: { via: redis, redis: { host: a, port: 0 } } | /cluster/redis/port & minimum
					cluster: { via: redis, redis: { host: a, password: b } } | /cluster/redis & additional properties 'password' not allowed
					cluster: { via: redis, redis: { host: a, existingSecret: B } } | /cluster/redis/existingSecret & does not match pattern
					cluster: { via: redis, redis: { host: a, passwordKey: "" } } | /cluster/redis/passwordKey & does not match pattern
					cluster: { via: redis, redis: { host: a, username: b } } | cluster.redis.username: user 'b' needs a password & existingSecret
					cluster: { via: redis, redis: { sentinel: { master: m, nodes: [a] } } } | /cluster/redis/sentinel/nodes/0 & does not match pattern
					cluster: { via: redis, redis: { sentinel: { nodes: ["a:1"] } } } | cluster.redis.sentinel: set both master and nodes
					cluster: { via: redis, redis: { host: a, sentinel: { master: m } } } | cluster.redis.sentinel: set both master and nodes
					cluster: { via: redis, redis: { host: a, sentinel: { master: m, nodes: ["a:1"] } } } | cluster.redis: set either host or sentinel
					cluster: { via: redis, redis: { host: a, sentinel: { existingSecret: b } } } | cluster.redis.sentinel.existingSecret: it is for sentinels
					cluster: { via: redis, redis: { host: a, tls: { existingSecret: b } } } | cluster.redis.tls: set enabled to true
					cluster: { via: redis, redis: { host: a, tls: { enabled: true, clientCertificate: true } } } | cluster.redis.tls.clientCertificate: name the Secret
					{ cluster: { via: redis, redis: { host: a, tls: { enabled: true, existingSecret: b } } }, tls: { bundles: { redis: { existingSecret: c } } } } | cluster.redis.tls: it makes the SSL bundle 'redis'
					{ cluster: { via: redis, redis: { host: a } }, sluice: { cluster: { via: redis } } } | sluice.cluster.via: cluster.via sets it
					{ cluster: { via: redis, redis: { host: a } }, sluice: { cluster: { required: true } } } | sluice.cluster.required: cluster.required sets it
					sluice: { cluster: { pod: one } }                   | sluice.cluster.pod: all gateways would have the name 'one'
					{ cluster: { via: redis, redis: { host: a } }, config: { spring: { data: { redis: { password: b } } } } } | config.spring.data.redis.password: cluster.redis sets the connection to Redis
					{ cluster: { via: redis, redis: { host: a } }, config: { spring.data.redis.ssl: { enabled: true } } } | config.spring.data.redis.ssl: cluster.redis sets the connection
					{ cluster: { via: redis, redis: { host: a } }, networkPolicy: { egressTo: { kafka: [{ podSelector: {} }] } } } | networkPolicy.egressTo: the gateways could not connect to Redis
					networkPolicy: { egressTo: { mysql: [] } }          | /networkPolicy/egressTo & additional properties 'mysql' not allowed
					networkPolicy: { egressTo: { kafkaPorts: [0] } }    | /networkPolicy/egressTo/kafkaPorts/0 & minimum
					networkPolicy: { egressTo: { redis: [{ cidr: a }] } } | /networkPolicy/egressTo/redis/0 & additional properties 'cidr' not allowed
					prometheusRule: { unknownPushes: 2 }                | /prometheusRule/unknownPushes & maximum
					terminationGracePeriodSeconds: 45                   | accept-for 5s, close-spread 10s, timeout 30s make 45s & terminationGracePeriodSeconds (45s) & more than 45
					""")
	void valuesAreRefused(String values, String message) {
		assertThat(SluiceChart.refusal(values)).contains(message.split(" & "));
	}

	/**
	 * Keys beside those that move something are for the gateway.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "/server/servlet/session/timeout", "/server/tomcat/threads/max",
			"/spring/mvc/servlet/load-on-startup", "/management/endpoints/web/exposure/include",
			"/management/endpoints/web/path-mapping/info", "/server/port-range" })
	void configThatMovesNothingIsTaken(String path) {
		String config = "config: { %s: 1 }".formatted(path.substring(1).replace("/", ": { "));
		String values = config + " }".repeat((int) path.chars().filter((character) -> character == '/').count() - 1);
		assertThat(SluiceChart.render(values).configurationTree().at(path).asInt()).isEqualTo(1);
	}

	/**
	 * A gateway that would be killed in its drain is refused, by the duration that Spring
	 * Boot reads.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "20s", "20S", "+20s", "020s", "20000ms", "20000000us", "20001ms", "1m", "1h", "PT20S",
			"pt20s", "PT1M30S", "PT1H", "PT0.5S", "PT20.0005S", "P0DT20S", "0s", "0" })
	void drainMustEndWithinTheGracePeriod(String timeout) {
		Duration drain = DurationStyle.detectAndParse(timeout);
		long seconds = new BigDecimal(drain.toNanos()).divide(BigDecimal.valueOf(1_000_000_000), RoundingMode.FLOOR)
			.longValueExact() + 1;
		String values = """
				sluice: { shutdown: { accept-for: 1s, close-spread: 1s, timeout: "%s" } }
				terminationGracePeriodSeconds: %d
				""";
		assertThat(SluiceChart.refusal(values.formatted(timeout, 2 + seconds - 1)))
			.contains("which reaches terminationGracePeriodSeconds");
		assertThat(SluiceChart.render(values.formatted(timeout, 2 + seconds))
			.one("Deployment")
			.at("/spec/template/spec/terminationGracePeriodSeconds")
			.asLong()).isEqualTo(2 + seconds);
	}

	@ParameterizedTest
	@ValueSource(strings = { "1m30s", "-3s", "3x", "20000", "PT", "P", "PT1S1M", "soon", "3 s", "" })
	void durationThatCannotBeReadIsRefused(String timeout) {
		assertThat(SluiceChart.refusal("sluice: { shutdown: { timeout: '%s' } }".formatted(timeout)))
			.contains("sluice.shutdown.timeout: '%s' is not a duration".formatted(timeout), "PT1M30S");
	}

	@Test
	void whatIsNotSetHasTheDefaultOfTheGateway() {
		assertThat(SluiceChart.refusal("""
				sluice: { shutdown: { accept-for: null, close-spread: null, timeout: null } }
				terminationGracePeriodSeconds: 30
				""")).contains("accept-for 0s, close-spread 0s, timeout 30s make 30s");
	}

}
