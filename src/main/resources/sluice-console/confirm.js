// Asks for confirmation of actions that cannot be undone.

import { byId, setText } from './dom.js';
import { watchPresence } from './presence.js';

const dialog = byId('confirm');

let answer;

byId('confirm-yes').addEventListener('click', () => dialog.close('yes'));
byId('confirm-no').addEventListener('click', () => dialog.close(''));
// what would be confirmed can no longer be done
watchPresence((gone) => gone && dialog.open && dialog.close(''));
dialog.addEventListener('close', () => answer?.(dialog.returnValue === 'yes'));

/** Resolves to whether the user has confirmed. Escape means no. */
export function confirm(question, consequence, action) {
  setText(byId('confirm-question'), question);
  setText(byId('confirm-consequence'), consequence);
  setText(byId('confirm-yes'), action);
  dialog.returnValue = '';
  dialog.showModal();
  byId('confirm-no').focus();
  return new Promise((resolve) => {
    answer = resolve;
  });
}
