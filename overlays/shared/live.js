/**
 * The one WebSocket client of all overlays and of the moderator's page.
 *
 * A `LiveLink` dispatches
 *   - every message of the server under its kind: `hello`, `state`, `reading`, `notice`, `report`,
 *     `stats`; `event.detail` is the message;
 *   - `audience` whenever what is known of the people changes: the newest reading of each webcam
 *     that is not yet stale, as one `Audience`;
 *   - `stale` when nothing is newer than the server's `stale_after_ms`, or the connection is gone;
 *   - `connected`, `lost` (it tries again by itself), `denied` (token missing, wrong or renewed) and
 *     `outdated` (the page is of another release than the server: reload it).
 *
 * Timers run on whether the page is visible or not, because OBS renders pages that nobody looks at.
 */

const VERSION = 3;
const DENIED = 4401;
const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 5000;
const STALE_AFTER_MS_UNTIL_TOLD = 2000;

/**
 * @typedef {{seat: number, probabilities: number[] | null, source: string}} Seat
 * @typedef {{people: number, mean: number[] | null, seats: Seat[]}} Audience
 */

export class LiveLink extends EventTarget {
  #address;
  #socket = null;
  #failures = 0;
  #reconnectTimer = 0;
  #staleTimer = 0;
  #staleAfterMs = STALE_AFTER_MS_UNTIL_TOLD;
  #newest = new Map(); // source → {reading, endsAtMs}
  #stale = false;
  #outdated = false;
  #stopped = false;

  /** @param {string} query the page's own query; `token` and `lang` go on to the server */
  constructor(query = location.search) {
    super();
    const given = new URLSearchParams(query);
    const passed = new URLSearchParams();
    for (const name of ["token", "lang"]) {
      if (given.has(name)) passed.set(name, given.get(name));
    }
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    this.#address = `${scheme}://${location.host}/ws/live?${passed}`;
    document.addEventListener("visibilitychange", () => this.#dropOld());
  }

  start() {
    this.#becomeStale();
    this.#connect();
  }

  /** End for good, for a page that goes elsewhere. */
  stop() {
    this.#stopped = true;
    clearTimeout(this.#reconnectTimer);
    this.#socket?.close();
  }

  #connect() {
    const socket = new WebSocket(this.#address);
    this.#socket = socket;
    socket.addEventListener("message", (event) => this.#take(JSON.parse(event.data)));
    socket.addEventListener("close", (event) => this.#lose(event.code));
  }

  #take(message) {
    if (message.kind === "hello") this.#greet(message);
    if (this.#outdated) return;
    this.#tell(message.kind, message);
    if (message.kind === "reading") this.#keep(message);
  }

  #greet(hello) {
    this.#failures = 0;
    this.#staleAfterMs = hello.stale_after_ms;
    this.#outdated = hello.version !== VERSION;
    this.#tell(this.#outdated ? "outdated" : "connected");
  }

  #lose(code) {
    this.#newest.clear();
    this.#becomeStale();
    if (this.#stopped) return;
    this.#tell(code === DENIED ? "denied" : "lost");
    const delayMs = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** this.#failures);
    this.#failures = code === DENIED ? Infinity : this.#failures + 1;
    const jitter = 0.8 + 0.4 * Math.random(); // so that all overlays do not come back at once
    this.#reconnectTimer = setTimeout(() => this.#connect(), delayMs * jitter);
  }

  #keep(reading) {
    const endsAtMs = performance.now() + this.#staleAfterMs - reading.age_ms;
    this.#newest.set(reading.source, { reading, endsAtMs });
    this.#dropOld();
  }

  #dropOld() {
    const nowMs = performance.now();
    for (const [source, { endsAtMs }] of this.#newest) {
      if (endsAtMs <= nowMs) this.#newest.delete(source);
    }
    clearTimeout(this.#staleTimer);
    if (this.#newest.size === 0) {
      this.#becomeStale();
      return;
    }
    const nextMs = Math.min(...[...this.#newest.values()].map(({ endsAtMs }) => endsAtMs));
    this.#staleTimer = setTimeout(() => this.#dropOld(), Math.ceil(nextMs - nowMs));
    this.#stale = false;
    this.#tell("audience", this.#audience());
  }

  /** @returns {Audience} */
  #audience() {
    const readings = [...this.#newest.values()]
      .map(({ reading }) => reading)
      .sort((one, other) => one.source.localeCompare(other.source));
    if (readings.length === 1) return { ...readings[0], seats: withSource(readings[0]) };
    const seats = readings.flatMap(withSource);
    return { people: seats.length, mean: meanOf(seats), seats };
  }

  #becomeStale() {
    clearTimeout(this.#staleTimer);
    if (this.#stale) return;
    this.#stale = true;
    this.#tell("stale");
  }

  #tell(kind, detail) {
    this.dispatchEvent(new CustomEvent(kind, { detail }));
  }
}

/** The moderator's boxes stay with the seats; several webcams may each have a seat 1. */
function withSource(reading) {
  return reading.seats.map((seat) => ({ ...seat, source: reading.source }));
}

/** Over those who are measured: who is not counts for nothing. */
function meanOf(seats) {
  const measured = seats.map(({ probabilities }) => probabilities).filter((each) => each);
  if (measured.length === 0) return null;
  return measured[0].map(
    (_, index) => measured.reduce((sum, each) => sum + each[index], 0) / measured.length,
  );
}

/** By seat what the moderator noted of it; of the others there is nothing. */
export const seatNotes = (state) => new Map(state.seats.map((note) => [note.seat, note]));

/** Emotions in the order in which they are shown, with their index into every vector of seven. */
export function inGroups(emotions) {
  return ["positive", "negative", "neutral"].map((group) => ({
    group,
    emotions: emotions
      .map((emotion, index) => ({ ...emotion, index }))
      .filter((emotion) => emotion.group === group),
  }));
}

/** The parts of the three groups in a vector of seven. */
export function groupParts(emotions, probabilities) {
  const parts = { positive: 0, negative: 0, neutral: 0 };
  emotions.forEach(({ group }, index) => {
    parts[group] += probabilities[index];
  });
  return parts;
}
