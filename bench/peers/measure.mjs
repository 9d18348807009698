// The widget beside the same one in other frameworks, and beside what Shopify and PayPal publish: what a shop's page loads for each until it is
// useful, and what the browser's main thread does for it on a machine four times as slow. Prints a table and writes it into BENCHMARKS.md.
//
//   node bench/peers/measure.mjs            bytes and work
//   node bench/peers/measure.mjs --bytes    bytes alone: then BENCHMARKS.md has no figures of the work
//
// Needs what `xtask/setup.sh tests peers` installs, and a program: $DOCKLINE_BIN, else target/dist/dockline, else target/debug/dockline.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { bundles } from './build.mjs';

const root = path.join(import.meta.dirname, '../..');
const [BEGIN, END] = ['<!-- peers -->', '<!-- /peers -->'];
const SHOP = 'demo';
const SKU = 'TENT-GREEN';
/** Five units: some of one purchase order, some of the next. */
const QUANTITY = 5;
const ROUNDS = 7;
const THROTTLE = 4;
const NPM = path.join(import.meta.dirname, 'node_modules');

function program() {
  const places = [process.env.DOCKLINE_BIN, 'target/dist/dockline', 'target/debug/dockline'].filter(Boolean);
  const found = places.map((place) => path.resolve(root, place)).find((place) => existsSync(place));
  if (!found) throw new Error('no program to measure: `make build` makes one');
  return found;
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** The demo shop, standing still. Calls `use` with its origin. */
async function withServer(use) {
  const directory = await mkdtemp(path.join(tmpdir(), 'dockline-peers-'));
  const address = `127.0.0.1:${await freePort()}`;
  const env = { ...process.env, DOCKLINE_ADDR: address, DOCKLINE_DATABASE_URL: `sqlite://${directory}/shop.db`, DOCKLINE_RATE_LIMIT: 'off' };
  delete env.DOCKLINE_PUBLIC_URL;
  const child = spawn(program(), ['demo', '--still'], { cwd: directory, env, stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = once(child, 'exit');
  try {
    const origin = `http://${address}`;
    for (let tries = 0; !(await answers(`${origin}/api/v1/shops/${SHOP}/availability/${SKU}`)); tries += 1) {
      if (tries > 300 || child.exitCode !== null) throw new Error('the demo shop does not start');
      await new Promise((done) => setTimeout(done, 100));
    }
    return await use(origin);
  } finally {
    child.kill('SIGTERM');
    await ended;
    await rm(directory, { recursive: true });
  }
}

const answers = (url) => fetch(url).then((response) => response.ok, () => false);
const bytesOf = async (url) => Buffer.from(await (await fetch(url)).arrayBuffer());

function brotli(bytes) {
  return brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }).length;
}

/** What is compared: the script a page loads, and what that loads before there is something to see. */
async function candidates(origin) {
  const answer = await bytesOf(`${origin}/api/v1/shops/${SHOP}/availability/${SKU}?quantity=${QUANTITY}`);
  const fragment = await bytesOf(`${origin}/embed/v1/${SHOP}/${SKU}?lang=en&quantity=${QUANTITY}&layout=card`);
  const loader = await bytesOf(`${origin}/embed/1/widget.js`);
  const peers = Object.entries(await bundles()).map(([name, bundle]) => ({
    name: `the same, ${name === 'no framework' ? name : `in ${name}`}: bundle and JSON`,
    script: bundle,
    files: [bundle, answer],
    element: 'peer-availability',
    ready: 'peer:ready',
  }));
  const published = (name) => readFile(path.join(NPM, name));
  const buyButton = await published('@shopify/buy-button-js/dist/buybutton.min.js');
  const messaging = await published('@paypal/messaging-components/dist/bizcomponents/js/messaging.js');
  const message = await published('@paypal/messaging-components/dist/bizcomponents/js/smart-credit-message.js');
  return [
    { name: 'Dockline: loader and fragment', script: loader, files: [loader, fragment], element: 'dockline-availability', ready: 'dockline:ready' },
    ...peers,
    { name: `Shopify Buy Button ${await version('@shopify/buy-button-js')} ¹`, script: buyButton, files: [buyButton], classic: true, more: true },
    { name: `PayPal messages ${await version('@paypal/messaging-components')} ¹`, script: messaging, files: [messaging, message], classic: true, more: true },
  ];
}

async function version(name) {
  return JSON.parse(await readFile(path.join(NPM, name, 'package.json'), 'utf8')).version;
}

/** A page of another origin with the script and, if it has one, the element. */
function page(origin, { element, ready, classic }) {
  const tag = element ? `<${element} shop="${SHOP}" sku="${SKU}" quantity="${QUANTITY}" locale="en"><a href="/">See when it ships</a></${element}>` : '';
  const kind = classic ? 'defer' : 'type="module" crossorigin';
  const waits = `addEventListener('${ready ?? 'load'}', () => done(), { once: true })`;
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>A shop</title>
    <style>body { font: 16px/1.5 serif } ${element ?? 'h2'} { display: block; min-block-size: 24rem }</style>
    <script>const ended = new Promise((done) => ${waits});</script>
    <script ${kind} src="${origin}/measured.js"></script><h1>A thing</h1>${tag}<button>Buy</button></html>`;
}

/** Milliseconds of the main thread's own time for scripts, styles and layout, of one load with a cold cache. */
async function load(browser, origin, host, candidate) {
  const context = await browser.newContext();
  try {
    const tab = await context.newPage();
    const headers = { 'content-type': 'text/javascript', 'access-control-allow-origin': '*' };
    await context.route(`${origin}/measured.js`, (route) => route.fulfill({ body: candidate.script, headers }));
    host.page = page(origin, candidate);
    // What others publish asks its own servers for the rest. It is measured without.
    await context.route((url) => ![origin, host.origin].includes(url.origin), (route) => route.abort());
    const devtools = await context.newCDPSession(tab);
    await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: THROTTLE });
    await tab.goto(`${host.origin}/`);
    await within(30, tab.evaluate(() => ended), `${candidate.name} shows nothing`);
    // Until it is painted, and what comes of it has come.
    await tab.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 200))));
    const { metrics } = await devtools.send('Performance.getMetrics');
    const seconds = (name) => metrics.find((metric) => metric.name === name).value;
    return 1000 * (seconds('ScriptDuration') + seconds('LayoutDuration') + seconds('RecalcStyleDuration'));
  } finally {
    await context.close();
  }
}

/** A web server of a shop, with one page at a time. */
async function startHost() {
  const host = { page: '' };
  host.server = createServer((request, response) => {
    response.writeHead(request.url === '/' ? 200 : 204, { 'content-type': 'text/html; charset=utf-8' });
    response.end(request.url === '/' ? host.page : '');
  }).listen(0, '127.0.0.1');
  await once(host.server, 'listening');
  host.origin = `http://127.0.0.1:${host.server.address().port}`;
  return host;
}

function within(seconds, promise, otherwise) {
  let timer;
  const late = new Promise((_, reject) => (timer = setTimeout(() => reject(new Error(otherwise)), 1_000 * seconds)));
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** The work of each page. Rounds alternate, so that all of them see the same machine. */
async function work(origin, list) {
  const { chromium } = createRequire(path.join(root, 'end2end/package.json'))('@playwright/test');
  const host = await startHost();
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const measured = list.map(() => []);
    for (let round = 0; round <= ROUNDS; round += 1) {
      for (const [index, candidate] of list.entries()) {
        const work = await load(browser, origin, host, candidate);
        // The first round warms the browser up.
        if (round > 0) measured[index].push(work);
      }
    }
    // Other work of the machine only adds.
    return measured.map((rounds) => Math.min(...rounds));
  } finally {
    await browser.close();
    host.server.close();
  }
}

const grouped = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, ' ');

