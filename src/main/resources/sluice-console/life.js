// The window of one connection: its latest events, refreshed while it is open, and a box that pushes to its client
// or asks it, if writes are allowed.

import { isExposed, isWritable, post, read } from './api.js';
import { byId, element, note, report, setText } from './dom.js';
import { NOTHING, age, bytes, count, moment, visible } from './format.js';
import { Poll } from './poll.js';
import { Table } from './table.js';

const PERIOD = 2000;

const dialog = byId('life');
const form = byId('life-form');
const result = byId('life-result');
const reply = byId('life-reply');

const table = new Table(byId('life-table'), {
  caption: 'Latest events of the connection, the newest first', empty: 'No events.', key: (each) => each.key,
  columns: [
    { label: 'Time', text: (each) => moment(new Date(each.at)) },
    { label: 'Event', text: (each) => (each.name === undefined ? each.event : `${each.event} as ${visible(each.name)}`),
      class: 'free' },
    { label: 'Size', numeric: true, text: (each) => size(each.size) },
    { label: 'Route', text: (each) => each.route ?? NOTHING },
    { label: 'Outcome', text: (each) => (each.partial ? `${each.outcome}, in part` : each.outcome ?? NOTHING) },
    { label: 'Reply', numeric: true, text: (each) => size(each.replySize) },
  ],
});

const poll = new Poll(PERIOD, look);

/** The connection that is shown; an answer that comes later belongs to another one. */
let shown;

/** The message that was sent last, while its outcome is awaited. */
let pending;

export function startLife() {
  const reason = refusal();
  note(byId('life-note'), reason && `Pushing and asking are not offered: ${reason}.`);
  form.hidden = reason !== '';
  // only the buttons send: a client may act on a message, so the Enter key in a field must not
  form.addEventListener('submit', (event) => event.preventDefault());
  byId('life-push').addEventListener('click', () => send(false));
  byId('life-ask').addEventListener('click', () => send(true));
  byId('life-done').addEventListener('click', () => dialog.close());
  dialog.addEventListener('close', () => {
    shown = undefined;
    setPending(undefined);
    poll.stop();
  });
}

function refusal() {
  if (!isExposed('tcpsessions')) {
    return 'the endpoint "tcpsessions" is not exposed';
  }
  return isWritable('tcpsessions') ? '' : 'management.endpoint.tcpsessions.access is not "unrestricted"';
}

/** A button that opens the window of a connection. */
export function opener(current) {
  return element('button', { type: 'button', class: 'open', 'aria-haspopup': 'dialog', title: 'Show its latest events',
    onclick: () => open(current()) }, element('bdi'));
}

function open(connection) {
  shown = connection.id;
  setText(byId('life-title'), `Connection of ${visible(connection.peer)}`);
  setText(byId('life-facts'), '');
  table.show([]);
  report(result, '');
  reply.hidden = true;
  form.reset();
  dialog.showModal();
  return poll.now();
}

async function look() {
  const id = shown;
  try {
    const connection = await read('connections', id);
    if (id === shown) {
      show(connection);
    }
  } catch (problem) {
    if (id !== shown) {
      return;
    }
    const closed = problem.status === 404;
    report(result, closed ? 'The connection is closed.' : problem.message, !closed);
    if (closed) {
      poll.stop();
    }
  }
}

function show(connection) {
  setText(byId('life-facts'), [
    connection.listener, connection.state, (connection.identities ?? []).map(visible).join(' '),
    visible(connection.tlsSubject ?? ''), `opened ${age(new Date(connection.openedAt))} ago`,
    `${count(connection.requests)} ${connection.requests === 1 ? 'request' : 'requests'}`,
    `${bytes(connection.bytesReceived)} received`, `${bytes(connection.bytesSent)} sent`,
  ].filter(Boolean).join(' · '));
  table.show(keyed(connection.recent ?? []).reverse());
}

/** Events have no id, and several may have the same time. */
function keyed(events) {
  const seen = new Map();
  return events.map((each) => {
    const key = `${each.at} ${each.event}`;
    seen.set(key, (seen.get(key) ?? 0) + 1);
    return { ...each, key: `${key} ${seen.get(key)}` };
  });
}

function size(number) {
  return number === undefined ? NOTHING : bytes(number);
}

async function send(asks) {
  if (pending) {
    return;
  }
  const { message, hex, within } = form.elements;
  const content = { id: shown, [hex.checked ? 'hex' : 'text']: message.value };
  setPending(content);
  reply.hidden = true;
  report(result, asks ? 'Waiting for the answer …' : 'Waiting for the client to take it …');
  const [text, bad, answer] = await (asks ? ask(content, Number(within.value)) : push(content));
  // not after the window was closed: it may show another connection
  if (pending === content) {
    setPending(undefined);
    report(result, text, bad);
    note(reply, answer);
    poll.now();
  }
}

/** Not disabled, because a disabled button loses the focus. */
function setPending(content) {
  pending = content;
  form.querySelectorAll('button').forEach((button) => button.setAttribute('aria-disabled', content !== undefined));
}

async function push(content) {
  try {
    const pushed = await post('tcpsessions', '', content);
    return [`${pushed.result}: the operating system has taken the message.`, false];
  } catch (problem) {
    return failed(problem);
  }
}

async function ask(content, seconds) {
  try {
    const asked = await post('tcpsessions', '', { ...content, await: `${seconds}s` }, seconds * 1000);
    const { text, hex } = asked.reply;
    return [`The client answered ${bytes(hex.length / 2)}:`, false,
      hex && (text === undefined ? hex : `${visible(text)}\n${hex}`)];
  } catch (problem) {
    return failed(problem);
  }
}

function failed(problem) {
  const outcome = problem.answer?.result;
  return [outcome === undefined ? problem.message : `${outcome}: ${problem.message}`, true];
}
