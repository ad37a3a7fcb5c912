"""Runs Candor and its peers in turn on one machine, and prints what came out beside the targets."""

import argparse
import datetime
import json
import os
import platform
import shlex
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PEERS = ROOT / "Benchmarks" / "peers"


@dataclass
class Row:
    """One line of the targets.

    Without peers its score is the share of the bound that `candor bench` reached, or the rate itself where that has no bound (the
    exponents of growth, of which less is better).
    """

    name: str
    # The arguments of `candor bench`, in as many ways as are to be tried; the best counts.
    ours: list
    target: float
    # A command for each peer; the best of them counts.
    peers: dict = field(default_factory=dict)
    # What to compare of the peer's best setting.
    key: str = "rate"
    # What both must agree on, such as a digest of the result.
    same: str = ""
    at_most: bool = False


def python_peer(script, *arguments):
    return [os.environ.get("PEERS_PYTHON", "python3"), str(PEERS / script), *map(str, arguments)]


def main(description, rows, default_device):
    """The command line of `Benchmarks/cpu` and `Benchmarks/gpu`; `rows` makes the rows from the options."""
    arguments = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("rows", nargs="*", help="which rows to run; all of them when left out")
    arguments.add_argument("--candor", default=str(ROOT / ".build/release/candor"))
    arguments.add_argument("--device", default=default_device)
    arguments.add_argument("--rounds", type=int, default=1, help="times that ours and the peers take turns")
    arguments.add_argument("--ours-only", action="store_true", help="leave the peers out")
    arguments.add_argument("--timeout", type=float, default=1_800, help="seconds for each command")
    arguments.add_argument("--out", type=Path, help="write the results as JSON, for Benchmarks/check")
    arguments.add_argument("--record", action="store_true", help="append the table to Benchmarks/RESULTS.md")
    options = arguments.parse_args()
    known = {row.name: row for row in rows(options)}
    unknown = [name for name in options.rows if name not in known]
    if unknown:
        raise SystemExit(f"no row is named {', '.join(unknown)}; there are {', '.join(known)}")
    results = []
    for name in options.rows or known:
        results.append(compare(known[name], options))
        if options.out:
            options.out.write_text(json.dumps(results, indent=1))
    lines = table(results)
    print("\n" + "\n".join(lines))
    if options.record:
        record(lines, results)
    if any("problem" in result for result in results):
        raise SystemExit(1)


def compare(row, options):
    """The best of ours and of each peer over all rounds."""
    result = dict(row=row.name, target=row.target, atMost=row.at_most)
    ours, peers, problems = [], {}, []
    for turn in range(options.rounds):
        for arguments in row.ours:
            command = [options.candor, "bench", *map(str, arguments), "--json"]
            ours += run(command, options.timeout, problems)
        for peer, command in ({} if options.ours_only else row.peers).items():
            peers.setdefault(peer, []).extend(run(command, options.timeout, problems))
    if not ours:
        return result | dict(problem="; ".join(problems) or "nothing was measured")
    best = (min if row.at_most else max)(ours, key=lambda measurement: measurement["rate"])
    result |= dict(machine=best["machine"], unit=best["unit"], ours=best["rate"], oursSettings=best["settings"],
                   oursDetails=best["details"], bound=best.get("bound"))
    if not row.peers:
        result["score"] = best["rate"] / best["bound"] if best.get("bound") else best["rate"]
    rates = {peer: max(found, key=lambda measurement: measurement["best"][row.key])
             for peer, found in peers.items() if found}
    if rates:
        peer = max(rates, key=lambda name: rates[name]["best"][row.key])
        result |= dict(peer=peer, peers={name: found["best"] | dict(settings=found["settings"])
                                         for name, found in rates.items()})
        result["peerRate"] = rates[peer]["best"][row.key]
        result["score"] = best["rate"] / result["peerRate"]
        if row.same and len({json.dumps(best["settings"][row.same]),
                             *(json.dumps(found["best"][row.same]) for found in rates.values())}) > 1:
            problems.append(f"ours and the peers differ in {row.same}")
    elif row.peers and not options.ours_only:
        problems.append("no peer could be measured")
    return result | (dict(problem="; ".join(problems)) if problems else {})


def run(command, timeout, problems):
    """The lines of JSON that a command printed; none, and a problem more, when it failed."""
    print("$", shlex.join(command), file=sys.stderr, flush=True)
    start = time.monotonic()
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=timeout)
    except (OSError, subprocess.TimeoutExpired) as error:
        problems.append(f"{command[0]} {command[1]}: {error}")
        return []
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    rates = ", ".join(f"{line['rate']:.4g} {line['unit']}" for line in lines)
    print(f"  {rates or 'nothing'} after {time.monotonic() - start:.0f} s", file=sys.stderr, flush=True)
    if done.returncode != 0 or not lines:
        said = (done.stderr.strip() or done.stdout.strip()).splitlines()
        problems.append(f"{Path(command[0]).name} {Path(command[1]).name} failed: {said[-1] if said else 'silently'}")
        print("  " + "\n  ".join(said[-8:]), file=sys.stderr, flush=True)
    return lines


def table(results):
    lines = ["| row | ours | share of bound | best peer | ratio | target | |", "|---|---|---|---|---|---|---|"]
    for result in results:
        if "ours" not in result:
            lines.append(f"| {result['row']} | – | | | | | {result['problem']} |")
            continue
        share = f"{100 * result['ours'] / result['bound']:.0f} %" if result.get("bound") else ""
        peer = f"{result['peer']} {result['peerRate']:.4g}" if "peer" in result else ""
        score = result.get("score")
        is_met = score is not None and (score <= result["target"] if result["atMost"] else score >= result["target"])
        verdict = result.get("problem") or ("met" if is_met else "not met" if score is not None else "not compared")
        sign = "≤" if result["atMost"] else "≥"
        ratio = f"{score:.3g}" if score is not None else ""
        lines.append(f"| {result['row']} | {result['ours']:.4g} {result['unit']} | {share} | {peer} | {ratio} | "
                     f"{sign} {result['target']:g} | {verdict} |")
    return lines


def record(lines, results):
    machine = next((result["machine"] for result in results if "machine" in result), platform.processor())
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True)
    heading = f"{datetime.date.today()}, {machine}, commit {commit.stdout.strip() or 'unknown'}"
    with open(ROOT / "Benchmarks" / "RESULTS.md", "a") as file:
        file.write(f"\n## Beside the peers\n\n{heading}\n\n" + "\n".join(lines) + "\n")
