// The table of upstreams. A button suspends or resumes one if writes are allowed.

import { isWritable, post } from './api.js';
import { confirm } from './confirm.js';
import { byId, element, report, setClass, setText } from './dom.js';
import { NOTHING, age, count, seconds, visible } from './format.js';
import { Table } from './table.js';

const BADGES = { up: 'good', degraded: 'warn', suspended: 'warn', down: 'bad' };

let table;
let changed = () => {};

/** @param onChange called after an upstream was suspended or resumed */
export function startUpstreams(onChange) {
  changed = onChange;
  const columns = [
    { label: 'Upstream', text: (each) => each.name },
    { label: 'State', node: () => element('span', { class: 'badge' }), update: showState },
    { label: 'Addresses', text: addresses, class: 'code free' },
    { label: 'Connections', numeric: true, text: (each) => count(each.connections) },
    { label: 'In flight', numeric: true, text: (each) => count(each.inFlight) },
    { label: 'Waiting', numeric: true, text: (each) => count(each.waiting) },
    { label: 'p50', numeric: true, text: (each) => seconds(each.latency?.p50) },
    { label: 'p99', numeric: true, text: (each) => seconds(each.latency?.p99) },
    { label: 'Last error', text: lastError, class: 'free' },
  ];
  if (isWritable('sluice')) {
    columns.push({ label: 'Action', hideLabel: true, class: 'action', node: switcher, update: showSwitcher });
  }
  table = new Table(byId('upstreams-table'), {
    caption: 'Upstreams, the services that requests are sent to', empty: 'There are no upstreams.',
    key: (each) => each.name, columns,
  });
}

/** Without an upstream, the section is hidden. */
export function showUpstreams(upstreams) {
  const names = Object.keys(upstreams);
  byId('upstreams').hidden = names.length === 0;
  byId('upstreams-link').hidden = names.length === 0;
  table.show(names.map((name) => ({ name, ...upstreams[name] })));
}

function showState(badge, each) {
  setText(badge, each.state);
  setClass(badge, `badge ${BADGES[each.state] ?? ''}`);
}

function addresses(each) {
  return each.addresses.map(({ address, problem }) =>
    visible(problem === undefined ? address : `${address} (${problem})`)).join(', ');
}

function lastError(each) {
  return each.lastError ? `${age(new Date(each.lastError.at))} ago: ${visible(each.lastError.message)}` : NOTHING;
}

function switcher(current) {
  return element('button', { type: 'button', onclick: () => act(current()) });
}

function showSwitcher(button, each) {
  const action = each.state === 'suspended' ? 'Resume' : 'Suspend';
  setText(button, action);
  button.setAttribute('aria-label', `${action} ${each.name}`);
}

async function act({ name, state, required }) {
  const action = state === 'suspended' ? 'resume' : 'suspend';
  if (action === 'suspend' && !await confirm(`Suspend ${name}?`,
    `New requests to it fail or go to a fallback until it is resumed. Those in flight are completed.${
      required ? ' Readiness is out of service.' : ''}`, 'Suspend')) {
    return;
  }
  const result = byId('upstreams-result');
  try {
    await post('sluice', `upstreams/${name}`, { action });
    report(result, action === 'suspend' ? `${name} is suspended.` : `${name} is resumed.`);
  } catch (problem) {
    report(result, problem.message, true);
  }
  changed();
}
