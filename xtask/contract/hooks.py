"""What generated requests know beside the OpenAPI document, and how their answers are counted.

`cargo xtask test` starts a server with a shop and a key and runs Schemathesis with this module. JSON Schema has no words for what moves
with the day or belongs to one shop: dates that lie ahead, the end of a window after its beginning, the shop's currency, the names of
things that exist. Those are put in here, so that requests come as far as the rules. Everything else is made from the document alone.

Environment: DOCKLINE_URL, DOCKLINE_KEY, DOCKLINE_SHOP, DOCKLINE_COUNTS (the file for the counts).
"""

import atexit
import datetime
import json
import os
import re
import zlib

import requests
import schemathesis
from hypothesis import strategies as st

URL = os.environ["DOCKLINE_URL"] + "/api/v1"
SHOP = os.environ["DOCKLINE_SHOP"]
HEADERS = {"Authorization": "Bearer " + os.environ["DOCKLINE_KEY"]}
TODAY = datetime.datetime.now(datetime.timezone.utc).date()

# Where the document leaves the content to a standard or to the columns of a file: whether such a request fits, it cannot say.
DESCRIBED_ELSEWHERE = {"/api/v1/epcis/capture", "/api/v1/catalogue/import", "/api/v1/milestones/import", "/api/v1/stock/import"}
JSON_NUMBER_MAX = 2**53 - 1
# What the document takes for the address of a webhook.
ENDPOINT = r"[Hh][Tt][Tt][Pp][Ss]://[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z]([a-z0-9-]*[a-z0-9])?)+(:8?443)?([/?][!$-;=?-\[\]_a-z~]*)?"

counts = {"requests": 0, "fitting": 0, "refused": 0, "statuses": {}, "refusals": {}, "failures": {}}

# How a well-formed request is answered that asks for units an order, a line or a shelf does not have: by the state, not by the form.
BY_STATE = (
    "that can still be cancelled",
    "which can still be cancelled",
    "that still waits in line",
    "which still wait",
    "must be another variant of the same product",
    "must be a SKU of the purchase order PO-1; give a discrepancy if it really came",
    "must be a SKU of the purchase order PO-2; give a discrepancy if it really came",
    "a line of the SKU that is on order",
    "or be left out for a new one",
    "units still open",
    "must be a SKU of the receipt, each once",
    "count others in with a receipt of their own",
    "must correct something",
    "the total must be at most 100000000",
    "must stay from 0 to 100000000",
    "must be another location than from",
    "must be a SKU of this order",
    "the notice asks for no later day",
    "the law of this order knows no last_date",
    "by which it was to come",
)

# What fields owe to each other: the form of an address is that of its country, and of two ways to reach somebody one is needed.
TOGETHER = (
    "must be a postal code of DE such as 26133",
    "must be given for DE",
    "must have 1 to 3 lines",
    "must be given, or url: an electronic address",
    "must be given with lines",
    "must be given with last_date",
    "must be given without until",
    "must be left out without until",
    "must have message, or from and to, or failed: true",
    "must not be sent with amount",
    "must be given, or lines",
)
COUNTRIES = ["DE", "AT", "FR"]
# Fields of an address belong together, by the country's form.
ADDRESS = {"lines": ["Main Street 1"], "postal_code": "26133", "city": "Oldenburg", "country": "DE"}
IBAN = ["DE89370400440532013000"]


def sent(method, path, body):
    answer = requests.request(method, URL + path, json=body, headers=HEADERS, timeout=10)
    answer.raise_for_status()
    return answer.json()


