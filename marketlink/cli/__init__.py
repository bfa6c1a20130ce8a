"""The command line: one module a command, each a thin face of a public function.

stdout is data, stderr is narration. Nothing here computes.
"""
