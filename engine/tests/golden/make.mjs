// Makes a golden database: a shop in the middle of its life, as one released program left it.
//
//   node engine/tests/golden/make.mjs PROGRAM NAME [POSTGRES-URL]
//
// PROGRAM is the `dockline` of that release. It makes the demo and a rehearsal shop, lives through receipts, cancellations, slips and errors of
// the supply chain, and is stopped. NAME.db.gz is written, or, with the address of an empty database, NAME.sql.gz, and beside it NAME.json
// (NAME.postgres.json): the key, the links, and what that program answered about all of it. A later program must answer the same.
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

const [program, name, postgres] = process.argv.slice(2)
const folder = mkdtempSync(join(tmpdir(), 'golden-'))
const database = postgres ?? `sqlite://${join(folder, 'golden.db')}`
const base = 'http://127.0.0.1:3979'
const env = { ...process.env, DOCKLINE_DATABASE_URL: database, DOCKLINE_RATE_LIMIT: 'off', DOCKLINE_ADDR: '127.0.0.1:3979', DOCKLINE_PUBLIC_URL: base }
const cli = (args, input) => execFileSync(program, args, { env, input, encoding: 'utf8' }).trim()

let server
let printed = ''
async function serve(...args) {
  server = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'inherit'] })
  server.stdout.on('data', (text) => (printed += text))
  while (!(await fetch(`${base}/readyz`).catch(() => undefined))?.ok) await new Promise((done) => setTimeout(done, 50))
}
process.on('uncaughtException', (error) => {
  console.error(error)
  server?.kill('SIGKILL')
  process.exit(1)
})
async function stop() {
  const ended = new Promise((done) => server.on('exit', done))
  server.kill('SIGTERM')
  await ended
}

async function ask(method, path, { key, body, headers = {}, expect = true } = {}) {
  if (key) headers.authorization = `Bearer ${key}`
  const raw = typeof body === 'string'
  if (body !== undefined && !headers['content-type']) headers['content-type'] = 'application/json'
  const response = await fetch(base + path, { method, headers, body: raw ? body : body && JSON.stringify(body), redirect: 'manual' })
  const text = await response.text()
  if (expect && response.status >= 400) throw new Error(`${method} ${path}: ${response.status} ${text}`)
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
const day = (ahead) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10)
const merchant = (key) => (method, path, body, headers) => ask(method, `/api/v1${path}`, { key, body, headers })
const orders = {}
const kiel = { lines: ['Hafenstraße 7'], postal_code: '24103', city: 'Kiel', country: 'DE' }
async function order(shop, lines, more = {}) {
  const body = { email: 'grete.lind@example.net', name: 'Grete Lind', locale: 'de', lines, address: kiel, ...more }
  const placed = await ask('POST', `/api/v1/shops/${shop}/orders`, { body })
  orders[placed.token] = shop
  return placed
}
const mine = (token, what, body = {}) => ask('POST', `/api/v1/orders/${token}/${what}`, { body })

