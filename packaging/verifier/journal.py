"""A spool's journal in memory, to be changed in ways that no agent would, and written back past every trigger."""

import copy
import dataclasses
import hashlib
import json
import sqlite3

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

GENESIS = bytes(32)
ENTRY = ("sequence", "document_id", "bytes", "previous_hash", "hash", "signature", "key")
SALE = (
    "sequence", "document_id", "till", "temporary_number", "idempotency_key", "request_digest", "accepted_at_ms",
    "total_minor", "credits_sequence",
)
NOTICE = ("sequence", "document_id", "kind", "accepted_at_ms", "series", "key", "through")
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def canonical(document):
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def public(key):
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


@dataclasses.dataclass
class Entry:
    """One entry with its row of `sale` or `notice`."""

    row: dict
    sale: dict | None = None
    notice: dict | None = None
    # Who signs it when it is sealed anew; None leaves it to the journal's own key.
    signer: Ed25519PrivateKey | None = None

    @property
    def document(self):
        return json.loads(self.row["bytes"])

    @document.setter
    def document(self, value):
        self.row["bytes"] = canonical(value)


class Journal:
    """All entries of a spool."""

    def __init__(self, path, key):
        self.key = key
        self.entries = []
        self.loose_sales = []
        self.has_notices = False
        with sqlite3.connect(path) as connection:
            connection.row_factory = sqlite3.Row
            rows = {
                table: {row["sequence"]: dict(row) for row in connection.execute(f"SELECT * FROM {table}")}
                for table in ("sale", "notice") if self._has(connection, table)
            }
            self.has_notices = "notice" in rows
            for row in connection.execute("SELECT * FROM journal_entry ORDER BY sequence"):
                self.entries.append(
                    Entry(dict(row), rows["sale"].get(row["sequence"]), rows.get("notice", {}).get(row["sequence"]))
                )
        connection.close()

    @staticmethod
    def _has(connection, table):
        return connection.execute("SELECT 1 FROM sqlite_schema WHERE name = ?", (table,)).fetchone() is not None

    def copy(self):
        twin = copy.copy(self)
        twin.entries = [
            Entry(dict(e.row), e.sale and dict(e.sale), e.notice and dict(e.notice), e.signer) for e in self.entries
        ]
        twin.loose_sales = list(self.loose_sales)
        return twin

    def seal(self, first, renumber=False):
        """Seals the entries from index `first` anew, each with its signer; what is pruned keeps its hash."""
        for index in range(first, len(self.entries)):
            entry = self.entries[index]
            if renumber:
                self.move(entry, index + 1)
            row, signer = entry.row, entry.signer or self.key
            row["previous_hash"] = self.entries[index - 1].row["hash"] if index else GENESIS
            if row["bytes"] != b"\x00":
                row["hash"] = hashlib.sha256(row["previous_hash"] + row["bytes"]).digest()
            row["key"] = public(signer)
            row["signature"] = signer.sign(row["hash"])

    @staticmethod
    def move(entry, sequence):
        """Gives an entry another sequence, in its row, in its document and in the row beside it."""
        entry.row["sequence"] = sequence
        if entry.row["bytes"] != b"\x00":
            entry.document = entry.document | {"sequence": sequence}
        for beside in (entry.sale, entry.notice):
            if beside:
                beside["sequence"] = sequence

    def signer_at_end(self):
        return self.entries[-1].signer or self.key

    def new_id(self, chance):
        return "01" + "".join(chance.choice(CROCKFORD) for _ in range(24))

    def last_number(self, till, series=""):
        head = f"{till}-{series}"
        numbers = [e.sale["temporary_number"] for e in self.entries if e.sale]
        return max((int(n[len(head):]) for n in numbers if n.startswith(head) and n[len(head):].isdigit()), default=0)

    def sell(self, chance, till="T1", series="", model=None):
        """Appends a sale like an earlier one, with the next number of its till, sealed by who signed the last."""
        model = model or next(e for e in self.entries if e.sale and e.row["bytes"] != b"\x00")
        number = f"{till}-{series}{self.last_number(till, series) + 1:06d}"
        sequence, known = len(self.entries) + 1, self.new_id(chance)
        document = model.document | {"sequence": sequence, "id": known, "temporaryNumber": number}
        document["sale"] = document["sale"] | {"till": till}
        sale = model.sale | {
            "sequence": sequence, "document_id": known, "till": till, "temporary_number": number,
            "idempotency_key": f"doctor-{known}", "credits_sequence": None,
        }
        row = {"sequence": sequence, "document_id": known, "bytes": canonical(document)}
        self.entries.append(Entry(row, sale=sale, signer=self.signer_at_end()))
        self.seal(len(self.entries) - 1)
        return self.entries[-1]

    def notify(self, chance, notice, signer=None):
        """Appends a notice: `{"handover": …}` or `{"pruning": …}`."""
        sequence, known, model = len(self.entries) + 1, self.new_id(chance), self.entries[0]
        at = self.entries[-1].sale or self.entries[-1].notice
        document = {
            "acceptedAt": at["accepted_at_ms"],
            "clock": {"claimed": at["accepted_at_ms"], "sinceBoot": 1, "suspect": False},
            "id": known, "sequence": sequence, "version": 1,
        } | notice
        handover, pruning = notice.get("handover", {}), notice.get("pruning", {})
        beside = {
            "sequence": sequence, "document_id": known, "kind": "handover" if handover else "pruning",
            "accepted_at_ms": document["acceptedAt"], "series": handover.get("series"),
            "key": bytes.fromhex(handover["key"]) if handover else None, "through": pruning.get("through"),
        }
        row = {"sequence": sequence, "document_id": known, "bytes": canonical(document)}
        self.entries.append(Entry(row, notice=beside, signer=signer or self.signer_at_end()))
        self.seal(len(self.entries) - 1)
        return self.entries[-1]

    def hand_over(self, chance, to, reason="rotation", series=None, endorser="last"):
        """Appends a handover to the key `to`; `endorser` is a key, None, or the last signer."""
        handover = {"key": public(to).hex(), "reason": reason}
        if series:
            handover["series"] = series
        if endorser == "last":
            endorser = self.signer_at_end()
        if endorser:
            before = self.entries[-1].row["hash"].hex()
            text = f"risiti-handover-1\n{len(self.entries) + 1}\n{before}\n{public(to).hex()}\n"
            handover["endorsement"] = endorser.sign(text.encode()).hex()
        return self.notify(chance, {"handover": handover}, to)

    def prune(self, chance, through, named=None):
        """Appends a pruning and empties the sales that it covers."""
        named = named or self.entries[through - 1].row["hash"]
        entry = self.notify(chance, {"pruning": {"hash": named.hex(), "through": through}})
        for pruned in self.entries[:through]:
            if pruned.sale:
                pruned.row["bytes"] = b"\x00"
        return entry

    def count(self, path):
        """Sets the tills' counters of the spool at `path` to what the sales of this journal say."""
        last = {}
        for entry in self.entries:
            if entry.sale:
                number = entry.sale["temporary_number"].removeprefix(entry.sale["till"] + "-")
                last[entry.sale["till"]] = (number.rstrip("0123456789"), int(number.lstrip("BCDFGHJKLMNPQRSTVWXZ")))
        connection = sqlite3.connect(path, isolation_level=None)
        connection.execute("DELETE FROM till_counter")
        connection.executemany(
            "INSERT INTO till_counter (till, series, last) VALUES (?, ?, ?)",
            [(till, series, number) for till, (series, number) in last.items()],
        )
        connection.close()

    def write(self, path):
        """Puts the journal into the spool at `path` in place of its own, the triggers as before."""
        connection = sqlite3.connect(path, isolation_level=None)
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("BEGIN")
        triggers = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        tables = [("journal_entry", ENTRY, [e.row for e in self.entries])]
        tables.append(("sale", SALE, [e.sale for e in self.entries if e.sale] + self.loose_sales))
        if self.has_notices:
            tables.append(("notice", NOTICE, [e.notice for e in self.entries if e.notice]))
        for table, columns, rows in tables:
            connection.execute(f"DELETE FROM {table}")
            marks = ", ".join(f":{name}" for name in columns)
            connection.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)
        for _, sql in triggers:
            connection.execute(sql)
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
