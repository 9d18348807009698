"""Writes what Stripe takes of the requests that Dockline sends, as a JSON Schema made of the types of
Stripe's own library. Run it when the version of the interface changes:

    pip install stripe==16.1.0
    python xtask/contract/stripe_schema.py > adapters/src/gateway/stripe/requests.schema.json
"""

import builtins
import collections
import json
import sys
import typing

import stripe
from stripe import params
from stripe.params import checkout

REQUESTS = {
    "/v1/customers": params.CustomerCreateParams,
    "/v1/checkout/sessions": checkout.SessionCreateParams,
    "/v1/payment_intents": params.PaymentIntentCreateParams,
    "/v1/payment_intents/{intent}/confirm": params.PaymentIntentConfirmParams,
    "/v1/payment_intents/{intent}/cancel": params.PaymentIntentCancelParams,
    "/v1/refunds": params.RefundCreateParams,
}
# What the library takes beside the request.
OPTIONS = {"content_type", "idempotency_key", "stripe_account", "stripe_context", "stripe_version", "api_key", "max_network_retries", "headers"}

# Fields that Dockline never sends and that have much in them: they are left out, so sending one fails.
UNSENT = {
    "amount_details", "automatic_tax", "branding_settings", "custom_fields", "discounts", "hooks", "invoice_creation", "line_items",
    "mandate_data", "optional_items", "payment_details", "payment_intent_data", "payment_method_data", "payment_method_options",
    "shipping", "shipping_address_collection", "shipping_options", "subscription_data", "tax", "tax_id_data", "transfer_data",
}

definitions = {}


def of_class(kind):
    name = kind.__qualname__
    if name not in definitions:
        definitions[name] = {}
        # Names that the library imports for its checker alone stand for what is left out anyway.
        names = collections.defaultdict(lambda: object, {**vars(builtins), **vars(typing), **vars(sys.modules[kind.__module__])})
        hints = typing.get_type_hints(kind, names, names, include_extras=True)
        required = []
        properties = {}
        for field, hint in hints.items():
            if field in OPTIONS or field in UNSENT:
                continue
            if typing.get_origin(hint) is typing.NotRequired or "NotRequired" in str(typing.get_origin(hint)):
                hint = typing.get_args(hint)[0]
            else:
                required.append(field)
            properties[field] = of(hint)
        definitions[name] = {"type": "object", "properties": properties, "required": required, "additionalProperties": False}
    return {"$ref": f"#/$defs/{name}"}


def of(hint):
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Literal or "Literal" in str(origin):
        return {"enum": list(args)}
    if origin is typing.Union:
        # Words are told as words, and beside them as any text, for those of tomorrow.
        has_words = any("Literal" in str(typing.get_origin(one)) and len(typing.get_args(one)) > 1 for one in args)
        kinds = [of(one) for one in args if not (has_words and one is str)]
        kinds = [one for one in kinds if one]
        return kinds[0] if len(kinds) == 1 else {"anyOf": kinds}
    if origin in (list, typing.List):
        return {"type": "array", "items": of(args[0])}
    if origin in (dict, typing.Dict):
        return {"type": "object", "additionalProperties": of(args[1])}
    plain = {str: {"type": "string"}, int: {"type": "integer"}, bool: {"type": "boolean"}, float: {"type": "number"}, type(None): {"type": "null"}}
    if hint in plain:
        return plain[hint]
    if isinstance(hint, type):
        return of_class(hint)
    return {}


if __name__ == "__main__":
    requests = {path: of_class(kind) for path, kind in REQUESTS.items()}
    schema = {
        "$comment": f"made by xtask/contract/stripe_schema.py of stripe {stripe.VERSION}",
        "api_version": stripe.api_version,
        "requests": requests,
        "$defs": dict(sorted(definitions.items())),
    }
    json.dump(schema, sys.stdout, separators=(",", ":"), sort_keys=False)
    print()
