# Was Menschen lesen, auf Deutsch. Regeln: erst das Datum, dann der Zustand; Versand oder Ankunft, nie unklar; Spannen, nie falsche Tage;
# keine Schuld, keine Eile, keine vorgetäuschte Knappheit, kein „leider“.

## Dates

today = heute
tomorrow = morgen
yesterday = gestern
days-ago = { $count ->
    [one] vor { $count } Tag
   *[other] vor { $count } Tagen
}
on-day = am { $date }
window-in-month = { $from }.–{ $to }
window-over-months = { $from } – { $to }

## What can be had

status-in-stock = Auf Lager
status-low-stock = Wenige auf Lager
status-backorder = Nachbestellbar
status-preorder = Vorbestellbar
status-made-to-order = Wird für Sie gefertigt
status-out-of-stock = Ausverkauft
status-discontinued = Nicht mehr erhältlich
headline = { $status } — { $when }
announce = { $name }: { $headline }
lead-ships = Versand
ships-when = Versand { $when }
part-first = { $count } Stück { $when }
part-next = { $count } Stück { $when }
part-undated = { $count } Stück noch ohne Termin
part-lead = { $count } Stück
no-date-yet = noch kein Termin; wir schreiben, sobald es einen gibt
no-date-yet-short = Noch kein Termin
date-being-confirmed = wir klären einen neuen Termin
overdue = Der Termin ist verstrichen; wir klären den neuen
tell-me = sagt mir, wenn es wieder da ist
tell-me-button = Sagt mir, wenn es wieder da ist
instead-out = Wir schreiben, sobald es wieder da ist
instead-discontinued = Es kommt nicht wieder
would-be-number = Sie wären Nummer { $position } in der Reihe
would-be-number-of = Sie wären Nummer { $position } in der Reihe, von { $total } Stück im Zulauf
place = Platz { $position } in der Reihe
place-moved-up = Platz { $position } in der Reihe; bei der Bestellung war es Platz { $before }
money-later = Jetzt wird nichts abgebucht. Wir buchen beim Versand ab; bis dahin kostenlos stornierbar.
money-soon = Wir buchen beim Versand ab; bis dahin kostenlos stornierbar.
basis = { $supply }. { $confirmed }.
basis-lead-time = Für Sie bestellt oder gefertigt: Die Zeit zählt ab Ihrer Bestellung.
confirmed = Termin zuletzt bestätigt { $ago }
confirmed-by = Termin zuletzt bestätigt { $ago }: { $basis }
note-overdue = Neue Bestellungen warten, bis der neue Termin bestätigt ist. Die Plätze in der Reihe bleiben.
note-stale = Dieser Termin wurde länger nicht bestätigt. Wir fragen nach.
note-undated = Sie können jetzt bestellen und behalten Ihren Platz; bis zum Versand kostenlos stornierbar.
note-next-batch = Die nächste Lieferung ist vergeben; diese kommt mit der Lieferung danach.
note-low = { $count ->
    [one] Nur noch { $count } Stück
   *[other] Nur noch { $count } Stück
}
note-per-customer = { $count ->
    [one] Höchstens { $count } Stück je Kunde.
   *[other] Höchstens { $count } Stück je Kunde.
}
verb-order = Bestellen
verb-backorder = Nachbestellen
verb-preorder = Vorbestellen
button-when = { $verb } — Versand { $when }
button-undated = { $verb } — wir schreiben, wenn es einen Termin gibt
button-split = { $verb } — Versand in Teilen
take-fewer = { $count ->
    [one] { $count } Stück ist jetzt bestellbar
   *[other] { $count } Stück sind jetzt bestellbar
}
price-from = ab { $price }

## The way of the goods

stage-planned = Geplant
stage-ordered = Beim Hersteller bestellt
stage-in-production = In Fertigung
stage-quality-check = Qualitätsprüfung
stage-in-transit = Unterwegs zu uns
stage-customs = Beim Zoll
stage-arrived = An unserer Rampe
stage-received = Eingezählt
stage-cancelled = Abgesagt
stage-ships = Versand an Sie
expected-when = erwartet { $when }
supply-ordered = { $count } Stück beim Hersteller bestellt
supply-in-production = { $count } Stück in Fertigung
supply-quality-check = { $count } Stück in der Qualitätsprüfung
supply-in-transit = { $count } Stück unterwegs zu uns
supply-customs = { $count } Stück beim Zoll
supply-arrived = { $count } Stück an unserer Rampe
supply-cancelled = { $count } Stück abgesagt

