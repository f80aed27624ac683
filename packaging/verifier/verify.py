#!/usr/bin/python3
"""Verifies a Risiti spool without Risiti.

Written from spool/CONTRACT.md alone, so that whoever distrusts the agent need not run it: read that page, read this
file, run it. Python 3.11 or newer, its standard library, and `cryptography` for Ed25519. Nothing is changed.

Ends with 0 where the chain is whole, 3 where it is broken, 64 for bad usage, 65 for what is not a spool, 74 for what
cannot be read.
"""

import argparse
import contextlib
import fcntl
import hashlib
import json
import os
import re
import shutil
import sqlite3
import struct
import sys
import tempfile
import time
import urllib.parse

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

WHOLE, BROKEN, BAD_USAGE, NOT_A_SPOOL, UNREADABLE = 0, 3, 64, 65, 74
GENESIS = bytes(32)
PRUNED = b"\x00"
MIGRATIONS = {
    "v0001-journal", "v0002-lanes", "v0003-shop", "v0004-notices", "v0005-lean", "v0006-fate",
    "v0007-counter", "v0008-books", "v0009-export", "v0010-sync-job", "v0011-watch",
    "v0012-sync-reason", "v0013-rest",
}
SERIES = re.compile(r"[BCDFGHJKLMNPQRSTVWXZ]{3}")


class Break(Exception):
    """The first entry that is not valid, the rule that it fails, and why in words."""

    def __init__(self, sequence, rule, reason):
        super().__init__(reason)
        self.sequence, self.rule, self.reason = sequence, rule, reason


class Refusal(Exception):
    """Why the file is not examined at all."""

    def __init__(self, code, sentence):
        super().__init__(sentence)
        self.code, self.sentence = code, sentence


class NotADocument(Exception):
    """What keeps an entry's bytes from being a document."""


# The file.


@contextlib.contextmanager
def opened(path):
    """A connection that reads the spool at `path`, its write-ahead log included, and changes neither."""
    if os.path.isdir(path):
        path = os.path.join(path, "risiti.sqlite")
    if not os.path.isfile(path):
        raise Refusal(UNREADABLE, f"{path} is not there")
    try:
        has_log = os.path.getsize(path + "-wal") > 0
    except OSError:
        has_log = False
    # SQLite makes or mends the files beside a spool when it opens it. While an agent has it open that is as it should
    # be; else what has no log is read as it stands, and what has one from a copy.
    with contextlib.ExitStack() as stack:
        options = "mode=ro"
        if not is_in_use(path) and has_log:
            directory = stack.enter_context(tempfile.TemporaryDirectory(prefix="risiti-verify."))
            shutil.copyfile(path, os.path.join(directory, "copy.sqlite"))
            shutil.copyfile(path + "-wal", os.path.join(directory, "copy.sqlite-wal"))
            path = os.path.join(directory, "copy.sqlite")
        elif not is_in_use(path):
            options += "&immutable=1"
        address = f"file:{urllib.parse.quote(os.path.abspath(path))}?{options}"
        connection = stack.enter_context(
            contextlib.closing(sqlite3.connect(address, uri=True, isolation_level=None, timeout=5))
        )
        connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
        yield connection


def is_in_use(path):
    """Whether a process holds SQLite's lock on the log's index: byte 128, as long as it has the spool open."""
    try:
        with open(path + "-shm", "rb") as index:
            asked = struct.pack("hhqqi4x", fcntl.F_WRLCK, os.SEEK_SET, 128, 1, 0)
            return struct.unpack("hhqqi4x", fcntl.fcntl(index, fcntl.F_GETLK, asked))[0] != fcntl.F_UNLCK
    except OSError:
        return False


def has_table(connection, name):
    found = connection.execute("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?", (name,))
    return found.fetchone() is not None


def require_spool(connection):
    """Refuses what has not the tables of a spool, or those of a newer program."""
    for name in ("grdb_migrations", "journal_entry", "sale", "till_counter", "fiscal_receipt"):
        if not has_table(connection, name):
            raise Refusal(NOT_A_SPOOL, f"this is not a spool: it has no table {name}")
    applied = {name for (name,) in connection.execute("SELECT identifier FROM grdb_migrations")}
    if newer := sorted(applied - MIGRATIONS):
        raise Refusal(NOT_A_SPOOL, f"this spool was written by a newer program, which knows {newer[0]}")


# Documents.


def is_number(value):
    return type(value) is int


def integer(text):
    number = int(text) if len(text) <= 20 else 1 << 64
    if not -(1 << 63) <= number < 1 << 63:
        raise NotADocument("a number is not within 64 bits")
    return number


