#!/usr/bin/python3
"""Doctors copies of good spools, and has both verifiers judge each: `risiti spool verify` and verify.py.

    doctor.py --risiti .build/debug/risiti [--copies 600] [--seed 1] [--only KIND] [--keep]

The good spools come from the real agent. Each copy is doctored in one way by chance. Both must find it whole, or both
broken at the same entry, or both refuse it; and what is known to break a spool must break it at the entry that is
known. Ends with 1 where they disagree; the directory with the copy is named then.
"""

import argparse
import collections
import json
import pathlib
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True

import doctoring
import verify
from shop import Shop


def judge_here(path, since):
    """What verify.py says: a word and, of a break, the sequence."""
    try:
        report = verify.examine(str(path), verify.read_checkpoint(since) if since else None)
    except verify.Refusal:
        return "refused", None
    if broken := report["first_break"]:
        return "broken", broken["sequence"]
    if report["since"] and report["since"]["finding"] != "extends":
        return "not extended", None
    missing = report["temporary_numbers_missing"] + report["invoice_numbers_missing"]
    return ("numbers missing" if missing else "whole"), None


def judge_there(risiti, path, since):
    """What `risiti spool verify` says, in the same words."""
    command = [risiti, "spool", "verify", str(path), "--format", "json"] + (["--since", since] if since else [])
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    if done.returncode in (65, 74):
        return "refused", None
    if done.returncode not in (0, 3):
        return f"ended with {done.returncode}: {done.stderr.strip()[-200:]}", None
    reply = json.loads(done.stdout)
    if broken := reply.get("first_break"):
        return "broken", broken["sequence"]
    if reply.get("since") and reply["since"]["verdict"] != "extends":
        return "not extended", None
    return ("whole", None) if done.returncode == 0 else ("numbers missing", None)


def is_damaged(path):
    """Whether SQLite itself finds fault with the file: then one may meet the fault in what the other need not read."""
    try:
        connection = sqlite3.connect(path)
        try:
            return connection.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok"
        finally:
            connection.close()
    except (sqlite3.Error, UnicodeDecodeError):
        return True


def contents(directory):
    return {path.name: path.read_bytes() for path in directory.iterdir()}


def disagreement(here, there, expected, damaged):
    """Why the two findings are not as they must be; None where they are."""
    met_damage = damaged and "refused" in (here[0], there[0])
    if here != there and not met_damage:
        return "they disagree"
    if expected is not None and here != expected and not met_damage:
        return f"it must be {expected[0]}" + (f" at {expected[1]}" if expected[1] else "")
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--risiti", required=True, help="the agent's program")
    parser.add_argument("--copies", type=int, default=600)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", help="doctor in this way alone")
    parser.add_argument("--keep", action="store_true", help="keep every directory")
    options = parser.parse_args()
    world = pathlib.Path(tempfile.mkdtemp(prefix="risiti-doctor."))
    with Shop(options.risiti, world / "shop") as shop:
        good = shop.good_spools(random.Random(options.seed))
    ways = [
        way for way in doctoring.WAYS
        if options.only in (None, way.__name__) and any(spool.suits(way) for spool in good)
    ]
    tally, findings, faults = collections.Counter(), collections.Counter(), 0
    for spool in good:
        for place, since in enumerate((None, spool.checkpoint)):
            directory = world / f"untouched-{spool.name}-{place}"
            shutil.copytree(spool.directory, directory)
            faults += judge(options, "untouched", directory, since, ("whole", None), tally, findings)
    for number in range(options.copies):
        way = ways[number % len(ways)]
        chance = random.Random(f"{options.seed} {way.__name__} {number}")
        spool = chance.choice([one for one in good if one.suits(way)])
        directory = world / f"{number:05d}-{way.__name__.replace('_', '-')}-{spool.name}"
        shutil.copytree(spool.directory, directory)
        expected, since = way(doctoring.Patient(directory, spool, chance))
        found = judge(options, way.__name__, directory, since, expected, tally, findings)
        faults += found
        if not found and not options.keep:
            shutil.rmtree(directory)
    for way in sorted(tally):
        words = ", ".join(f"{word} {n}" for (name, word), n in sorted(findings.items()) if name == way)
        print(f"{way.replace('_', ' '):<44} {tally[way]:>4}   {words}")
    copies = sum(tally.values()) - tally["untouched"]
    print(f"{copies} doctored copies in {len(tally) - 1} ways (seed {options.seed}), {faults} disagreements")
    if faults:
        print(f"The copies are in {world}.", file=sys.stderr)
        return 1
    if not options.keep:
        shutil.rmtree(world)
    return 0


def judge(options, way, directory, since, expected, tally, findings):
    """Has both verifiers judge one copy; 1 where something is not as it must be."""
    path = directory / "risiti.sqlite"
    before = contents(directory)
    here = judge_here(path, since)
    there = "not asked", None
    after = contents(directory)
    changed = sorted(name for name in before | after if before.get(name) != after.get(name))
    fault = f"verify.py changed {changed}" if changed else None
    if fault is None:
        there = judge_there(options.risiti, path, since)
        damaged = False
        if here != there or expected not in (None, here):
            with tempfile.TemporaryDirectory() as beside:
                for name, content in before.items():
                    pathlib.Path(beside, name).write_bytes(content)
                damaged = is_damaged(f"{beside}/risiti.sqlite")
        fault = disagreement(here, there, expected, damaged)
    tally[way] += 1
    findings[way, here[0]] += 1
    if fault:
        said = [f"{word} at {place}" if place else word for word, place in (here, there)]
        print(f"{directory}: {fault}; verify.py: {said[0]}, risiti: {said[1]}" + (f"; since {since}" if since else ""))
    return 1 if fault else 0


if __name__ == "__main__":
    sys.exit(main())