## The order

order-number = Bestellung { $number }
order-waiting = Wartet
order-allocated = Wird als Nächstes gepackt
order-packed = Gepackt
order-shipped = Versandt
order-delivered = Zugestellt
order-on-hold = Angehalten
order-cancelled = Storniert
sentence-ships = Versand Ihrer Bestellung: { $when }
sentence-rest-ships = Ein Teil Ihrer Bestellung ist versandt; Versand des Rests: { $when }
sentence-being-confirmed = Der Termin ist verstrichen; wir klären den neuen
sentence-undated = Noch kein Termin; wir schreiben, sobald es einen gibt
sentence-allocated = Ihre Ware ist da; als Nächstes wird gepackt
sentence-packed = Gepackt und bereit für den Versand
sentence-shipped = Ihre Bestellung ist unterwegs zu Ihnen
sentence-delivered = Ihre Bestellung wurde zugestellt
sentence-on-hold = Ihre Bestellung ist angehalten
sentence-cancelled = Diese Bestellung wurde storniert
quantity-price = { $count } × { $price }
group-waiting = { $count ->
    [one] { $count } Stück wartet in der Reihe.
   *[other] { $count } Stück warten in der Reihe.
}
group-allocated = { $count ->
    [one] { $count } Stück ist für Sie da.
   *[other] { $count } Stück sind für Sie da.
}
group-packed = { $count } Stück gepackt.
group-shipped = { $count } Stück versandt.
group-delivered = { $count } Stück zugestellt.
group-on-hold = { $count } Stück angehalten.
group-cancelled = { $count } Stück storniert.
line-ships-when = Versand { $when }
line-undated = Noch kein Termin; wir schreiben, sobald es einen gibt
moved-later = { $days ->
    [one] Jetzt { $when }, { $days } Tag später
   *[other] Jetzt { $when }, { $days } Tage später
}
moved-earlier = { $days ->
    [one] Jetzt { $when }, { $days } Tag früher
   *[other] Jetzt { $when }, { $days } Tage früher
}
moved-now = Jetzt { $when }
with-reason = { $text }: { $reason }
carrier = Mit { $carrier }
carrier-tracking = Mit { $carrier }, Sendungsnummer { $tracking }
held-because = Angehalten: { $reason }
cancelled-by-you = Von Ihnen storniert
cancelled-because = Storniert: { $reason }
packing-next = Ihre Ware ist da; als Nächstes wird gepackt
event-placed = Sie haben bestellt
event-allocated = { $count ->
    [one] { $count } Stück ist für Sie eingetroffen: { $name }
   *[other] { $count } Stück sind für Sie eingetroffen: { $name }
}
event-cancelled = { $count ->
    [one] { $count } Stück wurde storniert: { $name }
   *[other] { $count } Stück wurden storniert: { $name }
}
order-history = Was geschehen ist
promise-history = Jeder Termin, den wir Ihnen genannt haben
date-before = Vorher:
order-actions = Was Sie tun können
order-facts = Einzelheiten der Bestellung
order-keep-link = Diese Seite ist Ihr Beleg. Bewahren Sie den Link auf: Er zeigt, wo Ihre Bestellung ist, und gehört nur Ihnen.
fact-placed = Bestellt
fact-name = Name
fact-email = E-Mail
fact-address = Adresse
fact-shipping = Versand
needed-by = Gebraucht bis
cancel-order = Bestellung stornieren
cancel-free = Kostenlos, bis gepackt ist.
cancel-title = Was stornieren?
cancel-text = Was Sie stornieren, verlässt die Reihe, und es wird nichts dafür abgebucht. Um einen Teil zu behalten, stornieren Sie weniger.
cancel-button = Diese Stücke stornieren
cancel-keep = Bestellung behalten
of-units = { $count ->
    [one] von { $count } Stück
   *[other] von { $count } Stück
}
message-placed = Danke. Ihre Bestellung ist aufgegeben, und Ihr Platz in der Reihe gehört Ihnen.
message-cancelled = Das ist storniert. Es wird nichts dafür abgebucht.

