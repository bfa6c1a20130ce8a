"""The verbs of marketlink for notebooks and scripts: values and frames in, typed results out.

One module a verb; ``marketlink.read``, ``marketlink.study`` ... are its functions.
"""
