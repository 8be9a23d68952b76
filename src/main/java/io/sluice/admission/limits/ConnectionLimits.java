package io.sluice.admission.limits;

/**
 * The limits of a listener on its connections, which may change while it runs.
 *
 * @param open the most connections open at once
 * @param addresses the addresses that may connect, and the most connections of each
 * @param rate the most connections accepted in a second
 */
public record ConnectionLimits(ConnectionLimit open, AddressGate addresses, ConnectionRate rate) {

	/**
	 * Change the limits. Open connections stay open.
	 * @param rules the addresses that may connect
	 * @param max the largest numbers of connections
	 */
	public void change(AddressRules rules, Max max) {
		this.open.change(max.open());
		this.addresses.change(rules, max.perAddress());
		this.rate.change(max.perSecond());
	}

	/**
	 * The largest numbers of connections, of which 0 is no limit.
	 *
	 * @param open open at once
	 * @param perAddress open at once from one address
	 * @param perSecond accepted in a second
	 */
	public record Max(int open, int perAddress, int perSecond) {

	}

}
