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
status-off-sale = Nicht im Verkauf
headline = { $status } — { $when }
announce = { $name }: { $headline }
lead-ships = Versand
ships-when = Versand { $when }
# When a parcel arrives, with the country it is counted for
arrives = Ankunft { $when } ({ $country })
arrives-then = { $before }, dann { $next }
today-closed = Kein Versand am: { $days }
part-first = { $count } Stück { $when }
part-next = { $count } Stück { $when }
part-undated = { $count } Stück noch ohne Termin
part-late = später als zuerst genannt
part-here = { $count ->
    [one] { $count } Stück ist da; als Nächstes wird gepackt
   *[other] { $count } Stück sind da; als Nächstes wird gepackt
}
part-here-lead = { $count ->
    [one] { $count } Stück ist da, Versand
   *[other] { $count } Stück sind da, Versand
}
part-packed = { $count } Stück gepackt
part-shipped = { $count } Stück versandt
part-delivered = { $count } Stück zugestellt
part-on-hold = { $count } Stück angehalten
part-being-confirmed = { $count } Stück: Der Termin ist verstrichen; wir klären den neuen
note-low-then = Die nächsten: Versand { $when }.
part-lead = { $count } Stück
no-date-yet = noch kein Termin; dieser Seite folgen
no-date-yet-mail = noch kein Termin; wir schreiben, sobald es einen gibt
no-date-yet-short = Noch kein Termin
date-being-confirmed = wir klären einen neuen Termin
overdue = Der Termin ist verstrichen; wir klären den neuen
date-passed = ist verstrichen
date-passed-confirming = ist verstrichen; wir klären den neuen Termin
tell-me = sagen Sie mir, wenn es wieder da ist
tell-me-button = Sagen Sie mir, wenn es wieder da ist
instead-out = Zurzeit nicht zu haben
instead-discontinued = Es kommt nicht wieder
instead-off-sale = Es wird zurzeit nicht verkauft
would-be-number = Sie wären Nummer { $position } in der Reihe
would-be-number-of = Sie wären Nummer { $position } in der Reihe, von { $total } Stück im Zulauf
place = Platz { $position } in der Reihe
place-moved-up = Platz { $position } in der Reihe; bei der Bestellung war es Platz { $before }
money-later = Jetzt wird nichts abgebucht. Bis zum Versand kostenlos stornierbar.
money-soon = Bis zum Versand kostenlos stornierbar.
basis = { $supply }. { $confirmed }.
basis-lead-time = Für Sie bestellt oder gefertigt: Die Zeit zählt ab Ihrer Bestellung.
basis-release = Es ist da und geht ab dem Tag des Erscheinens raus.
confirmed = Termin zuletzt bestätigt { $ago }; die Quelle wurde nicht festgehalten
confirmed-by = Termin zuletzt bestätigt { $ago }: { $basis }
note-overdue = Bestellbar wieder, sobald ein neuer Termin bestätigt ist. Die Plätze in der Reihe bleiben.
note-stale = Dieser Termin wurde länger nicht bestätigt; er kann sich ändern.
note-release = Erscheint am { $when }: Vorher wird nichts versandt.
note-undated = Sie können jetzt bestellen und behalten Ihren Platz; bis zum Versand kostenlos stornierbar.
note-next-batch = Die nächste Lieferung ist vergeben; diese kommt mit der Lieferung danach.
note-low = { $count ->
    [one] Nur noch { $count } Stück
   *[other] Nur noch { $count } Stück
}
note-spoken-for = { $count ->
    [one] { $count } Stück ist unterwegs und schon vergeben.
   *[other] { $count } Stück sind unterwegs und alle schon vergeben.
}
note-per-customer = { $count ->
    [one] Höchstens { $count } Stück je Kunde.
   *[other] Höchstens { $count } Stück je Kunde.
}
verb-order = Bestellen
verb-backorder = Bestellen
verb-preorder = Vorbestellen
button-when = { $verb } — Versand { $when }
button-undated = { $verb } — noch kein Termin
button-undated-mail = { $verb } — wir schreiben, wenn es einen Termin gibt
button-split = { $verb } — Versand in Teilen
take-fewer = { $count ->
    [one] Nur { $count } Stück ist jetzt bestellbar.
   *[other] Nur { $count } Stück sind jetzt bestellbar.
}
take-fewer-link = { $count } nehmen
price-from = ab { $price }

## The way of the goods

stage-planned = Geplant
stage-ordered = Beim Hersteller bestellt
stage-in-production = In Fertigung
stage-quality-check = Qualitätsprüfung
stage-in-transit = Unterwegs zu uns
stage-customs = Beim Zoll
stage-arrived = An unserer Rampe
stage-received = Eingetroffen und gezählt
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
order-partly-shipped = Teilweise versandt
order-allocated = Wird als Nächstes gepackt
order-packed = Gepackt
order-shipped = Versandt
order-delivered = Zugestellt
order-on-hold = Angehalten
order-cancelled = Storniert
sentence-ships = Versand Ihrer Bestellung: { $when }
sentence-being-confirmed = Der Termin ist verstrichen; wir klären den neuen
sentence-undated = Noch kein Termin; der nächste steht dann hier
sentence-undated-mail = Noch kein Termin; wir schreiben, sobald es einen gibt
sentence-here-ships = Ihre Ware ist da; Versand { $when }
sentence-here-unpaid = Ihre Ware ist hier; sie geht ab, wenn Ihre Zahlung eingegangen ist
sentence-here-partly-paid = Ihre Ware ist hier; was noch nicht bezahlt ist, geht ab, wenn Ihre Zahlung eingegangen ist
sentence-allocated = Ihre Ware ist da; als Nächstes wird gepackt
sentence-packed = Gepackt und bereit für den Versand
sentence-shipped = Ihre Bestellung ist unterwegs zu Ihnen
sentence-delivered = Ihre Bestellung wurde zugestellt
sentence-on-hold = Ihre Bestellung ist angehalten: { $reason }. Es geht weiter, sobald das geklärt ist
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
line-undated = Noch kein Termin; der nächste steht dann hier
line-undated-mail = Noch kein Termin; wir schreiben, sobald es einen gibt
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
picker-variant = Ausführung
date-history = Wie sich der Termin verändert hat
date-at-first = Zuerst
carrier = Mit { $carrier }
carrier-tracking = Mit { $carrier }, Sendungsnummer { $tracking }
held-because = Angehalten: { $reason }
held-in-line-because = Angehalten, während sie wartet: { $reason }. Sie bekommt keine Ware, bis es weitergeht. Dann steht hier ein neuer Termin
cancelled-by-you = Von Ihnen storniert
cancelled-because = Storniert: { $reason }
# Reasons that the system itself gives; what people write is shown as they wrote it.
reason-on-order-page = auf der Bestellseite storniert
reason-by-shopper = vom Kunden storniert
reason-not-verified = es wurde nicht rechtzeitig ein Zahlungsmittel hinterlegt
reason-not-repaired = die Zahlung kam nicht rechtzeitig zustande
reason-withdrawn = Der Vertrag wurde widerrufen
reason-ended-by-law = Das Gesetz über Verspätungen hat es beendet
reason-erased = auf Wunsch gelöscht
reason-opening-stock = Anfangsbestand
packing-next = Ihre Ware ist da; als Nächstes wird gepackt
event-placed = Sie haben bestellt
event-allocated = { $count ->
    [one] { $count } Stück ist für Sie eingetroffen: { $name }
   *[other] { $count } Stück sind für Sie eingetroffen: { $name }
}
event-taken-back = { $count ->
    [one] { $count } Stück ist doch nicht da und wartet wieder: { $name }
   *[other] { $count } Stück sind doch nicht da und warten wieder: { $name }
}
event-cancelled = { $count ->
    [one] { $count } Stück wurde storniert: { $name }
   *[other] { $count } Stück wurden storniert: { $name }
}
order-history = Was geschehen ist
told-first = Termin genannt: Versand { $when }
told-first-undated = Genannt wurde, dass es noch keinen Termin gibt
told-undated = Kein Termin mehr
told-source = Beruht auf: { $basis }
moment = { $day }, { $time } Uhr
late-text = Ihr Platz in der Reihe bleibt, und Warten kostet nichts. Jeder neue Termin steht hier. Statt zu warten, können Sie:
late-change = Größe oder Farbe ändern
late-cancel = Kostenlos stornieren
late = Verspätet
date-before = Vorher:
order-actions = Was Sie tun können
order-facts = Einzelheiten der Bestellung
find-title = Bestellung finden
find-text = Mit ihrer Nummer und Ihrer Mail-Adresse, danach mit der Postleitzahl, an die sie geht.
find-number = Bestellnummer
find-next = Weiter
find-button = Bestellung zeigen
find-code-text = Und die Postleitzahl, an die das Paket geht:
find-none = Keine Bestellung dieses Shops passt zu allen drei Angaben. Prüfen Sie sie, oder schreiben Sie dem Shop.
find-too-many = Das wurde zu oft versucht. Versuchen Sie es in einer Stunde wieder, oder schreiben Sie dem Shop.
find-without-address = Eine Bestellung ohne Postleitzahl ist hier nicht zu finden. Der Shop kann Ihnen ihren Link schicken.
find-to-kept = Bestellungen, die dieser Browser behält
my-orders = Meine Bestellungen
my-orders-text = Die Links von Bestellungen, die in diesem Browser aufgegeben oder gefunden wurden. Sie liegen nur in ihm; an einem Rechner, den auch andere benutzen, entfernen Sie sie.
my-orders-no-script = Ein Skript zeigt sie, und Skripte laufen hier nicht. Eine Bestellung lässt sich auch über ihre Nummer finden.
my-orders-none = Dieser Browser behält keine Bestellungen dieses Shops.
my-orders-order = Bestellung #
my-orders-forget = Entfernen
error-too-many-orders = Aus Ihrem Netz nimmt dieser Shop in dieser Stunde keine weiteren Bestellungen an. Es wurde nichts bestellt. Versuchen Sie es in { $minutes } { $minutes ->
    [one] Minute
   *[other] Minuten
} wieder, oder schreiben Sie dem Shop.
error-order-number = Geben Sie die Nummer an, wie sie auf der Bestellseite steht, etwa 12.
order-thanks-title = Danke: { $order }
order-copy-link = Link kopieren
order-link-not-copied = Nicht kopiert: Der Browser erlaubt es nicht. Kopieren Sie die Adresse dieser Seite
order-link-copied = Der Link ist kopiert.
message-found = Das ist Ihre Bestellung. Bewahren Sie ihren Link auf: Er führt wieder hierher.
order-keep-link = Diese Seite ist Ihr Beleg. Bewahren Sie den Link auf: Er zeigt, wo Ihre Bestellung ist, und gehört nur Ihnen.
fact-placed = Bestellt
fact-name = Name
fact-email = E-Mail
fact-address = Adresse
address-none = Noch keine Adresse.
address-add = Adresse angeben
fact-shipping = Versand
needed-by = Gebraucht bis
cancel-order = Bestellung stornieren
cancel-free = Kostenlos bis zum Versand.
cancel-title = Was stornieren?
cancel-text = Was Sie stornieren, verlässt die Reihe. Um einen Teil zu behalten, stornieren Sie weniger.
cancel-text-unpaid = Für das, was Sie stornieren, ist nichts zu zahlen.
cancel-text-paid = Was Sie dafür gezahlt haben, gehört Ihnen, und der Shop gibt es zurück.
cancel-button = Diese Stücke stornieren
cancel-keep = Bestellung behalten
of-units = { $count ->
    [one] von { $count } Stück
   *[other] von { $count } Stück
}
message-placed = Danke. Ihre Bestellung ist aufgegeben, und Ihr Platz in der Reihe gehört Ihnen.
message-placed-here = Danke. Ihre Bestellung ist aufgegeben, und alles davon liegt für Sie bereit.
message-placed-card = Danke. Ihre Bestellung ist aufgegeben und bleibt für Sie reserviert, während Sie Ihre Karte hinterlegen.
message-cancelled = { $count ->
    [one] { $count } Stück ist storniert.
   *[other] { $count } Stück sind storniert.
}

## Pages

skip = Zum Inhalt
navigation = Shop
cart = Warenkorb
rehearsal = Probe
footer-dates = Termine sind Tage, an denen Pakete das Haus verlassen, nach Ortszeit { $zone }.
footer-embed = Verfügbarkeit auf Ihrer eigenen Shop-Seite
footer-honest = Die Seite eines Produkts sagt, worauf sein Termin beruht, und zeigt jede Änderung.
shops = Shops
no-shops = Hier gibt es noch keinen Shop.
all-products = Alle Produkte
breadcrumb = Wo Sie sind
search = Suchen
search-label = Produkte suchen
search-title = Gefunden für „{ $search }“
search-title-none = Nichts gefunden für „{ $search }“
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
notice-removed = Es liegt nicht mehr im Warenkorb.
to-cart = Zum Warenkorb
notice-cart-full = Der Warenkorb ist voll: Das passte nicht mehr hinein. Bestellen Sie zuerst, was darin liegt.
notice-left-cart = { $count ->
    [one] Ein Artikel wurde aus dem Warenkorb entfernt: Der Shop führt ihn nicht mehr.
   *[other] { $count } Artikel wurden aus dem Warenkorb entfernt: Der Shop führt sie nicht mehr.
}
notice-on-waitlist = Der Shop sieht, dass Sie danach gefragt haben. Von selbst wird keine Mail gesendet; folgen Sie dieser Seite, um zu sehen, wann es wieder da ist. Sie haben nichts bestellt.
notice-on-waitlist-mail = Wir schreiben Ihnen einmal, wenn es zu haben ist. Haben Sie uns noch nicht gesagt, dass die Adresse Ihre ist, fragt Sie zuerst eine Mail. Sie haben nichts bestellt.
to-catalogue = Zu den Produkten
to-start = Zum Anfang

## Forms

