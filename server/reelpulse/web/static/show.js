/** The show's state, its plan and its buttons. */

import { post } from "./api.js";
import { attempt, confirmed } from "./dialogs.js";
import { decimal, duration, text } from "./texts.js";

const element = (id) => document.getElementById(id);
let current = { state: "none", player_connected: false };

export const isReady = () => current.state === "ready";

export function showState(state) {
  current = state;
  const pill = element("state");
  const shown = state.paused ? "paused" : state.state;
  pill.dataset.state = shown;
  pill.textContent = text(`state.${shown}`);
  element("session-title").textContent = state.session?.title ?? "";
  element("playing").hidden = !state.playing;
  showHow(state);
  element("playing").textContent = text(state.paused ? "show.held" : "show.playing", { title: state.playing_title ?? "" });
  element("hint").textContent = hint(state);
  element("start").disabled = !(state.state === "ready" && state.player_connected);
  element("pause").hidden = state.paused;
  element("pause").disabled = !(state.playing && state.player_connected);
  element("resume").hidden = !state.paused;
  element("skip").disabled = !(state.playing && state.player_connected);
  element("stop").disabled = state.state !== "running";
  element("new-session").hidden = state.state === "running";
  element("plan").replaceChildren(...plan(state));
}

/** How the session was prepared, and whether OBS records it now. */
function showHow({ session, state, recording }) {
  element("session-how").hidden = !session;
  if (!session) return;
  const planned = session.recorded && state === "ready";
  element("recording").hidden = !(recording || planned);
  element("recording").dataset.on = recording;
  element("recording").textContent = text(recording ? "show.recording" : "show.to_record");
  element("buffer").textContent = text("show.buffer", { seconds: decimal(session.buffer_ms / 1000) });
  element("baseline").textContent = session.baseline_ms
    ? text("show.baseline", { seconds: decimal(session.baseline_ms / 1000) })
    : "";
}

function hint(state) {
  if (state.state === "ready") return text(state.player_connected ? "hint.ready" : "hint.no_player");
  if (state.state !== "running") return text(`hint.${state.state}`);
  if (!state.player_connected) return text("hint.waiting");
  if (state.paused) return text("hint.paused");
  if (state.baseline) return text("hint.baseline");
  return state.playing ? text("show.left", { count: state.ads_left }) : text("hint.loading");
}

function plan(state) {
  const ads = state.session?.ads ?? [];
  const next = ads.length - state.ads_left;
  return ads.map((ad, position) => {
    const item = document.createElement("li");
    const length = document.createElement("span");
    length.textContent = duration(ad.duration_ms);
    item.append(ad.title, length);
    const now = state.playing && position === next - 1;
    item.className = now ? "now" : position < next ? "over" : "";
    if (now) item.setAttribute("aria-current", "true");
    return item;
  });
}

for (const name of ["start", "pause", "resume"]) {
  element(name).addEventListener("click", () => attempt(() => post(`/api/show/${name}`)));
}
for (const name of ["skip", "stop"]) {
  element(name).addEventListener("click", async () => {
    if (await confirmed(`ask.${name}`)) attempt(() => post(`/api/show/${name}`));
  });
}
