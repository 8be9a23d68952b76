// The table of routes, with the number of requests and their outcomes.

import { byId } from './dom.js';
import { count, visible } from './format.js';
import { Table } from './table.js';

let table;

export function startRoutes() {
  table = new Table(byId('routes-table'), {
    caption: 'Routes of all listeners, in the order they are tried',
    empty: 'There are no routes.',
    key: (route) => `${route.listener} ${route.position}`,
    columns: [
      { label: 'Listener', text: (route) => route.listener },
      { label: 'Route', text: (route) => route.name },
      { label: 'When', text: (route) => visible(route.when), class: 'code free' },
      { label: 'To', text: (route) => (route.reply === 'none' ? `${route.to}, no reply` : route.to) },
      { label: 'Requests', numeric: true, text: (route) => count(route.requests) },
      { label: 'Errors', numeric: true, text: (route) => count(route.requests - (route.outcomes.ok ?? 0)) },
      { label: 'Outcomes', text: outcomes, class: 'free' },
    ],
  });
}

export function showRoutes(listeners) {
  table.show(Object.entries(listeners).flatMap(([listener, { routes }]) =>
    routes.map((route, position) => ({ ...route, listener, position }))));
}

function outcomes(route) {
  return Object.entries(route.outcomes).map(([outcome, number]) => `${outcome} ${count(number)}`).join(', ') || '–';
}