field-email = E-Mail
field-name = Name
field-quantity = Menge
field-needed-by = Gebraucht bis
field-needed-by-hint = Freiwillig. Ist dieser Tag nicht zu halten, steht es auf Ihrer Bestellseite.
update-quantity = Termine zeigen
add-to-cart = In den Warenkorb
more-options = Bis zu einem bestimmten Tag gebraucht?
ship-legend = Wie soll versandt werden?
ship-as-available = Jeder Teil, sobald er da ist
ship-complete = Alles zusammen
ship-as-available-when = Jeder Teil, sobald er da ist: { $parts }
ship-complete-when = Alles zusammen: Versand { $when }
ship-complete-undated = Alles zusammen: noch kein Termin
waitlist-summary = Noch nicht bestellen?
waitlist-rest = Und die übrigen { $count }?
waitlist-only = Dem Shop Bescheid geben
waitlist-text = Der Shop sieht, dass Sie gefragt haben. Von selbst wird keine Mail gesendet; folgen Sie deshalb dieser Seite. Sie bestellen damit nichts.
waitlist-text-mail = Wir schreiben Ihnen einmal, wenn es zu haben ist. Zuerst schicken wir eine Mail, in der Sie sagen, dass die Adresse Ihre ist. Sie bestellen damit nichts.
waitlist-page = Per Mail davon hören
waitlist-unconfirmed = Sollen wir Ihnen einmal schreiben, wenn { $name } zu haben ist?
waitlist-confirmed = Wir schreiben Ihnen einmal, wenn { $name } zu haben ist.
waitlist-told = Wir haben Ihnen geschrieben, dass { $name } zu haben ist, und schreiben nicht noch einmal.
waitlist-confirm-button = Ja, schreiben Sie mir
waitlist-leave-button = Nein, schreiben Sie mir nichts
waitlist-leave-text = Dann vergessen wir die Adresse.
preferences-title = Mails an Sie
preferences-text = { $shop } schreibt Ihnen, weil Sie hören wollten, wenn etwas zu haben ist.
preferences-button = Schreiben Sie mir keine solchen Mails mehr
preferences-always = Mails zu Ihren eigenen Bestellungen, und die das Gesetz verlangt, kommen immer.
preferences-done = Niemand schreibt Ihnen mehr solche Mails.
form-sending = Einen Moment …
form-failed = Es kam keine Antwort. Vielleicht hat uns Ihre Bestellung nicht erreicht; erneutes Senden ist sicher.
errors-title = Bitte prüfen
cart-empty = Ihr Warenkorb ist leer.
update-cart = Mengen ändern
remove = Entfernen
checkout-title = Ihre Bestellung
shipping = Versand
shipping-once = Der Versand kostet { $price }, einmal je Bestellung, in wie vielen Paketen sie auch kommt.
shipping-once-free-from = Der Versand kostet { $price }, einmal je Bestellung, in wie vielen Paketen sie auch kommt. Ab { $limit } ist er kostenlos.
total = Summe
cart-order = Zahlungspflichtig bestellen
to-checkout = Zur Kasse
checkout-review = Prüfen und bestellen
checkout-title-wrong = Bitte prüfen: { $title }
checkout-who = Wer bestellt
checkout-where = Wohin es geht
checkout-where-optional = Sie können das jetzt weglassen und auf Ihrer Bestellseite nachtragen.
checkout-how = Wie versandt wird
checkout-change = Ändern
checkout-units = { $count } × { $price }
checkout-changed = Das hat sich inzwischen geändert
checkout-arrival-changed = Die Ankunft galt für ein anderes Land. Sie gilt jetzt für das gewählte.
checkout-changed-again = Es wurde nichts bestellt. Bitte sehen Sie noch einmal hin, und bestellen Sie, wenn es passt.
checkout-price-changed = Die Summe ist jetzt { $now } statt { $was }.
checkout-dates-changed = Jetzt: { $now }. Vorher: { $was }.
checkout-dates-now = Der Versand ist so geplant: { $now }.
checkout-told = { $count } Stück { $when }
checkout-told-undated = { $count } Stück noch ohne Termin
checkout-not-orderable = So ist das nicht bestellbar. Ändern Sie es, oder bestellen Sie weniger davon.
checkout-order-free = Bestellen
checkout-terms = Bedingungen
goods = Ware
discount = Rabatt
shipping-free = kostenlos
field-optional = { $field } (freiwillig)
field-country = Land
field-line1 = Straße und Hausnummer
field-line2 = Adresszusatz
field-postal-code = Postleitzahl
field-city = Ort
field-region = Region
field-phone = Telefon für den Versanddienst
address-choose-country = Land wählen
address-choose-region = Region wählen
address-update = Felder anzeigen
address-so-far = Bisher geht es hierhin. Füllen Sie die Felder aus, um das zu ändern.
address-only-country = Wir liefern nach: { $country }.
error-street = Geben Sie Straße und Hausnummer an, je Zeile höchstens 100 Zeichen und keine unsichtbaren.
error-postal-code = Geben Sie die Postleitzahl an.
error-postal-code-such-as = Geben Sie eine Postleitzahl dieses Landes an, etwa { $example }.
error-city = Geben Sie den Ort an.
error-region = Wählen Sie die Region.
error-country = Wählen Sie ein Land, in das dieser Shop liefert.
error-phone = Geben Sie eine Telefonnummer an, etwa +49 89 123456, oder lassen Sie das Feld leer.
error-address-needed = Dieser Shop muss wissen, wohin das Paket geht.
cart-not-orderable = Nicht alles davon ist jetzt bestellbar. Ändern Sie die oben markierten Mengen.
cart-line-gone = Das ist gerade nicht bestellbar. Entfernen Sie es, um den Rest zu bestellen.
error-email = Geben Sie eine E-Mail-Adresse an, etwa name@example.org.
error-name = Geben Sie Ihren Namen an, höchstens 300 Zeichen und keine unsichtbaren.
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
error-per-customer = Von { $name } höchstens { $limit } Stück je Kunde, schon Bestelltes eingerechnet. Es wurde nichts bestellt.
error-not-found = Das gibt es im Shop nicht mehr.
error-cancel-quantity = Nicht alle diese Stücke lassen sich noch stornieren. Unten steht, was noch geht.
error-order-total = Das ist zu viel für eine Bestellung. Bestellen Sie weniger davon, oder schreiben Sie dem Shop.
error-too-late = Das ist schon unterwegs und lässt sich hier nicht mehr stornieren. Bitte schreiben Sie dem Shop.
error-key-reused = Dieses Formular wurde schon mit anderem Inhalt gesendet. Laden Sie die Seite neu und senden Sie es noch einmal.
error-placed-before = Dieses Formular wurde schon gesendet, die Bestellung ist eingegangen. Um dasselbe noch einmal zu bestellen, laden Sie die Seite neu.
error-busy = Gerade bestellen sehr viele. Es wurde nichts bestellt; versuchen Sie es gleich noch einmal.
error-outcome-unknown = Unsere Datenbank ist beim Speichern ausgefallen. Vielleicht ist es geschehen, vielleicht nicht: Laden Sie die Seite neu und sehen Sie nach, bevor Sie es wiederholen.
error-send-again = Unsere Datenbank ist beim Speichern ausgefallen. Senden Sie es noch einmal: Nichts wird doppelt bestellt.
error-internal = Bei uns ist etwas schiefgegangen. Erneutes Senden ist sicher.

## Einen Vertrag widerrufen

# The prescribed words (§ 356a BGB): a test holds them against the rules.
withdraw-function = Vertrag widerrufen
withdraw-confirm = Widerruf bestätigen
withdraw-text = Hier widerrufen Sie einen Vertrag mit { $shop }, den Sie im Fernabsatz geschlossen haben, in der Frist, die das Gesetz Ihnen gibt. Einen Grund brauchen Sie nicht. Die Seite sagt nicht, ob es eine solche Bestellung gibt.
withdraw-instructions = Was zum Widerrufsrecht gilt
withdraw-beside = In anderen Sprachen:
withdraw-name = Ihr Name
withdraw-contract = Welcher Vertrag, etwa die Nummer der Bestellung
withdraw-email = Mail-Adresse für die Eingangsbestätigung
withdraw-next = Weiter
withdraw-check = Prüfen und bestätigen
withdraw-check-text = Noch ist nichts erklärt. Mit dem Knopf unten erklären Sie:
withdraw-statement = Ich widerrufe den Vertrag, der hier genannt ist.
withdraw-change = Ändern
withdraw-received = Ihr Widerruf ist eingegangen
withdraw-received-text = Das ist die Bestätigung, was Sie erklärt haben und wann. Bewahren Sie sie auf: Drucken oder speichern Sie diese Seite.
withdraw-received-text-mail = Das ist die Bestätigung, was Sie erklärt haben und wann. Wir schreiben Ihnen auch, an die Adresse unten.
withdraw-received-text-receipt = Das ist die Bestätigung, was Sie erklärt haben und wann. Bewahren Sie sie auf.
withdraw-received-at = Eingegangen
withdraw-after = Der Shop sieht es sich an. Wo Sie das Recht zum Widerruf haben, geht zurück, was Sie bezahlt haben, innerhalb von 14 Tagen, und Ware, die Sie haben, ist innerhalb von 14 Tagen zurückzuschicken.
withdraw-too-many = Aus Ihrem Netz kamen zu viele Widerrufe innerhalb einer Stunde. Versuchen Sie es später wieder, oder schreiben Sie dem Shop: Das gilt ebenso.
withdraw-busy = Das ging gerade nicht. Senden Sie es noch einmal: Es zählt einmal.
error-contract = Bitte nennen Sie in einer Zeile, welcher Vertrag es ist.

## Supply

units = { $count } Stück
console-order = Bestellung
console-product = Produkt
console-sku = SKU
console-units = Stück
more-rows = Mehr
leave-it = So lassen
po-order = Lieferantenbestellung
po-expected = Erwartet an der Rampe
po-stage = Stand
po-confirmed = Zuletzt bestätigt
by-whom = { $what } ({ $who })
po-basis = Beruht auf
po-reason = Warum verschoben
po-open = Offen
po-open-of = { $open } von { $all }
po-ordered = Bestellt
po-received = Eingegangen
po-waiting = Warten darauf
po-waiting-text = { $count ->
    [one] { $count } wartende Bestellung, { $units }
   *[other] { $count } wartende Bestellungen, { $units }
}
po-nobody-waits = niemand
po-overdue = Der Termin ist verstrichen
po-stale = Lange nicht bestätigt
po-filter = Welche Lieferantenbestellungen
po-filter-open = Offen
po-filter-overdue = Überfällig
po-filter-all = Alle
po-none-open = Es ist nichts bestellt.
po-none-overdue = Kein Termin ist verstrichen.
po-none = Noch keine Lieferantenbestellung eingetragen.
po-enter = Lieferantenbestellung eintragen
po-enter-button = Eintragen
po-lines = Inhalt
po-line-number = Zeile { $number }
po-more-lines = Mehr Zeilen
po-milestones = Der Weg bisher
po-no-milestones = Noch kein Meilenstein.
po-wrong = War falsch:
po-declared-wrong = am { $day } für falsch erklärt
po-source = Aus dem Ereignis { $event }
po-internal = intern
po-receipts = Was hereinkam
po-receipt-note = Lieferschein { $note }
po-date-title = Termin bestätigen oder verschieben
po-date-hint = Beide leer lassen, wenn niemand einen Termin nennen kann.
po-date-save = Diesen Termin bestätigen
po-new-date-hint = Die Tage, an denen die Ware an der Rampe ankommen kann. Beide leer lassen, wenn noch niemand einen Termin nennen kann.
po-field-reference = Nummer
po-field-reference-hint = Ihre eigene Nummer, etwa PO-1001.
po-field-supplier = Lieferant
po-field-earliest = Von
po-field-latest = Bis
po-field-basis = Worauf der Termin beruht
po-field-basis-hint = Etwa: Mail des Lieferanten vom 20. November. Kunden lesen es.
po-field-reason = Warum er sich verschiebt
po-field-reason-hint = Eine Zeile, die Kunden lesen, etwa: Sturm in Porto.
po-field-cancel-reason = Warum sie nicht kommt
po-field-stage = Stand
po-field-at = Wann
po-field-note = Notiz
po-field-note-hint = Freiwillig. Kunden lesen sie, wenn der Meilenstein öffentlich ist.
po-field-public = Kunden sehen ihn
po-milestone-title = Meilenstein hinzufügen
po-milestone-save = Hinzufügen
po-cancel = Diese Lieferantenbestellung absagen
po-cancel-text = Wer darauf wartet, rückt zur nächsten Lieferung; der neue Termin steht auf der Seite der Bestellung.
po-cancel-button = Absagen
po-change-lines = Bestellung ändern
po-change-lines-text = Stück und Tage jeder Zeile. Ohne Tage gilt der Termin der Bestellung. Leere Stück nehmen eine Zeile heraus. Wessen Termin sich ändert, sieht auf der Seite der Bestellung den neuen, mit Ihrer Begründung.
po-change-lines-save = Zeilen speichern
po-new-line = Weitere Zeile
po-line-when = erwartet { $when }
po-split = Aufteilen
po-split-text = Was zu einer anderen Zeit kommt, wird eine eigene Bestellung. Wessen Termin sich ändert, sieht auf der Seite der Bestellung den neuen, mit Ihrer Begründung.
po-open-units = { $count } offen
po-split-save = Abtrennen
what-if = Und wenn sie sich verspätet?
what-if-text = Sehen Sie vor der Entscheidung, wessen Termin sich verschieben würde. Das Ansehen ändert nichts.
what-if-field = Tage später
what-if-show = Zeigen
what-if-title = { $days ->
    [one] Und wenn { $reference } { $days } Tag später kommt?
   *[other] Und wenn { $reference } { $days } Tage später kommt?
}
what-if-summary = { $count ->
    [one] { $count } Bestellung mit { $units } würde später versandt.
   *[other] { $count } Bestellungen mit { $units } würden später versandt.
}
what-if-nobody = Kein Termin würde sich verschieben.
what-if-notices = { $count ->
    [one] { $count } Verspätungsmitteilung wäre fällig.
   *[other] { $count } Verspätungsmitteilungen wären fällig.
}
what-if-nothing-done = Noch ist nichts geändert.
what-if-days-note = Pakete gehen nur an Arbeitstagen ab; der Versandtag kann sich deshalb um mehr oder weniger Tage verschieben als die Ware.
what-if-caption = Bestellungen, deren Termin sich verschieben würde
what-if-promised = Zugesagt
what-if-now = Bisher
what-if-then = Neu
what-if-difference = Unterschied
what-if-days = { $count ->
    [0] wie zugesagt
    [one] { $count } Tag später
   *[other] { $count } Tage später
}
what-if-days-earlier = { $count ->
    [one] { $count } Tag früher
   *[other] { $count } Tage früher
}
what-if-more = { $count ->
    [one] und { $count } weitere Bestellung
   *[other] und { $count } weitere Bestellungen
}
what-if-commit-title = Termin verschieben
what-if-commit = Auf { $when } verschieben
conflict-title = Jemand hat dies geändert, während Sie schrieben
conflict-now = Jetzt steht da: { $when }, { $stage }, zuletzt bestätigt { $confirmed } ({ $who }).
conflict-choice = Was Sie geschrieben haben, steht noch im Formular. Senden Sie es erneut, wenn es noch gilt, oder lassen Sie es, wie es jetzt ist.
conflict-mine = Zu dem, was ich schrieb
conflict-theirs = So lassen, wie es jetzt ist
po-file = Meilensteine aus einer Datei
po-file-field = CSV-Datei
po-file-hint = Mit den Spalten purchase_order, stage und at; note und public dürfen dabei sein. Dieselbe Datei noch einmal ändert nichts.
po-file-send = Einlesen
po-file-report = { $recorded ->
    [one] { $recorded } Meilenstein eingetragen
   *[other] { $recorded } Meilensteine eingetragen
}, { $unchanged } schon bekannt, { $refused } abgelehnt.
po-file-refused = Abgelehnte Zeilen
po-file-line = Zeile
po-file-why = Warum
po-file-unreadable = Diese Zeile war nicht zu lesen. Prüfen Sie Nummer, Stand und Zeit.
po-file-no-order = Es gibt keine solche Lieferantenbestellung.
po-file-cannot-be = Dort kann die Bestellung zu dieser Zeit nicht gewesen sein: sie ist darüber hinaus, oder die Zeit liegt noch vor uns.
done-po-entered = Sie ist eingetragen. Ihre Stücke können ab jetzt zugesagt werden.
done-po-date = Der Termin ist bestätigt. Wer einen anderen zugesagt bekam, sieht ihn auf der Seite der Bestellung.
done-po-moved = Der Termin ist verschoben. Wer einen anderen zugesagt bekam, sieht ihn auf der Seite der Bestellung.
done-po-milestone = Der Meilenstein ist eingetragen.
done-po-cancelled = Sie ist abgesagt.
done-corrected = Die Zählung ist berichtigt.
done-po-lines = Bestellt ist jetzt, was Sie geschrieben haben. Wessen Termin sich geändert hat, sieht den neuen.
done-po-split = Die Bestellung ist aufgeteilt. Wessen Termin sich geändert hat, sieht den neuen.

## Dock

