"""The safety question of a problem that is logged or split off by a command: asked before all else."""

from callcenter.cases.taxonomy import in_language
from callcenter.cli.context import Context, Misused
from callcenter.i18n import N_, language

WANTED = N_("A matter of safety: ask “{question}” and give the answer with --safety-answer.")


def question(context: Context, category: str, description: str) -> str:
    """The question to ask, in the reader's language; empty where it is no matter of safety.

    Args:
        context: of the command.
        category: a category's code, or empty.
        description: the caller's words.
    """
    taxonomy = context.agent.taxonomy()
    known = taxonomy.by_code.get(category)
    safe = known is None or not known.safety
    if safe and not context.agent.safety_signs(description):
        return ""
    asks = taxonomy.category(category).safety_question if known else {}
    return in_language(asks or taxonomy.safety_question, language())


def require_answer(context: Context, category: str, description: str, answer: str) -> None:
    """Give the question that goes before all else, with the option for its answer.

    Raises:
        Misused: it is a matter of safety, and there is no answer.
    """
    if answer.strip() or not (asks := question(context, category, description)):
        return
    raise Misused(WANTED, question=asks)
