/** The list of sessions; each opens to its figures and its reports. */

import { get, post } from "./api.js";
import { agreementSets } from "./agreement.js";
import { attempt, refresh } from "./dialogs.js";
import { figureSets } from "./figures.js";
import { showMarkers } from "./markers.js";
import { showSeats } from "./seats.js";
import { clone, day, decimal, text, whole } from "./texts.js";

const list = document.getElementById("sessions");
const jobs = new Map(); // job_id → its newest message

export async function refreshSessions() {
  await refresh(async () => {
    const { sessions } = await get("/api/sessions");
    const before = new Map([...list.querySelectorAll(".session")].map((row) => [row.dataset.id, row]));
    const rows = sessions.map((session) => filled(before.get(String(session.session_id)), session));
    list.replaceChildren(...(rows.length ? rows : [nothing()]));
  });
}

export function forgetJobs() {
  jobs.clear();
  for (const each of list.querySelectorAll(".jobs")) each.replaceChildren();
}

export function showJob(job) {
  jobs.set(job.job_id, job);
  const row = list.querySelector(`[data-id="${job.session_id}"]`);
  if (row) drawJobs(row);
}

function nothing() {
  const item = document.createElement("li");
  item.className = "empty";
  item.textContent = text("sessions.none");
  return item;
}

/** A row that is open stays open when the list comes anew. */
function filled(known, session) {
  const row = known ?? newRow(session.session_id);
  row.querySelector(".session-name").textContent = session.title;
  const pill = row.querySelector(".pill");
  pill.dataset.state = session.state;
  pill.textContent = text(`state.${session.state}`);
  row.querySelector(".session-facts").textContent = `${day(session.created_unix_ms)} · ${text(
    "sessions.counts",
    { ads: session.ads, people: session.people, readings: whole(session.readings) },
  )}`;
  row.querySelector(".session-recordings").replaceChildren(...session.recordings.map(recording));
  row.querySelector(".go-on").hidden = !session.can_continue;
  drawJobs(row);
  if (known && known.dataset.state !== session.state && isOpen(row)) showFigures(row);
  row.dataset.state = session.state;
  return row;
}

function recording(path) {
  const item = document.createElement("span");
  item.textContent = text("sessions.recording", { path });
  return item;
}

function newRow(id) {
  const row = clone("session-template");
  row.dataset.id = id;
  const form = row.querySelector(".report-form");
  const weight = form.elements.silence_weight;
  const showWeight = () => {
    form.querySelector("output").textContent = decimal(Number(weight.value));
  };
  showWeight();
  weight.addEventListener("input", showWeight);
  weight.addEventListener("change", () => showFigures(row));
    showMarkers(row.querySelector(".markers-set"), row.dataset.id);
  row.querySelector(".go-on").addEventListener("click", () =>
    attempt(() => post(`/api/sessions/${id}/continue`)),
  );
  row.querySelector(".more").addEventListener("click", () => open(row, !isOpen(row)));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(() =>
      post("/api/reports", {
        session_id: id,
        language: form.elements.language.value,
        silence_weight: Number(weight.value),
      }),
    );
  });
  return row;
}

const isOpen = (row) => !row.querySelector(".session-more").hidden;

function open(row, wanted) {
  row.querySelector(".session-more").hidden = !wanted;
  row.querySelector(".more").setAttribute("aria-expanded", wanted);
  if (wanted) showFigures(row);
}

async function showFigures(row) {
  await refresh(async () => {
    const weight = row.querySelector(".report-form").elements.silence_weight.value;
    const figures = await get(`/api/sessions/${row.dataset.id}/figures?silence_weight=${weight}`);
    row.querySelector(".figures").replaceChildren(...figureSets(figures), ...agreementSets(figures.agreement));
    showSeats(row.querySelector(".seats-noted"), figures, () => showFigures(row));
  });
}

function drawJobs(row) {
  const own = [...jobs.values()].filter((job) => String(job.session_id) === row.dataset.id);
  row.querySelector(".jobs").replaceChildren(...own.reverse().map(jobItem));
}

function jobItem(job) {
  const item = clone("job-template");
  const link = item.querySelector("a");
  const progress = item.querySelector("progress");
  item.classList.add(job.state);
  item.querySelector(".job-text").textContent = jobText(job);
  progress.hidden = job.state !== "running";
  progress.value = job.part;
  link.hidden = job.address === null;
  if (job.address) {
    link.href = job.address;
    const language = text(`language.${job.language}`);
    link.textContent = text("report.done", { language, k: decimal(job.silence_weight) });
  }
  return item;
}

function jobText(job) {
  if (job.state === "running") return text("report.running", { stage: job.stage });
  if (job.state === "failed") return job.message;
  return job.state === "cancelled" ? text("report.cancelled") : "";
}