def no_fraction(text):
    raise NotADocument(f"the number {text} is not whole")


def members(pairs):
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotADocument("an object has a field twice")
    if None in found.values():
        raise NotADocument("a field is null")
    return found


def read_document(raw):
    """The document in an entry's bytes, as far as validity asks for it."""
    try:
        document = json.loads(
            raw.decode("utf-8"), object_pairs_hook=members, parse_int=integer, parse_float=no_fraction,
            parse_constant=no_fraction,
        )
    except (ValueError, RecursionError) as error:
        raise NotADocument(f"they are not JSON in UTF-8: {error}") from None
    if not isinstance(document, dict):
        raise NotADocument("they are not an object")
    for name in ("acceptedAt", "sequence", "version"):
        if not is_number(document.get(name)):
            raise NotADocument(f"{name} is not a number")
    if document["version"] != 1:
        raise NotADocument(f"version {document['version']} is not known")
    if not isinstance(document.get("id"), str):
        raise NotADocument("id is not text")
    parts = {name for name in ("branch", "sale", "temporaryNumber", "handover", "pruning") if name in document}
    if parts == {"branch", "sale", "temporaryNumber"}:
        require_sale(document)
    elif parts == {"handover"}:
        require_handover(document["handover"])
    elif parts == {"pruning"}:
        require_pruning(document["pruning"])
    else:
        raise NotADocument("they are neither a sale nor one notice")
    return document


def require_sale(document):
    sale = document["sale"]
    if not isinstance(document["temporaryNumber"], str) or not isinstance(document["branch"], dict):
        raise NotADocument("temporaryNumber is not text or branch is no object")
    if not isinstance(sale, dict) or not isinstance(sale.get("till"), str):
        raise NotADocument("sale has no till")
    if not isinstance(sale.get("lines"), list):
        raise NotADocument("sale has no lines")
    for line in sale["lines"]:
        if not isinstance(line, dict) or not isinstance(line.get("fiscal"), list):
            raise NotADocument("a line has no fiscal lines")
        for fiscal in line["fiscal"]:
            if not isinstance(fiscal, dict) or not is_number(fiscal.get("total")):
                raise NotADocument("a fiscal line has no total")


def require_handover(handover):
    if not isinstance(handover, dict):
        raise NotADocument("handover is no object")
    if not is_text(hexadecimal(64), handover.get("key")):
        raise NotADocument("handover has no key")
    if handover.get("reason") not in ("restore", "rotation", "key_lost"):
        raise NotADocument("handover has no reason")
    if "endorsement" in handover and not is_text(hexadecimal(128), handover["endorsement"]):
        raise NotADocument("the endorsement is not 128 hexadecimal digits")
    if "series" in handover and not is_text(SERIES, handover["series"]):
        raise NotADocument("the series is not three of the letters")


def require_pruning(pruning):
    if not isinstance(pruning, dict) or not is_number(pruning.get("through")):
        raise NotADocument("pruning does not say how far")
    if not is_text(hexadecimal(64), pruning.get("hash")):
        raise NotADocument("pruning has no hash")


def hexadecimal(digits):
    return re.compile(rf"[0-9a-f]{{{digits}}}")


def is_text(pattern, value):
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def total_of(document):
    return sum(fiscal["total"] for line in document["sale"]["lines"] for fiscal in line["fiscal"])


def is_signed(key, signature, message):
    """Whether `signature` is a valid Ed25519 signature of `message` under `key`."""
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
        return True
    except (InvalidSignature, ValueError, TypeError):
        return False


# The chain.


