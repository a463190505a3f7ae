"""Runs the `console` examples of README.md again and writes what they print below each command.

    python -m tools.readme_examples
"""

import os
import re
import subprocess
import sys

from tools.readme_results import README, ROOT

BLOCK = re.compile(r"(?<=```console\n).*?(?=```)", re.DOTALL)
PROMPT = "$ "
SHELL = 'baipishu() { "$PYTHON" -m cli "$@"; }\n'  # of this checkout, whatever is installed


def commands(block: str) -> list[str]:
    """The commands of a console block: each line that begins with the prompt, without it.

    >>> commands("$ baipishu outline\\n前言\\n$ make run\\n")
    ['baipishu outline', 'make run']
    """
    return [line.removeprefix(PROMPT) for line in block.splitlines() if line.startswith(PROMPT)]


def run_again(block: str) -> str:
    """Return the block with the present output; a block that does not begin with `baipishu` stays as it is."""
    if not commands(block)[:1] or not commands(block)[0].startswith("baipishu "):
        return block
    return "".join(f"{PROMPT}{command}\n{printed(command)}" for command in commands(block))


def printed(command: str) -> str:
    """What a command prints on stdout, ending with a line break unless it is nothing."""
    environment = {**os.environ, "PYTHON": sys.executable}
    done = subprocess.run(["bash", "-c", SHELL + command], cwd=ROOT, env=environment, capture_output=True, text=True)
    if done.returncode > 1 or (done.returncode and not done.stdout):  # 1 with a message is a refusal
        raise RuntimeError(f"{command}: exit code {done.returncode}: {done.stderr.strip()[-300:]}")
    return f"{done.stdout.rstrip()}\n" if done.stdout.strip() else ""


def main() -> None:
    README.write_text(BLOCK.sub(lambda block: run_again(block.group()), README.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
