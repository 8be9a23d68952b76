package io.sluice.autoconfigure;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.sluice.admission.tls.ClientPolicy;
import io.sluice.admission.tls.TlsProtocols;
import io.sluice.process.DurationText;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.util.ReflectionUtils;
import org.springframework.util.unit.DataSize;

/**
 * Shows an operator the settings in force, with the names and formats of the
 * configuration and with defaults filled in.
 */
final class SettingsView {

	private static final long KILO = 1024;

	private static final String[] UNITS = { "B", "KB", "MB", "GB" };

	private SettingsView() {
	}

	/**
	 * The settings of a listener, without its routes, which the endpoint shows in detail.
	 * @param bundles the application's SSL bundles, or {@code null}
	 */
	static Map<String, Object> of(String name, SluiceProperties.Listener listener, @Nullable SslBundles bundles) {
		Map<String, Object> shown = fields(listener);
		shown.remove("routes");
		shown.put("errors", fields(new ErrorHandlingFactory(name, listener, null).effectiveErrors()));
		SluiceProperties.Ssl ssl = listener.ssl();
		if (ssl != null && ssl.bundle() != null && bundles != null) {
			shown.put("ssl", fields(effectiveSsl(ssl, bundles.getBundle(ssl.bundle()))));
		}
		return shown;
	}

	private static SluiceProperties.Ssl effectiveSsl(SluiceProperties.Ssl ssl, SslBundle bundle) {
		return new SluiceProperties.Ssl(ssl.bundle(), ssl.clientAuth(),
				TlsProtocols.inForce(ssl.enabledProtocols(), bundle),
				ClientPolicy.of(ssl.clientAuth(), ssl.sessionTimeout()).sessionTimeout(), ssl.sni());
	}

	private static Map<String, Object> fields(Record settings) {
		Map<String, Object> shown = new LinkedHashMap<>();
		for (RecordComponent component : settings.getClass().getRecordComponents()) {
			Method accessor = component.getAccessor();
			ReflectionUtils.makeAccessible(accessor);
			Object value = ReflectionUtils.invokeMethod(accessor, settings);
			if (value != null) {
				shown.put(DataObjectPropertyName.toDashedForm(component.getName()), show(value));
			}
		}
		return shown;
	}

	private static Object show(Object value) {
		return switch (value) {
			case Record settings -> fields(settings);
			case List<?> list -> list.stream().map(SettingsView::show).toList();
			case Enum<?> constant -> KebabCase.of(constant);
			case Duration duration -> DurationText.of(duration);
			case DataSize size -> text(size);
			case InetAddress address -> address.getHostAddress();
			case Integer number -> number;
			case Boolean flag -> flag;
			case String text -> text.contains("://") ? MaskedUrl.of(text) : text;
			default -> value.toString();
		};
	}

	private static String text(DataSize size) {
		long number = size.toBytes();
		int unit = 0;
		while (number != 0 && number % KILO == 0 && unit < UNITS.length - 1) {
			number /= KILO;
			unit++;
		}
		return number + UNITS[unit];
	}

}
