// Starts the page, and polls the data of each part in its own period.

import { configure, isExposed, read } from './api.js';
import { showHistory, startCharts } from './charts.js';
import { offerListeners, startConnections } from './connections.js';
import { byId, note, setClass, setText } from './dom.js';
import { startErrors } from './errors.js';
import { time } from './format.js';
import { learnMaxima } from './limits.js';
import { showListeners, startListeners } from './listeners.js';
import { Poll, setPaused } from './poll.js';
import { isGone, watchPresence } from './presence.js';
import { shortages, showProcess, showTitle } from './process.js';
import { showRoutes, startRoutes } from './routes.js';
import { offerTargets, startSending } from './send.js';
import { learnSeverity } from './severity.js';
import { startThreads } from './threads.js';
import { showUpstreams, startUpstreams } from './upstreams.js';
import { showVerdict } from './verdict.js';

const LISTENERS = 2000;
const HISTORY = 5000;
const HEALTH = 5000;
const LIMITS = 60000;

const BADGES = { UP: 'good', OUT_OF_SERVICE: 'warn', DOWN: 'bad' };

const trouble = byId('trouble');

/** The error of each poll. */
const troubles = new Map();

const limits = new Poll(LIMITS, look('limits', () => learnMaxima(names)));

let names = [];
let known = {};
/** The listeners that are shown: their limits are known, as those of new ones may not be yet. */
let listed;
let missing = [];

/** Shows a poll's error at the top of the page until that poll succeeds. Polling continues. */
function look(name, task) {
  return async () => {
    try {
      await task();
      troubles.delete(name);
      setText(byId('updated'), time(new Date()));
    } catch (problem) {
      troubles.set(name, problem.message);
    }
    tellTroubles();
  };
}

/** That the gateway is gone is said once, by another notice. */
function tellTroubles() {
  note(trouble, isGone() ? '' : [...new Set(troubles.values())].join(' '));
}

async function lookAtListeners() {
  const { listeners, upstreams } = await read('sluice');
  const before = names.join();
  names = Object.keys(listeners);
  if (names.join() !== before) {
    await limits.now();
  } else if (troubles.has('limits')) {
    // the cause of the error may be gone before the next poll
    limits.now();
  }
  known = listeners;
  listed = listeners;
  judge();
  showListeners(listeners);
  showRoutes(listeners);
  showUpstreams(upstreams);
  offerListeners(names);
  offerTargets(listeners);
}

async function lookAtHistory() {
  const history = await read('history');
  learnSeverity(history);
  showProcess(history.process);
  missing = shortages(history.process);
  // its state is unknown if the endpoint "sluice" is not exposed
  known = { ...Object.fromEntries(Object.keys(history.listeners).map((name) => [name, {}])), ...known };
  judge();
  if (listed !== undefined) {
    showListeners(listed);
  }
  showHistory(history);
}

function judge() {
  showTitle(showVerdict(known, missing));
}

async function lookAtHealth() {
  try {
    const { status } = await read('health');
    showHealth(status.toLowerCase().replaceAll('_', ' '), BADGES[status]);
  } catch (problem) {
    showHealth(problem.status === 0 ? 'unreachable' : 'unknown', 'bad');
    throw problem;
  }
}

function showHealth(text, badge = '') {
  setText(byId('health'), text);
  setClass(byId('health'), `badge ${badge}`);
}

function startPause() {
  const button = byId('pause');
  button.addEventListener('click', () => {
    const paused = button.getAttribute('aria-pressed') !== 'true';
    button.setAttribute('aria-pressed', paused);
    setPaused(paused);
  });
  watchPresence((gone) => {
    tellTroubles();
    judge();
    if (gone) {
      showHealth('unreachable', 'bad');
    }
    // only a page that asks notices that the gateway is back
    if (gone && button.getAttribute('aria-pressed') === 'true') {
      button.setAttribute('aria-pressed', false);
      setPaused(false);
    }
  });
}

function startSluice() {
  if (!isExposed('sluice')) {
    ['listeners-note', 'routes-note', 'send-note'].forEach((id) => sayMissing(id, 'sluice'));
    return;
  }
  startRoutes();
  startSending();
  const poll = new Poll(LISTENERS, look('listeners', lookAtListeners));
  startListeners(() => poll.now());
  startUpstreams(() => poll.now());
  poll.now();
}

async function startHistory(charts) {
  if (!isExposed('history')) {
    ['history-note', 'process-note'].forEach((id) => sayMissing(id, 'history'));
    return;
  }
  await startCharts(charts);
  new Poll(HISTORY, look('history', lookAtHistory)).now();
}

function startHealth() {
  if (!isExposed('health')) {
    byId('health').hidden = true;
    return;
  }
  new Poll(HEALTH, look('health', lookAtHealth)).now();
}

function sayMissing(id, endpoint) {
  note(byId(id), `Not available: the endpoint "${endpoint}" is not exposed.`);
}

/** The page may have been opened while the gateway was about to stop. */
async function settle() {
  for (;;) {
    try {
      return await configure();
    } catch (problem) {
      if (problem.status !== 0) {
        throw problem;
      }
      await new Promise((resolve) => {
        setTimeout(resolve, LISTENERS);
      });
    }
  }
}

async function start() {
  const { charts } = await settle();
  startPause();
  startThreads();
  startHealth();
  startSluice();
  if (isExposed('connections')) {
    startConnections();
    startErrors();
  } else {
    ['connections-note', 'errors-note'].forEach((id) => sayMissing(id, 'connections'));
  }
  await startHistory(charts);
}

start().catch((problem) => note(trouble, problem.message));
