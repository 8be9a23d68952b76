package io.sluice.support;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds which of Sluice's classes an action is the first to need. What releases memory
 * runs behind an OutOfMemoryError, and a class whose initialization fails then is never
 * initialized again.
 */
public final class ClassLoads extends ClassLoader {

	private final List<String> names = new ArrayList<>();

	private ClassLoads() {
		super(ClassLoads.class.getClassLoader());
	}

	/**
	 * Load a class and what it uses apart from the tests, as if for the first time.
	 * @param action makes ready in its constructor, without parameters
	 * @return the names of the classes that {@link Runnable#run()} is the first to need
	 */
	public static List<String> firstNeededBy(Class<? extends Runnable> action) throws Exception {
		ClassLoads loader = new ClassLoads();
		var constructor = loader.loadClass(action.getName()).getDeclaredConstructor();
		constructor.setAccessible(true);
		Runnable ready = (Runnable) constructor.newInstance();
		loader.names.clear();
		ready.run();
		return List.copyOf(loader.names);
	}

	@Override
	protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
		synchronized (getClassLoadingLock(name)) {
			Class<?> known = findLoadedClass(name);
			return (known == null && name.startsWith("io.sluice.")) ? define(name)
					: (known != null) ? known : super.loadClass(name, resolve);
		}
	}

	private Class<?> define(String name) throws ClassNotFoundException {
		this.names.add(name);
		try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
			if (in == null) {
				throw new ClassNotFoundException(name);
			}
			byte[] bytes = in.readAllBytes();
			return defineClass(name, bytes, 0, bytes.length);
		}
		catch (IOException ex) {
			throw new ClassNotFoundException(name, ex);
		}
	}

}
