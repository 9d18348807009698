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
status-off-sale = Not on sale
headline = { $status } — { $when }
announce = { $name }: { $headline }
lead-ships = Ships
ships-when = ships { $when }
# When a parcel arrives, with the country it is counted for
arrives = Arrives { $when } ({ $country })
arrives-then = { $before }, then { $next }
today-closed = No parcels leave on: { $days }
part-first = { $count ->
    [one] { $count } ships { $when }
   *[other] { $count } ship { $when }
}
part-next = { $count ->
    [one] { $count } ships { $when }
   *[other] { $count } ship { $when }
}
part-undated = { $count } without a date yet
part-late = later than first told
part-here = { $count ->
    [one] { $count } is here; packing is next
   *[other] { $count } are here; packing is next
}
part-here-lead = { $count ->
    [one] { $count } is here and ships
   *[other] { $count } are here and ship
}
part-packed = { $count } packed
part-shipped = { $count } shipped
part-delivered = { $count } delivered
part-on-hold = { $count } on hold
part-being-confirmed = { $count }: the date has passed; we are confirming a new one
note-low-then = The next ones ship { $when }.
part-lead = { $count ->
    [one] { $count } ships
   *[other] { $count } ship
}
no-date-yet = no date yet; follow this page
no-date-yet-mail = no date yet; we write as soon as there is one
no-date-yet-short = No date yet
date-being-confirmed = we are confirming a new date
overdue = The date has passed; we are confirming a new one
date-passed = has passed
date-passed-confirming = has passed; we are confirming a new date
tell-me = tell me when it is back
tell-me-button = Tell me when it is back
instead-out = It cannot be had at the moment
instead-discontinued = It will not come back
instead-off-sale = It is not on sale at present
would-be-number = You would be number { $position } in line
would-be-number-of = You would be number { $position } in line, of { $total } units on the way
place = Number { $position } in line
place-moved-up = Number { $position } in line; it was { $before } when you ordered
money-later = Nothing is charged now. Cancel free until it ships.
money-soon = Cancel free until it ships.
basis = { $supply }. { $confirmed }.
basis-lead-time = Ordered or made for you: the time counts from your order.
basis-release = It is here, and leaves from the day of its release.
confirmed = Date last confirmed { $ago }; its source was not recorded
confirmed-by = Date last confirmed { $ago }: { $basis }
note-overdue = It cannot be ordered until a new date is confirmed. Places in line are kept.
note-stale = This date has not been confirmed for a while; it may move.
note-release = Released on { $when }: nothing is sent before that day.
note-undated = You can order now and keep your place; cancel free until it ships.
note-next-batch = The next delivery is spoken for; this one comes with the delivery after it.
note-low = { $count ->
    [one] Only { $count } left
   *[other] Only { $count } left
}
note-spoken-for = { $count ->
    [one] { $count } is on the way, and it is spoken for.
   *[other] { $count } are on the way, and all of them are spoken for.
}
note-per-customer = { $count ->
    [one] At most { $count } for each customer.
   *[other] At most { $count } for each customer.
}
verb-order = Order
verb-backorder = Backorder
verb-preorder = Pre-order
button-when = { $verb } — ships { $when }
button-undated = { $verb } — no date yet
button-undated-mail = { $verb } — we write when there is a date
button-split = { $verb } — ships in parts
take-fewer = { $count ->
    [one] Only { $count } can be ordered now.
   *[other] Only { $count } can be ordered now.
}
take-fewer-link = Take { $count }
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
order-partly-shipped = Partly shipped
order-allocated = Packing next
order-packed = Packed
order-shipped = Shipped
order-delivered = Delivered
order-on-hold = On hold
order-cancelled = Cancelled
sentence-ships = Your order ships { $when }
sentence-being-confirmed = The date has passed; we are confirming a new one
sentence-undated = No date yet; the next one will stand here
sentence-undated-mail = No date yet; we write as soon as there is one
sentence-here-ships = Your units are here; they ship { $when }
sentence-here-unpaid = Your units are here; they ship after your payment has arrived
sentence-here-partly-paid = Your units are here; what is not paid yet ships after your payment has arrived
sentence-allocated = Your units are here; packing is next
sentence-packed = Packed, and waiting for the carrier
sentence-shipped = Your order is on its way to you
sentence-delivered = Your order was delivered
sentence-on-hold = Your order is on hold: { $reason }. We go on as soon as that is settled
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
line-undated = No date yet; the next one will stand here
line-undated-mail = No date yet; we write as soon as there is one
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
picker-variant = Variant
date-history = How this date has moved
date-at-first = At first
carrier = With { $carrier }
carrier-tracking = With { $carrier }, tracking number { $tracking }
held-because = On hold: { $reason }
held-in-line-because = On hold while it waits: { $reason }. It gets no goods until it goes on. Then you are told a new date here
cancelled-by-you = Cancelled by you
cancelled-because = Cancelled: { $reason }
# Reasons that the system itself gives; what people write is shown as they wrote it.
reason-on-order-page = cancelled on the order page
reason-by-shopper = cancelled by the shopper
reason-not-verified = no payment method was saved in time
reason-not-repaired = the payment was not repaired in time
reason-withdrawn = They withdrew from the contract
reason-ended-by-law = It was ended by the law of delay
reason-erased = erased on request
reason-opening-stock = opening stock
packing-next = Your units are here; packing is next
event-placed = You placed the order
event-allocated = { $count ->
    [one] { $count } unit came in for you: { $name }
   *[other] { $count } units came in for you: { $name }
}
event-taken-back = { $count ->
    [one] { $count } unit is not there after all, so it waits again: { $name }
   *[other] { $count } units are not there after all, so they wait again: { $name }
}
event-cancelled = { $count ->
    [one] { $count } unit was cancelled: { $name }
   *[other] { $count } units were cancelled: { $name }
}
order-history = What happened
told-first = Date told: ships { $when }
told-first-undated = You were told that there is no date yet
told-undated = No date any more
told-source = It rests on: { $basis }
moment = { $day }, { $time }
late-text = Your place in line stays, and waiting costs nothing. Any new date will stand here. Instead of waiting you can:
late-change = Change size or colour
late-cancel = Cancel free of charge
late = Late
date-before = Before:
order-actions = What you can do
order-facts = Details of the order
find-title = Find an order
find-text = With its number and your mail address, and then the postal code it goes to.
find-number = Order number
find-next = Next
find-button = Show the order
find-code-text = And the postal code that the parcel goes to:
find-none = No order of this shop fits all three. Check them, or write to the shop.
find-too-many = That was tried too often. Try again in an hour, or write to the shop.
find-without-address = An order without a postal code is not found here. The shop can send you its link.
find-to-kept = Orders that this browser keeps
my-orders = My orders
my-orders-text = The links of orders that were placed or found in this browser. They lie in it alone; on a computer that others use, forget them.
my-orders-no-script = A script shows them, and scripts do not run here. An order can also be found by its number.
my-orders-none = This browser keeps no orders of this shop.
my-orders-order = Order #
my-orders-forget = Forget
error-too-many-orders = This shop takes no more orders from your network within an hour. Nothing was ordered. Try again in { $minutes } { $minutes ->
    [one] minute
   *[other] minutes
}, or write to the shop.
error-order-number = Enter the number as it stands on the order’s page, such as 12.
order-thanks-title = Thank you: { $order }
order-copy-link = Copy the link
order-link-not-copied = Not copied: the browser does not allow it. Copy the address of this page instead
order-link-copied = The link is copied.
message-found = This is your order. Keep its link: it leads here again.
order-keep-link = This page is your receipt. Keep its link: it shows where your order is, and it is yours alone.
fact-placed = Placed
fact-name = Name
fact-email = E-mail
fact-address = Address
address-none = No address yet.
address-add = Add the address
fact-shipping = Shipping
needed-by = Needed by
cancel-order = Cancel this order
cancel-free = Free until it ships.
cancel-title = Cancel what?
cancel-text = What you cancel leaves the line. To keep part of it, cancel fewer units.
cancel-text-unpaid = Nothing is to be paid for what you cancel.
cancel-text-paid = What you have paid for it is yours, and the shop gives it back.
cancel-button = Cancel these units
cancel-keep = Keep the order
of-units = { $count ->
    [one] of { $count } unit
   *[other] of { $count } units
}
message-placed = Thank you. Your order is placed, and your place in line is yours.
message-placed-here = Thank you. Your order is placed, and all of it is set aside for you.
message-placed-card = Thank you. Your order is placed, and it is kept for you while you save your card.
message-cancelled = { $count ->
    [one] { $count } unit is cancelled.
   *[other] { $count } units are cancelled.
}

## Pages

skip = Skip to the content
navigation = Shop
cart = Cart
rehearsal = Rehearsal
footer-dates = Dates are days on which parcels leave, in { $zone } time.
footer-embed = Availability in your own shop page
footer-honest = A product’s page says what its date rests on, and shows every change.
shops = Shops
no-shops = There is no shop here yet.
all-products = All products
breadcrumb = Where you are
search = Search
search-label = Search products
search-title = Found for “{ $search }”
search-title-none = Nothing found for “{ $search }”
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
notice-removed = It is not in your cart any more.
to-cart = To the cart
notice-cart-full = Your cart is full: this did not fit in. Order what is in it first.
notice-left-cart = { $count ->
    [one] One thing left your cart: the shop does not sell it any more.
   *[other] { $count } things left your cart: the shop does not sell them any more.
}
notice-on-waitlist = The shop sees that you asked for it. No mail is sent by itself; follow this page to see when it is back. You have ordered nothing.
notice-on-waitlist-mail = We write to you once, when it can be had. If you have not told us yet that the address is yours, a mail asks you first. You have ordered nothing.
to-catalogue = To the products
to-start = To the start

## Forms

