/** What the moderator notes of a session's seats: a name, whether it is one person, and which one. */

import { post } from "./api.js";
import { attempt } from "./dialogs.js";
import { clone, text, whole } from "./texts.js";

/** Bring the list up to date, unless somebody is about to change it; `onKept` runs after a change. */
export function showSeats(parent, { session_id: sessionId, seats }, onKept) {
  if (!isInUse(parent)) draw(parent, sessionId, seats, onKept);
}

function isInUse(parent) {
  const active = document.activeElement;
  return parent.contains(active) && (active.matches("select") || active.value !== active.defaultValue);
}

function draw(parent, sessionId, seats, onKept) {
  const list = parent.querySelector(".seat-notes");
  const focused = [...list.querySelectorAll("input, select")].indexOf(document.activeElement);
  const onNote = async (note) => {
    await attempt(() => post(`/api/sessions/${sessionId}/seats`, note));
    await onKept();
  };
  parent.hidden = seats.length === 0;
  list.replaceChildren(...seats.map((seat) => seatRow(seat, seats, onNote)));
  if (focused >= 0) list.querySelectorAll("input, select")[focused]?.focus();
}

function seatRow(seat, seats, onNote) {
  const row = clone("seat-note-template");
  const [name, confirmed] = row.querySelectorAll("input");
  const person = row.querySelector("select");
  row.querySelector("b").textContent = text("seat", { number: seat.seat });
  row.querySelector(".seat-readings").textContent = text("seat.readings", {
    readings: whole(seat.readings),
  });
  name.defaultValue = seat.name ?? "";
  name.disabled = seat.merged_into !== null;
  confirmed.checked = seat.confirmed;
  person.append(...personOptions(seat, seats));
  for (const input of [name, confirmed, person]) {
    input.addEventListener("change", () => {
      name.defaultValue = name.value.trim();
      person.blur();
      onNote({
        seat: seat.seat,
        name: name.value.trim(),
        confirmed: confirmed.checked,
        merged_into: person.value ? Number(person.value) : null,
      });
    });
  }
  return row;
}

/** A seat for which others count stays itself. */
function personOptions(seat, seats) {
  const stands = seats.some((each) => each.merged_into === seat.seat);
  const others = seats.filter((each) => !stands && each.merged_into === null && each.seat !== seat.seat);
  return [
    new Option(text("seat.self"), ""),
    ...others.map((each) => new Option(label(each), each.seat)),
  ].map((option) => {
    option.selected = option.value === String(seat.merged_into ?? "");
    return option;
  });
}

function label({ seat, name }) {
  return text("seat", { number: name ? `${seat} · ${name}` : seat });
}
