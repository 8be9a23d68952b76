// Sends a test message to a listener and shows its reply, or explains its route.

import { isWritable, post } from './api.js';
import { byId, note, report, setOptions, setText } from './dom.js';
import { bytes, visible } from './format.js';

const form = byId('send-form');
const result = byId('send-result');
const reply = byId('send-reply');

let sending = false;

export function startSending() {
  if (!isWritable('sluice')) {
    note(byId('send-note'), 'Not offered: management.endpoint.sluice.access is not "unrestricted".');
    return;
  }
  form.hidden = false;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    ask(send);
  });
  byId('send-explain').addEventListener('click', () => ask(explain));
  // as in other input boxes that send; Shift and Enter insert a line break
  form.elements.message.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      // ignores the repeats of a key that is held down
      if (!event.repeat) {
        form.requestSubmit();
      }
    }
  });
}

/** Listeners with TLS are left out, because the client may need a certificate. The page says so. */
export function offerTargets(listeners) {
  if (form.hidden) {
    return;
  }
  const plain = Object.entries(listeners).filter(([, { settings }]) =>
    !settings.ssl).map(([name]) => name);
  const others = Object.keys(listeners).filter((name) => !plain.includes(name));
  setOptions(form.elements.listener, plain);
  showSending();
  note(byId('send-note'), 'Opens a connection to the listener, as any client would, and waits up to five seconds for '
    + `the reply.${others.length > 0 ? ` Not offered with TLS: ${others.join(', ')}.` : ''}`);
}

/** Enabled only if there is a listener and no message in flight. */
function showSending() {
  for (const button of form.querySelectorAll('button')) {
    button.disabled = sending || form.elements.listener.options.length === 0;
  }
}

async function ask(action) {
  if (sending) {
    return;
  }
  const { listener, message, hex } = form.elements;
  sending = true;
  showSending();
  reply.hidden = true;
  report(result, 'Waiting for the reply …');
  try {
    await action(listener.value, { message: message.value, hex: hex.checked });
    reply.hidden = false;
  } catch (problem) {
    report(result, problem.message, true);
  } finally {
    sending = false;
    showSending();
  }
}

async function send(listener, message) {
  const answer = await post('sluice', listener, { action: 'send', ...message });
  report(result, `${listener} replied ${bytes(answer.bytes)} in ${answer.millis} ms`
    + `${answer.truncated ? '; the beginning is' : ''}:`);
  setText(reply, visible(answer.reply));
}

async function explain(listener, message) {
  const answer = await post('sluice', 'explain', { listener, ...message });
  report(result, `${listener} would do this, and nothing was sent:`);
  setText(reply, visible(answer.frames.map(explained).join('\n')) || 'No frame.');
}

/** A framing such as raw may cut a message into several frames. */
function explained(frame, index, frames) {
  const lines = frame.rejected.map(({ route, because }) => `${route} does not match: ${because}`);
  if (frame.route !== undefined) {
    lines.push(`${frame.route} matches, its target is ${frame.target}`);
  }
  if (frame.error) {
    lines.push(`${frame.error.code} ${frame.error.message}`);
  }
  return (frames.length > 1 ? [`frame ${index + 1}`, ...lines] : lines).join('\n');
}
