// The gateway's clock, by which it says when something was. The browser's may be wrong, or another's.

let ahead = 0;

/**
 * A sample that has just come is at most an interval old, so clocks that agree but for that are left alone.
 *
 * @param at when the gateway took its latest sample
 * @param interval how often it takes one, in milliseconds
 */
export function learnTime(at, interval) {
  const least = at - Date.now();
  ahead = Math.max(least, Math.min(0, least + interval));
}

/** What the gateway takes the time to be, in milliseconds. */
export function gatewayTime() {
  return Date.now() + ahead;
}