field-email = E-mail
field-name = Name
field-quantity = Quantity
field-needed-by = Needed by
field-needed-by-hint = Optional. If this day cannot be kept, your order page says so.
update-quantity = Show dates
add-to-cart = Add to cart
more-options = Needed by a certain day?
ship-legend = How should it ship?
ship-as-available = Each part as soon as it is here
ship-complete = Everything together
ship-as-available-when = Each part as soon as it is here: { $parts }
ship-complete-when = Everything together: ships { $when }
ship-complete-undated = Everything together: no date yet
waitlist-summary = Rather not order yet?
waitlist-rest = And the other { $count }?
waitlist-only = Tell the shop that you want it
waitlist-text = The shop sees that you asked. No mail is sent by itself, so follow this page. You order nothing with this.
waitlist-text-mail = We write to you once, when it can be had. First we send you a mail in which you say that the address is yours. You order nothing with this.
waitlist-page = Hear of it by mail
waitlist-unconfirmed = Shall we write to you once, when { $name } can be had?
waitlist-confirmed = We write to you once, when { $name } can be had.
waitlist-told = We have written to you that { $name } can be had, and do not write again.
waitlist-confirm-button = Yes, write to me
waitlist-leave-button = No, write me nothing
waitlist-leave-text = Then we forget the address.
preferences-title = Mails to you
preferences-text = { $shop } writes to you because you asked to hear when something can be had.
preferences-button = Write me no such mails any more
preferences-always = Mails about your own orders, and those that the law asks for, always come.
preferences-done = Nobody writes you such mails any more.
form-sending = One moment …
form-failed = There was no answer. Your order may not have reached us; sending it again is safe.
errors-title = Please check this
cart-empty = Your cart is empty.
update-cart = Update quantities
remove = Remove
checkout-title = Your order
shipping = Shipping
shipping-once = Shipping costs { $price }, charged once per order, however many parcels it becomes.
shipping-once-free-from = Shipping costs { $price }, charged once per order, however many parcels it becomes. From { $limit } on it is free.
total = Total
cart-order = Order with obligation to pay
to-checkout = Go to checkout
checkout-review = Review and order
checkout-title-wrong = Please check: { $title }
checkout-who = Who orders
checkout-where = Where it goes
checkout-where-optional = You can leave this out now and add it on your order’s page.
checkout-how = How it ships
checkout-change = Change
checkout-units = { $count } × { $price }
checkout-changed = This has changed since you looked
checkout-arrival-changed = The arrival was that of another country. It is now that of the country you chose.
checkout-changed-again = Nothing was ordered. Please look at it again, and order if it suits you.
checkout-price-changed = The total is now { $now } instead of { $was }.
checkout-dates-changed = Now: { $now }. Before: { $was }.
checkout-dates-now = It ships as follows: { $now }.
checkout-told = { $count } { $count ->
    [one] ships
   *[other] ship
} { $when }
checkout-told-undated = { $count } without a date yet
checkout-not-orderable = This cannot be ordered as it is. Change it, or order less of it.
checkout-order-free = Order
checkout-terms = Terms
goods = Goods
discount = Discount
shipping-free = free
field-optional = { $field } (optional)
field-country = Country
field-line1 = Street and number
field-line2 = More of the address
field-postal-code = Postal code
field-city = Town or city
field-region = Region
field-phone = Phone for the carrier
address-choose-country = Choose a country
address-choose-region = Choose a region
address-update = Show its fields
address-so-far = So far it goes here. Fill in the fields to change that.
address-only-country = We deliver to: { $country }.
error-street = Enter street and number, each line with at most 100 characters and no hidden ones.
error-postal-code = Enter the postal code.
error-postal-code-such-as = Enter a postal code of this country, such as { $example }.
error-city = Enter the town or city.
error-region = Choose the region.
error-country = Choose a country that this shop delivers to.
error-phone = Enter a phone number such as +49 89 123456, or leave it empty.
error-address-needed = This shop needs to know where the parcel goes.
cart-not-orderable = Not all of this can be ordered now. Change the quantities marked above.
cart-line-gone = This cannot be ordered now. Remove it to order the rest.
error-email = Enter a mail address such as name@example.org.
error-name = Enter your name, at most 300 characters and no hidden ones.
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
error-per-customer = At most { $limit } of { $name } for each customer, with what is on order already. Nothing was ordered.
error-not-found = This is not in the shop any more.
error-cancel-quantity = Not all of these units can be cancelled any more. Below is what still can be.
error-order-total = This is too much for one order. Please order less of it, or write to the shop.
error-too-late = This is on its way already and cannot be cancelled here. Please write to the shop.
error-key-reused = This form was sent before with other contents. Reload the page and send it again.
error-placed-before = This form was sent before, and its order was placed. To order the same once more, load the page again.
error-busy = Very many people order right now. Nothing was ordered; try again in a moment.
error-outcome-unknown = Our database broke off while this was being saved. It may be done, or not: load the page again and look before you repeat it.
error-send-again = Our database broke off while this was being saved. Send it again: nothing is ordered twice.
error-internal = Something went wrong on our side. Sending it again is safe.

## Withdrawing from a contract

# The prescribed words (Directive 2011/83/EU art. 11a): a test holds them against the rules.
withdraw-function = Withdraw from contract here
withdraw-confirm = Confirm withdrawal
withdraw-text = Here you withdraw from a contract with { $shop } that you made at a distance, within the time that the law gives you. You need no reason. The page does not say whether there is such an order.
withdraw-instructions = What the right of withdrawal says
withdraw-beside = In other languages:
withdraw-name = Your name
withdraw-contract = Which contract, such as the number of the order
withdraw-email = Mail address for the receipt
withdraw-next = Next
withdraw-check = Check it and confirm
withdraw-check-text = Nothing is declared yet. With the button below you declare:
withdraw-statement = I withdraw from the contract that is named here.
withdraw-change = Change it
withdraw-received = Your withdrawal has been received
withdraw-received-text = This is the receipt of what you declared, and when. Keep it: print or save this page.
withdraw-received-text-mail = This is the receipt of what you declared, and when. We write to you as well, to the address below.
withdraw-received-text-receipt = This is the receipt of what you declared, and when. Keep it.
withdraw-received-at = Received
withdraw-after = The shop looks at it. Where you have the right to withdraw, what you paid goes back within 14 days, and goods that you have are to be sent back within 14 days.
withdraw-too-many = Too many withdrawals came from your network within an hour. Try again later, or write to the shop: that counts as well.
withdraw-busy = That could not be done at the moment. Send it again: it counts once.
error-contract = Please say in one line which contract it is.

## Supply

units = { $count ->
    [one] { $count } unit
   *[other] { $count } units
}
console-order = Order
console-product = Product
console-sku = SKU
console-units = Units
more-rows = More
leave-it = Leave it as it is
po-order = Purchase order
po-expected = Expected at the dock
po-stage = Stage
po-confirmed = Last confirmed
by-whom = { $what } by { $who }
po-basis = Rests on
po-reason = Why it moved
po-open = Open
po-open-of = { $open } of { $all }
po-ordered = Ordered
po-received = Counted in
po-waiting = Waiting for it
po-waiting-text = { $count ->
    [one] { $count } backorder, { $units }
   *[other] { $count } backorders, { $units }
}
po-nobody-waits = nobody
po-overdue = The date has passed
po-stale = Not confirmed for long
po-filter = Which purchase orders
po-filter-open = Open
po-filter-overdue = Overdue
po-filter-all = All
po-none-open = Nothing is on order.
po-none-overdue = No date has passed.
po-none = No purchase order was entered yet.
po-enter = Enter a purchase order
po-enter-button = Enter it
po-lines = What is in it
po-line-number = Line { $number }
po-more-lines = More lines
po-milestones = The way so far
po-no-milestones = No milestone yet.
po-wrong = Was wrong:
po-declared-wrong = declared wrong on { $day }
po-source = From the event { $event }
po-internal = internal
po-receipts = What came in
po-receipt-note = delivery note { $note }
po-date-title = Confirm or move the date
po-date-hint = Leave both empty when nobody can say.
po-date-save = Confirm this date
po-new-date-hint = The days on which it may arrive at the dock. Leave both empty when nobody can say yet.
po-field-reference = Number
po-field-reference-hint = Your own number of it, such as PO-1001.
po-field-supplier = Supplier
po-field-earliest = From
po-field-latest = To
po-field-basis = What the date rests on
po-field-basis-hint = Such as: mail of the supplier, 20 November. Shoppers read it.
po-field-reason = Why it moves
po-field-reason-hint = One line that shoppers read, such as: storm in Porto.
po-field-cancel-reason = Why it will not come
po-field-stage = Stage
po-field-at = When
po-field-note = Note
po-field-note-hint = Optional. Shoppers read it when the milestone is public.
po-field-public = Shoppers see it
po-milestone-title = Add a milestone
po-milestone-save = Add it
po-cancel = Cancel this purchase order
po-cancel-text = Anyone who waits for it moves to the supply after it, and their order’s page shows the new date.
po-cancel-button = Cancel it
po-change-lines = Change what is on order
po-change-lines-text = Units and days of each line. Without days, a line is expected when the order is. Empty units take a line away. Anyone whose date moves sees the new one, with your reason, on the page of their order.
po-change-lines-save = Save the lines
po-new-line = Another line
po-line-when = expected { $when }
po-split = Split it
po-split-text = Units that come another time become a purchase order of their own. Anyone whose date moves sees the new one, with your reason, on the page of their order.
po-open-units = { $count } open
po-split-save = Split it off
what-if = What if it slips?
what-if-text = See whose date would move before you decide. Nothing is changed by looking.
what-if-field = Days later
what-if-show = Show
what-if-title = { $days ->
    [one] What if { $reference } slips by { $days } day?
   *[other] What if { $reference } slips by { $days } days?
}
what-if-summary = { $count ->
    [one] { $count } order with { $units } would ship later.
   *[other] { $count } orders with { $units } would ship later.
}
what-if-nobody = Nobody’s date would move.
what-if-notices = { $count ->
    [one] { $count } delay notice would be due.
   *[other] { $count } delay notices would be due.
}
what-if-nothing-done = Nothing has changed yet.
what-if-days-note = Parcels leave on working days only, so a shipping day may move by more or fewer days than the goods.
what-if-caption = Orders whose date would move
what-if-promised = Promised
what-if-now = So far
what-if-then = New
what-if-difference = Difference
what-if-days = { $count ->
    [0] as told
    [one] { $count } day later
   *[other] { $count } days later
}
what-if-days-earlier = { $count ->
    [one] { $count } day earlier
   *[other] { $count } days earlier
}
what-if-more = { $count ->
    [one] and { $count } more order
   *[other] and { $count } more orders
}
what-if-commit-title = Move the date
what-if-commit = Move it to { $when }
conflict-title = Somebody changed this while you were writing
conflict-now = It now says: { $when }, { $stage }, last confirmed { $confirmed } by { $who }.
conflict-choice = What you wrote is still in the form. Send it again if it still holds, or leave it as it is now.
conflict-mine = To what I wrote
conflict-theirs = Leave it as it is now
po-file = Milestones from a file
po-file-field = CSV file
po-file-hint = With the columns purchase_order, stage and at; note and public may be there too. The same file again changes nothing.
po-file-send = Read it
po-file-report = { $recorded ->
    [one] { $recorded } milestone recorded
   *[other] { $recorded } milestones recorded
}, { $unchanged } known already, { $refused } refused.
po-file-refused = Rows that were refused
po-file-line = Line
po-file-why = Why
po-file-unreadable = This row could not be read. Check the number, the stage and the time.
po-file-no-order = There is no such purchase order.
po-file-cannot-be = The order cannot have been there then: it is past that stage, or the time is still to come.
done-po-entered = It is entered. Its units may be promised from now on.
done-po-date = The date is confirmed. Anyone who was promised another one sees it on their order’s page.
done-po-moved = The date has moved. Anyone who was promised another one sees it on their order’s page.
done-po-milestone = The milestone is recorded.
done-po-cancelled = It is cancelled.
done-corrected = The count is corrected.
done-po-lines = What is on order is as you wrote. Anyone whose date moved sees the new one.
done-po-split = It is split. Anyone whose date moved sees the new one.

## Dock

