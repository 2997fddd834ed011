"""One article for all spellings of its address, its titles over time, and what tells its copies."""

import sqlalchemy as sa
from alembic import op

from onrecord.addresses import identity
from onrecord.store.schema import Moment

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; addresses get their identities, titles their first row. Earlier articles get no signatures."""
    op.add_column("articles", sa.Column("first_url", sa.Text(), nullable=True))
    op.add_column("articles", sa.Column("changes", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "article_titles",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("first_seen", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name="fk_article_titles_article_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article_id", "position", name="pk_article_titles"),
    )
    op.execute(
        "INSERT INTO article_titles (article_id, position, title, first_seen) "
        "SELECT id, 0, title, collected FROM articles"
    )
    op.create_table(
        "signatures",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("moment", Moment(), nullable=False),
        sa.Column("runs", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("duplicate_of", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_signatures_article_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["duplicate_of"], ["articles.id"], name="fk_signatures_duplicate_of", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("article_id", name="pk_signatures"),
    )
    op.create_index("ix_signatures_duplicate_of", "signatures", ["duplicate_of"])
    op.create_table(
        "signature_bands",
        sa.Column("band", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name="fk_signature_bands_article_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("band", "day", "article_id", name="pk_signature_bands"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_signature_bands_article_id", "signature_bands", ["article_id"])
    _name_addresses()


def _name_addresses() -> None:
    """Make `article_urls` anew with identities; an article's own URL leads to itself."""
    tx = op.get_bind()
    met = sa.table("article_urls", sa.column("url"), sa.column("article_id"), sa.column("checked", Moment()))
    articles = sa.table("articles", sa.column("id"), sa.column("url"), sa.column("collected", Moment()))
    rows = {row.url: (row.article_id, row.checked) for row in tx.execute(sa.select(met))}
    for row in tx.execute(sa.select(articles)):
        rows[row.url] = (row.id, rows[row.url][1] if row.url in rows else row.collected)
    op.drop_table("article_urls")
    named = op.create_table(
        "article_urls",
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("identity", sa.Text(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("checked", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_article_urls_article_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("url", name="pk_article_urls"),
    )
    op.create_index("ix_article_urls_article_id", "article_urls", ["article_id"])
    op.create_index("ix_article_urls_identity", "article_urls", ["identity"])
    op.bulk_insert(
        named,
        [
            {"url": url, "identity": identity(url), "article_id": article_id, "checked": checked}
            for url, (article_id, checked) in rows.items()
        ],
    )
