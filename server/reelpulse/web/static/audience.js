/** The live part of the page: mean bars, a map of the seats, and one card per seat. */

import { groupParts, seatNotes } from "/overlays/shared/live.js";
import { clone, percent, text } from "./texts.js";

const section = document.querySelector(".live");
const bars = document.getElementById("bars");
const maps = document.getElementById("maps");
const seats = document.getElementById("seats");
const people = document.getElementById("people");
const trouble = document.getElementById("live-trouble");

let emotions = [];
let notes = new Map();

export function learn(hello) {
  emotions = hello.emotions;
}

export function learnSeats(state) {
  notes = seatNotes(state);
}

export function showAudience(audience) {
  section.classList.remove("silent");
  people.textContent = audience.people;
  trouble.textContent = audience.people ? "" : text("nobody");
  drawMean(audience.mean);
  const several = new Set(audience.seats.map(({ source }) => source)).size > 1;
  drawMaps(audience.seats);
  drawSeats(audience.seats, several);
}

export function showNoSignal() {
  section.classList.add("silent");
  people.textContent = "–";
  trouble.textContent = text("no_signal");
  drawMean(null);
  maps.replaceChildren();
  seats.replaceChildren();
}

function drawMean(mean) {
  drawBars(bars, mean);
  const parts = mean && groupParts(emotions, mean);
  for (const group of bars.querySelectorAll(".group")) {
    group.querySelector("h3 b").textContent = parts ? percent(parts[group.dataset.group]) : "–";
  }
}

/** `other`: the same on the other basis, as a mark on each bar; null where there is none. */
function drawBars(parent, probabilities, other = null) {
  for (const bar of parent.querySelectorAll(".bar")) {
    const index = emotions.findIndex(({ emotion }) => emotion === bar.dataset.emotion);
    const part = probabilities ? probabilities[index] : 0;
    bar.querySelector(".fill").style.setProperty("--part", part);
    bar.classList.toggle("marked", other !== null);
    if (other) bar.style.setProperty("--other", other[index]);
    bar.setAttribute("aria-valuenow", Math.round(part * 100));
    const figure = bar.querySelector(".figure");
    if (figure) figure.textContent = probabilities ? percent(part) : "–";
  }
}

/** One card per seat, kept and redrawn so that its bars move smoothly. */
function drawSeats(present, several) {
  while (seats.children.length > present.length) seats.lastElementChild.remove();
  while (seats.children.length < present.length) seats.append(clone("seat-template"));
  present.forEach((seat, position) => {
    const card = seats.children[position];
    const shown = shownOf(seat);
    const name = seatName(seat.seat);
    card.querySelector(".seat-name").textContent = several ? `${seat.source} · ${name}` : name;
    const mood = card.querySelector(".mood");
    mood.textContent = shown ? shown.label : text(`seat.${seat.unmeasurable}`);
    mood.dataset.group = shown?.group ?? "";
    const attention = seat.attention === null ? "–" : percent(seat.attention);
    card.querySelector(".attention").textContent = text("attention", { part: attention });
    card.querySelector(".seen").textContent = seen(seat);
    drawBars(card, seat.probabilities, seat.other);
  });
}

/** `Seat 3 · by the window ✓`; a seat that was merged has the other one's name, and its own number. */
function seatName(number) {
  const note = notes.get(number);
  if (!note) return text("seat", { number });
  const name = text("seat", { number: note.label });
  if (note.counted_as !== number) return text("seat.merged", { name, number });
  return note.confirmed ? `${name} ✓` : name;
}

function drawMaps(present) {
  const bySource = Map.groupBy ? Map.groupBy(present, ({ source }) => source) : grouped(present);
  while (maps.children.length > bySource.size) maps.lastElementChild.remove();
  while (maps.children.length < bySource.size) {
    maps.append(Object.assign(document.createElement("div"), { className: "map" }));
  }
  [...bySource.values()].forEach((members, position) => {
    maps.children[position].replaceChildren(...members.map(place));
  });
}

function grouped(present) {
  const bySource = new Map();
  for (const seat of present) {
    bySource.set(seat.source, [...(bySource.get(seat.source) ?? []), seat]);
  }
  return bySource;
}

function place(seat) {
  const frame = document.createElement("b");
  frame.textContent = seat.seat;
  frame.dataset.group = shownOf(seat)?.group ?? "";
  for (const [side, part] of Object.entries(seat.box)) frame.style.setProperty(`--${side}`, part);
  return frame;
}

/** How well somebody is seen, and whether their resting face is taken off. */
function seen(seat) {
  const words = seat.grade === null ? [] : [text("seat.grade", { grade: seat.grade })];
  if (seat.talking) words.push(text("seat.talking"));
  if (seat.other) words.push(text(seat.corrected ? "seat.corrected" : "seat.raw"));
  return words.join(" · ");
}

/** The steadied emotion; null of somebody who is not seen well enough. */
function shownOf(seat) {
  return emotions.find(({ emotion }) => emotion === seat.shown) ?? null;
}
