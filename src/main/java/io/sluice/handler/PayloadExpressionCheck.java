package io.sluice.handler;

import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.expression.ParseException;
import org.springframework.expression.spel.SpelNode;
import org.springframework.expression.spel.ast.CompoundExpression;
import org.springframework.expression.spel.ast.InlineMap;
import org.springframework.expression.spel.ast.Projection;
import org.springframework.expression.spel.ast.PropertyOrFieldReference;
import org.springframework.expression.spel.ast.Selection;
import org.springframework.expression.spel.standard.SpelExpressionParser;

/**
 * Checks the expressions of {@code @Payload}, whose root is the payload: a {@code
 * byte[]}.
 */
final class PayloadExpressionCheck {

	private static final Set<String> PROPERTIES = Set.of("length", "class");

	private PayloadExpressionCheck() {
	}

	/**
	 * Find a mistake that would fail every evaluation.
	 * @param expression the expression
	 * @return the correction, or {@code null} if there is no mistake
	 */
	static @Nullable String findRemedy(String expression) {
		try {
			SpelNode root = new SpelExpressionParser().parseRaw(expression).getAST();
			return isOfBytes(root) ? null : "The expression of @Payload has the payload's byte[] as its root: "
					+ "take the payload as a class, and use its properties in the method.";
		}
		catch (ParseException ex) {
			return "Correct the expression of @Payload: " + ex.getMessage();
		}
	}

	/**
	 * Whether all properties that the expression reads from the root are properties of an
	 * array.
	 */
	private static boolean isOfBytes(SpelNode node) {
		if (node instanceof PropertyOrFieldReference property) {
			return PROPERTIES.contains(property.getName());
		}
		if (node instanceof Projection || node instanceof Selection) {
			return true;
		}
		int ofTheRoot = (node instanceof CompoundExpression) ? 1 : node.getChildCount();
		// in {key: value, ...} every second child is a value
		int step = (node instanceof InlineMap) ? 2 : 1;
		for (int i = step - 1; i < ofTheRoot; i += step) {
			if (!isOfBytes(node.getChild(i))) {
				return false;
			}
		}
		return true;
	}

}
