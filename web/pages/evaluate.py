"""Evaluation: choose or upload a question set, watch the run, read its report, compare, take all away.

What starts, stops or lists runs lies below /operator/ and is the operator's (web/guard/operators.py); a single run may
be read by whoever has its address, which nobody can guess.
"""

import asyncio
import base64
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import Body, FastAPI, HTTPException, Request
from fastapi.responses import FileResponse, HTMLResponse, Response
from pydantic import BaseModel, Field
from starlette.background import BackgroundTask

from web.evaluate.checked import in_chinese
from web.evaluate.commands import INSTALL, is_installed
from web.evaluate.rows import rows
from web.evaluate.runner import MAX_RUNS, Busy, Full, Runner
from web.evaluate.runs import SPLITS, Job
from web.evaluate.sets import Unsuitable, sets, take
from web.pages.rendering import POLICY, render
from web.pages.view import View, view_of
from web.pages.wording import script_of
from web.texts import texts

SANDBOX = "sandbox allow-scripts allow-popups allow-downloads"  # a report shows what strangers may have written


class Upload(BaseModel):
    """A file of questions, in base64."""

    name: Annotated[str, Field(max_length=100)]
    content: Annotated[str, Field(max_length=1_500_000)]


class Wanted(BaseModel):
    """A run to start."""

    set: Annotated[str, Field(max_length=100)]
    split: Literal[SPLITS] = "all"


class Pair(BaseModel):
    """Two finished runs, the earlier one first."""

    before: Annotated[str, Field(max_length=80)]
    now: Annotated[str, Field(max_length=80)]


def add_evaluation(app: FastAPI, runner: Runner) -> None:
    """Serve the pages and what they call; the run under way ends with the server."""
    add_pages(app, runner)
    add_files(app, runner)
    add_deeds(app, runner)
    outer = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[Any]:
        async with outer(app) as state:
            yield state
        await asyncio.to_thread(runner.close)

    app.router.lifespan_context = lifespan


def add_pages(app: FastAPI, runner: Runner) -> None:
    @app.get("/evaluate")
    def evaluate(request: Request) -> HTMLResponse:
        view, there = view_of(request), is_installed()
        words = {name: text for name, text in texts(view.language).items() if name.startswith("evaluate_")}
        return render(request, "evaluate.html", installed=there, install=INSTALL, splits=SPLITS, texts=words)

    @app.get("/evaluate/runs/{name}")
    def evaluation(request: Request, name: str) -> HTMLResponse:
        job = runner.runs.find(name)
        if job is None or runner.state(name) != "finished":
            return render(request, "evaluation_missing.html", 404)
        view, found = view_of(request), rows(runner.runs.path(name))
        page = render(
            request,
            "evaluation.html",
            job=job,
            right=runner.runs.figures(name)["right"],
            rows=found,
            failed=sum(row.verdict == "wrong" for row in found),
            judged=sum(row.verdict != "unjudged" for row in found),
            kinds=list(dict.fromkeys(row.kind for row in found)),
            languages=list(dict.fromkeys(row.language for row in found)),
            splits={split: view.say(f"evaluate_split_{split}") for split in SPLITS},
            named=lambda sort, value: texts(view.language).get(f"{sort}_{value}", value),
        )
        page.headers["content-security-policy"] = f"{POLICY}; frame-src 'self'"
        return page


def add_files(app: FastAPI, runner: Runner) -> None:
    @app.get("/evaluate/runs/{name}/all.zip")
    def everything(name: str) -> FileResponse:
        if runner.runs.find(name) is None or runner.state(name) != "finished":
            raise HTTPException(404)
        try:
            with tempfile.NamedTemporaryFile(suffix=".zip", delete=False) as file:
                packed = Path(file.name)
        except OSError as error:
            raise HTTPException(503) from error
        try:
            runner.runs.pack(name, packed)
        except OSError as error:  # no room, or deleted meanwhile
            packed.unlink(missing_ok=True)
            raise HTTPException(503) from error
        return FileResponse(
            packed, filename=f"baipishu-{name[:15]}.zip", background=BackgroundTask(packed.unlink, missing_ok=True)
        )

    @app.get("/evaluate/runs/{name}/{wanted}")
    def file(name: str, wanted: str) -> Response:
        path = runner.runs.file(name, wanted)
        if path is None:
            raise HTTPException(404)
        if path.suffix != ".html":
            return FileResponse(path, filename=wanted)
        headers = {"content-security-policy": SANDBOX, "x-frame-options": "SAMEORIGIN", "cache-control": "no-cache"}
        return FileResponse(path, media_type="text/html", headers=headers)


