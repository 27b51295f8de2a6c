"""Makes this machine ready from nothing but python3, make and the package registries; then runs what was asked.

    python3 bot/operations/bootstrap.py run|test|proof|bench|setup

Runs on whatever python3 there is (3.8 or newer) and uses the standard library alone, because nothing else is there yet.
"""

import contextlib
import glob
import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
ENVIRONMENTS = PROJECT / ".venv"
LOG = Path(os.environ.get("EVENHAND_VAR", str(PROJECT / "var"))) / "setup.log"
# The engine's environment takes 2.9 GB, the app's 0.4 GB, models and caches the rest (measured).
NEEDED_GIGABYTES = 5
SAY_EVERY_SECONDS = 10


class CannotSetUp(Exception):
    """One sentence: what is missing and what to install or free."""


def main():
    """Sets up, then runs. Exit status 1 and one sentence if something is missing, else that of what was run."""
    goal = sys.argv[1] if len(sys.argv) > 1 else "run"
    try:
        set_up(developing=goal in ("test", "proof", "bench"))
        if goal != "setup":
            os.chdir(str(PROJECT))
            run(goal)
    except CannotSetUp as problem:
        sys.exit("evenhand: %s" % problem)
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as problem:
        sys.exit("evenhand: %s%s" % (problem.strerror or problem, _about_space(problem)))


def run(goal):
    """Replaces this process by the one that does `goal`."""
    python = str(ENVIRONMENTS / "app" / "bin" / "python")
    sys.stdout.flush()
    if goal == "run":
        os.execv(python, [python, "-m", "bot.cli", "serve"])
    script = {"test": ["tests/run.py"], "bench": ["tests/bench/run.py"], "proof": ["-m", "tests.two_worlds.proof"]}[
        goal
    ]
    os.execv(python, [python, *script, *sys.argv[2:]])


def set_up(developing):
    """Both environments, the `evenhand` program and the sentence encoder; what is there already is left alone."""
    LOG.parent.mkdir(parents=True, exist_ok=True)
    uv = Uv()
    app = ["requirements/app-dev.txt" if developing else "requirements/app.txt"]
    # Once the tools for development are there, a plain run does not take them away again.
    if not developing and _stamp("app", ["requirements/app-dev.txt"]) == _read(ENVIRONMENTS / "app" / "stamp"):
        app = ["requirements/app-dev.txt"]
    uv.environment("app", ("3.12", "3.13"), app, "the front desk's environment")
    engine = ["requirements/engine.txt", "requirements/encoder.txt"]
    uv.environment("engine", ("3.10",), engine, "the engine's environment (2.9 GB, a minute or two)")
    _program()
    if not (PROJECT / "models" / "encoder" / "model.bin").exists():
        command = [str(ENVIRONMENTS / "engine" / "bin" / "python"), "-m", "bot.engine.encoder"]
        step("Converting the sentence encoder", command, "the sentence encoder could not be made")


class Uv:
    """The installer, found or fetched the first time it is needed."""

    def __init__(self):
        self._path = None

    def environment(self, name, versions, requirements, title):
        """Makes .venv/`name` with one of the Python `versions` and exactly the `requirements`, unless it is so already."""
        folder = ENVIRONMENTS / name
        stamp = _stamp(name, requirements)
        if _read(folder / "stamp") == stamp and (folder / "bin" / "python").exists():
            return
        _require_space()
        if not _works(folder / "bin" / "python", versions):
            shutil.rmtree(str(folder), ignore_errors=True)
            python = self._python(versions)
            step(
                "Making " + title,
                [self.path, "venv", "-q", "-p", python, str(folder)],
                "Python could not make an environment",
            )
        with contextlib.suppress(FileNotFoundError):
            (folder / "stamp").unlink()
        command = [self.path, "pip", "sync", "--require-hashes", "--compile-bytecode", *requirements]
        failed = "packages could not be installed from the package registry"
        step("Installing " + title, command, failed, VIRTUAL_ENV=str(folder))
        (folder / "stamp").write_text(stamp)

    @property
    def path(self):
        """Where uv is. Raises CannotSetUp if there is none and none can be fetched."""
        if self._path is None:
            self._path = self._find()
        return self._path

    def _find(self):
        own = ENVIRONMENTS / "tools" / "bin" / "uv"
        for candidate in (str(own), shutil.which("uv")):
            if candidate and _succeeds([candidate, "--version"]):
                return candidate
        tools = str(ENVIRONMENTS / "tools")
        pip = ["-m", "pip", "install", "-q", "--require-hashes", "-r", "requirements/tools.txt"]
        if not _succeeds([sys.executable, "-m", "venv", tools]):
            shutil.rmtree(tools, ignore_errors=True)
            if not (_install_debian("python3-venv") and _succeeds(["/usr/bin/python3", "-m", "venv", tools])):
                raise CannotSetUp(
                    "this python3 lacks venv; install it (on Debian or Ubuntu: apt install python3-venv) and try again"
                )
        step(
            "Fetching the installer", [tools + "/bin/python", *pip], "uv could not be fetched from the package registry"
        )
        return str(own)

    def _python(self, versions):
        """The path of a working interpreter of one of `versions`; uv fetches one if this machine has none."""
        for version in versions:
            for candidate in _candidates(version):
                if _works(candidate, (version,)):
                    return str(candidate)
        wanted = versions[0]
        where = {"UV_PYTHON_INSTALL_DIR": str(ENVIRONMENTS / "pythons")}
        missing = (
            "Python %s is needed and could not be fetched; install it (for example: pyenv install %s) and try again"
            % (wanted, wanted)
        )
        step("Fetching Python " + wanted, [self.path, "python", "install", wanted], missing, **where)
        found = glob.glob(str(ENVIRONMENTS / "pythons" / ("cpython-%s*" % wanted) / "bin" / "python3"))
        if not found:
            raise CannotSetUp(missing)
        return found[0]