dock-question = Was ist angekommen?
dock-scan = Lieferantenbestellung, SKU oder Artikelnummer
dock-scan-hint = Scannen oder einen Teil davon tippen und Enter drücken.
dock-go = Weiter
dock-next = Als Nächstes erwartet
dock-found = Gefunden zu „{ $text }“
dock-nothing-expected = Nichts ist unterwegs.
dock-more-lines = { $count ->
    [one] und { $count } weiteres Produkt
   *[other] und { $count } weitere Produkte
}
dock-to-parcels = Packen und übergeben
dock-receive-this = Wareneingang zählen
dock-count-title = { $reference } zählen
dock-count-text = Wie viele sind da? Zählen Sie Zeile für Zeile, was gekommen ist. Enter führt zur nächsten Zeile.
dock-open-units = { $count ->
    [one] { $count } offen
   *[other] { $count } offen
}
dock-fewer = { $count ->
    [one] { $count } Stück weniger als offen. Was ist damit?
   *[other] { $count } Stück weniger als offen. Was ist damit?
}
dock-more = { $count ->
    [one] { $count } Stück mehr als offen war. Warum?
   *[other] { $count } Stück mehr als offen waren. Warum?
}
dock-none = { $count ->
    [one] Das { $count } offene Stück ist nicht gekommen. Was ist damit?
   *[other] Von den { $count } offenen Stück ist nichts gekommen. Was ist damit?
}
dock-rest-coming = Es kommt noch mehr
dock-rest-all = Das ist alles: mehr kommt nicht
dock-why = Warum
dock-why-hint = Etwa: ein Karton zerdrückt. Nötig, wenn nichts mehr kommt oder mehr kam als bestellt.
dock-location = Rampe
dock-location-hint = Wo Sie stehen. Es wird gemerkt.
dock-new = Die Rampe „{ $code }“ ist neu
dock-note = Lieferschein
dock-note-hint = Freiwillig. Die Nummer auf dem Papier: dieselbe wird nicht zweimal gezählt.
dock-receive-button = Das ist gekommen
dock-only-counted = Die anderen Zeilen sind nicht gekommen
dock-next-delivery = Nächste Lieferung
pick-title = Aus { $reference }: was wohin kommt
pick-summary = { $count ->
    [one] { $units } direkt an { $count } Bestellung, { $shelf } ins Regal.
   *[other] { $units } direkt an { $count } Bestellungen, { $shelf } ins Regal.
}
pick-summary-orders = { $count ->
    [one] { $units } direkt an { $count } Bestellung. Nichts ins Regal.
   *[other] { $units } direkt an { $count } Bestellungen. Nichts ins Regal.
}
pick-summary-shelf = Niemand wartet. { $shelf } ins Regal.
pick-summary-nothing = Kein Stück kam herein.
pick-print = Diese Seite drucken: jede Bestellung ist ein eigener Block mit einem Code, der zu ihrem Paket führt.
pick-straight = Direkt an Bestellungen
pick-shelf = Ins Regal
pick-corrected-title = Was falsch gezählt war
pick-corrected = { $name }: gezählt { $first }, da { $now }
correct-title = Zählung berichtigen
correct-text = Tragen Sie ein, wie viele Stück wirklich gekommen sind. Was nicht da ist, fehlt zuerst im Regal, dann in offenen Paketen, vom Ende der Reihe her, dann in gepackten, die zu öffnen sind. Wer Stück zurückgibt, behält den Platz und sieht den neuen Termin auf der Seite der Bestellung.
correct-reason = Warum sie falsch war
correct-reason-hint = Eine Zeile, die Kundinnen und Kunden lesen, die wieder warten, etwa: verzählt.
correct-button = Berichtigen
pick-pack = Packen
pick-at = bei { $location }
pick-from-shelf = aus dem Regal
pick-range = Bestellungen { $from }–{ $to } von { $count }
pick-previous = Vorige Bestellungen
pick-next = Nächste Bestellungen
pick-code = Code von { $what }
parcels = Packen und übergeben
parcels-scan = Code eines Pakets oder Bestellnummer
parcels-scan-hint = Code auf der Packliste scannen und Enter drücken.
parcels-filter = Welche Pakete
parcels-open = Zu packen
parcels-packed = Zu übergeben
parcels-none-open = Es ist nichts zu packen.
parcel-next = Nächstes Paket: Bestellung { $number }
parcels-none-packed = Nichts wartet auf den Versanddienst.
parcel-open = Zu packen
parcel-packed = Gepackt
parcel-handed-over = Übergeben
parcel-cancelled = Storniert
parcel-held = Angehalten
parcel-held-text = Diese Bestellung ist angehalten. Nicht packen, bis es weitergeht.
parcel-no-address = Noch keine Adresse: Fragen Sie danach, bevor es das Haus verlässt.
parcel-reopened = Neu packen
parcel-reopened-text = Nach dem Packen wurden Stücke daraus storniert. Nehmen Sie sie heraus und packen Sie neu: Nur was hier steht, geht hinaus.
parcel-to = An
parcel-story = Die ganze Geschichte dieser Bestellung
pack-text = Alles in das Paket legen, dann schließen.
pack-button = Gepackt
hand-over-title = An den Versanddienst übergeben
hand-over-text = Mit der Übergabe gilt es als versandt; so steht es auf der Seite des Kunden.
hand-over-button = Übergeben
field-carrier = Versanddienst
field-tracking = Sendungsnummer
field-tracking-hint = Freiwillig. Vom Etikett scannen.
done-packed = Bestellung { $order } ist gepackt.
done-handed-over = Bestellung { $order } ist übergeben.

## Line

queue-sku = SKU oder Produkt
queue-meant = War eines davon gemeint?
queue-show = Reihe zeigen
queue-waiting = Wartende Stück
queue-on-hand = Auf Lager
queue-on-order = Im Zulauf
queue-last-ships = Letzter Versand
queue-risks = Risiken
queue-on-waitlist = Warteliste
risk-uncovered = { $count } Stück ohne Ware
risk-late = { $count ->
    [one] { $count } Bestellung später als zugesagt
   *[other] { $count } Bestellungen später als zugesagt
}
risk-orders-undated = { $count ->
    [one] { $count } Bestellung ohne Termin
   *[other] { $count } Bestellungen ohne Termin
}
risk-no-date = Kein Termin
risk-none = Keine
queue-none = Niemand wartet auf etwas.
queue-longest = Die längsten Reihen
queue-title = Die Reihe für { $name }
queue-counts = { $waiting ->
    [one] { $waiting } Stück wartet.
   *[other] { $waiting } Stück warten.
} { $there } vorhanden, davon { $free } frei.
queue-free = { $count } frei
queue-wishes = { $count ->
    [one] Eine Person möchte hören, wenn es wieder da ist, und hat nichts bestellt.
   *[other] { $count } Personen möchten hören, wenn es wieder da ist, und haben nichts bestellt.
}
queue-empty = Niemand wartet darauf.
queue-held = Angehalten, während sie warten
queue-held-text = Sie zählen hier nicht und bekommen keine Stücke, bis sie freigegeben werden.
queue-held-order = Bestellung { $number }: { $count ->
        [one] ein Stück
       *[other] { $count } Stück
    }
queue-caption = Die Reihe, der Reihenfolge nach
queue-place = Platz
queue-promised = Zugesagt
queue-expected = Versand erwartet
queue-since = Wartet seit
queue-why = Warum hier?
queue-why-title = Warum Bestellung { $order } hier steht
queue-priority = Vorrang { $priority }
queue-complete = Alles zusammen
queue-overtakings = Wer überholt wurde
queue-overtaking = { $date }: Bestellung { $order } bekam Vorrang { $priority } und zog an { $units } vorbei: { $reason }
queue-priority-title = Vorrang ändern
queue-priority-field = Vorrang
queue-priority-hint = 0 ist normal; wer mehr hat, ist früher dran. Das Protokoll nennt jede Bestellung, die dabei überholt wird.
queue-reason = Grund
queue-reason-hint = Er wird mit Ihrem Namen aufbewahrt.
queue-priority-save = Ändern
done-priority = Der Vorrang ist geändert, und der Grund steht im Protokoll.
here-order = Der Vorrang ist normal: der Platz folgt der Reihenfolge der Bestellungen. Eine, die ans Ende der Reihe ging, zählt ab da.
here-order-priority = Vorrang { $priority }: steht vor allen mit geringerem Vorrang und hinter denen mit gleichem, die früher bestellt haben.
here-position = { $ahead ->
    [0] Niemand steht davor: das erste Stück ist Nummer { $position }.
    [one] { $ahead } Stück steht davor, das erste Stück ist also Nummer { $position }.
   *[other] { $ahead } Stück stehen davor, das erste Stück ist also Nummer { $position }.
}
here-none-on-hand = Keines ist vorhanden.
here-on-hand = { $there } vorhanden, davon { $given } schon Bestellungen zugeteilt, { $free } frei.
here-unit = Stück { $number }
here-run = Stück { $from }–{ $to }
here-from-stock = { $run }: aus dem Bestand bedient; Versand { $ships }.
here-from-release = { $run }: da und bis zum Erscheinen zurückgehalten; Versand { $ships }.
here-from-lead = { $run }: über alle Lieferantenbestellungen hinaus, nach Lieferzeit; Versand { $ships }.
here-from-supply = { $run }: bedient aus { $reference } ({ $open } offen), an der Rampe erwartet { $arrives }; Versand { $ships }.
here-from-overdue = { $run }: aus { $reference } ({ $open } offen) dafür zurückbehalten; der Termin { $arrives } ist verstrichen, der neue wird geklärt.
here-unserved = { $count ->
    [one] Für { $count } Stück gibt es noch keine Lieferung.
   *[other] Für { $count } Stück gibt es noch keine Lieferung.
}
here-complete = Wird komplett versandt und überlässt Stücke denen dahinter, bis alles da ist. Es fehlt: { $missing }.
here-complete-ready = Wird komplett versandt, und alles ist da.
here-skipped = Bestellung { $order } steht davor und wird komplett versandt: sie behält ihren Platz und nimmt noch nichts. Es fehlt: { $missing }.
here-missing = { $count } × { $name } ({ $free } frei)

## What is wrong in the console

wrong-required = Bitte ausfüllen, höchstens { $max } Zeichen und keine unsichtbaren.
wrong-text = Höchstens { $max } Zeichen in einer Zeile und keine unsichtbaren.
wrong-reference = Nummer eintragen: 1 bis 80 Zeichen, ohne Leerzeichen an den Enden.
wrong-reference-taken = Es gibt schon eine Lieferantenbestellung { $name }.
wrong-no-lines = Mindestens eine Zeile eintragen.
wrong-sku = { $name } ist nicht im Sortiment.
wrong-sku-missing = SKU dieser Zeile eintragen.
wrong-sku-twice = Diese SKU steht schon in einer Zeile darüber.
wrong-units = Eine ganze Zahl von 1 bis { $max } eingeben.
wrong-date = Einen Tag eingeben.
wrong-date-pair = Beide Tage eingeben oder keinen.
wrong-date-order = Der letzte Tag liegt vor dem ersten.
wrong-date-past = Der letzte Tag ist schon vorbei. Einen Tag ab heute eingeben.
wrong-date-far = Das ist zu weit voraus. Einen Tag innerhalb von zwei Jahren eingeben.
wrong-reason = Der Termin verschiebt sich: sagen Sie, warum. Kunden lesen es.
wrong-basis = Sagen Sie, worauf der Termin beruht.
wrong-stage = Vom jetzigen Stand geht es nicht dorthin.
wrong-at-future = Ein Meilenstein ist eine Tatsache: heute oder einen Tag davor eingeben.
wrong-slip = Eine Zahl von Tagen von 1 bis 365 eingeben.
wrong-file = Diese Datei ist nicht als CSV zu lesen.
wrong-file-empty = Wählen Sie eine Datei mit mindestens einem Meilenstein.
wrong-file-lacks = In der ersten Zeile fehlt: { $name }.
wrong-file-too-long = Die Datei hat mehr als { $max } Zeilen. Teilen Sie sie.
wrong-file-too-large = Die Datei ist größer als { $max } MB. Teilen Sie sie.
wrong-ended = { $name } ist beendet: daraus wird nichts mehr erwartet.
wrong-not-found = Nichts, was erwartet wird, hat mit „{ $name }“ zu tun. Prüfen Sie das Papier oder sehen Sie unter Nachschub nach.
wrong-count-missing = Diese Zeile zählen oder 0 schreiben.
wrong-count = Eine ganze Zahl von 0 bis { $max } eingeben.
wrong-count-rest = Sagen Sie, ob noch mehr kommt.
wrong-count-why = Sagen Sie, warum.
wrong-count-nothing = Nichts wurde gezählt. Mindestens ein Stück eingeben.
wrong-count-changed = Inzwischen hat jemand Ware dieser Bestellung gezählt. Sehen Sie nach, was jetzt offen ist, und senden Sie es erneut.
wrong-count-moved = Als Sie anfingen, { $seen ->
    [one] war { $seen } Stück offen
   *[other] waren { $seen } Stück offen
}; jetzt sind es { $open }.
wrong-dock = Kürzel der Rampe eintragen: 1 bis 80 Zeichen.
wrong-dock-unknown = Die Rampe „{ $code }“ gibt es noch nicht, wohl aber: { $known }. Berichtigen Sie das Kürzel, oder sagen Sie, dass die Rampe neu ist.
wrong-clock = Tragen Sie Tag und Uhrzeit ein.
wrong-clock-range = Die Uhr geht nur vor: Tragen Sie eine Zeit nach der jetzigen ein, höchstens { $days ->
    [one] { $days } Tag
   *[other] { $days } Tage
} vor der wirklichen Zeit.
wrong-note-used = Dieser Lieferschein wurde schon gezählt. Sehen Sie unter „Was hereinkam“ nach, bevor Sie ihn noch einmal zählen.
wrong-parcel-not-found = Es gibt kein Paket „{ $name }“.
wrong-parcel-state = Dieser Schritt ist nicht mehr möglich. Die Seite zeigt, wo das Paket jetzt ist.
wrong-parcel-changed = Der Inhalt dieses Pakets hat sich inzwischen geändert. Sehen Sie ihn noch einmal an, bevor Sie weitermachen.
wrong-priority-changed = Inzwischen hat jemand den Vorrang { $now } vergeben; Ihr { $wanted } und der Grund stehen noch da. Senden Sie es erneut, wenn es weiter gilt.
wrong-priority = Eine ganze Zahl von 0 bis { $max } eingeben.
wrong-not-waiting = Diese Bestellung wartet nicht mehr in der Reihe.
wrong-queue-not-found = Es gibt keine SKU „{ $name }“.
wrong-password = Mindestens { $min } Zeichen, die nicht bald erraten sind: keine häufigen Wörter, keine Tastenreihen, nichts über Sie oder den Shop.
wrong-password-again = Die beiden sind nicht gleich.
wrong-password-old = Das ist nicht Ihr Passwort.
wrong-key = Dieses Formular wurde schon mit anderem Inhalt gesendet. Prüfen Sie es und senden Sie es erneut.
wrong-busy = Der Server ist beschäftigt. Nichts wurde getan; senden Sie es gleich noch einmal.
wrong-outcome-unknown = Die Datenbank ist beim Speichern ausgefallen. Vielleicht ist es geschehen, vielleicht nicht: Sehen Sie nach, bevor Sie es noch einmal senden.
wrong-internal = Bei uns ist etwas schiefgegangen. Nichts wurde getan; erneutes Senden ist unbedenklich.
wrong-other = Das ist im Moment nicht möglich. Laden Sie die Seite neu und sehen Sie noch einmal nach.
## Widget

widget-details = Einzelheiten und Fortschritt
widget-quantity = Menge
widget-undated = noch ohne Termin
widget-unknown = Über diesen Artikel ist hier nichts bekannt.
widget-unanswered = Was zu haben ist, lässt sich gerade nicht sagen.

## Einbetten