## Pages

skip = Zum Inhalt
navigation = Shop
cart = Warenkorb
rehearsal = Probe
footer-dates = Termine sind Tage, an denen Pakete das Haus verlassen, in der Zeitzone { $zone }.
footer-honest = Jeder Termin hier hat eine Quelle, und Änderungen werden gesagt.
shops = Shops
no-shops = Hier gibt es noch keinen Shop.
all-products = Alle Produkte
breadcrumb = Wo Sie sind
search = Suchen
search-label = Produkte suchen
search-title = Gefunden für „{ $search }“
search-empty = Nichts heißt hier „{ $search }“. Versuchen Sie ein kürzeres Wort.
catalogue-empty = Dieser Shop hat noch keine Produkte.
more-products = Mehr Produkte
variant-count = { $count ->
    [one] { $count } Variante
   *[other] { $count } Varianten
}
progress-title = Wo es ist
progress-here = Es ist da: Ihre Bestellung geht aus unserem Lager ab.
progress-made = Es wird gefertigt oder bestellt, wenn Sie bestellen; der Weg steht dann auf Ihrer Bestellseite.
progress-none = Zurzeit ist nichts unterwegs.
description-title = Beschreibung
related-title = Auch aus diesem Shop
notice-in-cart = Es liegt im Warenkorb.
notice-on-waitlist = Wir schreiben Ihnen, sobald es wieder da ist. Sie haben nichts bestellt.
to-catalogue = Zu den Produkten
to-start = Zum Anfang

## Forms

field-email = E-Mail
field-name = Name
field-quantity = Menge
field-needed-by = Gebraucht bis
field-needed-by-hint = Freiwillig. Wir sagen früh Bescheid, wenn dieser Tag nicht zu halten ist.
update-quantity = Termine zeigen
add-to-cart = In den Warenkorb
more-options = Versandoptionen
ship-legend = Wie soll versandt werden?
ship-as-available = Jeder Teil, sobald er da ist
ship-complete = Alles zusammen
waitlist-summary = Noch nicht bestellen?
waitlist-only = Von uns hören
waitlist-text = Wir schreiben einmal, wenn es wieder da ist. Sie bestellen damit nichts.
form-sending = Einen Moment …
form-failed = Es kam keine Antwort. Vielleicht hat uns Ihre Bestellung nicht erreicht; erneutes Senden ist sicher.
errors-title = Bitte prüfen
cart-empty = Ihr Warenkorb ist leer.
update-cart = Mengen ändern
remove = Entfernen
checkout-title = Ihre Bestellung
total = Summe
cart-order = Zahlungspflichtig bestellen
cart-order-waits = Zahlungspflichtig bestellen
cart-not-orderable = Nicht alles davon ist jetzt bestellbar. Ändern Sie die oben markierten Mengen.
error-email = Geben Sie eine E-Mail-Adresse an, etwa name@example.org.
error-name = Geben Sie Ihren Namen an, höchstens 300 Zeichen.
error-quantity = Geben Sie eine ganze Zahl von 1 bis { $max } an.
error-needed-by = Geben Sie einen künftigen Tag an, oder lassen Sie das Feld leer.
error-ship = Wählen Sie, wie versandt werden soll.
error-nothing-chosen = Wählen Sie mindestens eine Ware.
error-too-many-lines = Eine Bestellung darf höchstens { $max } verschiedene Waren enthalten.
error-none-left = { $name } ist zurzeit nicht bestellbar. Es wurde nichts bestellt.
error-not-enough = { $count ->
    [one] Von { $name } ist jetzt { $count } Stück bestellbar. Es wurde noch nichts bestellt.
   *[other] Von { $name } sind jetzt { $count } Stück bestellbar. Es wurde noch nichts bestellt.
}
error-per-customer = { $held ->
    [0] Von { $name } höchstens { $limit } Stück je Kunde.
   *[other] Von { $name } höchstens { $limit } Stück je Kunde; Sie haben { $held } bestellt.
}
error-not-found = Das gibt es im Shop nicht mehr.
error-too-late = Das ist schon gepackt und lässt sich hier nicht mehr stornieren. Bitte schreiben Sie dem Shop.
error-key-reused = Dieses Formular wurde schon mit anderem Inhalt gesendet. Laden Sie die Seite neu und senden Sie es noch einmal.
error-busy = Gerade bestellen sehr viele. Es wurde nichts bestellt; versuchen Sie es gleich noch einmal.
error-internal = Bei uns ist etwas schiefgegangen. Erneutes Senden ist sicher.

