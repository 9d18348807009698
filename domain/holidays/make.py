"""Makes 2024-2035.txt: public holidays of countries and regions.

    pip install holidays==0.109
    python domain/holidays/make.py > domain/holidays/2024-2035.txt

The package (https://github.com/vacanza/holidays, MIT licence, Vacanza Team and contributors) knows the laws; this
script only writes down which dates follow from them. Rules: `domain/src/holidays.rs`.
"""

import datetime
import re

import holidays

YEARS = range(2024, 2036)
# Countries in which shops are, and to which parcels go.
COUNTRIES = (
    "AT AU BE BG CA CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT JP KR LI LT LU LV MT MX NL NO NZ PL PT RO SE SG SI SK US ZA"
).split()
# Those in which public holidays differ from region to region; Italy's are those of towns and left out.
WITH_REGIONS = "AT AU CA CH DE ES FR GB NZ PT US".split()


def dates(country, region=None):
    found = holidays.country_holidays(country, subdiv=region, years=YEARS)
    return {day for day in found if day.year in YEARS}


def is_date(year, month, day):
    try:
        datetime.date(year, month, day)
    except ValueError:
        return False
    return True


def tokens(days, sign=""):
    """`1225` for a date of each year, `26:0403` for one of a single year."""
    by_day = {}
    for day in days:
        by_day.setdefault((day.month, day.day), set()).add(day.year)
    each, single = [], []
    for (month, day), years in sorted(by_day.items()):
        if years == {year for year in YEARS if is_date(year, month, day)}:
            each.append(f"{sign}{month:02}{day:02}")
        else:
            single += [(year, f"{sign}{year - 2000}:{month:02}{day:02}") for year in years]
    return each + [token for _, token in sorted(single)]


print(f"# Public holidays 2024 to 2035, made by make.py from the PyPI package holidays {holidays.__version__} (MIT licence).")
print("# CODE, then dates: 1225 in each year, 26:0403 in 2026, with - not there. A region has what differs from its country.")
for country in COUNTRIES:
    common = dates(country)
    print(" ".join([country, *tokens(common)]))
    if country in WITH_REGIONS:
        regions = holidays.country_holidays(country).subdivisions
        # Not towns and school zones, which the package knows too: they have no code of ISO 3166-2.
        for region in sorted(region for region in regions if re.fullmatch("[0-9A-Z]{1,3}", region)):
            there = dates(country, region)
            print(" ".join([f"{country}-{region}", *tokens(there - common), *tokens(common - there, "-")]))
