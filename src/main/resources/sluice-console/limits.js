// The use of a listener's limits.

import { isExposed, read } from './api.js';
import { element, setClass, setText } from './dom.js';
import { count } from './format.js';

const MAX = 'sluice.connections.max';

/** The largest integer stands for no limit. */
const UNLIMITED = 2 ** 31 - 1;

const maxima = new Map();

/** The maximum number of connections of a listener; undefined if it has no limit of its own. */
export function maxConnections(name, settings) {
  return maxima.get(name) ?? (settings.limits?.['max-connections'] || undefined);
}

/** The maximum number of connections of all listeners together. It applies to each listener without a lower limit. */
export function maxAllConnections(listeners) {
  return Object.entries(listeners)
    .filter(([name, { settings }]) => maxima.get(name) !== settings.limits?.['max-connections'])
    .map(([name]) => maxima.get(name)).find((max) => max !== undefined);
}

/** Reads the limit from its gauge, or from the settings if there is no gauge. */
export async function learnMaxima(names) {
  if (!isExposed('metrics') || !(await read('metrics')).names.includes(MAX)) {
    return;
  }
  await Promise.all(names.map(async (name) => {
    const metric = await read('metrics', MAX, { tag: `listener:${name}` });
    const value = metric.measurements[0].value;
    maxima.set(name, value > 0 && value < UNLIMITED ? value : undefined);
  }));
}

/** A bar that shows the used share, and changes colour near the limit. */
export class Meter {

  constructor(label) {
    this.label = label;
    this.bar = element('span', { class: 'bar' });
    this.track = element('span', { class: 'track' }, this.bar);
    this.value = element('span', { class: 'value' });
    this.node = element('div', { class: 'meter', role: 'meter', 'aria-label': label, 'aria-valuemin': 0 },
      element('span', { class: 'label' }, label), this.value, this.track);
  }

  /** @param format formats the two numbers */
  show(now, max, format = count) {
    const share = max ? Math.min(1, now / max) : 0;
    setText(this.value, max ? `${format(now)} of ${format(max)}` : `${format(now)}, no limit`);
    setClass(this.bar, share >= 0.9 ? 'bar bad' : share >= 0.75 ? 'bar warn' : 'bar');
    this.bar.style.width = `${(share * 100).toFixed(1)}%`;
    this.track.hidden = !max;
    this.node.setAttribute('aria-valuenow', now);
    this.node.setAttribute('aria-valuemax', max ?? Math.max(now, 1));
    this.node.setAttribute('aria-valuetext', this.value.textContent);
  }

}
