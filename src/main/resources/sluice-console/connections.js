// The table of open connections, with filters, sorting and pages. A button shows the life of a connection, another one
// closes it if writes are allowed.

import { isWritable, read, remove } from './api.js';
import { confirm } from './confirm.js';
import { byId, element, note, report, setOptions, setText } from './dom.js';
import { age, bytes, count, visible } from './format.js';
import { opener, startLife } from './life.js';
import { Poll } from './poll.js';
import { Table } from './table.js';

const PERIOD = 2000;

/** The delay after the latest key, because the user may still be typing. */
const TYPING = 250;

const form = byId('connections-filter');
const result = byId('connections-result');

const view = { sort: '-openedAt', page: 0 };

let table;
let poll;
let refused = false;

export function startConnections() {
  const columns = [
    { label: 'Peer', sort: 'peer', node: opener, class: 'code free address',
      update: (button, each) => setText(button.firstChild, visible(each.peer)) },
    { label: 'Listener', sort: 'listener', text: (each) => each.listener },
    { label: 'State', sort: 'state', text: (each) => each.state },
    { label: 'Names', sort: 'identities', text: (each) => visible(each.identities?.join(' ') ?? '–'), class: 'free' },
    { label: 'Certificate', sort: 'tlsSubject', text: (each) => visible(each.tlsSubject ?? '–'), class: 'free' },
    { label: 'Route', sort: 'route', text: (each) => each.route ?? '–' },
    { label: 'Opened', sort: 'openedAt', numeric: true, text: (each) => `${age(new Date(each.openedAt))} ago` },
    { label: 'Requests', sort: 'requests', numeric: true, text: (each) => count(each.requests) },
    { label: 'Received', sort: 'bytesReceived', numeric: true, text: (each) => bytes(each.bytesReceived) },
    { label: 'Sent', sort: 'bytesSent', numeric: true, text: (each) => bytes(each.bytesSent) },
  ];
  if (isWritable('connections')) {
    columns.push({ label: 'Action', hideLabel: true, class: 'action', node: closer,
      update: (button, each) => button.setAttribute('aria-label', `Close ${visible(each.peer)}`) });
  }
  note(byId('connections-note'), isWritable('connections') ? ''
    : 'Closing is not offered: management.endpoint.connections.access is not "unrestricted".');
  table = new Table(byId('connections-table'), {
    caption: 'Open connections', empty: 'No connection is open that fits.', key: (each) => each.id, columns,
  }, sortBy);
  // fewer rows where each is as high as five; also after the form is cleared
  if (matchMedia('(max-width: 44rem)').matches) {
    [...form.elements.size.options].forEach((option) => {
      option.defaultSelected = option.value === '10';
    });
  }
  startLife();
  poll = new Poll(PERIOD, look);
  listen();
  return poll.now();
}

function listen() {
  let typing;
  const changed = () => {
    view.page = 0;
    poll.now();
  };
  form.addEventListener('input', () => {
    clearTimeout(typing);
    typing = setTimeout(changed, TYPING);
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    changed();
  });
  // the fields are empty only after this event
  form.addEventListener('reset', () => setTimeout(changed));
  byId('connections-back').addEventListener('click', () => turn(-1));
  byId('connections-next').addEventListener('click', () => turn(1));
}

function turn(pages) {
  view.page += pages;
  return poll.now();
}

/** Sorts by a column: ascending first, then descending. */
function sortBy(field) {
  view.sort = field === view.sort ? `-${field}` : field;
  form.elements.order.value = view.sort;
  if (form.elements.order.selectedIndex < 0) {
    form.elements.order.value = '';
  }
  view.page = 0;
  return poll.now();
}

/** Shows the open connections of an address. */
export function filterByPeer(address, listener) {
  form.reset();
  form.elements.peer.value = address;
  form.elements.listener.value = listener;
  byId('connections').scrollIntoView();
}

export function offerListeners(names) {
  setOptions(form.elements.listener, names, 'all');
}

async function look() {
  const { order, ...parameters } = Object.fromEntries(new FormData(form));
  view.sort = order || view.sort;
  try {
    const answer = await read('connections', '', { ...parameters, page: view.page, sort: view.sort });
    if (refused) {
      report(result, '');
      refused = false;
    }
    show(answer, Number(parameters.size));
  } catch (problem) {
    // an invalid filter is reported here, an unreachable gateway at the top
    if (problem.status !== 0) {
      report(result, problem.message, true);
      refused = true;
    }
  }
}

function show({ total, connections }, size) {
  const pages = Math.max(1, Math.ceil(total / size));
  if (view.page >= pages) {
    view.page = pages - 1;
    poll.again = true;
    return;
  }
  table.show(connections);
  table.showSort(view.sort);
  setText(byId('connections-total'), `${count(total)} ${total === 1 ? 'connection' : 'connections'}`);
  setText(byId('connections-page'), `Page ${view.page + 1} of ${count(pages)}`);
  byId('connections-back').disabled = view.page === 0;
  byId('connections-next').disabled = view.page >= pages - 1;
}

function closer(current) {
  return element('button', { type: 'button', onclick: () => close(current()) }, 'Close');
}

async function close(connection) {
  const peer = visible(connection.peer);
  if (!await confirm(`Close the connection of ${peer}?`,
    `It is answered what it has sent to ${connection.listener}, and then closed.`, 'Close connection')) {
    return;
  }
  try {
    await remove('connections', connection.id);
    report(result, `${peer} has been told to end.`);
  } catch (problem) {
    report(result, problem.status === 404 ? `${peer} was closed already.` : problem.message, problem.status !== 404);
  }
  poll.now();
}