dock-question = What has arrived?
dock-scan = Purchase order, SKU or item number
dock-scan-hint = Scan it, or type a part of it, and press Enter.
dock-go = Next
dock-next = Expected next
dock-found = Found for “{ $text }”
dock-nothing-expected = Nothing is on its way.
dock-more-lines = { $count ->
    [one] and { $count } more product
   *[other] and { $count } more products
}
dock-to-parcels = Pack and hand over
dock-receive-this = Count it in
dock-count-title = Count { $reference }
dock-count-text = How many are there? Count what has come, line by line. Enter leads to the next line.
dock-open-units = { $count ->
    [one] { $count } open
   *[other] { $count } open
}
dock-fewer = { $count ->
    [one] { $count } unit fewer than open. What about it?
   *[other] { $count } units fewer than open. What about them?
}
dock-more = { $count ->
    [one] { $count } unit more than was open. Why?
   *[other] { $count } units more than were open. Why?
}
dock-none = { $count ->
    [one] The { $count } open unit did not come. What about it?
   *[other] None of the { $count } open units came. What about them?
}
dock-rest-coming = More to come
dock-rest-all = That is all: no more will come
dock-why = Why
dock-why-hint = Such as: one carton crushed. Needed when no more will come, or when more came than was ordered.
dock-location = Dock
dock-location-hint = Where you stand. It is remembered.
dock-new = “{ $code }” is a new dock
dock-note = Delivery note
dock-note-hint = Optional. The number on the paper: the same one is not counted twice.
dock-receive-button = That is what came
dock-only-counted = The other lines did not come
dock-next-delivery = Next delivery
pick-title = From { $reference }: what goes where
pick-summary = { $count ->
    [one] { $units } straight to { $count } order, { $shelf } to the shelf.
   *[other] { $units } straight to { $count } orders, { $shelf } to the shelf.
}
pick-summary-orders = { $count ->
    [one] { $units } straight to { $count } order. Nothing to the shelf.
   *[other] { $units } straight to { $count } orders. Nothing to the shelf.
}
pick-summary-shelf = Nobody waits. { $shelf } to the shelf.
pick-summary-nothing = No unit came in.
pick-print = Print this page: each order is a block of its own, with a code that leads to its parcel.
pick-straight = Straight to orders
pick-shelf = To the shelf
pick-corrected-title = What was counted wrongly
pick-corrected = { $name }: { $first } were counted, { $now } are there
correct-title = Correct this count
correct-text = Say how many units really came. What is not there is taken from the shelf first, then from open parcels, from the end of the line on, then from packed ones, which are to be opened. Anyone who gave units back keeps their place and sees the new date on the page of their order.
correct-reason = Why it was wrong
correct-reason-hint = One line that shoppers who wait again read, such as: miscounted.
correct-button = Correct it
pick-pack = Pack
pick-at = at { $location }
pick-from-shelf = from the shelf
pick-range = Orders { $from }–{ $to } of { $count }
pick-previous = Orders before
pick-next = Next orders
pick-code = Code of { $what }
parcels = Pack and hand over
parcels-scan = Code of a parcel, or order number
parcels-scan-hint = Scan the code on the pick list and press Enter.
parcels-filter = Which parcels
parcels-open = To pack
parcels-packed = To hand over
parcels-none-open = Nothing is to be packed.
parcel-next = Next parcel: order { $number }
parcels-none-packed = Nothing waits for the carrier.
parcel-open = To pack
parcel-packed = Packed
parcel-handed-over = Handed over
parcel-cancelled = Cancelled
parcel-held = On hold
parcel-held-text = This order is on hold. Do not pack it until it goes on.
parcel-no-address = No address yet: ask the shopper before it leaves.
parcel-reopened = Pack again
parcel-reopened-text = Units of it were cancelled after it was packed. Take them out, then pack it again: only what is listed here leaves.
parcel-to = To
parcel-story = The whole story of this order
pack-text = Put everything into the parcel, then close it.
pack-button = Packed
hand-over-title = Hand over to the carrier
hand-over-text = Handing over counts as shipped, and the shopper’s page says so.
hand-over-button = Handed over
field-carrier = Carrier
field-tracking = Tracking number
field-tracking-hint = Optional. Scan it from the label.
done-packed = Order { $order } is packed.
done-handed-over = Order { $order } is handed over.

## Line

queue-sku = SKU or product
queue-meant = Was one of these meant?
queue-show = Show the line
queue-waiting = Units waiting
queue-on-hand = On hand
queue-on-order = On order
queue-last-ships = The last of it ships
queue-risks = Risks
queue-on-waitlist = Waitlist
risk-uncovered = { $count ->
    [one] { $count } unit without supply
   *[other] { $count } units without supply
}
risk-late = { $count ->
    [one] { $count } order later than promised
   *[other] { $count } orders later than promised
}
risk-orders-undated = { $count ->
    [one] { $count } order without a date
   *[other] { $count } orders without a date
}
risk-no-date = No date
risk-none = None
queue-none = Nobody waits for anything.
queue-longest = The longest lines
queue-title = The line for { $name }
queue-counts = { $waiting ->
    [one] { $waiting } unit waits.
   *[other] { $waiting } units wait.
} { $there } on hand, { $free } of them free.
queue-free = { $count } free
queue-wishes = { $count ->
    [one] One person wants to hear when it is back, and has ordered nothing.
   *[other] { $count } people want to hear when it is back, and have ordered nothing.
}
queue-empty = Nobody waits for it.
queue-held = On hold while they wait
queue-held-text = They are not counted here and get no units until they go on.
queue-held-order = Order { $number }: { $count ->
        [one] one unit
       *[other] { $count } units
    }
queue-caption = The line, in order
queue-place = Place
queue-promised = Promised
queue-expected = Expected to ship
queue-since = Waiting since
queue-why = Why here?
queue-why-title = Why order { $order } stands here
queue-priority = priority { $priority }
queue-complete = ships complete
queue-overtakings = Overtakings on record
queue-overtaking = { $date }: order { $order } got priority { $priority } and passed { $units }: { $reason }
queue-priority-title = Change its priority
queue-priority-field = Priority
queue-priority-hint = 0 is normal; higher goes first. Everybody who is overtaken is recorded.
queue-reason = Reason
queue-reason-hint = It is kept with your name.
queue-priority-save = Change it
done-priority = The priority is changed, and the reason is on record.
here-order = Priority is normal: the place follows the order in which orders were placed. One that went to the end of the line counts from then.
here-order-priority = Priority { $priority }: it stands before everybody of lower priority, and after those of the same priority who ordered earlier.
here-position = { $ahead ->
    [0] Nobody is ahead: its first unit is number { $position }.
    [one] { $ahead } unit is ahead, so its first unit is number { $position }.
   *[other] { $ahead } units are ahead, so its first unit is number { $position }.
}
here-none-on-hand = None is on hand.
here-on-hand = { $there } on hand, { $given } of them given to orders already, { $free } free.
here-unit = Unit { $number }
here-run = Units { $from }–{ $to }
here-from-stock = { $run }: served from what is on hand; ships { $ships }.
here-from-release = { $run }: here, and kept until the release; ships { $ships }.
here-from-lead = { $run }: beyond all purchase orders, by the lead time; ships { $ships }.
here-from-supply = { $run }: served by { $reference } ({ $open } open), expected at the dock { $arrives }; ships { $ships }.
here-from-overdue = { $run }: kept for them by { $reference } ({ $open } open); its date { $arrives } has passed, and a new one is being confirmed.
here-unserved = { $count ->
    [one] { $count } unit has no supply yet.
   *[other] { $count } units have no supply yet.
}
here-complete = It ships complete and leaves units to those after it until all of it is there. Missing: { $missing }.
here-complete-ready = It ships complete, and all of it is there.
here-skipped = Order { $order } is ahead and ships complete: it keeps its place and takes nothing yet. Missing: { $missing }.
here-missing = { $count } × { $name } ({ $free } free)

## What is wrong in the console

wrong-required = Fill this in, at most { $max } characters and no hidden ones.
wrong-text = At most { $max } characters in one line, and no hidden ones.
wrong-reference = Write its number: 1 to 80 characters, no space at the ends.
wrong-reference-taken = There is a purchase order { $name } already.
wrong-no-lines = Enter at least one line.
wrong-sku = { $name } is not in the catalogue.
wrong-sku-missing = Write the SKU of this line.
wrong-sku-twice = This SKU stands in a line above already.
wrong-units = Enter a whole number from 1 to { $max }.
wrong-date = Enter a day.
wrong-date-pair = Enter both days, or neither.
wrong-date-order = The last day comes before the first.
wrong-date-past = The last day has passed already. Enter a day from today on.
wrong-date-far = That is too far ahead. Enter a day within two years.
wrong-reason = The date moves: say why. Shoppers read it.
wrong-basis = Say what the date rests on.
wrong-stage = From its present stage it cannot go there.
wrong-at-future = A milestone is a fact: enter today or a day before.
wrong-slip = Enter a number of days from 1 to 365.
wrong-file = This file cannot be read as CSV.
wrong-file-empty = Choose a file with at least one milestone in it.
wrong-file-lacks = The first line lacks: { $name }.
wrong-file-too-long = The file has more than { $max } rows. Split it.
wrong-file-too-large = The file is larger than { $max } MB. Split it.
wrong-ended = { $name } is ended: nothing more is expected of it.
wrong-not-found = Nothing that is expected has to do with “{ $name }”. Check the paper, or look under Supply.
wrong-count-missing = Count this line, or write 0.
wrong-count = Enter a whole number from 0 to { $max }.
wrong-count-rest = Say whether more is to come.
wrong-count-why = Say why.
wrong-count-nothing = Nothing was counted. Enter at least one unit.
wrong-count-changed = Somebody counted goods of this order in meanwhile. Look at what is open now, and send it again.
wrong-count-moved = When you began, { $seen ->
    [one] { $seen } unit was open
   *[other] { $seen } units were open
}; now it is { $open }.
wrong-dock = Write the code of the dock: 1 to 80 characters.
wrong-dock-unknown = There is no dock “{ $code }” yet, but: { $known }. Correct it, or say that it is a new one.
wrong-clock = Enter a day and a time.
wrong-clock-range = The clock only goes on: enter a time after the present one, at most { $days ->
    [one] { $days } day
   *[other] { $days } days
} ahead of the real time.
wrong-note-used = This delivery note was counted in already. Look under “What came in” before you count it again.
wrong-parcel-not-found = There is no parcel “{ $name }”.
wrong-parcel-state = That step is not possible any more. The page shows where the parcel is now.
wrong-parcel-changed = What is in this parcel has changed meanwhile. Look at it again before you go on.
wrong-priority-changed = Somebody gave it priority { $now } while you were writing; your { $wanted } and its reason are still here. Send it again if it still holds.
wrong-priority = Enter a whole number from 0 to { $max }.
wrong-not-waiting = This order does not wait in line any more.
wrong-queue-not-found = There is no SKU “{ $name }”.
wrong-password = At least { $min } characters that are not soon guessed: no common words, no rows of keys, nothing about you or the shop.
wrong-password-again = The two are not the same.
wrong-password-old = That is not your password.
wrong-key = This form was sent before with other contents. Check it and send it again.
wrong-busy = The server is busy. Nothing was done; send it again in a moment.
wrong-outcome-unknown = The database broke off while this was being saved. It may be done, or not: look at it before you send it again.
wrong-internal = Something went wrong on our side. Nothing was done; sending it again is safe.
wrong-other = This is not possible right now. Reload the page and look at it again.
## Widget

widget-details = Details and progress
widget-quantity = Quantity
widget-undated = no date yet
widget-unknown = Nothing is known about this article here.
widget-unanswered = What can be had cannot be told right now.

## How to embed

