// The table of the latest errors, those alike together.

import { read } from './api.js';
import { filterByPeer } from './connections.js';
import { byId, element, note, setText } from './dom.js';
import { NOTHING, count, moment, visible } from './format.js';
import { Poll } from './poll.js';
import { Table } from './table.js';

const PERIOD = 5000;

const MOST_ROWS = 25;

let table;
let errors = [];

export function startErrors() {
  table = new Table(byId('errors-table'), {
    caption: 'Latest errors, those alike together', empty: 'There have been no errors since the gateway started.', key: (each) => each.key,
    columns: [
      { label: 'Latest', text: (each) => moment(new Date(each.latest)) },
      { label: 'Listener', text: (each) => each.listener },
      { label: 'Address', node: opener, class: 'code free address',
        update: (button, each) => setText(button.firstChild, visible(each.address)) },
      { label: 'Names', text: (each) => visible([...each.names].join(' ') || NOTHING), class: 'free' },
      { label: 'What', text: (each) => each.event },
      { label: 'Reason', text: (each) => each.reason, class: 'failed free' },
      { label: 'Route', text: (each) => each.route ?? NOTHING },
      { label: 'Times', numeric: true, text: (each) => count(each.times) },
      { label: 'First', text: (each) => moment(new Date(each.first)) },
    ],
  });
  return new Poll(PERIOD, look).now();
}

async function look() {
  try {
    errors = (await read('connections', 'errors')).errors;
    note(byId('errors-note'), '');
    table.show(groups().slice(0, MOST_ROWS));
  } catch (problem) {
    // an unreachable gateway is reported at the top
    if (problem.status !== 0) {
      note(byId('errors-note'), problem.message);
    }
  }
}

/** The errors are sorted, the newest first, and so are the groups. */
function groups() {
  const found = new Map();
  for (const each of errors) {
    const address = addressOf(each.peer);
    const key = [each.listener, address, each.event, each.reason, each.route].join(' ');
    const group = found.get(key) ?? { ...each, key, address, names: new Set(), latest: each.at, times: 0 };
    group.times += 1;
    group.first = each.at;
    (each.identities ?? []).forEach((name) => group.names.add(name));
    found.set(key, group);
  }
  return [...found.values()];
}

/** Every connection of a client has another port. */
function addressOf(peer) {
  return peer.slice(0, peer.lastIndexOf(':')).replace(/[[\]]/g, '');
}

function opener(current) {
  return element('button', { type: 'button', class: 'open', title: 'Show its open connections',
    onclick: () => filterByPeer(current().address, current().listener) }, element('bdi'));
}

/**
 * The address with the most of a listener's latest errors, and how many it has; undefined without errors.
 *
 * @param rejected whether clients are counted that were rejected, or all other errors
 */
export function topClient(listener, rejected) {
  const of = errors.filter((each) => each.listener === listener && (each.event === 'rejected') === rejected);
  const times = new Map();
  for (const { peer } of of) {
    times.set(addressOf(peer), (times.get(addressOf(peer)) ?? 0) + 1);
  }
  const [first] = [...times].sort(([, one], [, other]) => other - one);
  return first && { who: first[0], times: first[1], of: of.length };
}
