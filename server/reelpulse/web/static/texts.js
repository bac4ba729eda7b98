/** The page's words in the reader's language, and how figures and times are written in it. */

const words = JSON.parse(document.body.dataset.texts);
const language = document.documentElement.lang;
/** The viewer's own variant of the page's language, e.g. en-GB. */
const locale = navigator.languages.find((each) => each.startsWith(language)) ?? language;

/** @param {Record<string, string | number>} values fill the gaps `{name}` */
export function text(name, values = {}) {
  return words[name].replace(/\{(\w+)\}/g, (gap, key) => values[key] ?? gap);
}

const percents = new Intl.NumberFormat(locale, { style: "percent" });
const signed = new Intl.NumberFormat(locale, { maximumFractionDigits: 1, signDisplay: "exceptZero" });
const rates = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const wholes = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const decimals = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
const days = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
const times = new Intl.DateTimeFormat(locale, { timeStyle: "medium" });

export const percent = (part) => percents.format(part);
export const points = (value) => (value === null ? "–" : signed.format(value));
export const rate = (value) => rates.format(value);
export const whole = (value) => wholes.format(value);
export const decimal = (value) => decimals.format(value);
export const day = (unixMs) => days.format(unixMs);
export const time = (unixMs) => times.format(unixMs);

export function duration(ms) {
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** A copy of what a `<template>` of the page holds. */
export function clone(id) {
  return document.getElementById(id).content.firstElementChild.cloneNode(true);
}
