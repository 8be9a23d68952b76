package io.sluice.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

import picocli.CommandLine.IVersionProvider;

/**
 * Reads the version from the build's metadata.
 */
final class VersionProvider implements IVersionProvider {

	@Override
	public String[] getVersion() throws IOException {
		Properties build = new Properties();
		try (InputStream in = VersionProvider.class.getResourceAsStream("/META-INF/build-info.properties")) {
			if (in != null) {
				build.load(in);
			}
		}
		return new String[] { "sluice " + build.getProperty("build.version", "(unknown version)"),
				"Java " + Runtime.version() };
	}

}
