package io.sluice.autoconfigure;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import io.sluice.handler.context.HandlerContext;
import io.sluice.routing.Predicates;
import io.sluice.routing.Route;
import io.sluice.routing.RouteTable;
import io.sluice.spi.Exchange;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.MessageChannel;
import org.springframework.util.StringUtils;

/**
 * Creates a route table from its settings.
 */
@RequiredArgsConstructor
final class RouteTableFactory {

	private final TargetRegistry targets;

	private final HandlerContext context;

	RouteTable create(String listenerKey, SluiceProperties.Listener listener) {
		List<Route> routes = new ArrayList<>();
		for (SluiceProperties.Route route : listener.routes()) {
			routes.add(route("%s.routes[%d]".formatted(listenerKey, routes.size()), route, listener.charset()));
		}
		return new RouteTable(routes);
	}

	private Route route(String key, SluiceProperties.Route route, Charset charset) {
		TargetRegistry.ResolvedTarget target = this.targets.get(key + ".to", route.to());
		String name = StringUtils.hasText(route.name()) ? route.name() : target.name();
		Exchange.Reply reply = (route.reply() == SluiceProperties.Route.Reply.NONE) ? Exchange.Reply.NONE
				: target.reply();
		MessageChannel channel = target.application() ? this.context.wrap(target.channel()) : target.channel();
		return new Route(name, predicate(key + ".when", route.when(), charset),
				new Route.Target(target.name(), channel, target.channelName()), reply);
	}

	private static Predicate<byte[]> predicate(String key, SluiceProperties.@Nullable When when, Charset charset) {
		if (when == null) {
			return Predicates.allOf(List.of());
		}
		List<Predicate<byte[]>> predicates = new ArrayList<>();
		if (when.equals() != null) {
			predicates.add(Predicates.equalTo(ByteSetting.parse(key + ".equals", when.equals(), charset)));
		}
		if (when.startsWith() != null) {
			predicates.add(Predicates.startsWith(part(key + ".starts-with", when.startsWith(), charset)));
		}
		if (when.endsWith() != null) {
			predicates.add(Predicates.endsWith(part(key + ".ends-with", when.endsWith(), charset)));
		}
		if (when.matches() != null) {
			predicates.add(Predicates.matches(pattern(key + ".matches", when.matches()), charset));
		}
		if (predicates.isEmpty()) {
			throw SettingCheck.invalid(key, "",
					"It is empty and would take every message. Set one of its keys, or leave it out: "
							+ KeyTree.keyNames(SluiceProperties.When.class) + ".");
		}
		return Predicates.allOf(predicates);
	}

	private static byte[] part(String key, @Nullable String value, Charset charset) {
		byte[] part = ByteSetting.parse(key, value, charset);
		if (part.length == 0) {
			throw SettingCheck.invalid(key, value,
					"It is empty and would take every message. It must have at least one byte.");
		}
		return part;
	}

	private static Pattern pattern(String key, String expression) {
		try {
			return Pattern.compile(expression, Pattern.DOTALL);
		}
		catch (PatternSyntaxException ex) {
			throw SettingCheck.invalid(key, expression,
					"It must be a regular expression of java.util.regex.Pattern: %s.".formatted(ex.getDescription()));
		}
	}

}
