// Requests to the Actuator endpoints of this server.

import { missedGateway, sawGateway } from './presence.js';

const READ_TIMEOUT = 8000;
const WRITE_TIMEOUT = 12000;

/** What a proxy answers while the gateway behind it is gone. The gateway's own answers are JSON. */
const PROXY_FAILURES = [502, 503, 504];

let endpoints = {};

/** A failed request. Its message is shown to the user. */
export class Problem extends Error {
  constructor(status, message, answer) {
    super(message);
    this.status = status;
    this.answer = answer;
  }
}

/** Reads the paths of the endpoints. Returns the other settings of the page. */
export async function configure() {
  const settings = await ask('sluice-console/console.json', { signal: AbortSignal.timeout(READ_TIMEOUT) });
  endpoints = settings.endpoints;
  return settings;
}

export const isExposed = (id) => endpoints[id] !== undefined;

export const isWritable = (id) => isExposed(id) && endpoints[id].writable;

export function read(id, path = '', parameters = {}) {
  const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value !== ''));
  const suffix = query.size > 0 ? `?${query}` : '';
  return ask(address(id, path) + suffix, { signal: AbortSignal.timeout(READ_TIMEOUT) });
}

/** @param longer the time that the answer may take beyond the usual, in milliseconds */
export function post(id, path, body, longer = 0) {
  return ask(address(id, path), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(WRITE_TIMEOUT + longer),
  });
}

export function remove(id, path) {
  return ask(address(id, path), { method: 'DELETE', signal: AbortSignal.timeout(WRITE_TIMEOUT) });
}

function address(id, path) {
  if (!isExposed(id)) {
    throw new Problem(404, `The endpoint "${id}" is not exposed (management.endpoints.web.exposure.include).`);
  }
  const segments = path.split('/').map(encodeURIComponent).join('/');
  return endpoints[id].path + (path ? `/${segments}` : '');
}

async function ask(url, options) {
  let response;
  let text;
  try {
    response = await fetch(url, { cache: 'no-store', ...options });
    text = await response.text();
  } catch (failure) {
    const late = failure.name === 'TimeoutError';
    missedGateway(late);
    throw new Problem(0, late ? 'The gateway did not answer in time.' : 'The gateway cannot be reached.');
  }
  const answer = parse(text);
  if (PROXY_FAILURES.includes(response.status) && answer === null) {
    missedGateway(false);
    throw new Problem(0, `The gateway cannot be reached: a proxy answered with status ${response.status}.`);
  }
  sawGateway();
  // health returns status 503 and the components that are down
  if (!response.ok && typeof answer?.status !== 'string') {
    throw new Problem(response.status, answer?.message ?? `The gateway answered with status ${response.status}.`,
      answer);
  }
  return answer;
}

function parse(text) {
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}
