/** EEI, EmoNPS and shares of one session, whole and by ad. */

import { clone, decimal, percent, points, text } from "./texts.js";

export function figureSets(figures) {
  if (figures.shares.seat_seconds === 0) {
    const nothing = document.createElement("p");
    nothing.className = "empty";
    nothing.textContent = text("figures.none");
    return [nothing];
  }
  return [
    ...basis(figures.basis),
    figureSet(text("figures.whole"), figures),
    ...figures.ads.map((ad) => figureSet(ad.title, ad)),
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

function figureSet(title, { eei, emo_nps: emoNps, shares, too_few: tooFew, other }) {
  const set = clone("figures-template");
  const put = (selector, words) => {
    set.querySelector(selector).textContent = words;
  };
  put("h4", title);
  set.querySelector(".few").hidden = !tooFew;
  put(".eei", points(eei.value));
  const [lowest, highest] = (eei.interval ?? []).map(points);
  put(".eei-interval", eei.interval ? text("figures.eei_interval", { lowest, highest }) : "");
  put(".eei-made-of", text("figures.eei", eei));
  put(".emo-nps", points(emoNps.value));
  const [low, high] = emoNps.band ?? [null, null];
  const k = decimal(emoNps.silence_weight);
  put(".emo-nps-band", text("figures.band", { k, low: points(low), high: points(high) }));
  put(".emo-nps-made-of", text("figures.emo_nps", emoNps));
  const groups = ["positive", "neutral", "negative"];
  const words = groups.map((group) => `${text(`group.${group}`)} ${percent(shares.groups[group])}`);
  put(".shares-text", words.join(" · "));
  set.querySelector(".shares").setAttribute("aria-label", words.join(", "));
  for (const piece of set.querySelectorAll(".shares i")) {
    piece.style.setProperty("--part", shares.groups[piece.dataset.group]);
  }
  if (other) {
    const values = { eei: points(other.eei), emo_nps: points(other.emo_nps) };
    put(".other-basis", text(`figures.other.${other.basis}`, values));
    set.querySelector(".other-basis").hidden = false;
  }
  return set;
}
