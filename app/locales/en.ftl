# What people read, in English. Rules: date first, then state; ship or arrive, never unclear; ranges, never false days;
# no blame, no hurry, no fake scarcity, no "unfortunately".

## Dates

today = today
tomorrow = tomorrow
yesterday = yesterday
days-ago = { $count ->
    [one] { $count } day ago
   *[other] { $count } days ago
}
on-day = on { $date }
window-in-month = { $from }–{ $to }
window-over-months = { $from } – { $to }

## What can be had

status-in-stock = In stock
status-low-stock = Low stock
status-backorder = Backorder
status-preorder = Pre-order
status-made-to-order = Made to order
status-out-of-stock = Out of stock
status-discontinued = Discontinued
headline = { $status } — { $when }
announce = { $name }: { $headline }
lead-ships = Ships
ships-when = ships { $when }
part-first = { $count ->
    [one] { $count } ships { $when }
   *[other] { $count } ship { $when }
}
part-next = { $count ->
    [one] { $count } ships { $when }
   *[other] { $count } ship { $when }
}
part-undated = { $count } without a date yet
part-lead = { $count ->
    [one] { $count } ships
   *[other] { $count } ship
}
no-date-yet = no date yet; we write as soon as there is one
no-date-yet-short = No date yet
date-being-confirmed = we are confirming a new date
overdue = The date has passed; we are confirming a new one
tell-me = tell me when it is back
tell-me-button = Tell me when it is back
instead-out = We write as soon as it is back
instead-discontinued = It will not come back
would-be-number = You would be number { $position } in line
would-be-number-of = You would be number { $position } in line, of { $total } units on the way
place = Number { $position } in line
place-moved-up = Number { $position } in line; it was { $before } when you ordered
money-later = Nothing is charged now. We charge when it ships; cancel free until then.
money-soon = We charge when it ships; cancel free until then.
basis = { $supply }. { $confirmed }.
basis-lead-time = Ordered or made for you: the time counts from your order.
confirmed = Date last confirmed { $ago }
confirmed-by = Date last confirmed { $ago }: { $basis }
note-overdue = New orders wait until the new date is confirmed. Places in line are kept.
note-stale = This date has not been confirmed for a while. We are asking again.
note-undated = You can order now and keep your place; cancel free until it ships.
note-next-batch = The next delivery is spoken for; this one comes with the delivery after it.
note-low = { $count ->
    [one] Only { $count } left
   *[other] Only { $count } left
}
note-per-customer = { $count ->
    [one] At most { $count } for each customer.
   *[other] At most { $count } for each customer.
}
verb-order = Order
verb-backorder = Backorder
verb-preorder = Pre-order
button-when = { $verb } — ships { $when }
button-undated = { $verb } — we write when there is a date
button-split = { $verb } — ships in parts
take-fewer = { $count ->
    [one] { $count } can be ordered now
   *[other] { $count } can be ordered now
}
price-from = from { $price }

## The way of the goods

stage-planned = Planned
stage-ordered = Ordered from the maker
stage-in-production = Being made
stage-quality-check = Quality check
stage-in-transit = On its way to us
stage-customs = At customs
stage-arrived = At our dock
stage-received = Counted in
stage-cancelled = Cancelled
stage-ships = Ships to you
expected-when = expected { $when }
supply-ordered = { $count } ordered from the maker
supply-in-production = { $count } being made
supply-quality-check = { $count } in quality check
supply-in-transit = { $count } on their way to us
supply-customs = { $count } at customs
supply-arrived = { $count } at our dock
supply-cancelled = { $count } cancelled

## The order

