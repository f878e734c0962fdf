"""``callcenter case link``, ``unlink``, ``merge``, ``split`` and ``undo``: cases that belong together."""

from collections.abc import Iterable

from callcenter.cases.joint.views import CaseMergePreview, CaseSide, Split, SplitPreview, Undone
from callcenter.cases.views import CaseView
from callcenter.cli.case_options import add_verb
from callcenter.cli.case_safety import WANTED, question, require_answer
from callcenter.cli.case_shown import shown, the_case
from callcenter.cli.context import OK, REFUSED, Commands, Context, Misused
from callcenter.cli.output import plain, print_json, print_lines, print_table
from callcenter.errors import Invalid
from callcenter.i18n import N_, Phrase, _, fill, language, say


def register(verbs: Commands) -> None:
    """Add the verbs."""
    for name, run, words in (
        ("link", run_link, "Two cases belong together."),
        ("unlink", run_unlink, "Two cases no longer belong together."),
    ):
        verb = add_verb(verbs, name, run, words)
        verb.add_argument("other", metavar="OTHER", help="the other case's number")
    merge = add_verb(verbs, "merge", run_merge, "Two cases are one problem: one of them goes on.")
    merge.add_argument("other", metavar="OTHER", help="the other case's number")
    merge.add_argument("--into", metavar="CASE", help="which goes on; else the one further along, or older")
    merge.add_argument("--different-customers", action="store_true", help="one problem though they differ")
    merge.add_argument("--preview", action="store_true", help="say what it would do, and do nothing")
    split = add_verb(verbs, "split", run_split, "The second problem of a case gets a case of its own.")
    split.add_argument("description", metavar="TEXT", nargs="?", default="", help="the second problem")
    split.add_argument("--category", default="", metavar="CODE", help="else the one the words point at")
    split.add_argument("--item", type=int, metavar="ID", help="another item than the first case's")
    split.add_argument("--item-said", default="", metavar="TEXT", help="an item that is not on file")
    split.add_argument("--safety-answer", default="", metavar="TEXT", help="where it is a matter of safety")
    split.add_argument(
        "--with", dest="pieces", action="append", default=[], metavar="PIECE",
        help="goes along: note:12, chaser:3 or promise:4, as --preview names them",
    )  # fmt: skip
    split.add_argument("--preview", action="store_true", help="say what may go along, and do nothing")
    add_verb(verbs, "undo", run_undo, "Take back your last move (10 s), or the newest link, merge or split.")


def run_link(context: Context) -> int:
    """Link two cases."""
    case, other = the_case(context), _other(context)
    context.agent.link_cases(context.request(), case.case_id, case.version, other.case_id, other.version)
    return shown(context, case.case_id)


def run_unlink(context: Context) -> int:
    """Let two cases go again."""
    case, other = the_case(context), _other(context)
    context.agent.unlink_cases(context.request(), case.case_id, case.version, other.case_id, other.version)
    return shown(context, case.case_id)


def run_merge(context: Context) -> int:
    """Merge two cases, or say what that would do."""
    desk, case, other = context.agent, the_case(context), _other(context)
    asked = context.arguments
    found = desk.merge_cases_preview(case.case_id, other.case_id)
    if asked.into and _into(context, case, other) != found.survivor.case_id:
        found = desk.merge_cases_preview(case.case_id, other.case_id, swapped=True)
    if asked.preview:
        return _previewed(context, found)
    done = desk.merge_cases(
        context.request(), found.survivor.case_id, found.survivor.version, found.merged.case_id,
        found.merged.version, anyway=asked.different_customers,
    )  # fmt: skip
    if context.json:
        print_json(done)
    else:
        _say(done.said)
    return OK


