"""intervals.py PAGE: proves the judge's rules about intervals for any times, and that each axiom is needed.

The simulator (Tests/ModelTests) tries every order of a few steps; here the times are any numbers. What is proved of a
rule is printed and has to stand in PAGE (docs/model.md). Ends with 1 when a rule does not follow, follows without one of
its axioms, or PAGE says something else.
"""
import sys

from z3 import And, Not, Or, Reals, Solver, unsat

# The protecting call, the change of the entry inside it, and the flush that ends the window.
call_entered, changed, call_returned, flush_from, flush_to = Reals("call_entered changed call_returned flush_from flush_to")
# The fault: do_wp_page entered, the page read, ptep_clear_flush entered.
wp_from, copied, clear_flush = Reals("wp_from copied clear_flush")
# The CPU of the store carries out a flush: that of the window, the fault's own before it copies, any other.
receipt_from, receipt_to, own_from, own_to, other_from, other_to = Reals(
    "receipt_from receipt_to own_from own_to other_from other_to")
stored, loaded = Reals("stored loaded")
# mmap_lock, held for writing by the call and for reading by the fault; the page table lock, held by the call.
write_from, write_to, read_from, read_to, table_from, table_to = Reals(
    "write_from write_to read_from read_to table_from table_to")

# A store through the old entry that the copy misses. What is here is what the words mean, not taken for granted.
LOST = [call_entered < changed, changed < call_returned, flush_from < flush_to, receipt_from < receipt_to,
        own_from < own_to, other_from < other_to, wp_from < copied, copied < clear_flush, loaded < stored, copied < stored]
WRITABLE = {"the page was writable before: do_wp_page finds it read-only only after the change": wp_from > changed}
WALKS = {"who walks a page table after a change sees it": loaded < changed}


def gone(begun, ended, what):
    return {f"a CPU that has carried out {what} has nothing left of what it had loaded before": Or(
        loaded > begun, stored < ended)}


def quiet(begun, ended, what):
    return {f"a CPU that carries out {what} runs no user mode meanwhile": Or(stored < begun, stored > ended)}


WAITS = {"a flush returns when every CPU has flushed": And(flush_from < receipt_from, receipt_to < flush_to)}
AFTER = {"the flush that ends the window begins after the call": flush_from > call_returned}
COPIED = And(wp_from >= call_entered, copied < flush_to, clear_flush > call_entered)
TAKES = {"the call changes the entry and flushes under the page table lock":
         And(table_from < changed, flush_to < table_to, changed < flush_from)}
FAULT_LOCKS = {"do_wp_page is entered under the page table lock": Or(wp_from < table_from, wp_from > table_to)}
CLEAR_LOCKS = {"ptep_clear_flush is entered under it": Or(clear_flush < table_from, clear_flush > table_to)}

RULES = [
    ("a lost store is found: do_wp_page inside the window, copied before its end", LOST,
     WRITABLE | WALKS | AFTER | WAITS | gone(receipt_from, receipt_to, "a flush"), COPIED),
    ("a thread whose CPU has begun another flush since the call returned lost none in a later copy",
     LOST + [other_from > call_returned, other_from < copied], WALKS | gone(other_from, other_to, "a flush") | quiet(other_from, other_to, "a flush"), False),
    ("a fault that flushes its page before it copies loses none", LOST + [wp_from < own_from, own_to < copied],
     WALKS | WRITABLE | gone(own_from, own_to, "the fault's flush"), False),
    ("mmap_lock held for writing until the flush is done: none is lost", LOST,
     WRITABLE | WALKS | AFTER | WAITS | gone(receipt_from, receipt_to, "a flush") | {
         "the call holds mmap_lock until the flush is done": And(write_from < call_entered, flush_to < write_to),
         "the fault holds it from before do_wp_page to the copy": And(read_from < wp_from, clear_flush < read_to),
         "readers and a writer exclude each other": Or(read_to < write_from, write_to < read_from)}, False),
    ("the page table lock held until the flush is done: none is lost", LOST,
     WRITABLE | WALKS | TAKES | FAULT_LOCKS | WAITS | gone(receipt_from, receipt_to, "a flush"), False),
    ("and no do_wp_page falls into the flush", LOST[:3] + [flush_from < wp_from, wp_from < flush_to],
     TAKES | FAULT_LOCKS, False),
    ("nor does ptep_clear_flush", LOST[:3] + [flush_from < clear_flush, clear_flush < flush_to],
     TAKES | CLEAR_LOCKS, False),
]


def follows(facts, axioms, rule):
    solver = Solver()
    solver.add(*facts, *axioms, *([] if rule is False else [Not(rule)]))
    return solver.check() == unsat


def main(page):
    text, failed = open(page, encoding="utf-8").read(), False
    for name, facts, axioms, rule in RULES:
        needed = [one for one in axioms if not follows(facts, [axioms[other] for other in axioms if other != one], rule)]
        if not follows(facts, list(axioms.values()), rule):
            line = f"{name}: does not follow"
        else:
            line = f"{name}: follows from {len(axioms)} axioms, {len(needed)} needed"
        print(line)
        for one in axioms:
            if one not in needed:
                print(f"  not needed: {one}")
        failed |= len(needed) < len(axioms) or line not in text or "does not" in line
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
