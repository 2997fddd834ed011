"""How On Record does: what was done last and is done next, what waits, and what needs a person.

`gathering.gather` reads all of it from the store and changes nothing; `data` writes it as JSON, `metrics` for
Prometheus. Kept light on purpose: no crawler, no templates, no language model.
"""
