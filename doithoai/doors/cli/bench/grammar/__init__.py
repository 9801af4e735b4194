"""A province-year of generated voices: real-looking Vietnamese from a grammar of ours, with the truth about each.

Every voice carries the label of the case it is about, so that grouping, matching and agenda can be measured. The same
seed gives the same voices. Nothing here is anybody's words.
"""

from doithoai.doors.cli.bench.grammar.cases import Case, Voice, gathering, voices

__all__ = ["Case", "Voice", "gathering", "voices"]