embed-form = Wie es sein soll
embed-form-shop = Shop
embed-form-sku = SKU
embed-form-layout = Aufbau
embed-form-quantity = Menge
embed-form-theme = Farben
embed-form-locale = Sprache
embed-form-live = Ändert sich, solange man es sieht
embed-form-accent = Farbe des Knopfes
embed-form-on-accent = Schrift des Knopfes
embed-form-radius = Ecken, in Pixeln
embed-form-show = Ergebnis zeigen
embed-form-wrong = „{ $text }“ ergibt hier keinen Sinn und blieb weg.
embed-layout-card = Karte mit Bestelllink
embed-layout-inline = Eine Zeile mit Link
embed-layout-badge = Eine Zeile
embed-theme-auto = Die der Seite
embed-theme-light = Hell
embed-theme-dark = Dunkel
embed-locale-page = Die der Seite
embed-live-auto = Ja
embed-live-off = Nein
embed-unreleased-text = Dieser Server hat eine Version, an der noch geschrieben wird: Ihre Dateien können andere werden, und eine Seite, die sie festhält, zeigte dann ihren Link. Halten Sie eine veröffentlichte Version fest.
embed-policy-wasm = Mit den Regeln in der Seite
embed-policy-wasm-text = Mit ‚wasm-unsafe-eval‘ rechnet die Seite selbst aus, was wann versandt wird, während jemand eine Menge eingibt. Ohne es antwortet der Server, und es fehlt nichts.
embed-policy-strict = Mit einer Nonce
embed-policy-strict-text = Für Seiten mit ‚strict-dynamic‘. RANDOM ist in jeder Antwort ein anderer Wert, an beiden Stellen derselbe.
embed-preload = Die Antwort früher zeigen
embed-preload-text = Im Kopf der Seite holt diese Zeile die Antwort, bevor das Skript da ist. Ihre Sprache muss die der Seite sein.
embed-properties = Eigenschaften
embed-parts = Teile
embed-states = Zustände
embed-title = Verfügbarkeit in jeder Shopseite
embed-lede = Ein HTML-Element zeigt, was zu haben ist und wann es verschickt wird, in der Seite, die Sie schon haben. Es sagt dasselbe wie dieser Shop und ändert sich mit der Lieferung.
embed-preview = Vorschau
embed-preview-plain = Ohne JavaScript steht dort dieser Link. Das Widget selbst braucht JavaScript.
embed-tag = Das Element
embed-tag-text = Setzen Sie das Element dorthin, wo es stehen soll, und das Skript einmal in die Seite. Der Link darin steht dort ohne Skript, und wo sich nichts sagen lässt.
embed-fallback = Verfügbarkeit prüfen
embed-room = Den Platz freihalten
embed-room-text = Halten Sie den Platz frei, den es brauchen wird; dann bewegt sich nichts, wenn es kommt.
embed-policy = Content Security Policy
embed-policy-text = Eine Seite mit einer Policy braucht diese zwei Quellen und keine andere: keine Stile, keine Bilder, keine Frames. Trusted Types brauchen nichts.
embed-pinned = Eine Version, die sich nie ändert
embed-pinned-text = Browser prüfen sie an ihrer Prüfsumme. Wer lieber die neueste hat, lädt /embed/1/ ohne Prüfsumme.
embed-attributes = Attribute
embed-attribute = Attribut
embed-values = Werte
embed-meaning = Bedeutung
embed-shop = der Shop
embed-sku = die Variante; ändert sie sich, wird die andere gezeigt
embed-quantity = wie viele gewünscht sind
embed-locale = die Sprache; sonst die der Seite
embed-layout = wie viel Platz es braucht
embed-theme = die Farben der Seite oder eigene
embed-live = Änderungen, solange man es sieht
embed-look = Aussehen
embed-look-text = Schrift, Größe, Farbe und Richtung kommen von der Seite. Diese Eigenschaften ändern den Rest; jeder Teil lässt sich mit ::part() gestalten.
embed-events = Ereignisse
embed-events-text = Sie steigen aus dem Element auf. Ein Fehlschlag wird einmal gemeldet, mit seinem Grund: attributes, unknown, network oder server. Wer dockline:open verhindert, behält den Kunden auf der Seite.

## Live

live = Live
live-paused = Pausiert
live-reconnecting = Verbindet neu
live-offline = Offline
live-pause = Pausieren
live-resume = Fortsetzen

## Problems

problem-not-found = Diese Seite gibt es nicht
problem-not-found-text = Vielleicht ist die Adresse vertippt, oder die Seite ist umgezogen.
problem-gone = Das gibt es hier nicht mehr
problem-gone-text = Das Produkt ist nicht mehr im Katalog. Bestellungen davon behalten ihre Seiten.
problem-too-large = Das war zu viel auf einmal
problem-too-large-text = Das Formular ist größer als das, was hier angenommen wird; nichts davon ist geschehen. Gehen Sie zurück: Was Sie geschrieben haben, steht noch da. Senden Sie es in kleineren Teilen.
problem-too-many = Einen Moment, bitte
problem-too-many-text = Von Ihrer Adresse kamen viele Anfragen. Warten Sie einige Sekunden und laden Sie neu.
problem-bad-request = Mit dieser Anfrage können wir nichts anfangen
problem-bad-request-text = Gehen Sie zurück, laden Sie die Seite neu und versuchen Sie es noch einmal.
problem-forbidden = Ihre Rolle erlaubt das nicht
problem-forbidden-text = Fragen Sie jemanden im Shop, dessen Rolle es erlaubt. Es wurde nichts geändert.
problem-form-token = Dieses Formular gehört nicht zu Ihrer jetzigen Anmeldung
problem-form-token-text = Es wurde nichts geändert. Vielleicht haben Sie sich neu angemeldet, nachdem Sie das Formular geöffnet hatten; oder jemand anderes hat es gemacht. Öffnen Sie die Seite noch einmal und senden Sie das Formular von dort.
form-token-written = Was im Formular stand
form-token-open = Die Seite öffnen
problem-busy = Gerade sind sehr viele hier
problem-busy-text = Nichts ging verloren. Warten Sie einige Sekunden und laden Sie neu.
problem-internal = Bei uns ist etwas schiefgegangen
problem-internal-text = Wir haben es vermerkt. Laden Sie gleich neu; was bestellt ist, bleibt bestellt.

event-packed = Ein Paket davon wurde gepackt.
event-shipped = Ein Paket wurde an { $carrier } übergeben.
event-shipped-tracking = Ein Paket wurde an { $carrier } übergeben, Nummer { $tracking }.
event-held = Sie wurde angehalten: { $reason }.
event-resumed = Es geht weiter.
event-resumed-end-of-line = Es geht am Ende der Reihe weiter: Ihre Ware war inzwischen anderen zugesagt.
event-delivered = Ein Paket ist am { $day } angekommen.
story-delivered = Angekommen am { $day }.
deliver-text = Wenn es angekommen ist, sagen Sie es: Die Bestellseite zeigt es.
deliver-button = Es ist angekommen
done-delivered = Vermerkt: Bestellung { $number } ist angekommen.
tracking-follow = Paket verfolgen
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
cause-here = die Ware ist da
cause-hold = die Bestellung war angehalten und geht weiter
cause-supply = die Lieferung hat sich geändert; ein Grund wurde nicht genannt

change-details = Name, Adresse oder „Gebraucht bis“ ändern
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
change-in-stock = auf Lager, Versand { $when }
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
console-embed = Widget
console-orders = Bestellungen
console-to-shop = Shop
console-to-today = Zu Heute
console-log-out = Abmelden
console-search-label = Bestellungen suchen
keys = Tasten
keys-text = Ein Zeichen nach dem anderen, solange nirgends geschrieben wird.
keys-rows = Nächste Zeile, Zeile davor; die Eingabetaste öffnet sie
keys-escape = Ein Feld verlassen
keys-help = Diese Hilfe
keys-on = Diese Tasten in diesem Browser benutzen
close = Schließen
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
account-title = Ihr Konto
account-demo = Das Passwort dieser Vorführung kennen alle, deshalb bleibt es, wie es ist.
account-password = Passwort
account-password-text = Mindestens { $min } Zeichen, und nichts, was bald erraten ist: keine häufigen Wörter, keine Tastenreihen, nichts über Sie oder den Shop. Hier bleiben Sie angemeldet; alle Ihre anderen Sitzungen enden.
account-old = Ihr bisheriges Passwort
account-new = Neues Passwort
account-again = Neues Passwort noch einmal
account-change = Passwort ändern
account-done = Ihr Passwort ist geändert. Alle Ihre anderen Sitzungen sind beendet.
account-sessions = Sitzungen
account-sessions-text = { $count ->
    [one] Sie sind nur hier angemeldet.
   *[other] Sie sind { $count }-mal angemeldet, dieser Browser mitgezählt.
}
account-leave = Überall abmelden
today-empty = Im Moment braucht Sie nichts.
today-empty-text = Kein Termin ist verstrichen, niemand wartet länger als zugesagt, und diese Woche kommt keine Ware.
setup-title = Bevor Sie verkaufen
setup-products = Produkte
setup-products-text = Noch gibt es nichts zu verkaufen. Importieren Sie eine Datei aus Shopify (oder --format woocommerce), oder senden Sie Produkte an PUT /api/v1/products.
setup-supply = Bestand oder eine Einkaufsbestellung
setup-supply-text = Nichts ist da und nichts ist bestellt, also hat nichts einen Termin. Tragen Sie ein, was Sie bestellt haben, oder zählen Sie den Bestand mit POST /api/v1/stock ein.
setup-supply-button = Einkaufsbestellung eintragen
setup-pages = Rechtliche Seiten
setup-pages-text = Wer an Verbraucher in der Europäischen Union verkauft, schuldet Seiten, die dieser Shop nicht hat: { $pages }. Jede wird in jeder Sprache gesetzt und steht dann in jeder Fußzeile.
setup-guarantee = Hinweis auf die gesetzliche Gewährleistung
setup-guarantee-text = Wer an Verbraucher in der Europäischen Union verkauft, zeigt seit dem 27. September 2026 den amtlichen Hinweis. Senden Sie das amtliche Bild an POST /api/v1/media und nennen Sie es hier.
today-clock = Falsche Uhrzeit
today-clock-text = Die Uhr eines Rechners, auf dem Dockline läuft, geht { $count } { $unit ->
    [hours] Stunden
    [minutes] Minuten
   *[seconds] Sekunden
} { $way ->
    [fast] vor
   *[slow] nach
}. Dieser Rechner beginnt keinen neuen Tag, Termine können also auf dem Stand von gestern bleiben. Was er annimmt, trägt eine falsche Uhrzeit. Sagen Sie es der Person, die Dockline betreibt.
today-stopped = Angehalten
today-stopped-text = Das erledigt Dockline selbst; ein Eintrag des Protokolls hält es an, weil er nicht lesbar ist. Nichts wird geraten. Es geht von selbst weiter, sobald eine Version läuft, die den Eintrag lesen kann. Sagen Sie es der Person, die Dockline betreibt.
today-stopped-row = { $work }, bei Eintrag { $event } des Protokolls
follower-promises = Neue Termine auf die Seiten der Kunden schreiben
today-overdue = Verstrichene Termine
today-overdue-text = Neue Bestellungen bekommen davon nichts zugesagt, und die Leute in der Reihe warten auf Nachricht.
today-at-risk = Gefährdete Zusagen
today-at-risk-text = Diese Leute werden später bedient, als ihnen zuerst gesagt wurde, oder haben keinen Termin mehr.
today-expected = Erwartete Eingänge
today-expected-text = Ware, die heute oder in den nächsten sieben Tagen kommen kann.
today-unaddressed = Ohne Adresse
today-unaddressed-text = Die Ware ist da, und niemand weiß, wohin sie geht. Fragen Sie nach, oder schicken Sie den Link der Bestellung.
action-address = Eintragen
today-unusual = Ungewöhnlich groß
today-unusual-text = Diese Bestellungen warten auf einen großen Teil von allem, was zu haben ist. Fragen Sie nach, ob es so gemeint ist, oder stornieren Sie, was es nicht ist.
today-held = Angehaltene Bestellungen
today-held-text = Sie wurden angehalten und warten auf eine Entscheidung.
today-to-pack = Pakete zu packen
today-to-pack-text = Ihre Ware ist da, und nichts steht im Weg.
today-packed = Pakete zur Übergabe
today-packed-text = Sie sind gepackt und warten auf den Versanddienst.
today-stale = Lange nicht bestätigte Termine
today-stale-text = Käufer sehen, dass diese Termine alt sind. Fragen Sie nach, und bestätigen oder berichtigen Sie sie.
today-more = Es gibt mehr; diese kommen zuerst.
today-asked = Gefragt, wann es wieder da ist
today-asked-text = Von selbst wird keine Mail gesendet. Schreiben Sie diesen Personen, wenn es zu haben ist, und vermerken Sie es: Dann verlassen sie die Liste.
today-asked-text-sent = Wer gesagt hat, dass die Adresse seine ist, hört per Mail davon, wenn es zu haben ist, zuerst, wer am längsten wartet. Den anderen können Sie selbst schreiben: Markieren Sie sie als benachrichtigt, dann verlassen sie die Liste.
asked-people = { $count ->
    [one] { $count } Person hat nach { $name } gefragt
   *[other] { $count } Personen haben nach { $name } gefragt
}
col-asked = Wer gefragt hat
col-to-be-had = Jetzt
action-export = Adressen (CSV)
action-told = Als benachrichtigt vermerken
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
action-hand-over = Übergeben
action-line = Reihe ansehen
action-decide = Entscheiden
action-look = Ansehen
risk-undated = { $count ->
    [one] { $count } ohne Termin
   *[other] { $count } ohne Termin
}
orders-newest = Die neuesten zuerst
orders-none = Es gibt noch keine Bestellungen.
orders-not-found = Nichts passt. Versuchen Sie eine Bestellnummer, eine ganze SKU, ein Wort eines Produkts oder einen Teil von Name oder E-Mail-Adresse.
orders-more = Ältere Bestellungen
orders-purchase-order = Lieferantenbestellung { $reference }
orders-others = { $count ->
    [one] und { $count } weitere
   *[other] und { $count } weitere
}
order-done-cancel = Die Stücke sind storniert.
order-done-hold = Die Bestellung ist angehalten.
order-done-resume = Die Bestellung ist freigegeben.
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
story-taken-back = { $count ->
    [one] { $count } Stück war nicht da und wartet wieder in der Reihe: { $name }
   *[other] { $count } Stück waren nicht da und warten wieder in der Reihe: { $name }
}
story-units = { $count } × { $name }
story-cancelled = Storniert: { $goods } ({ $reason })
story-resumed = Freigegeben
story-resumed-end-of-line = Freigegeben, am Ende der Reihe
story-packed = Gepackt
story-reopened = Das Paket ist wieder offen: Stücke daraus wurden storniert
story-handed-over = An { $carrier } übergeben, Sendungsnummer { $tracking }
story-details = Angaben geändert
story-variant = { $count } Stück von { $from } auf { $to } geändert
story-priority = Vorrang von { $name } von { $from } auf { $to } geändert: { $reason }
actor-shopper = der Käufer
actor-demo = Demodaten
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
why-release = { $count } aus dem Lager, am Tag des Erscheinens
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
order-edit-address = Adresse eintragen
order-edit-address-text = Was schon gepackt ist, geht an die Adresse, für die es gepackt wurde.
order-edit-address-button = Adresse speichern
order-edit-address-wrong = Die Adresse ist noch nicht vollständig.
order-done-address = Die Adresse ist gespeichert.
order-no-address = Fehlt: Ohne sie wird nichts übergeben.
order-edit-hold-text = Was seine Stücke hat, bleibt hier. Was wartet, bekommt keine Stücke, und die danach erfahren Termine ohne sie. Wird sie freigegeben, nimmt sie ihren Platz wieder ein, oder das Ende der Reihe, wenn ihre Ware inzwischen anderen zugesagt war. Solange daneben noch ein Server mit einer älteren Version läuft, halten Sie nichts an, was wartet: Er kann eine solche Bestellung nicht anzeigen.
order-edit-resume = Freigeben
order-edit-resume-text = Sie darf wieder gepackt werden und wartet wieder. Termine, die anderen zugesagt sind, bleiben.
story-cause-wish = auf Wunsch des Käufers
clock = Probe: { $day }, { $time }
clock-text = Nur die Uhr dieses Shops geht vor. Sie lässt sich nicht zurückstellen.
clock-to = Neue Zeit
clock-advance = Vorstellen
clock-title = Die Uhr vorstellen
coming-title = Was als Nächstes geschieht
coming-text = Was bis jetzt feststeht, das Nächste zuerst. Es muss nur seine Zeit kommen.
coming-none = Nichts wartet auf seine Zeit. Geben Sie eine Bestellung auf, dann schon.
coming-at = { $day }, { $time } Uhr
coming-advance = Bis kurz danach vorstellen
coming-look = Dann ansehen:
coming-own = Bestellen Sie selbst etwas im Shop; statt Karten gibt es Wörter.
coming-order-lapses = Für Bestellung { $of } hat niemand eine Karte hinterlegt: Sie wird storniert, und ihre Stücke sind für andere da.
coming-charge-told = Bestellung { $of }: Eine Mail sagt, dass die Karte bald belastet wird.
coming-charge = Bestellung { $of }: Die Karte wird belastet.
coming-charge-again = Bestellung { $of }: Die abgelehnte Karte wird noch einmal gefragt.
coming-debit = Bestellung { $of }: Die Bank wird gefragt, was aus der Lastschrift geworden ist.
coming-pass-on = Bestellung { $of }: Niemand hat die Zahlung in Ordnung gebracht. Ihre Stücke gehen an die Nächsten in der Reihe.
coming-notice = Bestellung { $of }: Eine Verzugsmitteilung geht hinaus, falls bis dahin nicht alles rechtzeitig ist.
coming-ended = Bestellung { $of }: Antwortet niemand auf die Mitteilung, endet nach dem Gesetz, was später kommen sollte. Dafür wird nichts abgebucht.
coming-date-passes = Einkauf { $of }: Der letzte Tag ist verstrichen, falls die Ware nicht da ist. Davon wird niemandem mehr etwas zugesagt.
coming-news = Einkauf { $of }: Die Ware ist beim Zoll. Die Seiten zeigen es.
coming-date-moves = Einkauf { $of }: Der Hersteller braucht einige Wochen länger. Wer wartet, erfährt den neuen Termin und den Grund.
coming-goods = Einkauf { $of }: Die Ware kommt an und geht an die Wartenden. Deren Karten werden belastet.
coming-carrier = Der Paketdienst nimmt jedes bezahlte Paket mit. Eine Mail sagt es.
shops-rehearsal = Sehen, was in den nächsten Wochen geschieht:
shops-rehearsal-link = eine Probe, deren Uhr Sie vorstellen
## Calendars and feeds

