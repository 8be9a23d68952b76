// Polls while the page is visible.

const polls = [];

let paused = false;

export class Poll {

  constructor(period, task) {
    this.period = period;
    this.task = task;
    polls.push(this);
  }

  /** Polls now, and again one period after the end. A call during a poll adds one more poll. */
  async now() {
    clearTimeout(this.timer);
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

  schedule() {
    clearTimeout(this.timer);
    if (!paused && !document.hidden) {
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
  for (const poll of polls) {
    if (paused || document.hidden) {
      clearTimeout(poll.timer);
    } else {
      poll.now();
    }
  }
}
