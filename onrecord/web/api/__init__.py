"""The JSON API: what is on record, for programs to read. It is described in /api/openapi.json and docs/api.md.

No page of another site may read it through a reader's browser, so it has no CORS headers: often nothing but the
network keeps others from it, and such a page would be inside.
"""

from onrecord.web.api.application import api, description

__all__ = ["api", "description"]
