package io.sluice.autoconfigure;

import java.util.List;

import io.sluice.actuate.endpoint.WriteNotice;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointProperties;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.EndpointAccessResolver;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletPath;
import org.springframework.context.annotation.Bean;

/**
 * Explains why Spring MVC refuses a write to an endpoint. Works on the port of Actuator,
 * which may be the application's port or a separate one.
 */
@ManagementContextConfiguration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(DispatcherServletPath.class)
final class SluiceWriteConfiguration {

	/** The endpoints with write operations. */
	private static final List<String> WRITABLE = List.of("sluice", "connections", "tcpsessions");

	/**
	 * The endpoints are looked up on request, because the web server starts before they
	 * exist.
	 */
	@Bean
	FilterRegistrationBean<WriteNotice> sluiceWriteNotice(ObjectProvider<PathMappedEndpoints> endpoints,
			EndpointAccessResolver access, DispatcherServletPath actuator, WebEndpointProperties properties) {
		FilterRegistrationBean<WriteNotice> notice = new FilterRegistrationBean<>(
				new WriteNotice((path) -> find(path, actuator.getPrefix(), endpoints.getObject(), access)));
		notice.addUrlPatterns(actuator.getPrefix() + properties.getBasePath() + "/*");
		notice.setName("sluiceWriteNotice");
		return notice;
	}

	private static WriteNotice.@Nullable Endpoint find(String path, String prefix, PathMappedEndpoints endpoints,
			EndpointAccessResolver access) {
		for (String id : WRITABLE) {
			String root = endpoints.getPath(EndpointId.of(id));
			if (root != null && (path + "/").startsWith(prefix + root + "/")) {
				return new WriteNotice.Endpoint(id,
						access.accessFor(EndpointId.of(id), Access.READ_ONLY) == Access.READ_ONLY);
			}
		}
		return null;
	}

}
