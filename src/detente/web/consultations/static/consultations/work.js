// ALTCHA, version 2: the first counter for which PBKDF2-SHA-256 of nonce + counter begins with the wanted digits.
// Takes the challenge's parameters, gives { counter, derivedKey }, or {} when it cannot.
"use strict";

const AT_ONCE = 8; // the browser derives keys on threads of its own

const bytes = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
const hex = (raw) => Array.from(raw, (byte) => byte.toString(16).padStart(2, "0")).join("");

async function tried(parameters, counter) {
  const nonce = bytes(parameters.nonce);
  const password = new Uint8Array(nonce.length + 4);
  password.set(nonce);
  new DataView(password.buffer).setUint32(nonce.length, counter);
  const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt: bytes(parameters.salt), iterations: parameters.cost };
  return hex(new Uint8Array(await crypto.subtle.deriveBits(how, key, parameters.keyLength * 8)));
}

onmessage = async ({ data: parameters }) => {
  if (parameters.algorithm !== "PBKDF2/SHA-256") return postMessage({});
  try {
    for (let first = 0; first < 2 ** 32; first += AT_ONCE) {
      const counters = Array.from({ length: AT_ONCE }, (_, step) => first + step);
      const keys = await Promise.all(counters.map((counter) => tried(parameters, counter)));
      const found = keys.findIndex((key) => key.startsWith(parameters.keyPrefix));
      if (found >= 0) return postMessage({ counter: counters[found], derivedKey: keys[found] });
    }
    postMessage({});
  } catch {
    postMessage({});
  }
};
