package io.sluice.reload;

import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ResourceLoader;

/**
 * The origin of an application's configuration: the environment before Spring Boot read
 * the configuration files, and the property sources that it read from them.
 */
final class ConfigurationOrigin {

	private final Set<PropertySource<?>> before = identitySet();

	private final Set<PropertySource<?>> files = identitySet();

	private final String[] activeProfiles;

	private final String[] defaultProfiles;

	private final Collection<String> additionalProfiles;

	private final @Nullable ResourceLoader resources;

	/**
	 * Record an environment before the files are read.
	 */
	ConfigurationOrigin(ConfigurableEnvironment environment, SpringApplication application) {
		environment.getPropertySources().forEach(this.before::add);
		this.activeProfiles = environment.getActiveProfiles();
		this.defaultProfiles = environment.getDefaultProfiles();
		this.additionalProfiles = List.copyOf(application.getAdditionalProfiles());
		this.resources = application.getResourceLoader();
	}

	private static Set<PropertySource<?>> identitySet() {
		return Collections.newSetFromMap(new IdentityHashMap<>());
	}

	/**
	 * Record the environment after the files were read.
	 */
	void recordFiles(ConfigurableEnvironment environment) {
		environment.getPropertySources()
			.stream()
			.filter((source) -> !this.before.contains(source))
			.forEach(this.files::add);
	}

	/**
	 * Whether a source was read from a file.
	 */
	boolean isFile(PropertySource<?> source) {
		return this.files.contains(source);
	}

	/**
	 * Whether a source has taken the place of one that was read from a file.
	 */
	boolean isSubstitute(PropertySource<?> source) {
		return !isFile(source) && this.files.stream().anyMatch((file) -> file.getName().equals(source.getName()));
	}

	/**
	 * Set the profiles that were set before the files were read.
	 */
	void applyProfiles(ConfigurableEnvironment environment) {
		environment.setActiveProfiles(this.activeProfiles);
		environment.setDefaultProfiles(this.defaultProfiles);
	}

	Collection<String> additionalProfiles() {
		return this.additionalProfiles;
	}

	@Nullable ResourceLoader resources() {
		return this.resources;
	}

}