async function demo(key) {
  const api = merchant(key)
  const supplies = (await api('GET', '/purchase-orders?limit=100')).items
  const open = supplies.filter((one) => !['received', 'cancelled'].includes(one.stage) && one.lines.some((line) => line.quantity > line.received))
  const skus = (await api('GET', '/products?limit=100')).items.flatMap((one) => one.variants.map((variant) => variant.sku))
  const possible = []
  for (const sku of skus) {
    const answer = await ask('GET', `/api/v1/shops/demo/availability/${sku}?quantity=2`)
    if (answer.available) possible.push(answer)
  }
  const waiting = possible.filter((one) => one.parts.some((part) => part.source === 'inbound'))
  const stocked = possible.filter((one) => one.parts.every((part) => part.source === 'stock'))
  const line = (one, quantity) => ({ sku: one.sku, quantity })

  // Ten people, some of whom change their mind.
  const placed = []
  for (const [number, one] of waiting.slice(0, 6).entries()) {
    placed.push(await order('demo', [line(one, 1 + (number % 2))], { email: `person${number}@example.org`, name: `Person ${number}` }))
  }
  placed.push(await order('demo', [line(waiting[0], 1), line(stocked[0], 1)], { ship: 'complete', needed_by: day(60) }))
  placed.push(await order('demo', [line(waiting[1], 2), line(stocked[1] ?? stocked[0], 2)]))
  placed.push(await order('demo', [line(stocked[0], 1)], { email: 'Ada+tents@Example.com', name: 'Ada Moreau' }))
  await mine(placed[0].token, 'cancel')
  await mine(placed[7].token, 'cancel', { lines: [line(waiting[1], 1)] })
  await mine(placed[8].token, 'details', { address: kiel })
  const repeated = { 'idempotency-key': 'golden-1' }
  const again = { email: 'twice@example.com', name: 'Twice', lines: [line(waiting[2], 1)] }
  for (let time = 0; time < 2; time++) {
    const once = await ask('POST', '/api/v1/shops/demo/orders', { body: again, headers: { ...repeated } })
    orders[once.token] = 'demo'
  }
  const choices = await ask('GET', `/api/v1/orders/${placed[1].token}/variants`)
  const wish = choices.items?.find((one) => one.possible)
  if (wish) await mine(placed[1].token, 'variant', { from: wish.from, to: wish.to, quantity: 1 })
  await ask('POST', '/api/v1/shops/demo/waitlist', { body: { sku: waiting[0].sku, email: 'later@example.com', locale: 'en' }, expect: false })

  // Priority, slips, milestones, a cancelled order of ours.
  const line0 = (await api('GET', `/backorders?sku=${waiting[3].sku}`)).items
  if (line0.length > 1) await api('POST', `/backorders/${line0.at(-1).id}/priority`, { priority: 5, reason: 'replacement for a broken one' })
  await api('PATCH', `/purchase-orders/${open[0].reference}`, { expected: { earliest: day(40), latest: day(45) }, reason: 'the ship was late', basis: 'mail of the forwarder' })
  await api('PATCH', `/purchase-orders/${open[1].reference}`, { expected: { earliest: day(5), latest: day(8) }, basis: 'call' })
  await api('POST', `/purchase-orders/${open[2].reference}/milestones`, { stage: 'in_transit', at: new Date().toISOString(), note: 'left the port', public: true })

  // Events of the supply chain: two captured, one declared wrong, one declaration that comes before its event.
  const event = (id, step, reference, more = {}) => ({
    eventID: `urn:uuid:${id}`, type: 'ObjectEvent', action: 'OBSERVE', bizStep: step, epcList: [], eventTime: new Date(Date.now() - 3_600_000).toISOString(),
    eventTimeZoneOffset: '+00:00', bizTransactionList: [{ type: 'po', bizTransaction: `https://supplier.example/po/${reference}` }], ...more,
  })
  const error = { errorDeclaration: { declarationTime: new Date().toISOString(), reason: 'incorrect_data' } }
  const capture = (...eventList) =>
    api('POST', '/epcis/capture', JSON.stringify({
      '@context': 'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld', type: 'EPCISDocument', schemaVersion: '2.0',
      creationDate: new Date().toISOString(), epcisBody: { eventList },
    }), { 'content-type': 'application/ld+json' })
  await capture(event('g1', 'shipping', open[3].reference), event('g2', 'arriving', open[3].reference))
  await capture(event('g2', 'arriving', open[3].reference, error))
  await capture(event('g3', 'departing', open[4].reference, error))

  // Goods arrive: all of it, a part of it, damaged, more to come.
  const receive = (one, quantity, more = {}) =>
    api('POST', '/receipts', { purchase_order: one.reference, location: 'main', lines: [{ sku: one.lines[0].sku, quantity, ...more }] }, { 'idempotency-key': `r-${one.reference}` })
  const left = (one) => one.lines[0].quantity - one.lines[0].received
  await receive(open[5], left(open[5]))
  await receive(open[4], Math.max(1, left(open[4]) - 2), { discrepancy: 'damaged' })
  await receive(open[3], Math.max(1, Math.floor(left(open[3]) / 3)), { more_to_come: true })
  await api('POST', '/stock', { sku: stocked[0].sku, location: 'annex', adjust: 3, reason: 'found on a shelf' })

  // Parcels: one on its way, one packed.
  const parcels = (await api('GET', '/shipments?state=open')).items
  await api('POST', `/shipments/${parcels[0].shipment}/pack`, {})
  await api('POST', `/shipments/${parcels[0].shipment}/hand-over`, { carrier: 'DHL', tracking: '00340434161094042557' })
  await api('POST', `/shipments/${parcels[1].shipment}/pack`, {})
}

