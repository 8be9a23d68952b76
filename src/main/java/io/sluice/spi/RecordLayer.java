package io.sluice.spi;

import java.io.Flushable;

/**
 * What lies between the accepted socket and what is served, where that reads records of
 * which not each brings data, as TLS does. Used by the thread that reads.
 */
public interface RecordLayer {

	/** There is none: what is read is data. */
	RecordLayer NONE = new None();

	/**
	 * Whether something has been read from the socket that the layer has not asked for
	 * yet.
	 * @return {@code true} also where it is a part of a record
	 */
	boolean isHolding();

	/**
	 * Whether a part of a record has been read.
	 * @return {@code false} between two records
	 */
	boolean isInsideRecord();

	/**
	 * Take note that records have brought data.
	 */
	void dataRead();

	/**
	 * The bytes of records since there was data.
	 * @return bytes
	 */
	long overhead();

	/**
	 * How many bytes of records may come without data.
	 * @return bytes
	 */
	long maxOverhead();

	/**
	 * Say what to do before a record is read that follows one without data. The layer
	 * goes on reading until there is data, so nobody else can stop it, or have it let
	 * others run.
	 * @param action flushed each time; what it throws is thrown by the read if it is an
	 * {@link java.io.InterruptedIOException}
	 */
	void beforeOverhead(Flushable action);

	/**
	 * No layer.
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
		public void dataRead() {
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
		public void beforeOverhead(Flushable action) {
		}

	}

}
