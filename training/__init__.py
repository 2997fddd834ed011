"""How the tagger's numbers are made: see training/README.md. Needs the extra `training` (torch)."""
