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

/** @param share from 0 to 1 */
export function percent(share) {
  if (share === undefined || share === null) {
    return NOTHING;
  }
  return share > 0 && share < 0.001 ? '< 0.1 %' : `${tenths.format(share * 100)} %`;
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

/** The day, in an order that all countries read alike. */
export function day(date) {
  return date.toISOString().slice(0, 10);
}

/** The age by the gateway's clock, in its largest unit. */
export function age(date) {
  return duration((gatewayTime() - date.getTime()) / 1000);
}

const SPANS = [[86400, 'd'], [3600, 'h'], [60, 'min'], [1, 's']];

/** @param units how many units to show, the largest first */
export function duration(seconds, units = 1) {
  let rest = Math.max(0, Math.floor(seconds));
  const first = SPANS.findIndex(([length]) => rest >= length);
  if (first < 0) {
    return '0 s';
  }
  return SPANS.slice(first, first + units).map(([length, unit]) => {
    const number = Math.floor(rest / length);
    rest %= length;
    return number > 0 ? `${number} ${unit}` : '';
  }).filter(Boolean).join(' ');
}

/** Escapes characters that are invisible or change the direction of text. */
export function visible(text) {
  return String(text).replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    (character) => {
      const code = character.charCodeAt(0).toString(16);
      return code.length > 2 ? `\\u${code.padStart(4, '0')}` : `\\x${code.padStart(2, '0')}`;
    });
}
