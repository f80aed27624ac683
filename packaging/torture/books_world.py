"""The world in which the books are tried: a shop, KRA, and the companies that its sales go to."""

import json
import pathlib
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

HOUSE = pathlib.Path(__file__).resolve().parents[2]
PROVIDERS = ("quickbooks", "xero")
# Where the number of a document stands, by its kind at the simulator.
NUMBER = {
    "Invoice": "DocNumber", "SalesReceipt": "DocNumber", "CreditMemo": "DocNumber", "RefundReceipt": "DocNumber",
    "Invoices": "InvoiceNumber", "CreditNotes": "CreditNoteNumber",
}


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """Leaves a redirect to the caller."""

    def redirect_request(self, *_):
        return None


OPENER = urllib.request.build_opener(NoRedirect, urllib.request.ProxyHandler({}))


def fetch(url, method="GET", body=None, headers=None):
    """An answer's status, headers and text."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json", **(headers or {})}, method=method)
    try:
        with OPENER.open(request, timeout=60) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read().decode()


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def built(configuration):
    """Builds both programs; the directory that they are in."""
    for product in ("risiti", "risiti-sim"):
        subprocess.run(["swift", "build", "-c", configuration, "--product", product], check=True, cwd=HOUSE)
    place = subprocess.run(["swift", "build", "-c", configuration, "--show-bin-path"], check=True, cwd=HOUSE,
                           capture_output=True, text=True)
    return pathlib.Path(place.stdout.strip())


class World:
    """A shop, KRA and two companies, in a directory of their own."""

    def __init__(self, binaries):
        self.binaries = binaries
        self.place = pathlib.Path(tempfile.mkdtemp(prefix="risiti."))
        self.data = self.place / "data"
        self.data.mkdir(mode=0o700)
        (self.place / "printer.bin").touch()
        self.port = free_port()
        self.running = []
        self.agent = self.kra = None

    def spawn(self, program, *arguments, log):
        """Starts a program and waits for its line "listening on …"."""
        out = self.place / f"{log}.out"
        with open(out, "w") as stdout, open(self.place / f"{log}.log", "a") as stderr:
            process = subprocess.Popen(
                [self.binaries / program, *map(str, arguments)], stdout=stdout, stderr=stderr, cwd=HOUSE)
        self.running.append(process)
        end = time.monotonic() + 60
        while "listening on " not in out.read_text():
            if process.poll() is not None or time.monotonic() > end:
                raise SystemExit(f"books: {program} did not start; see {self.place}/{log}.log")
            time.sleep(0.01)
        return process, out.read_text().split("listening on ")[1].split()[0]

    def end(self):
        for process in self.running:
            if process.poll() is None:
                process.terminate()
        for process in self.running:
            process.wait(timeout=60)

    # What the shop does.

    def begin_kra(self):
        """Starts KRA, and sets the shop up to speak to it."""
        _, self.kra = self.spawn("risiti-sim", "oscu", "--listen", "127.0.0.1:0", "--route", "direct",
                                 "--state-file", self.place / "kra.state", log="kra")
        self.configure(self.kra)

    def kra_outage(self, on):
        """Takes KRA away, or brings it back."""
        base = "{0.scheme}://{0.netloc}".format(urllib.parse.urlsplit(self.kra))
        status, _, text = fetch(f"{base}/_simulator/outage", "POST", {"on": on})
        if status != 200:
            raise SystemExit(f"books: the simulated KRA answered with {status}: {text}")

    def configure(self, kra):
        settings = (HOUSE / "packaging/demo/risiti.yaml").read_text()
        for mark, value in (("ROUTE", "direct"), ("BASE_URL", kra), ("TOKEN_URL", "null"), ("PORT", str(self.port)),
                            ("PRINTER", str(self.place / "printer.bin"))):
            settings = settings.replace(f"@{mark}@", value)
        (self.place / "risiti.yaml").write_text(settings)

    def start(self):
        self.agent, _ = self.spawn(
            "risiti", "run", "--data-dir", self.data, "--config", self.place / "risiti.yaml",
            "--listen", f"127.0.0.1:{self.port}", log="agent")

    def kill(self):
        if self.agent.poll() is not None:
            raise SystemExit(f"books: the agent ended by itself; see {self.place}/agent.log")
        self.agent.kill()
        self.agent.wait()
        self.running.remove(self.agent)

    def ask(self, *words, stdin=None, codes=(0,)):
        done = subprocess.run(
            [self.binaries / "risiti", *words, "--data-dir", self.data], input=stdin, capture_output=True, text=True)
        if done.returncode not in codes:
            raise SystemExit(f"books: risiti {' '.join(words)} ended with {done.returncode}: {done.stderr}")
        return done.stdout

    def listing(self, *words, codes=(0,)):
        return json.loads(self.ask(*words, "--format", "json", codes=codes) or "[]")

    def call(self, method, path, body=None, token=None):
        status, _, text = fetch(
            f"http://127.0.0.1:{self.port}{path}", method, body, {"Authorization": f"Bearer {token}"} if token else {})
        if status >= 300:
            raise SystemExit(f"books: {method} {path} was answered with {status}: {text}")
        return json.loads(text) if text.strip() else None


class Company:
    """One provider's simulator and the shop's connection to it."""

    def __init__(self, world, provider, seed):
        self.world, self.provider = world, provider
        _, address = world.spawn(
            "risiti-sim", provider, "--listen", "127.0.0.1:0", "--seed", seed, "--state-file",
            world.place / f"{provider}.state", log=provider)
        self.base = address.rstrip("/")
        self.lane = self.token = None

    def connect(self, again=False):
        """Agrees in the provider's browser page, as a person does."""
        token = self.token = self.world.ask("token", "create", "--role", "technician", "--name", "books").strip()
        wish = {"provider": self.provider}
        if again:
            wish["lane"] = self.lane
        else:
            wish |= {"client_id": "books-app", "client_secret": "books-secret", "base_url": self.base}
        begun = self.world.call("POST", "/v1/connections", wish, token)
        _, headers, _ = fetch(begun["authorize_url"])
        status, _, text = fetch(headers["Location"].replace("localhost", "127.0.0.1", 1))
        if status != 200:
            raise SystemExit(f"books: {self.provider} was not connected: {text}")
        self.lane = self.world.call("GET", f"/v1/connections/pending/{begun['id']}", token=token)["lane"]
        return token

    def sim(self, verb, body):
        status, _, text = fetch(f"{self.base}/sim/{verb}", "POST", body)
        if status != 200:
            raise SystemExit(f"books: the simulated {self.provider} answered {verb} with {status}: {text}")

    def state(self):
        return json.loads(fetch(f"{self.base}/sim/state")[2])

    def tally(self):
        return self.world.call("GET", f"/v1/connections/{self.lane}/tally", token=self.token)

    def posted(self):
        """The agent's documents that are in the books with all that belongs to them."""
        documents, cursor = [], ""
        while cursor is not None:
            page = self.world.call(
                "GET", f"/v1/connections/{self.lane}/documents{cursor and '?cursor=' + cursor}", token=self.token)
            documents += [document for document in page["documents"] if document["state"] == "done"]
            cursor = page["next_cursor"]
        return documents

    def kind(self, document):
        """What a document of the state is called at the control door."""
        return document["type"] if self.provider == "quickbooks" else document["type"] + "s"

    def writes(self):
        """Grows with each call that changed the books."""
        return (self.world.place / f"{self.provider}.state").stat().st_size

    def readings(self):
        """How often it was asked what changed; a whole reading of Xero asks for five lists."""
        calls = json.loads(fetch(f"{self.base}/sim/calls")[2])
        return sum(count for name, count in calls.items() if name == "GET cdc" or name.endswith(" since"))

    @property
    def whole_reading(self):
        return 5 if self.provider == "xero" else 1

    def put_right(self, task):
        """Does what the action of a task says; whether there was one."""
        if task["code"] == "books.taken":
            for document in self.state()["documents"]:
                if "entered at the office" in (document.get("note") or "") and document.get("number"):
                    kind = self.kind(document)
                    number = "OFFICE-" + document["id"][-12:]
                    if kind in NUMBER and not document["number"].startswith("OFFICE-"):
                        self.sim("edit", {"type": kind, "id": document["id"], "set": {NUMBER[kind]: number}})
        if "--again" in task["action"]:
            self.connect(again=True)
            return
        self.world.ask("tasks", "resolve", str(task["id"]), "--retry", codes=(0, 1))