function table(list, works) {
  const sizes = list.map(({ files }) => ({
    raw: files.reduce((sum, file) => sum + file.length, 0),
    gzip: files.reduce((sum, file) => sum + gzipSync(file, { level: 9 }).length, 0),
    brotli: files.reduce((sum, file) => sum + brotli(file), 0),
  }));
  const heads = ['what', 'requests', 'raw', 'gzip', 'brotli', 'ratio', ...(works ? ['main thread', 'ratio'] : [])];
  const rows = list.map(({ name, files, more }, index) => {
    const { raw, gzip, brotli } = sizes[index];
    const ratio = (of, to) => `${(of / to).toFixed(1)} ×`;
    const cells = [name, `${more ? '≥ ' : ''}${files.length}`, ...[raw, gzip, brotli].map((size) => `${grouped(size)} B`), ratio(brotli, sizes[0].brotli)];
    if (works) cells.push(`${works[index].toFixed(1)} ms`, ratio(works[index], works[0]));
    return cells;
  });
  const widths = heads.map((head, column) => Math.max(head.length, ...rows.map((row) => row[column].length)));
  const line = (cells) => `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  return [line(heads), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...rows.map(line)].join('\n');
}

const EXPLAINED = `Until there is something to see, of a backorder of ${QUANTITY} units: bodies without headers, gzip 9 and brotli 11. The widgets in other frameworks are in \`bench/peers/src\`: the same look and states
from the JSON of the REST interface, with the same stream; they have words for two languages and no stages of the delivery, where the fragment comes in any language of the server and has them.`;
const WORKED = `Main thread: scripts, styles and layout, in the thread's own time, on a processor ${THROTTLE} times as slow (Chromium), of the whole page; the least of ${ROUNDS} rounds that alternate. Quote the ratios,
and those below 1.5 as equal. On a machine with other work a figure differs by a multiple from run to run: measure on one that is quiet.`;
const NOTED = `¹ As published on npm, without what they ask their own servers for: the Buy Button an API and an iframe of each product, PayPal's messages their contents.`;

async function publish(text) {
  const file = path.join(root, 'BENCHMARKS.md');
  const page = await readFile(file, 'utf8');
  const section = `${BEGIN}\n${text}\n${END}`;
  const [before, rest] = page.split(BEGIN);
  const written = rest === undefined ? `${page.trimEnd()}\n\n## The widget beside others\n\n\`make peers\` measures it, with the work of the browser's main thread, which needs a machine without other work; \`node bench/peers/measure.mjs --bytes\` measures bytes alone.\n\n${section}\n` : `${before}${section}${rest.split(END)[1]}`;
  await writeFile(file, written);
}

await withServer(async (origin) => {
  const list = await candidates(origin);
  const works = process.argv.includes('--bytes') ? undefined : await work(origin, list);
  const text = [table(list, works), '', EXPLAINED, ...(works ? [WORKED] : []), '', NOTED].join('\n');
  console.log(text);
  const day = new Date().toISOString().slice(0, 10);
  const command = works ? 'make peers' : 'node bench/peers/measure.mjs --bytes';
  await publish(`Measured on ${day} with \`${command}\`.\n\n${text}`);
});
