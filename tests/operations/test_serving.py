"""The program starts, restarts and stops the three processes, and says in one sentence why it cannot."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from bot.operations.environments import APP_PYTHON
from bot.operations.supervisor import LONGEST_PAUSE_SECONDS, pause_before_restart
from bot.settings import PROJECT
from tests.running import free_port


def environment(folder: Path, **more: str) -> dict[str, str]:
    ports = {
        name: str(free_port()) for name in ("EVENHAND_PUBLIC_PORT", "EVENHAND_OFFICE_PORT", "EVENHAND_ENGINE_PORT")
    }
    return os.environ | {"EVENHAND_VAR": str(folder / "var"), "PYTHONPATH": str(PROJECT)} | ports | more


def serve(env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [APP_PYTHON, "-m", "bot.cli", "serve"]
    return subprocess.run(command, cwd=PROJECT, env=env, capture_output=True, text=True, timeout=120, check=False)


def assert_one_sentence(done: subprocess.CompletedProcess[str], *words: str) -> None:
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    said = [line for line in done.stderr.splitlines() if line.startswith("evenhand:")]
    assert len(said) == 1 and all(word in said[0] for word in words), done.stderr


def test_a_taken_port_is_named_with_the_setting_that_moves_it(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = serve(environment(tmp_path, EVENHAND_PUBLIC_PORT=port))
    assert_one_sentence(done, port, "EVENHAND_PUBLIC_PORT")


def test_a_broken_leaflet_is_named(tmp_path: Path) -> None:
    content = tmp_path / "content"
    shutil.copytree(PROJECT / "content", content)
    leaflet = content / "leaflets" / "mediation.md"
    leaflet.write_text(leaflet.read_text().replace("## Answer", "## Anwser"))
    assert_one_sentence(serve(environment(tmp_path, EVENHAND_CONTENT=str(content))), "mediation.md", "## Answer")


def test_a_setting_that_is_no_number_is_named(tmp_path: Path) -> None:
    assert_one_sentence(serve(environment(tmp_path, EVENHAND_OFFICE_PORT="many")), "EVENHAND_OFFICE_PORT")


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file stands where the folder should be")
    assert_one_sentence(serve(environment(tmp_path)), "var")


def test_the_pause_before_a_restart_doubles_up_to_a_bound() -> None:
    pauses = [pause_before_restart(falls) for falls in range(1, 20)]
    assert pauses[:3] == [0.2, 0.4, 0.8] and pauses[-1] == LONGEST_PAUSE_SECONDS
    assert pauses == sorted(pauses)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], dict[str, str]]]:
    env = environment(tmp_path)
    command = [APP_PYTHON, "-m", "bot.cli", "serve"]
    process = subprocess.Popen(command, cwd=PROJECT, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    yield process, env
    if process.poll() is None:
        process.kill()
    process.wait()


def answers(port: str) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/readyz").status_code == 200
    except httpx.HTTPError:
        return False


def wait_until(condition, seconds: float = 60) -> None:  # type: ignore[no-untyped-def]
    give_up = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < give_up
        time.sleep(0.1)


def test_a_fallen_process_is_started_again_and_ctrl_c_stops_all(served) -> None:  # type: ignore[no-untyped-def]
    process, env = served
    ports = [env[name] for name in ("EVENHAND_PUBLIC_PORT", "EVENHAND_OFFICE_PORT", "EVENHAND_ENGINE_PORT")]
    assert process.stdout is not None
    # The first start makes the first keys, and says so: what parents send, and safeguarding alerts.
    assert process.stdout.readline().startswith("Made the key ")
    assert "for safeguarding alerts" in process.stdout.readline()
    assert process.stdout.readline() == "Evenhand is ready.\n"
    assert ports[0] in process.stdout.readline()
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    assert len(children) == 3
    for child in children:
        os.kill(int(child), signal.SIGKILL)
    wait_until(lambda: not any(Path(f"/proc/{child}/exe").exists() for child in children))
    wait_until(lambda: all(answers(port) for port in ports))
    process.send_signal(signal.SIGINT)
    assert process.wait(20) == 0
    assert not any(answers(port) for port in ports)


def test_nothing_is_left_running_when_the_supervisor_is_killed(served) -> None:  # type: ignore[no-untyped-def]
    process, env = served
    assert process.stdout is not None
    process.stdout.readline()
    process.kill()
    process.wait()
    wait_until(lambda: not answers(env["EVENHAND_PUBLIC_PORT"]) and not answers(env["EVENHAND_ENGINE_PORT"]), 10)
