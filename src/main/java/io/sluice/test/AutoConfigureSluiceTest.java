package io.sluice.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.test.context.ContextCustomizerFactories;

/**
 * Lets each listener of the application under test listen on a free port. Together with
 * {@code @SpringBootTest}: <pre class="code">
 * &#64;SpringBootTest
 * &#64;AutoConfigureSluiceTest
 * class OrdersTests {
 *
 *     &#64;Test
 *     void orderIsConfirmed(&#64;Autowired TcpTestClient client) {
 *         client.send("{\"item\":\"pear\",\"count\":3}").expect("ordered 3 pear");
 *     }
 *
 * }
 * </pre> A test can have injected, as fields or parameters:
 * <ul>
 * <li>a {@link TcpTestClient} of the listener with {@code @Autowired}, which has the
 * listener's framing and is closed after each test. With several listeners,
 * {@code @Qualifier("orders")} names the one;</li>
 * <li>its port, with {@link LocalListenerPort @LocalListenerPort("orders")} or as the
 * property {@code local.sluice.orders.port}.</li>
 * </ul>
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ContextCustomizerFactories(SluiceTestCustomizerFactory.class)
public @interface AutoConfigureSluiceTest {

}
