"""What the people's room holds on a customer: what agents typed and didn't save."""

from sqlalchemy import tuple_
from sqlmodel import col

from callcenter.people.models import Draft
from callcenter.store.holdings import Holding

HOLDINGS = (
    Holding(
        Draft,
        lambda whose: tuple_(col(Draft.agent_id), col(Draft.form), col(Draft.subject)).in_(whose.drafts),
        removed=True,
    ),
)
