# SPDX-License-Identifier: Apache-2.0
"""Compiles one BCC text with BCC itself (libbcc) and loads its programs, without attaching: what eng/bcc-texts --bcc compares with.

Standard input: a JSON object of text, cflags and funcs (function to number of its program type). Standard output: a JSON object, function to
instructions and, where the kernel took it, the instructions the verifier processed. BCC's own messages go to standard error; exit 1: not compiled.
"""
import ctypes
import json
import re
import sys

LOG_STATISTICS = 4
INSTRUCTION_BYTES = 8
RETURNING = {"bpf_module_create_c_from_string": ctypes.c_void_p, "bpf_module_license": ctypes.c_char_p, "bpf_module_kern_version": ctypes.c_uint,
             "bpf_num_functions": ctypes.c_size_t, "bpf_function_name": ctypes.c_char_p, "bpf_function_start_id": ctypes.c_void_p,
             "bpf_function_size_id": ctypes.c_size_t, "bcc_func_load": ctypes.c_int}


def library():
    bcc = ctypes.CDLL("libbcc.so.0")
    for name, kind in RETURNING.items():
        getattr(bcc, name).restype = kind
    return bcc


def processed(bcc, module, kind, name, start, size):
    """The instructions the verifier went through, or None when the kernel refuses the program."""
    log = ctypes.create_string_buffer(1 << 16)
    handle = bcc.bcc_func_load(module, ctypes.c_int(kind), name, start, ctypes.c_int(size), ctypes.c_char_p(bcc.bpf_module_license(module)),
                               ctypes.c_uint(bcc.bpf_module_kern_version(module)), ctypes.c_int(LOG_STATISTICS), log, ctypes.c_uint(len(log)),
                               None, ctypes.c_int(-1))
    found = re.search(rb"processed (\d+) insns", log.value)
    return int(found[1]) if handle >= 0 and found else None


def main():
    request = json.load(sys.stdin)
    bcc = library()
    flags = [flag.encode() for flag in request["cflags"]]
    module = bcc.bpf_module_create_c_from_string(request["text"].encode(), 0, (ctypes.c_char_p * len(flags))(*flags), len(flags), True, None)
    if not module:
        sys.exit(1)
    module = ctypes.c_void_p(module)
    programs = {}
    for index in map(ctypes.c_size_t, range(bcc.bpf_num_functions(module))):
        name = bcc.bpf_function_name(module, index)
        size = bcc.bpf_function_size_id(module, index)
        kind = request["funcs"].get(name.decode())
        start = ctypes.c_void_p(bcc.bpf_function_start_id(module, index))
        verified = processed(bcc, module, kind, name, start, size) if kind else None
        programs[name.decode()] = {"instructions": size // INSTRUCTION_BYTES, "verified": verified}
    json.dump(programs, sys.stdout)


if __name__ == "__main__":
    main()
