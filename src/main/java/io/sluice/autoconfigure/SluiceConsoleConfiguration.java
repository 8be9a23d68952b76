package io.sluice.autoconfigure;

import java.io.IOException;

import io.sluice.actuate.console.ConsoleFiles;
import io.sluice.actuate.console.ConsoleServlet;
import io.sluice.actuate.endpoint.AllowedHosts;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.endpoint.EndpointAccessResolver;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletPath;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * Serves the console's page on the port of Actuator, which may be the application's port
 * or a separate one.
 */
@ManagementContextConfiguration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(DispatcherServletPath.class)
@ConditionalOnBooleanProperty("sluice.console.enabled")
final class SluiceConsoleConfiguration {

	/**
	 * The two mappings do not match any path of the application or of Actuator. The
	 * endpoints are looked up on request, because the web server starts before they
	 * exist.
	 */
	@Bean
	ServletRegistrationBean<ConsoleServlet> sluiceConsole(ApplicationContext resources,
			ObjectProvider<PathMappedEndpoints> endpoints, EndpointAccessResolver access,
			DispatcherServletPath actuator, SluiceProperties properties) throws IOException {
		ConsoleEndpoints known = new ConsoleEndpoints(endpoints, access, actuator.getPrefix());
		ServletRegistrationBean<ConsoleServlet> console = new ServletRegistrationBean<>(
				new ConsoleServlet(new AllowedHosts(properties.console().allowedHosts()), new ConsoleFiles(resources),
						known::describe),
				"", ConsoleServlet.PATH + "/*");
		console.setName("sluiceConsole");
		return console;
	}

}
