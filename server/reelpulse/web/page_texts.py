"""The words that the moderator's scripts put on the page, under the names by which they ask."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from reelpulse.texts import Language, translations
from reelpulse.web.live_view import EMOTION_TEXTS, GROUP_TEXTS
from reelpulse.web.marked import N_
from reelpulse.web.obs_texts import OBS_TEXTS

_TEXTS: Final[Mapping[str, str]] = {
    "state.none": N_("No session"),
    "state.ready": N_("Ready"),
    "state.running": N_("Running"),
    "state.paused": N_("Paused"),
    "state.finished": N_("Finished"),
    "state.interrupted": N_("Interrupted"),
    "state.analysing": N_("Measuring a film"),
    "link.connected": N_("Connected"),
    "link.lost": N_("The server does not answer. This page tries again by itself."),
    "link.denied": N_(
        "This browser is not logged in. Open the moderator's link that ReelPulse shows "
        "when it starts."
    ),
    "link.outdated": N_("ReelPulse was updated. Load this page again."),
    "hint.none": N_("Prepare a session first."),
    "hint.no_player": N_(
        "Nothing is connected that could play the ads. Start the script in OBS, "
        "and check its server address and ingest token."
    ),
    "hint.ready": N_("Everything is ready. The show begins with the first ad."),
    "hint.waiting": N_("The show waits: the player is not connected."),
    "hint.loading": N_("The next ad is about to start."),
    "hint.baseline": N_(
        "Neutral scene: each person's resting face is being read. The first ad follows by itself."
    ),
    "hint.paused": N_("The ad stands still until you let it go on."),
    "hint.finished": N_("The show is over. Its report can be made below."),
    "hint.interrupted": N_("The show was interrupted; what was measured can be reported."),
    "show.playing": N_("Now playing: {title}"),
    "show.held": N_("Paused: {title}"),
    "show.recording": N_("OBS records"),
    "show.to_record": N_("OBS will record"),
    "show.buffer": N_("Buffer: {seconds} s"),
    "show.baseline": N_("Neutral scene: {seconds} s"),
    "show.left": N_("Ads to come: {count}"),
    "show.failed": N_("That did not work: {reason}"),
    "ask.stop": N_("Stop the show? The ads to come will not be shown."),
    "ask.skip": N_("Skip this ad? The next one follows at once."),
    "ask.replace": N_("A session is ready to start. Prepare another one in its place?"),
    "ask.renew.overlay": N_(
        "Make a new overlay token? Overlays in OBS stay empty until their address is copied again."
    ),
    "ask.renew.ingest": N_(
        "Make a new ingest token? The script in OBS is disconnected until it has the new one."
    ),
    "ask.renew.moderator": N_(
        "Make a new moderator's link? Every browser, this one too, must open the new link, "
        "which ReelPulse shows when it starts."
    ),
    "ads.checking": N_("Looking into the file…"),
    "ads.none": N_("Put the path of at least one video file here."),
    "status.no_sender": N_("No sender"),
    "status.idle": N_("no pictures"),
    "status.rate": N_("{rate} per second"),
    "status.latency": N_("{median} ms, 95 % within {p95} ms"),
    "status.replaced": N_("{replaced} of {received} replaced"),
    "seat": N_("Seat {number}"),
    "seat.merged": N_("{name} (was seat {number})"),
    "seat.readings": N_("measured: {readings}"),
    "seat.self": N_("itself"),
    "attention": N_("Attention: {part}"),
    "seat.grade": N_("Seen: {grade} of 6"),
    "seat.talking": N_("talks"),
    "seat.corrected": N_("corrected by the neutral scene (mark: as read)"),
    "seat.raw": N_("as read (mark: corrected by the neutral scene)"),
    "seat.too_small": N_("Not measurable: too far away"),
    "seat.turned_away": N_("Not measurable: turned away"),
    "seat.too_dark": N_("Not measurable: too dark"),
    "seat.too_bright": N_("Not measurable: too bright"),
    "seat.blurred": N_("Not measurable: blurred"),
    "seat.covered": N_("Not measurable: covered"),
    "no_signal": N_("No signal"),
    "nobody": N_("Nobody is in the picture."),
    "marker.show": N_("show {time}"),
    "marker.recording": N_("recording {time}"),
    "notices.none": N_("Nothing to report."),
    "sessions.none": N_("No session yet. The first one appears here once it is prepared."),
    "sessions.recording": N_("Recording: {path}"),
    "sessions.counts": N_("Ads: {ads} · People: {people} · Readings: {readings}"),
    "report.running": N_("Making the report… {stage}"),
    "report.done": N_("Download the report ({language}, K = {k})"),
    "report.cancelled": N_("The report was given up because the server stopped."),
    "figures.none": N_("Nothing was measured while ads played, so there are no figures."),
    "figures.eei": N_(
        "{positive} positive and {negative} negative traces in {contacts} contacts, n = {people}"
    ),
    "figures.eei_interval": N_("from {lowest} to {highest}, confidence 95 %"),
    "figures.band": N_("K = {k}; {low} at K = 1, {high} at K = 0.2"),
    "figures.emo_nps": N_(
        "engaged: {engaged}, critical: {critical}, silent: {silent}, mixed: {mixed}, n = {persons}"
    ),
    "figures.of": N_("n = {people}; measured seconds of people: {seconds}"),
    "figures.grades": N_("Seen: {grade} of 6 ({people})"),
    "figures.grade": N_("seat {seat}: {grade}"),
    "figures.ever": N_("ever: {people} of {of_people}"),
    "figures.part": N_("{people} of {of_people}"),
    "figures.peak_positive": N_("Positive peak"),
    "figures.peak_negative": N_("Negative peak"),
    "figures.opening": N_("First 5 s, positive / negative"),
    "figures.ending": N_("Last 5 s, positive / negative"),
    "figures.rise": N_("Fastest rise of joy, per second"),
    "figures.valence": N_("Valence"),
    "figures.expressiveness": N_("Expressiveness"),
    "figures.surprise": N_("Level of surprise"),
    "figures.synchrony": N_("Synchrony"),
    "figures.pairs": N_("pairs: {pairs}"),
    "now.basis": N_(
        "Computed as for the report from what is stored: {readings} readings of {people} people "
        "during ads, at {time}."
    ),
    "figures.whole": N_("Whole show"),
    "figures.basis.corrected": N_(
        "Figures less each person's resting face, known of {corrected} of {people} people."
    ),
    "figures.basis.raw": N_(
        "Figures of the faces as read; the resting face is known of {corrected} of {people} people."
    ),
    "figures.raw_seat": N_("Seat {seat} stays as read: {n} readings in the neutral scene."),
    "figures.other.raw": N_("As read: EEI {eei}, EmoNPS {emo_nps}"),
    "figures.other.corrected": N_("Corrected: EEI {eei}, EmoNPS {emo_nps}"),
    "agreement.coder": N_(
        "{coder}: kappa {kappa} over 7 emotions, {groups} over 3 groups; the same in {same} of "
        "{compared} seconds compared, {coded} were coded"
    ),
    "agreement.alpha": N_(
        "Krippendorff's alpha of all coders and the machine: {alpha} over 7 emotions, {groups} over "
        "3 groups, in {shared} of {units} seconds; of the coders alone: {people}."
    ),
    "copied": N_("Copied"),
    "copy.by_hand": N_("Press Ctrl+C to copy"),
    "reveal": N_("Reveal"),
    "hide": N_("Hide"),
    "language.en": N_("English"),
    "language.ru": N_("Russian"),
}


def page_texts(language: Language) -> dict[str, str]:
    """All words in one language."""
    text = translations(language).gettext
    emotions = {f"emotion.{emotion}": text(label) for emotion, label in EMOTION_TEXTS.items()}
    groups = {f"group.{group}": text(label) for group, label in GROUP_TEXTS.items()}
    return {
        **{name: text(words) for name, words in {**_TEXTS, **OBS_TEXTS}.items()},
        **emotions,
        **groups,
    }
