"""Links companies named in a text: a directory of names, and the rules that link them.

Each is imported from its module, as most of what asks for names links no text.
"""
