// Voting without page reloads. The pages work without this script; it adds three things:
// the next statement comes with the answer, a vote that could not be sent waits and is sent again, and one's own votes
// stay in this browser, from which a person's own place among the opinions can be computed here and nowhere else.
//
// Kept per consultation in localStorage:
// {mark, until, votes: {statement: [value, matters]}, waiting: [{statement, value, matters}]}.
// After `until`, the day on which the site destroys its rows, any page with this script drops the copy too.
// `mark` tells the participant of this cookie from another who used the same browser: what was theirs is dropped unread.
// join.js clears it all when somebody has everything forgotten.

const TIMEOUT = 10_000; // ms until an answer that does not come counts as lost
const DOUBLE_CLICK = 400; // ms during which a second press is meant for the statement before
const FIRST_WAIT = 1_000, LONGEST_WAIT = 60_000;

/** What this browser keeps of one consultation. Storage can be switched off: then it lives as long as the page. */
class Own {
  constructor({ consultation, mark, until }) {
    this.key = `detente:${consultation}`;
    this.kept = { mark, until, votes: {}, waiting: [] };
    try {
      const found = JSON.parse(localStorage.getItem(this.key));
      if (found && found.mark === mark) this.kept = { ...found, until };
    } catch {
      // no storage, or not ours: begin with nothing
    }
  }

  get waiting() {
    return this.kept.waiting;
  }

  keep() {
    try {
      localStorage.setItem(this.key, JSON.stringify(this.kept));
    } catch {
      // the site has the votes; only the copy in this browser is missing
    }
  }

  /** A vote to be sent; it takes the place of an older one on the same statement. */
  queue(vote) {
    this.kept.waiting = [...this.waiting.filter((other) => other.statement !== vote.statement), vote];
    this.keep();
  }

  /** The site has it (`accepted`), or will never take it. A newer answer to the same statement goes on waiting. */
  settle(vote, accepted) {
    if (accepted) this.kept.votes[vote.statement] = [vote.value, vote.matters];
    this.kept.waiting = this.waiting.filter((other) => other !== vote);
    this.keep();
  }

  replace(votes) {
    this.kept.votes = votes;
    this.keep();
  }
}

class Refusal extends Error {}

/** Send one vote. Throws `Refusal` when the site says no, anything else when it may work later. */
async function send(address, vote) {
  const patience = new AbortController();
  const end = setTimeout(() => patience.abort(), TIMEOUT);
  const answer = await fetch(address, {
    method: "POST",
    headers: { Accept: "application/json" },
    body: new URLSearchParams({ statement: vote.statement, value: vote.value, matters: vote.matters ? "1" : "" }),
    signal: patience.signal,
  });
  if (answer.status >= 500 || answer.status === 429 || answer.status === 408) throw new Error("later");
  if (!(answer.headers.get("Content-Type") ?? "").startsWith("application/json")) throw new Refusal("");
  const told = await answer.json(); // an answer that breaks off is asked for again: the site keeps one vote
  clearTimeout(end);
  if (!answer.ok) throw new Refusal(told.message);
  return told;
}

/** The voting form. */
class Voting {
  constructor(form) {
    this.form = form;
    this.own = new Own(form.dataset);
    this.heading = form.querySelector(".statement");
    this.toast = form.querySelector(".toast");
    this.buttons = [...form.querySelectorAll(".choice")];
    this.pause = FIRST_WAIT;
    this.timer = 0;
    this.busy = false;
    this.since = -DOUBLE_CLICK;
    form.addEventListener("submit", (event) => this.submit(event));
    document.addEventListener("keydown", (event) => this.key(event));
    addEventListener("online", () => this.flush());
    form.querySelector(".keys").hidden = false;
    if (document.activeElement === document.body) this.heading.focus({ preventScroll: true });
    if (this.own.waiting.length) {
      this.press(this.own.waiting.find((vote) => vote.statement === this.shown)?.value);
      this.flush();
    }
  }

  get shown() {
    return this.form.elements.statement.value;
  }