## Live

live = Live
live-paused = Angehalten
live-reconnecting = Verbindet neu
live-offline = Offline
live-pause = Anhalten
live-resume = Fortsetzen

## Problems

problem-not-found = Diese Seite gibt es nicht
problem-not-found-text = Vielleicht ist die Adresse vertippt, oder die Seite ist umgezogen.
problem-gone = Das gibt es hier nicht mehr
problem-gone-text = Das Produkt ist nicht mehr im Katalog. Bestellungen davon behalten ihre Seiten.
problem-too-many = Einen Moment, bitte
problem-too-many-text = Von Ihrer Adresse kamen viele Anfragen. Warten Sie einige Sekunden und laden Sie neu.
problem-bad-request = Mit dieser Anfrage können wir nichts anfangen
problem-bad-request-text = Gehen Sie zurück, laden Sie die Seite neu und versuchen Sie es noch einmal.
problem-forbidden = Ihre Rolle erlaubt das nicht
problem-forbidden-text = Fragen Sie jemanden im Shop, dessen Rolle es erlaubt. Es wurde nichts geändert.
problem-busy = Gerade sind sehr viele hier
problem-busy-text = Nichts ging verloren. Warten Sie einige Sekunden und laden Sie neu.
problem-internal = Bei uns ist etwas schiefgegangen
problem-internal-text = Wir haben es vermerkt. Laden Sie gleich neu; was bestellt ist, bleibt bestellt.

event-packed = Ein Paket davon wurde gepackt.
event-shipped = Ein Paket wurde an { $carrier } übergeben.
event-shipped-tracking = Ein Paket wurde an { $carrier } übergeben, Nummer { $tracking }.
event-held = Sie wurde angehalten: { $reason }.
event-resumed = Es geht weiter.
event-details-changed = Name, Adresse oder Termin wurde geändert.
event-variant-kept-place = { $count ->
    [one] { $count } Stück wurde von { $from } auf { $to } geändert und behielt seinen Platz in der Reihe.
   *[other] { $count } Stück wurden von { $from } auf { $to } geändert und behielten ihren Platz in der Reihe.
}
event-variant-end-of-line = { $count ->
    [one] { $count } Stück wurde von { $from } auf { $to } geändert und steht nun am Ende jener Reihe.
   *[other] { $count } Stück wurden von { $from } auf { $to } geändert und stehen nun am Ende jener Reihe.
}
event-priority-raised = Der Shop gab ihr Vorrang in der Reihe.
event-priority-lowered = Der Shop nahm ihren Vorrang in der Reihe zurück.
cause-wish = auf Ihren Wunsch
cause-line = die Reihe davor hat sich geändert
cause-supply = die Lieferung hat sich geändert

