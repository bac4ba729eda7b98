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
// Figures of a session are written as in the report: one decimal place, halves to the even digit. They
// are rounded as decimal texts, because a half is seldom exact in binary.
const rounded = (places) => ({ minimumFractionDigits: places, maximumFractionDigits: places, roundingMode: "halfEven" });
const shares = new Intl.NumberFormat(locale, { style: "percent", ...rounded(1) });
const signed = new Intl.NumberFormat(locale, { signDisplay: "exceptZero", ...rounded(1) });
const precisely = new Intl.NumberFormat(locale, { signDisplay: "exceptZero", ...rounded(2) });
const rates = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const wholes = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const decimals = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
const days = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
const times = new Intl.DateTimeFormat(locale, { timeStyle: "medium" });

export const percent = (part) => percents.format(part);
const figure = (format, value) =>
  value === null ? "–" : format.format(String(value)).replace("-", "−");
/** A part of 1; a dash where nothing was measured. */
export const share = (part) => figure(shares, part);
export const points = (value) => figure(signed, value);
export const precise = (value) => figure(precisely, value);
export const rate = (value) => rates.format(value);
export const whole = (value) => wholes.format(value);
export const decimal = (value) => decimals.format(value);
export const day = (unixMs) => days.format(unixMs);
export const time = (unixMs) => times.format(unixMs);

export function duration(ms) {
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** m:ss.mmm, as in the report. */
export function timecode(ms) {
  const whole = Math.abs(ms);
  const seconds = String(Math.floor(whole / 1000) % 60).padStart(2, "0");
  const rest = String(whole % 1000).padStart(3, "0");
  return `${ms < 0 ? "−" : ""}${Math.floor(whole / 60_000)}:${seconds}.${rest}`;
}

/** A copy of what a `<template>` of the page holds. */
export function clone(id) {
  return document.getElementById(id).content.firstElementChild.cloneNode(true);
}
