#!/usr/bin/env python3
"""Draws the places of a read-back again, and compares them with what an attestation says.

Written from the text of docs/attestation-v1.md ("Replaying a read-back") and of RFC 8439, not from gomme's code, with the
standard library alone.

    places.py ATTESTATION.json ...                          exit 0 when all of them match, else 1
    places.py --draw SCHEME SIZE BLOCK_BYTES WANTED SEED    prints what is drawn, as JSON
"""

import hashlib
import json
import struct
import sys

MASK = 0xFFFFFFFF


def rotated(word, by):
    return ((word << by) | (word >> (32 - by))) & MASK


def quarter_round(s, a, b, c, d):
    """RFC 8439 section 2.1."""
    s[a] = (s[a] + s[b]) & MASK
    s[d] = rotated(s[d] ^ s[a], 16)
    s[c] = (s[c] + s[d]) & MASK
    s[b] = rotated(s[b] ^ s[c], 12)
    s[a] = (s[a] + s[b]) & MASK
    s[d] = rotated(s[d] ^ s[a], 8)
    s[c] = (s[c] + s[d]) & MASK
    s[b] = rotated(s[b] ^ s[c], 7)


def chacha20_block(key, counter, nonce):
    """RFC 8439 section 2.3: 64 bytes of the key stream."""
    start = [0x61707865, 0x3320646E, 0x79622D32, 0x6B206574]
    start += struct.unpack("<8I", key) + (counter,) + struct.unpack("<3I", nonce)
    s = list(start)
    for _ in range(10):
        quarter_round(s, 0, 4, 8, 12)
        quarter_round(s, 1, 5, 9, 13)
        quarter_round(s, 2, 6, 10, 14)
        quarter_round(s, 3, 7, 11, 15)
        quarter_round(s, 0, 5, 10, 15)
        quarter_round(s, 1, 6, 11, 12)
        quarter_round(s, 2, 7, 8, 13)
        quarter_round(s, 3, 4, 9, 14)
    return struct.pack("<16I", *((x + y) & MASK for x, y in zip(s, start)))


def check_chacha20():
    """The test vector of RFC 8439 section 2.3.2."""
    nonce = bytes.fromhex("000000090000004a00000000")
    block = chacha20_block(bytes(range(32)), 1, nonce)
    assert block.hex().startswith("10f1e7e4d13b5915500fdd1fa32071c4"), "ChaCha20 is wrong"


def numbers(seed):
    """The 64-bit numbers of the seed, one after the other."""
    counter = 0
    while True:
        yield from struct.unpack("<8Q", chacha20_block(seed, counter, bytes(12)))
        counter += 1


class Draw:
    """What is to be read back."""

    def __init__(self, scheme, size, block_bytes, wanted, seed):
        self.total = -(-size // block_bytes)
        self.numbers = numbers(seed)
        if scheme == "sample":
            drawn = self.one_in_each(min(wanted, self.total))
        elif scheme == "nist-r1":
            drawn = self.two_in_each()
        else:
            raise ValueError(f"{scheme} draws no places")
        self.random_blocks = sum(length for _, length in drawn)
        self.runs = joined(drawn + self.fixed(block_bytes))
        self.blocks_read = sum(length for _, length in self.runs)
        self.fixed_blocks = self.blocks_read - self.random_blocks

    def below(self, limit):
        return next(self.numbers) * limit >> 64

    def part(self, number, parts):
        return number * self.total // parts, (number + 1) * self.total // parts

    def one_in_each(self, parts):
        self.strata = parts
        runs = []
        for number in range(parts):
            start, end = self.part(number, parts)
            runs.append((start + self.below(end - start), 1))
        return runs

    def two_in_each(self):
        self.strata = min(1000, self.total)
        if self.total < 40000:
            return [(0, self.total)]
        runs = []
        for number in range(1000):
            start, end = self.part(number, 1000)
            length = -(-(end - start) // 20)
            room = end - start - 2 * length + 1
            a = self.below(room)
            b = self.below(room)
            runs += [(start + min(a, b), length), (start + max(a, b) + length, length)]
        return runs

    def fixed(self, block_bytes):
        end = -(-(1 << 20) // block_bytes)
        runs = [(0, end), (max(self.total - end, 0), end)]
        for exponent in range(20, 63):
            block = (1 << exponent) // block_bytes
            if block < self.total:
                runs.append((max(block - 1, 0), 3))
        return [(first, min(length, self.total - first)) for first, length in runs]

    def as_record(self):
        return {
            "blocks_total": self.total,
            "strata": self.strata,
            "random_blocks": self.random_blocks,
            "fixed_blocks": self.fixed_blocks,
            "blocks_read": self.blocks_read,
            "places_digest": digest(self.runs),
        }


def joined(runs):
    """Ascending; runs that touch or overlap become one."""
    out = []
    for first, length in sorted(runs):
        if out and first <= out[-1][0] + out[-1][1]:
            last, before = out[-1]
            out[-1] = (last, max(before, first + length - last))
        else:
            out.append((first, length))
    return out


def digest(runs):
    return hashlib.sha256(b"".join(struct.pack("<2Q", *run) for run in runs)).hexdigest()


def matches(path):
    with open(path, encoding="utf-8") as file:
        facts = json.load(file)["facts"]
    said, drive = facts["read_back"], facts["drive"]
    block_bytes = max(4096, drive["logical_block_bytes"])
    # `strata` is what the scheme wanted, or all blocks where the drive has fewer.
    seed = bytes.fromhex(said["seed"])
    drawn = Draw(said["scheme"], drive["size_bytes"], block_bytes, said["strata"], seed).as_record()
    drawn["block_bytes"] = block_bytes
    wrong = {name: (value, said[name]) for name, value in drawn.items() if value != said[name]}
    for name, (value, other) in wrong.items():
        print(f"{path}: {name}: drawn {value}, recorded {other}")
    return not wrong


def main(args):
    check_chacha20()
    if args[:1] == ["--draw"] and len(args) == 6:
        _, scheme, size, block_bytes, wanted, seed = args
        drawn = Draw(scheme, int(size), int(block_bytes), int(wanted), bytes.fromhex(seed))
        print(json.dumps(drawn.as_record()))
        return 0
    if not args or args[0].startswith("-"):
        print(__doc__, file=sys.stderr)
        return 2
    return 0 if all([matches(path) for path in args]) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