calendar-ships = Versand: { $name }
calendar-order-ships = Bestellung { $number }, Versand: { $name }
calendar-order-shipped = Bestellung { $number }, versandt: { $name }
feed-title = { $name }: wo es ist und wann es verschickt wird
feed-moved = { $name }: { $text }
feed-before = Vorher: { $when }.
feed-reached = { $stage }, { $date }.
feed-undated = Kein Termin mehr; der nächste wird hier genannt
feed-concerns = Betrifft: { $names }.
calendar-follow = Diesen Termin im Kalender verfolgen
# Zwei Links folgen
follow-page = Dieser Seite folgen:
follow-calendar = im Kalender
follow-feed = im Feedreader

## Why the present state does not allow a change

refused-shop-exists = Es gibt schon einen Shop { $name }.
refused-user-exists = Diese Mailadresse hat schon jemand in diesem Shop.
refused-not-expected = Diese Lieferantenbestellung ist zu Ende: Von ihr wird nichts mehr erwartet.
refused-lines-ended = Diese Bestellung ist abgeschlossen; was darin steht, bleibt so. Tragen Sie eine neue ein.
refused-counted = { $count ->
    [one] { $count } Stück { $sku } wurde
   *[other] { $count } Stück { $sku } wurden
} schon gezählt; weniger können nicht bestellt sein.
refused-have-left = { $count ->
    [one] Nur { $count } Stück { $sku } ist
   *[other] Nur { $count } Stück { $sku } sind
} in { $place }. Die anderen sind fort, also waren sie da.
refused-nothing-stays = Etwas muss in dieser Bestellung bleiben. Kommt alles später, ändern Sie ihren Termin.
refused-not-free = { $count ->
    [one] Nur { $count } Stück { $sku } in { $place } ist
   *[other] Nur { $count } Stück { $sku } in { $place } sind
} frei und können umgelagert werden. Nichts wurde umgelagert.
refused-older-programs = Auf dieser Datenbank kann noch eine ältere Version laufen. Bis dahin gilt für jede Zeile der Termin der Bestellung: Tragen Sie stattdessen eine eigene Bestellung ein.
refused-supply-cancelled = Die Lieferantenbestellung { $name } wurde storniert, von ihr lässt sich nichts annehmen.
refused-on-its-way = Die Bestellung ist gepackt oder unterwegs und lässt sich nicht mehr ändern.
refused-nothing-to-cancel = Von dieser Bestellung lässt sich nichts mehr stornieren.
refused-mail-not-sent = Die Mail wurde nicht gesendet, kann also nicht zurückgekommen sein.
refused-withdrawal-settled = Das geht nicht mehr: Jemand hat sich um diesen Widerruf gekümmert, oder es ist keine Bestellung dazu bekannt.
refused-nothing-to-hold = Von dieser Bestellung lässt sich nichts anhalten: nur was wartet oder noch zu packen ist.
refused-nothing-on-hold = Von dieser Bestellung ist nichts angehalten.
refused-step = Die Bestellung ist weiter, dieser Schritt geht nicht mehr.
refused-pack-again = Aus diesem Paket wurde etwas storniert, nachdem es gepackt war. Packen Sie es neu.
refused-mails-do-not-go-out = Mitteilungen gehen nur dann von selbst hinaus, wenn Mails es tun: Schalten Sie Mails ein, und lassen Sie „dockline mail check“ laufen.
refused-ended-by-law = Das Gesetz über Verspätungen hat Stücke in diesem Paket beendet: Sie werden storniert und erstattet, nicht versandt. Öffnen Sie das Paket, und versenden Sie den Rest ohne sie.
refused-on-hold = Die Bestellung ist angehalten ({ $reason }). Lassen Sie sie zuerst weitergehen.
refused-on-no-shelf = { $count ->
    [one] Ein Stück { $sku } liegt
   *[other] { $count } Stück { $sku } liegen
} an keinem Lagerort. Zählen Sie den Bestand der Lagerorte.
refused-variant = { $count ->
    [0] Die andere Variante ist zurzeit nicht zu haben.
    [one] Von der anderen Variante ist zurzeit nur ein Stück zu haben.
   *[other] Von der anderen Variante sind zurzeit nur { $count } Stück zu haben.
}
refused-per-customer = Davon gibt es höchstens { $limit } Stück je Kunde, Bestelltes mitgezählt.
refused-per-order = Eine Bestellung darf höchstens { $limit } Stück haben. Es wurde nichts bestellt.
refused-price-changed = Die Summe ist jetzt { $price }. Es wurde nichts bestellt: Bitte sehen Sie noch einmal hin.
refused-dates-changed = Termine haben sich inzwischen geändert. Es wurde nichts bestellt: Bitte sehen Sie noch einmal hin.
refused-no-address = Diese Bestellung hat keine Adresse, und ohne Adresse übergibt dieser Shop nichts. Ergänzen Sie sie zuerst in der Bestellung.
refused-sku-of = Die SKU { $sku } gehört zum Produkt { $name }.
refused-handle-of = Der Handle { $name } ist der eines anderen Produkts.
refused-was-sku-of = { $sku } war die SKU von { $name }, die damit weiter gefunden wird.
refused-was-handle-of = Der Handle war der des Produkts { $name }; alte Links führen dorthin.
refused-name-taken = So heißt schon etwas anderes: { $name }.
refused-name-was = { $name } war der Name von { $now }; alte Links führen dorthin.
refused-too-many-orders = { $sku } steht in zu vielen Bestellungen, um umbenannt zu werden: in mehr als { $count }.
refused-in-use = Von { $sku } gibt es Bestand, Wartende oder bestellte Stücke, die Variante lässt sich nicht weglassen.
refused-in-parcels = { $count ->
    [one] Ein Stück { $sku } ist
   *[other] { $count } Stück { $sku } sind
} in { $place } in Paketen oder für Pakete zurückgelegt; weniger kann dort nicht liegen.
refused-promised = { $count ->
    [one] Ein Stück { $sku } ist
   *[other] { $count } Stück { $sku } sind
} für Bestellungen zugesagt; weniger kann nicht da sein. Stornieren Sie zuerst Bestellungen.
refused-no-rehearsal = Nur die Uhr eines Probe-Shops lässt sich vorstellen.
refused-still-to-deliver = Zu Bestellung { $orders } ist noch etwas zu liefern.

shop-notice = Hinweis des Shops
footer-navigation = Über diesen Shop
vat-and-shipping = inkl. MwSt., zzgl. Versand
vat-free-shipping = inkl. MwSt., Versand kostenlos
no-vat-and-shipping = Es wird keine MwSt. berechnet, zzgl. Versand
no-vat-free-shipping = Es wird keine MwSt. berechnet, Versand kostenlos
guarantee-title = Ihre gesetzliche Gewährleistung
legal-imprint = Impressum
legal-terms = AGB
legal-privacy = Datenschutz
legal-withdrawal = Widerrufsrecht
legal-shipping = Versand und Zahlung
legal-accessibility = Barrierefreiheit
legal-other-language = Diese Seite des Shops gibt es nur auf { $language }.
how-title = So funktionieren Nachbestellungen
how-lede = Was bei { $shop } gilt, geschrieben aus den Regeln, mit denen das System des Shops rechnet.
how-date = Was ein Termin sagt
how-date-basis = Ein Termin ist der Tag, an dem Ihr Paket bei uns abgeht. Bei Ware, die erst kommen muss, beruht er auf einer bestellten Lieferung.
how-date-handling = { $days ->
    [0] Was da ist, geht an dem Arbeitstag ab, an dem es Ihnen zugeteilt wird.
    [one] Was da ist, geht einen Arbeitstag später ab.
   *[other] Was da ist, geht { $days } Arbeitstage später ab.
}
how-date-weekdays = Pakete gehen an diesen Tagen ab: { $days }.
how-date-holidays = An Feiertagen geht kein Paket ab, und kein Termin zählt sie mit.
how-date-cut-off = Was nach { $time } Uhr bestellt wird, zählt als am nächsten Tag bestellt.
how-date-confirmed = { $days ->
    [one] Ein Termin, der länger als einen Tag nicht bestätigt wurde, ist gekennzeichnet.
   *[other] Ein Termin, der länger als { $days } Tage nicht bestätigt wurde, ist gekennzeichnet.
}
how-place = Ihr Platz in der Reihe
how-place-order = Eintreffende Ware geht an die, die zuerst bestellt haben. Ihren Platz sehen Sie vor der Bestellung und auf der Seite Ihrer Bestellung.
how-place-kept = Wer vorgelassen wird, ist mit dem Grund vermerkt.
how-place-deny = In der Regel wird nur verkauft, was da ist; bei einzelnen Produkten kann es anders sein.
how-place-supply = In der Regel wird nicht mehr verkauft, als da oder bestellt ist; bei einzelnen Produkten kann es anders sein.
how-place-beyond = In der Regel werden auch einige Stück verkauft, die noch nicht bestellt sind, mit der Zeit, die sie brauchen; bei einzelnen Produkten kann es anders sein.
how-payment = Was Sie zahlen und wann
how-payment-none = Auf diesen Seiten wird nichts abgebucht. Sie zahlen wie mit dem Shop vereinbart.
how-parts = Mehrere Pakete
how-parts-choice = Kann eine Bestellung nicht als Ganzes abgehen, wählen Sie: jeder Teil, sobald er da ist, oder alles zusammen.
how-shipping-free = Der Versand kostet nichts.
how-delay = Wenn sich ein Termin verschiebt
how-delay-told = Die Seite Ihrer Bestellung zeigt den neuen Termin, den alten und den Grund, wenn einer angegeben wurde. Auch gute Nachrichten stehen dort.
how-delay-overdue = Verstreicht ein Termin ohne die Ware, behalten Sie Ihren Platz. Bis ein neuer bestätigt ist, wird niemand Neuem etwas von dieser Lieferung zugesagt.
how-delay-look = Die Seite Ihrer Bestellung und ihr Kalender haben immer den Termin, der jetzt gilt.
how-cancel = Stornieren
how-cancel-free = Auf der Seite Ihrer Bestellung können Sie kostenlos stornieren, bis Ihr Paket abgeht.
how-cancel-part = Sie können auch einzelne Stück stornieren und die übrigen behalten.
weekday-monday = Montag
weekday-tuesday = Dienstag
weekday-wednesday = Mittwoch
weekday-thursday = Donnerstag
weekday-friday = Freitag
weekday-saturday = Samstag
weekday-sunday = Sonntag
unit-price = { $price } je { $unit }
unit-kg = kg
unit-l = Liter
unit-m = Meter
unit-m2 = m²
unit-piece = Stück
safety-title = Hersteller und Sicherheit
safety-maker = Hergestellt von
safety-responsible = Verantwortlich in der EU
safety-warnings = Warnhinweise

# Was zu zahlen ist und wann

pay-title = Zahlung
pay-later-all = { $price } werden fällig, wenn Ihre Ware hier ist und abgehen kann. Vorher ist nichts zu zahlen.
pay-later-rest = { $price } werden fällig mit dem, was noch nicht da ist, kurz bevor es abgeht.
pay-nothing = Es ist nichts mehr zu zahlen.
pay-due = Bitte überweisen Sie { $price } bis { $day }. Danach geht Ihr Paket ab.
pay-due-rest = { $paid } von { $price } sind eingegangen. Bitte überweisen Sie die übrigen { $missing } bis { $day }. Danach geht Ihr Paket ab.
pay-paid = { $price } sind bezahlt.
pay-waived = Der Shop erlässt { $price }. Für dieses Paket ist nichts mehr zu zahlen.
pay-give-back = { $price } mehr sind eingegangen, als dieses Paket kostet. Sie gehören Ihnen, und der Shop gibt sie zurück.
pay-checked = Die Zahlung von { $price } wird geprüft.
pay-payee = Konto von
pay-iban = IBAN
pay-bic = BIC
pay-amount = Betrag
pay-reference = Verwendungszweck
pay-ask-shop = Der Shop sagt Ihnen, wohin Sie überweisen.
event-charge-due = { $price } wurden fällig.
event-money-arrived = { $price } gingen ein.
how-payment-transfer = Sie zahlen per Überweisung, Paket für Paket: wenn Ihre Ware hier ist und abgehen kann. Vorher ist nichts zu zahlen. Das Paket geht ab, nachdem das Geld eingegangen ist.
refused-not-paid = Dieses Paket ist noch nicht bezahlt. Es kann gepackt werden, wenn das Geld eingegangen ist oder nichts mehr verlangt wird.
refused-not-released = { $sku } erscheint am { $day } und geht nicht vorher raus.
refused-no-secret-key = Dieser Server hat noch keinen geheimen Schlüssel (DOCKLINE_SECRET_KEY). Nichts wurde geändert.
refused-too-many-webhooks = Ein Shop hat höchstens { $count } Webhooks. Löschen Sie zuerst einen.
refused-webhook-not-on = Dieser Webhook ist nicht an. Schalten Sie ihn zuerst ein.
refused-charge = Diese Forderung lässt das nicht mehr zu.
story-charge-due = { $price } wurden fällig
story-charge-more = { $price } mehr sind fällig
story-charge-less = { $price } weniger sind fällig
story-money-arrived = { $price } gingen am { $day } ein
story-money-arrived-note = { $price } gingen am { $day } ein: { $note }
story-charge-paid = Die Forderung ist bezahlt
story-charge-cancelled = Die Forderung ist storniert
story-amount-waived = { $price } sind erlassen: { $reason }

# Geld in der Konsole

money-mismatches = Die Bücher stimmen nicht überein
money-mismatches-text = Was hier gebucht ist und was der Zahlungsdienst getan haben will, ist nicht dasselbe. Geändert wurde nichts: Sehen Sie beides an, und tragen Sie nach oder geben Sie zurück, was fehlt.
money-compared = Mit dem Zahlungsdienst verglichen: { $when }
mismatch-object = Beim Zahlungsdienst
mismatch-how = Unterschied
mismatch-ours = Hier
mismatch-theirs = Dort
mismatch-state = Stand dort
mismatch-not-here = Der Zahlungsdienst hat Geld bewegt, das hier nicht gebucht ist
mismatch-not-there = Der Zahlungsdienst kennt es nicht
mismatch-taken = Ein anderer Betrag wurde eingezogen
mismatch-back = Ein anderer Betrag wurde zurückgesandt
money = Geld
money-of-order = Zahlung
money-due = Fällig
money-none-due = Nichts ist fällig.
money-ledger = Was eingegangen ist
money-none-came = Noch ist nichts eingegangen.
money-to-come = Später: { $price }
charge = Forderung { $reference }
charge-column = Verwendungszweck
charge-state = Stand
charge-amount = Betrag
charge-came = Eingegangen
charge-missing = Fehlt
charge-until = Zahlbar bis
charge-give-back = Zurückzugeben: { $price }
charge-order = Bestellung
charge-day = Tag
charge-what = Was
charge-captured = Eingegangen
charge-waived-entry = Erlassen
charge-state-due = Fällig
charge-state-running = Wird eingezogen
charge-state-failed = Gescheitert
charge-state-unknown = Nicht bekannt
charge-state-refused = Vom Zahlungsdienst abgelehnt
charge-state-paid = Bezahlt
charge-state-covered = Vorher bezahlt
charge-state-waived = Erlassen
charge-state-cancelled = Storniert
charge-paid-title = Geld ist eingegangen
charge-paid-text = Alles, ein Teil oder zu viel: was fehlt oder zurückzugeben ist, wird ausgerechnet.
charge-paid-amount = Betrag
charge-paid-amount-hint = Wie auf dem Kontoauszug, zum Beispiel 29,90.
charge-paid-day = Tag auf dem Kontoauszug
charge-paid-note = Notiz
charge-paid-note-hint = Für Ihre eigenen Leute, zum Beispiel die Zeile des Kontoauszugs.
charge-paid-button = Eingang eintragen
charge-waive-title = Nichts mehr verlangen
charge-waive-text = Das Paket kann gepackt werden. Was fehlt, wird als erlassen eingetragen.
charge-waive-button = Rest erlassen
charge-done-paid = Eingetragen.
charge-done-waived = Es wird nichts mehr verlangt.
charge-changed = Jemand anderes war schneller: so ist es jetzt.
wrong-amount = Schreiben Sie einen Betrag wie 29,90.
wrong-day-future = Schreiben Sie einen Tag, der schon da ist.
parcel-unpaid = Noch nicht bezahlt
parcel-unpaid-text = Dieses Paket wird gepackt, nachdem es bezahlt ist.

