package io.sluice.upstream;

import java.util.concurrent.ThreadFactory;

import org.springframework.core.task.TaskDecorator;

/**
 * The threads of attempts, one for each. The thread of the request waits for its attempt,
 * and can abandon an attempt that ignores its interrupt.
 *
 * @param threads creates a thread for each attempt
 * @param context carries the context of the request's thread to that of the attempt
 * @param interrupts whether an attempt is interrupted when its time is over
 */
public record AttemptThreads(ThreadFactory threads, TaskDecorator context, boolean interrupts) {

	/**
	 * Start a task on a thread of its own.
	 * @return the thread
	 */
	Thread start(Runnable task) {
		Thread thread = this.threads.newThread(this.context.decorate(task));
		thread.start();
		return thread;
	}

}