async function rehearsal(key) {
  const api = merchant(key)
  const price = { minor: 4_900, currency: 'EUR' }
  await api('PUT', '/products/lamp', { title: 'Öllampe "Lärm"', description: '<p>Hell & warm</p>', tags: ['Licht'], variants: [{ sku: 'LAMP-S', price, options: { Size: 'S' } }, { sku: 'LAMP-M', price, options: { Size: 'M' } }] })
  await api('PUT', '/products/stove', { title: 'Stove', variants: [{ sku: 'STOVE', price, policy: { type: 'deny' } }] }).catch(() => api('PUT', '/products/stove', { title: 'Stove', variants: [{ sku: 'STOVE', price }] }))
  await api('POST', '/stock', { sku: 'LAMP-S', location: 'main', on_hand: 3 })
  const buy = (reference, sku, quantity, from, to) =>
    api('POST', '/purchase-orders', { reference, supplier: 'Lampenwerk', lines: [{ sku, quantity }], expected: { earliest: day(from), latest: day(to) }, stage: 'ordered', basis: 'order confirmation' })
  await buy('R-1', 'LAMP-S', 10, 5, 7)
  await buy('R-2', 'LAMP-S', 10, 30, 33)
  await buy('R-3', 'LAMP-M', 4, 9, 12)
  for (let number = 0; number < 5; number++) await order('probe', [{ sku: 'LAMP-S', quantity: 2 + number }], { email: `p${number}@example.net` })
  await order('probe', [{ sku: 'LAMP-M', quantity: 2 }, { sku: 'LAMP-S', quantity: 1 }], { ship: 'complete' })
  // Ten days later R-1 is overdue.
  await api('POST', '/clock/advance', { to: new Date(Date.now() + 10 * 86_400_000).toISOString() })
  await api('PATCH', '/purchase-orders/R-3', { expected: { earliest: day(20), latest: day(22) }, reason: 'glass was broken', basis: 'mail' })
}

// Cards, mails, notices of delay, orders on hold, goods off sale. All that is due of money has ended: the gateway's own memory is not kept.
async function cards(key) {
  const api = merchant(key)
  const price = { minor: 2_900, currency: 'EUR' }
  await api('PUT', '/payments/gateway', { kind: 'simulator' })
  await api('PATCH', '/shop', { mail: 'on', delay_law: 'today', delay_regime_unknown: 'us' })
  await api('PUT', '/products/flask', { title: 'Flask', variants: [{ sku: 'FLASK', price }, { sku: 'FLASK-OLD', price, off_sale: true }] })
  await api('POST', '/stock', { sku: 'FLASK', location: 'main', on_hand: 3 })
  await api('POST', '/purchase-orders', { reference: 'C-1', supplier: 'Glashütte', lines: [{ sku: 'FLASK', quantity: 20 }], expected: { earliest: day(5), latest: day(7) }, stage: 'ordered', basis: 'order confirmation' })
  const pay = async (placed, card) => {
    const { url } = await ask('POST', `/api/v1/orders/${placed.token}/payment`)
    const named = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: `card=${card}`, redirect: 'manual' })
    if (named.status !== 303) throw new Error(`${url}: ${named.status}`)
    await fetch(new URL(named.headers.get('location'), base), { redirect: 'manual' })
  }
  const until = async (placed, state) => {
    for (;;) {
      const found = await ask('GET', `/api/v1/orders/${placed.token}`)
      if (found.charges?.[0]?.state === state) return found
      await settled(100)
    }
  }
  const paid = await order('cards', [{ sku: 'FLASK', quantity: 1 }], { email: 'pays@example.net' })
  await pay(paid, 'works')
  await until(paid, 'paid')
  const declined = await order('cards', [{ sku: 'FLASK', quantity: 1 }], { email: 'later@example.net' })
  await pay(declined, 'declined_once')
  await until(declined, 'failed')
  const waits = await order('cards', [{ sku: 'FLASK', quantity: 4 }], { email: 'waits@example.net' })
  await pay(waits, 'works')
  const held = await order('cards', [{ sku: 'FLASK', quantity: 2 }], { email: 'held@example.net' })
  await pay(held, 'works')
  await api('POST', `/orders/${held.order}/hold`, { reason: 'asked about the colour' })
  const noticed = await order('cards', [{ sku: 'FLASK', quantity: 2 }], { email: 'noticed@example.net' })
  await pay(noticed, 'works')
  await api('PATCH', '/purchase-orders/C-1', { expected: { earliest: day(18), latest: day(20) }, reason: 'the kiln broke', basis: 'call' })
  await settled(1_500)
  await api('POST', `/orders/${noticed.order}/notices`, { sku: 'FLASK', until: day(20), reason: 'the kiln broke', channel: 'phone' })
  await mine(noticed.token, 'answers', { notice: 1, answer: 'wait' })
  const parcel = (await api('GET', '/shipments?state=open')).items.find((one) => one.order_number === paid.order_number) ?? (await api('GET', '/shipments?state=open')).items[0]
  await api('POST', `/shipments/${parcel.shipment}/pack`, {})
}

