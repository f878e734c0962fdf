"""What stands on the lines of the form, in the reader's words."""

from callcenter import clock
from callcenter.desk.views import SimilarCase
from callcenter.i18n import N_, _, fill, language, say

from ..widgets import words
from .form import Issue
from .lines import Spans

GAP = "  "


def head(issue: Issue) -> Spans:
    """Such as "New fault · 王小明 Wang Xiaoming · gold"."""
    form, card = issue.form, issue.card
    kind = say(f"case_kind.{form.kind}")
    if card is None:
        who = fill(_("{number}, not on file"), {"number": form.caller}) if form.caller else ""
    else:
        tier = "" if card.tier == "standard" else f" · {say(f'tier.{card.tier}')}"
        who = " ".join(part for part in (card.name, card.latin) if part) + tier
    again = _(" · a repeat of an earlier case") if form.repeat_of_id else ""
    whose = f" · {who}" if who else ""
    return (_("New case"), "strong"), ("  k ", "key"), (kind, "strong"), whose + again


def item(issue: Issue) -> Spans:
    """The item with its terms and recalls; or as said; or that one must be picked."""
    found, form = issue.item, issue.form
    if found is None:
        if form.item_said:
            known = " ".join(part for part in (form.brand, _line_name(issue)) if part)
            unfiled = _("not on file")
            return form.item_said, (f"{GAP}{known} · {unfiled}", "over")
        return ((_("which one?"), "soon") if issue.owned else (_("not named yet"), "over"),)
    name = GAP.join(part for part in (found.name, found.plate or _short(found.serial)) if part)
    recalls = _(", ").join(category_name(issue, recall.component) for recall in found.recalls)
    open_recall = fill(_(" · recall open: {what}"), {"what": recalls}) if recalls else ""
    return name, (open_recall, "soon"), (f" · {words.terms(found.terms)}" if found.terms else "", "over")


def meant(issue: Issue) -> Spans:
    """Another of their items that the words name; the key of the item opens the choice with it proposed."""
    found = issue.meant
    return ((fill(_("means the {name}?"), {"name": found.name}), "soon"),) if found else ()


def _line_name(issue: Issue) -> str:
    line = issue.taxonomy.line(issue.form.line) if issue.taxonomy and issue.form.line else None
    return (line.names.get(language()) or line.names.get("en", "")) if line else issue.form.line


def _short(serial: str | None) -> str:
    return "" if not serial else serial if len(serial) <= 10 else f"{serial[:8]}…"


def category_name(issue: Issue, code: str) -> str:
    """Such as "Engine › stalls"."""
    return issue.taxonomy.name(code, language()) if issue.taxonomy else code


def category(issue: Issue) -> Spans:
    """The category and how it came about: the words that point at it, or the agent."""
    form = issue.form
    if not form.category:
        return ((_("none yet: it follows your words"), "over"),)
    name = (category_name(issue, form.category), "strong")
    if form.category_chosen:
        return name, (GAP + _("chosen"), "over")
    because = next((said for code, said in issue.suggestions if code == form.category), ())
    return name, (f"{GAP}({', '.join(because)}) " + _("suggested"), "over")


def others(issue: Issue) -> Spans:
    """The other suggestions with the digits that take them."""
    spans: list[str | tuple[str, str]] = []
    for number, (code, said) in enumerate(issue.suggestions[:3], 1):
        if code == issue.form.category:
            continue
        spans.append((f"{GAP if spans else ''}{number} ", "key"))
        spans.append((f"{category_name(issue, code)} ({', '.join(said)})", "over"))
    return tuple(spans)


def place(issue: Issue) -> Spans:
    """Where the item is: home as proposed, or as said and found on the map."""
    form, said = issue.form, issue.form.place
    if not form.place_chosen:
        if not form.place_known and not said.city:
            return ((_("not known yet: city or postcode"), "soon"),)
        return fill(_("home, {city}"), {"city": said.city}), ("" if form.place_known else _unknown(), "soon")
    if not form.place_known:
        return said.text, (_unknown(), "soon")
    found = ", ".join(part for part in (said.postcode, said.city, said.country) if part)
    missing = fill(_("  the map lacks “{words}”"), {"words": form.unmatched}) if form.unmatched else ""
    return said.text, (f"{GAP}{found}", "over"), (missing, "soon")


def _unknown() -> str:
    return GAP + _("not on the map: city or postcode?")