def prepared():
    """Names of things that exist, by the parameter that asks for them."""
    for handle, skus in [("tent", ["TENT", "TENT-M"]), ("mat", ["MAT"])]:
        variants = [{"sku": sku, "price": {"minor": 1000, "currency": "EUR"}} for sku in skus]
        sent("PUT", f"/products/{handle}", {"title": handle, "variants": variants})
    sent("POST", "/stock", {"sku": "MAT", "location": "main", "on_hand": 100000})
    expected = {"earliest": str(TODAY + datetime.timedelta(20)), "latest": str(TODAY + datetime.timedelta(25))}
    for number in (1, 2):
        lines = [{"sku": sku, "quantity": 100000} for sku in ("TENT", "TENT-M")]
        sent("POST", "/purchase-orders", {"reference": f"PO-{number}", "supplier": "Mill", "lines": lines, "expected": expected})
    tokens = []
    for sku in ("TENT", "MAT", "TENT", "MAT"):
        order = {"email": "ada@example.com", "name": "Ada", "lines": [{"sku": sku, "quantity": 50}]}
        tokens.append(sent("POST", f"/shops/{SHOP}/orders", order)["token"])
    receipt = sent("POST", "/receipts", {"purchase_order": "PO-2", "location": "main", "lines": [{"sku": "TENT", "quantity": 10}]})
    return {
        "shop": [SHOP],
        "sku": ["TENT", "TENT-M", "MAT"],
        "handle": ["tent", "mat"],
        "reference": ["PO-1", "PO-2"],
        "token": tokens,
        "receipt": [receipt["receipt"]],
        "shipment": [one["shipment"] for one in sent("GET", "/shipments", None)["items"]],
        "id": [one["id"] for one in sent("GET", "/backorders?sku=TENT", None)["items"]],
    }


KNOWN = prepared()


def chosen(names, value):
    """A name that exists in place of three made-up ones of four, chosen by the value, so that a seed gives the same requests again."""
    digest = zlib.crc32(repr(value).encode("utf-8", "replace"))
    return value if digest % 4 == 0 else names[digest % len(names)]


@schemathesis.hook
def map_path_parameters(context, path_parameters):
    known = {name: chosen(KNOWN[name], value) for name, value in (path_parameters or {}).items() if name in KNOWN}
    return {**(path_parameters or {}), **known}


def is_day(text):
    try:
        return bool(datetime.date.fromisoformat(text))
    except ValueError:
        return False


def days_apart(value):
    """The days of a holiday in their order, and not years apart."""
    ends = (value.get("from"), value.get("to"))
    if all(isinstance(end, str) and is_day(end) for end in ends):
        value["from"] = value["to"] = min(ends)


def settled(value):
    """The body with what exists and what follows in time."""
    if isinstance(value, list):
        items = [settled(item) for item in value]
        # Names that exist are few, and each may stand in one line only.
        first = {item["sku"]: place for place, item in reversed(list(enumerate(items))) if isinstance(item, dict) and type(item.get("sku")) is str}
        named = [item.get("sku") if isinstance(item, dict) else None for item in items]
        return [item for place, item in enumerate(items) if type(named[place]) is not str or first[named[place]] == place]
    if not isinstance(value, dict):
        return value
    value = {name: settled(item) for name, item in value.items()}
    days_apart(value)
    for name in ("sku", "from", "to"):
        if isinstance(value.get(name), str) and value[name] and not is_day(value[name]):
            value[name] = chosen(KNOWN["sku"], value[name])
    if isinstance(value.get("country"), str):
        value.update(ADDRESS)
    if isinstance(value.get("countries"), list) and all(isinstance(one, str) for one in value["countries"]):
        value["countries"] = sorted({chosen(COUNTRIES, one) for one in value["countries"] if len(one) == 2} & set(COUNTRIES))
    if isinstance(value.get("iban"), str):
        value["iban"] = chosen(IBAN, value["iban"])
    for party in ("maker", "responsible_person"):
        if isinstance(value.get(party), dict) and not value[party].get("email") and not value[party].get("url"):
            value[party]["url"] = "https://mill.example"
    for first, last in (("earliest", "latest"), ("lead_days_min", "lead_days_max"), ("min_days", "max_days")):
        ends = (value.get(first), value.get(last))
        if all(isinstance(end, str) for end in ends) or all(type(end) is int for end in ends):
            value[first], value[last] = sorted(ends)
    return value


