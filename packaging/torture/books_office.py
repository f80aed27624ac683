"""Whoever changes documents at the companies after they were posted, and whoever answers when the agent asks."""

import collections
import dataclasses
import decimal
import re

# What can be changed there: what nobody is asked about, and what is a person's to say. A draw takes one of them.
CHANGES = ("memo", "memo", "due", "amounts", "amounts", "voided", "voided")
HARMLESS = ("memo", "due")
WORDS = "asked for by the driver"
# What may have come of an answer. What was put back just before a kill is found put back, and not done twice.
OUTCOMES = {"--retry": ("ours", "mended", "posted_again"), "--discard": ("theirs",)}


@dataclasses.dataclass
class Edit:
    """One change of one document; no document is changed twice."""
    company: object
    what: str
    answer: str
    id: str
    number: str
    total: decimal.Decimal
    tax: decimal.Decimal
    changed: decimal.Decimal = decimal.Decimal(0)

    @property
    def is_harmless(self):
        return self.what in HARMLESS

    @property
    def stays(self):
        """Whether what was changed is what stands there in the end."""
        return not self.is_harmless and self.answer == "--discard"


class Office:
    """Changes documents that were posted, by chance, and answers what the agent asks."""

    def __init__(self, world, chance, spared):
        self.world, self.chance, self.spared = world, chance, spared
        self.edits, self.answered = [], set()

    def of(self, company):
        return [edit for edit in self.edits if edit.company is company]

    def change(self, company):
        """Changes a document, where there is one that the agent has posted whole and nobody changed."""
        what, answer = self.chance.choice(CHANGES), self.chance.choice(("--retry", "--discard"))
        place = self.chance.random()
        taken = {edit.number for edit in self.of(company)} | self.spared
        there = {document["id"]: document for document in company.state()["documents"]}
        able = [(row, there[row["external_id"]]) for row in company.posted()
                if row["number"] not in taken and not row["credit"] and row["external_id"] in there]
        able = [(row, document) for row, document in able if self.suits(company, what, document)]
        if not able:
            return
        row, document = sorted(able, key=lambda pair: pair[0]["id"])[int(place * len(able))]
        edit = Edit(company, what, answer, document["id"], row["number"],
                    decimal.Decimal(document["total"]), decimal.Decimal(document["tax"]))
        body = {"type": company.kind(document), "id": document["id"]}
        is_xero = company.provider == "xero"
        if what == "memo":
            body["set"] = {"Reference" if is_xero else "PrivateNote": f"{document['note']} {WORDS}"}
        elif what == "due":
            body["set"] = {"DueDate": "/Date(1798675200000+0000)/" if is_xero else "2026-12-31"}
        elif what == "amounts":
            edit.changed = decimal.Decimal(int(edit.total) + 7)
            body["set"] = {"Total" if is_xero else "TotalAmt": int(edit.changed)}
        company.sim("void" if what == "voided" else "edit", body)
        self.edits.append(edit)

    @staticmethod
    def suits(company, what, document):
        if document.get("status") in ("Voided", "VOIDED", "DELETED"):
            return False
        if what == "due":
            return document["type"] == "Invoice"
        # Xero lets nobody change the amounts of what is paid; QuickBooks' simulator reckons them anew at each writing,
        # such as that of a fiscal number.
        if what == "amounts":
            return (document["status"] == "AUTHORISED" if company.provider == "xero"
                    else "KRACU" in document["note"] + (document.get("memo") or ""))
        # A void at QuickBooks leaves payments unapplied, which is another thing to be asked about.
        return what != "voided" or company.provider == "xero" or document["type"] == "SalesReceipt"

    def answer(self, company, task):
        """Answers the task of a conflict; whether it is one. Who is asked a second time lets stand what is there."""
        if task["code"] != "books.conflict":
            return False
        edit = next((edit for edit in self.of(company) if edit.id == task["evidence"].get("id")), None)
        about = (company, task["evidence"].get("conflict"))
        word = edit.answer if edit and about not in self.answered else "--discard"
        self.answered.add(about)
        self.world.ask("tasks", "resolve", str(task["id"]), word, "--yes", codes=(0, 1))
        return True

    def open_tasks(self, company):
        return [task for task in self.world.listing("tasks", "list")
                if task.get("lane") == company.lane and task["code"] == "books.conflict"]

    def conflicts(self, company):
        return self.world.listing("books", "conflicts", company.lane, codes=(0, 1))

    def is_through(self, company):
        """Whether everything that a person is asked about was asked, and answered, and done."""
        settled = {conflict["external_id"] for conflict in self.conflicts(company) if conflict["state"] == "settled"}
        return all(edit.is_harmless or edit.id in settled for edit in self.of(company))

    # What must be there in the end.

    def expected(self, company, sold):
        """Of the numbers that were sold, with total and tax: what stands in the books after all that was changed."""
        for edit in self.of(company):
            if edit.stays and edit.number in sold:
                if edit.what == "voided":
                    del sold[edit.number]
                else:
                    sold[edit.number] = (edit.changed, edit.tax)
        return sold

    def difference(self, company):
        """By how much the books' total and tax differ from what was sold."""
        stays = [edit for edit in self.of(company) if edit.stays]
        return {
            "total": sum(edit.changed - edit.total for edit in stays),
            "tax": sum(-edit.tax for edit in stays if edit.what == "voided"),
        }

    def number(self, company, number):
        """Our number of a document that was posted once more, under a further one, because its first is void there."""
        own = re.sub(r"-[2-9]$", "", number)
        again = any(edit.number == own and edit.what == "voided" and edit.answer == "--retry"
                    for edit in self.of(company))
        return own if again and company.provider == "xero" else number

    def judge(self, company):
        """Each change was noticed once, or rightly by nobody; the rest in sentences."""
        wrong = []
        there = {document["id"]: document for document in company.state()["documents"]}
        conflicts = collections.defaultdict(list)
        for conflict in self.conflicts(company):
            conflicts[conflict["external_id"]].append(conflict)
        tasks = collections.Counter(
            task["evidence"].get("conflict") for task in self.world.listing("tasks", "list", "--all")
            if task.get("lane") == company.lane and task["code"] == "books.conflict")
        for edit in self.of(company):
            found = conflicts.pop(edit.id, [])
            name = f"{edit.number}, {edit.what} ({edit.answer})"
            if edit.is_harmless:
                wrong += [f"{name}: a conflict about {conflict['kind']}" for conflict in found]
                if edit.what == "memo" and WORDS not in (there[edit.id]["note"] or ""):
                    wrong.append(f"{name}: what was written there is gone: {there[edit.id]['note']}")
                continue
            if [conflict["kind"] for conflict in found] != [edit.what]:
                wrong.append(f"{name}: conflicts {[conflict['kind'] for conflict in found]}")
                continue
            conflict = found[0]
            if conflict["answered_by"] != "person" or conflict["outcome"] not in OUTCOMES[edit.answer]:
                wrong.append(f"{name}: {conflict['state']}, {conflict['outcome']} by {conflict['answered_by']}")
            if tasks[str(conflict["id"])] != 1:
                wrong.append(f"{name}: {tasks[str(conflict['id'])]} tasks")
        wrong += [f"{conflict['number']}: a conflict about {conflict['kind']}, which nobody changed"
                  for rest in conflicts.values() for conflict in rest]
        return wrong

    def counts(self, company):
        return dict(sorted(collections.Counter(edit.what for edit in self.of(company)).items()))
