"""Says in words what spoke for and against a scene break, weightiest first."""

from __future__ import annotations

from collections.abc import Mapping

from packager.structure.break_file import FileView

FOR: dict[str, str] = {
    "b_time_opening": "opens with a time",
    "b_time_told": "opens with a time",
    "b_time_within": "a time is named",
    "b_place_opening": "opens with a place",
    "b_setting": "sets a scene",
    "b_full_name": "opens with a full name",
    "b_name_first": "opens with a name",
    "b_when": "opens with 'when', 'as' or 'after'",
    "b_pluperfect": "looks back on what happened since",
    "b_was_ing": "someone is in the middle of doing something",
    "names_new": "names change",
    "names_new_b": "names change",
    "names_gone": "the people of the lines before are gone",
    "speaker_new": "a new voice speaks",
    "tense_change": "the tense changes",
    "gender_swap": "he gives way to she, or she to he",
    "i_change": "the narrator changes",
    "a_closing": "the lines before close a scene",
    "talk_to_told": "talk ends, telling begins",
    "neither_talks": "no talk on either side",
}
AGAINST: dict[str, str] = {
    "both_talk": "talk on both sides",
    "mid_talk": "in mid-conversation",
    "both_only_talk": "in mid-conversation",
    "turns_both": "in mid-conversation",
    "question_met": "a question awaits its answer",
    "question_reply": "a question awaits its answer",
    "a_question": "a question is left open",
    "a_question_talk": "a question is left open",
    "a_question_told": "a thought asks a question",
    "a_trails": "the line before trails off",
    "a_breaks_off": "the line before breaks off",
    "a_colon": "the line before leads on",
    "b_carry_on": "the next line carries on",
    "b_reply": "the next line answers",
    "b_reply_told": "the next line answers",
    "b_it": "the next line points back",
    "b_he": "he or she is the one from before",
    "pronoun_carried": "he or she is the one from before",
    "same_speaker": "the same voice speaks on both sides",
    "speaker_known": "the same people speak",
    "names_shared": "the same people on both sides",
    "names_known_b": "the same people on both sides",
    "words_shared_1": "the same words on both sides",
    "words_shared_3": "the same words on both sides",
    "words_shared_8": "the same words on both sides",
    "b_words_met": "the same words on both sides",
    "short_around": "short lines all around",
    "gap_near": "another gap close by",
    "gap_crowd": "many gaps close by",
    "b_short": "a short line follows",
    "b_lower": "the next line begins in mid-sentence",
}


def in_words(
    values: Mapping[str, float], pull: Mapping[str, float], file: FileView, index: int, limit: int = 4
) -> tuple[str, ...]:
    """The layout first, then up to `limit` pieces of evidence.

    `values` are the features of the gap, `pull` how far each moved the judgement from what is usual (positive:
    towards a break). Only what is there to be seen is said: a feature that is absent says nothing.
    """
    blanks = file.gaps[index] + 1
    keeps = "keeps one-word lines" if file.lengths[1] else "has no one-word line left"
    said = [f"{blanks} blank lines where the file {keeps}"]
    if file.marks > 1:
        said.append("the file marks its breaks with symbols")
    for name in sorted(pull, key=lambda name: -abs(pull[name])):
        if abs(pull[name]) < 0.05 or values.get(name, 0.0) <= 0.0:
            continue
        phrase = (FOR if pull[name] > 0 else AGAINST).get(name, "")
        if phrase and phrase not in said:
            said.append(phrase)
            if len(said) > limit:
                break
    return tuple(said)
