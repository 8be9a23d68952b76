package io.sluice.autoconfigure;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many replacements of the routes under load.
 */
class ReloadUnderLoadDrill {

	@Test
	void nothingIsLostOrMisrouted(@TempDir Path directory) throws Exception {
		ReloadUnderLoad.replace(directory, 100);
	}

}