def _candidates(version):
    """Places where Python `version` may be; a pyenv shim on the PATH may not work, so pyenv's own folders come too."""
    name = "python" + version
    yield shutil.which(name) or name
    roots = [os.environ.get("PYENV_ROOT", ""), os.path.expanduser("~/.pyenv"), "/opt/pyenv"]
    for root in filter(None, roots):
        for found in sorted(glob.glob(os.path.join(root, "versions", version + ".*", "bin", "python")), reverse=True):
            yield found
    for folder in ("/usr/local/bin", "/usr/bin", "/opt/homebrew/bin"):
        yield os.path.join(folder, name)


def _works(python, versions):
    command = [str(python), "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0 and done.stdout.decode().strip() in versions


def _succeeds(command):
    try:
        return (
            subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=str(PROJECT)).returncode
            == 0
        )
    except OSError:
        return False


def _install_debian(package):
    """Installs a Debian package if this machine has apt and we may."""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return False
    _succeeds(["apt-get", "update", "-q"])
    return _succeeds(["apt-get", "install", "-yq", "--no-install-recommends", package])


def _program():
    """The program `evenhand` in the app's environment: a few lines that find the project."""
    script = ENVIRONMENTS / "app" / "bin" / "evenhand"
    python = ENVIRONMENTS / "app" / "bin" / "python"
    text = "#!%s\nimport sys\n\nsys.path.insert(0, %r)\nfrom bot.cli import main\n\nmain()\n" % (python, str(PROJECT))
    if _read(script) != text:
        script.write_text(text)
        script.chmod(0o755)


def step(title, command, failed, **environment):
    """Runs `command`, saying every ten seconds that it is still at it. Raises CannotSetUp with `failed` and where to look."""
    print(title + " ...", flush=True)
    with open(str(LOG), "a") as log:
        log.write("\n== %s\n" % title)
        log.flush()
        child = subprocess.Popen(
            command,
            stdout=log,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            cwd=str(PROJECT),
            env=dict(os.environ, **environment),
        )
        began = said = time.monotonic()
        while child.poll() is None:
            time.sleep(0.1)
            if time.monotonic() - said > SAY_EVERY_SECONDS:
                said = time.monotonic()
                print("  still working (%d seconds)" % (said - began), flush=True)
    if child.returncode:
        if "No space left" in LOG.read_text(errors="replace")[-4000:]:
            raise CannotSetUp("the disk is full; free %d GB and try again" % NEEDED_GIGABYTES)
        raise CannotSetUp("%s (details at the end of %s)" % (failed, LOG))
    print("  done in %d seconds" % (time.monotonic() - began), flush=True)


def _require_space():
    free = shutil.disk_usage(str(PROJECT)).free / 1e9
    if free < NEEDED_GIGABYTES:
        raise CannotSetUp(
            "the disk has %.1f GB free and set-up needs %d; free some and try again" % (free, NEEDED_GIGABYTES)
        )


def _about_space(problem):
    return "; free %d GB and try again" % NEEDED_GIGABYTES if problem.errno == 28 else " (%s)" % problem.filename


def _stamp(name, requirements):
    digest = hashlib.sha256(name.encode())
    for path in requirements:
        digest.update((PROJECT / path).read_bytes())
    return digest.hexdigest()


def _read(path):
    try:
        return path.read_text()
    except OSError:
        return None


if __name__ == "__main__":
    main()
