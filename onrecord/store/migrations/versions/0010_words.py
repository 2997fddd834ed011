"""When each statement's article appeared, beside it and its topics; the index of words that a search looks through."""

import sqlalchemy as sa
from alembic import op

from onrecord.store import words
from onrecord.store.schema import Moment

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns and fill them, then the index."""
    for table in ("statements", "matches"):
        op.add_column(table, sa.Column("moment", Moment(), nullable=True))
    op.execute(
        "UPDATE statements SET moment = (SELECT coalesce(articles.published, articles.collected) "
        "FROM articles WHERE articles.id = statements.article_id)"
    )
    op.execute(
        "UPDATE matches SET moment = "
        "(SELECT statements.moment FROM statements WHERE statements.id = matches.statement_id)"
    )
    op.drop_index("ix_statements_person_id", "statements")
    op.drop_index("ix_matches_topic", "matches")
    op.create_index("ix_statements_moment", "statements", ["moment"])
    op.create_index("ix_statements_person_id_moment", "statements", ["person_id", "moment"])
    op.create_index("ix_matches_topic_moment_statement_id", "matches", ["topic", "moment", "statement_id"])
    sqlite = op.get_bind().dialect.name == "sqlite"
    for made in words.SQLITE_TABLE if sqlite else words.POSTGRES_TABLE:
        op.execute(sa.text(made))
    op.execute(sa.text(f"{words.SQLITE_ROWS} ORDER BY 1" if sqlite else words.POSTGRES_ROWS))
