/** Asks the server; an error's message is the server's own, which says what to do. */

import { text } from "./texts.js";

const csrfToken = document.querySelector('meta[name="csrf-token"]').content;

async function ask(path, options) {
  let answer;
  try {
    answer = await fetch(path, options);
  } catch {
    throw new Error(text("link.lost"));
  }
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.error);
  return body;
}

export const get = (path) => ask(path, {});

export function post(path, body = {}) {
  return ask(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-ReelPulse-CSRF": csrfToken },
    body: JSON.stringify(body),
  });
}