class Chain:
    """The reader's algorithm of the contract: entries one after another, each by the nine rules in their order."""

    def __init__(self, connection):
        self.connection = connection
        self.has_notices = has_table(connection, "notice")
        self.entries, self.hash, self.key = 0, GENESIS, None
        self.keys = []
        self.series = ""
        # Of each till the series and the number that it gave last.
        self.numbers = {}
        self.series_begun = [{"series": "", "from": 1}]
        self.zeros, self.reached = [], 0

    def read(self):
        """Reads all of it; a break ends the reading."""
        for row in self.connection.execute(
            "SELECT sequence, document_id, bytes, previous_hash, hash, signature, key"
            " FROM journal_entry ORDER BY sequence"
        ):
            self.check(*row)
        for sequence in self.zeros:
            if sequence > self.reached:
                raise Break(sequence, 3, "its bytes are gone, and no valid pruning reaches it")
        for table in ("sale", "notice") if self.has_notices else ("sale",):
            orphan = self.connection.execute(
                f"SELECT min(sequence) FROM {table} WHERE sequence < 1 OR sequence > ?", (self.entries,)
            ).fetchone()[0]
            if orphan is not None:
                raise Break(orphan, 7, f"there is a row of {table} without an entry")

    def check(self, sequence, document_id, raw, previous_hash, own_hash, signature, key):
        def require(truth, rule, reason):
            if not truth:
                raise Break(sequence, rule, reason)

        require(sequence == self.entries + 1, 1, f"its sequence does not follow {self.entries}")
        require(previous_hash == self.hash, 2, "its previous hash is not the hash of the entry before")
        is_bare = raw == PRUNED
        sale, notice = self.sale(sequence), self.notice(sequence)
        if is_bare:
            require(sale is not None and notice is None, 3, "its bytes are gone, and it is no sale")
        require(
            is_bare or hashlib.sha256(previous_hash + raw).digest() == own_hash, 3,
            "its hash is not that of its bytes",
        )
        require(is_signed(key, signature, own_hash), 4, "its signature does not verify")
        document = None
        if not is_bare:
            try:
                document = read_document(raw)
            except NotADocument as fault:
                raise Break(sequence, 5, f"its bytes are no document: {fault}") from None
            require(document["sequence"] == sequence, 5, f"its document says sequence {document['sequence']}")
            require(document["id"] == document_id, 5, f"its document says id {document['id']}")
        handover = document.get("handover") if document else None
        self.check_key(sequence, previous_hash, key, handover, require)
        till, number = self.check_rows(document_id, document, sale, notice, require)
        if handover and "series" in handover:
            begun = [known["series"] for known in self.series_begun]
            require(handover["series"] not in begun, 8, f"the series {handover['series']} was begun before")
            self.series = handover["series"]
            self.series_begun.append({"series": self.series, "from": sequence})
        if number is not None:
            last_series, last = self.numbers.get(till, (self.series, 0))
            due = last + 1 if last_series == self.series else 1
            expected = f"{till}-{self.series}{due:06d}"
            require(number == expected, 8, f"its temporary number is {number} where {expected} is due")
            self.numbers[till] = (self.series, due)
        if document and "pruning" in document:
            self.check_pruning(sequence, document["pruning"], require)
        if is_bare:
            self.zeros.append(sequence)
        self.entries, self.hash, self.key = sequence, own_hash, key

    def check_key(self, sequence, previous_hash, key, handover, require):
        """Rule 6."""
        endorsement = handover.get("endorsement") if handover else None
        if handover:
            require(handover["key"] == key.hex(), 6, "it is a handover to another key than the one that signs it")
        elif self.key is not None:
            require(key == self.key, 6, "its key is not that of the entry before, and it is no handover")
        if endorsement:
            text = f"risiti-handover-1\n{sequence}\n{previous_hash.hex()}\n{key.hex()}\n".encode()
            require(
                self.key is not None and is_signed(self.key, bytes.fromhex(endorsement), text), 6,
                "the key before did not endorse its handover",
            )
        if key != self.key or endorsement:
            self.keys.append({
                "from": sequence, "key": key.hex(), "reason": handover["reason"] if handover else None,
                "endorsed": bool(endorsement),
            })

    @staticmethod
    def check_rows(document_id, document, sale, notice, require):
        """Rule 7. Answers with the till and the temporary number of a sale."""
        if document is None or "sale" in document:
            require(sale is not None, 7, "it has no row of sale")
            require(notice is None, 7, "it is a sale and has a row of notice")
            require(sale[0] == document_id, 7, f"its row of sale is of document {sale[0]}")
            if document is None:
                return sale[1], sale[2]
            require(sale[2] == document["temporaryNumber"], 7, f"its row of sale has the temporary number {sale[2]}")
            require(sale[3] == total_of(document), 7, f"its row of sale has the total {sale[3]}")
            require(sale[1] == document["sale"]["till"], 7, f"its row of sale has the till {sale[1]}")
            require(sale[4] == document["acceptedAt"], 7, f"its row of sale has the time {sale[4]}")
            return document["sale"]["till"], document["temporaryNumber"]
        require(sale is None, 7, "it is a notice and has a row of sale")
        require(notice is not None, 7, "it has no row of notice")
        handover, pruning = document.get("handover", {}), document.get("pruning", {})
        expected = (
            document_id, "handover" if handover else "pruning", document["acceptedAt"], handover.get("series"),
            bytes.fromhex(handover["key"]) if handover else None, pruning.get("through"),
        )
        require(notice == expected, 7, "its row of notice says something else than its document")
        return None, None

    def sale(self, sequence):
        return self.connection.execute(
            "SELECT document_id, till, temporary_number, total_minor, accepted_at_ms FROM sale WHERE sequence = ?",
            (sequence,),
        ).fetchone()

    def notice(self, sequence):
        if not self.has_notices:
            return None
        return self.connection.execute(
            "SELECT document_id, kind, accepted_at_ms, series, key, through FROM notice WHERE sequence = ?",
            (sequence,),
        ).fetchone()

    def numbers_missing(self):
        """How many numbers the tills' counters gave that no entry has: then the end was cut off."""
        missing = 0
        for till, series, last in self.connection.execute("SELECT till, series, last FROM till_counter"):
            shown_series, shown = self.numbers.get(till, (series, 0))
            missing += max(0, last - (shown if shown_series == series else 0))
        return missing

    def check_pruning(self, sequence, pruning, require):
        """Rule 9."""
        through = pruning["through"]
        require(1 <= through < sequence, 9, f"it prunes through {through}, which is not before it")
        named = self.connection.execute("SELECT hash FROM journal_entry WHERE sequence = ?", (through,)).fetchone()
        require(named[0].hex() == pruning["hash"], 9, f"the hash that it names is not that of entry {through}")
        self.reached = max(self.reached, through)