def add_deeds(app: FastAPI, runner: Runner) -> None:
    """What only the operator may do; the guard has seen to it that nobody else comes so far."""

    @app.get("/operator/evaluate/state")
    def state(request: Request) -> dict[str, Any]:
        view = view_of(request)
        return {
            "sets": [
                {"name": each.name, "uploaded": each.uploaded, "report": each.report and each.report.name}
                for each in sets(runner.runs.uploads)
            ],
            "runs": [told(runner, job, view) for job in runner.runs.all()],
        }

    @app.post("/operator/evaluate/sets")
    def upload(request: Request, sent: Annotated[Upload, Body()]) -> dict[str, Any]:
        view = view_of(request)
        try:
            content = base64.b64decode(sent.content, validate=True)
            with writing(view):
                kept, warnings = take(sent.name, content, runner.runs.uploads)
        except Unsuitable as error:
            problems = [found_in_set(line, view) for line in error.problems]
            why = {"why": view.say(error.reason, **error.values), "problems": problems}
            raise HTTPException(422, why) from error
        except ValueError as error:  # no base64
            why = {"why": view.say("evaluate_unsound"), "problems": [str(error)]}
            raise HTTPException(422, why) from error
        except TimeoutError as error:
            raise HTTPException(503, {"why": str(error), "problems": []}) from error
        return {"name": kept.name, "warnings": [found_in_set(line, view) for line in warnings]}

    @app.post("/operator/evaluate/runs", status_code=202)
    def start(request: Request, wanted: Annotated[Wanted, Body()]) -> dict[str, Any]:
        view = view_of(request)
        chosen = next((each for each in sets(runner.runs.uploads) if each.name == wanted.set), None)
        if chosen is None:
            raise HTTPException(404, view.say("evaluate_no_set", name=wanted.set))
        if not is_installed():
            raise HTTPException(503, view.say("evaluate_not_installed", command=INSTALL))
        try:
            with writing(view):
                return told(runner, runner.start(chosen, wanted.split), view)
        except Busy as error:
            raise HTTPException(409, view.say("evaluate_busy")) from error
        except Full as error:
            raise HTTPException(409, view.say("evaluate_full", limit=MAX_RUNS)) from error

    @app.post("/operator/evaluate/runs/{name}/{deed}")
    def change(request: Request, name: str, deed: Literal["stop", "go-on", "delete"]) -> dict[str, Any]:
        view = view_of(request)
        job = known(runner, name, view)
        if deed == "stop":
            runner.stop(name)
        elif deed == "go-on":
            try:
                with writing(view):
                    runner.go_on(job)
            except Busy as error:
                raise HTTPException(409, view.say("evaluate_busy")) from error
        else:
            runner.stop(name)
            runner.runs.delete(name)
        return {"name": name}

    @app.post("/operator/evaluate/compare")
    def compare(request: Request, pair: Annotated[Pair, Body()]) -> dict[str, Any]:
        view = view_of(request)
        before, now = (known(runner, name, view) for name in (pair.before, pair.now))
        try:
            page, lines = runner.compare(before, now, view.language == "en")
        except (ValueError, TimeoutError) as error:
            raise HTTPException(422, str(error)) from error
        return {"page": view.to(f"evaluate/runs/{now.name}/{page}"), "verdict": [spoken(line, view) for line in lines]}


def found_in_set(line: str, view: View) -> str:
    """What is wrong with a set, in the language of the page."""
    return line if view.language == "en" else in_chinese(line, view.language)


def spoken(line: str, view: View) -> str:
    """A line of a command, which writes simplified characters, in the script of the page."""
    return script_of("zh-Hans", "hant").show(line) if view.language == "zh-Hant" else line


@contextmanager
def writing(view: View) -> Iterator[None]:
    """Tell the operator where a disk is full or may not be written."""
    try:
        yield
    except TimeoutError:  # an OSError too, which says something else
        raise
    except OSError as error:
        raise HTTPException(503, view.say("evaluate_not_written", reason=error.strerror or str(error))) from error


def known(runner: Runner, name: str, view: View) -> Job:
    if (job := runner.runs.find(name)) is None:
        raise HTTPException(404, view.say("evaluate_no_run"))
    return job


def told(runner: Runner, job: Job, view: View) -> dict[str, Any]:
    """A run as the list shows it."""
    state, runs = runner.state(job.name), runner.runs
    about: dict[str, Any] = {"name": job.name, "set": job.set_name, "split": job.split, "started": job.started}
    about |= {"state": state, "href": f"evaluate/runs/{job.name}"}
    if state == "finished":
        right = runs.figures(job.name)["right"]
        about |= {"right": round((right["value"] or 0) * right["n"]), "judged": right["n"]}
    elif progress := runs.progress(job.name):
        about |= {"done": progress.done, "total": progress.total, "rest": progress.rest}
    if state == "failed":
        about["said"] = runs.said(job.name)
    return about
