// Looking again and again, but not while nobody looks.

const polls = [];

let paused = false;

export class Poll {

  constructor(period, task) {
    this.period = period;
    this.task = task;
    polls.push(this);
  }

  /** Looks now, and again a period after that is done. A call while it looks makes it look once more. */
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