embed-form = What it should be
embed-form-shop = Shop
embed-form-sku = SKU
embed-form-layout = Layout
embed-form-quantity = Quantity
embed-form-theme = Colours
embed-form-locale = Language
embed-form-live = Changes while it is seen
embed-form-accent = Colour of the button
embed-form-on-accent = Text of the button
embed-form-radius = Corners, in pixels
embed-form-show = Show the result
embed-form-wrong = “{ $text }” makes no sense here; it was left out.
embed-layout-card = Card with an order link
embed-layout-inline = One line with a link
embed-layout-badge = One line
embed-theme-auto = Those of the page
embed-theme-light = Light
embed-theme-dark = Dark
embed-locale-page = That of the page
embed-live-auto = Yes
embed-live-off = No
embed-unreleased-text = This server has a version that is still being written: its files may become others, and a page that pins them would show its link instead. Pin a version that is released.
embed-policy-wasm = With the rules in the page
embed-policy-wasm-text = With ‘wasm-unsafe-eval’ added, the page itself works out what ships when while somebody types a quantity. Without it the server answers, and nothing is missing.
embed-policy-strict = With a nonce
embed-policy-strict-text = For pages with ‘strict-dynamic’. RANDOM is another one in each answer, the same in both places.
embed-preload = Show the answer sooner
embed-preload-text = In the head of the page, this line has the answer on its way before the script is there. Its language has to be that of the page.
embed-properties = Properties
embed-parts = Parts
embed-states = States
embed-title = Availability in any shop page
embed-lede = One tag shows what can be had and when it ships, in the page you already have. It says the same as this shop, and it changes when the supply does.
embed-preview = Preview
embed-preview-plain = Without JavaScript, readers see this link. The widget itself needs JavaScript.
embed-tag = The tag
embed-tag-text = Put the element where it is to stand, and the script once into the page. The link inside is shown without script, and where nothing can be said.
embed-fallback = Check availability
embed-room = Keep its place free
embed-room-text = Reserve the room that it will take, and nothing moves when it comes.
embed-policy = Content Security Policy
embed-policy-text = A page with a policy needs these two sources and no other: no styles, no pictures, no frames. Trusted Types need nothing.
embed-pinned = A version that never changes
embed-pinned-text = Browsers check it by its hash. To get the newest instead, load /embed/1/ without a hash.
embed-attributes = Attributes
embed-attribute = Attribute
embed-values = Values
embed-meaning = Meaning
embed-shop = the shop
embed-sku = the variant; when it changes, the other variant is shown
embed-quantity = how many are wanted
embed-locale = the language; otherwise that of the page
embed-layout = how much room it takes
embed-theme = the colours of the page, or its own
embed-live = changes while it can be seen
embed-look = Look
embed-look-text = Font, size, colour and direction come from the page. These properties change the rest; every part can be styled with ::part().
embed-events = Events
embed-events-text = They bubble out of the element. A failure is told once, with its reason: attributes, unknown, network or server. Prevent dockline:open to keep the shopper on the page.

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
problem-too-large = That was too much at once
problem-too-large-text = The form is larger than what is taken here, so nothing of it was done. Go back: what you wrote is still there. Send it in smaller parts.
problem-too-many = One moment, please
problem-too-many-text = Many requests came from your address. Wait a few seconds and reload.
problem-bad-request = This request makes no sense to us
problem-bad-request-text = Go back, reload the page and try again.
problem-forbidden = Your role does not allow this
problem-forbidden-text = Ask somebody of your shop whose role does. Nothing was changed.
problem-form-token = This form is not from your present log-in
problem-form-token-text = Nothing was changed. You may have logged in anew after you had opened the form; or somebody else made it. Open the page again and send the form from there.
form-token-written = What stood in the form
form-token-open = Open the page
problem-busy = Very many people are here
problem-busy-text = Nothing was lost. Wait a few seconds and reload.
problem-internal = Something went wrong on our side
problem-internal-text = We have noted it. Reload in a moment; what was ordered stays ordered.

event-packed = A parcel of it was packed.
event-shipped = A parcel was given to { $carrier }.
event-shipped-tracking = A parcel was given to { $carrier }, number { $tracking }.
event-held = It was put on hold: { $reason }.
event-resumed = It goes on.
event-resumed-end-of-line = It goes on at the end of the line: others were told of its goods meanwhile.
event-delivered = A parcel arrived on { $day }.
story-delivered = Arrived on { $day }.
deliver-text = When it has arrived, say so: the order’s page tells it.
deliver-button = It has arrived
done-delivered = Noted: order { $number } has arrived.
tracking-follow = Follow the parcel
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
cause-here = the goods are here
cause-hold = the order was on hold and goes on
cause-supply = the supply changed; no reason was given

change-details = Change name, address or needed-by date
change-details-note = Until it is packed; your place in line stays.
change-details-text = Your place in line and your promised date stay as they are.
change-details-button = Save the changes
change-keep = Leave it as it is
field-address = Address for the parcel
change-variant = Change size or colour
change-variant-note = What happens to your place in line is said first.
change-variant-text = You keep your place in line when the same delivery brings both, and nobody after you has to wait longer because of it.
change-variant-none = Nothing that waits in this order comes in another size or colour.
change-variant-units = Units to change
change-variant-button = Change these units
change-keeps-place = keeps your place: number { $position } in line
change-end-of-line = goes to the end of its line: number { $position }
change-in-stock = in stock, ships { $when }
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
console-embed = Widget
console-orders = Orders
console-to-shop = Shop
console-to-today = To Today
console-log-out = Log out
console-search-label = Search orders
keys = Keys
keys-text = One character at a time, while nothing is being written.
keys-rows = Next row, row before; Enter opens it
keys-escape = Leave a field
keys-help = This help
keys-on = Use these keys in this browser
close = Close
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
account-title = Your account
account-demo = Everybody knows the password of this demo, so it stays as it is.
account-password = Password
account-password-text = At least { $min } characters, and nothing that is soon guessed: no common words, no rows of keys, nothing about you or the shop. You stay logged in here; every other session of yours ends.
account-old = Your password until now
account-new = New password
account-again = New password once more
account-change = Change password
account-done = Your password is changed. Every other session of yours has ended.
account-sessions = Sessions
account-sessions-text = { $count ->
    [one] You are logged in here alone.
   *[other] You are logged in { $count } times, this browser included.
}
account-leave = Log out everywhere
today-empty = Nothing needs you right now.
today-empty-text = No date has passed, nobody waits longer than told, and no goods are due this week.
setup-title = Before you sell
setup-products = Products
setup-products-text = There is nothing to sell yet. Import a file of Shopify (or --format woocommerce), or send products by PUT /api/v1/products.
setup-supply = Stock, or a purchase order
setup-supply-text = Nothing is there and nothing is on order, so nothing has a date. Enter what you have ordered, or count what is there by POST /api/v1/stock.
setup-supply-button = Enter a purchase order
setup-pages = Legal pages
setup-pages-text = Sellers to consumers in the European Union owe pages that this shop does not have: { $pages }. Each is set in each language, and then stands in every footer.
setup-guarantee = Notice on the legal guarantee
setup-guarantee-text = Shops that sell to consumers in the European Union show the official notice since 27 September 2026. Send the official picture to POST /api/v1/media, then name it here.
today-clock = Wrong clock
today-clock-text = The clock of a machine that runs Dockline is { $count } { $unit ->
    [hours] hours
    [minutes] minutes
   *[seconds] seconds
} { $way ->
    [fast] fast
   *[slow] slow
}. That machine begins no day, so dates may stay as they were yesterday. What it takes is written down with the wrong time. Tell the person who runs Dockline.
today-stopped = Stopped
today-stopped-text = Dockline does this by itself, and an entry of the log stops it: the entry cannot be read. Nothing is guessed. It goes on by itself when a version that can read the entry runs, so tell the person who runs Dockline.
today-stopped-row = { $work }, at entry { $event } of the log
follower-promises = Writing new dates on people’s pages
today-overdue = Dates that have passed
today-overdue-text = Nobody new is promised any of it, and the people in line are waiting for word.
today-at-risk = Promises at risk
today-at-risk-text = These people will be served later than they were first told, or have no date any more.
today-expected = Receipts expected
today-expected-text = Goods that may arrive today or in the next seven days.
today-unaddressed = No address
today-unaddressed-text = The goods are here, and nobody knows where they go. Ask, or send the link of the order.
action-address = Enter
today-unusual = Unusually large
today-unusual-text = These orders wait with a large share of all that can be had. Ask whether it is meant, or cancel what is not.
today-held = Orders on hold
today-held-text = They were put on hold and wait for a decision.
today-to-pack = Parcels to pack
today-to-pack-text = Their goods are here, and nothing stands in the way.
today-packed = Parcels for the carrier
today-packed-text = They are packed and wait to be handed over.
today-stale = Dates nobody has confirmed for long
today-stale-text = Shoppers see that these dates are old. Ask again, and confirm or correct them.
today-more = There are more; these come first.
today-asked = Asked to hear about it
today-asked-text = No mail is sent by itself. Write to these people when it can be had, and mark them as told: then they leave the list.
today-asked-text-sent = Those who have said that the address is theirs are told by mail when it can be had, the longest waiting first. To the others you may write yourself: mark them as told, and they leave the list.
asked-people = { $count ->
    [one] { $count } person asked to hear about { $name }
   *[other] { $count } people asked to hear about { $name }
}
col-asked = Who asked
col-to-be-had = Now
action-export = Addresses (CSV)
action-told = Mark as told
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
action-hand-over = Hand over
action-line = See the line
action-decide = Decide
action-look = Look
risk-undated = { $count ->
    [one] { $count } without a date
   *[other] { $count } without a date
}
orders-newest = The newest first
orders-none = There are no orders yet.
orders-not-found = Nothing fits. Try an order number, a whole SKU, a word of a product, or a part of a name or mail address.
orders-more = Older orders
orders-purchase-order = Purchase order { $reference }
orders-others = { $count ->
    [one] and { $count } other
   *[other] and { $count } others
}
order-done-cancel = The units are cancelled.
order-done-hold = The order is on hold.
order-done-resume = The order may go on.
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
story-taken-back = { $count ->
    [one] { $count } unit was not there and waits in line again: { $name }
   *[other] { $count } units were not there and wait in line again: { $name }
}
story-units = { $count } × { $name }
story-cancelled = Cancelled: { $goods } ({ $reason })
story-resumed = May go on
story-resumed-end-of-line = May go on, at the end of the line
story-packed = Packed
story-reopened = The parcel is open again: units in it were cancelled
story-handed-over = Handed over to { $carrier }, tracking number { $tracking }
story-details = Details changed
story-variant = { $count } changed from { $from } to { $to }
story-priority = Priority of { $name } changed from { $from } to { $to }: { $reason }
actor-shopper = the shopper
actor-demo = Demo data
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
why-release = { $count } from stock, on the day of the release
why-lead-time = { $count } by the stated lead time
why-unserved = { $count } that no supply reaches
order-edit-cancel = Cancel units
order-edit-cancel-text = What you cancel leaves the line, and everybody after it moves up.
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
order-edit-address = Enter the address
order-edit-address-text = What is packed already goes to the address it was packed for.
order-edit-address-button = Save the address
order-edit-address-wrong = The address is not complete yet.
order-done-address = The address is saved.
order-no-address = Missing: nothing is handed over without it.
order-edit-hold-text = What has its units stays here. What waits gets no units, and those after it are told dates without it. It takes its place again when somebody lets it go on, or the end of the line if others were told of its goods meanwhile. While a server of an older release runs beside this one, hold nothing that waits: it cannot show such an order.
order-edit-resume = Let it go on
order-edit-resume-text = It may be packed again, and waits again. Dates that others were told stay as they are.
story-cause-wish = as the shopper wished
clock = Rehearsal: { $day }, { $time }
clock-text = Only this shop’s clock moves on. It cannot be turned back.
clock-to = New time
clock-advance = Advance
clock-title = Move the clock
coming-title = What happens next
coming-text = What stands written down by now, the soonest first. Nothing else is needed than that its time comes.
coming-none = Nothing waits for its time. Place an order, and it will.
coming-at = { $day }, { $time }
coming-advance = Advance to just after it
coming-look = Then look at:
coming-own = Order something yourself in the shop; words stand for cards.
coming-order-lapses = Nobody has saved a card for order { $of }: it is cancelled, and its units are for others.
coming-charge-told = Order { $of }: a mail says that its card is charged soon.
coming-charge = Order { $of }: its card is charged.
coming-charge-again = Order { $of }: the card that was declined is asked once more.
coming-debit = Order { $of }: the bank is asked what became of the debit.
coming-pass-on = Order { $of }: nobody has repaired the payment. Its units go to the next in line.
coming-notice = Order { $of }: a notice of delay goes out, unless it is in time by then.
coming-ended = Order { $of }: unless somebody answers its notice, the law ends what was to come later. Nothing is charged for it.
coming-date-passes = Purchase order { $of }: its last day has passed, unless the goods are here. Nobody else is promised any of it.
coming-news = Purchase order { $of }: the goods are at customs. Pages show it.
coming-date-moves = Purchase order { $of }: the maker needs some weeks more. Those who wait are told their new date and the reason.
coming-goods = Purchase order { $of }: the goods arrive and go to the people in line. Their cards are charged.
coming-carrier = The carrier takes every parcel that is paid. A mail says so.
shops-rehearsal = Try what happens over the next weeks:
shops-rehearsal-link = a rehearsal whose clock you move
## Calendars and feeds