def how(issue: Issue) -> Spans:
    """The way; whether it may be driven; the priority."""
    form = issue.form
    way = say(f"way.{form.way}") if form.way else _("any way")
    spans: list[str | tuple[str, str]] = [way]
    if issue.drive_question(language()):
        answer = {"yes": (_("yes, asked"), ""), "no": (_("no, asked"), "soon")}
        spans += [(f"{GAP} d ", "key"), (_("may it be driven?") + " ", "over")]
        spans.append(answer.get(form.may_drive, (_("not asked yet"), "soon")))
    priority = "urgent" if issue.safety else form.priority
    spans += [(f"{GAP} ! ", "key"), (say(f"priority.{priority}"), "late" if issue.safety else "over")]
    return tuple(spans)


def cover(issue: Issue) -> Spans:
    """Who pays and why; what cost was told and agreed."""
    form, proposal = issue.form, issue.cover
    why = ""
    if not form.cover_chosen and proposal.recall:
        why = f" ({category_name(issue, proposal.recall.component)})"
    elif not form.cover_chosen and proposal.term:
        why = f" ({words.term(proposal.term)})"
    none = _("open: nothing covers it by what is on file") if issue.item else _("not decided yet")
    who = say(f"cover.{form.cover}") if form.cover else none
    spans: list[str | tuple[str, str]] = [(who, "" if form.cover else "over"), (why, "over")]
    if form.cost_told is not None:
        agreed = {True: _("agreed"), False: _("not agreed"), None: ""}[form.cost_agreed]
        cost = fill(_("told {cost}"), {"cost": words.money(form.cost_told, issue.currency)})
        spans.append((f"{GAP} o ", "key"))
        spans.append(" ".join(part for part in (cost, agreed) if part))
    else:
        spans += [(f"{GAP} o ", "key"), (_("no cost told"), "over")]
    return tuple(spans)


def reach(issue: Issue) -> Spans:
    """The number to call back and the hours for it."""
    form = issue.form
    phones = issue.card.phones if issue.card else ()
    ready = next((one.text for one in phones if one.e164 == form.contact_phone), form.contact_phone)
    number: str | tuple[str, str] = ready or (_("as on file"), "over")
    if not form.contact_phone and issue.safety:
        number = (_("which number?"), "soon")
    hours = form.contact_hours or _("any time")
    return number, (f"{GAP} h ", "key"), (hours, "" if form.contact_hours else "over")


def who(issue: Issue) -> Spans:
    """Who reports it and who is with the item."""
    form = issue.form
    spot = form.contact or _("the same")
    return (
        (form.reporter or _("no name yet"), "" if form.reporter else "over"),
        (f"{GAP} a ", "key"),
        (_("on the spot:") + " ", "over"),
        (spot, "" if form.contact else "over"),
    )


def like(issue: Issue) -> Spans:
    """A case of the item that looks the same."""
    if not issue.similar:
        return ()
    one = issue.similar[0]
    more = fill(_(" · {count} more"), {"count": len(issue.similar) - 1}) if len(issue.similar) > 1 else ""
    return (
        (one.number, "strong"),
        ("  u ", "key"),
        (_("chaser"), "over"),
        (more, "over"),
        f"{GAP}{similar(one)}",
    )


def similar(one: SimilarCase) -> str:
    """Such as "same fault, 2025-10-12, stalls at idle: closed"."""
    same = _("same fault") if one.same_fault else _("same item")
    day = words.day_of(one.logged_at, clock.now())
    state = say(f"case_state.{one.state}")
    where = f", {one.where}" if one.where else ""
    what = one.summary or _("with an earlier owner")
    return f"{same}, {day}, {what}: {state}{where}"


def safety(issue: Issue) -> Spans:
    """The red line: what makes it a matter of safety, and what to ask first."""
    what = ", ".join(issue.form.signs) or category_name(issue, issue.form.category)
    question = issue.safety_question(language())
    return (fill(_("! Safety: {what}."), {"what": what}), "late"), " ", (question, "late")


def answer(issue: Issue) -> Spans:
    """What the caller answered to the safety question."""
    said = issue.form.safety_answer
    return (said,) if said else ((_("ask, and note the answer"), "soon"),)


TITLES = {
    "item": N_("Item"), "answer": N_("Answer"), "phone": N_("Reach by"), "hours": N_("Hours"),
    "place": N_("Where it is"), "category": N_("Category"), "cost": N_("Cost told"),
    "reporter": N_("Reported by"), "contact": N_("On the spot"), "said": N_("Which item"),
    "brand": N_("Its brand"), "line": N_("Its kind"), "how": N_("How"), "cover": N_("Cover"),
    "like": N_("Like it"),
}  # fmt: skip
