"""The ways in which doctor.py doctors a spool.

Each changes the patient and answers with what both verifiers must find, (word, sequence), and the checkpoint that they
are asked about. None for what must be found: the two must agree, and on what is theirs to say.
"""

import json
import sqlite3

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from journal import canonical, public

WAYS = []
PAGE = 4096


def way(needs=None):
    """Registers a way; `needs` is `log`, `notices`, `plain` (without them) or `later` (a checkpoint after it)."""

    def register(function):
        function.needs = needs
        WAYS.append(function)
        return function

    return register


class Patient:
    """A copy that may be harmed."""

    def __init__(self, directory, spool, chance):
        self.directory, self.spool, self.chance = directory, spool, chance
        self.path, self.log = directory / "risiti.sqlite", directory / "risiti.sqlite-wal"
        self.journal = spool.journal.copy()

    @property
    def checkpoint_sequence(self):
        return json.loads(self.spool.checkpoint)["sequence"]

    def sequence(self, low=1, high=None):
        return self.chance.randint(low, high or len(self.journal.entries))

    def entry(self, sequence):
        return self.journal.entries[sequence - 1]

    def sold(self, low=1, high=None, bytes_kept=True):
        """The sequence of a sale by chance."""
        places = [
            entry.row["sequence"] for entry in self.journal.entries[low - 1:high]
            if entry.sale and (entry.row["bytes"] != b"\x00" or not bytes_kept)
        ]
        return self.chance.choice(places)

    def noticed(self, kind):
        return self.chance.choice([e for e in self.journal.entries if e.notice and e.notice["kind"] == kind])

    def flip(self, raw):
        place = self.chance.randrange(len(raw) * 8)
        changed = bytearray(raw)
        changed[place // 8] ^= 1 << place % 8
        return bytes(changed)

    def written(self, *broken_at, since=None):
        """Writes the journal back; what is to be found is a break at the sequence given, else nothing known."""
        self.journal.write(self.path)
        return (("broken", broken_at[0]) if broken_at else None), since


def flipping(column):
    def doctored(patient):
        sequence = patient.sold() if column == "bytes" else patient.sequence()
        row = patient.entry(sequence).row
        row[column] = patient.flip(row[column])
        return patient.written(sequence)

    doctored.__name__ = f"bit_flipped_in_{column}"
    return way()(doctored)


for name in ("bytes", "hash", "previous_hash", "signature", "key"):
    flipping(name)


# The order of entries.


@way()
def bytes_of_another_entry(patient):
    one = patient.sold()
    other = patient.chance.choice([e for e in patient.journal.entries if e.sale and e.row["sequence"] != one])
    patient.entry(one).row["bytes"] = other.row["bytes"]
    if other.row["bytes"] == b"\x00":
        reached = max((e.notice["through"] or 0 for e in patient.journal.entries if e.notice), default=0)
        return patient.written(*() if one <= reached else (one,))
    return patient.written(one)


@way()
def entries_swapped(patient):
    one, other = sorted(patient.chance.sample(range(1, len(patient.journal.entries) + 1), 2))
    first, second = patient.entry(one), patient.entry(other)
    first.row, second.row = second.row | {"sequence": one}, first.row | {"sequence": other}
    return patient.written(one)


@way("plain")
def entries_swapped_and_sealed_by_a_stranger(patient):
    one, other = sorted(patient.chance.sample(range(2, len(patient.journal.entries) + 1), 2))
    entries, stranger = patient.journal.entries, Ed25519PrivateKey.generate()
    entries[one - 1], entries[other - 1] = entries[other - 1], entries[one - 1]
    for entry in entries[one - 1:]:
        entry.signer = stranger
    patient.journal.seal(one - 1, renumber=True)
    return patient.written(one)


@way()
def entry_dropped(patient):
    sequence = patient.sequence(1, len(patient.journal.entries) - 1)
    del patient.journal.entries[sequence - 1]
    return patient.written(sequence + 1)


@way("plain")
def entry_dropped_and_sealed_with_the_own_key(patient):
    sequence = patient.sequence(1, len(patient.journal.entries) - 1)
    till = patient.entry(sequence).sale["till"]
    later = [e.row["sequence"] for e in patient.journal.entries[sequence:] if e.sale["till"] == till]
    del patient.journal.entries[sequence - 1]
    patient.journal.seal(sequence - 1, renumber=True)
    if later:
        return patient.written(later[0] - 1)
    patient.written()
    return ("not extended", None), patient.spool.checkpoint


@way("plain")
def end_dropped(patient):
    del patient.journal.entries[patient.sequence(1, patient.checkpoint_sequence - 1):]
    patient.written()
    return ("numbers missing", None), None


@way("plain")
def end_dropped_after_a_checkpoint(patient):
    del patient.journal.entries[patient.sequence(1, patient.checkpoint_sequence - 1):]
    patient.written()
    return ("not extended", None), patient.spool.checkpoint


@way("plain")
def sold_on_from_an_older_copy(patient):
    del patient.journal.entries[patient.sequence(1, patient.checkpoint_sequence - 1):]
    while len(patient.journal.entries) < patient.checkpoint_sequence + patient.chance.randrange(3):
        patient.journal.sell(patient.chance, patient.chance.choice(["T1", "T2"]))
    patient.written()
    return ("not extended", None), patient.spool.checkpoint


@way("later")
def older_copy(patient):
    return ("not extended", None), patient.spool.later


@way()
def checkpoint_altered(patient):
    checkpoint = json.loads(patient.spool.checkpoint)
    field = patient.chance.choice(["hash", "signature", "time"])
    if field == "time":
        checkpoint["time"] = checkpoint["time"].replace("2", "3", 1)
    else:
        checkpoint[field] = patient.flip(bytes.fromhex(checkpoint[field])).hex()
    return ("not extended", None), json.dumps(checkpoint)


# Rows beside the chain.


@way()
def other_total_in_sale(patient):
    sequence = patient.sold()
    patient.entry(sequence).sale["total_minor"] += patient.chance.choice([1, 100, 100_000])
    return patient.written(sequence)


@way()
def other_number_in_sale(patient):
    sequence = patient.sold(bytes_kept=False)
    sale = patient.entry(sequence).sale
    sale["temporary_number"] = sale["temporary_number"][:-6] + f"{patient.chance.randrange(900_000):06d}"
    return patient.written(sequence)


@way()
def other_document_in_sale(patient):
    sequence = patient.sold(bytes_kept=False)
    patient.entry(sequence).sale["document_id"] = patient.journal.new_id(patient.chance)
    return patient.written(sequence)


@way()
def other_till_in_sale(patient):
    sequence = patient.sold(bytes_kept=False)
    patient.entry(sequence).sale["till"] = "T9"
    return patient.written(sequence)


@way()
def sale_missing(patient):
    sequence = patient.sold(bytes_kept=False)
    patient.entry(sequence).sale = None
    return patient.written(sequence)


@way()
def sale_without_entry(patient):
    sequence = len(patient.journal.entries) + patient.chance.randint(1, 9)
    patient.journal.loose_sales.append(
        next(e.sale for e in patient.journal.entries if e.sale) | {
            "sequence": sequence, "document_id": patient.journal.new_id(patient.chance), "idempotency_key": "loose",
            "temporary_number": "T1-999999",
        })
    return patient.written(sequence)


@way()
def sales_swapped(patient):
    places = [e.row["sequence"] for e in patient.journal.entries if e.sale]
    one, other = sorted(patient.chance.sample(places, 2))
    first, second = patient.entry(one), patient.entry(other)
    first.sale, second.sale = second.sale | {"sequence": one}, first.sale | {"sequence": other}
    return patient.written(one)


# Seals by a stranger.


@way("plain")
def all_sealed_by_a_stranger(patient):
    for entry in patient.journal.entries:
        entry.signer = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    patient.journal.seal(0)
    patient.written()
    since = patient.chance.choice([None, patient.spool.checkpoint])
    return ("not extended" if since else "whole", None), since


@way("plain")
def sealed_by_a_stranger_from_here_on(patient):
    sequence, stranger = patient.sequence(2), Ed25519PrivateKey.generate()
    for entry in patient.journal.entries[sequence - 1:]:
        entry.signer = stranger
    patient.journal.seal(sequence - 1)
    return patient.written(sequence)


@way()
def one_signed_by_a_stranger(patient):
    sequence, stranger = patient.sequence(2), Ed25519PrivateKey.generate()
    row = patient.entry(sequence).row
    row["key"], row["signature"] = public(stranger), stranger.sign(row["hash"])
    return patient.written(sequence)


# What a holder of the key could do.


def resealed(patient, change, known=True, needs_bytes=True):
    """Changes a document and seals it, and all after it, with the device's own key."""
    sequence = patient.sold()
    entry = patient.entry(sequence)
    change(entry)
    patient.journal.seal(sequence - 1)
    return patient.written(*(sequence,) if known else ())


@way("plain")
def number_skipped(patient):
    def change(entry):
        head, number = entry.sale["temporary_number"].rsplit("-", 1)
        entry.sale["temporary_number"] = f"{head}-{int(number) + 500:06d}"
        entry.document = entry.document | {"temporaryNumber": entry.sale["temporary_number"]}

    return resealed(patient, change)


@way("plain")
def number_in_another_form(patient):
    def change(entry):
        head, number = entry.sale["temporary_number"].rsplit("-", 1)
        forms = f"{head}-{int(number)}", f"{head}-0{number}", f"{head}-KQB{number}", f"{head}_{number}"
        other = patient.chance.choice(forms)
        entry.sale["temporary_number"] = other
        entry.document = entry.document | {"temporaryNumber": other}

    return resealed(patient, change)


def without(document, name):
    return {key: value for key, value in document.items() if key != name}


NONSENSE = {
    "sequence": lambda d: d | {"sequence": d["sequence"] + 1},
    "id": lambda d: d | {"id": "01JPA5S0V3KX7T1QH2M4N6P8RS"},
    "version": lambda d: d | {"version": 2},
    "no_version": lambda d: without(d, "version"),
    "no_sale": lambda d: without(d, "sale"),
    "no_number": lambda d: without(d, "temporaryNumber"),
    "no_branch": lambda d: without(d, "branch"),
    "no_time": lambda d: without(d, "acceptedAt"),
    "no_lines": lambda d: d | {"sale": without(d["sale"], "lines")},
    "no_till": lambda d: d | {"sale": without(d["sale"], "till")},
    "text_for_number": lambda d: d | {"sequence": str(d["sequence"])},
    "two_kinds": lambda d: d | {"pruning": {"hash": "0" * 64, "through": 1}},
    "empty": lambda d: {},
}


@way("plain")
def nonsense_sealed_with_the_own_key(patient):
    kind = patient.chance.choice(sorted(NONSENSE))

    def change(entry):
        entry.document = NONSENSE[kind](entry.document)

    return resealed(patient, change)


BYTES = {
    "no_json": lambda raw: raw[:-1],
    "more_after": lambda raw: raw + b"}",
    "list": lambda raw: b"[" + raw + b"]",
    "fraction": lambda raw: raw.replace(b'"version":1', b'"version":1.5'),
    "not_utf8": lambda raw: raw.replace(b'"sale"', b'"s\xffle"'),
    "one_byte": lambda raw: b"{",
}


@way("plain")
def garbage_sealed_with_the_own_key(patient):
    kind = patient.chance.choice(sorted(BYTES))

    def change(entry):
        entry.row["bytes"] = BYTES[kind](entry.row["bytes"])

    return resealed(patient, change)


@way("plain")
def unknown_field_sealed_with_the_own_key(patient):
    def change(entry):
        entry.document = entry.document | {"weather": "rain", "zebra": {"stripes": 12}}

    resealed(patient, change, known=False)
    return ("whole", None), None


# Handovers and prunings.


@way("notices")
def handover_that_nobody_endorsed(patient):
    patient.journal.hand_over(patient.chance, Ed25519PrivateKey.generate(), "key_lost", endorser=None)
    patient.journal.sell(patient.chance, "T1", "BCD")
    patient.written()
    return ("whole", None), None


@way("notices")
def handover_endorsed_by_a_stranger(patient):
    stranger = Ed25519PrivateKey.generate()
    patient.journal.hand_over(patient.chance, stranger, endorser=stranger)
    patient.journal.sell(patient.chance, "T1", "BCD")
    return patient.written(len(patient.journal.entries) - 1)


@way("notices")
def endorsement_of_another_handover(patient):
    notices = [entry.document for entry in patient.journal.entries if entry.notice]
    handovers = [document["handover"] for document in notices if "handover" in document]
    earlier = [handover["endorsement"] for handover in handovers if "endorsement" in handover]
    entry = patient.journal.hand_over(patient.chance, Ed25519PrivateKey.generate())
    document = entry.document
    document["handover"]["endorsement"] = patient.chance.choice(earlier)
    entry.document = document
    patient.journal.seal(len(patient.journal.entries) - 1)
    return patient.written(len(patient.journal.entries))


@way("notices")
def handover_to_another_key_than_signs(patient):
    journal, stranger = patient.journal, Ed25519PrivateKey.generate()
    entry = journal.hand_over(patient.chance, stranger, "key_lost", endorser=None)
    entry.signer = patient.chance.choice([journal.entries[-2].signer, Ed25519PrivateKey.generate()])
    journal.seal(len(journal.entries) - 1)
    return patient.written(len(journal.entries))


@way("notices")
def handover_in_nonsense(patient):
    entry = patient.journal.hand_over(patient.chance, Ed25519PrivateKey.generate(), endorser=None)
    document = entry.document
    change = patient.chance.choice([
        {"reason": "whim"}, {"series": "AEI"}, {"series": "BC"}, {"endorsement": "00"}, {"key": "00"}, {"reason": 7},
    ])
    document["handover"] |= change
    entry.document = document
    if "series" in change:
        entry.notice["series"] = change["series"]
    patient.journal.seal(len(patient.journal.entries) - 1)
    return patient.written(len(patient.journal.entries))


@way("notices")
def notice_in_upper_case(patient):
    entry = patient.journal.hand_over(patient.chance, Ed25519PrivateKey.from_private_bytes(bytes(32)))
    document = entry.document
    field = patient.chance.choice(["key", "endorsement"])
    document["handover"][field] = document["handover"][field].upper()
    entry.document = document
    patient.journal.seal(len(patient.journal.entries) - 1)
    return patient.written(len(patient.journal.entries))


@way("notices")
def other_words_in_notice(patient):
    entry = patient.noticed(patient.chance.choice(["handover", "pruning"]))
    is_handover = entry.notice["kind"] == "handover"
    changes = [{"document_id": patient.journal.new_id(patient.chance)}, {"accepted_at_ms": 1}]
    changes += [{"series": "XYZ"}, {"key": bytes(32)}] if is_handover else [{"through": entry.notice["through"] - 1}]
    entry.notice |= patient.chance.choice(changes)
    return patient.written(entry.row["sequence"])


@way("notices")
def notice_missing(patient):
    entry = patient.noticed(patient.chance.choice(["handover", "pruning"]))
    entry.notice = None
    return patient.written(entry.row["sequence"])


@way("notices")
def number_of_another_series(patient):
    entry = patient.journal.sell(patient.chance, "T1", patient.chance.choice(["", "KQB"]))
    return patient.written(entry.row["sequence"])


@way()
def bytes_gone_without_a_pruning(patient):
    reached = max((e.notice["through"] or 0 for e in patient.journal.entries if e.notice), default=0)
    places = [patient.sold(reached + 1) for _ in range(patient.chance.randint(1, 3))]
    for sequence in places:
        patient.entry(sequence).row["bytes"] = b"\x00"
    return patient.written(min(places))


@way("notices")
def bytes_gone_of_a_notice(patient):
    entry = patient.noticed(patient.chance.choice(["handover", "pruning"]))
    entry.row["bytes"] = b"\x00"
    return patient.written(entry.row["sequence"])


@way("notices")
def pruning_that_names_another_hash(patient):
    through = patient.sequence(21, len(patient.journal.entries))
    entry = patient.journal.prune(patient.chance, through, named=bytes(32))
    return patient.written(entry.row["sequence"])


@way("notices")
def pruning_of_what_is_not_before_it(patient):
    own = len(patient.journal.entries) + 1
    through = patient.chance.choice([0, -1, own, own + 5])
    notice = {"pruning": {"hash": patient.entry(1).row["hash"].hex(), "through": through}}
    patient.journal.notify(patient.chance, notice)
    return patient.written(own)


@way("notices")
def pruning_dropped_from_the_end(patient):
    last = max(e.row["sequence"] for e in patient.journal.entries if e.notice and e.notice["kind"] == "pruning")
    del patient.journal.entries[last - 1:]
    reached = max(e.notice["through"] or 0 for e in patient.journal.entries if e.notice)
    gone = [e.row["sequence"] for e in patient.journal.entries[reached:] if e.row["bytes"] == b"\x00"]
    return patient.written(min(gone))


# The file.


def in_sql(patient, *statements):
    connection = sqlite3.connect(patient.path, isolation_level=None)
    connection.execute("PRAGMA foreign_keys = OFF")
    for statement in statements:
        connection.execute(statement)
    connection.close()


@way()
def newer_migration(patient):
    in_sql(patient, "INSERT INTO grdb_migrations VALUES ('v9999-from-tomorrow')")
    return ("refused", None), None


@way()
def table_missing(patient):
    table = patient.chance.choice(["journal_entry", "sale", "grdb_migrations"])
    in_sql(patient, f"DROP TABLE {table}")
    return ("refused", None), None


@way()
def not_a_database(patient):
    patient.log.unlink(missing_ok=True)
    size = patient.chance.choice([0, 10, 5000])
    patient.path.write_bytes(b"The quick brown fox jumps over the lazy dog. " * size)
    return ("refused", None), None


def folded(patient):
    """The one file with all of it, for what is done to its pages."""
    in_sql(patient, "PRAGMA wal_checkpoint(TRUNCATE)")
    return bytearray(patient.path.read_bytes())


@way()
def file_cut(patient):
    raw = folded(patient)
    cut = patient.chance.randrange(1, len(raw))
    patient.path.write_bytes(raw[:cut // PAGE * PAGE if patient.chance.random() < 0.5 else cut])
    return None, None


@way()
def page_of_garbage(patient):
    raw = folded(patient)
    page = patient.chance.randrange(len(raw) // PAGE) * PAGE
    raw[page:page + PAGE] = patient.chance.choice([bytes(PAGE), patient.chance.randbytes(PAGE)])
    patient.path.write_bytes(raw)
    return None, None


@way()
def pages_swapped(patient):
    raw = folded(patient)
    one, other = (page * PAGE for page in patient.chance.sample(range(1, len(raw) // PAGE), 2))
    raw[one:one + PAGE], raw[other:other + PAGE] = raw[other:other + PAGE], raw[one:one + PAGE]
    patient.path.write_bytes(raw)
    return None, None


@way()
def bits_flipped_in_the_file(patient):
    raw = bytes(folded(patient))
    for _ in range(patient.chance.choice([1, 1, 8, 64])):
        raw = patient.flip(raw)
    patient.path.write_bytes(raw)
    return None, None


@way()
def bits_flipped_in_the_head(patient):
    raw = bytes(folded(patient))
    patient.path.write_bytes(patient.flip(raw[:100]) + raw[100:])
    return None, None


@way("log")
def log_removed(patient):
    patient.log.unlink()
    return None, None


@way("log")
def log_cut(patient):
    raw = patient.log.read_bytes()
    patient.log.write_bytes(raw[:patient.chance.randrange(len(raw))])
    return None, patient.chance.choice([None, patient.spool.checkpoint])


@way("log")
def bits_flipped_in_the_log(patient):
    raw = patient.log.read_bytes()
    for _ in range(patient.chance.choice([1, 1, 8])):
        raw = patient.flip(raw)
    patient.log.write_bytes(raw)
    return None, patient.chance.choice([None, patient.spool.checkpoint])