calendar-ships = { $name } ships
calendar-order-ships = Order { $number } ships: { $name }
calendar-order-shipped = Order { $number } shipped: { $name }
feed-title = { $name }: where it is and when it ships
feed-moved = { $name }: { $text }
feed-before = Before: { $when }.
feed-reached = { $stage }, { $date }.
feed-undated = No date any more; the next one will be told here
feed-concerns = Concerns: { $names }.
calendar-follow = Follow this date in your calendar
# Two links follow
follow-page = Follow this page:
follow-calendar = in your calendar
follow-feed = in a feed reader

## Why the present state does not allow a change

refused-shop-exists = There is a shop { $name } already.
refused-user-exists = A user of this shop has this mail address already.
refused-not-expected = This purchase order has ended: nothing more of it is expected.
refused-lines-ended = This purchase order has ended, so what is on it stays as it is. Enter a new one.
refused-counted = { $count ->
    [one] { $count } unit of { $sku } was
   *[other] { $count } units of { $sku } were
} counted already, so no fewer can be on order.
refused-have-left = { $count ->
    [one] Only { $count } unit of { $sku } is
   *[other] Only { $count } units of { $sku } are
} at { $place }. The others have left, so they were there.
refused-nothing-stays = Something has to stay on this order. When all of it comes later, move its date.
refused-not-free = { $count ->
    [one] Only { $count } unit of { $sku } at { $place } is
   *[other] Only { $count } units of { $sku } at { $place } are
} free to go elsewhere. Nothing was moved.
refused-older-programs = An older release may still run on this database. Until it cannot, a line has the date of its order: enter a purchase order of its own instead.
refused-supply-cancelled = The purchase order { $name } was cancelled, so nothing of it can be received.
refused-on-its-way = The order is packed or on its way and cannot be changed any more.
refused-nothing-to-cancel = Nothing of this order can be cancelled any more.
refused-mail-not-sent = The mail was not sent, so it cannot have come back.
refused-withdrawal-settled = That cannot be done any more: somebody has dealt with this withdrawal, or no order is known for it.
refused-nothing-to-hold = Nothing of this order can be put on hold: only what waits or is still to be packed can.
refused-nothing-on-hold = Nothing of this order is on hold.
refused-step = The order has moved on, so this step is not possible any more.
refused-pack-again = Units in this parcel were cancelled after it was packed. Pack it again.
refused-mails-do-not-go-out = Notices go out by themselves only where mails do: turn mails on, and let “dockline mail check” pass.
refused-ended-by-law = The law of delay has ended units in this parcel: they are cancelled and refunded, and not sent. Open the parcel, and send the rest without them.
refused-on-hold = The order is on hold ({ $reason }). Let it go on first.
refused-on-no-shelf = { $count ->
    [one] One unit of { $sku } is
   *[other] { $count } units of { $sku } are
} on no shelf. Count the stock of its locations.
refused-variant = { $count ->
    [0] The other variant cannot be had now.
    [one] Only one of the other variant can be had now.
   *[other] Only { $count } of the other variant can be had now.
}
refused-per-customer = At most { $limit } of it for each customer, with what is on order already.
refused-per-order = One order may have at most { $limit } units. Nothing was ordered.
refused-price-changed = The total is { $price } now. Nothing was ordered: please look at it again.
refused-dates-changed = Dates have changed since you looked. Nothing was ordered: please look at it again.
refused-no-address = This order has no address, and this shop hands nothing over without one. Add it to the order first.
refused-sku-of = The SKU { $sku } belongs to the product { $name }.
refused-handle-of = The handle { $name } is that of another product.
refused-was-sku-of = { $sku } was the SKU of { $name }, which is found by it still.
refused-was-handle-of = The handle was that of the product { $name }, whose old links lead there.
refused-name-taken = { $name } is the name of something else already.
refused-name-was = { $name } was the name of { $now }, whose old links lead there.
refused-too-many-orders = { $sku } stands in too many orders to be renamed: more than { $count }.
refused-in-use = { $sku } has stock, people in line or units on order, so it cannot be left out.
refused-in-parcels = { $count ->
    [one] One unit of { $sku } is
   *[other] { $count } units of { $sku } are
} in parcels or set apart for parcels at { $place }, so no fewer can be on hand there.
refused-promised = { $count ->
    [one] One unit of { $sku } is
   *[other] { $count } units of { $sku } are
} promised to placed orders, so no fewer can be on hand. Cancel orders first.
refused-no-rehearsal = Only the clock of a rehearsal shop can be advanced.
refused-still-to-deliver = Something is still to be delivered of order { $orders }.

shop-notice = Notice of the shop
footer-navigation = About this shop
vat-and-shipping = incl. VAT, plus shipping
vat-free-shipping = incl. VAT, shipping is free
no-vat-and-shipping = No VAT is charged, plus shipping
no-vat-free-shipping = No VAT is charged, shipping is free
guarantee-title = Your legal guarantee
legal-imprint = Legal notice
legal-terms = Terms
legal-privacy = Privacy
legal-withdrawal = Right of withdrawal
legal-shipping = Shipping and payment
legal-accessibility = Accessibility
legal-other-language = This page of the shop is there in { $language } only.
how-title = How backorders work
how-lede = What applies at { $shop }, written from the rules that its system computes with.
how-date = What a date says
how-date-basis = A date is the day on which your parcel leaves us. For goods that have to come first, it rests on a delivery that is on order.
how-date-handling = { $days ->
    [0] What is here leaves on the working day on which it is allocated to you.
    [one] What is here leaves one working day later.
   *[other] What is here leaves { $days } working days later.
}
how-date-weekdays = Parcels leave on these days: { $days }.
how-date-holidays = No parcel leaves on public holidays, and no date counts them.
how-date-cut-off = What is ordered after { $time } counts as ordered on the next day.
how-date-confirmed = { $days ->
    [one] A date that was not confirmed for more than a day is marked.
   *[other] A date that was not confirmed for more than { $days } days is marked.
}
how-place = Your place in line
how-place-order = Arriving goods go to those who ordered first. You see your place before you order, and on your order’s page.
how-place-kept = Anyone who is let ahead of others is recorded with the reason.
how-place-deny = As a rule, only what is here is sold; single products may differ.
how-place-supply = As a rule, no more is sold than is here or on order; single products may differ.
how-place-beyond = As a rule, some units are also sold that are not on order yet, with the time they take; single products may differ.
how-payment = What you pay, and when
how-payment-none = These pages take no payment. You pay as agreed with the shop.
how-parts = Several parcels
how-parts-choice = When an order cannot ship as a whole, you choose: each part as soon as it is here, or everything together.
how-shipping-free = Shipping costs nothing.
how-delay = When a date moves
how-delay-told = Your order’s page shows the new date, the old one, and the reason if one was given. Good news is shown too.
how-delay-overdue = When a date passes without the goods, you keep your place. Until a new date is confirmed, nobody new is promised units of that delivery.
how-delay-look = Your order’s page and its calendar always have the date as it is now.
how-cancel = Cancelling
how-cancel-free = You can cancel on your order’s page, free of charge, until your parcel leaves.
how-cancel-part = You can also cancel single units and keep the others.
weekday-monday = Monday
weekday-tuesday = Tuesday
weekday-wednesday = Wednesday
weekday-thursday = Thursday
weekday-friday = Friday
weekday-saturday = Saturday
weekday-sunday = Sunday
unit-price = { $price } per { $unit }
unit-kg = kg
unit-l = litre
unit-m = metre
unit-m2 = m²
unit-piece = piece
safety-title = Maker and safety
safety-maker = Made by
safety-responsible = Responsible in the EU
safety-warnings = Warnings

# What is paid, and when

pay-title = Payment
pay-later-all = { $price } falls due when your goods are here and about to leave. Nothing is to be paid before.
pay-later-rest = { $price } falls due with what has not come yet, just before it leaves.
pay-nothing = Nothing more is to be paid.
pay-due = Please transfer { $price } by { $day }. Your parcel leaves after that.
pay-due-rest = { $paid } of { $price } has arrived. Please transfer the other { $missing } by { $day }. Your parcel leaves after that.
pay-paid = { $price } is paid.
pay-waived = The shop has waived { $price }. Nothing more is to be paid for this parcel.
pay-give-back = { $price } more has arrived than this parcel comes to. It is yours, and the shop gives it back.
pay-checked = The payment of { $price } is being checked.
pay-payee = Account of
pay-iban = IBAN
pay-bic = BIC
pay-amount = Amount
pay-reference = Reference
pay-ask-shop = The shop tells you where to transfer it.
event-charge-due = { $price } fell due.
event-money-arrived = { $price } arrived.
how-payment-transfer = You pay by transfer, parcel by parcel: when your goods are here and about to leave. Nothing is to be paid before. The parcel leaves after the money has arrived.
refused-not-paid = This parcel is not paid yet. It can be packed when the money has arrived, or when nothing more is asked for.
refused-not-released = { $sku } is released on { $day } and does not leave before that day.
refused-no-secret-key = This server has no secret key yet (DOCKLINE_SECRET_KEY). Nothing was changed.
refused-too-many-webhooks = A shop has at most { $count } webhooks. Delete one first.
refused-webhook-not-on = This webhook is not on. Turn it on first.
refused-charge = This charge does not allow that any more.
story-charge-due = { $price } fell due
story-charge-more = { $price } more is due
story-charge-less = { $price } less is due
story-money-arrived = { $price } arrived on { $day }
story-money-arrived-note = { $price } arrived on { $day }: { $note }
story-charge-paid = The charge is paid
story-charge-cancelled = The charge is cancelled
story-amount-waived = { $price } is waived: { $reason }

# Money in the console

