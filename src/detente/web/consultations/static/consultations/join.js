// Joining: takes a code out of the address, does the work that joining asks for, and clears what this browser kept.
// Without this script the code is typed, waiting takes the place of the work, and there is nothing to clear.
"use strict";

// The part behind # never reaches a server; taken out of the address bar, it does not stay on the screen either.
const code = document.querySelector("[data-code]");
if (code && location.hash.length > 1) {
  code.value = location.hash.slice(1, 101).replace(/(\w{4})(?=\w)/g, "$1-");
  history.replaceState(null, "", location.pathname);
}

const insecure = document.querySelector("[data-insecure]");
if (insecure && !window.isSecureContext) insecure.hidden = false;

const form = document.querySelector("form[data-work]");
if (form && window.isSecureContext && window.Worker) {
  const button = form.querySelector("button");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (button.disabled) return; // pressed twice: once is enough
    button.disabled = true;
    begin(form).catch(() => form.submit()); // the form's own address: the waiting page
  });
  // Shown again from the browser's memory, the page has to be usable.
  addEventListener("pageshow", () => (button.disabled = false));
}

const forgotten = document.querySelector("[data-forget]");
if (forgotten) forget(forgotten.dataset.forget);

async function begin(form) {
  const status = form.querySelector("[data-working]");
  status.textContent = status.dataset.working;
  const answer = await fetch(form.dataset.work, { headers: { Accept: "application/json" }, cache: "no-store" });
  if (!answer.ok) throw new Error("no challenge");
  const challenge = await answer.json();
  const solution = await solve(challenge.parameters, form.dataset.worker);
  form.elements.proof.value = btoa(JSON.stringify({ challenge, solution }));
  form.action = form.dataset.join;
  form.submit();
}

function solve(parameters, address) {
  const worker = new Worker(trusted(address));
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => (data.counter === undefined ? reject(new Error("no solution")) : resolve(data));
    worker.onerror = () => reject(new Error("worker"));
    worker.postMessage(parameters);
  }).finally(() => worker.terminate());
}

// The site's policy wants every script's address to pass here.
function trusted(address) {
  const same = (text) => {
    const url = new URL(text, location.href);
    if (url.origin !== location.origin || !url.pathname.startsWith("/static/")) throw new TypeError("not our script");
    return url.href;
  };
  if (!window.trustedTypes) return same(address);
  return trustedTypes.createPolicy("detente", { createScriptURL: same }).createScriptURL(address);
}

// Whatever this site's scripts keep carries the consultation's id in its name.
function forget(consultation) {
  for (const kind of ["localStorage", "sessionStorage"]) {
    try {
      const store = window[kind];
      for (const name of Object.keys(store)) if (name.includes(consultation)) store.removeItem(name);
    } catch {
      // a browser that keeps nothing has nothing to forget
    }
  }
}
