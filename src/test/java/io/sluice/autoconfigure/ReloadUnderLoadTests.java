package io.sluice.autoconfigure;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A few replacements of the routes under load; {@link ReloadUnderLoadDrill} makes many.
 */
class ReloadUnderLoadTests {

	@Test
	void nothingIsLostOrMisrouted(@TempDir Path directory) throws Exception {
		ReloadUnderLoad.replace(directory, 10);
	}

}
