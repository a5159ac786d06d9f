"""The index of what is searched, and the words that are in it.

Row security binds the owner of these functions too, and no operator of texts uses its index before
a policy: so these tables have none, the functions have no right on them, and whatever reaches them
names the school, which has to be the one that the transaction acts for.
"""

from __future__ import annotations

from sqlalchemy import ARRAY, BigInteger, Boolean, Index, Text, text
from sqlalchemy.dialects.postgresql import TSVECTOR

from infra.postgres.core.columns import (
    belongs_to_tenant,
    column,
    counter,
    identifier,
    key,
    stamped,
    table,
    tenant_id,
    words,
)
from infra.postgres.core.data_rules import Data, of_school

_CLOSED = "reached only through functions that compare the school with that of the transaction"

search_documents = table(
    "search_documents",
    of_school(),
    tenant_id(),
    key("collection", Text(), Data.DERIVED),
    key("id", data=Data.DERIVED),
    # Whose it is: blocks hide it. Rows go with the thing, by a trigger of its table.
    identifier("owner_id", Data.DERIVED, nullable=True),
    # Who may find it: ``school``, ``class:<id>``, ``connections:<id>``, ``person:<id>`` …
    column("audiences", ARRAY(Text()), Data.DERIVED),
    words("facet", Data.DERIVED, nullable=True),
    column("tags", ARRAY(Text()), Data.DERIVED, default="'{}'"),
    column("lexemes", TSVECTOR(), Data.DERIVED),
    counter("popularity"),
    column("shown", Boolean(), Data.DERIVED, default="true"),
    stamped("happened_at"),
    # Of what it was made of.
    words("digest", Data.DERIVED, nullable=True),
    stamped("indexed_at"),
    belongs_to_tenant(),
    Index(
        "search_documents_lexemes_idx",
        "lexemes",
        postgresql_using="gin",
        postgresql_with={"fastupdate": "off"},
    ),
    # Titles and names alone, for what somebody begins to write.
    Index(
        "search_documents_titles_idx",
        text("ts_filter(lexemes, '{a}'::\"char\"[])"),
        postgresql_using="gin",
        postgresql_with={"fastupdate": "off"},
    ),
    open_because=_CLOSED,
)

search_words = table(
    "search_words",
    of_school(),
    tenant_id(),
    key("word", Text(), Data.DERIVED),
    column("grams", ARRAY(BigInteger()), Data.DERIVED),
    belongs_to_tenant(),
    Index(
        "search_words_grams_idx",
        "grams",
        postgresql_using="gin",
        postgresql_with={"fastupdate": "off"},
    ),
    open_because=_CLOSED,
)
