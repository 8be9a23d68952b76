// Polls while the page is visible.

const polls = [];

let paused = false;

export class Poll {

  constructor(period, task) {
    this.period = period;
    this.task = task;
    this.stopped = true;
    polls.push(this);
  }

  /** Polls now, and again one period after the end. A call during a poll adds one more poll. */
  async now() {
    clearTimeout(this.timer);
    this.stopped = false;
    if (this.busy) {
      this.again = true;
      return;
    }
    this.busy = true;
    try {
      do {
        this.again = false;
        await this.task();
      } while (this.again);
    } finally {
      this.busy = false;
    }
    this.schedule();
  }

  /** Polls no more until the next call of now(). */
  stop() {
    this.stopped = true;
    this.again = false;
    clearTimeout(this.timer);
  }

  schedule() {
    clearTimeout(this.timer);
    if (!this.stopped && !paused && !document.hidden) {
      this.timer = setTimeout(() => this.now(), this.period);
    }
  }

}

export function setPaused(value) {
  paused = value;
  resume();
}

document.addEventListener('visibilitychange', resume);

function resume() {
  for (const poll of polls.filter(({ stopped }) => !stopped)) {
    if (paused || document.hidden) {
      clearTimeout(poll.timer);
    } else {
      poll.now();
    }
  }
}