money-mismatches = The books differ
money-mismatches-text = What the ledger says here and what the gateway says it did are not the same. Nothing was changed: look at both, and note or give back what is missing.
money-compared = Compared with the gateway: { $when }
mismatch-object = At the gateway
mismatch-how = What differs
mismatch-ours = Here
mismatch-theirs = Gateway
mismatch-state = Its state
mismatch-not-here = The gateway moved money that is not in the ledger
mismatch-not-there = The gateway does not know it
mismatch-taken = Another sum was taken
mismatch-back = Another sum was sent back
money = Money
money-of-order = Payment
money-due = Due
money-none-due = Nothing is due.
money-ledger = What came
money-none-came = Nothing has come yet.
money-to-come = Later: { $price }
charge = Charge { $reference }
charge-column = Reference
charge-state = State
charge-amount = Amount
charge-came = Arrived
charge-missing = Missing
charge-until = Pay by
charge-give-back = To give back: { $price }
charge-order = Order
charge-day = Day
charge-what = What
charge-captured = Arrived
charge-waived-entry = Waived
charge-state-due = Due
charge-state-running = Being taken
charge-state-failed = Failed
charge-state-unknown = Not known
charge-state-refused = Refused by the gateway
charge-state-paid = Paid
charge-state-covered = Paid before
charge-state-waived = Waived
charge-state-cancelled = Cancelled
charge-paid-title = Money has arrived
charge-paid-text = All of it, a part, or too much: what is missing or to be given back is worked out.
charge-paid-amount = Amount
charge-paid-amount-hint = As on the statement, such as 29.90.
charge-paid-day = Day on the statement
charge-paid-note = Note
charge-paid-note-hint = For your own people, such as the line of the statement.
charge-paid-button = Note what arrived
charge-waive-title = Ask for no more
charge-waive-text = The parcel can be packed. What is missing is entered as waived.
charge-waive-button = Waive the rest
charge-done-paid = Noted.
charge-done-waived = Nothing more is asked for.
charge-changed = Somebody else was faster: this is how it is now.
wrong-amount = Write an amount such as 29.90.
wrong-day-future = Write a day that has come.
parcel-unpaid = Not paid yet
parcel-unpaid-text = This parcel is packed after it is paid.

pay-save-card = Save your card
pay-wanted = Save your card to keep your place (until { $until }). Nothing is charged now.
pay-wanted-here = Save your card to keep your order (until { $until }). It is charged just before your parcel ships.
pay-verified = { $card } is charged { $price } just before your parcel ships.
pay-by = Charged to { $card }.
pay-a-card = Your card
pay-change-card = Use another card
pay-action = Your bank wants to hear from you before it pays. Your units wait until { $until }, then they go to the next in line.
pay-action-link = Continue to your bank
pay-failed = Your bank declined the payment. Your units wait until { $until }, then they go to the next in line.
pay-failed-link = Use another card
back-to-order = Back to your order
pay-lapsed = No card was saved in time, so the order was cancelled. Nothing was charged, and nothing will be.
pay-being-taken = The payment of { $price } is being taken.
pay-settling = The debit of { $price } is under way, which usually takes 5 working days. Your parcel leaves after that.
pay-not-taken = { $price } is not paid yet.
pay-cancelled = Cancelled. Nothing was charged, and nothing will be.
pay-refused = { $price } could not be charged yet. That is not up to you: the shop sees it, and you need not do anything.
pay-by-hand = The shop settles { $price } with you.
pay-to-gateway = On to the bank
pay-to-card-text = You save your card on a page of the bank. Nothing is charged there.
pay-to-card-link = Continue to save your card
pay-to-bank-text = Your bank asks you on a page of its own whether it may pay.
pay-to-bank-link = Continue to your bank
pay-bank-title = Your bank wants to hear from you
pay-test = Test payments: no money moves in this shop.
bank-title = Simulated bank
bank-text = This page plays the part of a bank. No money moves, and no card number is asked for: choose what the card will do.
bank-cards = What the card will do
bank-card-works = It works
bank-card-declined-once = It is declined once, and works the next morning
bank-card-needs-bank = Its owner has to answer their bank when it is charged
bank-card-expires = It has ended when it is charged
bank-card-reissued = It has ended, and the bank has sent another one: it works
bank-card-debit-fails = A debit that takes five days, and comes back
bank-save = Save
bank-step-text = Do you want to pay { $price }?
bank-confirm = Yes, pay
bank-refuse = No
bank-over = This page of the bank is no longer open. Please go back to your order.
money-stripe-test = Orders are paid by { $account } in test mode: no money moves. The key ends in { $last }.
money-stripe-live = Orders are paid by { $account }: money moves. The key ends in { $last }.
money-stripe-hooks = Stripe sends its messages to { $url }.
money-stripe-no-hooks = Stripe is to send its messages to { $url }. None is taken yet: the signing secret of that endpoint is missing.
stripe-mandate = Nothing is charged now. You allow this shop to charge this card without asking you again, once for each parcel of this order and just before it ships: what its goods cost with delivery, together no more than the total of your order. You can cancel what has not shipped on the page of your order, and it is not charged then.
how-payment-card = You save a card when you order. It is checked, and charged just before each parcel ships: nothing is charged while you wait.
refused-nothing-to-name = No payment method is to be named for this order.
refused-taken-by-nobody = No gateway takes the money of this charge.
charge-state-settling = Debit under way
charge-state-action = Bank wants to hear from the shopper
charge-state-needs-person = Contradicts: look at it
story-method-verified = A card was saved
story-attempt-asked = The gateway was asked for the money
story-money-captured = { $price } was charged
story-charge-failed = The bank declined
story-charge-failed-code = The bank declined: { $code }
story-charge-action = The bank wants to hear from the shopper
story-charge-unknown = The gateway did not answer; it is being asked what it did
money-repair = To repair
money-repair-text = The bank said no, or wants to hear from the shopper. After the last moment the units go to the next in line.
money-unknown = Not known
money-unknown-text = The gateway has not said what it did, refuses the shop, or contradicts itself. What it has not said or refuses is asked again by itself, and nobody is charged twice. What contradicts is not asked again: the order’s story says what the gateway said, and you decide.
charge-retry-title = Try again now
charge-retry-text = The gateway is asked once more, by the card that is saved.
charge-retry-button = Try again
charge-cancel-title = Take it over by hand
charge-cancel-text = The gateway lets go, and the charge is due: note what arrives, waive it, or have it tried again.
charge-cancel-button = Let the gateway go
charge-done-retry = The gateway is being asked.
charge-done-cancel = The gateway is being told to let go.
story-charge-settles = A debit is under way
story-charge-let-go = The gateway let go; it is asked anew, or somebody does it by hand
story-charge-contradicts = The gateway said something that contradicts what it was asked
story-charge-refused = The gateway refuses the request of the shop; it is asked again
story-charge-contradicts-took = The gateway says that it took { $price }, which contradicts what it was asked
story-charge-retried = It is tried again
story-charge-taken-over = It is taken over by hand

## Mails

mail-subject = { $order }: { $what }
mail-confirmation = thank you, it is placed
mail-moved = dates have moved
mail-moved-later = it ships later
mail-moved-earlier = it ships earlier
mail-moved-dated = there is a date
mail-cancelled = cancelled
mail-cancelled-part = a part is cancelled
mail-dispatched = a parcel is on its way
mail-delivered = a parcel has arrived
mail-notice = it is late, and you can choose
mail-notice-how = Each of these opens a page on which you send your answer. Opening it changes nothing. You can also just answer this mail.
mail-answer = your answer
mail-answer-lead = Your answer is recorded
mail-charge-failed = your payment did not go through
mail-charge-failed-lead = Your bank has declined the payment
mail-bank-step = your bank wants to hear from you
mail-bank-step-lead = Your bank wants to hear from you before it pays
mail-charge-coming = it ships soon, and is charged then
mail-refund-sent = your money was sent back
mail-refund-sent-lead = Your money was sent back
mail-refund-sent-next = If it has not arrived after 10 days, just answer this mail.
mail-refund-failed = your money could not be sent back yet
mail-refund-failed-lead = Your money could not be sent back yet
mail-refund-failed-next = You need do nothing: it is still yours, and the shop has been told. To say how it should reach you, just answer this mail. We write again when it was sent.
mail-refund-amount = Amount
mail-passed-on = how it is paid was not settled in time
mail-passed-on-text = How it is paid was not settled in time, so your place in line is given up. If you still want it, order it again.
mail-waitlist-confirm = { $name }: shall we write to you?
mail-waitlist-confirm-lead = You asked us to write when { $name } can be had
mail-waitlist-confirm-text = Please say on this page that the address is yours. Then we write to you once, when it can be had. You order nothing with this.
mail-waitlist-confirm-page = Say that it is me
mail-waitlist-confirm-not = If you did not ask, do nothing: nobody writes to you.
mail-waitlist-back = { $name } can be had
mail-waitlist-back-lead = { $name } can be had
mail-waitlist-back-here = It is in stock.
mail-waitlist-back-dated = It can be ordered now, and ships { $when }.
mail-waitlist-back-undated = It can be ordered now. There is no date yet.
mail-waitlist-back-text = You wanted to hear of it. Nothing is put aside for you.
mail-waitlist-back-page = Look at it
mail-why-waitlist = You get this mail because this address was entered on a page of { $shop }.
mail-withdrawal-received = Your withdrawal has been received
mail-why-withdrawal = You get this mail because a withdrawal was declared on a page of { $shop }, with this address for the receipt. If it was not you, just answer this mail.
mail-unsubscribe = No more such mails
mail-moved-lead = What we told you has changed:
mail-moved-before = Told before: { $when }
mail-moved-choice = You need not do anything to keep your place. Until it ships you can cancel free of charge, on the page of your order.
mail-cancelled-part-lead = A part of your order is cancelled
mail-dispatched-lead = A parcel is on its way to you
mail-delivered-text = If something is missing or broken, just answer this mail.
mail-total-vat = incl. VAT
mail-total-no-vat = no VAT is charged
mail-order-page = Open your order
mail-link-hidden = (Here stands the link to the page of the order. It is shown to those who may change orders.)
mail-next-news-mail = We write again when a date moves, and when a parcel leaves.
mail-why = You get this mail because of your order at { $shop }.

## Mails in the console

