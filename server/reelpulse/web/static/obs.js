/** OBS: whether it answers, the set-up of its scenes, and the audience's screen. */

import { get, post } from "./api.js";
import { attempt, confirmed, refresh } from "./dialogs.js";
import { allowRecording } from "./prepare.js";
import { text } from "./texts.js";

const REFRESH_MS = 3000;
const section = document.getElementById("obs");
const element = (id) => document.getElementById(id);
let connected = false;

function show(status) {
  const pill = element("obs-state");
  pill.dataset.link = status.link;
  pill.textContent = element(`obs-word-${status.link}`).textContent;
  const now = status.link === "connected";
  element("obs-hint").textContent = now
    ? text("obs.connected", { version: status.version, collection: status.scene_collection })
    : text(`obs.${status.link}`);
  element("obs-facts").replaceChildren(...(now ? facts(status) : []).map(line));
  element("obs-password-form").hidden = status.link !== "wrong_password";
  element("obs-deeds").hidden = !now;
  element("obs-remove").disabled = status.recording;
  element("obs-project").disabled = !status.is_set_up;
  allowRecording(now);
  if (now && !connected) refresh(offer);
  connected = now;
}

function facts(status) {
  return [
    text(status.script_connected ? "obs.script" : "obs.no_script"),
    text(status.is_set_up ? "obs.set_up" : "obs.not_set_up"),
    ...(status.overlay ? [text(`obs.overlay.${status.overlay}`)] : []),
    ...(status.recording ? [text("obs.recording")] : []),
  ];
}

function line(words) {
  const item = document.createElement("li");
  item.textContent = words;
  return item;
}

function tellDone(...words) {
  element("obs-done").textContent = words.filter(Boolean).join(" ");
}

/** What OBS offers may change while it runs, so the lists come anew whenever they are opened. */
async function offer() {
  const { webcams, monitors } = await get("/api/obs/choices");
  fill(element("obs-webcam"), [["", text("obs.webcam.auto")], ...webcams.map((name) => [name, name])]);
  fill(
    element("obs-monitor"),
    monitors.map(({ index, name, width_px, height_px }) => [
      index,
      `${index + 1}: ${name}, ${width_px} × ${height_px}`,
    ]),
  );
}

function fill(select, options) {
  const chosen = select.value;
  select.replaceChildren(...options.map(([value, label]) => new Option(label, value)));
  if (options.some(([value]) => String(value) === chosen)) select.value = chosen;
}

async function setUp(agreed) {
  const webcam = element("obs-webcam").value || null;
  const outcome = await post("/api/obs/setup", { webcam, agreed });
  if (!outcome.done) {
    const names = outcome.to_rename.join(", ");
    if (await confirmed("ask.obs.rename", { names })) await setUp(true);
    return;
  }
  const changed = outcome.changed.join(", ");
  tellDone(
    changed ? text("obs.done", { changed }) : text("obs.unchanged"),
    outcome.webcam ? text("obs.webcam", { name: outcome.webcam }) : text("obs.no_webcam"),
  );
  await look();
  await offer();
}

async function remove() {
  const { removed, left } = await post("/api/obs/remove");
  tellDone(
    removed.length ? text("obs.removed", { names: removed.join(", ") }) : text("obs.nothing_removed"),
    left.length ? text("obs.left", { names: left.join(", ") }) : "",
  );
  await look();
}

async function look() {
  show(await get("/api/obs"));
}

if (section) {
  element("obs-setup").addEventListener("click", () => attempt(() => setUp(false)));
  element("obs-remove").addEventListener("click", async () => {
    if (await confirmed("ask.obs.remove")) await attempt(remove);
  });
  element("obs-project").addEventListener("click", () =>
    attempt(async () => {
      await post("/api/obs/projector", { monitor: Number(element("obs-monitor").value) });
      tellDone(text("obs.projected"));
    }),
  );
  element("obs-password-form").addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(async () => {
      const field = element("obs-password");
      await post("/api/obs/password", { password: field.value });
      field.value = "";
      tellDone(text("obs.password.kept"));
    });
  });
  for (const id of ["obs-webcam", "obs-monitor"]) {
    element(id).addEventListener("focus", () => refresh(offer));
  }
  // Nobody pressed a button for this: while the server is away the page says so elsewhere.
  setInterval(() => look().catch(() => {}), REFRESH_MS);
  look().catch(() => {});
}
