/** How far the machine agrees with people who coded a session by hand. */

import { clone, percent, text, whole } from "./texts.js";

/** Nothing where nobody has coded anything. */
export function agreementSets(agreement) {
  if (agreement === null) return [];
  const set = clone("agreement-template");
  set.querySelector("ul").replaceChildren(...agreement.coders.map(coderLine));
  set.querySelector(".alpha").textContent = text("agreement.alpha", {
    alpha: coefficient(agreement.alpha),
    groups: coefficient(agreement.alpha_groups),
    people: coefficient(agreement.alpha_people),
    shared: whole(agreement.shared_units),
    units: whole(agreement.units),
  });
  return [set];
}

function coderLine(one) {
  const item = document.createElement("li");
  item.textContent = text("agreement.coder", {
    coder: one.coder,
    kappa: coefficient(one.kappa),
    groups: coefficient(one.kappa_groups),
    same: one.compared === 0 ? "–" : percent(one.same / one.compared),
    compared: whole(one.compared),
    coded: whole(one.coded),
  });
  return item;
}

const twoPlaces = new Intl.NumberFormat(document.documentElement.lang, {
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
});
const coefficient = (value) => (value === null ? "–" : twoPlaces.format(value));
