// Where I stand: a person's own place on the map, worked out in their browser from what is public and from the answers
// that take-part.js keeps there. Nothing is sent: the only request is for the public map, the same one for everybody.
//
// The formulas are those of the engine (docs/algorithms/model.md, "A person"), with the statements held fixed and their
// published loadings taken as exact: positions have the prior N(0, I), each answer is one item (a pass) or two (any
// other), and averages over the position are taken by MacKay's formula.

const ROUNDS = 12, LONGEST_STEP = 2, PROBIT = Math.PI / 8;
const SURE = 0.9; // membership from which somebody counts as in a group, as on the page
const EDGE = 26; // from the middle of the mark to the edge of the drawing, at least
const FLOOR_OF_LINE = 188; // where the columns of a map with one axis stand in its drawing

/** The items that somebody's answers are answers to: [intercept, loadings, yes]. */
function itemsOf(votes, keys, statements) {
  const items = [];
  statements.forEach(({ vector, pass_vector: passing }, at) => {
    const vote = votes[keys[at]];
    if (!vote || vector.length < 2) return;
    const [value] = vote;
    if (value !== "pass") items.push([vector[0], vector.slice(1), value === "agree" ? 1 : 0]);
    items.push([passing[0], passing.slice(1), value === "pass" ? 1 : 0]);
  });
  return items;
}

/** How many of the answers are to statements that the map knows. */
export function counted(votes, keys, statements) {
  return statements.filter(({ vector }, at) => votes[keys[at]] && vector.length > 1).length;
}

const dot = (a, b) => a.reduce((sum, x, i) => sum + x * b[i], 0);

/** The inverse of a symmetric matrix of one or two rows. */
function inverse(m) {
  if (m.length === 1) return [[1 / m[0][0]]];
  const [[a, b], [, d]] = m;
  const determinant = a * d - b * b;
  return [[d / determinant, -b / determinant], [-b / determinant, a / determinant]];
}

/** Posterior mean and covariance of a position, given answers. */
export function place(votes, keys, statements) {
  const items = itemsOf(votes, keys, statements);
  const size = items.length ? items[0][1].length : 1;
  let mean = Array(size).fill(0);
  let covariance = mean.map((_, i) => mean.map((__, j) => (i === j ? 1 : 0)));
  for (let round = 0; items.length && round < ROUNDS; round++) {
    const precision = mean.map((_, i) => mean.map((__, j) => (i === j ? 1 : 0)));
    const linear = Array(size).fill(0);
    for (const [intercept, loading, yes] of items) {
      const logit = intercept + dot(loading, mean);
      const variance = Math.max(dot(loading, covariance.map((row) => dot(row, loading))), 0);
      const shrink = 1 / Math.sqrt(1 + PROBIT * variance);
      const chance = 1 / (1 + Math.exp(-logit * shrink));
      const weight = shrink * chance * (1 - chance);
      const response = yes - chance + weight * (logit - intercept);
      loading.forEach((w, i) => {
        linear[i] += response * w;
        loading.forEach((other, j) => {
          precision[i][j] += weight * w * other;
        });
      });
    }
    covariance = inverse(precision);
    const step = covariance.map((row, i) => dot(row, linear) - mean[i]);
    const length = Math.hypot(...step);
    const short = LONGEST_STEP / Math.max(length, LONGEST_STEP);
    mean = mean.map((m, i) => m + step[i] * short);
  }
  return { mean, covariance };
}

/** How likely each group is for somebody who stands there, their own uncertainty included. */
export function membership({ mean, covariance }, groups) {
  const known = groups.reduce((sum, { share }) => sum + (share ?? 0), 0);
  const hidden = groups.filter(({ share }) => share === null).length;
  const weights = groups.map(({ centre, covariance: spread, share }) => {
    const sum = covariance.map((row, i) => row.map((v, j) => v + spread[i][j]));
    const back = inverse(sum);
    const away = mean.map((m, i) => m - centre[i]);
    const determinant = sum.length === 1 ? sum[0][0] : sum[0][0] * sum[1][1] - sum[0][1] ** 2;
    const size = share ?? Math.max(1 - known, 0.01) / hidden;
    return (size * Math.exp(-dot(away, back.map((row) => dot(row, away))) / 2)) / Math.sqrt(determinant);
  });
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => (total > 0 ? weight / total : 0));
}

/** The answers that this browser keeps of a consultation. */
function ownVotes(consultation) {
  try {
    return JSON.parse(localStorage.getItem(`detente:${consultation}`))?.votes ?? {};
  } catch {
    return {}; // no storage, or not ours
  }
}

/** A ring with a cross on the drawing, with its own words for those who do not see it. */
function draw(drawing, mean, title) {
  const [x0, y0, unit] = drawing.dataset.frame.split(" ").map(Number);
  const { width, height } = drawing.viewBox.baseVal;
  // Somebody further out than everybody who is drawn stands at the edge.
  const within = (at, most) => Math.min(Math.max(at, EDGE), most - EDGE);
  const x = within(x0 + unit * mean[0], width);
  const y = drawing.classList.contains("line") ? FLOOR_OF_LINE : within(y0 - unit * (mean[1] ?? 0), height);
  const make = (name, attributes, parent) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    parent.append(element);
    return element;
  };
  const mark = make("g", { class: "me", transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})` }, drawing);
  make("title", {}, mark).textContent = title;
  make("circle", { class: "ring", r: 16 }, mark);
  make("path", { class: "cross", d: "M-24 0h16M8 0h16M0-24v16M0 8v16" }, mark);
}

async function show(box) {
  const { consultation, address, etag, least } = box.dataset;
  const said = box.querySelector("[role=status]");
  const tell = (name, values = {}) => {
    let text = box.dataset[name];
    for (const [key, value] of Object.entries(values)) text = text.replace(`{${key}}`, value);
    return text;
  };
  const keys = JSON.parse(box.dataset.statements);
  const votes = ownVotes(consultation);
  if (!Object.keys(votes).length) {
    said.textContent = tell("none");
    return;
  }
  const answer = await fetch(address);
  if (!answer.ok || answer.headers.get("ETag")?.replace(/^W\//, "") !== etag) {
    said.textContent = tell("changed");
    return;
  }
  const { summary } = await answer.json();
  const missing = Number(least) - counted(votes, keys, summary.statements);
  if (missing > 0) {
    said.textContent = tell("missing", { n: missing });
    return;
  }
  const found = place(votes, keys, summary.statements);
  const chances = membership(found, summary.groups);
  const best = chances.indexOf(Math.max(...chances));
  const names = JSON.parse(box.dataset.groups);
  const camps = summary.verdict.kind === "camps";
  const drawing = document.querySelector("svg.map[data-frame]");
  const words = [tell(drawing ? "placed" : "undrawn")];
  if (best >= 0 && (!camps || chances[best] >= SURE)) words.push(tell(camps ? "inside" : "near", { group: names[best] }));
  else if (best >= 0) words.push(tell("between"));
  if (drawing || best >= 0) words.push(tell("rough"));
  said.textContent = words.join(" ");
  if (drawing) draw(drawing, found.mean, tell("mark"));
  box.dataset.place = found.mean.map((x) => x.toFixed(6)).join(" ");
}

const box = document.getElementById("where-i-stand");
if (box) {
  box.hidden = false;
  show(box).catch(() => {
    box.querySelector("[role=status]").textContent = box.dataset.changed;
  });
}
