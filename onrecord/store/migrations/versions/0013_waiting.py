"""The articles that wait for a step, in the order of their ids."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let the indexes go on with the id: a database without rows in the order of ids would sort all that wait."""
    op.drop_index("ix_articles_emptied_enriched_with", "articles")
    op.drop_index("ix_articles_matched_with", "articles")
    op.create_index("ix_articles_emptied_enriched_with_id", "articles", ["emptied", "enriched_with", "id"])
    op.create_index("ix_articles_matched_with_id", "articles", ["matched_with", "id"])
