"""Going through the form: what Tab asks next, what a letter opens, what a row of the short list means."""

from typing import TYPE_CHECKING, Any

from textual import on

from callcenter.desk.views import Place
from callcenter.i18n import N_, _, fill, language, say

from ..widgets.choose import Choice, yes_no
from ..widgets.field import Field, Words
from .form import Issue
from .lines import FormLine
from .parts import AFTER, PARTS, Part
from .picking import Pick, PickField

if TYPE_CHECKING:
    from ..base import CallcenterScreen

    Mixin = CallcenterScreen[None]
else:
    from textual.message_pump import MessagePump as Mixin

WORDS, POINTS = "words", "points"
KINDS = ("fault", "question", "complaint", "recall_work")
WAYS = ("bring_in", "on_site", "pick_up", "mail_in", "roadside")
COVERS = ("warranty", "recall", "extended", "goodwill", "paid", "disputed")
PRIORITIES = ("urgent", "high", "normal", "low")
ONE_KEY_ITEMS = 8
OPEN, UNFILED = "open", "unfiled"


class Edits(Mixin):
    """Mixed into the log screen; asks the desk only for what a field may mean."""

    issue: Issue
    part: Part | None = None
    """What is being typed beside the description."""
    skipped: frozenset[str] = frozenset()
    """What was asked once and left open."""

    def changed(self) -> None:
        """The form holds something else now."""
        raise NotImplementedError

    @property
    def here(self) -> str:
        """Where the agent is: ``words``, a part's name, or ``points``."""
        if self.part is not None:
            return self.part.name
        return WORDS if isinstance(self.focused, Words) else POINTS

    def stops(self) -> list[str]:
        """What Tab goes through now: the words, what is still asked, the points."""
        form, issue = self.issue.form, self.issue
        asked = []
        if issue.safety:
            asked += ["answer", "phone", "place"]
        if not form.item_settled and "item" not in self.skipped:
            asked.append("item")
        if "place" not in asked and not form.place_known and form.kind != "question":
            asked.append("place")
        if issue.drive_question(language()) and not form.may_drive and "drive" not in self.skipped:
            asked.append("drive")
        return [WORDS, *asked, POINTS]

    def step(self, by: int) -> None:
        """To the stop before or behind; what is typed on demand leads to the points."""
        here = self.here
        self.finish()
        stops = self.stops()
        if by > 0 or here not in stops:
            self.go_to(self.following(here) if by > 0 else WORDS)
        else:
            self.go_to(stops[stops.index(here) - 1])

    def following(self, here: str) -> str:
        """The stop behind; behind the item what is still open, behind what a letter opened the points."""
        stops, form = self.stops(), self.issue.form
        if here in stops:
            return stops[(stops.index(here) + 1) % len(stops)]
        if here not in ("item", "said", "brand", "line"):
            return POINTS
        done = {"answer": form.safety_answer, "phone": form.contact_phone, "place": form.place_known}
        return next((stop for stop in stops[1:-1] if not done.get(stop)), POINTS)

    def go_to(self, stop: str) -> None:
        """Put the focus where a stop is, or ask its one-key question."""
        if stop == WORDS:
            self.set_focus(self.query_one(Words))
        elif stop == POINTS:
            self.set_focus(self.query_one("#points"))
        elif stop == "drive":
            self.ask_drive()
        elif stop == "item":
            self.ask_item()
        else:
            self.edit(stop)

    def edit(self, name: str) -> None:
        """Type a part on its line."""
        self.finish()
        part = self.part = PARTS[name]
        self.line(part.line).edit(part.caption, part.read(self.issue), part.hint, part.seeks)
        if part.name in ("item", "line"):
            self.seek(part, "")

    def finish(self) -> None:
        """Take what stands in the open field; a short list gives its proposed row."""
        part = self.part
        if part is None:
            return
        line = self.line(part.line)
        field = line.field
        assert field is not None
        pick = field.picks.pick if field.offers else None
        self._write(part, field.value, pick)
        self.part = None
        line.settle()

    def _write(self, part: Part, value: str, pick: Pick | None) -> None:
        if pick is None and part.seeks and value == part.read(self.issue):
            return
        if pick is not None:
            self._take(part, value, pick.value)
        else:
            part.write(self.issue, value)
        self.changed()

    def _take(self, part: Part, value: str, taken: Any) -> None:
        form = self.issue.form
        if isinstance(taken, Place):
            form.take_place(value, taken)
        elif part.name == "category":
            form.category, form.category_chosen = taken, True
        elif part.name == "item":
            form.item_id, form.item_said, form.item_settled = taken, "", True
        else:
            part.write(self.issue, taken)

    def line(self, name: str) -> FormLine:
        """A line of the form."""
        return self.query_one(f"#line-{name}", FormLine)

    @on(PickField.Taken)
    def taken(self, event: PickField.Taken) -> None:
        """Enter in a field: take it and go on to what is asked next."""
        part = self.part
        if part is None or event.field is not self.line(part.line).field:
            return
        self._write(part, event.field.value, event.pick)
        self.part = None
        self.line(part.line).settle()
        following = AFTER.get(part.name, "")
        if following and self.issue.form.item_said:
            self.edit(following)
        elif part.name == "item" and event.pick is None and self.issue.form.item_said:
            self.edit("brand")
        elif part.name == "cost" and self.issue.form.cost_told is not None:
            self.ask_agreed()
        else:
            self.go_to(self.following(part.name))

    # What the words of a field may mean

    @on(Field.Changed)
    def seeking(self, event: Field.Changed) -> None:
        """Look for what is being typed."""
        field, part = event.input, self.part
        if part is None or not part.seeks or not isinstance(field, PickField) or self.focused is not field:
            return
        self.seek(part, event.value)

    def seek(self, part: Part, text: str) -> None:
        """Ask the desk, or look at what the card has."""
        field = self.line(part.line).field
        assert field is not None
        if part.name == "place":
            card = self.issue.card
            country = (card.country or "") if card else ""
            self.ask(lambda desk: desk.find_place(text, country=country)[:8] if text.strip() else (),
                     lambda found: field.offer(text, tuple(map(place_pick, found))),
                     group="seek")  # fmt: skip
        elif part.name == "category":
            line = self.issue.form.line_of(self.issue.card)
            self.ask(lambda desk: desk.type_ahead(text, line=line),
                     lambda codes: field.offer(text, tuple(map(self._category_pick, codes))),
                     group="seek")  # fmt: skip
        elif part.name == "item":
            field.offer(text, tuple(item_picks(self.issue, text)))
        elif part.name == "line" and self.issue.taxonomy:
            lines = self.issue.taxonomy.lines
            proposed = [one for one in lines if one.code == self.issue.form.line]
            rest = [one for one in lines if one not in proposed]
            field.offer(text, tuple(Pick(one.code, _named(one.names)) for one in proposed + rest))

    def _category_pick(self, code: str) -> Pick:
        name = self.issue.taxonomy.name(code, language()) if self.issue.taxonomy else code
        return Pick(code, name)

    # One-key questions

    def ask_kind(self) -> None:
        """Fault, question, complaint or recall work."""
        self._one_key(N_("What is it?"), "case_kind", KINDS, self.issue.form.kind, self._kind)

    def _kind(self, code: str) -> None:
        self.issue.form.kind = code

    def ask_way(self) -> None:
        """How item and point come together."""
        self._one_key(N_("Which way?"), "way", WAYS, self.issue.form.way, self._way)

    def _way(self, code: str) -> None:
        self.issue.form.way, self.issue.form.way_chosen = code, True

    def ask_cover(self) -> None:
        """Who pays."""
        answers = [Choice(code, say(f"cover.{code}")) for code in COVERS] + [
            Choice(OPEN, _("leave it open"), "0")
        ]
        self.choose(_("Who pays?"), answers, self._take_cover, proposed=self.issue.form.cover or OPEN)

    def _take_cover(self, code: str) -> None:
        self.issue.form.cover, self.issue.form.cover_chosen = code.removeprefix(OPEN), True
        self.changed()

    def ask_priority(self) -> None:
        """How soon."""
        self._one_key(N_("How soon?"), "priority", PRIORITIES, self.issue.form.priority, self._priority)

    def _priority(self, code: str) -> None:
        self.issue.form.priority = code

    def ask_drive(self) -> None:
        """Whether it may be driven, in the words for the caller; the next step follows."""
        self.skipped |= {"drive"}
        self.go_to(POINTS)

        def answer(code: str) -> None:
            self.issue.form.may_drive = code
            self.changed()

        self.choose(self.issue.drive_question(language()), yes_no(), answer)

    def ask_agreed(self) -> None:
        """Whether the caller agreed to the cost."""
        self.go_to(POINTS)

        def answer(code: str) -> None:
            self.issue.form.cost_agreed = code == "yes"
            self.changed()

        self.choose(_("Did they agree to it?"), yes_no(), answer)

    def ask_item(self) -> None:
        """Which of theirs: one key where they are few, else by its first letters; or one not on file."""
        self.skipped |= {"item"}
        owned = self.issue.owned
        if not owned:
            self.edit("said")
        elif len(owned) > ONE_KEY_ITEMS:
            self.edit("item")
        else:
            answers = [Choice(str(one.item_id), _item_name(one)) for one in owned]
            meant = self.issue.meant
            proposed = meant.item_id if meant else self.issue.form.item_id
            answers.append(Choice(UNFILED, _("an item not on file"), "0"))
            self.choose(_("Which one?"), answers, self._item, proposed=str(proposed or ""))

    def _item(self, code: str) -> None:
        if code == UNFILED:
            self.edit("said")
            return
        form = self.issue.form
        form.item_id, form.item_said, form.item_settled = int(code), "", True
        self.changed()
        self.go_to(self.following("item"))

    def _one_key(self, question: str, words: str, codes: tuple[str, ...], now: str, take: Any) -> None:
        def answer(code: str) -> None:
            take(code)
            self.changed()

        answers = [Choice(code, say(f"{words}.{code}")) for code in codes]
        self.choose(_(question), answers, answer, proposed=now)


def place_pick(place: Place) -> Pick:
    """A city or postcode in the reader's language; behind it what of the words the map lacks."""
    name = place.zh if place.zh and language() == "zh_CN" else place.name
    where = ", ".join(part for part in (place.admin, place.country) if part)
    lacking = fill(_("the map lacks “{words}”"), {"words": place.unmatched}) if place.unmatched else ""
    return Pick(place, name, f"{where}  {lacking}".strip())


def item_picks(issue: Issue, text: str) -> list[Pick]:
    """The caller's items that the words fit."""
    wanted = text.casefold().split()
    return [
        Pick(one.item_id, _item_name(one))
        for one in sorted(issue.owned, key=lambda one: one is not issue.meant)
        if all(word in f"{one.name} {one.plate or ''} {one.serial or ''}".casefold() for word in wanted)
    ]


def _item_name(item: Any) -> str:
    return "  ".join(part for part in (item.name, item.plate or item.serial) if part)


def _named(names: Any) -> str:
    return str(names.get(language()) or names.get("en", ""))
