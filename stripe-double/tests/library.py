"""Stripe's own library against the Stripe that is played: `python library.py URL KEY VERSION`.

It says nothing when all is as it should be.
"""

import sys

import stripe

url, key, version = sys.argv[1:]
assert stripe.api_version == version, stripe.api_version
client = stripe.StripeClient(key, base_addresses={"api": url}, max_network_retries=0)
v1 = client.v1

customer = v1.customers.create({"metadata": {"dockline_order": "ord_1"}}, {"idempotency_key": "customer"})
again = v1.customers.create({"metadata": {"dockline_order": "ord_1"}}, {"idempotency_key": "customer"})
assert again.id == customer.id and customer.id.startswith("cus_")
try:
    v1.customers.create({"name": "Ada"}, {"idempotency_key": "customer"})
    raise SystemExit("a key was taken for another request")
except stripe.IdempotencyError as error:
    assert error.http_status == 400

session = v1.checkout.sessions.create(
    {
        "mode": "setup",
        "currency": "eur",
        "customer": customer.id,
        "success_url": "https://shop.example/back",
        "allowed_payment_method_types": ["card"],
    }
)
assert session.status == "open" and session.url.startswith(url)
looked = v1.checkout.sessions.retrieve(session.id, {"expand": ["setup_intent.payment_method"]})
assert looked.setup_intent.status == "requires_payment_method"

intent = v1.payment_intents.create({"amount": 2990, "currency": "eur", "customer": customer.id, "capture_method": "automatic"})
assert intent.status == "requires_payment_method" and intent.amount_received == 0
try:
    v1.payment_intents.confirm(intent.id, {"payment_method": "pm_nobody", "off_session": True, "return_url": "https://shop.example/"})
    raise SystemExit("a card that is not there was charged")
except stripe.InvalidRequestError as error:
    assert error.code == "resource_missing" and error.param == "payment_method", error
try:
    v1.payment_intents.create({"amount": 2990, "currency": "eur", "payment_method_types": ["card"]})
    raise SystemExit("a pair that is gone was taken")
except stripe.InvalidRequestError as error:
    assert error.code == "payment_method_types_no_longer_supported", error
gone = v1.payment_intents.cancel(intent.id)
assert gone.status == "canceled"
try:
    v1.payment_intents.cancel(intent.id)
    raise SystemExit("what is gone was cancelled again")
except stripe.InvalidRequestError as error:
    assert error.code == "payment_intent_unexpected_state", error
try:
    v1.refunds.create({"payment_intent": intent.id, "amount": 100})
    raise SystemExit("what was not taken was given back")
except stripe.InvalidRequestError as error:
    assert error.http_status == 400
assert list(v1.refunds.list({"payment_intent": intent.id}).auto_paging_iter()) == []
try:
    stripe.StripeClient("rk_test_nobody", base_addresses={"api": url}, max_network_retries=0).v1.customers.list()
    raise SystemExit("a key of nobody was let in")
except stripe.AuthenticationError as error:
    assert error.http_status == 401

# A message that is signed by the played one is one to the library.
body, header, secret = sys.stdin.read().split("\n")[:3]
event = stripe.Webhook.construct_event(body, header, secret, tolerance=10**12)
assert event["type"] == "payment_intent.created" and event.data.object["id"].startswith("pi_"), event
