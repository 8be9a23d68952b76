// The first words of the page: which listener is in trouble, since when, what kind, and which client.

import { byId, element, setClass, setText } from './dom.js';
import { topClient } from './errors.js';
import { age, count, moment, percent, visible } from './format.js';
import { pastOf, ratioOf, severityOf, worstFirst } from './severity.js';

const list = byId('verdict-list');

const items = new Map();

/** The causes that are named; a listener rarely has more. */
const MOST_CAUSES = 4;

/**
 * @param listeners by name, each with its state where that is known
 * @param shortages what the process is short of: key, name, severity and text
 * @returns the number of major troubles
 */
export function showVerdict(listeners, shortages) {
  const names = worstFirst(Object.keys(listeners), (name) => listeners[name].state);
  const bad = names.filter((name) => severityOf(name, listeners[name].state) !== 'none');
  const wanted = [...bad.map((name) => ofListener(name, listeners[name].state)), ...shortages]
    .sort((one, other) => isMajor(other) - isMajor(one));
  const keys = wanted.map(({ key }) => key);
  for (const [key, item] of items) {
    if (!keys.includes(key)) {
      item.node.remove();
      items.delete(key);
    }
  }
  wanted.forEach((each, index) => place(each, index));
  list.hidden = wanted.length === 0;
  const calm = byId('verdict-calm');
  // before the first sample, nothing is known
  calm.hidden = wanted.length > 0 || names.length === 0 || names.some((name) => pastOf(name) === undefined);
  setText(calm, names.length === 1 ? 'The listener has no trouble.' : `None of the ${names.length} listeners has trouble.`);
  return wanted.filter(isMajor).length;
}

const isMajor = ({ severity }) => severity === 'major';

function place(each, index) {
  const item = items.get(each.key) ?? create(each.key);
  setClass(item.node, each.severity);
  setText(item.badge, each.severity);
  setClass(item.badge, `badge ${each.severity === 'major' ? 'bad' : 'warn'}`);
  setText(item.name, each.name);
  setText(item.text, each.text);
  if (list.children[index] !== item.node) {
    list.insertBefore(item.node, list.children[index] ?? null);
  }
}

function create(key) {
  const item = { badge: element('span'), name: element('strong'), text: element('span') };
  item.node = element('li', {}, item.badge, ' ', item.name, ' ', item.text);
  items.set(key, item);
  return item;
}

function ofListener(name, state) {
  const past = pastOf(name);
  const parts = [];
  if (state !== undefined && state !== 'listening') {
    parts.push(state);
  }
  if (past?.since) {
    parts.push(...troubles(name, past));
  }
  return { key: `listener ${name}`, name, severity: severityOf(name, state), text: parts.join(' · ') };
}

function troubles(name, { causes, since }) {
  const parts = [];
  if (ratioOf(name) > 0) {
    parts.push(`${percent(ratioOf(name))} of requests are errors`);
  }
  const worst = Object.entries(causes).sort(([, one], [, other]) => other - one).slice(0, MOST_CAUSES);
  parts.push(worst.map(([cause, number]) => `${cause} ${count(number)}`).join(', '));
  parts.push(`since ${moment(new Date(since))} (${age(new Date(since))})`);
  const client = topClient(name, false);
  if (client) {
    parts.push(`${client.times} of the latest ${client.of} from ${visible(client.who)}`);
  }
  const rejected = topClient(name, true);
  if (rejected) {
    parts.push(`${rejected.times} of the latest ${rejected.of} rejected from ${visible(rejected.who)}`);
  }
  return parts;
}
