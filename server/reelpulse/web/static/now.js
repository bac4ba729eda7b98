/** The figures of the session on the page, from what is stored of it so far. */

import { get } from "./api.js";
import { refresh } from "./dialogs.js";
import { figureSets } from "./figures.js";
import { offerMarkers, showMarkers } from "./markers.js";
import { showSeats } from "./seats.js";
import { text, time, whole } from "./texts.js";

const REFRESH_MS = 5_000;
const section = document.getElementById("now");
const sets = document.getElementById("now-figures");
const basis = document.getElementById("now-basis");
const markers = section.querySelector(".markers-set");
const seats = section.querySelector(".seats-noted");
let current = null; // the session that is shown
let known = "";

/** An ad that ends, the end of the show, and what is noted of seats count at once. */
export function showNow(show) {
  const { session, state, playing_ad_id: playing, seats: noted } = show;
  offerMarkers(show, () => showMarkers(markers, session.session_id));
  const begun = session !== null && state !== "ready";
  section.hidden = !begun;
  current = begun ? { id: session.session_id, running: state === "running" } : null;
  const news = JSON.stringify([session?.session_id, state, playing, noted]);
  if (begun && news !== known) refreshNow();
  known = news;
}

async function refreshNow() {
  const { id } = current;
  await refresh(async () => {
    const figures = await get(`/api/sessions/${id}/figures`);
    if (current?.id !== id) return;
    showSeats(seats, figures, refreshNow);
    showMarkers(markers, id);
    sets.replaceChildren(...figureSets(figures));
    basis.textContent = text("now.basis", {
      readings: whole(figures.readings),
      people: figures.people,
      time: time(figures.as_of_unix_ms),
    });
  });
}

setInterval(() => {
  if (current?.running) refreshNow();
}, REFRESH_MS);
