/** The moderator's page: brings what the server tells to the parts of the page. */

import { LiveLink } from "/overlays/shared/live.js";
import { post } from "./api.js";
import { refreshConnections } from "./connections.js";
import { attempt, refresh, tell } from "./dialogs.js";
import { learn, learnSeats, showAudience, showNoSignal } from "./audience.js";
import { forgetNotices, showNotice } from "./notices.js";
import { showNow } from "./now.js";
import "./obs.js";
import "./prepare.js";
import { forgetJobs, refreshSessions, showJob } from "./sessions.js";
import { showState } from "./show.js";
import { showStats } from "./status.js";
import { text } from "./texts.js";

const REFRESH_MS = 10_000;
const status = document.getElementById("link");
const link = new LiveLink(`?lang=${document.documentElement.lang}`);
let knownShow = "";

function showLink(kind) {
  status.dataset.link = kind;
  status.textContent = kind === "connected" ? text("link.connected") : "";
  tell(kind === "connected" ? "" : text(`link.${kind}`));
}

/** The list changes when a session comes, begins or ends, not with every ad. */
function refreshOnChange(state) {
  const show = `${state.session?.session_id} ${state.state}`;
  if (show !== knownShow) refreshSessions();
  knownShow = show;
}

link.addEventListener("hello", (event) => {
  learn(event.detail);
  forgetNotices();
  forgetJobs();
  knownShow = "";
});
link.addEventListener("state", (event) => {
  showState(event.detail);
  learnSeats(event.detail);
  showNow(event.detail);
  refreshOnChange(event.detail);
});
link.addEventListener("audience", (event) => showAudience(event.detail));
link.addEventListener("stale", showNoSignal);
link.addEventListener("notice", (event) => showNotice(event.detail));
link.addEventListener("stats", (event) => showStats(event.detail));
link.addEventListener("report", (event) => showJob(event.detail));
for (const kind of ["connected", "lost", "denied", "outdated"]) {
  link.addEventListener(kind, () => showLink(kind));
}

document.getElementById("leave").addEventListener("click", () =>
  attempt(async () => {
    link.stop();
    await post("/api/leave");
    location.assign("/");
  }),
);

// What a running session has stored grows without a message of its own.
setInterval(() => {
  if (knownShow.endsWith("running")) refreshSessions();
}, REFRESH_MS);

forgetNotices();
refresh(refreshConnections);
link.start();
