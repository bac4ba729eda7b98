/** Addresses and tokens for OBS: hidden until asked for, copied with one press, renewed with two. */

import { get, post } from "./api.js";
import { attempt, confirmed } from "./dialogs.js";
import { text } from "./texts.js";

const TOLD_MS = 1600;
const secrets = [...document.querySelectorAll(".secret")];
let values = {};

export async function refreshConnections() {
  values = await get("/api/connections");
  secrets.forEach(draw);
}

const isShown = (secret) => secret.querySelector(".reveal")?.getAttribute("aria-pressed") !== "false";

function draw(secret) {
  const value = values[secret.dataset.secret] ?? "";
  secret.querySelector("input").value = isShown(secret) ? value : masked(value);
  const button = secret.querySelector(".reveal");
  if (button) button.textContent = text(isShown(secret) ? "hide" : "reveal");
}

/** The token is what follows `token=` or `#`, or all there is. */
const masked = (value) => value.replace(/(token=|#|^)[\w-]+$/, "$1••••••••••••");

function reveal(secret, shown) {
  secret.querySelector(".reveal").setAttribute("aria-pressed", shown);
  draw(secret);
}

/** OBS's docks may refuse the clipboard; then the text is selected for Ctrl+C. */
async function copy(secret) {
  try {
    await navigator.clipboard.writeText(values[secret.dataset.secret]);
    return text("copied");
  } catch {
    if (!isShown(secret)) reveal(secret, true);
    secret.querySelector("input").select();
    return text("copy.by_hand");
  }
}

async function tellOn(button, words) {
  const usual = button.dataset.usual ?? button.textContent;
  button.dataset.usual = usual;
  button.textContent = words;
  setTimeout(() => {
    button.textContent = usual;
  }, TOLD_MS);
}

for (const secret of secrets) {
  const copyButton = secret.querySelector(".copy");
  copyButton.addEventListener("click", async () => tellOn(copyButton, await copy(secret)));
  const revealButton = secret.querySelector(".reveal");
  if (revealButton) {
    reveal(secret, false);
    revealButton.addEventListener("click", () => reveal(secret, !isShown(secret)));
  }
  secret.querySelector(".renew")?.addEventListener("click", async () => {
    const { scope } = secret.dataset;
    if (!(await confirmed(`ask.renew.${scope}`))) return;
    await attempt(async () => {
      await post("/api/connections/renew", { scope });
      if (scope !== "moderator") await refreshConnections();
    });
  });
}
