/** The show's state, its plan and its buttons. */

import { post } from "./api.js";
import { attempt, confirmed } from "./dialogs.js";
import { duration, text } from "./texts.js";

const element = (id) => document.getElementById(id);
let current = { state: "none", player_connected: false };

export const isReady = () => current.state === "ready";

export function showState(state) {
  current = state;
  const pill = element("state");
  pill.dataset.state = state.state;
  pill.textContent = text(`state.${state.state}`);
  element("session-title").textContent = state.session?.title ?? "";
  element("playing").hidden = !state.playing;
  element("playing").textContent = text("show.playing", { title: state.playing_title ?? "" });
  element("hint").textContent = hint(state);
  element("start").disabled = !(state.state === "ready" && state.player_connected);
  element("skip").disabled = !(state.playing && state.player_connected);
  element("stop").disabled = state.state !== "running";
  element("new-session").hidden = state.state === "running";
  element("plan").replaceChildren(...plan(state));
}

function hint(state) {
  if (state.state === "ready") return text(state.player_connected ? "hint.ready" : "hint.no_player");
  if (state.state !== "running") return text(`hint.${state.state}`);
  if (!state.player_connected) return text("hint.waiting");
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

element("start").addEventListener("click", () => attempt(() => post("/api/show/start")));
for (const name of ["skip", "stop"]) {
  element(name).addEventListener("click", async () => {
    if (await confirmed(`ask.${name}`)) attempt(() => post(`/api/show/${name}`));
  });
}