pay-save-card = Karte hinterlegen
pay-wanted = Hinterlegen Sie Ihre Karte, um Ihren Platz zu behalten (bis { $until }). Jetzt wird nichts abgebucht.
pay-wanted-here = Hinterlegen Sie Ihre Karte, um Ihre Bestellung zu behalten (bis { $until }). Sie wird belastet, kurz bevor Ihr Paket abgeht.
pay-verified = { $card } wird mit { $price } belastet, kurz bevor Ihr Paket abgeht.
pay-by = Bezahlt mit { $card }.
pay-a-card = Ihre Karte
pay-change-card = Andere Karte verwenden
pay-action = Ihre Bank möchte von Ihnen hören, bevor sie zahlt. Ihre Ware wartet bis { $until }, dann bekommt sie der Nächste in der Reihe.
pay-action-link = Weiter zu Ihrer Bank
pay-failed = Ihre Bank hat die Zahlung abgelehnt. Ihre Ware wartet bis { $until }, dann bekommt sie der Nächste in der Reihe.
pay-failed-link = Andere Karte verwenden
back-to-order = Zurück zu Ihrer Bestellung
pay-lapsed = Es wurde nicht rechtzeitig eine Karte hinterlegt, darum wurde die Bestellung storniert. Es wurde nichts abgebucht, und es wird nichts abgebucht.
pay-being-taken = Die Zahlung von { $price } wird eingezogen.
pay-settling = Die Lastschrift über { $price } läuft, das dauert meist 5 Werktage. Danach geht Ihr Paket ab.
pay-not-taken = { $price } sind noch nicht bezahlt.
pay-cancelled = Storniert. Es wurde und wird nichts abgebucht.
pay-refused = { $price } konnten noch nicht abgebucht werden. Das liegt nicht an Ihnen: Der Shop sieht es, und Sie müssen nichts tun.
pay-by-hand = Der Shop klärt die Zahlung von { $price } mit Ihnen.
pay-to-gateway = Weiter zur Bank
pay-to-card-text = Sie hinterlegen Ihre Karte auf einer Seite der Bank. Dort wird nichts abgebucht.
pay-to-card-link = Weiter, um Ihre Karte zu hinterlegen
pay-to-bank-text = Ihre Bank fragt Sie auf einer eigenen Seite, ob sie zahlen darf.
pay-to-bank-link = Weiter zu Ihrer Bank
pay-bank-title = Ihre Bank möchte von Ihnen hören
pay-test = Testzahlungen: in diesem Shop fließt kein Geld.
bank-title = Simulierte Bank
bank-text = Diese Seite spielt eine Bank. Es fließt kein Geld, und nach keiner Kartennummer wird gefragt: wählen Sie, was die Karte tun wird.
bank-cards = Was die Karte tun wird
bank-card-works = Sie funktioniert
bank-card-declined-once = Sie wird einmal abgelehnt und funktioniert am nächsten Morgen
bank-card-needs-bank = Ihr Inhaber muss seiner Bank antworten, wenn sie belastet wird
bank-card-expires = Sie ist abgelaufen, wenn sie belastet wird
bank-card-reissued = Sie ist abgelaufen, und die Bank hat eine neue geschickt: sie funktioniert
bank-card-debit-fails = Eine Lastschrift, die fünf Tage dauert und zurückkommt
bank-save = Speichern
bank-step-text = Möchten Sie { $price } zahlen?
bank-confirm = Ja, zahlen
bank-refuse = Nein
bank-over = Diese Seite der Bank ist nicht mehr offen. Bitte gehen Sie zurück zu Ihrer Bestellung.
money-stripe-test = Bestellungen werden über { $account } im Testmodus bezahlt: es fließt kein Geld. Der Schlüssel endet auf { $last }.
money-stripe-live = Bestellungen werden über { $account } bezahlt: es fließt Geld. Der Schlüssel endet auf { $last }.
money-stripe-hooks = Stripe schickt seine Nachrichten an { $url }.
money-stripe-no-hooks = Stripe soll seine Nachrichten an { $url } schicken. Noch wird keine angenommen: das Signaturgeheimnis dieses Endpunkts fehlt.
stripe-mandate = Jetzt wird nichts abgebucht. Sie erlauben diesem Shop, diese Karte ohne weitere Rückfrage zu belasten, einmal für jedes Paket dieser Bestellung und kurz bevor es abgeht: mit dem, was seine Ware samt Versand kostet, zusammen höchstens mit der Summe Ihrer Bestellung. Was noch nicht abgegangen ist, können Sie auf der Seite Ihrer Bestellung stornieren. Dann wird es nicht belastet.
how-payment-card = Sie hinterlegen beim Bestellen eine Karte. Sie wird geprüft und belastet, kurz bevor jedes Paket abgeht: solange Sie warten, wird nichts abgebucht.
refused-nothing-to-name = Für diese Bestellung ist kein Zahlungsmittel zu nennen.
refused-taken-by-nobody = Kein Zahlungsdienst zieht diese Forderung ein.
charge-state-settling = Lastschrift läuft
charge-state-action = Bank möchte vom Käufer hören
charge-state-needs-person = Widerspruch: bitte ansehen
story-method-verified = Eine Karte wurde hinterlegt
story-attempt-asked = Der Zahlungsdienst wurde um das Geld gebeten
story-money-captured = { $price } wurden abgebucht
story-charge-failed = Die Bank hat abgelehnt
story-charge-failed-code = Die Bank hat abgelehnt: { $code }
story-charge-action = Die Bank möchte vom Käufer hören
story-charge-unknown = Der Zahlungsdienst hat nicht geantwortet; er wird gefragt, was er getan hat
money-repair = Zu klären
money-repair-text = Die Bank hat abgelehnt oder möchte vom Käufer hören. Nach dem letzten Zeitpunkt bekommt der Nächste in der Reihe die Ware.
money-unknown = Nicht bekannt
money-unknown-text = Der Zahlungsdienst hat nicht gesagt, was er getan hat, lehnt den Shop ab oder widerspricht sich. Was er nicht gesagt hat oder ablehnt, wird er von selbst wieder gefragt; niemand zahlt zweimal. Bei einem Widerspruch wird er nicht wieder gefragt: Im Verlauf der Bestellung steht, was er gesagt hat, und Sie entscheiden.
charge-retry-title = Jetzt noch einmal versuchen
charge-retry-text = Der Zahlungsdienst wird noch einmal gebeten, mit der hinterlegten Karte.
charge-retry-button = Noch einmal versuchen
charge-cancel-title = Von Hand übernehmen
charge-cancel-text = Der Zahlungsdienst lässt los, und die Forderung ist fällig: tragen Sie ein, was eingeht, erlassen Sie sie, oder lassen Sie es noch einmal versuchen.
charge-cancel-button = Zahlungsdienst loslassen
charge-done-retry = Der Zahlungsdienst wird gefragt.
charge-done-cancel = Dem Zahlungsdienst wird gesagt, dass er loslassen soll.
story-charge-settles = Eine Lastschrift läuft
story-charge-let-go = Der Zahlungsdienst hat losgelassen; er wird neu gebeten, oder jemand übernimmt es von Hand
story-charge-contradicts = Der Zahlungsdienst hat etwas gesagt, das dem widerspricht, worum er gebeten wurde
story-charge-refused = Der Zahlungsdienst lehnt die Anfrage des Shops ab; sie wird wiederholt
story-charge-contradicts-took = Der Zahlungsdienst sagt, er habe { $price } eingezogen; das widerspricht der Anfrage
story-charge-retried = Es wird noch einmal versucht
story-charge-taken-over = Es wird von Hand übernommen

## Mails

mail-subject = { $order }: { $what }
mail-confirmation = danke, sie ist aufgegeben
mail-moved = Termine haben sich verschoben
mail-moved-later = der Versand ist später
mail-moved-earlier = der Versand ist früher
mail-moved-dated = es gibt einen Termin
mail-cancelled = storniert
mail-cancelled-part = ein Teil ist storniert
mail-dispatched = ein Paket ist unterwegs
mail-delivered = ein Paket ist angekommen
mail-notice = sie verspätet sich, Sie haben die Wahl
mail-notice-how = Jeder dieser Links öffnet eine Seite, auf der Sie Ihre Antwort senden. Sie zu öffnen ändert nichts. Sie können auch einfach auf diese Mail antworten.
mail-answer = Ihre Antwort
mail-answer-lead = Ihre Antwort ist festgehalten
mail-charge-failed = Ihre Zahlung ging nicht durch
mail-charge-failed-lead = Ihre Bank hat die Zahlung abgelehnt
mail-bank-step = Ihre Bank möchte von Ihnen hören
mail-bank-step-lead = Ihre Bank möchte von Ihnen hören, bevor sie zahlt
mail-charge-coming = sie geht bald hinaus und wird dann berechnet
mail-refund-sent = Ihr Geld wurde zurückgeschickt
mail-refund-sent-lead = Ihr Geld wurde zurückgeschickt
mail-refund-sent-next = Wenn es nach 10 Tagen nicht da ist, antworten Sie einfach auf diese Mail.
mail-refund-failed = Ihr Geld ließ sich noch nicht zurückschicken
mail-refund-failed-lead = Ihr Geld ließ sich noch nicht zurückschicken
mail-refund-failed-next = Sie müssen nichts tun: Es gehört weiter Ihnen, und der Shop weiß davon. Um zu sagen, wie es zu Ihnen kommen soll, antworten Sie einfach auf diese Mail. Wir schreiben wieder, wenn es abgeschickt ist.
mail-refund-amount = Betrag
mail-passed-on = die Bezahlung wurde nicht rechtzeitig geklärt
mail-passed-on-text = Die Bezahlung wurde nicht rechtzeitig geklärt, deshalb ist Ihr Platz in der Reihe aufgegeben. Möchten Sie es noch, bestellen Sie es erneut.
mail-waitlist-confirm = { $name }: Sollen wir Ihnen schreiben?
mail-waitlist-confirm-lead = Sie möchten hören, wenn { $name } zu haben ist
mail-waitlist-confirm-text = Bitte sagen Sie auf dieser Seite, dass die Adresse Ihre ist. Dann schreiben wir Ihnen einmal, wenn es zu haben ist. Sie bestellen damit nichts.
mail-waitlist-confirm-page = Das bin ich
mail-waitlist-confirm-not = Haben Sie nicht darum gebeten, tun Sie nichts: Niemand schreibt Ihnen.
mail-waitlist-back = { $name } ist zu haben
mail-waitlist-back-lead = { $name } ist zu haben
mail-waitlist-back-here = Es ist auf Lager.
mail-waitlist-back-dated = Es lässt sich jetzt bestellen, Versand { $when }.
mail-waitlist-back-undated = Es lässt sich jetzt bestellen. Einen Termin gibt es noch nicht.
mail-waitlist-back-text = Sie wollten davon hören. Es ist nichts für Sie zurückgelegt.
mail-waitlist-back-page = Ansehen
mail-why-waitlist = Sie erhalten diese Mail, weil diese Adresse auf einer Seite von { $shop } eingetragen wurde.
mail-withdrawal-received = Ihr Widerruf ist eingegangen
mail-why-withdrawal = Sie bekommen diese Mail, weil auf einer Seite von { $shop } ein Widerruf erklärt wurde, mit dieser Adresse für die Bestätigung. Wenn Sie das nicht waren, antworten Sie einfach auf diese Mail.
mail-unsubscribe = Keine solchen Mails mehr
mail-moved-lead = Was wir Ihnen gesagt haben, hat sich geändert:
mail-moved-before = Bisher gesagt: { $when }
mail-moved-choice = Um Ihren Platz zu behalten, müssen Sie nichts tun. Bis zum Versand können Sie kostenlos stornieren, auf der Seite Ihrer Bestellung.
mail-cancelled-part-lead = Ein Teil Ihrer Bestellung ist storniert
mail-dispatched-lead = Ein Paket ist unterwegs zu Ihnen
mail-delivered-text = Fehlt etwas oder ist etwas beschädigt, antworten Sie einfach auf diese Mail.
mail-total-vat = inkl. MwSt.
mail-total-no-vat = es wird keine MwSt. berechnet
mail-order-page = Bestellung öffnen
mail-link-hidden = (Hier steht der Link zur Seite der Bestellung. Ihn sieht, wer Bestellungen ändern darf.)
mail-next-news-mail = Wir schreiben wieder, wenn sich ein Termin verschiebt und wenn ein Paket abgeht.
mail-why = Sie bekommen diese Mail wegen Ihrer Bestellung bei { $shop }.

## Mails in the console

