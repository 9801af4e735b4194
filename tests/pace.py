"""Limits of time that mean the same on every machine: they grow with how slow this one is just now."""

import re
import time

# What `_work` takes on the machine on which the limits were written down, with nothing beside it.
THERE = 0.011  # seconds of processor time


def slowness() -> float:
    """How many times slower this machine is now than the one the limits were measured on; never below 1."""
    spent = []
    for _run in range(3):
        began = time.process_time()
        _work()
        spent.append(time.process_time() - began)
    return max(1.0, sorted(spent)[1] / THERE)


def _work() -> dict[str, int]:
    """A little of what reading texts is made of: splitting, folding, sorting, counting."""
    counted: dict[str, int] = {}
    for words in sorted(f"{n * 7919 % 10007} đường" for n in range(4_000)):
        for word in re.findall(r"\w+", words.casefold()):
            counted[word] = counted.get(word, 0) + 1
    return counted