// What a later program is asked again.
async function answers(key, shop) {
  const api = merchant(key)
  const found = {}
  const keep = async (path, options) => (found[path] = await ask('GET', path, options))
  const products = (await api('GET', '/products?limit=100')).items
  for (const sku of products.flatMap((one) => one.variants.map((variant) => variant.sku))) {
    for (const quantity of [1, 4]) await keep(`/api/v1/shops/${shop}/availability/${sku}?quantity=${quantity}`)
    for (const list of ['backorders', 'waitlist']) await keep(`/api/v1/${list}?sku=${sku}`, { key })
  }
  for (const path of ['/products?limit=100', '/purchase-orders?limit=100', '/shipments?limit=100', '/shop', '/charges', '/money']) await keep(`/api/v1${path}`, { key })
  for (const one of found['/api/v1/purchase-orders?limit=100'].items) await keep(`/api/v1/purchase-orders/${one.reference}`, { key })
  for (const token of Object.keys(orders).filter((token) => orders[token] === shop)) await keep(`/api/v1/orders/${token}`)
  return found
}

const settled = (ms) => new Promise((done) => setTimeout(done, ms))

await serve('demo', '--still')
const keys = { demo: /once: (dlk_\w+)/.exec(printed)[1] }
await demo(keys.demo)
cli(['user', 'create', '--shop', 'demo', '--email', 'dock@demo.example', '--role', 'operations', '--password-stdin'], 'a golden password\n')
cli(['user', 'create', '--shop', 'demo', '--email', 'gone@demo.example', '--role', 'viewer', '--password-stdin'], 'a golden password\n')
cli(['api-key', 'create', '--shop', 'demo', '--name', 'reader', '--scopes', 'read', '--expires', '2099-12-31'])
cli(['api-key', 'create', '--shop', 'demo', '--name', 'lost'])
cli(['api-key', 'revoke', '--shop', 'demo', '--name', 'lost'])
cli(['person', 'erase', '--shop', 'demo', '--email', 'person5@example.org', '--cancel-open'])
cli(['shop', 'create', 'probe', '--name', 'Probe', '--currency', 'EUR', '--timezone', 'Europe/Berlin', '--rehearsal'])
keys.probe = cli(['api-key', 'create', '--shop', 'probe', '--name', 'golden'])
await rehearsal(keys.probe)
cli(['shop', 'create', 'cards', '--name', 'Cards', '--currency', 'EUR', '--timezone', 'Europe/Berlin'])
keys.cards = cli(['api-key', 'create', '--shop', 'cards', '--name', 'golden'])
await cards(keys.cards)
// Until promises are revised: nothing moves any more.
let before
for (let now = ''; now !== before || !now; ) {
  before = now
  await settled(1_500)
  now = JSON.stringify([await answers(keys.demo, 'demo'), await answers(keys.probe, 'probe'), await answers(keys.cards, 'cards')]).replaceAll(/"as_of":"[^"]*"/g, '')
}
const made = new Date().toISOString()
const told = { made, public_url: base, keys, orders, demo: await answers(keys.demo, 'demo'), probe: await answers(keys.probe, 'probe'), cards: await answers(keys.cards, 'cards') }
await stop()

const file = (ending) => new URL(`${name}${ending}`, import.meta.url)
let bytes
if (postgres) {
  // Newer programs write commands that older ones do not know.
  bytes = execFileSync('pg_dump', ['--no-owner', '--no-privileges', postgres], { encoding: 'utf8' }).replaceAll(/^\\(un)?restrict .*\n/gm, '')
} else {
  const path = join(folder, 'golden.db')
  execFileSync('sqlite3', [path, 'pragma wal_checkpoint(truncate); pragma journal_mode=delete; pragma page_size=1024; vacuum;'])
  bytes = readFileSync(path)
}
const packed = gzipSync(bytes, { level: 9 })
writeFileSync(file(postgres ? '.sql.gz' : '.db.gz'), packed)
const spoken = gzipSync(JSON.stringify(told), { level: 9 })
writeFileSync(file(postgres ? '.postgres.json.gz' : '.json.gz'), spoken)
console.log(`${packed.length} bytes, answers ${spoken.length} bytes, ${Object.keys(orders).length} orders, ${Object.keys(told.demo).length + Object.keys(told.probe).length} answers`)
rmSync(folder, { recursive: true })
