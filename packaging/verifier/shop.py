"""Good spools for doctor.py, made by the real agent in a shop without a network."""

import dataclasses
import itertools
import json
import pathlib
import shutil
import socket
import subprocess
import time

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from journal import Journal

HOUSE = pathlib.Path(__file__).resolve().parents[2]
LONGEST_START_S = 60


@dataclasses.dataclass
class GoodSpool:
    """A directory with `risiti.sqlite`, the device's key, and a checkpoint that the spool extends."""

    name: str
    directory: pathlib.Path
    key: Ed25519PrivateKey
    checkpoint: str
    journal: Journal
    # A checkpoint of a later moment, where there is one.
    later: str | None = None

    def suits(self, way):
        """Whether a way of doctoring can be applied: some need a log, some need notices."""
        needs = getattr(way, "needs", None)
        if needs == "log":
            return has_log(self.directory)
        if needs == "notices":
            return any(entry.notice for entry in self.journal.entries)
        if needs == "plain":
            return not any(entry.notice for entry in self.journal.entries)
        return needs != "later" or self.later is not None


def has_log(directory):
    log = directory / "risiti.sqlite-wal"
    return log.exists() and log.stat().st_size > 0


class Shop:
    """An agent that sells offline."""

    def __init__(self, risiti, world):
        self.risiti, self.world, self.data = risiti, world, world / "data"
        self.process = None
        world.mkdir(parents=True)
        self.data.mkdir(mode=0o700)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        settings = (HOUSE / "packaging/demo/risiti.yaml").read_text()
        for mark, value in (("ROUTE", "direct"), ("BASE_URL", "http://127.0.0.1:9/"), ("TOKEN_URL", "null"),
                            ("PORT", str(port)), ("PRINTER", str(world / "printer.bin"))):
            settings = settings.replace(f"@{mark}@", value)
        (world / "printer.bin").touch()
        (world / "risiti.yaml").write_text(settings)
        self.day = iter((HOUSE / "packaging/demo/duka-day.ndjson").read_text().splitlines())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process:
            self.process.kill()
            self.process.wait()

    def start(self):
        out = open(self.world / "agent.out", "w")
        self.process = subprocess.Popen(
            [self.risiti, "run", "--data-dir", self.data, "--config", self.world / "risiti.yaml"],
            stdout=out, stderr=open(self.world / "agent.log", "a"),
        )
        end = time.monotonic() + LONGEST_START_S
        while "listening on" not in (self.world / "agent.out").read_text():
            if self.process.poll() is not None or time.monotonic() > end:
                raise SystemExit(f"doctor: the agent did not start; see {self.world}/agent.log")
            time.sleep(0.02)

    def stop(self, at_once):
        if at_once:
            self.process.kill()
        else:
            self.process.terminate()
        self.process.wait(timeout=60)
        self.process = None

    def sell(self, count):
        lines = "\n".join(itertools.islice(self.day, count))
        subprocess.run(
            [self.risiti, "sell", "-", "--data-dir", self.data], input=lines, text=True, check=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )

    def checkpoint(self):
        """The checkpoint of the status, as JSON."""
        done = subprocess.run(
            [self.risiti, "status", "--data-dir", self.data, "--format", "json"], capture_output=True, text=True
        )
        return json.dumps(json.loads(done.stdout)["checkpoint"])

    def device_key(self):
        """The device's key, unsealed with the key beside it: a thief of the whole machine has both."""
        sealed = (self.data / "device.key").read_bytes()
        box = AESGCM((self.data / "sealing.key").read_bytes())
        return Ed25519PrivateKey.from_private_bytes(box.decrypt(sealed[:12], sealed[12:], b"device-key"))

    def take(self, name, checkpoint):
        """Copies the spool of the stopped agent."""
        directory = self.world / name
        directory.mkdir()
        for suffix in ("", "-wal"):
            if (source := self.data / f"risiti.sqlite{suffix}").exists():
                shutil.copy(source, directory)
        # Reading folds a copy's log in; the copy that is kept has it still.
        with_log = self.world / "read"
        shutil.copytree(directory, with_log)
        journal = Journal(with_log / "risiti.sqlite", self.device_key())
        shutil.rmtree(with_log)
        return GoodSpool(name, directory, self.device_key(), checkpoint, journal)

    def good_spools(self, chance):
        """A killed agent's spool with its log, a closed one, and one with handovers, series and a pruning."""
        self.start()
        self.sell(15)
        self.stop(at_once=False)
        self.start()
        self.sell(10)
        early = self.checkpoint()
        self.sell(10)
        self.stop(at_once=True)
        while not has_log(self.data):
            # The agent had a moment to fold its log in.
            self.start()
            self.sell(5)
            self.stop(at_once=True)
        killed = self.take("killed", early)
        self.start()
        self.sell(10)
        late = self.checkpoint()
        self.stop(at_once=False)
        closed = self.take("closed", late)
        killed.later = late
        good = [killed, closed]
        if closed.journal.has_notices:
            good.append(self.noticed(closed, chance))
        return good

    def noticed(self, closed, chance):
        """Made from the closed spool: the agent needs years for what this one has gone through."""
        journal = closed.journal.copy()
        new, newest = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
        journal.hand_over(chance, new)
        for till in ("T1", "T2", "T1"):
            journal.sell(chance, till)
        journal.hand_over(chance, newest, "key_lost", series="KQB", endorser=None)
        for till in ("T2", "T1", "T1"):
            journal.sell(chance, till, "KQB")
        journal.prune(chance, 12)
        journal.hand_over(chance, newest, "restore", series="BCD")
        for till in ("T1", "T2", "T1"):
            journal.sell(chance, till, "BCD")
        journal.prune(chance, 20)
        journal.sell(chance, "T1", "BCD")
        directory = self.world / "noticed"
        shutil.copytree(closed.directory, directory)
        journal.write(directory / "risiti.sqlite")
        journal.count(directory / "risiti.sqlite")
        return GoodSpool("noticed", directory, newest, closed.checkpoint, journal)
