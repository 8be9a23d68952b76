// Whether the gateway answers. While it does not, the page is grey, and nothing on it can be pressed.

import { byId, note, setText } from './dom.js';
import { duration, time } from './format.js';

/** A single answer that is late does not mean that the gateway is gone. */
const PATIENCE = 8000;

const watchers = [];

let seenAt;
let gone = false;
let host = 'The gateway';

/** @param watcher called with whether the gateway is gone, when that changes */
export function watchPresence(watcher) {
  watchers.push(watcher);
}

export const isGone = () => gone;

export function nameGateway(name) {
  host = name;
}

export function sawGateway() {
  seenAt = Date.now();
  change(false);
}

/** @param late whether the gateway may still answer */
export function missedGateway(late) {
  change(gone || !late || seenAt === undefined || Date.now() - seenAt > PATIENCE);
}

function change(now) {
  const changed = now !== gone;
  gone = now;
  if (gone) {
    tell();
  }
  if (changed) {
    note(byId('gone'), gone ? byId('gone').textContent : '');
    document.body.classList.toggle('gone', gone);
    document.querySelectorAll('fieldset').forEach((fields) => {
      fields.disabled = gone;
    });
    byId('pause').disabled = gone;
    watchers.forEach((watcher) => watcher(gone));
  }
}

function tell() {
  if (seenAt === undefined) {
    setText(byId('gone'), `${host} cannot be reached.`);
    return;
  }
  const seen = time(new Date(seenAt));
  setText(byId('gone'), `${host} cannot be reached. Last seen at ${seen}; the page shows what it said then.`);
  // not in the alert, which a screen reader would read again every time
  setText(byId('updated'), `last seen ${duration((Date.now() - seenAt) / 1000)} ago`);
}
