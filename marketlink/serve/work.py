"""Makes a report of a pasted article in a child process with limits."""

from __future__ import annotations

import asyncio
import json
import secrets
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from marketlink.errors import unforeseen
from marketlink.findings.format import sentence
from marketlink.findings.words import words as words_of

SECONDS = 180
"""After so long a child is ended."""
MEMORY = 4 * 2**30
BODY = 5 * 2**20
"""Bytes of a pasted text or a file."""
MOST_JOBS = 20
STAGES = ("read", "linked", "dated", "prices", "studied", "written")
"""The stages that the child reports, in order, one a line after ``stage:``."""
SUFFIXES = (".txt", ".md", ".html", ".htm", ".mhtml", ".webarchive", ".json")


@dataclass
class Job:
    """The job of one article; ``report`` is the page's path below the folder once it is written."""

    id: str
    stage: str = "queued"
    done: bool = False
    report: str = ""
    error: str = ""
    process: asyncio.subprocess.Process | None = field(default=None, repr=False)

    def plain(self) -> dict[str, Any]:
        """What the page is told."""
        return {"id": self.id, "stage": self.stage, "done": self.done, "report": self.report,
                "error": self.error}  # fmt: skip


class Jobs:
    """The jobs of one server, one at a time; ``token`` is new at each start."""

    def __init__(self, folder: Path, db: Path, *, offline: bool = False) -> None:
        self.folder, self.db, self.offline = folder, db, offline
        self.token = secrets.token_urlsafe(24)
        self.jobs: dict[str, Job] = {}
        self.turn = asyncio.Lock()
        self.tasks: set[asyncio.Task[None]] = set()

    def begin(self, body: bytes, form: Mapping[str, str]) -> Job:
        """Start a job on a text, a file or an address."""
        for old in [one for one in self.jobs.values() if one.done][: -MOST_JOBS or None]:
            del self.jobs[old.id]
        job = Job(secrets.token_urlsafe(9))
        self.jobs[job.id] = job
        task = asyncio.create_task(self._run(job, body, dict(form)))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return job

    def cancel(self, name: str) -> Job | None:
        """End a job's child."""
        job = self.jobs.get(name)
        if job is not None and not job.done:
            job.error, job.done = "cancelled", True
            if job.process is not None and job.process.returncode is None:
                job.process.kill()
        return job

    async def _run(self, job: Job, body: bytes, form: dict[str, str]) -> None:
        async with self.turn:
            if job.done:
                return
            try:
                with tempfile.TemporaryDirectory(prefix="marketlink-paste-") as place:
                    source = _source(Path(place), body, form)
                    await asyncio.wait_for(self._child(job, source, form), SECONDS)
            except TimeoutError:
                job.error = f"it took longer than {SECONDS} seconds"
            except Exception as error:
                job.error = unforeseen(error)
            finally:
                job.done = True
                if job.process is not None and job.process.returncode is None:
                    job.process.kill()

    async def _child(self, job: Job, source: str, form: dict[str, str]) -> None:
        command = [sys.executable, "-m", "marketlink", "report", "--stages", "--format", "json",
                   "--out", str(self.folder), "--db", str(self.db)]  # fmt: skip
        for name in ("published", "lang"):
            if form.get(name):
                command += [f"--{name}", form[name]]
        command += [*(["--offline"] if self.offline else []), "--", source]
        job.process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            preexec_fn=_limits if sys.platform != "win32" else None,
        )
        errors_text, out = await asyncio.gather(self._listen(job), _whole(job.process.stdout))
        await job.process.wait()
        if job.error:
            return
        self._end(job, out, errors_text, form.get("lang", ""))

    async def _listen(self, job: Job) -> str:
        """The child's stages as they come; everything else it says."""
        assert job.process is not None  # noqa: S101 (for the type checker)
        assert job.process.stderr is not None  # noqa: S101 (for the type checker)
        rest = []
        async for line in job.process.stderr:
            text = line.decode("utf-8", "replace").rstrip()
            stage = text.removeprefix("stage: ")
            if stage in STAGES and text != stage:
                job.stage = stage
            else:
                rest.append(text)
        return "\n".join(rest)

    def _end(self, job: Job, out: bytes, errors_text: str, lang: str) -> None:
        try:
            (row,) = json.loads(out)
            page = Path(row["report"]).resolve().relative_to(self.folder.resolve())
            job.stage, job.report = "written", page.as_posix()
        except (ValueError, KeyError, TypeError):
            job.error = _sentence(errors_text, lang)


async def _whole(stream: asyncio.StreamReader | None) -> bytes:
    return b"" if stream is None else await stream.read(10 * 2**20)


def _sentence(text: str, lang: str) -> str:
    """The child's one sentence, from its JSON or its text; in a language where it is a finding."""
    for line in reversed(text.splitlines()):
        try:
            error = json.loads(line)
        except ValueError:
            continue
        if isinstance(error, dict) and error.get("told"):
            words = words_of(lang)
            return " ".join(
                sentence(words(str(one["code"]), **one["fields"])) for one in error["told"]
            )
        if isinstance(error, dict) and error.get("error"):
            return ". ".join(str(error[key]) for key in ("error", "why") if error.get(key))
    lines = [line for line in text.splitlines() if line]
    return lines[-1].removeprefix("marketlink: error: ") if lines else "it ended without a word"


def _source(place: Path, body: bytes, form: Mapping[str, str]) -> str:
    """The address as it is, else a file with the words that were sent."""
    text = body.decode("utf-8", "replace").strip()
    if (
        form.get("kind") != "file"
        and text.startswith(("http://", "https://"))
        and len(text.split()) == 1
    ):
        return text
    suffix = Path(form.get("name", "")).suffix.lower()
    file = place / f"article{suffix if suffix in SUFFIXES else '.txt'}"
    file.write_bytes(body)
    return str(file)


def _limits() -> None:
    """The child's own limits: processor time and memory."""
    import resource  # noqa: PLC0415 (not on every system)

    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
