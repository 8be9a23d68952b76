package io.sluice.admission.limits;

import java.net.InetAddress;
import java.util.List;

import io.sluice.socket.CidrBlock;

/**
 * The addresses that may connect.
 *
 * @param allow the allowed addresses; all addresses if the list is empty
 * @param deny the denied addresses, even if they are allowed
 */
public record AddressRules(List<CidrBlock> allow, List<CidrBlock> deny) {

	public AddressRules {
		allow = List.copyOf(allow);
		deny = List.copyOf(deny);
	}

	/**
	 * Whether an address may connect.
	 * @param address the client's address
	 * @return whether it is allowed and not denied
	 */
	public boolean isPermitted(InetAddress address) {
		return !isIn(this.deny, address) && (this.allow.isEmpty() || isIn(this.allow, address));
	}

	private static boolean isIn(List<CidrBlock> blocks, InetAddress address) {
		return blocks.stream().anyMatch((block) -> block.contains(address));
	}

}