console-mails = Mails
mailbox = Postfach
mailbox-kept = Was Kunden per Mail bekämen. Es ist kein Mailserver eingestellt: Jede Mail bleibt hier, und keine geht hinaus.
mailbox-sent = Mails gehen wirklich hinaus. Was vorher hier blieb, ist weiter zu lesen.
mails = Alle Mails
mails-all = Alle Mails, und was aus jeder wurde
mails-off = Dieser Shop schreibt keine Mails. So wird es eingeschaltet:
mails-sent-from = Absender: { $from }.
mails-kept = Es ist kein Mailserver eingestellt: Mails bleiben im Postfach.
mails-states = Was aus ihnen wurde
mails-all-states = Alle
mails-none = Noch keine Mails.
mail-column = Mail
mail-to = An
mail-from = Von
mail-order = Bestellung
mail-state = Stand
mail-when = Wann
mail-result = Ergebnis
mail-reply = Antwort des Mailservers
mail-subject-line = Betreff
mail-preview-line = In Listen
mail-as-text = Dasselbe als Text
mail-nothing-written = Es wurde nichts geschrieben.
mail-tries = Jeder Versuch
mail-kind-confirmation = Bestätigung einer Bestellung
mail-kind-moved = Ein Termin hat sich verschoben
mail-kind-cancelled = Etwas wurde storniert
mail-kind-dispatched = Ein Paket ist abgegangen
mail-kind-delivered = Ein Paket ist angekommen
mail-kind-notice = Mitteilung einer Verspätung
mail-kind-answer-recorded = Eine Antwort ist festgehalten
mail-kind-charge-failed = Eine Zahlung wurde abgelehnt
mail-kind-bank-step = Die Bank verlangt einen Schritt
mail-kind-charge-coming = Eine Abbuchung steht bevor
mail-kind-refund-sent = Geld wurde zurückgeschickt
mail-kind-refund-failed = Geld ließ sich nicht zurückschicken
mail-kind-passed-on = An die nächste Person gegangen
mail-kind-waitlist-confirm = Gehört ihnen die Adresse?
mail-kind-waitlist-back = Es ist zu haben
mail-kind-withdrawal-received = Ein Widerruf ist eingegangen
mail-state-planned = Wartet auf den Versand
mail-state-sent = Verschickt
mail-state-kept = Aufbewahrt
mail-state-skipped = Nicht verschickt
mail-state-superseded = Durch eine spätere ersetzt
mail-state-uncertain = Unklar, ob sie ankam
mail-state-bounced = Zurückgekommen
mail-state-parked = Aufgegeben
mail-unsent-already-told = eine frühere Mail hat es gesagt
mail-unsent-order-cancelled = die Bestellung wurde storniert
mail-unsent-order-shipped = alles ist abgegangen
mail-unsent-arrived = das Paket ist schon angekommen
mail-unsent-not-needed = es hat sich ohne sie erledigt
mail-unsent-sold-out = es ist nicht mehr zu haben
mail-unsent-erased = die Person wurde gelöscht
mail-unsent-mail-off = der Shop schreibt keine Mails mehr
mail-unsent-refused = der Mailserver hat sie abgelehnt
mail-unsent-gave-up = es ist zu oft misslungen
mail-unsent-suppressed = an die Adresse wird nicht mehr geschrieben
mail-unsent-unreadable = sie ließ sich nicht schreiben
mail-try-sent = Vom Mailserver angenommen
mail-try-refused = Abgelehnt
mail-try-failed = Diesmal nicht angenommen
mail-try-unreadable = Sie ließ sich nicht schreiben
mail-try-open = Ausgang unbekannt
mail-preview = Wie eine Mail jetzt aussähe
mail-preview-text = Für jede Bestellung, in jeder Sprache. Niemand bekommt sie.
mail-preview-kind = Art
mail-preview-language = Sprache
mail-preview-order = Bestellung
mail-preview-order-hint = Ihre Nummer, etwa 12.
mail-preview-show = Zeigen
mail-preview-nothing = So etwas ließe sich über diese Bestellung nicht sagen.
mail-preview-unknown = Dieser Shop hat keine Bestellung mit dieser Nummer.
mail-test = An mich schicken
mail-test-text = Als Test, an { $address }. Sie wird nicht aufbewahrt.
mail-test-sent = An { $address } geschickt.
mail-test-failed = Sie ließ sich nicht schicken: { $problem }
mail-parked = Diese Mail versucht niemand mehr zu schicken
mail-parked-text = Noch einmal geschickt, wird sie neu geschrieben, aus dem, was dann stimmt. Ist sie erledigt, wird sie nicht geschickt und steht nicht mehr unter Heute.
mail-bounced = Diese Mail kam zurück
mail-bounced-text = Sie kam nicht an. Noch einmal gesendet, wird sie neu geschrieben nach dem, was dann gilt, und an die Adresse wird wieder geschrieben. Erledigt, steht sie nicht mehr in Heute.
mail-suppressed-all = An diese Adresse geht nichts mehr: Eine Mail an sie kam endgültig zurück.
mail-suppressed-courtesy = Mails, die niemand bekommen muss, gehen nicht mehr an diese Adresse: Ihr Inhaber hat sich über eine beschwert.
mail-lift = Wieder an diese Adresse schreiben
mail-done-lift = An die Adresse wird wieder geschrieben.
mail-again = Noch einmal schicken
mail-seen = Erledigt
mail-done-again = Sie wird noch einmal geschickt.
mail-done-seen = Sie steht nicht mehr unter Heute.
mail-not-parked = Das geht nicht: Die Mail ist nicht mehr aufgegeben, oder der Shop schreibt keine Mails.
mail-test-subject = [Test] { $subject }
today-mails-late = Mails, die auf den Mailserver warten
today-mails-late-text = { $count ->
    [one] { $count } Mail hätte vor mehr als einer Stunde hinausgehen sollen. Sie wartet; was der Mailserver sagt, steht im Log des Servers.
   *[other] { $count } Mails hätten vor mehr als einer Stunde hinausgehen sollen. Sie warten; was der Mailserver sagt, steht im Log des Servers.
}
today-mails-bounced = Mails, die zurückkamen
today-mails-bounced-text = { $count ->
    [one] { $count } Mail kam nicht an. Eine Mitteilung, die zurückkam, ist nicht gegeben.
   *[other] { $count } Mails kamen nicht an. Eine Mitteilung, die zurückkam, ist nicht gegeben.
}
today-mails = Mails, die nicht hinausgingen
today-mails-text = { $count ->
    [one] { $count } Mail wurde aufgegeben. Was darin steht, muss jemand anders sagen.
   *[other] { $count } Mails wurden aufgegeben. Was darin steht, muss jemand anders sagen.
}
today-mails-show = Zeigen

## Webhooks in der Konsole

console-webhooks = Webhooks
webhooks-lead = Ihre Programme, denen gesagt wird, was in diesem Shop geschieht. Jede Nachricht ist unterschrieben.
webhooks-none = Noch wird keinem Programm etwas gesagt.
webhook-new = Webhook anlegen
webhook-url = Adresse
webhook-url-hint = Etwa https://shop.example/hooks. Sie muss gleich auf einen Ping antworten.
webhook-types = Was ihm gesagt wird
webhook-types-all = Alles, auch was später dazukommt
webhook-types-or = oder nur
webhook-create = Anlegen
webhook-column = Webhook
webhook-state = Stand
webhook-waiting = Wartet
webhook-failed = Aufgegeben
webhook-since = Seit
webhook-state-on = An
webhook-state-unproven = Hat noch auf keinen Ping geantwortet
webhook-state-off = Aus
webhook-off-by-hand = von Hand ausgeschaltet
webhook-off-failing = fünf Tage lang nur Fehler
webhook-off-gone = er sagt, dass es ihn nicht mehr gibt
webhook-off-full = zu viele Nachrichten warteten
webhook-failing = Schlägt fehl seit { $when }.
webhook-paused = Wird in Ruhe gelassen bis { $when }.
webhook-secret = Geheimnis
webhook-secret-text = Es wird nur dieses eine Mal gezeigt. Ihr Programm prüft damit, dass eine Nachricht von diesem Shop kommt.
webhook-old-secret = Das Geheimnis davor unterschreibt noch bis { $when }.
webhook-change = Ändern
webhook-save = Speichern
webhook-ping = Ping senden
webhook-ping-text = Fragt, ob er da ist. Einer, der noch nie geantwortet hat, ist danach an.
webhook-rotate = Neues Geheimnis machen
webhook-rotate-text = 24 Stunden lang unterschreiben beide.
webhook-turn-off = Ausschalten
webhook-turn-on = Einschalten
webhook-turn-off-text = Was wartet, wird aufgegeben. Was inzwischen geschieht, wird nicht nachgereicht.
webhook-delete = Löschen
webhook-delete-text = Adresse und Geheimnisse sind gleich weg.
webhook-actions = Was man tun kann
webhook-replay = Noch einmal senden
webhook-replay-failed = Alles, was aufgegeben wurde
webhook-replay-range = Alles zwischen diesen beiden Zeiten
webhook-from = Von
webhook-to = Bis
webhook-log = Protokoll
webhook-log-none = Noch wurde nichts gesendet.
webhook-event = Nachricht
webhook-when = Wann
webhook-try = Versuch
webhook-result = Ergebnis
webhook-answer = Antwort
webhook-answered = Antwort { $status }
webhook-open = Das Ende ist nicht bekannt
webhook-again-at = wieder am { $when }
webhook-trouble-not-allowed = Die Adresse darf nicht gerufen werden
webhook-trouble-no-address = Der Name hat keine Adresse
webhook-trouble-not-global = Ihre Adresse liegt nicht im offenen Internet
webhook-trouble-not-reached = Niemand nahm die Verbindung an
webhook-trouble-not-encrypted = Der Weg ließ sich nicht verschlüsseln; vielleicht stimmt das Zertifikat nicht
webhook-trouble-too-slow = Keine Antwort in 10 Sekunden
webhook-trouble-broken = Die Verbindung endete vor einer Antwort
webhook-trouble-unreadable = Die Nachricht ließ sich nicht bilden
webhook-done-pinged = Er hat geantwortet.
webhook-done-changed = Er ist geändert.
webhook-done-off = Er ist aus.
webhook-done-replayed = { $count ->
    [0] Es gab nichts, was noch einmal zu senden wäre.
    [one] { $count } Nachricht wird noch einmal gesendet.
   *[other] { $count } Nachrichten werden noch einmal gesendet.
}
webhook-done-deleted = Er ist gelöscht.
webhook-wrong-url = Schreiben Sie eine Adresse wie https://shop.example/hooks, in ASCII, ohne Namen und Passwort.
webhook-wrong-place = Diese Adresse darf nicht gerufen werden: https auf Port 443 oder 8443, im offenen Internet.
webhook-wrong-types = Wählen Sie mindestens eines.
webhook-wrong-time = Schreiben Sie Tag und Uhrzeit.
webhook-wrong-range = Das Ende muss nach dem Anfang liegen.
webhook-not-answered = Er hat auf den Ping nicht mit Erfolg geantwortet. Was er tat, steht im Protokoll.
today-webhooks = Programme, denen nichts mehr gesagt wird
today-webhooks-text = { $count ->
    [one] { $count } Webhook wurde ausgeschaltet, weil er nicht antwortet. Was jetzt geschieht, wird ihm nicht nachgereicht.
   *[other] { $count } Webhooks wurden ausgeschaltet, weil sie nicht antworten. Was jetzt geschieht, wird ihnen nicht nachgereicht.
}
today-webhooks-show = Zeigen

## Widerrufe in der Konsole

today-withdrawals = Widerrufe
today-withdrawals-text = Was bezahlt wurde, geht innerhalb von 14 Tagen nach dem Widerruf zurück.
withdrawals-title = Widerrufe
withdrawals-lead = Was mit der Widerrufsfunktion auf den Seiten des Shops erklärt wurde, das Neueste zuerst. Nichts davon geht verloren, und niemand hat erfahren, ob es eine solche Bestellung gibt.
withdrawals-none = Noch hat niemand einen Vertrag widerrufen.
withdrawals-all = Alle Widerrufe
withdrawals-older = Ältere
withdrawal-title = Widerruf von { $name }
withdrawal-title-erased = Widerruf von jemandem, der gelöscht wurde
withdrawal-erased = gelöscht
withdrawal-who = Wer
withdrawal-contract = Welcher Vertrag
withdrawal-order = Bestellung
withdrawal-order-unknown = Keine Bestellung hat diese Nummer und Mail-Adresse
withdrawal-declared = Erklärt
withdrawal-refund-by = Geld zurück bis
withdrawal-state = Stand
withdrawal-state-open = Noch hat sich niemand darum gekümmert
withdrawal-state-carried-out = Ausgeführt
withdrawal-state-returning = Die Ware kommt zurück
withdrawal-state-dealt-with = Erledigt
withdrawal-carry-out = Stornieren, was nicht das Haus verlassen hat
withdrawal-carry-out-text = Storniert alles von der Bestellung, was das Haus nicht verlassen hat; was dafür bezahlt wurde, geht nach den Regeln des Shops zurück.
withdrawal-carry-out-rest = Was das Haus schon verlassen hat, steht dann hier als Rücksendung.
withdrawal-return = Die Ware kommt zurück
withdrawal-return-text = Etwas von der Bestellung hat das Haus verlassen. Sie steht hier als Rücksendung, bis jemand sagt, dass es erledigt ist.
withdrawal-seen = Es ist erledigt
withdrawal-seen-text = Dann steht es nicht mehr in Heute.
withdrawal-match = Es geht um diese Bestellung
withdrawal-match-title = Welche Bestellung ist es?
withdrawal-match-number = Nummer der Bestellung
withdrawal-match-unknown = Dieser Shop hat keine Bestellung mit dieser Nummer.
withdrawal-done-carry-out = Storniert ist, was das Haus nicht verlassen hatte.
withdrawal-done-return = Es steht hier als Rücksendung.
withdrawal-done-seen = Es steht nicht mehr in Heute.
withdrawal-done-match = Die Bestellung ist gefunden.
withdrawal-of-order = Widerrufen
story-mail-bounced = Eine Mail zu dieser Bestellung kam zurück
story-mail-complaint = Jemand hat sich über eine Mail zu dieser Bestellung beschwert
story-notice-bounced = Die Mail mit der Mitteilung kam zurück: Sie ist nicht gegeben
story-withdrawal-declared = Ein Widerruf des Vertrags wurde erklärt
story-withdrawal-matched = Ein Widerruf gehört zu dieser Bestellung
story-withdrawal-carried-out = Der Widerruf wurde ausgeführt
story-withdrawal-carried-out-part = Der Widerruf wurde ausgeführt; was das Haus verlassen hatte, kommt zurück
story-withdrawal-return = Die Ware kommt nach dem Widerruf zurück
story-withdrawal-dealt-with = Der Widerruf ist erledigt

## The law of delay

delay-law = Recht bei Verzögerung
delay-regime-none = Kein Recht wird eingehalten
delay-regime-us = Vereinigte Staaten: 16 CFR 435
delay-regime-us-ca = Kalifornien: 16 CFR 435 und B&P Code 17538
delay-regime-eu = Europäische Union: Richtlinie 2011/83/EU, Art. 18
delay-regime-uk = Vereinigtes Königreich: Consumer Rights Act 2015, s. 28
delay-on-time = Der genannte Tag ist nicht vorbei.
delay-deemed = Es wurde mitgeteilt und nicht widersprochen: Sie warten bis { $day }.
delay-asked = Sie wurden gefragt und haben bis { $day } Zeit zu sagen, dass sie warten.
delay-consented = Sie sind einverstanden, bis { $day } zu warten.
delay-open = Sie sind einverstanden, bis zum Versand zu warten, und können bis dahin stornieren.
delay-late = Verspätet seit { $day }.
delay-late-may-end = Verspätet seit { $day }. Sie können den Vertrag sofort beenden.
delay-shipped = Übergeben.
delay-by-shopper = Vom Käufer storniert am { $day }.
delay-by-shop = Vom Shop storniert am { $day }.
delay-unanswered = Kraft Gesetzes beendet am { $day }: Die Mitteilung wurde nicht beantwortet.
delay-passed-untold = Kraft Gesetzes beendet am { $day }: Die vereinbarte Zeit war vorbei, und es wurde nicht noch einmal etwas mitgeteilt.
delay-left-after = Übergeben, obwohl das Gesetz es am { $day } beendet hatte.
delay-passed = Kraft Gesetzes beendet am { $day }: Die vereinbarte Zeit war vorbei.
delay-not-offered = Kraft Gesetzes beendet am { $day }: Bis zum genannten Tag wurde nichts mitgeteilt.
delay-offer = Mitteilen bis { $day }
delay-renew = Erneut mitteilen bis { $day }
delay-refund = Was gezahlt wurde, geht bis { $day } zurück
delay-end-and-refund = Nicht versenden, sondern stornieren. Was gezahlt wurde, geht bis { $day } zurück
today-delays = Recht bei Verzögerung
today-delays-notices = { $count ->
        [one] Eine Position einer Bestellung braucht eine Mitteilung bis { $day }.
       *[other] { $count } Positionen von Bestellungen brauchen eine Mitteilung, die erste bis { $day }.
    }
today-delays-ended = { $count ->
        [one] Das Gesetz hat eine Position einer Bestellung beendet.
       *[other] Das Gesetz hat { $count } Positionen von Bestellungen beendet.
    } Von selbst wurde nichts storniert.
