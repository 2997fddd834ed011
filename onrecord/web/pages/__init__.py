"""The pages, by what they are about: each module's `PAGES` is a table of them."""