change-details = Name, Adresse oder Termin ändern
change-details-note = Bis gepackt ist; Ihr Platz in der Reihe bleibt.
change-details-text = Ihr Platz in der Reihe und der zugesagte Termin bleiben, wie sie sind.
change-details-button = Änderungen speichern
change-keep = Alles lassen, wie es ist
field-address = Adresse für das Paket
change-variant = Größe oder Farbe ändern
change-variant-note = Was mit Ihrem Platz in der Reihe geschieht, steht vorher da.
change-variant-text = Sie behalten Ihren Platz in der Reihe, wenn dieselbe Lieferung beides bringt und niemand hinter Ihnen deshalb länger warten muss.
change-variant-none = Nichts, was in dieser Bestellung wartet, gibt es in anderer Größe oder Farbe.
change-variant-units = So viele ändern
change-variant-button = Diese Stücke ändern
change-keeps-place = behält Ihren Platz: Nummer { $position } in der Reihe
change-end-of-line = kommt ans Ende seiner Reihe: Nummer { $position }
change-not-available = jetzt nicht zu haben
change-only = nur { $count } jetzt zu haben
message-details-changed = Geändert. Ihr Platz in der Reihe ist derselbe.
message-variant-changed = Geändert. Unten stehen Ihr Platz in der Reihe und der Versandtermin.
needed-by-missed = Ein Teil wird erst nach dem Tag erwartet, bis zu dem Sie ihn brauchen. Sie können den Tag ändern, die Bestellung ändern oder kostenlos stornieren.
error-address = Geben Sie eine Adresse mit höchstens 500 Zeichen an, oder lassen Sie das Feld leer.
error-too-late-to-change = Das ist schon gepackt und lässt sich hier nicht mehr ändern. Bitte schreiben Sie dem Shop.
error-variant = Diese Änderung ist nicht mehr möglich. Unten steht, was jetzt geht.
on-time-record = { $percent } % von { $count } Stück gingen bis zum zuerst genannten Termin raus

## Konsole