order-number = Order { $number }
order-waiting = Waiting
order-allocated = Packing next
order-packed = Packed
order-shipped = Shipped
order-delivered = Delivered
order-on-hold = On hold
order-cancelled = Cancelled
sentence-ships = Your order ships { $when }
sentence-rest-ships = Part of your order has shipped; the rest ships { $when }
sentence-being-confirmed = The date has passed; we are confirming a new one
sentence-undated = No date yet; we write as soon as there is one
sentence-allocated = Your units are here; packing is next
sentence-packed = Packed, and waiting for the carrier
sentence-shipped = Your order is on its way to you
sentence-delivered = Your order was delivered
sentence-on-hold = Your order is on hold
sentence-cancelled = This order was cancelled
quantity-price = { $count } × { $price }
group-waiting = { $count ->
    [one] { $count } waits in line.
   *[other] { $count } wait in line.
}
group-allocated = { $count ->
    [one] { $count } is here for you.
   *[other] { $count } are here for you.
}
group-packed = { $count } packed.
group-shipped = { $count } shipped.
group-delivered = { $count } delivered.
group-on-hold = { $count } on hold.
group-cancelled = { $count } cancelled.
line-ships-when = Ships { $when }
line-undated = No date yet; we write as soon as there is one
moved-later = { $days ->
    [one] Now { $when }, { $days } day later
   *[other] Now { $when }, { $days } days later
}
moved-earlier = { $days ->
    [one] Now { $when }, { $days } day earlier
   *[other] Now { $when }, { $days } days earlier
}
moved-now = Now { $when }
with-reason = { $text }: { $reason }
carrier = With { $carrier }
carrier-tracking = With { $carrier }, tracking number { $tracking }
held-because = On hold: { $reason }
cancelled-by-you = Cancelled by you
cancelled-because = Cancelled: { $reason }
packing-next = Your units are here; packing is next
event-placed = You placed the order
event-allocated = { $count ->
    [one] { $count } unit came in for you: { $name }
   *[other] { $count } units came in for you: { $name }
}
event-cancelled = { $count ->
    [one] { $count } unit was cancelled: { $name }
   *[other] { $count } units were cancelled: { $name }
}
order-history = What happened
promise-history = Every date we told you
date-before = Before:
order-actions = What you can do
order-facts = Details of the order
order-keep-link = This page is your receipt. Keep its link: it shows where your order is, and it is yours alone.
fact-placed = Placed
fact-name = Name
fact-email = E-mail
fact-address = Address
fact-shipping = Shipping
needed-by = Needed by
cancel-order = Cancel this order
cancel-free = Free until it is packed.
cancel-title = Cancel what?
cancel-text = What you cancel leaves the line, and nothing is charged for it. To keep part of it, cancel fewer units.
cancel-button = Cancel these units
cancel-keep = Keep the order
of-units = { $count ->
    [one] of { $count } unit
   *[other] of { $count } units
}
message-placed = Thank you. Your order is placed, and your place in line is yours.
message-cancelled = It is cancelled. Nothing is charged for it.

## Pages

skip = Skip to the content
navigation = Shop
cart = Cart
rehearsal = Rehearsal
footer-dates = Dates are days on which parcels leave, in { $zone } time.
footer-honest = Every date here has a source, and changes are told.
shops = Shops
no-shops = There is no shop here yet.
all-products = All products
breadcrumb = Where you are
search = Search
search-label = Search products
search-title = Found for “{ $search }”
search-empty = Nothing is called “{ $search }” here. Try a shorter word.
catalogue-empty = This shop has no products yet.
more-products = More products
variant-count = { $count ->
    [one] { $count } variant
   *[other] { $count } variants
}
progress-title = Where it is
progress-here = It is here: your order ships from our stock.
progress-made = It is made or ordered when you order; its way then shows on your order page.
progress-none = Nothing is on the way at the moment.
description-title = About it
related-title = Also from this shop
notice-in-cart = It is in your cart.
notice-on-waitlist = We will write to you as soon as it is back. You have ordered nothing.
to-catalogue = To the products
to-start = To the start

## Forms

field-email = E-mail
field-name = Name
field-quantity = Quantity
field-needed-by = Needed by
field-needed-by-hint = Optional. We tell you early if this day cannot be kept.
update-quantity = Show dates
add-to-cart = Add to cart
more-options = Shipping options
ship-legend = How should it ship?
ship-as-available = Each part as soon as it is here
ship-complete = Everything together
waitlist-summary = Rather not order yet?
waitlist-only = Hear from us
waitlist-text = We write once, when it is back. You order nothing with this.
form-sending = One moment …
form-failed = There was no answer. Your order may not have reached us; sending it again is safe.
errors-title = Please check this
cart-empty = Your cart is empty.
update-cart = Update quantities
remove = Remove
checkout-title = Your order
total = Total
cart-order = Order — charged when it ships
cart-order-waits = Order — charged when it ships
cart-not-orderable = Not all of this can be ordered now. Change the quantities marked above.
error-email = Enter a mail address such as name@example.org.
error-name = Enter your name, at most 300 characters.
error-quantity = Enter a whole number from 1 to { $max }.
error-needed-by = Enter a day to come, or leave it empty.
error-ship = Choose how it should ship.
error-nothing-chosen = Choose at least one thing.
error-too-many-lines = An order may hold at most { $max } different things.
error-none-left = { $name } cannot be ordered at the moment. Nothing was ordered.
error-not-enough = { $count ->
    [one] { $count } of { $name } can be ordered now. Nothing was ordered yet.
   *[other] { $count } of { $name } can be ordered now. Nothing was ordered yet.
}
error-per-customer = { $held ->
    [0] At most { $limit } of { $name } for each customer.
   *[other] At most { $limit } of { $name } for each customer; you have { $held } on order.
}
error-not-found = This is not in the shop any more.
error-too-late = This is packed already and cannot be cancelled here. Please write to the shop.
error-key-reused = This form was sent before with other contents. Reload the page and send it again.
error-busy = Very many people order right now. Nothing was ordered; try again in a moment.
error-internal = Something went wrong on our side. Sending it again is safe.

