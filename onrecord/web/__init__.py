"""The web edition: what is on record, to read, to search and to follow."""
