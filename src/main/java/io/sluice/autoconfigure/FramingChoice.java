package io.sluice.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationPropertiesSource;
import org.springframework.boot.context.properties.NestedConfigurationProperty;

/**
 * A framing in the list of 'first-of', and the connections for which it is chosen.
 *
 * @param starts First bytes of the connections for which the framing is chosen: 1 to 64
 * bytes, as text with escapes or in hexadecimal. By default, it is chosen for all
 * connections.
 * @param framing Framing of these connections, which reads those bytes too.
 */
@ConfigurationPropertiesSource
record FramingChoice(@Nullable String starts, @NestedConfigurationProperty @Nullable FramingProperties framing) {

}
