// The gateway's clock, to which all times of the gateway refer. The browser's clock may differ.

let ahead = 0;

/**
 * Corrects the clock. The latest sample is at most one interval old, so a smaller difference is ignored.
 *
 * @param at the time of the gateway's latest sample
 * @param interval the time between two samples, in milliseconds
 */
export function learnTime(at, interval) {
  const least = at - Date.now();
  ahead = Math.max(least, Math.min(0, least + interval));
}

/** The current time by the gateway's clock, in milliseconds. */
export function gatewayTime() {
  return Date.now() + ahead;
}