console-mails = Mails
mailbox = Mailbox
mailbox-kept = What shoppers would get by mail. No mail server is set, so every mail is kept here and none leaves.
mailbox-sent = Mails are really sent. What was kept here before a mail server was set stays to be read.
mails = All mails
mails-all = All mails, and what became of each
mails-off = This shop writes no mails. This turns them on:
mails-sent-from = Sent from { $from }.
mails-kept = No mail server is set: mails are kept in the mailbox.
mails-states = What became of them
mails-all-states = All
mails-none = No mails yet.
mail-column = Mail
mail-to = To
mail-from = From
mail-order = Order
mail-state = State
mail-when = When
mail-result = Result
mail-reply = Answer of the mail server
mail-subject-line = Subject
mail-preview-line = In lists
mail-as-text = The same as text
mail-nothing-written = Nothing was written.
mail-tries = Each try
mail-kind-confirmation = Confirmation of an order
mail-kind-moved = A date has moved
mail-kind-cancelled = Units were cancelled
mail-kind-dispatched = A parcel has left
mail-kind-delivered = A parcel has arrived
mail-kind-notice = Notice of delay
mail-kind-answer-recorded = An answer is recorded
mail-kind-charge-failed = A payment was declined
mail-kind-bank-step = The bank wants a step
mail-kind-charge-coming = A charge is coming
mail-kind-refund-sent = Money was sent back
mail-kind-refund-failed = Money could not be sent back
mail-kind-passed-on = Gone to the next in line
mail-kind-waitlist-confirm = Is the address theirs?
mail-kind-waitlist-back = It can be had
mail-kind-withdrawal-received = A withdrawal is received
mail-state-planned = Waiting to be sent
mail-state-sent = Sent
mail-state-kept = Kept
mail-state-skipped = Not sent
mail-state-superseded = Replaced by a later one
mail-state-uncertain = Not known whether it arrived
mail-state-bounced = Came back
mail-state-parked = Given up
mail-unsent-already-told = an earlier mail has told it
mail-unsent-order-cancelled = the order was cancelled
mail-unsent-order-shipped = everything has left
mail-unsent-arrived = the parcel has arrived already
mail-unsent-not-needed = it is settled without it
mail-unsent-sold-out = it cannot be had any more
mail-unsent-erased = the person was erased
mail-unsent-mail-off = the shop writes no mails any more
mail-unsent-refused = the mail server refused it
mail-unsent-gave-up = it failed too often
mail-unsent-suppressed = the address is not written to any more
mail-unsent-unreadable = it could not be written
mail-try-sent = Taken by the mail server
mail-try-refused = Refused
mail-try-failed = Not taken this time
mail-try-unreadable = It could not be written
mail-try-open = Its end is not known
mail-preview = How a mail would read now
mail-preview-text = For any order, in any language. Nobody gets it.
mail-preview-kind = Kind
mail-preview-language = Language
mail-preview-order = Order
mail-preview-order-hint = Its number, such as 12.
mail-preview-show = Show it
mail-preview-nothing = Nothing like that could be said of this order.
mail-preview-unknown = This shop has no order with this number.
mail-test = Send it to me
mail-test-text = As a test, to { $address }. It is not kept.
mail-test-sent = Sent to { $address }.
mail-test-failed = It could not be sent: { $problem }
mail-parked = Nobody tries to send this mail any more
mail-parked-text = Sent again, it is written anew from what is true then. Dealt with, it is not sent and stands no longer in Today.
mail-bounced = This mail came back
mail-bounced-text = It did not arrive. Sent again, it is written anew from what is true then, and the address is written to again. Dealt with, it stands no longer in Today.
mail-suppressed-all = Nothing is sent to this address any more: a mail to it came back for good.
mail-suppressed-courtesy = Mails that nobody has to get are not sent to this address any more: its owner has complained of one.
mail-lift = Write to this address again
mail-done-lift = The address is written to again.
mail-again = Send it again
mail-seen = It is dealt with
mail-done-again = It is sent again.
mail-done-seen = It stands no longer in Today.
mail-not-parked = That cannot be done: the mail is not given up any more, or the shop writes no mails.
mail-test-subject = [Test] { $subject }
today-mails-late = Mails that wait for the mail server
today-mails-late-text = { $count ->
    [one] { $count } mail should have left more than an hour ago. It waits; what the mail server says stands in the log of the server.
   *[other] { $count } mails should have left more than an hour ago. They wait; what the mail server says stands in the log of the server.
}
today-mails-bounced = Mails that came back
today-mails-bounced-text = { $count ->
    [one] { $count } mail did not arrive. A notice that came back was not given.
   *[other] { $count } mails did not arrive. A notice that came back was not given.
}
today-mails = Mails that could not be sent
today-mails-text = { $count ->
    [one] { $count } mail was given up. What it says, somebody else has to tell.
   *[other] { $count } mails were given up. What they say, somebody else has to tell.
}
today-mails-show = Show them

## Webhooks in the console

console-webhooks = Webhooks
webhooks-lead = Programs of yours that are told what happens in this shop, each message signed.
webhooks-none = No program is told anything yet.
webhook-new = Add a webhook
webhook-url = Address
webhook-url-hint = Such as https://shop.example/hooks. It must answer a ping at once.
webhook-types = What it is told
webhook-types-all = Everything, also what comes later
webhook-types-or = or only
webhook-create = Add it
webhook-column = Webhook
webhook-state = State
webhook-waiting = Waiting
webhook-failed = Given up
webhook-since = Since
webhook-state-on = On
webhook-state-unproven = Has not answered a ping yet
webhook-state-off = Off
webhook-off-by-hand = turned off by hand
webhook-off-failing = it only failed for five days
webhook-off-gone = it said that it is gone
webhook-off-full = too many messages waited
webhook-failing = Fails since { $when }.
webhook-paused = It is left alone until { $when }.
webhook-secret = Secret
webhook-secret-text = It is shown this once. Your program checks with it that a message comes from this shop.
webhook-old-secret = The secret before also signs until { $when }.
webhook-change = Change it
webhook-save = Save
webhook-ping = Send a ping
webhook-ping-text = Asks whether it is there. One that has not answered yet is on when it does.
webhook-rotate = Make a new secret
webhook-rotate-text = For 24 hours both sign.
webhook-turn-off = Turn off
webhook-turn-on = Turn on
webhook-turn-off-text = What waits is given up, and what happens meanwhile is not told later.
webhook-delete = Delete
webhook-delete-text = Its address and its secrets are gone at once.
webhook-actions = What can be done
webhook-replay = Send again
webhook-replay-failed = All that was given up
webhook-replay-range = All between these two times
webhook-from = From
webhook-to = To
webhook-log = Log
webhook-log-none = Nothing was sent yet.
webhook-event = Message
webhook-when = When
webhook-try = Try
webhook-result = Result
webhook-answer = Answer
webhook-answered = Answered { $status }
webhook-open = Its end is not known
webhook-again-at = again on { $when }
webhook-trouble-not-allowed = The address may not be called
webhook-trouble-no-address = The name has no address
webhook-trouble-not-global = Its address is not of the whole internet
webhook-trouble-not-reached = Nobody took the connection
webhook-trouble-not-encrypted = The way could not be encrypted; the certificate may be wrong
webhook-trouble-too-slow = No answer within 10 seconds
webhook-trouble-broken = The connection ended before an answer
webhook-trouble-unreadable = The message could not be made
webhook-done-pinged = It answered.
webhook-done-changed = It is changed.
webhook-done-off = It is off.
webhook-done-replayed = { $count ->
    [0] Nothing was there to be sent again.
    [one] { $count } message is sent again.
   *[other] { $count } messages are sent again.
}
webhook-done-deleted = It is deleted.
webhook-wrong-url = Write an address such as https://shop.example/hooks, in ASCII, without name and password.
webhook-wrong-place = This address may not be called: it must be https on port 443 or 8443, and on the whole internet.
webhook-wrong-types = Choose at least one.
webhook-wrong-time = Write a day and a time.
webhook-wrong-range = The end must be after the beginning.
webhook-not-answered = It did not answer the ping with success. The log says what it did.
today-webhooks = Programs that are not told any more
today-webhooks-text = { $count ->
    [one] { $count } webhook was turned off because it does not answer. What happens now is not told to it later.
   *[other] { $count } webhooks were turned off because they do not answer. What happens now is not told to them later.
}
today-webhooks-show = Show them

## Withdrawals in the console

today-withdrawals = Withdrawals from contracts
today-withdrawals-text = What was paid goes back within 14 days after somebody withdrew.
withdrawals-title = Withdrawals
withdrawals-lead = What people declared by the withdrawal function of the shop’s pages, the newest first. None of it is lost, and nobody was told whether there is such an order.
withdrawals-none = Nobody has withdrawn from a contract yet.
withdrawals-all = All withdrawals
withdrawals-older = Older ones
withdrawal-title = Withdrawal by { $name }
withdrawal-title-erased = Withdrawal by somebody who was erased
withdrawal-erased = erased
withdrawal-who = Who
withdrawal-contract = Which contract
withdrawal-order = Order
withdrawal-order-unknown = No order has this number and mail address
withdrawal-declared = Declared
withdrawal-refund-by = Money back by
withdrawal-state = State
withdrawal-state-open = Nobody has dealt with it yet
withdrawal-state-carried-out = Carried out
withdrawal-state-returning = The goods come back
withdrawal-state-dealt-with = Dealt with
withdrawal-carry-out = Cancel what has not left
withdrawal-carry-out-text = Cancels all that has not left of the order, and what was paid for it goes back by the shop’s rules.
withdrawal-carry-out-rest = What has left already then stands here as a return.
withdrawal-return = The goods come back
withdrawal-return-text = Something of the order has left. It stands here as a return until somebody says that it is dealt with.
withdrawal-seen = It is dealt with
withdrawal-seen-text = It then stands no longer in Today.
withdrawal-match = It is about this order
withdrawal-match-title = Which order is it?
withdrawal-match-number = Number of the order
withdrawal-match-unknown = This shop has no order with this number.
withdrawal-done-carry-out = What had not left is cancelled.
withdrawal-done-return = It stands here as a return.
withdrawal-done-seen = It stands no longer in Today.
withdrawal-done-match = The order is found.
withdrawal-of-order = Withdrawn from
story-mail-bounced = A mail about this order came back
story-mail-complaint = Somebody complained of a mail about this order
story-notice-bounced = The mail with the notice came back: it was not given
story-withdrawal-declared = A withdrawal from the contract was declared
story-withdrawal-matched = A withdrawal was found to be about this order
story-withdrawal-carried-out = The withdrawal was carried out
story-withdrawal-carried-out-part = The withdrawal was carried out; what had left comes back
story-withdrawal-return = The goods come back after the withdrawal
story-withdrawal-dealt-with = The withdrawal is dealt with

## The law of delay

delay-law = Law of delay
delay-regime-none = No law is kept
delay-regime-us = United States: 16 CFR 435
delay-regime-us-ca = California: 16 CFR 435 and B&P Code 17538
delay-regime-eu = European Union: Directive 2011/83/EU, art. 18
delay-regime-uk = United Kingdom: Consumer Rights Act 2015, s. 28
delay-on-time = The day told has not passed.
delay-deemed = A notice was given and not objected to: they wait until { $day }.
delay-asked = They were asked, and have until { $day } to say that they wait.
delay-consented = They agreed to wait until { $day }.
delay-open = They agreed to wait until it ships, and may cancel until then.
delay-late = Late since { $day }.
delay-late-may-end = Late since { $day }. They may end the contract at once.
delay-shipped = Handed over.
delay-by-shopper = Cancelled by the shopper on { $day }.
delay-by-shop = Cancelled by the shop on { $day }.
delay-unanswered = Ended by law on { $day }: the notice was not answered.
delay-passed-untold = Ended by law on { $day }: the time agreed on had passed, and no further notice had been given.
delay-left-after = It left, though the law had ended it on { $day }.
delay-passed = Ended by law on { $day }: the time agreed on had passed.
delay-not-offered = Ended by law on { $day }: no notice was given by the day told.
delay-offer = Give a notice by { $day }
delay-renew = Give another notice by { $day }
delay-refund = Anything paid goes back by { $day }
delay-end-and-refund = Do not send it: cancel it. Anything paid goes back by { $day }
today-delays = Law of delay
today-delays-notices = { $count ->
        [one] One line of an order needs a notice by { $day }.
       *[other] { $count } lines of orders need a notice, the first by { $day }.
    }
today-delays-ended = { $count ->
        [one] The law has ended one line of an order.
       *[other] The law has ended { $count } lines of orders.
    } Nothing was cancelled by itself.
