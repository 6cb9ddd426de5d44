// The editor's keyboard. Every key is a button or link of the page that carries it in `data-keys`; without this script
// they are plain forms. A decision is sent, and the page that the server answers with takes this one's place: keys typed
// in between wait in `typed` and mean what they mean on the page that comes.
"use strict";

const typed = [];
let busy = false;
let prefix = "";
let on = true;

document.addEventListener("keydown", pressed);
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.closest("[data-confirm]") || form.method !== "post") return;
  event.preventDefault();
  if (busy) return;
  const body = new URLSearchParams(new FormData(form, event.submitter));
  ask("POST", form.action, body);
});
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-confirm] a[href^='?']");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  if (!busy) ask("GET", link.href);
});
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-keys-on]")) on = event.target.checked;
});
window.addEventListener("popstate", () => location.reload());
settle();

function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const field = event.target.closest("input, textarea, select");
  if (busy) {
    // What is typed ahead belongs to the page that comes. A key that is held down decides once.
    if (!event.repeat && !["Tab", "Shift", "Escape"].includes(event.key)) typed.push({ key: name(event), written: event.key });
    event.preventDefault();
    return;
  }
  if (field && field.type !== "checkbox") {
    if (event.key === "Escape") row().focus();
    else if (event.key === "Enter" && field.matches("select, [data-enter]")) field.form.requestSubmit(field.form.querySelector("button"));
    else return;
    event.preventDefault();
    return;
  }
  if (event.key === "Enter" && event.target.closest("a, button, summary")) return;
  if (event.repeat && !event.key.startsWith("Arrow")) return;
  if (!on && event.key !== "?") return;
  if (act(name(event))) event.preventDefault();
}

// Shift and a digit is "+" and the digit, whatever sign the keyboard writes there; arrows point where the reading goes.
// A key that writes neither a Latin letter nor a sign of ASCII (Russian, Arabic, Arabic-Indic digits) is known by its place.
function name(event) {
  if (event.key === "+") return "+";
  if (event.key === "؟") return "?";
  const digit = /^Digit([1-5])$/.exec(event.code);
  if (digit && event.shiftKey && !/^\p{Nd}$/u.test(event.key)) return `+${digit[1]}`;
  if (/^[^\0-\x7f]/.test(event.key) && !/^\p{Script=Latin}/u.test(event.key)) {
    const place = /^(?:Key([A-Z])|(?:Digit|Numpad)([0-9]))$/.exec(event.code);
    if (place) return (place[1] || place[2]).toLowerCase();
  }
  if (document.dir === "rtl" && event.key === "ArrowLeft") return "ArrowRight";
  if (document.dir === "rtl" && event.key === "ArrowRight") return "ArrowLeft";
  return event.key.length === 1 ? event.key.toLowerCase() : event.key;
}

function act(key) {
  if (key === "+") {
    prefix = "+";
    return true;
  }
  if (key === "Shift") return false;
  const also = prefix === "+" || key[0] === "+";
  const wanted = key[0] === "+" ? key : prefix + key;
  prefix = "";
  if (also && key === "Escape") return true;
  // "As well" never means "instead": where the page has no such choice nothing is decided.
  const found = carrier(wanted) || (also ? null : carrier(key));
  if (!found && also) status(document.querySelector("[data-confirm]").dataset.noSuch || "");
  if (!found) return also;
  status("");
  if (found.matches("details")) unfold(found, key);
  else if (found.matches("select, textarea")) reveal(found);
  else if (found.matches("a")) ask("GET", found.href);
  else found.form.requestSubmit(found);
  return true;
}

function carrier(key) {
  return [...document.querySelectorAll("[data-confirm] [data-keys]")].find((each) => each.dataset.keys.split(" ").includes(key));
}

function unfold(box, key) {
  box.open = !box.open || "prefix" in box.dataset;
  if ("prefix" in box.dataset) prefix = key;
  const first = "prefix" in box.dataset ? box.querySelector("summary") : box.querySelector("input:not([type=hidden]), select, button");
  if (box.open) first.focus();
  else row().focus();
}

function reveal(field) {
  const box = field.closest("details");
  if (box) box.open = true;
  field.focus();
}

function row() {
  return document.querySelector("[data-row]") || document.querySelector("[data-confirm]");
}

function status(words) {
  const place = document.querySelector("[data-status]");
  if (place) place.textContent = words;
}

// The answer is parsed as a document of its own, in which no script runs; nothing is written into this one as text.
function ask(method, address, body) {
  busy = true;
  document.querySelector("[data-confirm]").setAttribute("aria-busy", "true");
  const request = new XMLHttpRequest();
  request.open(method, address);
  request.responseType = "document";
  request.setRequestHeader("Accept", "text/html");
  request.timeout = 30000;
  request.onload = () => answered(request);
  request.onerror = request.ontimeout = () => failed();
  request.send(body);
}

function answered(request) {
  const main = request.responseXML && request.responseXML.querySelector("main");
  if (!main) {
    failed();
    return;
  }
  const ours = main.querySelector("[data-confirm]");
  if (!ours && request.status < 400) {
    location.assign(request.responseURL);
    return;
  }
  // A refusal asks something that nobody has read yet: what was typed ahead was not meant for it.
  if (!ours || "refused" in ours.dataset) typed.length = 0;
  busy = false;
  document.querySelector("main").replaceWith(document.adoptNode(main));
  document.title = request.responseXML.title;
  if (request.status < 400) history.replaceState(null, "", request.responseURL);
  settle();
  while (typed.length && !busy) again(typed.shift());
}

// What was typed ahead into a field that a key before it opened goes into the field.
function again({ key, written }) {
  const field = document.activeElement;
  if (field.matches("input, textarea") && field.type !== "checkbox") {
    if (key === "Enter") field.form.requestSubmit(field.form.querySelector("button"));
    else if (written.length === 1) field.value += written;
  } else if (on && !field.matches("select")) act(key);
}

function failed() {
  busy = false;
  typed.length = 0;
  const root = document.querySelector("[data-confirm]");
  root.removeAttribute("aria-busy");
  status(root.dataset.failed);
}

function settle() {
  prefix = "";
  const here = row();
  if (!here) return;
  const box = document.querySelector("[data-keys-on]");
  if (box) box.checked = on;
  here.focus({ preventScroll: true });
  if (here.getBoundingClientRect().top < 0) here.scrollIntoView({ block: "start" });
  const list = document.querySelector("[data-lines]");
  const current = list && list.querySelector("[aria-current]");
  if (current) list.scrollTop = current.offsetTop - list.offsetTop - list.clientHeight / 2;
}
