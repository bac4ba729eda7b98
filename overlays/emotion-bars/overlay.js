/** Emotion bars for an OBS browser source: the mean over all people, and a row of seats. */

import { LiveLink, groupParts, inGroups, seatNotes } from "../shared/live.js";

const UNCROWDED_SEATS = 4;

const panel = document.querySelector(".panel");
const bars = document.getElementById("bars");
const groups = document.getElementById("groups");
const seats = document.getElementById("seats");
const people = document.getElementById("people");

let emotions = [];
let notes = new Map();
let percent = new Intl.NumberFormat("en", { style: "percent" });

const given = new URLSearchParams(location.search).get("lang") ?? navigator.language;
document.documentElement.lang = given.startsWith("ru") ? "ru" : "en";

function clone(id) {
  return document.getElementById(id).content.firstElementChild.cloneNode(true);
}

function build(hello) {
  emotions = hello.emotions;
  document.documentElement.lang = hello.language;
  percent = new Intl.NumberFormat(hello.language, { style: "percent" });
  document.getElementById("people-label").textContent = hello.labels.people;
  groups.replaceChildren(...Object.keys(hello.groups).map((group) => sumOf(group)));
  bars.replaceChildren(...inGroups(emotions).map(groupOfBars));
}

function sumOf(group) {
  const sum = clone("group-sum");
  sum.dataset.group = group;
  return sum;
}

function groupOfBars({ group, emotions: members }) {
  const box = document.createElement("div");
  box.className = "group";
  box.dataset.group = group;
  for (const { emotion, label, index } of members) {
    const bar = clone("bar");
    bar.dataset.emotion = emotion;
    bar.dataset.index = index;
    bar.setAttribute("aria-label", label);
    bar.querySelector(".name").textContent = label;
    box.append(bar);
  }
  return box;
}

function show(audience) {
  panel.dataset.signal = "live";
  people.textContent = audience.people;
  drawBars(audience.mean);
  drawSeats(audience.seats);
}

function drawBars(mean) {
  for (const bar of bars.querySelectorAll(".bar")) {
    const part = mean ? mean[bar.dataset.index] : 0;
    bar.querySelector(".fill").style.setProperty("--part", part);
    bar.querySelector(".figure").textContent = mean ? percent.format(part) : "–";
    bar.setAttribute("aria-valuenow", Math.round(part * 100));
  }
  const parts = mean && groupParts(emotions, mean);
  for (const sum of groups.children) {
    sum.querySelector("b").textContent = parts ? percent.format(parts[sum.dataset.group]) : "–";
  }
}

/** Chips are kept and redrawn, so that their bars move smoothly. */
function drawSeats(present) {
  seats.classList.toggle("crowded", present.length > UNCROWDED_SEATS);
  while (seats.children.length > present.length) seats.lastElementChild.remove();
  while (seats.children.length < present.length) seats.append(clone("seat"));
  present.forEach((seat, position) => {
    const item = seats.children[position];
    const parts = seat.probabilities && groupParts(emotions, seat.probabilities);
    item.querySelector("b").textContent = notes.get(seat.seat)?.label ?? seat.seat;
    for (const piece of item.querySelectorAll("i")) {
      piece.style.setProperty("--part", parts ? parts[piece.dataset.group] : 0);
    }
  });
}

function clear(signal) {
  panel.dataset.signal = signal;
  people.textContent = "–";
  drawBars(null);
  drawSeats([]);
}

const link = new LiveLink();
link.addEventListener("hello", (event) => build(event.detail));
link.addEventListener("state", (event) => {
  notes = seatNotes(event.detail);
});
link.addEventListener("audience", (event) => show(event.detail));
link.addEventListener("stale", () => clear("none"));
link.addEventListener("lost", () => clear("none"));
link.addEventListener("denied", () => clear("denied"));
link.addEventListener("outdated", () => clear("outdated"));
link.start();
