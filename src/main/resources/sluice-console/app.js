// Starts the page, and has each part of it look again at its own pace.

import { configure, isExposed, read } from './api.js';
import { showHistory, startCharts } from './charts.js';
import { offerListeners, startConnections } from './connections.js';
import { byId, note, setClass, setText } from './dom.js';
import { time } from './format.js';
import { learnMaxima } from './limits.js';
import { showListeners, startListeners } from './listeners.js';
import { Poll, setPaused } from './poll.js';
import { showRoutes, startRoutes } from './routes.js';
import { offerTargets, startSending } from './send.js';
import { startThreads } from './threads.js';

const LISTENERS = 2000;
const HISTORY = 5000;
const HEALTH = 5000;
const LIMITS = 60000;

const BADGES = { UP: 'good', OUT_OF_SERVICE: 'warn', DOWN: 'bad' };

const trouble = byId('trouble');

let names = [];
let latest;

/** What goes wrong with a look is said at the top until one goes well; the next look comes anyway. */
function look(task) {
  return async () => {
    try {
      await task();
      note(trouble, '');
      setText(byId('updated'), time(new Date()));
    } catch (problem) {
      note(trouble, problem.message);
    }
  };
}

async function lookAtListeners() {
  const { listeners } = await read('sluice');
  const known = names.join();
  names = Object.keys(listeners);
  if (names.join() !== known) {
    await learnMaxima(names);
  }
  showListeners(listeners, latest);
  showRoutes(listeners);
  offerListeners(names);
  offerTargets(listeners);
}

async function lookAtHistory() {
  const history = await read('history');
  latest = history.samples.at(-1)?.listeners;
  showHistory(history);
}

async function lookAtHealth() {
  const { status } = await read('health');
  setText(byId('health'), status.toLowerCase().replaceAll('_', ' '));
  setClass(byId('health'), `badge ${BADGES[status] ?? ''}`);
}

function startPause() {
  const button = byId('pause');
  button.addEventListener('click', () => {
    const paused = button.getAttribute('aria-pressed') !== 'true';
    button.setAttribute('aria-pressed', paused);
    setPaused(paused);
  });
}

async function start() {
  const { charts } = await configure();
  startPause();
  startRoutes();
  startSending();
  startThreads();
  const listeners = new Poll(LISTENERS, look(lookAtListeners));
  startListeners(() => listeners.now());
  if (isExposed('connections')) {
    startConnections();
  } else {
    note(byId('connections-note'), 'Not available: the endpoint "connections" is not exposed.');
  }
  if (isExposed('history')) {
    await startCharts(charts);
    new Poll(HISTORY, look(lookAtHistory)).now();
  } else {
    note(byId('history-note'), 'Not available: the endpoint "history" is not exposed.');
  }
  if (isExposed('health')) {
    new Poll(HEALTH, look(lookAtHealth)).now();
  }
  listeners.now();
  new Poll(LIMITS, look(() => learnMaxima(names))).now();
}

start().catch((problem) => note(trouble, problem.message));
