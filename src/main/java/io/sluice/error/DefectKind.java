package io.sluice.error;

import java.util.Arrays;

/**
 * What failures of one kind have in common.
 *
 * @param route the route of the request
 * @param type the class of the exception
 * @param place the hash of the calls that threw it and its causes: the first one may be
 * in a library, which any line of a handler may call
 */
record DefectKind(String route, String type, int place) {

	/** All kinds that are not told apart. */
	static final DefectKind FURTHER = new DefectKind("", "", 0);

	/** The frames by which two places are told apart. */
	private static final int FRAMES = 8;

	/** The causes that are told apart: a handler may wrap whatever it catches. */
	private static final int CAUSES = 5;

	static DefectKind of(String route, Throwable defect) {
		int place = 0;
		Throwable each = defect;
		for (int depth = 0; each != null && depth < CAUSES; depth++) {
			StackTraceElement[] stack = each.getStackTrace();
			place = 31 * place + each.getClass().getName().hashCode();
			place = 31 * place + Arrays.asList(stack).subList(0, Math.min(FRAMES, stack.length)).hashCode();
			each = each.getCause();
		}
		return new DefectKind(route, defect.getClass().getName(), place);
	}

}
