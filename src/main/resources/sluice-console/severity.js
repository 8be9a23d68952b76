// How much trouble each listener has, and the order of the worst first.

const RANKS = { none: 0, minor: 1, major: 2 };

const STATES = { stopped: 'major', suspended: 'minor', draining: 'minor' };

/** The number of samples in a minute. */
const MINUTE = 12;

let states = {};
let latest = {};
let ratios = {};

/** Learns from the history, and from the states of the listeners where they are known. */
export function learnSeverity(history) {
  states = history.listeners;
  latest = history.samples.at(-1)?.listeners ?? {};
  ratios = Object.fromEntries(Object.keys(latest).map((name) => [name, ratio(history.samples.slice(-MINUTE), name)]));
}

function ratio(samples, name) {
  const sum = (field) => samples.reduce((total, { listeners }) => total + (listeners[name]?.[field] ?? 0), 0);
  const requests = sum('requestsPerSecond');
  return requests > 0 ? sum('errorsPerSecond') / requests : undefined;
}

/** The trouble, its causes, and what ended in the last 15 minutes; undefined before the first sample. */
export const pastOf = (name) => states[name];

/** The rates and percentiles of the latest sample. */
export const latestOf = (name) => latest[name];

/** The share of the last minute's requests that were errors; undefined without requests. */
export const ratioOf = (name) => ratios[name];

/** @param state the listener's state, if it is known */
export function severityOf(name, state) {
  const own = states[name]?.trouble ?? 'none';
  const other = STATES[state] ?? 'none';
  return RANKS[own] >= RANKS[other] ? own : other;
}

/** @param stateOf gives the state of a listener by its name */
export function worstFirst(names, stateOf = () => undefined) {
  const rank = (name) => RANKS[severityOf(name, stateOf(name))];
  return [...names].sort((one, other) =>
    rank(other) - rank(one) || wrongs(other) - wrongs(one) || one.localeCompare(other));
}

/** A number that changes slowly, so that the order does too. */
function wrongs(name) {
  const past = states[name];
  return past ? total(past.errors) + total(past.failed) + total(past.rejected) + past.repliesDropped : 0;
}

export const total = (counts) => Object.values(counts).reduce((sum, number) => sum + number, 0);
