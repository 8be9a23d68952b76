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
 * The console's page, on whichever port Actuator is served: that of the application, or
 * one of its own.
 */
@ManagementContextConfiguration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(DispatcherServletPath.class)
@ConditionalOnBooleanProperty("sluice.console.enabled")
final class SluiceConsoleConfiguration {

	/**
	 * Both mappings are exact enough to leave every other path to whom it belongs. The
	 * endpoints are looked up when they are asked for: the web server starts before them.
	 */
	@Bean
	ServletRegistrationBean<ConsoleServlet> sluiceConsole(ApplicationContext resources,
			ObjectProvider<PathMappedEndpoints> endpoints, EndpointAccessResolver access,
			DispatcherServletPath actuator, SluiceProperties properties) throws IOException {
		ConsoleEndpoints known = new ConsoleEndpoints(endpoints, access, actuator.getPrefix());
		ServletRegistrationBean<ConsoleServlet> console = new ServletRegistrationBean<>(
				new ConsoleServlet(new AllowedHosts(properties.console().allowedHosts()), new ConsoleFiles(resources),
						known::show),
				"", ConsoleServlet.PATH + "/*");
		console.setName("sluiceConsole");
		return console;
	}

}
