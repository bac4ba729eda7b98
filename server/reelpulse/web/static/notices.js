/** The list of notices, newest first. */

import { clone, text, time } from "./texts.js";

const KEPT = 50;
const list = document.getElementById("notices");

export function forgetNotices() {
  const nothing = document.createElement("li");
  nothing.className = "empty";
  nothing.textContent = text("notices.none");
  list.replaceChildren(nothing);
}

export function showNotice(notice) {
  list.querySelector(".empty")?.remove();
  const item = clone("notice-template");
  item.dataset.level = notice.level;
  item.dataset.number = notice.number;
  item.querySelector("time").textContent = time(notice.at_unix_ms);
  item.querySelector("time").dateTime = new Date(notice.at_unix_ms).toISOString();
  item.querySelector(".notice-text").textContent = notice.source
    ? `${notice.source}: ${notice.text}`
    : notice.text;
  item.querySelector(".times").textContent = notice.times > 1 ? `×${notice.times}` : "";
  item.querySelector(".detail").textContent = notice.detail;
  list.querySelector(`[data-number="${notice.number}"]`)?.remove();
  list.prepend(item);
  while (list.children.length > KEPT) list.lastElementChild.remove();
}
