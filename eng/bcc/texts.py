# SPDX-License-Identifier: Apache-2.0
"""Checks every BCC text of a folder on the running kernel and prints what became of them.

  BPFSHARP_BCC_TEXTS=FOLDER eng/bcc-texts [--tool EXECUTABLE] [--only RE] [--list] [--save FILE] [--compare FILE] [--bcc [--bcc-root FOLDER]]

FOLDER holds index.json, a list of texts: file, cflags (a list) and funcs (function to program type). --list prints each text that does not
compile and each program that is refused; --save keeps the outcome of every text, --compare names what has got better or worse since then.
--bcc compiles and loads each text with BCC too and compares instructions and verdicts of the programs. It takes libbcc and Python of this machine,
or of the system under --bcc-root; libbcc finds kernel headers by BCC_KERNEL_SOURCE and BCC_LINUX_VERSION_CODE where the running kernel has none.
"""
import argparse
import collections
import json
import math
import os
import re
import subprocess
import sys
import tempfile
import time


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, prog="eng/bcc-texts")
    parser.add_argument("--tool", default="./bpfsharp")
    parser.add_argument("--only", default="")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--save")
    parser.add_argument("--compare")
    parser.add_argument("--bcc", action="store_true")
    parser.add_argument("--bcc-root", default="")
    parser.add_argument("--top", type=int, default=25, help="reasons shown")
    return parser.parse_args()


def texts(folder, only):
    with open(os.path.join(folder, "index.json")) as file:
        entries = json.load(file)
    for entry in entries:
        entry["file"] = os.path.join(os.path.abspath(folder), entry["file"])
    return [entry for entry in entries if re.search(only, os.path.basename(entry["file"]))]


def check(tool, entries):
    with tempfile.NamedTemporaryFile("w", suffix=".json") as batch:
        json.dump(entries, batch)
        batch.flush()
        run = subprocess.run([tool, "check", "--dialect", "bcc", "--format", "json", "--batch", batch.name], stdout=subprocess.PIPE, text=True)
    return [json.loads(line) for line in run.stdout.splitlines()]


def compiled_by_bcc(entry, root):
    """function to its instructions and what the verifier processed; nothing when BCC does not compile the text."""
    here = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(here, "peer.py")) as program, open(entry["file"]) as text:
        command = ["python3", "-c", program.read()]
        request = {"text": text.read(), "cflags": entry["cflags"], "funcs": entry["funcs"]}
    run = subprocess.run(["chroot", root] * bool(root) + command, input=json.dumps(request), capture_output=True, text=True)
    return json.loads(run.stdout.splitlines()[-1]) if run.returncode == 0 else {}


def geometric_mean(values):
    return math.exp(sum(map(math.log, values)) / len(values)) if values else float("nan")


def against_bcc(entries, results, root, top):
    """Prints instructions of our programs as a share of BCC's, and the verdicts that differ."""
    shares = {"instructions": {}, "verified": {}}
    both, only_ours, only_bcc, compiled = 0, [], [], 0
    for entry, result in zip(entries, results):
        theirs = compiled_by_bcc(entry, root)
        compiled += bool(theirs)
        for program in result["programs"]:
            name = f"{os.path.basename(entry['file'])}:{program['name']}"
            their = theirs.get(program["name"])
            if not their or program["verdict"] == "skipped":
                continue
            shares["instructions"][name] = program["instructions"] / their["instructions"]
            if program["verdict"] == "loaded" and their["verified"]:
                shares["verified"][name] = program["verified"] / their["verified"]
                both += 1
            elif program["verdict"] == "loaded":
                only_ours.append(name)
            elif their["verified"]:
                only_bcc.append(name)
    print(f"BCC compiles {compiled}; both load {both}, only ours {len(only_ours)}, only BCC's {len(only_bcc)}: {' '.join(only_bcc)}")
    for what, by_name in shares.items():
        worst = sorted(by_name, key=by_name.get, reverse=True)[:top]
        print(f"{what} against BCC's: geometric mean {geometric_mean(list(by_name.values())):.3f} of {len(by_name)} programs")
        for name in worst:
            print(f"  {by_name[name]:6.2f} {name}")


def general(reason):
    """The reason without what differs from program to program."""
    reason = re.sub(r"'[^']*'", "'…'", reason)
    reason = re.sub(r"\b(kprobe|load program|create map|relocate) \S+", r"\1 …", reason)
    return re.sub(r"\bR\d+\b", "R#", re.sub(r"-?\b\d+\b", "#", reason))[:110]


def outcome(result):
    """name of text or text:program, verdict, reason; one for a text that does not compile."""
    name = os.path.basename(result["file"])
    errors = [d for d in result.get("diagnostics", []) if d["severity"] == "error"]
    if not result["valid"] or errors:
        first = errors[0] if errors else {"id": "?", "message": "no diagnostic"}
        yield name, "invalid", first["id"] + " " + first["message"], first.get("line", 0)
    elif result.get("failure"):
        yield name, "failed", result["failure"], 0
    for program in result["programs"]:
        yield name + ":" + program["name"], program["verdict"], program.get("reason", ""), program.get("location", "").rpartition(":")[2]


def main():
    args = arguments()
    folder = os.environ.get("BPFSHARP_BCC_TEXTS") or sys.exit("BPFSHARP_BCC_TEXTS names no folder of texts")
    entries = texts(folder, args.only)
    start = time.time()
    results = check(args.tool, entries)
    seconds = time.time() - start
    counts, reasons, example, verdicts = collections.Counter(), collections.Counter(), {}, {}
    for result in results:
        for name, verdict, reason, line in outcome(result):
            counts[verdict] += 1
            verdicts[name] = verdict
            if verdict == "loaded":
                continue
            kind = (verdict, general(reason))
            reasons[kind] += 1
            example.setdefault(kind, f"{name}:{line}")
            if args.list and verdict != "skipped":
                print(f"{verdict:8} {name}:{line}: {reason}")
    compiled = len(results) - counts["invalid"]
    print(f"texts {len(entries)}, answered {len(results)}, compiled {compiled}, not compiled {counts['invalid']}, failed {counts['failed']}; {seconds:.1f} s")
    print(f"programs loaded {counts['loaded']}, refused {counts['refused']}, skipped {counts['skipped']}")
    for (verdict, reason), count in reasons.most_common(args.top):
        print(f"{count:5} {verdict:8} {reason}   [{example[verdict, reason]}]")
    if args.bcc:
        against_bcc(entries, results, args.bcc_root, args.top)
    if args.compare:
        with open(args.compare) as file:
            before = json.load(file)
        changed = sorted(name for name in set(before) & set(verdicts) if before[name] != verdicts[name])
        for name in changed[:40]:
            print(f"{name}: {before[name]} -> {verdicts[name]}")
        print(f"{len(changed)} verdicts differ from {args.compare}")
    if args.save:
        with open(args.save, "w") as file:
            json.dump(verdicts, file)


if __name__ == "__main__":
    main()
