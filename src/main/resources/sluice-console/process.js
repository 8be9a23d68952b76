// The process: its name at the top of the page, and what it may run short of.

import { gatewayTime } from './clock.js';
import { byId, element, setClass, setText } from './dom.js';
import { bytes, count, day, duration, percent, visible } from './format.js';
import { Meter } from './limits.js';
import { isGone, nameGateway } from './presence.js';
import { Table } from './table.js';

const DAY = 86400000;

/** As the alert of the chart, in days. */
const SOON = 14;

const VERY_SOON = 3;

const heap = new Meter('Heap');
const files = new Meter('Open files');
const collector = new Meter('Stopped by the collector, last minute');

const certificates = new Table(byId('certificates-table'), {
  caption: 'Certificates of the SSL bundles, the first to expire first', empty: 'There are no certificates.',
  key: (each) => `${each.bundle} ${each.subject} ${each.expiresAt}`,
  columns: [
    { label: 'Certificate', text: (each) => visible(each.subject), class: 'free' },
    { label: 'Bundle', text: (each) => visible(each.bundle) },
    { label: 'Expires', text: (each) => day(new Date(each.expiresAt)) },
    { label: 'Days left', numeric: true, node: () => element('span', { class: 'badge' }), update: showDays },
  ],
});

byId('process-meters').append(heap.node, files.node, collector.node);

let host = '';

export function showProcess(process) {
  host = visible(process.host);
  nameGateway(host);
  setText(byId('host'), host);
  setText(byId('version'), [process.application, process.version].filter(Boolean).map(visible).join(' '));
  setText(byId('uptime'), `up ${duration((gatewayTime() - Date.parse(process.startedAt)) / 1000, 2)}`);
  heap.show(process.heap.used, process.heap.max, bytes);
  files.node.hidden = process.files === undefined;
  if (process.files) {
    files.show(process.files.used, process.files.max);
  }
  collector.node.hidden = process.collectorShare === undefined;
  collector.show(process.collectorShare ?? 0, 1, percent);
  byId('certificates').hidden = process.certificates.length === 0;
  certificates.show(process.certificates);
}

/** Names the page, so that several tabs can be told apart. What was counted before the gateway was gone is old. */
export function showTitle(troubled) {
  const state = isGone() ? 'unreachable · ' : troubled > 0 ? `(${troubled}) ` : '';
  document.title = `${state}${host ? `${host} · ` : ''}Sluice console`;
}

/** What the process is short of, as items of the verdict. */
export function shortages(process) {
  const found = [];
  if (process.files?.used >= 0.9 * process.files?.max) {
    found.push({ key: 'files', name: 'Open files', severity: 'major',
      text: `${count(process.files.used)} of ${count(process.files.max)}: soon no client can connect` });
  }
  if (process.collectorShare >= 0.2) {
    found.push({ key: 'collector', name: 'Garbage collector', severity: 'minor',
      text: `stopped the gateway for ${percent(process.collectorShare)} of the last minute` });
  }
  for (const each of process.certificates.filter(({ expiresAt }) => daysUntil(expiresAt) < SOON)) {
    found.push({ key: `certificate ${each.bundle} ${each.subject}`, name: `Certificate ${visible(each.subject)}`,
      severity: daysUntil(each.expiresAt) < VERY_SOON ? 'major' : 'minor',
      text: `of the bundle ${visible(each.bundle)} ${expiry(each.expiresAt)}` });
  }
  return found;
}

function expiry(at) {
  const days = daysUntil(at);
  return days < 0 ? `expired on ${day(new Date(at))}`
    : `expires on ${day(new Date(at))}, in ${days} ${days === 1 ? 'day' : 'days'}`;
}

/** Whole days; less than 0 after the expiry. */
function daysUntil(at) {
  return Math.floor((Date.parse(at) - gatewayTime()) / DAY);
}

function showDays(badge, { expiresAt }) {
  const days = daysUntil(expiresAt);
  setText(badge, days < 0 ? 'expired' : count(days));
  setClass(badge, `badge ${days < VERY_SOON ? 'bad' : days < SOON ? 'warn' : ''}`);
}
