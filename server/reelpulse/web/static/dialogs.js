/** Asks before what cannot be undone, and tells what did not work. */

import { text } from "./texts.js";

const dialog = document.getElementById("ask");
const alarm = document.getElementById("alarm");

/** @returns {Promise<boolean>} whether the person said yes */
export function confirmed(question, values = {}) {
  document.getElementById("question").textContent = text(question, values);
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

export function tell(message) {
  alarm.textContent = message;
  alarm.hidden = message === "";
}

/** Run what a button does; an error's message goes where the person looks. */
export async function attempt(action) {
  tell("");
  await refresh(action);
}

/** Run what nobody pressed a button for: it leaves an earlier message where it is. */
export async function refresh(action) {
  try {
    await action();
  } catch (problem) {
    tell(text("show.failed", { reason: problem.message }));
  }
}
