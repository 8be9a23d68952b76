package io.sluice.support;

import java.io.IOException;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigUtils;
import org.springframework.core.io.Resource;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.type.classreading.CachingMetadataReaderFactory;
import org.springframework.core.type.classreading.MetadataReader;
import org.springframework.core.type.classreading.MetadataReaderFactory;

/**
 * Has all contexts of the JVM read each class file once: reading them takes a tenth of
 * the time of a start, and the tests start some two thousand.
 */
public final class SharedMetadata implements BeanDefinitionRegistryPostProcessor {

	private static final MetadataReaderFactory READERS = new Readers();

	private SharedMetadata() {
	}

	/**
	 * Have an application share it too.
	 */
	public static void join(ConfigurableApplicationContext context) {
		context.addBeanFactoryPostProcessor(new SharedMetadata());
	}

	@Override
	public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
		registry.getBeanDefinition(AnnotationConfigUtils.CONFIGURATION_ANNOTATION_PROCESSOR_BEAN_NAME)
			.getPropertyValues()
			.add("metadataReaderFactory", READERS);
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory factory) {
		// the definitions are all that it changes
	}

	/** Each context clears one that it knows to be a cache. */
	private static final class Readers implements MetadataReaderFactory {

		private final CachingMetadataReaderFactory cache = new CachingMetadataReaderFactory();

		Readers() {
			this.cache.setCacheLimit(5000);
		}

		@Override
		public ResourceLoader getResourceLoader() {
			return this.cache.getResourceLoader();
		}

		@Override
		public MetadataReader getMetadataReader(String className) throws IOException {
			return this.cache.getMetadataReader(className);
		}

		@Override
		public MetadataReader getMetadataReader(Resource resource) throws IOException {
			return this.cache.getMetadataReader(resource);
		}

	}

}
