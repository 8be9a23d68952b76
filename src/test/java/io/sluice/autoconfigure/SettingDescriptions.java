package io.sluice.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;

/**
 * The descriptions of all settings: the {@code @param} tags of their records. Spring
 * Boot's metadata has none of records and of what is in maps and lists.
 */
final class SettingDescriptions {

	private static final Path SOURCES = Path.of("src/main/java/io/sluice/autoconfigure");

	private final Map<String, String> texts = new HashMap<>();

	private SettingDescriptions() {
	}

	static SettingDescriptions read() {
		SettingDescriptions descriptions = new SettingDescriptions();
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
			List<Path> sources = Stream
				.of(SluiceProperties.class, RouteProperties.class, UpstreamProperties.class, FramingProperties.class,
						ListenerFramingProperties.class, FramingChoice.class, LeaseProperties.class)
				.map((type) -> SOURCES.resolve(type.getSimpleName() + ".java"))
				.toList();
			JavacTask task = (JavacTask) compiler.getTask(null, files, null, List.of("-proc:none"), null,
					files.getJavaFileObjectsFromPaths(sources));
			DocTrees docs = DocTrees.instance(task);
			for (CompilationUnitTree unit : task.parse()) {
				descriptions.add(unit, docs);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return descriptions;
	}

	private void add(CompilationUnitTree unit, DocTrees docs) {
		new TreePathScanner<Void, Void>() {

			@Override
			public Void visitClass(ClassTree type, Void unused) {
				DocCommentTree doc = docs.getDocCommentTree(getCurrentPath());
				if (doc != null) {
					add(name(getCurrentPath()), doc);
				}
				return super.visitClass(type, null);
			}

		}.scan(unit, null);
	}

	private void add(String owner, DocCommentTree doc) {
		doc.getBlockTags().forEach((tag) -> {
			if (tag instanceof ParamTree param) {
				this.texts.put(owner + "." + param.getName(),
						param.getDescription()
							.stream()
							.map(Object::toString)
							.collect(Collectors.joining())
							.replaceAll("\\s+", " "));
			}
		});
	}

	/** The name of a class within its package, such as {@code SluiceProperties$Ssl}. */
	private static String name(TreePath path) {
		String name = ((ClassTree) path.getLeaf()).getSimpleName().toString();
		return (path.getParentPath().getLeaf() instanceof ClassTree) ? name(path.getParentPath()) + "$" + name : name;
	}

	String of(RecordComponent component) {
		String owner = component.getDeclaringRecord().getName();
		String key = owner.substring(owner.lastIndexOf('.') + 1) + "." + component.getName();
		String text = this.texts.get(key);
		if (text == null) {
			throw new AssertionError("no description of " + key);
		}
		return text;
	}

}
