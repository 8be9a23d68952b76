// Charts of a listener's last 15 minutes, drawn by uPlot.

import { gatewayTime, learnTime } from './clock.js';
import { byId, element, note, setOptions, setText } from './dom.js';
import { count, latency, rate, seconds } from './format.js';

const SPAN = 15 * 60;

const HEIGHT = 190;

const CHARTS = [
  { title: 'Requests per second', format: rate, series: [['requests/s', 'requestsPerSecond', '--series-1']] },
  {
    title: 'Latency', format: latency, tick: seconds, logarithmic: true,
    series: [['p50', 'p50', '--series-1'], ['p99', 'p99', '--series-2'], ['p99.9', 'p999', '--series-3']],
  },
  { title: 'Errors per second', format: rate, series: [['errors/s', 'errorsPerSecond', '--series-bad']] },
  { title: 'Connections', format: count, series: [['connections', 'connections', '--series-1']] },
];

const choice = byId('history-listener');

let charts = [];
let history;

/** @param present whether the gateway serves the chart library */
export async function startCharts(present) {
  choice.addEventListener('change', () => draw());
  if (!present) {
    note(byId('history-note'), 'There are no charts: org.webjars.npm:uplot is not on the class path of the gateway.');
    return;
  }
  document.head.append(element('link', { rel: 'stylesheet', href: new URL('uPlot.min.css', import.meta.url).href }));
  const { default: uPlot } = await import('./uPlot.esm.js');
  charts = CHARTS.map((chart) => new Chart(uPlot, chart));
  byId('charts').append(...charts.map((chart) => chart.node));
  charts.forEach((chart) => chart.watch());
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => charts.forEach((chart) => chart.repaint()));
}

export function showHistory(answer) {
  history = answer;
  if (answer.samples.length > 0) {
    learnTime(Date.parse(answer.samples.at(-1).at), Number.parseInt(answer.interval, 10) * 1000);
  }
  const names = Object.keys(answer.samples.at(-1)?.listeners ?? {});
  setOptions(choice, names);
  choice.parentElement.hidden = names.length < 2;
  draw();
}

function draw() {
  if (!history) {
    return;
  }
  const samples = history.samples.filter((sample) => sample.listeners[choice.value]);
  const times = samples.map((sample) => Date.parse(sample.at) / 1000);
  const values = samples.map((sample) => sample.listeners[choice.value]);
  charts.forEach((chart) => chart.show(times, values));
}

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

class Chart {

  constructor(uPlot, chart) {
    this.chart = chart;
    this.now = element('span', { class: 'now' });
    this.at = element('span');
    this.values = chart.series.map(() => element('span'));
    this.now.append(this.at, ...chart.series.map(([label, , name], index) => element('span', { class: 'entry' },
      ...(chart.series.length > 1 ? [element('i', { class: `key ${name.slice(2)}` }), `${label} `] : []), this.values[index])));
    this.place = element('div', { class: 'plot', 'aria-hidden': true });
    this.node = element('figure', {}, element('figcaption', {}, element('strong', {}, chart.title), this.now), this.place);
    this.plot = new uPlot(this.options(uPlot), [[], ...chart.series.map(() => [])], this.place);
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
        { ...axis, size: 58, values: (plot, ticks) => ticks.map((tick) => (tick === null ? '' : (chart.tick ?? chart.format)(tick))) },
      ],
      series: [{}, ...chart.series.map(([label, , name]) => ({
        label, stroke: () => colour(name), width: 1.5, points: { show: false },
      }))],
    };
  }

  show(times, values) {
    const columns = this.chart.series.map(([, field]) => values.map((value) => value[field] ?? null));
    this.plot.setData([times, ...columns]);
    this.tell(this.plot.cursor.idx);
  }

  /** The value at the cursor, or the latest value without a cursor. */
  tell(index) {
    if (!this.plot) {
      return;
    }
    const [times, ...columns] = this.plot.data;
    const position = index ?? times.length - 1;
    setText(this.at, times.length === 0 ? 'nothing yet' : (index === null || index === undefined) ? '' : clock(times[index], true));
    columns.forEach((column, number) => setText(this.values[number],
      times.length === 0 ? '' : this.chart.format(column[position])));
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
