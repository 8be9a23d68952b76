// Charts of the last 15 minutes, drawn by uPlot: of all listeners together, or of one of them.

import { gatewayTime, learnTime } from './clock.js';
import { byId, element, note, setOptions, setText } from './dom.js';
import { count, latency, rate, seconds } from './format.js';
import { worstFirst } from './severity.js';

const SPAN = 15 * 60;

const HEIGHT = 190;

/** The first option, which shows all listeners. */
const ALL = 'all, the worst first';

const OF_ONE = [
  { title: 'Requests per second', format: rate, series: [['requests/s', 'requestsPerSecond', '--series-1']] },
  {
    title: 'Latency', format: latency, tick: seconds, logarithmic: true,
    series: [['p50', 'p50', '--series-1'], ['p99', 'p99', '--series-2'], ['p99.9', 'p999', '--series-3']],
  },
  { title: 'Errors per second', format: rate, series: [['errors/s', 'errorsPerSecond', '--series-bad']] },
  { title: 'Connections', format: count, series: [['connections', 'connections', '--series-1']] },
];

/**
 * The worst listeners have a line each, and the others one together: their sum, or the highest. A sum that would leave
 * no room for the worst is only a number.
 */
const OF_ALL = [
  { title: 'Errors per second', format: rate, field: 'errorsPerSecond', join: sum },
  { title: 'Requests per second', format: rate, field: 'requestsPerSecond', join: sum, drawn: false },
  { title: 'Latency, p99', format: latency, tick: seconds, logarithmic: true, field: 'p99', join: highest },
  { title: 'Connections', format: count, field: 'connections', join: sum, drawn: false },
];

const LINES = ['--series-1', '--series-2', '--series-3', '--series-4', '--series-5'];

const OTHERS = '--series-others';

const choice = byId('history-listener');

/** The listener of each line. One that stays among the worst keeps its colour. */
const lines = LINES.map(() => undefined);

let uPlot;
let ofOne = [];
let ofAll = [];
let history;

/** A count has no label between two whole numbers, where it would be that of its neighbour. */
function label(chart, tick) {
  const between = chart.format === count && !Number.isInteger(tick);
  return tick === null || between ? '' : (chart.tick ?? chart.format)(tick);
}

/** @param present whether the gateway serves the chart library */
export async function startCharts(present) {
  choice.addEventListener('change', () => draw());
  if (!present) {
    note(byId('history-note'), 'There are no charts: org.webjars.npm:uplot is not on the class path of the gateway.');
    return;
  }
  document.head.append(element('link', { rel: 'stylesheet', href: new URL('uPlot.min.css', import.meta.url).href }));
  ({ default: uPlot } = await import('./uPlot.esm.js'));
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () =>
    [...ofOne, ...ofAll].forEach((chart) => chart.repaint()));
}

export function showHistory(answer) {
  history = answer;
  if (answer.samples.length > 0) {
    learnTime(Date.parse(answer.samples.at(-1).at), Number.parseInt(answer.interval, 10) * 1000);
  }
  const names = Object.keys(answer.samples.at(-1)?.listeners ?? {});
  setOptions(choice, names, names.length > 1 ? ALL : undefined);
  choice.parentElement.hidden = names.length < 2;
  draw();
}

function draw() {
  if (!history || !uPlot) {
    return;
  }
  if (choice.value === '') {
    drawAll();
  } else {
    drawOne(choice.value);
  }
}

function drawOne(name) {
  if (ofOne.length === 0) {
    ofOne = OF_ONE.map((chart) => new Chart(uPlot, chart));
  }
  hang(ofOne);
  const samples = history.samples.filter((sample) => sample.listeners[name]);
  const values = samples.map((sample) => sample.listeners[name]);
  ofOne.forEach((chart, index) => chart.show(times(samples),
    OF_ONE[index].series.map(([, field]) => values.map((value) => value[field] ?? null))));
}

function drawAll() {
  if (ofAll.length === 0) {
    ofAll = OF_ALL.map((chart) => new Chart(uPlot, {
      ...chart, series: [...LINES, OTHERS].map((colour) => ['', chart.field, colour]),
    }));
  }
  hang(ofAll);
  const names = worstFirst(Object.keys(history.samples.at(-1)?.listeners ?? {}));
  assign(names.slice(0, LINES.length));
  const others = names.slice(LINES.length);
  const { samples } = history;
  ofAll.forEach((chart, index) => {
    const { field, join } = OF_ALL[index];
    const of = (name) => samples.map(({ listeners }) => listeners[name]?.[field] ?? null);
    chart.label([...lines.map((name) => name ?? ''), others.length > 0 ? `${others.length} others` : ''],
      [...lines.map((name) => names.indexOf(name)), names.length]);
    chart.show(times(samples), [...lines.map((name) => of(name)),
      samples.map(({ listeners }) => join(others.map((name) => listeners[name]?.[field])))]);
  });
}