today-delays-suspended = By itself nothing is sent and nothing is cancelled at present: mails of this shop do not go out, or the mail settings were changed. Let “dockline mail check” pass. Until then somebody has to give each notice.
today-delays-more = There may be more: not everything that waits was looked at.
col-told-for = Told for
col-law = Law
col-to-do = To do
col-notice = Notice
col-given = Given
col-until = Wait until
col-answer = Answer
action-delay = Tell them
notices = Notices of delay
notice-short = first notice, silence is consent
notice-long = first notice, silence ends the order
notice-indefinite = notice without a day
notice-renewed = further notice
notice-late-there = late where they live
notice-answer-by = open until { $day }
notice-form = Record a notice of delay
notice-form-text = Nothing is sent. Once it is recorded, its text stands here, with a link for the answer: send it today, or tell them on the phone or by letter.
notice-form-text-sent = Told by mail, it is written in the order’s language and sent at once, with a link for the answer. It counts once the mail server has taken it. What you told them on the phone or by letter is only recorded.
notice-button = Record the notice
notice-planned = a mail with it waits to be sent
notice-failed = the mail did not arrive: it does not count
today-notice-planned = A mail with a notice is on its way.
today-notice-failed = The mail with the notice did not arrive: tell them in another way.
notice-done = The notice is recorded.
notice-wrong = Give the day until which they are asked to wait, or the reason why nobody can say.
notice-reason-hint = What you told them. It is needed where there is no day. No personal data.
notice-until = Asked to wait until
notice-until-hint = The last day on which it ships. Empty: nobody can say.
notice-further = And at once asked to agree to
notice-further-hint = A later day on which it ships at the latest, if you asked for one.
notice-channel = How they were told
channel-mailed = by mail
channel-phoned = on the phone
channel-posted = by letter
channel-linked = by the link of the order
answer-form = Record an answer to a notice
answer-form-text = What they told you. If they cancel, the units that the notice is about are cancelled with this.
answer-button = Record the answer
answer-done = The answer is recorded.
answer-wrong = Choose the notice and the answer; a last day is needed where they set one.
answer-channel = How they answered
answer-choice-wait = They wait, as long as the notice asks
answer-choice-wait-further = They agree to the later day it asks for
answer-choice-cancel = They cancel
answer-choice-last-date = They set a last day
answer-last-date-field = The last day
answer-last-date-hint = Only where they set one.
answer-wait = They wait until it ships
answer-wait-until = They wait until { $day }
answer-cancel = They cancel
answer-last-date = Last day: { $day }
story-notice = { $name }: { $notice }, { $channel }. Wait until: { $day }. Reason: { $reason }
story-notice-planned = { $name }: { $notice }, to be sent { $channel }. Wait until: { $day }. Reason: { $reason }
story-notice-arrived = The mail with the notice has arrived: it was answered on its page
story-notice-mailed = The mail with the notice is sent: the notice counts from here on
story-notice-not-mailed = The mail with the notice was not sent: the notice does not count
story-answer = Answer { $channel }: { $answer }
refused-notice-no-law = No law of delay is kept for this order.
refused-notice-shipped = It has been handed over: there is nothing to wait for.
refused-notice-ended = It is cancelled, or the law has ended it. A notice changes nothing any more.
refused-notice-in-time = It is here and leaves in time. That needs no notice.
refused-notice-not-later = The day is no later than the one they wait for. That needs no notice.
refused-notice-further = The later day must be after the day of the notice.
refused-notice-on-its-way = A mail with a notice is on its way. Tell them on the phone or by letter, or wait for what becomes of the mail.
refused-notice-needs-day = In California a notice names a day.
refused-too-late = It comes too late: it has been handed over, has ended, or the order was changed. Nothing was changed now.
notice-title = Your order is late
notice-says-day = { $name } will ship by { $day }, not by { $due } as we told you.
why-no-date = no date has been confirmed to us yet
notice-says-why = The reason: { $reason }
notice-says-day-untold = { $name } will ship by { $day }.
notice-says-no-day-untold = We cannot say when { $name } will ship: { $reason }
notice-says-no-day = { $name } will not ship by { $due } as we told you. We cannot say how long it will take: { $reason }
notice-says-cancel-any-time = If you wait, you can still cancel at any time until it ships.
notice-says-short = If we do not hear from you before we ship and by { $day }, you agree to wait until { $day }.
notice-says-long = Your order is cancelled and refunded unless we ship by { $day } or you tell us by { $day } that you want to wait.
notice-says-renewed = If you do not tell us by { $day } that you want to wait, your order is cancelled and refunded.
notice-says-refund = You can cancel and get everything back that you paid: it is on its way within 7 working days.
notice-says-refund-week = You can cancel and get everything back that you paid: it is on its way within a week.
notice-says-europe = You can wait, set a last day by which it must come, or cancel and get everything back that you paid. As long as you say nothing, nothing changes.
notice-says-further = Do you agree to wait until { $day }, should it take longer?
notice-says-link = Answer here, at no cost: { $page }
notice-question = What would you like?
notice-send = Send the answer
notice-answered = Thank you, your answer has arrived.
notice-answer-wrong = Choose an answer. Where you set a last day, name one from today on, and no earlier one than you were told.
notice-too-late = Your answer comes too late: it has been handed over, has ended, or this notice does not count for the order any more. Your answer changed nothing.
notice-not-current = There is nothing to answer any more: this notice does not count for the order any more.
notice-closed = There is nothing to answer any more: it has been handed over, or has ended.
notice-text = Text of notice { $number }, to be sent
notice-text-hint = In the language of the order. Copy it into your mail; the link leads to a page with these choices, and opening it changes nothing.
answer-own-wait = I wait until it ships
answer-own-wait-until = I wait until { $day }
answer-own-cancel = I cancel and get everything back
answer-own-last-date = It must come by a last day
answered-wait = You wait until it ships.
answered-wait-until = You wait until { $day }.
answered-cancel = You have cancelled.
answered-last-date = You have set a last day: { $day }.
order-notice = Part of your order is late. Will you wait?
order-notice-answer = See what you can choose
what-if-law = { $count ->
        [one] By law one line of an order would need a notice by { $day }.
       *[other] By law { $count } lines of orders would need a notice, the first by { $day }.
    }
what-if-law-none = By law nobody would need a notice.
what-if-law-more = More would move than were looked at.

# What goes back

pay-refund-coming = { $price } goes back the way you paid.
pay-refund-pending = { $price } is on its way back, the way you paid. Banks take up to 10 days.
pay-refund-sent = { $price } was sent back on { $day }, the way you paid. Banks take up to 10 days.
pay-refund-sent-by-hand = { $price } was sent back to you on { $day }.
pay-refund-failed = { $price } could not be sent back the way you paid. It is yours: the shop sees it and finds another way with you.
pay-refund-checked = The shop is checking what became of the { $price } that goes back to you.
pay-refund-by-hand = The shop gives { $price } back to you.
event-money-returned = { $price } was sent back.
refused-refund = This refund does not allow that any more.
refused-not-so-much = At most { $price } can go back now.
refused-over-limit = Of this order at most { $price } may be given back without the owner.
refused-not-for-so-many = Money can go back now for at most { $count } of { $sku }.
refused-sent-by-nobody = No gateway sends this refund: note it when you have sent it.
money-to-give-back = To give back
money-to-give-back-text = Nobody sends these by itself. Send them, and note the day. What the gateway could not send or refused stands first: there you can also ask it again.
money-unknown-refunds = Not known: what goes back
money-unknown-refunds-text = These may have been sent: the gateway has not said so, contradicts itself, or is late. Do not send them before you have looked at what the gateway lists. What it has not said is asked again by itself.
refund = Refund of order { $reference }
refund-column = Refund
refund-of = Charge
refund-why = Why
refund-why-not-owed = Not owed any more
refund-until = Send by
refund-day = Sent on
refund-list = Given back
refund-state-due = Due
refund-state-by-hand = For you to send
refund-state-refused = Refused by the gateway
refund-state-running = Being sent
refund-state-pending = On its way
refund-state-sent = Sent
refund-state-failed = Could not be sent
refund-state-failed-code = Could not be sent: { $code }
refund-state-unknown = Not known
refund-state-needs-person = Contradicts: look at it
refund-state-cancelled = Not owed any more
refund-note-title = You have sent it
refund-note-text = Only after it has left your account: the shopper then reads that it was sent.
refund-note-day = Day on the statement
refund-note-button = Note that it was sent
refund-retry-title = Try again
refund-retry-text = The gateway is asked once more to send it.
refund-retry-button = Ask the gateway again
refund-done-sent = Noted. The shopper reads that it was sent.
refund-done-retry = The gateway is being asked.
charge-give-title = Give money back
charge-give-text = Beyond what was cancelled, which goes back by itself: such as for a scratch. At most { $price }. The gateway sends it as far as it took the money.
charge-give-text-by-hand = Beyond what was cancelled, such as for a scratch. At most { $price }. You send it yourself, and note the day.
charge-give-amount = Amount to give back
charge-give-why-hint = The log keeps it. No personal data.
charge-give-button = Give it back
charge-done-give = It goes back as far as the gateway took the money. The rest stands under To give back, for you to send.
charge-done-give-by-hand = Noted. It stands under To give back until you have sent it and noted the day.
charge-refunded-entry = Given back
charge-refund-failed-entry = Came back from the bank
wrong-give-back = The amount must be at most what can still go back.
story-refund-due = { $price } is to go back
story-refund-due-reason = { $price } is given back: { $reason }
story-refund-due-by-hand = { $price } is to go back, for somebody to send
story-refund-asked = The gateway was asked to give it back
story-refund-pends = The gateway sends it back as soon as it can
story-refund-unknown = The gateway did not say whether it gave it back; it is being asked what it did
story-refund-refused = The gateway refuses to give it back; somebody at the shop has it asked again, or sends it another way
story-refund-contradicts = The gateway says that it gave { $price } back, which contradicts what it was asked
story-refund-confirmed = Somebody at the shop says that it was sent on { $day }: { $note }
story-refund-retried = It is tried again to give it back
story-refund-withdrawn = It is not to go back any more
story-refund-sent = { $price } was sent back
story-refund-sent-day = { $price } was sent back on { $day }
story-refund-sent-note = { $price } was sent back on { $day }: { $note }
story-refund-failed = { $price } could not be sent back: { $code }
bank-card-refund-pends = It works; what is given back is on its way for five days
bank-card-refund-fails = It works; nothing can be given back to it
bank-card-refund-returns = It works; what is given back comes back to the shop after five days
bank-says-funds = not enough money in the account
bank-says-expired = the card has expired
bank-says-lost = the card was reported lost or stolen
bank-says-card-ended = the card is no longer valid
bank-says-closed = the account is closed or not found
bank-says-details = what was entered for the card is not right
bank-says-not-allowed = the card does not allow such a payment
bank-says-limit = the card's limit is reached
bank-says-asks = the bank wants to hear from the shopper
bank-says-later = the bank could not answer just now
bank-says-never = the bank wants no further try
bank-says-revoked = its owner has withdrawn or disputed the debit
bank-says-no = the bank gives no reason

refused-not-noted = At most { $price } was noted by hand and did not go back.
refused-nothing-to-extend = Nothing runs out here that could be extended.
charge-extend-title = Wait longer
charge-extend-text = The units stay with this order until the end of the day, at most 30 days from now.
charge-extend-text-transfer = This is the last day that the shopper reads for the transfer. Nothing happens by itself after it. At most { $days } days from now.
charge-extend-until = Until
charge-extend-button = Wait until then
charge-done-extend = The units wait longer.
charge-done-extend-transfer = The shopper reads the new day.
charge-correct-title = A note was wrong
charge-correct-text = So much did not come. The note stays, and a counter entry is added. What is not paid then is due again.
charge-correct-amount = How much too much was noted
charge-correct-button = Take the note back
charge-done-correct = Corrected.
charge-corrected-entry = Note corrected
wrong-extend = Must be a day from today on, at most 30 days from now, and after the last moment there is.
story-charge-extended = There is time to pay until { $until }
story-money-corrected = A note of { $price } was wrong: { $reason }
money-find = Find by reference or order
money-find-hint = Such as RF76 1023 C1, or the number of an order.
money-find-button = Find
money-find-none = No payment and no order is called { $what }.
money-older = Older entries
