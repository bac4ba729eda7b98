/** What is connected: senders, and each webcam's rate, delay and replaced pictures. */

import { clone, rate, text, whole } from "./texts.js";

const senders = document.getElementById("senders");
const sources = document.getElementById("sources");

export function showStats(stats) {
  senders.textContent = stats.senders.join(", ") || text("status.no_sender");
  sources.replaceChildren(...stats.sources.map(sourceItem));
}

function sourceItem(source) {
  const item = clone("source-template");
  const measured = source.latency_median_ms !== null;
  item.querySelector(".source-name").textContent = source.source;
  item.querySelector(".rate").textContent = measured
    ? text("status.rate", { rate: rate(source.measured_hz) })
    : text("status.idle");
  item.querySelector(".latency").textContent = measured
    ? text("status.latency", {
        median: whole(source.latency_median_ms),
        p95: whole(source.latency_p95_ms),
      })
    : "";
  item.querySelector(".replaced").textContent = text("status.replaced", {
    replaced: whole(source.replaced),
    received: whole(source.received),
  });
  return item;
}