console = Konsole
console-today = Heute
console-supply = Nachschub
console-dock = Rampe
console-line = Reihe
console-orders = Bestellungen
console-to-shop = Shop
console-to-today = Zu Heute
console-log-out = Abmelden
console-search-label = Bestellungen suchen
console-search-hint = Bestellnummer, SKU, Name, E-Mail …
role-owner = Inhaber
role-operations = Betrieb
role-support = Kundendienst
role-viewer = Einsicht
login-title = Anmelden
login-button = Anmelden
login-wrong = Das passt nicht. Prüfen Sie E-Mail-Adresse und Passwort.
login-too-many = { $count ->
    [one] Zu viele Versuche. Versuchen Sie es in { $count } Minute noch einmal.
   *[other] Zu viele Versuche. Versuchen Sie es in { $count } Minuten noch einmal.
}
login-busy = Gerade melden sich sehr viele an. Versuchen Sie es gleich noch einmal.
login-internal = Bei uns ist etwas schiefgegangen. Versuchen Sie es gleich noch einmal.
login-demo = Dies ist eine Vorführung: Jeder darf sich anmelden.
field-shop = Shop
field-shop-hint = Sein kurzer Name in Adressen, etwa acme.
field-password = Passwort
today-empty = Im Moment braucht Sie nichts.
today-empty-text = Kein Termin ist verstrichen, niemand wartet länger als zugesagt, und diese Woche kommt keine Ware.
today-overdue = Verstrichene Termine
today-overdue-text = Niemand Neuem wird davon etwas zugesagt, und die Leute in der Reihe warten auf Nachricht.
today-at-risk = Gefährdete Zusagen
today-at-risk-text = Diese Leute werden später bedient, als ihnen zuerst gesagt wurde, oder haben keinen Termin mehr.
today-expected = Erwartete Eingänge
today-expected-text = Ware, die heute oder in den nächsten sieben Tagen kommen kann.
today-held = Angehaltene Bestellungen
today-held-text = Sie wurden angehalten und warten auf eine Entscheidung.
today-to-pack = Pakete zu packen
today-to-pack-text = Ihre Ware ist da, und nichts steht im Weg.
today-stale = Lange nicht bestätigte Termine
today-stale-text = Käufer sehen, dass diese Termine alt sind. Fragen Sie nach, und bestätigen oder berichtigen Sie sie.
today-more = Es gibt mehr; diese kommen zuerst.
col-order = Bestellung
col-purchase-order = Lieferantenbestellung
col-was-expected = War erwartet
col-expected = Erwartet
col-kept = Für Leute reserviert
col-open = Offen
col-stage = Wo sie ist
col-confirmed = Bestätigt
col-variant = Variante
col-promised-from = Zuerst zugesagt
col-expected-to = Erwartet bis
col-orders = Bestellungen
col-units = Stück
col-reason = Grund
col-placed = Bestellt
col-person = Person
col-goods = Ware
col-state = Stand
col-promised = Zugesagt
col-why = Warum
col-ships = Versand
col-told = Gesagt
col-promise = Termin
col-because = Weil
action-confirm = Termin bestätigen
action-receive = Annehmen
action-pack = Packen
action-line = Reihe ansehen
action-decide = Entscheiden
action-look = Ansehen
risk-undated = { $count ->
    [one] { $count } ohne Termin
   *[other] { $count } ohne Termin
}
orders-newest = Die neuesten zuerst
orders-none = Es gibt noch keine Bestellungen.
orders-not-found = Nichts passt. Versuchen Sie eine Bestellnummer, eine ganze SKU oder einen Teil von Name oder E-Mail-Adresse.
orders-more = Ältere Bestellungen
orders-purchase-order = Lieferantenbestellung { $reference }
orders-others = { $count ->
    [one] und { $count } weitere
   *[other] und { $count } weitere
}
order-changed = Das ist erledigt.
story-goods = Ware
story-promises = Jeder Termin, der genannt wurde
story-events = Was geschehen ist
story-page = Seite des Käufers
story-page-open = Öffnen
story-placed = Bestellt
story-allocated = { $count ->
    [one] { $count } Stück zugeteilt: { $name }
   *[other] { $count } Stück zugeteilt: { $name }
}
story-units = { $count } × { $name }
story-cancelled = Storniert: { $goods } ({ $reason })
story-resumed = Darf weitergehen
story-packed = Gepackt
story-handed-over = An { $carrier } übergeben, Sendungsnummer { $tracking }
story-details = Angaben geändert
story-variant = { $count } Stück von { $from } auf { $to } geändert
story-priority = Vorrang von { $name } von { $from } auf { $to } geändert: { $reason }
actor-shopper = der Käufer
actor-system = Dockline
actor-program = ein Programm des Shops
why-ahead = { $count ->
    [0] Als Nächstes an der Reihe
    [one] { $count } Stück davor
   *[other] { $count } Stück davor
}
why-complete = Geht ab, wenn alles von der Bestellung da ist
why-served = { $count } aus
why-stock = { $count } aus dem Lager
why-lead-time = { $count } nach der genannten Lieferzeit
why-unserved = { $count }, für die kein Nachschub reicht
order-edit-cancel = Stück stornieren
order-edit-cancel-text = Was Sie stornieren, verlässt die Reihe, und alle dahinter rücken auf.
order-edit-changed = Jemand hat diese Bestellung geändert, seit Sie sie gesehen haben. Oben steht, wie sie jetzt ist; was Sie geschrieben haben, steht noch im Formular.
order-edit-nothing = Wählen Sie mindestens ein Stück.
order-edit-quantity = Geben Sie ganze Zahlen an, höchstens so viel, wie sich noch stornieren lässt.
order-edit-reason = Sagen Sie in höchstens 300 Zeichen, warum.
order-edit-not-possible = Dafür ist die Bestellung schon zu weit.
order-edit-busy = Gerade geschieht sehr viel. Es wurde nichts geändert; versuchen Sie es gleich noch einmal.
order-edit-gone = Das geht nicht mehr: Die Bestellung ist weiter, oder jemand hat sie geändert. Sie hatten geschrieben: { $reason }
order-edit-to-form = Zum Formular
field-reason = Grund
field-reason-hint = Das Protokoll behält ihn, und der Käufer liest ihn. Keine personenbezogenen Daten.
order-edit-hold = Anhalten
order-edit-hold-text = Was seine Stücke hat, bleibt hier, bis jemand es weitergehen lässt. Was wartet, behält seinen Platz in der Reihe.
order-edit-resume = Weitergehen lassen
order-edit-resume-text = Sie darf wieder gepackt werden.
story-cause-wish = auf Wunsch des Käufers
clock = Probe: { $day }, { $time }
clock-text = Nur die Uhr dieses Shops geht vor. Sie lässt sich nicht zurückstellen.
clock-to = Neue Zeit
clock-advance = Vorstellen