function assign(worst) {
  lines.forEach((name, index) => {
    if (!worst.includes(name)) {
      lines[index] = undefined;
    }
  });
  for (const name of worst.filter((each) => !lines.includes(each))) {
    lines[lines.indexOf(undefined)] = name;
  }
}

function hang(charts) {
  const place = byId('charts');
  if (place.firstChild !== charts[0].node) {
    place.replaceChildren(...charts.map((chart) => chart.node));
  }
}

const times = (samples) => samples.map((sample) => Date.parse(sample.at) / 1000);

function sum(numbers) {
  const known = numbers.filter((number) => number !== undefined);
  return known.length > 0 ? known.reduce((total, number) => total + number, 0) : null;
}

function highest(numbers) {
  const known = numbers.filter((number) => number !== undefined);
  return known.length > 0 ? Math.max(...known) : null;
}

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

class Chart {

  constructor(uPlot, chart) {
    this.chart = chart;
    this.now = element('span', { class: 'now' });
    this.at = element('span');
    this.values = chart.series.map(() => element('span'));
    this.labels = chart.series.map(([label]) => element('span', {}, label));
    this.entries = chart.series.map(([, , name], index) => element('span', { class: 'entry' },
      ...(chart.series.length > 1 ? [element('i', { class: `key ${name.slice(2)}` }), this.labels[index], ' '] : []),
      this.values[index]));
    this.now.append(this.at, ...this.entries);
    this.place = element('div', { class: 'plot', 'aria-hidden': true });
    this.node = element('figure', {}, element('figcaption', {}, element('strong', {}, chart.title), this.now), this.place);
    this.plot = new uPlot(this.options(uPlot), [[], ...chart.series.map(() => [])], this.place);
    this.watch();
  }

  options(uPlot) {
    const { chart } = this;
    const axis = { stroke: () => colour('--muted'), grid: { stroke: () => colour('--line'), width: 1 }, ticks: { show: false } };
    return {
      width: 320,
      height: HEIGHT,
      legend: { show: false },
      cursor: { sync: { key: 'console' }, drag: { x: false, y: false }, points: { size: 6 } },
      hooks: { setCursor: [(plot) => this.tell(plot.cursor.idx)] },
      scales: { x: { time: true, range: span }, y: scale(uPlot, chart) },
      axes: [
        { ...axis, space: 60, size: 28, values: (plot, ticks) => ticks.map((tick) => clock(tick)) },
        { ...axis, size: 58, values: (plot, ticks) => ticks.map((tick) => label(chart, tick)) },
      ],
      series: [{}, ...chart.series.map(([label, , name]) => ({
        label, stroke: () => colour(name), width: 1.5, points: { show: false },
        show: name !== OTHERS || chart.drawn !== false,
      }))],
    };
  }

  /**
   * Names the lines. Those without a name are not shown.
   *
   * @param positions of each line, its place among the others
   */
  label(labels, positions) {
    labels.forEach((label, index) => {
      setText(this.labels[index], label);
      this.entries[index].hidden = label === '';
      this.entries[index].style.order = positions[index];
    });
  }

  /** @param columns the values of each line */
  show(moments, columns) {
    this.plot.setData([moments, ...columns]);
    this.tell(this.plot.cursor.idx);
  }

  /** The value at the cursor, or the latest value without a cursor. */
  tell(index) {
    if (!this.plot) {
      return;
    }
    const [moments, ...columns] = this.plot.data;
    const position = index ?? moments.length - 1;
    setText(this.at, moments.length === 0 ? 'nothing yet' : (index === null || index === undefined) ? '' : clock(moments[index], true));
    columns.forEach((column, number) => setText(this.values[number],
      moments.length === 0 ? '' : this.chart.format(column[position])));
  }

  /** Fits the width of the page. */
  watch() {
    new ResizeObserver(() => {
      const width = Math.floor(this.place.clientWidth);
      if (width > 0 && width !== this.plot.width) {
        this.plot.setSize({ width, height: HEIGHT });
      }
    }).observe(this.place);
  }

  repaint() {
    this.plot.redraw(false, true);
  }

}

function span() {
  const end = gatewayTime() / 1000;
  return [end - SPAN, end];
}

function scale(uPlot, chart) {
  if (chart.logarithmic) {
    return { distr: 3, range: (plot, min, max) => (min > 0 ? uPlot.rangeLog(min, max, 10, true) : [1e-4, 1]) };
  }
  return { range: (plot, min, max) => [0, max > 0 ? max * 1.1 : 1] };
}

function clock(value, full = false) {
  return new Date(value * 1000).toLocaleTimeString([], {
    hour12: false, hour: '2-digit', minute: '2-digit', second: full ? '2-digit' : undefined,
  });
}
