/** A new session: each ad's file is looked into as soon as its path is there. */

import { post } from "./api.js";
import { attempt, confirmed, refresh } from "./dialogs.js";
import { isReady } from "./show.js";
import { clone, duration, text } from "./texts.js";

const CHECK_DELAY_MS = 400;

const form = document.getElementById("prepare-form");
const paths = document.getElementById("paths");
const checks = document.getElementById("ad-checks");
const prepare = document.getElementById("prepare");
const recorded = document.getElementById("recorded");
let timer = 0;
let round = 0;

/** Whether the server can reach OBS, which would record. */
export function allowRecording(allowed) {
  recorded.disabled = !allowed;
  document.getElementById("recorded-hint").hidden = allowed;
}

const typedPaths = () => paths.value.split("\n").map((line) => line.trim()).filter(Boolean);

paths.addEventListener("input", () => {
  clearTimeout(timer);
  prepare.disabled = true;
  timer = setTimeout(check, CHECK_DELAY_MS);
});

/** Only the newest round of answers counts: the person may type on meanwhile. */
async function check() {
  clearTimeout(timer);
  const mine = ++round;
  const typed = typedPaths();
  prepare.disabled = true;
  checks.replaceChildren(...typed.map((path) => line(path, "waiting", text("ads.checking"))));
  if (typed.length === 0) {
    checks.replaceChildren(line("", "wrong", text("ads.none")));
    return;
  }
  await refresh(async () => {
    const { ads } = await post("/api/ads", { paths: typed });
    if (mine !== round) return;
    checks.replaceChildren(...ads.map(verdict));
    prepare.disabled = ads.some(({ error }) => error);
  });
}

function verdict(ad) {
  if (ad.error) return line("", "wrong", ad.error);
  const facts = `${duration(ad.duration_ms)}, ${ad.width_px} × ${ad.height_px}`;
  return line(ad.title, "right", facts);
}

function line(name, kind, facts) {
  const item = clone("ad-check-template");
  item.classList.add(kind);
  item.querySelector(".ad-name").textContent = name;
  item.querySelector(".ad-facts").textContent = facts;
  return item;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (isReady() && !(await confirmed("ask.replace"))) return;
  await attempt(async () => {
    await post("/api/sessions", {
      title: form.elements.title.value,
      paths: typedPaths(),
      buffer_ms: Math.round(form.elements.buffer.valueAsNumber * 1000),
      baseline_ms: Math.round(form.elements.baseline.valueAsNumber * 1000),
      recorded: recorded.checked && !recorded.disabled,
    });
    document.getElementById("new-session").open = false;
    form.reset();
    checks.replaceChildren();
    prepare.disabled = true;
    document.getElementById("show-title").focus(); // the buttons follow it
  });
});