today-delays-suspended = Von selbst wird zurzeit nichts verschickt und nichts storniert: Mails dieses Shops gehen nicht hinaus, oder die Mail-Einstellungen wurden geändert. Lassen Sie „dockline mail check“ laufen. Bis dahin muss jemand jede Mitteilung machen.
today-delays-more = Es kann mehr geben: Nicht alles, was wartet, wurde geprüft.
col-told-for = Genannt für
col-law = Recht
col-to-do = Zu tun
col-notice = Mitteilung
col-given = Mitgeteilt
col-until = Warten bis
col-answer = Antwort
action-delay = Mitteilen
notices = Mitteilungen über Verzögerung
notice-short = erste Mitteilung, Schweigen ist Einverständnis
notice-long = erste Mitteilung, Schweigen beendet die Bestellung
notice-indefinite = Mitteilung ohne Tag
notice-renewed = weitere Mitteilung
notice-late-there = am Ort der Käufer zu spät
notice-answer-by = offen bis { $day }
notice-form = Mitteilung über eine Verzögerung festhalten
notice-form-text = Es wird nichts verschickt. Danach steht hier der Text, mit einem Link für die Antwort: Schicken Sie ihn heute, oder teilen Sie es am Telefon oder per Brief mit.
notice-form-text-sent = Per Mail wird sie in der Sprache der Bestellung geschrieben und gleich verschickt, mit einem Link für die Antwort. Sie zählt, sobald der Mailserver sie angenommen hat. Was Sie am Telefon oder per Brief mitgeteilt haben, wird nur festgehalten.
notice-button = Mitteilung festhalten
notice-planned = eine Mail damit wartet auf den Versand
notice-failed = die Mail kam nicht an: sie zählt nicht
today-notice-planned = Eine Mail mit einer Mitteilung ist unterwegs.
today-notice-failed = Die Mail mit der Mitteilung kam nicht an: Teilen Sie es auf anderem Weg mit.
notice-done = Die Mitteilung ist festgehalten.
notice-wrong = Nennen Sie den Tag, bis zu dem gewartet werden soll, oder den Grund, warum es niemand sagen kann.
notice-reason-hint = Was Sie mitgeteilt haben. Nötig, wo es keinen Tag gibt. Keine personenbezogenen Daten.
notice-until = Gebeten zu warten bis
notice-until-hint = Der letzte Tag, an dem versandt wird. Leer: Niemand kann es sagen.
notice-further = Und gleich gebeten um Einverständnis bis
notice-further-hint = Ein späterer Tag, an dem spätestens versandt wird, wenn Sie darum gebeten haben.
notice-channel = Wie es mitgeteilt wurde
channel-mailed = per Mail
channel-phoned = am Telefon
channel-posted = per Brief
channel-linked = über den Link der Bestellung
answer-form = Antwort auf eine Mitteilung festhalten
answer-form-text = Was Ihnen gesagt wurde. Wird storniert, so werden die betroffenen Stücke damit storniert.
answer-button = Antwort festhalten
answer-done = Die Antwort ist festgehalten.
answer-wrong = Wählen Sie die Mitteilung und die Antwort; wo ein letzter Tag gesetzt wird, ist er nötig.
answer-channel = Wie geantwortet wurde
answer-choice-wait = Sie warten, so lange die Mitteilung bittet
answer-choice-wait-further = Sie sind mit dem späteren Tag einverstanden
answer-choice-cancel = Sie stornieren
answer-choice-last-date = Sie setzen einen letzten Tag
answer-last-date-field = Der letzte Tag
answer-last-date-hint = Nur wo einer gesetzt wird.
answer-wait = Sie warten bis zum Versand
answer-wait-until = Sie warten bis { $day }
answer-cancel = Sie stornieren
answer-last-date = Letzter Tag: { $day }
story-notice = { $name }: { $notice }, { $channel }. Warten bis: { $day }. Grund: { $reason }
story-notice-planned = { $name }: { $notice }, zu senden { $channel }. Warten bis: { $day }. Grund: { $reason }
story-notice-arrived = Die Mail mit der Mitteilung ist angekommen: Sie wurde auf ihrer Seite beantwortet
story-notice-mailed = Die Mail mit der Mitteilung ist verschickt: Ab hier zählt die Mitteilung
story-notice-not-mailed = Die Mail mit der Mitteilung wurde nicht verschickt: Die Mitteilung zählt nicht
story-answer = Antwort { $channel }: { $answer }
refused-notice-no-law = Für diese Bestellung wird kein Recht bei Verzögerung eingehalten.
refused-notice-shipped = Sie ist übergeben: Es gibt nichts mehr zu warten.
refused-notice-ended = Sie ist storniert, oder das Gesetz hat sie beendet. Eine Mitteilung ändert nichts mehr.
refused-notice-in-time = Es ist hier und geht rechtzeitig ab. Dafür braucht es keine Mitteilung.
refused-notice-not-later = Der Tag ist nicht später als der, bis zu dem gewartet wird. Dafür braucht es keine Mitteilung.
refused-notice-further = Der spätere Tag muss nach dem Tag der Mitteilung liegen.
refused-notice-on-its-way = Eine Mail mit einer Mitteilung ist unterwegs. Sagen Sie es am Telefon oder per Brief, oder warten Sie ab, was aus der Mail wird.
refused-notice-needs-day = In Kalifornien nennt eine Mitteilung einen Tag.
refused-too-late = Das kommt zu spät: Es ist übergeben oder beendet, oder die Bestellung wurde geändert. Jetzt wurde nichts geändert.
notice-title = Ihre Bestellung verspätet sich
notice-says-day = { $name } wird bis { $day } versandt, nicht wie genannt bis { $due }.
why-no-date = uns ist noch kein Termin bestätigt
notice-says-why = Der Grund: { $reason }
notice-says-day-untold = { $name } wird bis { $day } versandt.
notice-says-no-day-untold = Wir können nicht sagen, wann { $name } versandt wird: { $reason }
notice-says-no-day = { $name } wird nicht wie genannt bis { $due } versandt. Wir können nicht sagen, wie lange es dauert: { $reason }
notice-says-cancel-any-time = Wenn Sie warten, können Sie bis zum Versand jederzeit stornieren.
notice-says-short = Wenn wir bis { $day } und vor dem Versand nichts von Ihnen hören, gilt das als Ihr Einverständnis, bis { $day } zu warten.
notice-says-long = Ihre Bestellung wird storniert und erstattet, wenn wir nicht bis { $day } versenden oder Sie uns nicht bis { $day } sagen, dass Sie warten möchten.
notice-says-renewed = Wenn Sie uns nicht bis { $day } sagen, dass Sie warten möchten, wird Ihre Bestellung storniert und erstattet.
notice-says-refund = Sie können stornieren und erhalten alles zurück, was Sie bezahlt haben: innerhalb von 7 Werktagen.
notice-says-refund-week = Sie können stornieren und erhalten alles zurück, was Sie bezahlt haben: innerhalb einer Woche.
notice-says-europe = Sie können warten, einen letzten Tag setzen, bis zu dem es kommen muss, oder stornieren und alles zurückerhalten, was Sie bezahlt haben. Solange Sie nichts sagen, ändert sich nichts.
notice-says-further = Sind Sie einverstanden, bis { $day } zu warten, falls es länger dauert?
notice-says-link = Hier antworten Sie kostenlos: { $page }
notice-question = Was möchten Sie?
notice-send = Antwort senden
notice-answered = Danke, Ihre Antwort ist angekommen.
notice-answer-wrong = Wählen Sie eine Antwort. Wo Sie einen letzten Tag setzen, nennen Sie einen ab heute, und keinen früheren als den, der Ihnen genannt wurde.
notice-too-late = Ihre Antwort kommt zu spät: Es ist übergeben oder beendet, oder die Mitteilung gilt für die Bestellung nicht mehr. Ihre Antwort hat nichts geändert.
notice-not-current = Es gibt nichts mehr zu antworten: Diese Mitteilung gilt für die Bestellung nicht mehr.
notice-closed = Es gibt nichts mehr zu antworten: Es ist übergeben oder beendet.
notice-text = Text der Mitteilung { $number }, zum Versenden
notice-text-hint = In der Sprache der Bestellung. Kopieren Sie ihn in Ihre Mail; der Link führt zu einer Seite mit diesen Möglichkeiten, und ihn zu öffnen ändert nichts.
answer-own-wait = Ich warte bis zum Versand
answer-own-wait-until = Ich warte bis { $day }
answer-own-cancel = Ich storniere und erhalte alles zurück
answer-own-last-date = Es muss bis zu einem letzten Tag kommen
answered-wait = Sie warten bis zum Versand.
answered-wait-until = Sie warten bis { $day }.
answered-cancel = Sie haben storniert.
answered-last-date = Sie haben einen letzten Tag gesetzt: { $day }.
order-notice = Ein Teil Ihrer Bestellung verspätet sich. Möchten Sie warten?
order-notice-answer = Ihre Möglichkeiten ansehen
what-if-law = { $count ->
        [one] Das Gesetz verlangt dann eine Mitteilung zu einer Position einer Bestellung bis { $day }.
       *[other] Das Gesetz verlangt dann Mitteilungen zu { $count } Positionen von Bestellungen, die erste bis { $day }.
    }
what-if-law-none = Das Gesetz verlangt dann keine Mitteilung.
what-if-law-more = Es würden sich mehr verschieben, als geprüft wurden.

# Was zurückgeht

pay-refund-coming = { $price } gehen auf dem Weg zurück, auf dem Sie bezahlt haben.
pay-refund-pending = { $price } sind auf dem Weg zurück zu Ihnen, so wie Sie bezahlt haben. Banken brauchen bis zu 10 Tage.
pay-refund-sent = { $price } wurden am { $day } zurückgesandt, so wie Sie bezahlt haben. Banken brauchen bis zu 10 Tage.
pay-refund-sent-by-hand = { $price } wurden am { $day } an Sie zurückgesandt.
pay-refund-failed = { $price } konnten nicht so zurückgesandt werden, wie Sie bezahlt haben. Sie gehören Ihnen: Der Shop sieht es und findet mit Ihnen einen anderen Weg.
pay-refund-checked = Der Shop prüft, was aus den { $price } wurde, die an Sie zurückgehen.
pay-refund-by-hand = Der Shop gibt Ihnen { $price } zurück.
event-money-returned = { $price } wurden zurückgesandt.
refused-refund = Diese Rückzahlung lässt das nicht mehr zu.
refused-not-so-much = Höchstens { $price } können jetzt zurückgehen.
refused-over-limit = Von dieser Bestellung dürfen höchstens { $price } ohne den Inhaber zurückgegeben werden.
refused-not-for-so-many = Geld kann jetzt für höchstens { $count } von { $sku } zurückgehen.
refused-sent-by-nobody = Kein Zahlungsdienst sendet diese Rückzahlung: Vermerken Sie sie, wenn Sie sie gesandt haben.
money-to-give-back = Zurückzugeben
money-to-give-back-text = Diese sendet niemand von selbst. Senden Sie sie, und vermerken Sie den Tag. Was der Zahlungsdienst nicht senden konnte oder ablehnte, steht zuerst: Dort können Sie ihn auch noch einmal fragen.
money-unknown-refunds = Nicht bekannt: was zurückgeht
money-unknown-refunds-text = Diese können gesendet sein: Der Zahlungsdienst hat es nicht gesagt, widerspricht sich oder ist damit zu spät. Senden Sie sie nicht, bevor Sie in seiner eigenen Liste nachgesehen haben. Was er nicht gesagt hat, wird er von selbst wieder gefragt.
refund = Rückzahlung zur Bestellung { $reference }
refund-column = Rückzahlung
refund-of = Forderung
refund-why = Warum
refund-why-not-owed = Nicht mehr geschuldet
refund-until = Zu senden bis
refund-day = Gesandt am
refund-list = Zurückgegeben
refund-state-due = Fällig
refund-state-by-hand = Von Ihnen zu senden
refund-state-refused = Vom Zahlungsdienst abgelehnt
refund-state-running = Wird gesandt
refund-state-pending = Unterwegs
refund-state-sent = Gesandt
refund-state-failed = Nicht zu senden
refund-state-failed-code = Nicht zu senden: { $code }
refund-state-unknown = Nicht bekannt
refund-state-needs-person = Widerspruch: bitte ansehen
refund-state-cancelled = Nicht mehr geschuldet
refund-note-title = Sie haben sie gesandt
refund-note-text = Erst wenn das Geld Ihr Konto verlassen hat: Der Käufer liest dann, dass es gesandt wurde.
refund-note-day = Tag auf dem Auszug
refund-note-button = Vermerken, dass sie gesandt ist
refund-retry-title = Noch einmal versuchen
refund-retry-text = Der Zahlungsdienst wird noch einmal gebeten, sie zu senden.
refund-retry-button = Zahlungsdienst noch einmal fragen
refund-done-sent = Vermerkt. Der Käufer liest, dass gesandt wurde.
refund-done-retry = Der Zahlungsdienst wird gefragt.
charge-give-title = Geld zurückgeben
charge-give-text = Über das hinaus, was storniert wurde und von selbst zurückgeht: etwa für einen Kratzer. Höchstens { $price }. Der Zahlungsdienst sendet es, soweit er das Geld genommen hat.
charge-give-text-by-hand = Über das hinaus, was storniert wurde: etwa für einen Kratzer. Höchstens { $price }. Sie senden es selbst und vermerken den Tag.
charge-give-amount = Betrag, der zurückgeht
charge-give-why-hint = Das Protokoll behält ihn. Keine personenbezogenen Daten.
charge-give-button = Zurückgeben
charge-done-give = Es geht zurück, soweit der Zahlungsdienst das Geld genommen hat. Der Rest steht unter „Zurückzugeben“, und Sie senden ihn.
charge-done-give-by-hand = Vermerkt. Es steht unter „Zurückzugeben“, bis Sie es gesendet und den Tag vermerkt haben.
charge-refunded-entry = Zurückgegeben
charge-refund-failed-entry = Von der Bank zurückgekommen
wrong-give-back = Der Betrag darf höchstens so hoch sein wie das, was noch zurückgehen kann.
story-refund-due = { $price } sind zurückzugeben
story-refund-due-reason = { $price } werden zurückgegeben: { $reason }
story-refund-due-by-hand = { $price } sind zurückzugeben; jemand sendet sie
story-refund-asked = Der Zahlungsdienst wurde gebeten, es zurückzugeben
story-refund-pends = Der Zahlungsdienst gibt es zurück, sobald er kann
story-refund-unknown = Der Zahlungsdienst hat nicht gesagt, ob er es zurückgegeben hat; er wird gefragt, was er getan hat
story-refund-refused = Der Zahlungsdienst lehnt es ab, es zurückzugeben; jemand im Shop lässt ihn wieder fragen oder sendet es auf anderem Weg
story-refund-contradicts = Der Zahlungsdienst sagt, er habe { $price } zurückgegeben; das widerspricht dem, worum er gebeten wurde
story-refund-confirmed = Jemand im Shop sagt, dass es am { $day } gesandt wurde: { $note }
story-refund-retried = Es wird noch einmal versucht, es zurückzugeben
story-refund-withdrawn = Es ist nicht mehr zurückzugeben
story-refund-sent = { $price } wurden zurückgesandt
story-refund-sent-day = { $price } wurden am { $day } zurückgesandt
story-refund-sent-note = { $price } wurden am { $day } zurückgesandt: { $note }
story-refund-failed = { $price } konnten nicht zurückgesandt werden: { $code }
bank-card-refund-pends = Sie funktioniert; was zurückgegeben wird, ist fünf Tage unterwegs
bank-card-refund-fails = Sie funktioniert; an sie kann nichts zurückgegeben werden
bank-card-refund-returns = Sie funktioniert; was zurückgegeben wird, kommt nach fünf Tagen zum Shop zurück
bank-says-funds = zu wenig Geld auf dem Konto
bank-says-expired = die Karte ist abgelaufen
bank-says-lost = die Karte wurde als verloren oder gestohlen gemeldet
bank-says-card-ended = die Karte gilt nicht mehr
bank-says-closed = das Konto ist geschlossen oder nicht zu finden
bank-says-details = die Angaben zur Karte stimmen nicht
bank-says-not-allowed = die Karte lässt eine solche Zahlung nicht zu
bank-says-limit = das Limit der Karte ist erreicht
bank-says-asks = die Bank will vom Kunden hören
bank-says-later = die Bank konnte gerade nicht antworten
bank-says-never = die Bank will keinen weiteren Versuch
bank-says-revoked = die Abbuchung wurde widerrufen oder bestritten
bank-says-no = die Bank nennt keinen Grund

refused-not-noted = Höchstens { $price } wurden von Hand vermerkt und gingen nicht zurück.
refused-nothing-to-extend = Hier läuft nichts ab, was sich verlängern ließe.
charge-extend-title = Länger warten
charge-extend-text = Die Stücke bleiben bis zum Ende des Tages bei dieser Bestellung, höchstens 30 Tage von jetzt an.
charge-extend-text-transfer = Diesen letzten Tag liest der Käufer für die Überweisung. Danach geschieht nichts von selbst. Höchstens { $days } Tage von jetzt an.
charge-extend-until = Bis
charge-extend-button = Bis dahin warten
charge-done-extend = Die Stücke warten länger.
charge-done-extend-transfer = Der Käufer liest den neuen Tag.
charge-correct-title = Ein Vermerk war falsch
charge-correct-text = So viel ging nicht ein. Der Vermerk bleibt, und eine Gegenbuchung kommt dazu. Was dann nicht bezahlt ist, ist wieder fällig.
charge-correct-amount = Wie viel zu viel vermerkt wurde
charge-correct-button = Vermerk zurücknehmen
charge-done-correct = Berichtigt.
charge-corrected-entry = Vermerk berichtigt
wrong-extend = Muss ein Tag ab heute sein, höchstens 30 Tage von jetzt an und nach dem jetzigen letzten Zeitpunkt.
story-charge-extended = Zum Bezahlen ist Zeit bis { $until }
story-money-corrected = Ein Vermerk über { $price } war falsch: { $reason }
money-find = Nach Verwendungszweck oder Bestellung suchen
money-find-hint = Etwa RF76 1023 C1, oder die Nummer einer Bestellung.
money-find-button = Suchen
money-find-none = Keine Zahlung und keine Bestellung heißt { $what }.
money-older = Ältere Einträge