@schemathesis.hook
def map_body(context, body):
    path, sent_body = context.operation.path, body
    body = settled(body)
    if isinstance(body, dict) and path.startswith("/api/v1/webhooks"):
        # Nobody outside is called: this name is nowhere (RFC 6761).
        if isinstance(body.get("url"), str) and re.fullmatch(ENDPOINT, body["url"]):
            body["url"] = "https://hooks.invalid/"
        # These are times here.
        body.update({name: sent_body[name] for name in ("from", "to") if name in body})
    if isinstance(body, dict) and path == "/api/v1/payments/gateway":
        # Stripe is not called, and what belongs to it goes with nothing else.
        body = {name: value for name, value in body.items() if name not in ("key", "hook_secret")}
        if body.get("kind") == "stripe":
            body["kind"] = "manual"
    # Lines of a purchase order are changed for a reason.
    if isinstance(body, dict) and body.get("lines") and not body.get("reason") and context.operation.path.endswith("/purchase-orders/{reference}"):
        body["reason"] = "a word"
    return body


days = st.integers(min_value=0, max_value=729).map(lambda ahead: str(TODAY + datetime.timedelta(ahead)))
schemathesis.openapi.format("date", days)
hours = st.integers(min_value=0, max_value=9000)
instants = hours.map(lambda past: (datetime.datetime.combine(TODAY, datetime.time()) - datetime.timedelta(hours=past)).isoformat() + "Z")
schemathesis.openapi.format("date-time", instants)
schemathesis.openapi.format("currency", st.just("EUR"))


def problem(response):
    try:
        found = response.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def is_refused(response):
    """Whether the form of a request was refused, and not what it asks for in the present state."""
    if response.status_code not in (400, 422):
        return False
    told = problem(response)
    # A key that was used before, and a cursor that no list gave, are known by what was before.
    reused = str(told.get("type", "")).endswith("/key-reused")
    by_state = [one.get("parameter") == "cursor" or str(one.get("detail")).endswith(BY_STATE + TOGETHER) for one in told.get("errors") or [{}]]
    return not reused and not all(by_state)


@schemathesis.hook
def after_call(context, case, response):
    counts["requests"] += 1
    status = str(response.status_code)
    counts["statuses"][status] = counts["statuses"].get(status, 0) + 1
    path = case.operation.path
    if case.meta is None or not case.meta.generation.mode.is_positive or path in DESCRIBED_ELSEWHERE:
        return
    counts["fitting"] += 1
    if is_refused(response):
        counts["refused"] += 1
        told = problem(response)
        errors = told.get("errors") or [{"detail": told.get("detail")}]
        why = "; ".join(f"{one.get('pointer') or one.get('parameter') or ''} {one.get('detail')}" for one in errors[:3])
        name = f"{case.operation.method.upper()} {path}: {status} {why}"[:300]
        counts["refusals"][name] = counts["refusals"].get(name, 0) + 1


@schemathesis.hook
def after_validate(context, case, response, results):
    for result in results:
        if result.failure is not None:
            name = f"{result.name}: {case.operation.method.upper()} {case.operation.path} {response.status_code}: {result.failure}"[:600]
            counts["failures"][name] = counts["failures"].get(name, 0) + 1


def inexact(value):
    if isinstance(value, dict):
        return any(inexact(item) for item in value.values())
    if isinstance(value, list):
        return any(inexact(item) for item in value)
    return type(value) is int and abs(value) > JSON_NUMBER_MAX


@schemathesis.check
def numbers_are_exact(ctx, response, case):
    """Programs that read JSON numbers as floats know no whole number beyond 2^53 - 1."""
    if "json" in str(response.headers.get("content-type", "")):
        assert not inexact(response.json()), "a number is larger than 2^53 - 1"


@atexit.register
def write_counts():
    with open(os.environ["DOCKLINE_COUNTS"], "w", encoding="utf-8") as file:
        json.dump(counts, file, ensure_ascii=False, indent=1)
