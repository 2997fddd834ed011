"""An edition's Markdown and its full page; how often the answer to a message was lost; what waits is called queued."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the columns; earlier editions have no Markdown."""
    op.add_column("editions", sa.Column("markdown", sa.Text(), nullable=False, server_default=""))
    op.add_column("editions", sa.Column("full", sa.Text(), nullable=True))
    op.add_column("deliveries", sa.Column("lost", sa.Integer(), nullable=False, server_default="0"))
    op.execute("UPDATE deliveries SET status = 'queued' WHERE status = 'pending'")