## Live

live = Live
live-paused = Paused
live-reconnecting = Reconnecting
live-offline = Offline
live-pause = Pause
live-resume = Resume

## Problems

problem-not-found = There is no such page
problem-not-found-text = The address may have a typing mistake, or the page has moved.
problem-gone = This is not sold here any more
problem-gone-text = The product has left the catalogue. Orders of it keep their pages.
problem-too-many = One moment, please
problem-too-many-text = Many requests came from your address. Wait a few seconds and reload.
problem-bad-request = This request makes no sense to us
problem-bad-request-text = Go back, reload the page and try again.
problem-forbidden = Your role does not allow this
problem-forbidden-text = Ask somebody of your shop whose role does. Nothing was changed.
problem-busy = Very many people are here
problem-busy-text = Nothing was lost. Wait a few seconds and reload.
problem-internal = Something went wrong on our side
problem-internal-text = We have noted it. Reload in a moment; what was ordered stays ordered.

event-packed = A parcel of it was packed.
event-shipped = A parcel was given to { $carrier }.
event-shipped-tracking = A parcel was given to { $carrier }, number { $tracking }.
event-held = It was stopped: { $reason }.
event-resumed = It goes on.
event-details-changed = Name, address or date was changed.
event-variant-kept-place = { $count ->
    [one] { $count } unit was changed from { $from } to { $to } and kept its place in line.
   *[other] { $count } units were changed from { $from } to { $to } and kept their place in line.
}
event-variant-end-of-line = { $count ->
    [one] { $count } unit was changed from { $from } to { $to } and went to the end of that line.
   *[other] { $count } units were changed from { $from } to { $to } and went to the end of that line.
}
event-priority-raised = The shop gave it priority in line.
event-priority-lowered = The shop took its priority in line back.
cause-wish = as you wished
cause-line = the line ahead changed
cause-supply = the supply changed

change-details = Change name, address or date
change-details-note = Until it is packed; your place in line stays.
change-details-text = Your place in line and your promised date stay as they are.
change-details-button = Save the changes
change-keep = Leave it as it is
field-address = Address for the parcel
change-variant = Change size or colour
change-variant-note = What happens to your place in line is said first.
change-variant-text = You keep your place in line when the same delivery brings both, and nobody behind you has to wait longer because of it.
change-variant-none = Nothing that waits in this order comes in another size or colour.
change-variant-units = Units to change
change-variant-button = Change these units
change-keeps-place = keeps your place: number { $position } in line
change-end-of-line = goes to the end of its line: number { $position }
change-not-available = cannot be had now
change-only = only { $count } can be had now
message-details-changed = It is changed. Your place in line is the same.
message-variant-changed = It is changed. Below is your place in line and when it ships.
needed-by-missed = Part of this is expected only after the day you need it by. You can change that day, change the order, or cancel it free of charge.
error-address = Enter an address of at most 500 characters, or leave it empty.
error-too-late-to-change = This is packed already and cannot be changed here. Please write to the shop.
error-variant = This change is not possible any more. Below is what is possible now.
on-time-record = { $percent } % of { $count } units shipped by the first date we told

## Console

