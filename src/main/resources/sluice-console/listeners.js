// A card for each listener: its state, its load, and the use of its limits.

import { isWritable, post } from './api.js';
import { confirm } from './confirm.js';
import { byId, element, note, report, setClass, setText } from './dom.js';
import { count, latency, percent, rate } from './format.js';
import { Meter, maxAllConnections, maxConnections } from './limits.js';
import { latestOf, pastOf, ratioOf, severityOf, total, worstFirst } from './severity.js';

const BADGES = { listening: 'good', suspended: 'warn', draining: 'warn', stopped: 'bad' };

const QUARTER = 'In the last 15 minutes';

/** Each with its label, its text, whether it is an error, and its explanation. */
const FIGURES = [
  { label: 'requests/s', text: ({ latest }) => rate(latest?.requestsPerSecond) },
  { label: 'errors/s', text: ({ latest }) => rate(latest?.errorsPerSecond), bad: ({ latest }) => latest?.errorsPerSecond > 0 },
  { label: 'error ratio', text: ({ ratio }) => percent(ratio), bad: ({ ratio }) => ratio > 0, title: 'In the last minute' },
  { label: 'rejected', text: ({ past }) => count(past && total(past.rejected)), bad: ({ past }) => past && total(past.rejected) > 0,
    title: QUARTER },
  { label: 'p50', text: ({ latest }) => latency(latest?.p50) },
  { label: 'p99', text: ({ latest }) => latency(latest?.p99) },
  { label: 'failed closes', text: ({ past }) => count(past && total(past.failed)), bad: ({ past }) => past && total(past.failed) > 0,
    title: QUARTER },
  { label: 'dropped', text: ({ past }) => count(past?.repliesDropped), bad: ({ past }) => past?.repliesDropped > 0,
    title: `Replies that came too late or were one too many. ${QUARTER}` },
];

const cards = new Map();

const place = byId('listener-cards');

const all = new Meter('All connections');

let changed = () => {};

/** @param onChange called after a listener was suspended or resumed */
export function startListeners(onChange) {
  changed = onChange;
  byId('listeners-all').append(all.node);
  note(byId('listeners-note'), isWritable('sluice') ? '' : 'Suspending, resuming and test messages are not offered: '
    + 'management.endpoint.sluice.access is not "unrestricted".');
}

export function showListeners(listeners) {
  const names = worstFirst(Object.keys(listeners), (name) => listeners[name].state);
  for (const [name, card] of cards) {
    if (!names.includes(name)) {
      card.node.remove();
      cards.delete(name);
    }
  }
  for (const name of names) {
    if (!cards.has(name)) {
      cards.set(name, new Card(name, listeners[name]));
      place.append(cards.get(name).node);
    }
    cards.get(name).show(listeners[name]);
  }
  sort(names);
  showAll(listeners);
}

/** Not while a card has the focus, or a button is about to be pressed: it would be another listener's. */
function sort(names) {
  if (place.contains(document.activeElement) || place.querySelector('button:hover') !== null) {
    return;
  }
  names.forEach((name, index) => {
    const { node } = cards.get(name);
    if (place.children[index] !== node) {
      place.insertBefore(node, place.children[index]);
    }
  });
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
    this.failed = element('span', { class: 'failed' });
    this.closed = element('span');
    this.ends = element('p', { class: 'ends muted' }, '15 min: ', this.failed, ' ', this.closed);
    this.connections = new Meter('Connections');
    this.requests = new Meter('Requests in flight');
    this.suspend = element('button', { type: 'button', onclick: () => this.act() });
    this.suspend.hidden = !isWritable('sluice');
    this.node = element('article', { class: 'card', 'aria-label': `Listener ${name}` },
      element('header', {}, element('h3', {}, name), this.badge, this.suspend), this.where,
      element('dl', { class: 'figures' }, ...FIGURES.map(({ label, title }, index) =>
        element('div', { title }, element('dt', {}, label), this.figures[index]))),
      this.ends,
      element('div', { class: 'meters' }, this.connections.node, this.requests.node),
      element('details', {}, element('summary', {}, 'Settings'), settings(listener.settings)));
  }

  show(listener) {
    this.state = listener.state;
    setClass(this.node, `card ${severityOf(this.name, listener.state)}`);
    setText(this.badge, listener.state);
    setClass(this.badge, `badge ${BADGES[listener.state] ?? ''}`);
    setText(this.where, describe(listener));
    this.showPast({ latest: latestOf(this.name), past: pastOf(this.name), ratio: ratioOf(this.name) });
    this.connections.show(listener.connections, maxConnections(this.name, listener.settings));
    this.requests.show(listener.activeRequests, listener.settings.limits?.['max-requests-in-flight'] || undefined);
    setText(this.suspend, listener.state === 'suspended' ? 'Resume' : 'Suspend');
    this.suspend.disabled = !['listening', 'suspended'].includes(listener.state);
  }

  showPast(figures) {
    FIGURES.forEach(({ text, bad }, index) => {
      setText(this.figures[index], text(figures));
      setClass(this.figures[index], bad?.(figures) ? 'failed' : '');
    });
    const { past } = figures;
    const usual = Object.entries(past?.closed ?? {}).filter(([reason]) => past.failed[reason] === undefined);
    const wrong = past ? [...listed(past.errors), ...listed(past.failed), ...listed(past.rejected)] : [];
    setText(this.failed, [...new Set(wrong)].join(', '));
    setText(this.closed, usual.length > 0 ? `${wrong.length > 0 ? '· ' : ''}closed: ${listed(Object.fromEntries(usual)).join(', ')}` : '');
    this.ends.hidden = wrong.length === 0 && usual.length === 0;
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

function listed(counts) {
  return Object.entries(counts).map(([kind, number]) => `${kind} ${count(number)}`);
}

function describe(listener) {
  const { settings } = listener;
  const place = listener.connect ? `connects to ${listener.connect.join(', ')}` : `port ${listener.port}`;
  const parts = [place, settings.framing.type];
  if (listener.leader !== undefined) {
    parts.push(listener.leader ? 'leads' : `${listener.leaderPod ?? 'another process'} leads`);
  }
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
