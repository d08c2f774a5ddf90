"""Reads what stands on a screen, letter by letter: the console draws the glyphs of a known font into cells."""

import collections
import gzip


def glyphs(font):
    """The letter of each glyph, by its rows as bytes, and the rows of a cell. A PSF 2 font, 8 points wide (kbd: psf.h)."""
    data = gzip.decompress(font.read_bytes())
    if data[:2] == b"\x36\x04":
        # PSF 1: 256 or 512 glyphs of 8 points, then 16-bit letters, ended by FFFF.
        count, rows, start = 512 if data[2] & 1 else 256, data[3], 4
        letters, at = {}, start + count * rows
        for glyph in range(count):
            first = int.from_bytes(data[at : at + 2], "little")
            letters.setdefault(data[start + glyph * rows : start + (glyph + 1) * rows], chr(first) if first != 0xFFFF else "?")
            while data[at : at + 2] != b"\xff\xff":
                at += 2
            at += 2
        return letters, rows
    start, _, count, size, rows = (int.from_bytes(data[at : at + 4], "little") for at in (8, 12, 16, 20, 24))
    letters, at = {}, start + count * size
    for glyph in range(count):
        end = data.index(0xFF, at)
        told = data[at:end].decode(errors="replace")
        letters.setdefault(data[start + glyph * size : start + (glyph + 1) * size], told[:1] or "?")
        at = end + 1
    return letters, rows


def text(picture, font):
    """The lines of a screen (PPM); what is no letter is a question mark."""
    letters, rows = glyphs(font)
    data = picture.read_bytes()
    _, size, _, points = data.split(b"\n", 3)
    width, height = map(int, size.split())
    lines = []
    for top in range(0, height - rows + 1, rows):
        line = ""
        for left in range(0, width - 7, 8):
            rows_of = [points[(row * width + left) * 3 : (row * width + left + 8) * 3] for row in range(top, top + rows)]
            dots = [[row[3 * column : 3 * column + 3] for column in range(8)] for row in rows_of]
            # Letters may be light on dark or on a colour: what most of a cell has is its ground.
            ground = collections.Counter(dot for row in dots for dot in row).most_common(1)[0][0]
            cell = bytes(sum(0x80 >> column for column in range(8) if row[column] != ground) for row in dots)
            line += " " if not any(cell) else letters.get(cell, "?")
        lines.append(line.rstrip())
    return "\n".join(lines)