  submit(event) {
    const value = event.submitter?.value;
    if (!value) return; // a browser that does not say which button it was sends the form itself
    event.preventDefault();
    if (performance.now() - this.since < DOUBLE_CLICK) return;
    this.press(value);
    this.own.queue({ statement: this.shown, value, matters: this.form.elements.matters.checked });
    this.flush(); // while one is under way this does nothing: the loop there finds the new one
  }

  /** Keys work only while the statement or its answers have the focus, so that nothing typed elsewhere is a vote. */
  key(event) {
    if (!this.form.contains(event.target) || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const button = this.buttons[["1", "2", "3"].indexOf(event.code.replace(/^(Digit|Numpad)/, ""))];
    if (!button) return;
    event.preventDefault();
    button.click();
  }

  press(value) {
    for (const button of this.buttons) button.setAttribute("aria-pressed", String(button.value === value));
  }

  /** Send what waits, the oldest first, one at a time. */
  async flush() {
    clearTimeout(this.timer);
    if (this.busy) return;
    this.busy = true;
    this.form.setAttribute("aria-busy", "true");
    let told = null;
    try {
      while (this.own.waiting.length) {
        const vote = this.own.waiting[0];
        const answer = await send(this.form.action, vote);
        this.own.settle(vote, true);
        this.pause = FIRST_WAIT;
        if (vote.statement === this.shown) told = answer;
        else this.count(answer);
      }
      this.say(told ? this.form.dataset.kept : "");
    } catch (fault) {
      this.failed(fault);
    } finally {
      this.busy = false;
      this.form.removeAttribute("aria-busy");
    }
    if (told) this.show(told);
  }

  failed(fault) {
    if (fault instanceof Refusal) {
      this.own.settle(this.own.waiting[0], false);
      this.press("");
      this.say(fault.message || this.form.dataset.broken, "alert");
      if (this.own.waiting.length) this.timer = setTimeout(() => this.flush(), FIRST_WAIT);
      return;
    }
    this.say(this.form.dataset.waiting, "waits");
    // Spread, so that a site that comes back is not met by everybody in the same second.
    this.timer = setTimeout(() => this.flush(), this.pause * (0.75 + Math.random() / 2));
    this.pause = Math.min(this.pause * 2, LONGEST_WAIT);
  }

  say(text, kind = "") {
    this.toast.textContent = text;
    this.toast.dataset.kind = kind;
  }

  count({ answered, open }) {
    const words = this.form.dataset.count.replace("{answered}", answered).replace("{open}", open);
    document.getElementById("count").textContent = words;
    const bar = document.getElementById("bar");
    bar.max = open;
    bar.value = answered;
  }

  show(told) {
    this.count(told);
    const next = told.statement;
    if (!next) {
      location.reload(); // the page has the words for the end
      return;
    }
    this.since = performance.now();
    this.form.elements.statement.value = next.id;
    this.form.elements.matters.checked = false;
    this.press("");
    this.form.querySelector(".opening").hidden = !next.organisers;
    this.heading.textContent = next.text;
    this.heading.lang = next.language;
    this.heading.dir = next.direction;
    const report = document.querySelector("a.report");
    if (report) report.href = report.getAttribute("href").replace(/\d+\/$/, `${next.id}/`);
    this.heading.focus({ preventScroll: true });
    if (this.heading.getBoundingClientRect().top < 0) this.heading.scrollIntoView({ block: "start" });
  }
}

/** "My answers": the site knows best, so this browser's copy follows it. */
function follow(list) {
  const votes = {};
  for (const item of list.querySelectorAll("[data-statement]")) {
    votes[item.dataset.statement] = [item.dataset.value, item.dataset.matters === "1"];
  }
  new Own(list.dataset).replace(votes);
}

/** Drop the copies of consultations whose day has come, and the receipts that write.js keeps. */
function expire() {
  const today = new Date().toISOString().slice(0, 10);
  try {
    for (const key of Object.keys(localStorage).filter((name) => /^detente(:|-receipts-)/.test(name))) {
      const { until } = JSON.parse(localStorage.getItem(key));
      if (until && until <= today) localStorage.removeItem(key);
    }
  } catch {
    // no storage, or something of another program there: nothing of ours is left behind by leaving it
  }
}

expire();
const form = document.getElementById("voting");
const list = document.querySelector(".own");
if (form) new Voting(form);
if (list) follow(list);
