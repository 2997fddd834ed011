"""What `onrecord annotate` shows people: a listing for the terminal, a page for the browser.

`words` says once how a statement is told; `listing` and `page` lay that out.
"""
