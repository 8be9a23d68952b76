package io.sluice.admission.limits;

import java.net.InetAddress;
import java.util.List;

/**
 * Which addresses may connect.
 *
 * @param allow those that may; all of them where the list is empty
 * @param deny those that may not, even where they are allowed
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
	public boolean permits(InetAddress address) {
		return !isIn(this.deny, address) && (this.allow.isEmpty() || isIn(this.allow, address));
	}

	private static boolean isIn(List<CidrBlock> blocks, InetAddress address) {
		return blocks.stream().anyMatch((block) -> block.contains(address));
	}

}
