"""The learned half of the extraction: a small network over the parser's own vectors, run with numpy alone.

`features` is what it sees, `network` what it computes, `labels` how its labels become spans. It is trained by
the commands in `training/`; `weights.npz` holds nothing but numbers.
"""
