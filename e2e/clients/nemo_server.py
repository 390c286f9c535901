"""Runs NVIDIA's command line many times without importing it each time, which takes seconds.

The argument is the module that it is in.

Each line on standard input is a command as JSON: `args`, `env`, `cwd`. It runs in a process forked
from this one, so that nothing of it stays. Each line on standard output is its outcome.
"""

import importlib
import json
import os
import sys
import tempfile

cli = importlib.import_module(sys.argv[1]).cli


def run_in_child(command: dict, stdout: int, stderr: int) -> None:
    """Never returns."""
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(stdout, 1)
    os.dup2(stderr, 2)
    os.chdir(command["cwd"])
    os.environ.clear()
    os.environ.update(command["env"])
    sys.argv = ["nemo", *command["args"]]
    code = 0
    try:
        code = cli()
    except SystemExit as stop:
        code = stop.code
    except BaseException as error:
        sys.excepthook(type(error), error, error.__traceback__)
        code = 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code if isinstance(code, int) else int(code is not None))


def run(command: dict) -> dict:
    with tempfile.TemporaryFile() as stdout, tempfile.TemporaryFile() as stderr:
        child = os.fork()
        if child == 0:
            run_in_child(command, stdout.fileno(), stderr.fileno())
        _, status = os.waitpid(child, 0)
        stdout.seek(0)
        stderr.seek(0)
        return {
            "exit": os.waitstatus_to_exitcode(status),
            "stdout": stdout.read().decode(),
            "stderr": stderr.read().decode(),
        }


def warm_up() -> None:
    """Imports what a command imports when it runs: once, instead of in every child."""
    stdout = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    for command in (["auth", "status"], ["workspaces", "list"], ["workspaces", "members", "list"]):
        sys.argv = ["nemo", *command, "--help"]
        try:
            cli()
        except SystemExit:
            pass
    sys.stdout.flush()
    os.dup2(stdout, 1)


warm_up()
for line in sys.stdin:
    print(json.dumps(run(json.loads(line))), flush=True)
