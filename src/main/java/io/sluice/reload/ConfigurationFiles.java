package io.sluice.reload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.config.ConfigDataEnvironmentUpdateListener;
import org.springframework.boot.context.config.ConfigDataLocation;
import org.springframework.boot.context.config.ConfigDataResource;
import org.springframework.boot.context.config.StandardConfigDataResource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.ConfigTreePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * Reads the configuration files of the application again, in the way in which Spring Boot
 * read them at the start: the same locations, profiles and imports, in the same place
 * among the other sources. The environment of the application stays as it is.
 */
public final class ConfigurationFiles {

	/** The bean name of the record of the start. */
	static final String ORIGIN = "sluiceConfigurationOrigin";

	private final ConfigurableEnvironment running;

	private final @Nullable ConfigurationOrigin origin;

	private final Set<Path> paths = ConcurrentHashMap.newKeySet();

	/**
	 * Create a reader.
	 * @param running the environment of the application
	 * @param beans the beans of the application
	 */
	public ConfigurationFiles(ConfigurableEnvironment running, BeanFactory beans) {
		this.running = running;
		this.origin = beans.containsBean(ORIGIN) ? beans.getBean(ORIGIN, ConfigurationOrigin.class) : null;
	}

	/**
	 * Read the files.
	 * @return the environment that a start would have
	 * @throws RuntimeException if a file cannot be read
	 */
	public ConfigurableEnvironment read() {
		if (this.origin == null) {
			throw new IllegalStateException(
					"The application was not started by SpringApplication, and has no configuration files to read again");
		}
		List<PropertySource<?>> before = new ArrayList<>();
		List<PropertySource<?>> after = new ArrayList<>();
		List<PropertySource<?>> substitutes = new ArrayList<>();
		List<PropertySource<?>> current = before;
		for (PropertySource<?> source : this.running.getPropertySources()) {
			if (this.origin.isFile(source)) {
				current = after;
			}
			else if (this.origin.isSubstitute(source)) {
				substitutes.add(source);
			}
			else if (!ConfigurationPropertySources.isAttachedConfigurationPropertySource(source)) {
				current.add(source);
			}
		}
		return read(this.origin, before, after, substitutes);
	}

	private ConfigurableEnvironment read(ConfigurationOrigin start, List<PropertySource<?>> before,
			List<PropertySource<?>> after, List<PropertySource<?>> substitutes) {
		ConfigurableEnvironment environment = new StandardEnvironment();
		MutablePropertySources sources = environment.getPropertySources();
		sources.stream().map(PropertySource::getName).toList().forEach(sources::remove);
		before.forEach(sources::addLast);
		after.forEach(sources::addLast);
		start.applyProfiles(environment);
		ConfigDataEnvironmentPostProcessor.applyTo(environment, start.resources(), null, start.additionalProfiles(),
				new PathRecorder(this.paths));
		// each moves behind the files
		after.forEach(sources::addLast);
		substitutes.stream()
			.filter((source) -> sources.contains(source.getName()))
			.forEach((source) -> sources.replace(source.getName(), source));
		ConfigurationPropertySources.attach(environment);
		return environment;
	}

	/**
	 * The files and directories that have been read so far.
	 */
	Set<Path> paths() {
		return Set.copyOf(this.paths);
	}

	/**
	 * Records the paths that are read.
	 */
	private record PathRecorder(Set<Path> paths) implements ConfigDataEnvironmentUpdateListener {

		@Override
		public void onPropertySourceAdded(PropertySource<?> added, @Nullable ConfigDataLocation location,
				@Nullable ConfigDataResource resource) {
			if (added instanceof ConfigTreePropertySource tree) {
				this.paths.add(tree.getSource());
			}
			else if (resource instanceof StandardConfigDataResource standard && standard.getResource().isFile()) {
				this.paths.add(path(standard));
			}
		}

		private static Path path(StandardConfigDataResource standard) {
			try {
				return standard.getResource().getFile().toPath().toAbsolutePath();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
