// Writing: counts characters, keeps receipts in this browser, and asks with them. Without this script the receipt is
// written down and typed. What is kept carries the consultation's id in its name, so that "forget everything" finds it,
// and the day on which the site destroys its rows, so that take-part.js drops it from then on.
"use strict";

// Two people may share a device: receipts are read only under the mark of the participant they were given to.
const nameOf = (consultation) => `detente-receipts-${consultation}`;

function kept({ consultation, mark }) {
  try {
    const found = JSON.parse(localStorage.getItem(nameOf(consultation)));
    return mark && found.mark === mark ? found.receipts.filter((receipt) => typeof receipt === "string") : [];
  } catch {
    return []; // nothing kept, something else kept, or a browser that keeps nothing
  }
}

function keep({ consultation, mark, until, receipt }) {
  try {
    const receipts = [...new Set([...kept({ consultation, mark }), receipt])];
    localStorage.setItem(nameOf(consultation), JSON.stringify({ mark, until, receipts }));
    return true;
  } catch {
    return false;
  }
}

const shown = document.querySelector("[data-receipt]");
if (shown && keep(shown.dataset)) {
  document.querySelector("[data-kept]").hidden = false;
  document.querySelector("[data-not-kept]").hidden = true;
}

const text = document.querySelector("textarea[data-longest]");
const count = document.querySelector("[data-left]");
if (text && count) {
  const longest = Number(text.dataset.longest);
  const tell = () => {
    // As the server counts: composed letters, single spaces, code points.
    const left = longest - [...text.value.normalize("NFC").replace(/\s+/g, " ").trim()].length;
    count.textContent =
      left < 0 ? count.dataset.over.replace("{over}", -left) : count.dataset.left.replace("{left}", left);
    count.hidden = false;
  };
  text.addEventListener("input", tell);
  text.closest(".field").append(count);
  tell();
}

const asks = document.querySelector("form[data-mark]");
if (asks) {
  const receipts = kept(asks.dataset);
  const field = asks.elements.receipts;
  const arrived = performance.getEntriesByType("navigation")[0];
  if (receipts.length && !field.value) {
    field.value = receipts.join("\n");
    // Asked at once, but not by somebody who comes back: the Back button has to lead out.
    if (!("asked" in asks.dataset) && arrived && arrived.type === "navigate") asks.requestSubmit();
  }
}
