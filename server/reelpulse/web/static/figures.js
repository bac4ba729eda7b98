/** The figures of one session, whole and by ad, as the report prints them. */

import { clone, decimal, duration, points, precise, share, text, whole } from "./texts.js";

export function figureSets(figures) {
  if (figures.shares.seat_seconds === 0) {
    const nothing = document.createElement("p");
    nothing.className = "empty";
    nothing.textContent = text("figures.none");
    return [nothing];
  }
  return [
    ...basis(figures.basis),
    figureSet(text("figures.whole"), figures, grades(figures.grades, (of) => of.show)),
    ...figures.ads.map((ad, place) => figureSet(ad.title, ad, grades(figures.grades, (of) => of.ads[place]))),
  ];
}

/** What the figures are made of, and who stays raw; nothing where no neutral scene was shown. */
function basis(told) {
  if (!told) return [];
  const words = [text(`figures.basis.${told.used}`, { corrected: told.corrected, people: told.people })];
  for (const { seat, scene_readings } of told.raw_seats) {
    words.push(text("figures.raw_seat", { seat, n: scene_readings }));
  }
  return [Object.assign(document.createElement("p"), { className: "small", textContent: words.join(" ") })];
}

/** How well all were seen, and each of them; nothing where nobody was graded. */
function grades(all, of) {
  if (of(all) === null) return "";
  const people = all.people
    .filter((person) => of(person) !== null)
    .map((person) => text("figures.grade", { seat: person.seat, grade: of(person) }));
  return text("figures.grades", { grade: of(all), people: people.join(", ") });
}

/** What is of too few people is marked as in the report. */
const marked = (words, tooFew) => (tooFew && words !== "–" ? `${words}*` : words);

function figureSet(title, part, seen) {
  const { eei, emo_nps: emoNps, shares, too_few: tooFew, other } = part;
  const set = clone("figures-template");
  const put = (selector, words) => {
    set.querySelector(selector).textContent = words;
  };
  put("h4", title);
  set.querySelector(".few").hidden = !(tooFew || eei.too_few || emoNps.too_few);
  put(".eei", marked(points(eei.value), eei.too_few));
  const [lowest, highest] = (eei.interval ?? []).map(points);
  put(".eei-interval", eei.interval ? text("figures.eei_interval", { lowest, highest }) : "");
  put(".eei-made-of", text("figures.eei", eei));
  put(".emo-nps", marked(points(emoNps.value), emoNps.too_few));
  const [low, high] = emoNps.band ?? [null, null];
  const k = decimal(emoNps.silence_weight);
  put(".emo-nps-band", text("figures.band", { k, low: points(low), high: points(high) }));
  put(".emo-nps-made-of", text("figures.emo_nps", emoNps));
  const groups = ["positive", "neutral", "negative"];
  const words = groups.map((group) => `${text(`group.${group}`)} ${share(shares.groups[group])}`);
  put(".shares-text", words.join(" · "));
  put(
    ".shares-of",
    text("figures.of", { people: marked(shares.people, tooFew), seconds: whole(shares.seat_seconds) }),
  );
  set.querySelector(".shares").setAttribute("aria-label", words.join(", "));
  for (const piece of set.querySelectorAll(".shares i")) {
    piece.style.setProperty("--part", shares.groups[piece.dataset.group] ?? 0);
  }
  if (other) {
    const values = { eei: points(other.eei), emo_nps: points(other.emo_nps) };
    put(".other-basis", text(`figures.other.${other.basis}`, values));
    set.querySelector(".other-basis").hidden = false;
  }
  put(".seen-grades", seen);
  set.querySelector(".emotion-shares").append(...emotionRows(shares.emotions, part.ever));
  set.querySelector(".ad-figures").append(...(part.moments ? adRows(part) : []));
  return set;
}

/** Each of the seven: its share, and of an ad how many people ever showed it. */
function emotionRows(emotions, ever) {
  return Object.entries(emotions).map(([emotion, part]) => {
    const words = ever && text("figures.ever", ever[emotion]);
    return row(text(`emotion.${emotion}`), share(part), words ?? "");
  });
}

function adRows({ moments, rise, scores, synchrony }) {
  const { positive, negative } = moments;
  const both = (name) => `${share(positive[name])} / ${share(negative[name])}`;
  const risen = rise && `${duration(1000 * rise.second)} · ${precise(rise.per_second)}`;
  const level = (name) => [text(`figures.${name}`), precise(scores[name].value)];
  return [
    [text("figures.peak_positive"), peak(positive.peak)],
    [text("figures.peak_negative"), peak(negative.peak)],
    [text("figures.opening"), both("opening")],
    [text("figures.ending"), both("ending")],
    [text("figures.rise"), risen ?? "–"],
    level("valence"),
    level("expressiveness"),
    level("surprise"),
    [text("figures.synchrony"), precise(synchrony.value), text("figures.pairs", synchrony)],
  ].map((cells) => row(...cells));
}

function peak(of) {
  return of ? `${duration(1000 * of.second)} · ${text("figures.part", of)}` : "–";
}

function row(...cells) {
  const line = document.createElement("tr");
  line.append(...cells.map((words, place) => {
    const cell = document.createElement(place === 0 ? "th" : "td");
    cell.textContent = words;
    return cell;
  }));
  return line;
}
