// Formats numbers, times and untrusted text.

import { gatewayTime } from './clock.js';

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const tenths = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const digits = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });

export const NOTHING = '–';

export function count(number) {
  return number === undefined || number === null ? NOTHING : whole.format(number);
}

export function rate(number) {
  if (number === undefined || number === null) {
    return NOTHING;
  }
  return number < 100 ? tenths.format(number) : whole.format(number);
}

export function seconds(value) {
  if (value === undefined || value === null) {
    return NOTHING;
  }
  if (value < 0.001) {
    return `${digits.format(value * 1e6)} µs`;
  }
  return value < 1 ? `${digits.format(value * 1000)} ms` : `${digits.format(value)} s`;
}

/** The bounds of the first and the last bucket of sluice.requests. */
const SHORTEST = 1e-4;
const LONGEST = 30;

/** A percentile of sluice.requests. Beyond the outer buckets, only a bound is known. */
export function latency(value) {
  const bound = value <= SHORTEST ? '≤ ' : value >= LONGEST ? '≥ ' : '';
  return value === undefined || value === null ? NOTHING : bound + seconds(value);
}

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'];

export function bytes(number) {
  let unit = 0;
  let value = number;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? whole.format(value) : digits.format(value)} ${UNITS[unit]}`;
}

export function time(date) {
  return date.toLocaleTimeString([], { hour12: false });
}

/** The time, with the date if it is more than a day ago. */
export function moment(date) {
  return gatewayTime() - date.getTime() < 86400000 ? time(date) : `${date.toLocaleDateString()} ${time(date)}`;
}

/** The age by the gateway's clock, in its largest unit. */
export function age(date) {
  const passed = Math.max(0, (gatewayTime() - date.getTime()) / 1000);
  if (passed < 60) {
    return `${Math.floor(passed)} s`;
  }
  if (passed < 3600) {
    return `${Math.floor(passed / 60)} min`;
  }
  return passed < 86400 ? `${Math.floor(passed / 3600)} h` : `${Math.floor(passed / 86400)} d`;
}

/** Escapes characters that are invisible or change the direction of text. */
export function visible(text) {
  return String(text).replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    (character) => {
      const code = character.charCodeAt(0).toString(16);
      return code.length > 2 ? `\\u${code.padStart(4, '0')}` : `\\x${code.padStart(2, '0')}`;
    });
}