# Checkpoints.


def read_checkpoint(argument):
    """The checkpoint in a file or in the argument itself; a whole status that carries one will do."""
    text = argument
    if not argument.lstrip().startswith(("{", "risiti-checkpoint-1")):
        try:
            with open(argument, encoding="utf-8") as file:
                text = file.read()
        except (OSError, UnicodeDecodeError) as error:
            raise Refusal(UNREADABLE, f"the checkpoint {argument} cannot be read: {error}") from None
    try:
        found = from_lines(text) or json.loads(text)
        found = found.get("checkpoint", found)
        is_sound = (
            is_number(found["sequence"]) and found["sequence"] >= 0 and is_text(hexadecimal(64), found["hash"])
            and isinstance(found["time"], str) and is_text(hexadecimal(128), found["signature"])
            and ("key" not in found or is_text(hexadecimal(64), found["key"]))
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        is_sound = False
    if not is_sound:
        raise Refusal(NOT_A_SPOOL, "the checkpoint is no object with sequence, hash, time and signature")
    return found


def from_lines(text):
    """The form of six lines: the four that are signed, the key, the signature."""
    lines = text.split()
    if lines[:1] != ["risiti-checkpoint-1"] or len(lines) != 6:
        return None
    return {"sequence": int(lines[1])} | dict(zip(("hash", "time", "key", "signature"), lines[2:]))


def compare(checkpoint, chain):
    """What a whole chain is to a checkpoint: `extends`, or a word and a sentence that say why not."""
    sequence, named = checkpoint["sequence"], checkpoint["hash"]
    text = f"risiti-checkpoint-1\n{sequence}\n{named}\n{checkpoint['time']}\n".encode()
    own = [known["key"] for known in chain.keys]
    # A stranger can seal the same bytes anew: the hashes stay, and the checkpoint's key is then none of the spool's.
    candidates = [key for key in own or [checkpoint.get("key")] if checkpoint.get("key") in (None, key)]
    if not any(key and is_signed(bytes.fromhex(key), bytes.fromhex(checkpoint["signature"]), text) for key in candidates):
        return "foreign", "no key of this spool signed the checkpoint: it is another device's, or was altered"
    found = chain.connection.execute("SELECT hash FROM journal_entry WHERE sequence = ?", (sequence,)).fetchone()
    if sequence > chain.entries:
        return "cut", f"the checkpoint knows entry {sequence}, the spool ends at {chain.entries}: rolled back or cut"
    if (found[0] if found else GENESIS).hex() != named:
        return "forked", f"entry {sequence} is not the one that the checkpoint knows: rolled back and forked"
    return "extends", None


# The report.


def invoice_numbers(connection):
    """The first and the last invoice number, how many receipts there are, and how many between are unaccounted for.

    What a control unit signed has no signature of KRA's, and bears a number of the unit's.
    """
    low, high, known = connection.execute(
        "SELECT min(invoice_number), max(invoice_number), count(*) FROM fiscal_receipt WHERE signature <> ''"
    ).fetchone()
    count = connection.execute("SELECT count(*) FROM fiscal_receipt").fetchone()[0]
    missing = high - low + 1 - known if known else 0
    if missing and has_table(connection, "lost_invoice"):
        missing -= connection.execute(
            "SELECT count(*) FROM lost_invoice WHERE invoice_number BETWEEN ? AND ?"
            " AND invoice_number NOT IN (SELECT invoice_number FROM fiscal_receipt)", (low, high),
        ).fetchone()[0]
    return {"first": low, "last": high, "count": count, "missing": missing}


def examine(path, checkpoint):
    """Everything that is to be said of the spool, as one value; a refusal where it cannot be read."""
    try:
        return report_on(path, checkpoint)
    except (sqlite3.Error, OSError) as error:
        is_other = getattr(error, "sqlite_errorname", "").startswith("SQLITE_NOTADB")
        raise Refusal(NOT_A_SPOOL if is_other else UNREADABLE, f"{path}: {error}") from error
    except UnicodeDecodeError as error:
        # SQLite's own sentence about a damaged file may quote what is damaged.
        raise Refusal(UNREADABLE, f"{path} is damaged") from error


def report_on(path, checkpoint):
    started = time.monotonic()
    with opened(path) as connection:
        connection.execute("BEGIN")
        require_spool(connection)
        chain, broken, since = Chain(connection), None, None
        try:
            chain.read()
        except Break as found:
            broken = {"sequence": found.sequence, "rule": found.rule, "reason": found.reason}
        if checkpoint and broken is None:
            word, sentence = compare(checkpoint, chain)
            since = {"sequence": checkpoint["sequence"], "finding": word, "reason": sentence}
        invoices, numbers_missing = invoice_numbers(connection), chain.numbers_missing()
    return {
        "entries": chain.entries, "head": chain.hash.hex() if chain.entries else None, "first_break": broken,
        "since": since, "keys": chain.keys, "series": chain.series_begun,
        "temporary_numbers": {till: f"{series}{last:06d}" for till, (series, last) in chain.numbers.items()},
        "temporary_numbers_missing": numbers_missing,
        "pruned": {"entries": len(chain.zeros), "through": chain.reached},
        "fiscalised": invoices["count"], "invoice_numbers": invoices, "invoice_numbers_missing": invoices["missing"],
        "took_ms": int((time.monotonic() - started) * 1000),
    }


def lines_of(report):
    """The report for a person."""
    broken, since = report["first_break"], report["since"]
    yield "chain", f"BROKEN at entry {broken['sequence']}, rule {broken['rule']}" if broken else "whole"
    if broken:
        yield "", broken["reason"]
    yield "entries", report["entries"]
    yield "head", report["head"] or "-"
    for known in report["keys"]:
        how = "the first" if known["reason"] is None else known["reason"]
        if known["reason"]:
            how += ", endorsed by the key before" if known["endorsed"] else ", NOT endorsed by the key before"
        yield f"key from {known['from']}", f"{known['key']} ({how})"
    for begun in report["series"][1:]:
        yield f"series from {begun['from']}", begun["series"]
    yield "last temporary numbers", ", ".join(f"{till}-{n}" for till, n in sorted(report["temporary_numbers"].items()))
    yield "temporary numbers missing", report["temporary_numbers_missing"]
    yield "pruned", f"{report['pruned']['entries']}, through {report['pruned']['through']}"
    yield "fiscalised", report["fiscalised"]
    yield "invoice numbers missing", report["invoice_numbers_missing"]
    if since:
        yield f"since {since['sequence']}", since["reason"] or "extends the checkpoint"


def main():
    class Parser(argparse.ArgumentParser):
        def error(self, message):
            self.print_usage(sys.stderr)
            self.exit(BAD_USAGE, f"{self.prog}: {message}\n")

    parser = Parser(description="Verifies a Risiti spool without Risiti, by spool/CONTRACT.md.")
    parser.add_argument("spool", help="risiti.sqlite, a copy of it, or the directory that it is in")
    parser.add_argument("--since", metavar="CHECKPOINT", help="a checkpoint or a status: a file, or the JSON itself")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    options = parser.parse_args()
    try:
        checkpoint = read_checkpoint(options.since) if options.since else None
        report = examine(options.spool, checkpoint)
    except Refusal as refusal:
        parser.exit(refusal.code, f"{parser.prog}: {refusal.sentence}\n")
    if options.format == "json":
        print(json.dumps(report, sort_keys=True))
    else:
        for name, value in lines_of(report):
            print(f"{name:<26} {value}")
    extends = report["since"] is None or report["since"]["finding"] == "extends"
    is_complete = report["temporary_numbers_missing"] == report["invoice_numbers_missing"] == 0
    is_whole = report["first_break"] is None and is_complete and extends
    sys.exit(WHOLE if is_whole else BROKEN)


if __name__ == "__main__":
    main()
