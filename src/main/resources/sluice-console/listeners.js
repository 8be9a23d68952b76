// A card for each listener: its state, its load, and the use of its limits.

import { isWritable, post } from './api.js';
import { confirm } from './confirm.js';
import { byId, element, note, report, setClass, setText } from './dom.js';
import { latency, rate } from './format.js';
import { Meter, maxAllConnections, maxConnections } from './limits.js';

const BADGES = { listening: 'good', suspended: 'warn', draining: 'warn', stopped: 'bad' };

const FIGURES = [
  ['requests/s', (latest) => rate(latest?.requestsPerSecond)],
  ['errors/s', (latest) => rate(latest?.errorsPerSecond)],
  ['p50', (latest) => latency(latest?.p50)],
  ['p99', (latest) => latency(latest?.p99)],
];

const cards = new Map();

const all = new Meter('All connections');

let changed = () => {};

/** @param onChange called after a listener was suspended or resumed */
export function startListeners(onChange) {
  changed = onChange;
  byId('listeners-all').append(all.node);
  note(byId('listeners-note'), isWritable('sluice') ? '' : 'Suspending, resuming and test messages are not offered: '
    + 'management.endpoint.sluice.access is not "unrestricted".');
}

export function showListeners(listeners, latest) {
  const names = Object.keys(listeners);
  for (const [name, card] of cards) {
    if (!names.includes(name)) {
      card.node.remove();
      cards.delete(name);
    }
  }
  for (const name of names) {
    if (!cards.has(name)) {
      cards.set(name, new Card(name, listeners[name]));
      byId('listener-cards').append(cards.get(name).node);
    }
    cards.get(name).show(listeners[name], latest?.[name]);
  }
  showAll(listeners);
}

/** The limits that listeners share. The card of one listener does not show the use by others. */
function showAll(listeners) {
  const each = Object.values(listeners);
  const max = maxAllConnections(listeners);
  byId('listeners-all').hidden = each.length < 2 || max === undefined;
  all.show(each.reduce((sum, { connections }) => sum + connections, 0), max);
}

class Card {

  constructor(name, listener) {
    this.name = name;
    this.badge = element('span', { class: 'badge' });
    this.where = element('p', { class: 'muted' });
    this.figures = FIGURES.map(() => element('dd'));
    this.connections = new Meter('Connections');
    this.requests = new Meter('Requests in flight');
    this.suspend = element('button', { type: 'button', onclick: () => this.act() });
    this.suspend.hidden = !isWritable('sluice');
    this.node = element('article', { class: 'card', 'aria-label': `Listener ${name}` },
      element('header', {}, element('h3', {}, name), this.badge, this.suspend), this.where,
      element('dl', { class: 'figures' }, ...FIGURES.map(([label], index) =>
        element('div', {}, element('dt', {}, label), this.figures[index]))),
      element('div', { class: 'meters' }, this.connections.node, this.requests.node),
      element('details', {}, element('summary', {}, 'Settings'), settings(listener.settings)));
  }

  show(listener, latest) {
    this.state = listener.state;
    setText(this.badge, listener.state);
    setClass(this.badge, `badge ${BADGES[listener.state] ?? ''}`);
    setText(this.where, describe(listener));
    FIGURES.forEach(([, value], index) => setText(this.figures[index], value(latest)));
    this.connections.show(listener.connections, maxConnections(this.name, listener.settings));
    this.requests.show(listener.activeRequests, listener.settings.limits?.['max-requests-in-flight'] || undefined);
    setText(this.suspend, listener.state === 'suspended' ? 'Resume' : 'Suspend');
    this.suspend.disabled = !['listening', 'suspended'].includes(listener.state);
  }

  async act() {
    const action = this.state === 'suspended' ? 'resume' : 'suspend';
    if (action === 'suspend' && !await confirm(`Suspend ${this.name}?`,
      'New clients wait until it is resumed, and readiness is out of service. Open connections are served.',
      'Suspend')) {
      return;
    }
    const result = byId('listeners-result');
    try {
      await post('sluice', this.name, { action });
      report(result, action === 'suspend' ? `${this.name} is suspended.` : `${this.name} is resumed.`);
    } catch (problem) {
      report(result, problem.message, true);
    }
    changed();
  }

}

function describe(listener) {
  const { settings } = listener;
  const place = listener.connect ? `connects to ${listener.connect.join(', ')}` : `port ${listener.port}`;
  const parts = [place, settings.framing.type];
  if (settings.ssl) {
    parts.push('TLS');
  }
  if (settings['proxy-protocol']?.mode === 'required') {
    parts.push('PROXY protocol');
  }
  return parts.join(' · ');
}

/** The settings as in the configuration, with dotted keys. */
function settings(tree) {
  return element('dl', { class: 'settings' }, ...flatten(tree, '').map(([key, value]) =>
    element('div', {}, element('dt', {}, key), element('dd', {}, value))));
}

function flatten(tree, prefix) {
  return Object.entries(tree).flatMap(([key, value]) => {
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
      return flatten(value, `${prefix}${key}.`);
    }
    const text = Array.isArray(value) ? value.map((item) =>
      (typeof item === 'object' ? JSON.stringify(item) : item)).join(', ') || '–' : String(value);
    return [[prefix + key, text]];
  });
}