def run_split(context: Context) -> int:
    """Split a case, or say what may go along."""
    desk, case, asked = context.agent, the_case(context), context.arguments
    seen = desk.split_case_preview(case.case_id)
    part = _part(context, seen)
    if asked.preview:
        return _pieces(context, seen, part)
    if not part.description.strip():
        raise Misused(N_("Say what the second problem is, in the caller's words."))
    require_answer(context, part.category, part.description, part.safety_answer)
    done = desk.split_case(context.request(), case.case_id, case.version, part)
    if context.json:
        print_json(done)
    else:
        _say(done.said)
    return OK


def _part(context: Context, seen: SplitPreview) -> Split:
    """The second problem as it is said, with the category that its words point at."""
    asked = context.arguments
    if asked.category and asked.category not in context.agent.taxonomy().by_code:
        raise Invalid(
            N_("There is no category “{category}”. Choose one from the list."), category=asked.category
        )
    other_item = asked.item is not None or asked.item_said
    said = asked.description.strip()
    found = context.agent.suggest(asked.description, line="" if other_item else seen.line) if said else ()
    return Split(
        asked.description, asked.category or next((one.code for one in found), ""),
        "chosen" if asked.category else "suggested",
        asked.item if other_item else seen.item_id, asked.item_said, asked.safety_answer,
        tuple(asked.pieces),
    )  # fmt: skip


def run_undo(context: Context) -> int:
    """Take back the last move of this agent, or else the newest link, merge or split."""
    desk, case = context.agent, the_case(context)
    if case.undo_until is not None:
        desk.undo(context.request(), case.case_id, case.version)
        done = Undone("move", case.case_id, case.number)
    else:
        done = desk.undo_joint(context.request(), case.case_id, case.version)
    if context.json:
        print_json(done)
    else:
        _say(done.said)
    return OK


def _other(context: Context) -> CaseView:
    return context.agent.case_by_number(context.arguments.other)


def _into(context: Context, case: CaseView, other: CaseView) -> int:
    named = context.agent.case_by_number(context.arguments.into).case_id
    if named not in (case.case_id, other.case_id):
        raise Misused(
            N_("--into takes one of the two: {number} or {other}."), number=case.number, other=other.number
        )
    return named


def _previewed(context: Context, found: CaseMergePreview) -> int:
    if context.json:
        print_json(found)
        return REFUSED if found.refused else OK
    print_table([_side(_("goes on"), found.survivor), _side(_("is closed"), found.merged)])
    print_lines(say(found.why))
    if found.refused:
        print_lines(_("! ") + fill(_(found.refused.code), found.refused.params))
        return REFUSED
    for heading, phrases in (
        (_("Goes over:"), found.moves), (_("Takes over:"), found.takes), (_("Ends:"), found.ends),
    ):  # fmt: skip
        print_table([(heading if not number else "", say(one)) for number, one in enumerate(phrases)])
    print_lines(*(_("! ") + say(one) for one in found.warns))
    return OK


def _side(heading: str, side: CaseSide) -> tuple[str, ...]:
    return heading, side.number, say(f"case_state.{side.state}"), side.customer, side.item, side.summary


def _pieces(context: Context, found: SplitPreview, part: Split) -> int:
    taxonomy, code = context.agent.taxonomy(), part.category
    asks = question(context, code, part.description)
    if context.json:
        more = {"category": code, "safety": bool(asks), "safety_question": asks}
        print_json(plain(found) | more)
    else:
        name = taxonomy.name(code, language()) or _("no category")
        print_table([(name, code, _("safety") if asks else "")] if part.description.strip() else [])
        wanted = asks and not part.safety_answer.strip()
        print_lines(fill(_(WANTED), {"question": asks}) if wanted else "")
        print_table([(one.key, say(f"piece.{one.kind}"), one.who, one.words) for one in found.pieces])
        print_table([(f"--item {one.item_id}", one.name) for one in found.items])
    if found.refused:
        print_lines("" if context.json else _("! ") + fill(_(found.refused.code), found.refused.params))
        return REFUSED
    return OK


def _say(phrases: Iterable[Phrase]) -> None:
    print_lines(*(say(phrase) for phrase in phrases))
