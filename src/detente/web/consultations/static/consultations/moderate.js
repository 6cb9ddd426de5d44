// The moderators' keyboard: decisions without a page reload, one after the other, each of which can be taken back.
// Without this script every button is a plain form.
"use strict";

const queue = document.querySelector("[data-queue]");
const status = document.querySelector("[data-status]");
const badge = document.querySelector("[data-left]");
const items = [...document.querySelectorAll("[data-item]")];
const decided = [];
let current = null;
let choosing = false;
let sending = Promise.resolve();

document.querySelector("[data-keys]").hidden = false;
for (const item of items) {
  item.addEventListener("focusin", () => mark(item));
  item.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    decide(item, event.submitter);
  });
}
if (items.length) mark(items[0]);

function mark(item) {
  if (item === current) return;
  if (current) current.removeAttribute("aria-current");
  current = item;
  choosing = false;
  if (item) item.setAttribute("aria-current", "true");
}

function go(item) {
  if (!item) return;
  mark(item);
  item.focus({ preventScroll: true });
  item.scrollIntoView({ block: "nearest" });
}

function next(step) {
  const open = items.filter((item) => item === current || !item.classList.contains("decided"));
  return open[open.indexOf(current) + step];
}

// Shown as decided at once and sent in order behind: who reads on does not wait for the network.
function decide(item, button) {
  const undo = button.value === "undo";
  const form = item.querySelector("form");
  const body = new URLSearchParams({ decision: button.value });
  const ahead = next(1) || next(-1);
  state(item, !undo, queue.dataset.done);
  if (undo) decided.splice(decided.lastIndexOf(item), 1);
  else decided.push(item);
  go(undo ? item : ahead);
  sending = sending.then(() => send(item, form.action, body, undo));
}

async function send(item, address, body, undo) {
  try {
    const answer = await fetch(address, { method: "POST", body, headers: { Accept: "application/json" }, keepalive: true });
    const told = await answer.json();
    item.querySelector("[data-result]").textContent = undo ? "" : told.message;
    status.textContent = told.message;
    if (answer.ok) return;
  } catch {
    status.textContent = queue.dataset.failed;
    item.querySelector("[data-result]").textContent = queue.dataset.failed;
  }
  if (decided.includes(item)) decided.splice(decided.lastIndexOf(item), 1);
  state(item, undo, item.querySelector("[data-result]").textContent);
}

function state(item, done, words) {
  const changed = item.classList.toggle("decided", done) === done;
  for (const button of item.querySelectorAll("[data-key]")) button.disabled = done;
  // Appeals, and what was kept or retired, are final.
  const back = item.querySelector("[data-undo]");
  back.hidden = !done || !item.querySelector('[value="accept"]');
  const reasons = item.querySelector("[data-reasons]");
  if (reasons) {
    reasons.open = false;
    reasons.hidden = done;
  }
  item.querySelector("[data-result]").textContent = done ? words : "";
  if (changed) badge.textContent = items.filter((each) => !each.classList.contains("decided")).length;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  const key = event.key.toLowerCase();
  if (key === "j") go(next(1));
  else if (key === "k") go(next(-1));
  else if (key === "u") back();
  else if (!current || current.classList.contains("decided")) return;
  else if (key === "y") press("y");
  else if (key === "n" && !press("n")) choose();
  else if (choosing && /^[1-9]$/.test(key)) press(key);
  else if (key !== "n") return;
  event.preventDefault();
});

function press(key) {
  const button = current.querySelector(`[data-key="${key}"]`);
  if (button) current.querySelector("form").requestSubmit(button);
  return Boolean(button);
}

function choose() {
  choosing = true;
  current.querySelector("[data-reasons]").open = true;
}

function back() {
  const item = decided.findLast((each) => !each.querySelector("[data-undo]").hidden);
  if (!item) status.textContent = queue.dataset.nothing;
  else item.querySelector("form").requestSubmit(item.querySelector("[data-undo]"));
}