console = Console
console-today = Today
console-supply = Supply
console-dock = Dock
console-line = Line
console-orders = Orders
console-to-shop = Shop
console-to-today = To Today
console-log-out = Log out
console-search-label = Search orders
console-search-hint = Order number, SKU, name, mail …
role-owner = Owner
role-operations = Operations
role-support = Support
role-viewer = Viewer
login-title = Log in
login-button = Log in
login-wrong = That did not fit. Check the mail address and the password.
login-too-many = { $count ->
    [one] Too many attempts. Try again in { $count } minute.
   *[other] Too many attempts. Try again in { $count } minutes.
}
login-busy = Very many people log in right now. Try again in a moment.
login-internal = Something went wrong on our side. Try again in a moment.
login-demo = This is a demo: everybody may log in.
field-shop = Shop
field-shop-hint = Its short name in addresses, such as acme.
field-password = Password
today-empty = Nothing needs you right now.
today-empty-text = No date has passed, nobody waits longer than told, and no goods are due this week.
today-overdue = Dates that have passed
today-overdue-text = Nobody new is promised any of it, and the people in line are waiting for word.
today-at-risk = Promises at risk
today-at-risk-text = These people will be served later than they were first told, or have no date any more.
today-expected = Receipts expected
today-expected-text = Goods that may arrive today or in the next seven days.
today-held = Orders on hold
today-held-text = They were stopped and wait for a decision.
today-to-pack = Parcels to pack
today-to-pack-text = Their goods are here, and nothing stands in the way.
today-stale = Dates nobody has confirmed for long
today-stale-text = Shoppers see that these dates are old. Ask again, and confirm or correct them.
today-more = There are more; these come first.
col-order = Order
col-purchase-order = Purchase order
col-was-expected = Was expected
col-expected = Expected
col-kept = Kept for people
col-open = Open
col-stage = Where it is
col-confirmed = Confirmed
col-variant = Variant
col-promised-from = First promised
col-expected-to = Expected by
col-orders = Orders
col-units = Units
col-reason = Reason
col-placed = Placed
col-person = Person
col-goods = Goods
col-state = State
col-promised = Promised
col-why = Why
col-ships = Ships
col-told = Told
col-promise = Date
col-because = Because
action-confirm = Confirm a date
action-receive = Receive
action-pack = Pack
action-line = See the line
action-decide = Decide
action-look = Look
risk-undated = { $count ->
    [one] { $count } without a date
   *[other] { $count } without a date
}
orders-newest = The newest first
orders-none = There are no orders yet.
orders-not-found = Nothing fits. Try an order number, a whole SKU, or a part of a name or mail address.
orders-more = Older orders
orders-purchase-order = Purchase order { $reference }
orders-others = { $count ->
    [one] and { $count } other
   *[other] and { $count } others
}
order-changed = It is done.
story-goods = Goods
story-promises = Every date that was told
story-events = What happened
story-page = Shopper’s page
story-page-open = Open
story-placed = Placed
story-allocated = { $count ->
    [one] { $count } unit given to it: { $name }
   *[other] { $count } units given to it: { $name }
}
story-units = { $count } × { $name }
story-cancelled = Cancelled: { $goods } ({ $reason })
story-resumed = May go on
story-packed = Packed
story-handed-over = Handed over to { $carrier }, tracking number { $tracking }
story-details = Details changed
story-variant = { $count } changed from { $from } to { $to }
story-priority = Priority of { $name } changed from { $from } to { $to }: { $reason }
actor-shopper = the shopper
actor-system = Dockline
actor-program = a program of the shop
why-ahead = { $count ->
    [0] First in line
    [one] { $count } unit ahead
   *[other] { $count } units ahead
}
why-complete = Ships when all of the order is here
why-served = { $count } from
why-stock = { $count } from stock
why-lead-time = { $count } by the stated lead time
why-unserved = { $count } that no supply reaches
order-edit-cancel = Cancel units
order-edit-cancel-text = What you cancel leaves the line, and everybody behind moves up.
order-edit-changed = Somebody has changed this order since you looked. Above is how it is now; what you wrote is still in the form.
order-edit-nothing = Choose at least one unit.
order-edit-quantity = Enter whole numbers, at most what can still be cancelled.
order-edit-reason = Say why, in at most 300 characters.
order-edit-not-possible = The order is too far along for that.
order-edit-busy = Very much is going on right now. Nothing was changed; try again in a moment.
order-edit-gone = This is no longer possible: the order has moved on, or somebody has changed it. You had written: { $reason }
order-edit-to-form = To the form
field-reason = Reason
field-reason-hint = The log keeps it, and the shopper reads it. No personal data.
order-edit-hold = Put on hold
order-edit-hold-text = What has its units stays here until somebody lets it go on. What waits keeps its place in line.
order-edit-resume = Let it go on
order-edit-resume-text = It may be packed again.
story-cause-wish = as the shopper wished
clock = Rehearsal: { $day }, { $time }
clock-text = Only this shop’s clock moves on. It cannot be turned back.
clock-to = New time
clock-advance = Advance
