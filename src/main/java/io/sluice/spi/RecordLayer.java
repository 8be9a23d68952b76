package io.sluice.spi;

import java.io.Flushable;

/**
 * A layer between the accepted socket and the application's bytes that reads records,
 * some of which bring no data, such as TLS. Used by the thread that reads.
 */
public interface RecordLayer {

	/** No layer: every byte read is data. */
	RecordLayer NONE = new None();

	/**
	 * Whether the layer has bytes that its reader has not asked for yet.
	 * @return {@code true} even if they are only a part of a record
	 */
	boolean isHolding();

	/**
	 * Whether a part of a record has been read.
	 * @return {@code false} between two records
	 */
	boolean isInsideRecord();

	/**
	 * Record that records have brought data.
	 */
	void recordData();

	/**
	 * The size of the records read since there was data.
	 * @return bytes
	 */
	long overhead();

	/**
	 * The limit on the size of records without data.
	 * @return bytes
	 */
	long maxOverhead();

	/**
	 * Set an action that runs before each record that follows a record without data. The
	 * layer reads until there is data, so only this action can stop it, or yield to other
	 * connections.
	 * @param action flushed each time; if it throws an
	 * {@link java.io.InterruptedIOException}, the read throws it too
	 */
	void onOverhead(Flushable action);

	/**
	 * The absent layer.
	 */
	final class None implements RecordLayer {

		private None() {
		}

		@Override
		public boolean isHolding() {
			return false;
		}

		@Override
		public boolean isInsideRecord() {
			return false;
		}

		@Override
		public void recordData() {
		}

		@Override
		public long overhead() {
			return 0;
		}

		@Override
		public long maxOverhead() {
			return 0;
		}

		@Override
		public void onOverhead(Flushable action) {
		}

	}

}
