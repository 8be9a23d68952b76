// The stacks of connections' threads. A dump has a cost, so it is taken only on request.

import { isExposed, read } from './api.js';
import { byId, element, note } from './dom.js';
import { count, time, visible } from './format.js';
import { Table } from './table.js';

const PHASES = ['handshake', 'idle', 'frame', 'request', 'reply'];

const remark = byId('threads-note');

let table;

export function startThreads() {
  const button = byId('threads-look');
  if (!isExposed('virtualthreads')) {
    button.hidden = true;
    note(remark, 'Not available: this gateway has no endpoint "virtualthreads", or does not expose it.');
    return;
  }
  table = new Table(byId('threads-phases'), {
    caption: 'Threads of connections by listener and phase',
    empty: 'No connection has a virtual thread; those of pools are in threaddump.',
    key: ([listener]) => listener,
    columns: [
      { label: 'Listener', text: ([listener]) => listener },
      ...PHASES.map((phase) => ({
        label: phase, numeric: true, text: ([, phases]) => count(phases[phase] ?? 0),
      })),
    ],
  });
  button.addEventListener('click', look);
  look();
}

async function look() {
  try {
    const answer = await read('virtualthreads');
    note(remark, `${count(answer.total)} virtual threads at ${time(new Date())}, those alike together:`);
    table.show(Object.entries(answer.phases ?? {}));
    byId('threads-groups').replaceChildren(...(answer.groups ?? []).map(group));
  } catch (problem) {
    note(remark, problem.status === 404 ? 'Not available: this gateway has no endpoint "virtualthreads".'
      : problem.message);
  }
}

function group(each) {
  const summary = element('summary', {},
    element('span', { class: 'many' }, count(each.count)), ' ',
    element('span', { class: 'code' }, visible(each.at ?? 'unknown')), ' ',
    element('span', { class: 'muted' }, [each.state?.toLowerCase(), owners(each.listeners)].filter(Boolean).join(' · ')));
  const waits = each.waitsFor ? [element('p', {}, 'waits for ', element('span', { class: 'code' }, visible(each.waitsFor)))]
    : [];
  return element('details', {}, summary, ...waits, element('pre', {}, (each.stack ?? []).map(visible).join('\n')));
}

function owners(listeners = {}) {
  return Object.entries(listeners).map(([listener, phases]) => `${listener} ${Object.entries(phases).map(
    ([phase, number]) => `${count(number)} ${phase}`).join(', ')}`).join('; ');
}
