"""``callcenter customer merge``, ``unmerge`` and ``merges``: two entries made one, and the way back."""

import argparse
from collections.abc import Mapping

from callcenter.callers.merging.fields import BOTH, FREE, GROUPS, MERGED, SURVIVOR
from callcenter.callers.merging.views import Merged, MergePreview, MergeSide, Unmerged
from callcenter.cli.context import OK, REFUSED, Context, Misused
from callcenter.cli.output import print_json, print_lines, print_table
from callcenter.i18n import N_, _, fill, say, time_text

_KEPT = (SURVIVOR, MERGED, BOTH)
_CHOICES = tuple(code.removeprefix("detail.") for code in GROUPS if code in FREE)
_FIELDS = ("", N_("Stays"), N_("Goes"), N_("Kept"))


def run_merge(context: Context) -> int:
    """Show the preview, or merge."""
    desk, asked = context.agent, context.arguments
    chosen = _chosen(asked.keep)
    if not asked.yes:
        shown = desk.merge_preview(desk.entry_id(asked.survivor), desk.entry_id(asked.merged))
        if context.json:
            print_json(shown)
        else:
            _print_preview(shown, chosen)
        return OK
    ids = desk.entry_id(asked.survivor), desk.entry_id(asked.merged)
    into, gone = ((each, desk.card(each).version) for each in ids)
    done = desk.merge(context.request(), into, gone, chosen)
    if context.json:
        print_json(_done(done) | {"version": done.version})
    else:
        print_lines(
            fill(_("{merged} is {survivor} now. Taken back by: callcenter customer unmerge {merge}"),
                 {"merged": done.merged_id, "survivor": done.survivor_id, "merge": done.merge_id}),
            _rows(_("moved: {rows}"), done.moved),
        )  # fmt: skip
    return OK


def choice(said: str) -> tuple[str, str]:
    """A field and whose value of it is kept, for ``type=``.

    Raises:
        argparse.ArgumentTypeError: it isn't written so.
        Misused: no field of which one may choose, or not so.
    """
    field, sign, whose = said.strip().lower().replace("-", "_").partition("=")
    if not sign or whose not in _KEPT:
        raise argparse.ArgumentTypeError(f"takes a field and whose value, such as email=merged, not {said}")
    if field not in _CHOICES:
        raise Misused(
            N_("--keep takes one of {fields}, not {field}."),
            fields=", ".join(each.replace("_", "-") for each in _CHOICES), field=field,
        )  # fmt: skip
    if whose == BOTH and field != "note":
        raise Misused(N_("Of the note alone both are kept: --keep {field}=survivor or {field}=merged."),
                      field=field)  # fmt: skip
    return field, whose


def _chosen(said: "list[tuple[str, str]]") -> dict[str, str]:
    return {f"detail.{field}": whose for field, whose in said}


def _print_preview(shown: MergePreview, chosen: Mapping[str, str]) -> None:
    into, gone = shown.survivor, shown.merged
    why = [say(f"sure.{shown.alike.sure}"), *map(say, shown.alike.why)] if shown.alike else []
    print_lines(" · ".join(why))
    rows = [("", _title(into), _title(gone), "")]
    for field in shown.fields:
        mine, theirs = (_words(text, coded=field.coded) for text in (field.survivor, field.merged))
        whose = chosen.get(field.code, field.kept)
        kept = {"survivor": mine, "merged": theirs, "both": _("both")}[whose]
        rows.append((say(field.code), mine, theirs, "" if field.same else kept))
    here, there = _holds(into), _holds(gone)
    rows += [(say(name), here[name], there[name], "") for name in here]
    print_table(rows, _FIELDS)
    print_lines(_rows(_("moves: {rows}"), shown.moves), *(f"! {say(each)}" for each in shown.warnings))
    print_lines(_("Nothing is changed yet: --yes merges them."))


def _holds(side: MergeSide) -> dict[str, str]:
    """What hangs on a customer, in words."""
    has = {
        "merge.phone": [number for number, _shared in side.numbers],
        "merge.contact": list(side.contacts),
        "merge.purchase": list(side.items),
        "merge.case": [number for number, _summary in side.open_cases],
        "merge.consent": [say(each) for each in side.consents],
    }
    return {name: _(", ").join(words) for name, words in has.items()}


def _title(side: MergeSide) -> str:
    one = side.customer
    return f"{one.customer_id} {one.external_id or ''}".strip()


def _words(text: str, *, coded: bool) -> str:
    return _(", ").join(say(code) for code in text.split(",")) if coded and text else text


def _rows(template: str, rows: "tuple[tuple[str, int], ...]") -> str:
    words = _(", ").join(f"{say(name)} {count}" for name, count in rows)
    return fill(template, {"rows": words}) if words else ""


def _done(done: "Merged | Unmerged") -> dict[str, object]:
    return {
        "merge_id": done.merge_id,
        "survivor_id": done.survivor_id,
        "merged_id": done.merged_id,
        "moved": {name.removeprefix("merge."): count for name, count in done.moved},
    }


def run_unmerge(context: Context) -> int:
    """Take a merge back, and tell what stayed."""
    done = context.agent.unmerge(context.request(), context.arguments.merge)
    if context.json:
        stayed = {name.removeprefix("merge."): count for name, count in done.stayed}
        edited = [code.removeprefix("detail.") for code in done.edited]
        print_json(_done(done) | {"stayed": stayed, "edited": edited})
        return OK
    ids = {"merged": done.merged_id, "survivor": done.survivor_id}
    kept = fill(_("edited since then and stay: {fields!w}"), {"fields": list(done.edited)})
    print_lines(
        fill(_("{merged} is on file again beside {survivor}."), ids),
        _rows(_("went back: {rows}"), done.moved),
        _rows(_("came since then and stay: {rows}"), done.stayed),
        kept if done.edited else "",
    )
    return OK


def run_merges(context: Context) -> int:
    """List merges, the newest first; those marked can be taken back now."""
    desk = context.agent
    asked = context.arguments.customer
    ids = dict.fromkeys((desk.entry_id(asked), desk.customer_id(asked)))
    rows = list({row.merge_id: row for each in ids for row in desk.merges(each)}.values())
    if context.json:
        print_json(rows)
    else:
        print_table(
            [
                (str(row.merge_id), time_text(row.at), row.agent,
                 fill(_("{merged} {merged_name} is {survivor} {name}"),
                      {"merged": row.merged_id, "merged_name": row.merged_name,
                       "survivor": row.survivor_id, "name": row.name}),
                 "" if row.last else _("after a later one"))
                for row in rows
            ]
        )  # fmt: skip
    return OK if rows else REFUSED
