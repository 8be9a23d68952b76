// Sends a test message to a listener and shows its reply.

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
    send();
  });
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
  form.querySelector('button').disabled = sending || form.elements.listener.options.length === 0;
}

async function send() {
  if (sending) {
    return;
  }
  const { listener, message, hex } = form.elements;
  sending = true;
  showSending();
  reply.hidden = true;
  report(result, 'Waiting for the reply …');
  try {
    const answer = await post('sluice', listener.value, { action: 'send', message: message.value, hex: hex.checked });
    report(result, `${listener.value} replied ${bytes(answer.bytes)} in ${answer.millis} ms`
      + `${answer.truncated ? '; the beginning is' : ''}:`);
    setText(reply, visible(answer.reply));
    reply.hidden = false;
  } catch (problem) {
    report(result, problem.message, true);
  } finally {
    sending = false;
    showSending();
  }
}
