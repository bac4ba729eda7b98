/** Markers: set during the show with a key or a button, listed with their place on every time line. */

import { get, post } from "./api.js";
import { attempt, refresh } from "./dialogs.js";
import { clone, text, time, timecode } from "./texts.js";

const form = document.getElementById("marker-form");
const input = document.getElementById("marker-text");
let sessionId = null;
let sinceMs = null; // the moment that is marked: the key, or else the first letter
let onSet = () => {};

/** Offer the form while a show runs; `afterwards` runs after a marker was set. */
export function offerMarkers({ session, state }, afterwards) {
  sessionId = session?.session_id;
  form.hidden = state !== "running";
  onSet = afterwards;
}

function giveUp() {
  sinceMs = null;
  input.value = "";
  input.blur();
}

document.addEventListener("keydown", (event) => {
  const writes = event.target.closest?.("input, textarea, select, dialog[open]");
  const plain = !(event.ctrlKey || event.altKey || event.metaKey);
  if (event.code !== "KeyM" || writes || !plain || form.hidden) return;
  event.preventDefault();
  sinceMs = performance.now();
  input.focus();
});

input.addEventListener("input", () => {
  sinceMs = input.value === "" ? null : (sinceMs ?? performance.now());
});
input.addEventListener("blur", () => {
  if (input.value === "") sinceMs = null;
});
input.addEventListener("keydown", (event) => {
  if (event.key === "Escape") giveUp();
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const body = { text: input.value, ago_ms: Math.round(performance.now() - sinceMs) };
  attempt(async () => {
    await post(`/api/sessions/${sessionId}/markers`, body);
    giveUp();
    onSet();
  });
});

export async function showMarkers(parent, id) {
  await refresh(async () => {
    const { markers } = await get(`/api/sessions/${id}/markers`);
    parent.hidden = markers.length === 0;
    parent.querySelector("a").href = `/sessions/${id}/markers.csv`;
    parent.querySelector("ol").replaceChildren(
      ...markers.map((marker) => item(marker, () => remove(parent, id, marker))),
    );
  });
}

async function remove(parent, id, { marker_id }) {
  await attempt(() => post(`/api/sessions/${id}/markers/remove`, { marker_id }));
  await showMarkers(parent, id);
}

function item(marker, onRemove) {
  const row = clone("marker-template");
  row.querySelector("time").textContent = time(marker.unix_ms);
  row.querySelector("b").textContent = marker.text;
  row.querySelector(".marker-places").textContent = [
    marker.show_ms === null ? "" : text("marker.show", { time: timecode(marker.show_ms) }),
    marker.ad === null ? "" : `${marker.ad} ${timecode(marker.ad_ms)}`,
    marker.recording_ms === null ? "" : text("marker.recording", { time: timecode(marker.recording_ms) }),
  ]
    .filter(Boolean)
    .join(" · ");
  row.querySelector("button").addEventListener("click", onRemove);
  return row;
}
