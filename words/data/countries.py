#!/usr/bin/env python3
"""Writes what countries are called.

    pip install --no-deps --target babel babel==2.19.0
    PYTHONPATH=babel python3 words/data/countries.py

`words/data/countries.tsv`: ISO 3166-1 code, name in English, name in German, of every country that
`domain/data/addresses.tsv` has, from CLDR (https://cldr.unicode.org, Unicode License v3) as the
package Babel has it.
"""

import pathlib

from babel import Locale

ROOT = pathlib.Path(__file__).resolve().parents[2]


def main():
    languages = [Locale("en").territories, Locale("de").territories]
    lines = (ROOT / "domain/data/addresses.tsv").read_text("utf-8").splitlines()
    rows = []
    for line in lines:
        code = line.split("\t")[0]
        rows.append("\t".join([code, *(names[code] for names in languages)]))
    (ROOT / "words/data/countries.tsv").write_text("\n".join(rows) + "\n", "utf-8")


main()
